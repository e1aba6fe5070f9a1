// The site in a real browser: the journey of whoever has only the documentation page about API keys, and every page.
'use strict';

const { Person, test, main, assert } = require('./harness.js');
const { files } = require('./files.js');
const { lists, webhooks, Receiver } = require('./lists.js');
const { receiving } = require('./receiving.js');
const { signIn } = require('./signing_in.js');

async function journey(browser, facteur, language, more = {}) {
  const person = await new Person(browser, facteur, language, more).begin();
  const { demonstration } = facteur;
  await person.open(`/documentation/${language}/${language === 'fr' ? 'cles' : 'keys'}`);
  await person.look('documentation-keys');
  await signIn(person, demonstration.member.email, demonstration.member.password);
  await person.open('/accounts');
  await person.look('accounts');
  await person.page.locator(`a[href="/services/${demonstration.service}"]`).first().click();
  await person.look('dashboard');

  // To API integration and its keys; a live key is not offered, and the page says why.
  await person.click('API integration', 'Intégration API');
  await person.look('api');
  await person.page.locator(`a[href="/services/${demonstration.service}/api/keys"]`).first().click();
  await person.look('keys');
  await person.click('Create an API key', 'Créer une clé API');
  await person.reads('Not available because your service is in trial mode.', 'Non disponible parce que votre service est en mode d’essai.');
  assert.ok(await person.page.locator('input[name=type][value=live]').isDisabled(), 'a live key is offered in trial');
  await person.look('key-create');
  await person.fill('Name for this key', 'Nom de la clé', 'Passports');
  await person.page.locator('input[name=type][value=test]').check();
  await person.press();
  const key = (await person.page.locator('.secret').first().innerText()).trim();
  assert.match(key, /^fct-test-passports-[0-9a-f]{8}-/);
  await person.look('key-created');
  await person.page.reload();
  assert.equal(await person.page.locator('.secret').count(), 0, 'the key is shown twice');

  // It works at once, and its message is in the log.
  const sent = await person.context.request.post('/v2/notifications/email', {
    headers: { Authorization: `ApiKey-v1 ${key}` },
    data: { email_address: 'someone@example.com', template_id: demonstration.templates.email, personalisation: { name: 'Zoé', number: '17' } },
  });
  assert.equal(sent.status(), 201, await sent.text());
  await person.open(`/services/${demonstration.service}/api?test=1`);
  await person.reads('someone@example.com', 'someone@example.com');
  await person.look('log');

  // A safelist.
  await person.open(`/services/${demonstration.service}/api/safelist`);
  await person.page.locator('textarea[name=recipients]').fill('ami@example.com');
  await person.press();
  await person.reads('ami@example.com', 'ami@example.com');
  await person.look('safelist');

  // Revoked, it is refused.
  await person.open(`/services/${demonstration.service}/api/keys`);
  await person.page.locator('a[href*="/revoke"]').last().click();
  await person.look('key-revoke');
  await person.press();
  const refused = await person.context.request.get('/v2/notifications', { headers: { Authorization: `ApiKey-v1 ${key}` } });
  assert.equal(refused.status(), 403);

  await goLive(browser, facteur, person);
  await useLiveKey(facteur, person);
  await person.end();
}

// A second manager, the request, and a reviewer who grants it: here the same person, who set the installation up.
async function goLive(browser, facteur, person) {
  const { demonstration } = facteur;
  const service = `/services/${demonstration.service}`;
  const reviewer = await new Person(browser, facteur, person.language, person.more).begin();
  await reviewer.open(demonstration.set_up);
  await reviewer.look('set-up');
  for (const [name, value] of [['name', 'Dominique Roy'], ['email', 'dominique@example.com'], ['password', 'correct cheval 7 agrafe']]) {
    await reviewer.page.locator(`main input[name=${name}]`).fill(value);
  }
  for (const box of await reviewer.page.locator('main input[type=checkbox]').all()) await box.check();
  await reviewer.press();

  await person.open(`${service}/users/invite`);
  await person.page.locator('main input[name=email]').fill('dominique@example.com');
  await person.page.locator('main input[value=manage_service]').check();
  await person.press();
  await reviewer.open(`/invitation/${await reviewer.letter(/\/invitation\/([0-9a-f]{64})/)}`);
  await reviewer.look('invitation');
  await reviewer.press();

  const request = `${service}/service-settings/request-to-go-live`;
  await person.open(`${request}/use-case`);
  await person.page.locator('input[name=uses]').first().check();
  await person.page.locator('input[name=recipients]').first().check();
  await person.page.locator('input[name=organisation]').fill('Passeport Canada');
  await person.look('use-case');
  await person.press();
  for (const name of ['daily_email', 'annual_email', 'daily_sms', 'annual_sms']) {
    await person.page.locator(`input[name=${name}][value=usual]`).check();
  }
  await person.look('volumes');
  await person.press();
  await person.open(`${request}/terms-of-use`);
  await person.look('terms');
  await person.press();
  await person.open(request);
  await person.press();
  await person.look('go-live-submitted');

  await reviewer.open('/platform');
  await reviewer.look('platform');
  await reviewer.open('/platform/go-live');
  await reviewer.look('go-live-queue');
  await reviewer.open(`/platform/go-live/${demonstration.service}`);
  await reviewer.look('go-live-review');
  await reviewer.press();
  await reviewer.end();
}

// A live key: offered now, copied once, used to reach anyone, rotated with an overlap, revoked.
async function useLiveKey(facteur, person) {
  const { demonstration } = facteur;
  const keys = `/services/${demonstration.service}/api/keys`;
  await person.open(`${keys}/create`);
  await person.page.locator('input[name=name]').fill('Production');
  await person.page.locator('input[name=type][value=live]').check();
  await person.press();
  const key = (await person.page.locator('.secret').first().innerText()).trim();
  assert.match(key, /^fct-live-production-/);
  const send = () => person.context.request.post('/v2/notifications/email', {
    headers: { Authorization: `ApiKey-v1 ${key}` },
    data: { email_address: 'anyone@example.org', template_id: demonstration.templates.email, personalisation: { name: 'Zoé', number: '18' } },
  });
  const sent = await send();
  assert.equal(sent.status(), 201, await sent.text());

  await person.open(keys);
  await person.page.locator('.card', { hasText: 'Production' }).locator('a[href$="/rotate"]').first().click();
  await person.look('key-rotate');
  await person.press();
  const successor = (await person.page.locator('.secret').first().innerText()).trim();
  assert.match(successor, /^fct-live-production-/);
  assert.equal((await send()).status(), 201, 'the old key works during the overlap');

  await person.open(keys);
  await person.page.locator('.card:has(h3:has-text("Production ("))').locator('a[href$="/revoke"]').first().click();
  await person.press();
  assert.equal((await send()).status(), 403);
}

// A passkey of the browser's own virtual device: added, given alone, given as the second step, renamed, removed.
async function passkeys(browser, facteur, language) {
  const person = await new Person(browser, facteur, language).begin();
  const { email, password } = facteur.demonstration.member;
  const device = await person.context.newCDPSession(person.page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  // The script asks the device and sends the form; then there is another page.
  const give = async (path) => {
    const left = person.page.waitForURL((url) => url.pathname !== path);
    await person.page.locator('form[data-passkey] button').click();
    await left;
    await person.page.waitForLoadState();
  };
  const signOut = () => person.click('Sign out', 'Se déconnecter');

  await signIn(person, email, password);
  await person.open('/user-profile/passkeys');
  await person.look('passkeys-none');
  await person.click('Add a passkey', 'Ajouter une clé d’identification');
  await person.look('passkey-add');
  assert.ok(await person.page.locator('form[data-passkey] button').isVisible());
  await person.page.locator('main input[name=name]').fill('Chromium');
  await give('/user-profile/passkeys/add');
  assert.equal(await person.page.locator('#codes li').count(), 10, 'recovery codes are shown');
  await person.open('/user-profile/passkeys');
  await person.reads('Chromium', 'Chromium');
  await person.look('passkeys');

  await signOut();
  await person.open('/sign-in');
  await person.look('sign-in-passkey');
  await give('/sign-in');
  await person.open('/user-profile');
  await person.reads('Passkeys and security keys', 'Clés d’identification et clés de sécurité');
  await person.look('profile-passkey');

  await signOut();
  await person.open('/sign-in');
  await person.fill('Email address', 'Adresse courriel', email);
  await person.fill('Password', 'Mot de passe', password);
  await person.press();
  await person.look('two-factor-passkey');
  await give('/two-factor');
  await person.open('/user-profile/second-factor');
  await person.reads('you use a passkey or a security key', 'vous utilisez une clé d’identification ou une clé de sécurité');
  await person.look('second-factor-passkey');

  await person.open('/user-profile/passkeys');
  await person.page.locator('a[href$="/rename"]').click();
  await person.page.locator('main input[name=name]').fill('Bureau');
  await person.press();
  await person.reads('Bureau', 'Bureau');
  await person.page.locator('a[href$="/remove"]').click();
  await person.look('passkey-remove');
  await person.press();
  await person.reads('You have no passkey yet.', 'Vous n’avez pas encore de clé d’identification.');

  // What was removed signs nobody in any more, and the page says so.
  await signOut();
  await person.open('/sign-in');
  await give('/sign-in');
  await person.reads('This passkey does not open an account here.', 'Cette clé d’identification n’ouvre aucun compte ici.');
  await person.look('sign-in-passkey-wrong');
  await person.end();

  const plain = await new Person(browser, facteur, language, { javaScriptEnabled: false }).begin();
  await plain.open('/sign-in');
  await plain.reads('Your password works without them.', 'Votre mot de passe fonctionne sans eux.');
  await plain.end();
}

// What a first visit costs, fonts and all.
async function firstVisit(browser, facteur, language) {
  const person = await new Person(browser, facteur, language).begin();
  const session = await person.context.newCDPSession(person.page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  await person.open('/sign-in');
  await person.page.waitForLoadState('networkidle');
  assert.ok(bytes > 10_000 && bytes < 100_000, `${bytes} bytes`);
  console.log(`      ${bytes} bytes`);
  await person.end();
}

// Every page that a member and an administrator can open, looked at one by one.
async function everyPage(browser, facteur, language) {
  const person = await new Person(browser, facteur, language).begin();
  const { demonstration } = facteur;
  for (const [name, place] of [
    ['home', '/'], ['register', '/register'], ['forgot-password', '/forgot-password'], ['not-found', '/nowhere'],
    ['documentation-start', `/documentation/${language}/${language === 'fr' ? 'commencer' : 'start'}`],
    ['documentation-reference', `/documentation/${language}/reference`],
  ]) {
    await person.open(place);
    await person.look(name);
  }
  await signIn(person, demonstration.member.email, demonstration.member.password);
  const service = `/services/${demonstration.service}`;
  const template = `${service}/templates/${demonstration.templates.email}`;
  for (const [name, place] of [
    ['accounts', '/accounts'], ['add-service', '/add-service'], ['profile', '/user-profile'],
    ['dashboard', service], ['usage', `${service}/usage`], ['messages', `${service}/notifications`],
    ['api', `${service}/api`], ['keys', `${service}/api/keys`], ['key-create', `${service}/api/keys/create`],
    ['safelist', `${service}/api/safelist`], ['mailbox', `${service}/api/mailbox`], ['playground', `${service}/api/playground`],
    ['rejected', `${service}/api/rejected`], ['templates', `${service}/templates`], ['template', template],
    ['template-edit', `${template}/edit`], ['template-versions', `${template}/versions`],
    ['template-add', `${service}/templates/add-email`], ['send', `${service}/send/${demonstration.templates.email}`],
    ['team', `${service}/users`], ['invite', `${service}/users/invite`], ['settings', `${service}/service-settings`],
    ['go-live', `${service}/service-settings/request-to-go-live`], ['activity', `${service}/activity`],
    ['reply-to', `${service}/service-settings/email-reply-to`], ['webhook-add', `${service}/api/webhooks/add`],
    ['received', `${service}/received-text-messages`], ['opt-outs', `${service}/opt-outs`], ['problem-emails', `${service}/problem-emails`],
    ['jobs-none', `${service}/jobs`], ['reports-empty', `${service}/reports`],
    ['list-approval', `${service}/service-settings/list-approval`],
  ]) {
    const answer = await person.open(place);
    assert.equal(answer.status(), 200, place);
    await person.look(name);
  }
  await person.end();
}

for (const language of ['en', 'fr']) {
  test(`a newcomer does what the page about API keys says, in ${language}`, (browser, facteur) => journey(browser, facteur, language));
  test(`and without JavaScript, in ${language}`, (browser, facteur) => journey(browser, facteur, language, { javaScriptEnabled: false }));
  test(`a passkey is added, used and removed, in ${language}`, (browser, facteur) => passkeys(browser, facteur, language));
  test(`a list is corrected, sent and followed, and a report made of it, in ${language}`, (browser, facteur) => lists(browser, facteur, language));
  test(`a list is sent without JavaScript, in ${language}`, (browser, facteur) => lists(browser, facteur, language, { javaScriptEnabled: false }));
  test(`a file is chosen, sent and downloaded, in ${language}`, (browser, facteur) => files(browser, facteur, language));
  test(`a file is chosen, sent and downloaded without JavaScript, in ${language}`, (browser, facteur) => files(browser, facteur, language, { javaScriptEnabled: false }));
  test(`people write to a service and want no more texts, in ${language}`, (browser, facteur) => receiving(browser, facteur, language));
  test(`a callback is added, tried and told of a message, in ${language}`, (browser, facteur, receiver) => webhooks(browser, facteur, language, receiver), () => new Receiver().open());
  test(`a first visit costs less than 100 kB, in ${language}`, (browser, facteur) => firstVisit(browser, facteur, language));
  test(`every page is accessible and fits both widths, in ${language}`, (browser, facteur) => everyPage(browser, facteur, language));
}

main();
