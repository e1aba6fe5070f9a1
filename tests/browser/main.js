// The site in a real browser: the journey of whoever has only the documentation page about API keys, and every page.
'use strict';

const { Person, test, main, assert } = require('./harness.js');

const CODE = /(?:code|Code)[^0-9]*\b(\d{6})\b/;

// Signs in with password and code, as the demonstration's account or another.
async function signIn(person, email, password) {
  await person.open('/sign-in');
  await person.look('sign-in');
  await person.fill('Email address', 'Adresse courriel', email);
  await person.fill('Password', 'Mot de passe', password);
  await person.press();
  await person.look('two-factor');
  await person.page.locator('input[name=code]').fill(await person.letter(CODE));
  await person.press();
}

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
  await person.look('safelist');

  // Revoked, it is refused.
  await person.open(`/services/${demonstration.service}/api/keys`);
  await person.page.locator('a[href*="/revoke"]').last().click();
  await person.look('key-revoke');
  await person.press();
  const refused = await person.context.request.get('/v2/notifications', { headers: { Authorization: `ApiKey-v1 ${key}` } });
  assert.equal(refused.status(), 403);
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
    ['reply-to', `${service}/service-settings/email-reply-to`],
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
  test(`every page is accessible and fits both widths, in ${language}`, (browser, facteur) => everyPage(browser, facteur, language));
}

main();
