// Small comforts; every page works without them.
"use strict";
(() => {
  const said = document.body.dataset;
  // What is wrong, or what was done, is read first.
  document.querySelector("[data-focus]")?.focus();

  // The key of a file stands behind the # of its link, which no server sees: it goes into the form.
  const keyed = document.querySelector("form[data-key]");
  if (keyed && /^#[0-9a-f]{64}$/i.test(location.hash)) {
    keyed.elements.key.value = location.hash.slice(1);
    keyed.elements.key.closest("div").hidden = true;
    // The page in the other language is of the same file.
    document.querySelector("a.language").hash = location.hash;
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      const label = button.textContent;
      button.textContent = said.copied;
      setTimeout(() => { button.textContent = label; }, 3000);
    });
  }

  // The sending address as it will be, while it is typed; the server decides.
  for (const shown of document.querySelectorAll("[data-address-of]")) {
    const field = document.getElementById(shown.dataset.addressOf);
    field?.addEventListener("input", () => {
      const plain = field.value.trim().normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
      const opened = plain.replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/ß/g, "ss");
      const name = opened.replace(/\s/g, ".").replace(/[^a-z0-9._-]/g, "").replace(/\.+/g, ".").replace(/^\.|\.$/g, "");
      shown.textContent = name || "…";
    });
  }

  // How long a text message is, nearly: the preview says it exactly.
  for (const area of document.querySelectorAll("[data-counts=parts]")) {
    const { length, prefix } = area.form.dataset;
    if (!length) continue;
    const line = document.createElement("p");
    line.className = "count";
    area.after(line);
    const wide = /[ÀÂÊËÎÏÔÙÛâçêëîïôûŒœŴ-ŷ\u1401-\u167f\u18d4-\u18dc]/;
    const count = () => {
      const text = area.value.trim().replace(/\(\([^]+?\)\)/g, "").normalize("NFC");
      let units = text.length + Number(prefix), alone = 70, each = 67;
      if (!wide.test(text)) {
        units += (text.match(/[\^{}\\[~\]|€]/g) || []).length;
        [alone, each] = [160, 153];
      }
      const parts = units <= alone ? 1 : Math.ceil(units / each);
      line.textContent = length.replace("#u", units).replace("#p", parts);
    };
    area.addEventListener("input", count);
    count();
  }

  // The preview of a form follows what is typed.
  const previewed = document.querySelector("form[data-preview]");
  if (previewed) {
    let timer;
    const show = async () => {
      const body = new URLSearchParams(new FormData(previewed));
      body.set("then", "preview");
      const answer = await fetch(location.href, { method: "POST", body }).catch(() => null);
      if (!answer || !answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("preview");
      if (fresh) document.getElementById("preview").replaceWith(fresh);
    };
    previewed.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 700); });
    // What was typed is not lost by a slip; what the page came back with is not saved either.
    let unsaved = "unsaved" in previewed.dataset;
    previewed.addEventListener("input", () => { unsaved = true; });
    previewed.addEventListener("submit", () => { unsaved = false; });
    addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  }

  // A device that holds a passkey is asked; its answer goes the way of any form.
  const passkeys = window.PublicKeyCredential;
  for (const form of document.querySelectorAll("[data-passkey]")) {
    if (!passkeys?.parseRequestOptionsFromJSON) break;
    form.hidden = false;
    form.previousElementSibling.hidden = true;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const body = new URLSearchParams(new FormData(form));
        const asked = await (await fetch(form.action + "/options", { method: "POST", body })).json();
        const answer = asked.publicKey.user
          ? await navigator.credentials.create({ publicKey: passkeys.parseCreationOptionsFromJSON(asked.publicKey) })
          : await navigator.credentials.get({ publicKey: passkeys.parseRequestOptionsFromJSON(asked.publicKey) });
        form.elements.ceremony.value = asked.ceremony;
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      } catch { form.querySelector("[role=alert]").hidden = false; }
    });
  }

  // Five minutes before a visit ends, its owner is asked. The answer of the server says how long it lasts then.
  const ends = document.getElementById("visit-ends");
  if (ends) {
    let warning, ending;
    const [form, before, after] = ["form", "[data-before]", "[data-after]"].map((part) => ends.querySelector(part));
    const open = () => { if (!ends.open) ends.showModal(); };
    const over = () => { form.hidden = before.hidden = true; after.hidden = false; open(); };
    const wait = (seconds) => {
      clearTimeout(warning);
      clearTimeout(ending);
      warning = setTimeout(open, Math.max(0, seconds - 300) * 1000);
      ending = setTimeout(over, seconds * 1000);
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        const seconds = Number(await answer.text());
        if (!answer.ok || !seconds) return over();
        wait(seconds);
        ends.close();
      } catch { over(); }
    });
    wait(Number(said.visitSeconds));
  }

  // Pages that say so are asked again every half minute; a failure is shown, and nothing is asked any more.
  const live = document.querySelector("[data-live]");
  if (live) {
    let tag = "", timer;
    const stop = () => {
      clearInterval(timer);
      const notice = document.createElement("p");
      const again = document.createElement("a");
      notice.setAttribute("role", "status");
      notice.textContent = said.paused + " ";
      again.textContent = said.reload;
      again.href = location.href;
      notice.append(again);
      live.before(notice);
    };
    const look = async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch(live.dataset.live, { headers: tag ? { "If-None-Match": tag } : {} });
        if (answer.status === 304) return;
        if (!answer.ok) return stop();
        tag = answer.headers.get("ETag") || "";
        for (const [id, text] of Object.entries(await answer.json())) {
          const place = document.getElementById(id);
          if (place?.localName === "progress") place.value = text;
          else if (place) place.hidden = !(place.textContent = text);
        }
      } catch { stop(); }
    };
    timer = setInterval(look, 30000);
  }
})();
