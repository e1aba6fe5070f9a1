// Small comforts; every page works without them.
"use strict";
(() => {
  const said = document.body.dataset;
  // What is wrong, or what was done, is read first.
  document.querySelector("[data-focus]")?.focus();

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      const label = button.textContent;
      button.textContent = said.copied;
      setTimeout(() => { button.textContent = label; }, 3000);
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
          if (place) place.textContent = text;
        }
      } catch { stop(); }
    };
    timer = setInterval(look, 30000);
  }
})();
