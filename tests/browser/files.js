// A file is chosen for a message on the site, and its reader opens the link of the message.
'use strict';

const { Person, assert } = require('./harness.js');
const { begin, until } = require('./lists.js');

const PDF = Buffer.from('%PDF-1.7\na decision');
const FILE = { name: 'Décision.pdf', mimeType: 'application/pdf', buffer: PDF };

// A template with a place for a file.
async function template(person, service) {
  await person.open(`${service}/templates/add-email`);
  await person.page.locator('main input[name=name]').fill('Decision');
  await person.page.locator('main input[name=subject]').fill('Bonjour ((name)) | Hello ((name))');
  await person.page.locator('main textarea[name=content]').fill('((decision))');
  await person.page.locator('main input[name=category]').first().check();
  await person.page.locator('main form[data-preview] button').first().click();
  await person.page.waitForLoadState();
  return /\/templates\/([0-9a-f-]{36})/.exec(person.page.url())[1];
}

// Fills the form in, with a file in the place of the decision, and looks at the message.
async function choose(person, send, way, file = FILE) {
  await person.open(`${send}?to=me`);
  await person.page.locator('input[name=value-0]').fill('Zoé');
  const details = person.page.locator('details', { has: person.page.locator('input[name=file-1]') });
  await details.locator('summary').click();
  await person.page.locator('input[name=file-1]').setInputFiles(file);
  await person.page.locator(`input[name=way-1][value=${way}]`).check();
  await person.page.locator('#f-send').click();
  await person.page.waitForLoadState();
}

async function sendIt(person) {
  await person.page.locator('#f-send').click();
  await person.page.waitForLoadState();
  assert.match(person.page.url(), /\/notifications\/[0-9a-f-]{36}$/);
  await person.reads('Décision.pdf', 'Décision.pdf');
}

// What stands in the newest message of the mailbox.
async function inMailbox(person, service, name) {
  await person.open(`${service}/api/mailbox`);
  await until(person, /equipe@example\.com/);
  await person.page.locator(`main a[href*="${service}/api/mailbox/"]`).first().click();
  await person.page.waitForLoadState();
  await person.look(name);
  return person.page.frameLocator('iframe').locator('a[href*="/d/"]');
}

// The reader of a link: whatever their browser asks for is written down.
async function reads(person, link, name, address) {
  const reader = await new Person(person.browser, person.facteur, person.language, person.more).begin();
  const asked = [];
  reader.page.on('request', (request) => asked.push(`${request.method()} ${request.url()} ${JSON.stringify(request.headers())}`));
  const [, key] = link.split('#');
  assert.match(key, /^[0-9a-f]{64}$/);
  await reader.open(link);
  await reader.reads('A file was sent to you', 'Un fichier vous a été envoyé');
  await reader.look(`${name}-begin`);
  if (person.more.javaScriptEnabled === false) {
    await reader.page.locator('main input[name=key]').fill(link);
  } else {
    // There and back in the other language the link is whole still.
    for (let twice = 0; twice < 2; twice += 1) {
      await reader.page.locator('a.language').click();
      await reader.page.waitForLoadState();
    }
    await reader.reads('A file was sent to you', 'Un fichier vous a été envoyé');
  }
  await reader.press();
  if (address) {
    await reader.reads('Confirm your email address', 'Confirmer votre adresse courriel');
    await reader.page.locator('main input[name=address]').fill('somebody.else@example.com');
    await reader.press();
    await reader.look(`${name}-other-address`);
    await reader.page.locator('main input[name=address]').fill(address);
    await reader.press();
  }
  await reader.reads('Décision.pdf', 'Décision.pdf');
  await reader.look(`${name}-shown`);
  const [download] = await Promise.all([
    reader.page.waitForEvent('download'),
    reader.page.locator('main form button[type=submit]').click(),
  ]);
  assert.equal(download.suggestedFilename(), 'Décision.pdf');
  const stream = await download.createReadStream();
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  assert.deepEqual(Buffer.concat(chunks), PDF);

  // The key is in forms only: in no address that was asked for, and in no header.
  assert.ok(asked.length > 2);
  for (const line of asked) {
    const [method, url, ...headers] = line.split(' ');
    assert.ok(!new URL(url).pathname.includes(key) && !new URL(url).search.includes(key), `${method} ${url}`);
    assert.ok(!headers.join(' ').includes(key), `a header of ${method} ${url}`);
  }
  // With one digit of it changed there is no such file. Another page first: else the browser only scrolls.
  const wrong = link.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  await reader.open('/');
  await reader.open(wrong);
  if (person.more.javaScriptEnabled === false) await reader.page.locator('main input[name=key]').fill(wrong);
  await reader.press();
  await reader.reads('There is no such file', 'Ce fichier n’existe pas');
  await reader.look(`${name}-missing`);
  await reader.end();
  assert.ok(!person.facteur.log.includes(key), 'the key is in the log');
}

async function files(browser, facteur, language, more = {}) {
  const person = await begin(browser, facteur, language, more);
  const { demonstration } = facteur;
  const service = `/services/${demonstration.service}`;
  const send = `${service}/send/${await template(person, service)}`;

  // What is no file to send is said beside its field; then it is chosen again, with the rest as it was.
  await choose(person, send, 'link', { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<!DOCTYPE html><html></html>') });
  await person.reads('Files of this type cannot be sent.', 'Les fichiers de ce type ne peuvent pas être envoyés.');
  assert.equal(await person.page.locator('input[name=value-0]').inputValue(), 'Zoé');
  await person.look('send-file-wrong');
  await person.page.locator('input[name=file-1]').setInputFiles(FILE);
  await person.page.locator('#f-send').click();
  await person.page.waitForLoadState();
  await person.reads('Décision.pdf (19 bytes, as a link)', 'Décision.pdf (19 octets, par un lien)');
  await person.look('send-file-look');

  // Back to the form it is there still.
  await person.click('Change', 'Modifier');
  await person.reads('Décision.pdf', 'Décision.pdf');
  await person.look('send-file-kept');
  await person.page.locator('#f-send').click();
  await person.page.waitForLoadState();
  await sendIt(person);
  await person.look('message-with-file');
  const link = await (await inMailbox(person, service, 'mailbox-link')).getAttribute('href');
  await reads(person, link, 'file');

  await choose(person, send, 'confirmed');
  await sendIt(person);
  const confirmed = await (await inMailbox(person, service, 'mailbox-confirmed')).getAttribute('href');
  await reads(person, confirmed, 'file-confirmed', demonstration.member.email);

  await choose(person, send, 'attach');
  await sendIt(person);
  const none = await inMailbox(person, service, 'mailbox-attached');
  assert.equal(await none.count(), 0);
  await person.reads('Décision.pdf (19 bytes, attached)', 'Décision.pdf (19 octets, en pièce jointe)');
  await person.end();
}

module.exports = { files };
