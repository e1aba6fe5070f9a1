// A list is uploaded, corrected, sent and followed; a report is made of it; an endpoint hears of each message.
'use strict';

const http = require('node:http');
const { Person, assert } = require('./harness.js');
const { signIn } = require('./signing_in.js');

const WHOLE = { en: 'email address,name,number\nequipe@example.com,Zoé,17\n', fr: 'adresse courriel;name;number\nequipe@example.com;Zoé;17\n' };
const WRONG = { en: 'email address,name,number\nequipe@example.com,Zoé,17\nnobody,,18\n', fr: 'adresse courriel;name;number\nequipe@example.com;Zoé;17\npersonne;;18\n' };

async function begin(browser, facteur, language, more = {}) {
  const person = await new Person(browser, facteur, language, more).begin();
  await signIn(person, facteur.demonstration.member.email, facteur.demonstration.member.password);
  return person;
}

// Reads a page again until it says what is wanted: work goes on behind it.
async function until(person, pattern) {
  for (let tries = 0; tries < 60; tries += 1) {
    if (pattern.test(await person.page.locator('main').innerText())) return;
    await person.page.waitForTimeout(250);
    await person.page.reload();
  }
  throw new Error(`${person.page.url()} never said ${pattern}`);
}

async function upload(person, text) {
  await person.page.locator('input[type=file]').setInputFiles({ name: 'Été.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await person.press();
}

async function lists(browser, facteur, language, more) {
  const person = await begin(browser, facteur, language, more);
  const { demonstration } = facteur;
  const service = `/services/${demonstration.service}`;
  const many = `${service}/send/${demonstration.templates.email}/many`;
  await person.open(many);
  await person.look('list-upload');
  await person.press();
  await person.reads('Choose a file to upload', 'Choisissez un fichier à téléverser');

  await upload(person, WRONG[language]);
  await person.reads('Missing', 'Manquante');
  await person.look('list-wrong');
  assert.equal(await person.page.locator('#f-send').count(), 0, 'a list with errors can be sent');
  const corrections = await person.context.request.get(await person.page.locator('a[href$="/corrections.csv"]').getAttribute('href'));
  assert.match(await corrections.text(), /^\ufeff/);

  await person.open(many);
  await upload(person, WHOLE[language]);
  await person.look('list-right');
  await person.page.locator('#f-send').click();
  await person.page.waitForLoadState();
  assert.match(person.page.url(), /\/jobs\/[0-9a-f-]{36}$/);
  await person.reads('Été.csv', 'Été.csv');
  await until(person, person.language === 'fr' ? /livr/i : /delivered/i);
  await person.look('job');
  await person.open(`${service}/jobs`);
  await person.reads('Été.csv', 'Été.csv');
  await person.look('jobs');

  // The same file with the same template: asked about once more.
  await person.open(many);
  await upload(person, WHOLE[language]);
  await person.reads('This very file was sent with this template today', 'Ce même fichier a été envoyé avec ce gabarit aujourd’hui');
  await person.look('list-again');

  // A report of what was sent.
  await person.open(`${service}/reports`);
  await person.look('reports-none');
  await person.press();
  await until(person, /CSV/);
  await person.look('reports');
  const report = await person.context.request.get(await person.page.locator('a[href$="/csv"]:visible').first().getAttribute('href'));
  assert.equal(report.status(), 200);
  assert.match(await report.text(), /equipe@example\.com/);
  const sheet = await person.context.request.get(await person.page.locator('a[href$="/xlsx"]:visible').first().getAttribute('href'));
  assert.equal((await sheet.body()).subarray(0, 2).toString(), 'PK');
  await person.end();
}

// Something of the service's own, which writes down what it is told.
class Receiver {
  async open() {
    this.calls = [];
    this.server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => { body += chunk; });
      request.on('end', () => { this.calls.push({ headers: request.headers, body: JSON.parse(body) }); response.writeHead(204).end(); });
    });
    await new Promise((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    this.port = this.server.address().port;
    return this;
  }

  settings() { return { FACTEUR_WEBHOOKS__NETWORKS: '127.0.0.1', FACTEUR_WEBHOOKS__PORTS: String(this.port) }; }

  close() { this.server.close(); }
}

async function webhooks(browser, facteur, language, receiver) {
  const person = await begin(browser, facteur, language);
  const { demonstration } = facteur;
  const place = `/services/${demonstration.service}/api/webhooks`;
  await person.open(place);
  await person.look('webhooks-none');
  await person.open(`${place}/add`);
  await person.page.locator('input[name=url]').fill('https://10.0.0.1/hook');
  await person.page.locator('input[name=token]').fill('short');
  await person.press();
  assert.ok(await person.page.locator('main .wrong').count() > 0, 'a private address and a short token are taken');
  await person.look('webhook-wrong');
  await person.page.locator('input[name=url]').fill(`http://127.0.0.1:${receiver.port}/hook`);
  await person.page.locator('input[name=token]').fill('a-token-of-the-service');
  for (const box of await person.page.locator('main input[type=checkbox]').all()) await box.check();
  await person.press();
  assert.match((await person.page.locator('.secret').first().innerText()).trim(), /^whsec_/);
  await person.look('webhook-secret');
  await person.page.reload();
  assert.equal(await person.page.locator('.secret').count(), 0, 'the secret is shown twice');
  await person.open(place);
  await person.look('webhooks');
  await person.page.locator('main article a').first().click();
  await person.page.locator('form[action$="/test"] button').click();
  await person.page.waitForLoadState();
  assert.equal(receiver.calls.length, 1, 'the test reaches the endpoint');
  await person.look('webhook-tested');

  const sent = await person.context.request.post('/v2/notifications/email', {
    headers: { Authorization: `ApiKey-v1 ${demonstration.keys.test}` },
    data: { email_address: 'someone@example.com', template_id: demonstration.templates.email, personalisation: { name: 'Zoé', number: '17' } },
  });
  assert.equal(sent.status(), 201, await sent.text());
  const { id } = await sent.json();
  for (let tries = 0; tries < 60 && !receiver.calls.some((call) => call.body.id === id); tries += 1) await person.page.waitForTimeout(250);
  const call = receiver.calls.find((one) => one.body.id === id);
  assert.ok(call, 'the endpoint heard of the message');
  assert.equal(call.body.status, 'delivered');
  assert.equal(call.headers.authorization, 'Bearer a-token-of-the-service');
  await person.open(place);
  await person.page.locator('main article a').first().click();
  await person.look('webhook');
  await person.page.locator('main tbody a').first().click();
  await person.look('webhook-event');
  await person.open(`/services/${demonstration.service}/notifications/${id}`);
  await person.look('message-with-webhook');
  await person.end();
}

module.exports = { begin, until, lists, webhooks, Receiver };
