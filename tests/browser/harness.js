// What the browser's tests share: the real program, a real Chromium, and a look at everything that a page does.
'use strict';

const assert = require('node:assert/strict');
const { spawn, execFileSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { chromium } = require('playwright-core');

const BINARY = process.env.FACTEUR_BINARY || 'target/release/facteur';
const SCREENSHOTS = process.env.SCREENSHOTS;
const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// A port that nothing listens on.
function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// The program in demonstration: its letters can be read without a mail server. Under a name, not a number: browsers offer
// passkeys to nothing else.
class Facteur {
  // `settings`: further variables of its environment.
  async start(settings = {}) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facteur-browser-'));
    this.environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('FACTEUR_')));
    this.data = ['--data-dir', path.join(this.folder, 'data')];
    const port = await freePort();
    this.url = `http://localhost:${port}`;
    Object.assign(this.environment, settings);
    this.environment.FACTEUR_BASE_URL = this.url;
    this.server = spawn(BINARY, ['demo', '--json', '--listen', `127.0.0.1:${port}`, ...this.data], { env: this.environment, cwd: this.folder });
    this.log = '';
    this.printed = '';
    this.server.stdout.on('data', (chunk) => { this.printed += chunk; });
    await new Promise((resolve, reject) => {
      this.server.stderr.on('data', (chunk) => {
        this.log += chunk;
        if (/address=\S/.test(this.log)) resolve();
      });
      this.server.on('exit', () => reject(new Error(`the server ended: ${this.log}`)));
    });
    this.demonstration = JSON.parse(this.printed);
    return this;
  }

  command(...args) {
    return JSON.parse(execFileSync(BINARY, [...args, '--json', ...this.data], { env: this.environment, cwd: this.folder, encoding: 'utf8' }));
  }

  stop() {
    this.server.removeAllListeners('exit');
    this.server.kill('SIGKILL');
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

async function launch() {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

// A person with a browser of their own. `watched` fails the test when a page asks a foreign host, breaks the content
// policy, or fails in a script.
class Person {
  constructor(browser, facteur, language, more = {}) {
    Object.assign(this, { browser, facteur, language, more, troubles: [] });
  }

  async begin() {
    this.context = await this.browser.newContext({
      baseURL: this.facteur.url,
      locale: this.language === 'fr' ? 'fr-CA' : 'en-CA',
      timezoneId: 'America/Toronto',
      permissions: this.more.javaScriptEnabled === false ? [] : ['clipboard-read', 'clipboard-write'],
      ...this.more,
    });
    this.context.setDefaultTimeout(10000);
    this.page = await this.context.newPage();
    this.page.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'about:', 'blob:'].includes(url.protocol) && url.origin !== this.facteur.url) this.troubles.push(`asks ${url.origin}`);
    });
    this.page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !/status of (4|5)\d\d/.test(text)) this.troubles.push(`${this.page.url()}: ${text}`);
    });
    this.page.on('pageerror', (error) => this.troubles.push(`${this.page.url()}: ${error}`));
    return this;
  }

  async open(place) {
    const answer = await this.page.goto(place);
    assert.ok(answer.status() < 500, `${place} answers ${answer.status()}`);
    return answer;
  }

  say(english, french) { return this.language === 'fr' ? french : english; }

  async click(english, french) {
    const name = this.say(english, french);
    const target = this.page.getByRole('link', { name, exact: true }).or(this.page.getByRole('button', { name, exact: true }));
    await target.first().click();
    await this.page.waitForLoadState();
  }

  // Sends the page's form.
  async press() {
    await this.page.locator('main form button[type=submit]').first().click();
    await this.page.waitForLoadState();
  }

  async fill(english, french, value) {
    await this.page.getByLabel(this.say(english, french), { exact: true }).fill(value);
  }

  async choose(english, french) {
    await this.page.getByLabel(this.say(english, french), { exact: true }).check();
  }

  async reads(english, french) {
    const text = this.say(english, french);
    const found = await this.page.locator('body').innerText();
    const plain = (said) => said.replace(/[\u00a0\u202f]/g, ' ').replace(/\s+/g, ' ');
    assert.ok(plain(found).includes(plain(text)), `“${text}” is not on ${this.page.url()}:\n${found}`);
  }

  // What the newest letter to somebody says: the demonstration shows all that leave.
  async letter(pattern) {
    for (let tries = 0; tries < 50; tries += 1) {
      const answer = await this.context.request.get('/demo/mailbox');
      const text = (await answer.text()).replace(/&amp;/g, '&').replace(/&#x2F;/g, '/');
      const found = pattern.exec(text);
      if (found) return found[1];
      await new Promise((resolve) => { setTimeout(resolve, 200); });
    }
    throw new Error(`no letter holds ${pattern}`);
  }

  // Accessibility, a picture, and both widths.
  async look(name) {
    if (this.more.javaScriptEnabled === false) return;
    await this.page.evaluate(AXE);
    const found = await this.page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
    const wrong = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
    if (wrong.length) this.troubles.push(`${name} (${this.page.url()}): ${wrong.join('; ')}`);
    for (const width of [320, 1280]) {
      await this.page.setViewportSize({ width, height: 900 });
      const over = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) {
        const wide = await this.page.evaluate(() => [...document.querySelectorAll('body *')]
          .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1 && !one.closest('.scroll, pre'))
          .map((one) => `${one.tagName}.${one.className}`).slice(0, 4).join(' '));
        this.troubles.push(`${name} (${this.page.url()}) is ${over} pixels wider than a window of ${width}: ${wide}`);
      }
      if (SCREENSHOTS) {
        fs.mkdirSync(SCREENSHOTS, { recursive: true });
        await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${this.language}-${width}.png`), fullPage: true });
      }
    }
  }

  async end() {
    await this.context.close();
    assert.deepEqual(this.troubles, []);
  }
}

const tests = [];
// `beside`: what has to be there before the program starts, with its settings; it is given to the test and closed.
function test(name, run, beside) { tests.push({ name, run, beside }); }

async function main() {
  let passed = 0;
  let failed = 0;
  const browser = await launch();
  for (const { name, run, beside } of tests) {
    const companion = beside && await beside();
    const facteur = await new Facteur().start(companion?.settings());
    try {
      await run(browser, facteur, companion);
      passed += 1;
      console.log(`ok    ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}\n${error.stack}`);
    } finally {
      facteur.stop();
      companion?.close();
    }
  }
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed || !passed ? 1 : 0);
}

module.exports = { Person, test, main, assert };
