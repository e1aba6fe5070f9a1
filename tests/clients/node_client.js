// The official Node client, changed in nothing but its URL.
'use strict';

const assert = require('node:assert/strict');
const { spawn, execFileSync } = require('node:child_process');
const { randomUUID } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { NotifyClient } = require('notifications-node-client');

const BINARY = process.env.FACTEUR_BINARY || 'target/release/facteur';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facteur-test-'));
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('FACTEUR_')));
const data = ['--data-dir', path.join(folder, 'data')];

function command(...args) {
  return JSON.parse(execFileSync(BINARY, [...args, '--json', ...data], { env: environment, cwd: folder, encoding: 'utf8' }));
}

async function start() {
  const server = spawn(BINARY, ['serve', '--listen', '127.0.0.1:0', ...data], { env: environment, cwd: folder });
  const url = await new Promise((resolve, reject) => {
    let log = '';
    server.stderr.on('data', (chunk) => {
      log += chunk;
      const address = /address=(\S+)/.exec(log);
      if (address) resolve(`http://${address[1]}`);
    });
    server.on('exit', () => reject(new Error(`the server ended: ${log}`)));
  });
  return { server, url };
}

async function eventually(look, wanted) {
  const deadline = Date.now() + 15000;
  for (;;) {
    const seen = await look();
    if (seen === wanted) return;
    assert.ok(Date.now() < deadline, `never became ${wanted}; last seen ${seen}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function refused(status, message, call) {
  await assert.rejects(call, (error) => {
    assert.equal(error.response.status, status);
    const body = error.response.data;
    assert.match(body.message || body.errors[0].message, message);
    return true;
  });
}

async function main() {
  const { server, url } = await start();
  const service = command('service', 'create', '--name', 'Client tests', '--live').id;
  const make = (type, name, content, ...more) =>
    command('template', 'create', '--service', service, '--type', type, '--name', name, '--content', content, ...more).id;
  const email = make('email', 'Client Functional test email template',
    'Hello ((name))\r\n\r\nFunctional test help make our world a better place', '--subject', 'Functional Tests are good');
  const sms = make('sms', 'Client Functional test sms template', 'Hello ((name))\n\nFunctional Tests make our world a better place');
  const replyTo = command('replyto', 'add', '--service', service, 'r@example.ca').id;
  const sender = command('sender', 'add', '--service', service, 'TESTS').id;
  command('member', 'add', '--service', service, '--email', 'member@example.ca');
  const key = (type) => command('key', 'create', '--service', service, '--type', type, '--name', type).key;
  const client = new NotifyClient(url, key('test'));
  const team = new NotifyClient(url, key('team'));
  const statusOf = async (id) => (await client.getNotificationById(id)).data.status;

  const tests = {
    async 'an email is sent and delivered'() {
      const { status, data: sent } = await client.sendEmail(email, 'zoe@example.com',
        { personalisation: { name: 'Foo' }, reference: 'r', emailReplyToId: replyTo });
      assert.equal(status, 201);
      assert.equal(sent.content.body, 'Hello Foo\r\n\r\nFunctional test help make our world a better place');
      assert.equal(sent.content.one_click_unsubscribe_url, null);
      assert.deepEqual(sent.sanitised_content, {});
      assert.equal(sent.reference, 'r');
      const { data: seen } = await client.getNotificationById(sent.id);
      assert.equal(seen.subject, 'Functional Tests are good');
      await eventually(() => statusOf(sent.id), 'delivered');
    },
    async 'an email with what current clients add'() {
      const { data: sent } = await client.sendEmail(email, 'zoe@example.com', {
        personalisation: { name: 'User, [click here](https://evil.link)' },
        oneClickUnsubscribeURL: 'https://example.com/unsubscribe',
        sanitiseContentFor: ['name'],
      });
      assert.match(sent.content.body, /^Hello User, \\\[click here\\\]\\\(\\\)/);
      assert.equal(sent.content.one_click_unsubscribe_url, 'https://example.com/unsubscribe');
    },
    async 'a text is sent and delivered'() {
      const { data: sent } = await client.sendSms(sms, '+16135550199', { personalisation: { name: 'Foo' }, smsSenderId: sender });
      assert.equal(sent.content.body, 'Hello Foo\n\nFunctional Tests make our world a better place');
      assert.equal(sent.content.from_number, 'TESTS');
      await eventually(() => statusOf(sent.id), 'delivered');
    },
    async 'a team key reaches the team only'() {
      await team.sendEmail(email, 'MEMBER@example.ca', { personalisation: { name: 'Foo' } });
      await refused(400, /^Can’t send to this recipient using a team-only API key/,
        () => team.sendEmail(email, 'stranger@example.com', { personalisation: { name: 'Foo' } }));
    },
    async 'notifications are listed and filtered'() {
      const reference = randomUUID();
      const { data: sent } = await client.sendEmail(email, 'a@example.com', { personalisation: { name: 'x' }, reference });
      const { data: listed } = await client.getNotifications('email', null, reference);
      assert.deepEqual(listed.notifications.map((one) => one.id), [sent.id]);
      assert.ok(listed.links.next.includes(sent.id));
      const { data: older } = await client.getNotifications(null, null, null, sent.id);
      assert.ok(!older.notifications.some((one) => one.id === sent.id));
    },
    async 'templates are read and previewed'() {
      const { data: shown } = await client.getTemplateById(email);
      assert.equal(shown.name, 'Client Functional test email template');
      assert.equal(shown.letter_contact_block, null);
      assert.equal((await client.getTemplateByIdAndVersion(sms, 1)).data.subject, null);
      assert.equal((await client.getAllTemplates()).data.templates.length, 2);
      assert.deepEqual((await client.getAllTemplates('sms')).data.templates.map((one) => one.id), [sms]);
      const { data: preview } = await client.previewTemplateById(email, { name: 'Foo' });
      assert.match(preview.body, /^Hello Foo/);
      await refused(400, /^Missing personalisation: name$/, () => client.previewTemplateById(email));
    },
    async 'received texts are listed'() {
      assert.deepEqual((await client.getReceivedTexts()).data.received_text_messages, []);
      const number = command('number', 'add', '--service', service, '613-555-0100');
      for (const content of ['one', 'two']) {
        const taken = await fetch(`${url}/v2/received-text-messages/${number.id}`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${number.secret}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ id: content, from: '+16135550199', content }),
        });
        assert.equal(taken.status, 200);
      }
      const { data: all } = await client.getReceivedTexts();
      assert.deepEqual(all.received_text_messages.map((text) => text.content), ['two', 'one']);
      const { data: older } = await client.getReceivedTexts(all.received_text_messages[0].id);
      assert.deepEqual(older.received_text_messages.map((text) => text.content), ['one']);
    },
    async 'a base address with a slash at its end works'() {
      const slashed = new NotifyClient(`${url}/`, command('key', 'create', '--service', service, '--type', 'test', '--name', 'slash').key);
      assert.equal((await slashed.getAllTemplates()).status, 200);
    },
    async 'errors arrive whole'() {
      await refused(400, /^email_address Not a valid email address$/, () => client.sendEmail(email, 'nobody', { personalisation: { name: 'x' } }));
      await refused(400, /^phone_number /, () => client.sendSms(sms, '12', { personalisation: { name: 'x' } }));
      await refused(400, /^Missing personalisation for template ID/, () => client.sendEmail(email, 'a@example.com', {}));
      await refused(404, /^Notification not found in database$/, () => client.getNotificationById(randomUUID()));
      await refused(404, /^No result found$/, () => client.getTemplateById(randomUUID()));
    },
  };

  let passed = 0;
  let failed = 0;
  for (const [name, body] of Object.entries(tests)) {
    try {
      await body();
      passed += 1;
      console.log(`ok    ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}\n${error.stack}`);
    }
  }
  server.removeAllListeners('exit');
  server.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

main().catch((error) => {
  console.log(`${error.stack}\n0 passed, 1 failed`);
  process.exit(1);
});
