// People write to a service, and want no more texts; and its limits, which somebody who looks after the installation sets.
'use strict';

const { Person, assert } = require('./harness.js');
const { begin } = require('./lists.js');

const NUMBER = '+16135550100';

// Hands in a text, as the gateway of the number does.
async function text(person, url, secret, id, from, content) {
  const answer = await person.context.request.post(url, {
    headers: { Authorization: `Bearer ${secret}` },
    data: { id, from, to: NUMBER, content },
  });
  assert.equal(answer.status(), 200, await answer.text());
  return answer.json();
}

// The account of whoever looks after the installation.
async function administrator(browser, facteur, language) {
  const person = await new Person(browser, facteur, language).begin();
  await person.open(facteur.demonstration.set_up);
  for (const [name, value] of [['name', 'Dominique Roy'], ['email', 'dominique@example.com'], ['password', 'correct cheval 7 agrafe']]) {
    await person.page.locator(`main input[name=${name}]`).fill(value);
  }
  for (const box of await person.page.locator('main input[type=checkbox]').all()) await box.check();
  await person.press();
  return person;
}

async function receiving(browser, facteur, language) {
  const { demonstration } = facteur;
  const reviewer = await administrator(browser, facteur, language);
  const numbers = `/platform/services/${demonstration.service}/numbers`;
  await reviewer.open(numbers);
  await reviewer.look('numbers-none');
  await reviewer.page.locator('main input[name=number]').fill(NUMBER);
  await reviewer.page.locator('main form', { has: reviewer.page.locator('input[name=number]') }).locator('button').click();
  await reviewer.page.waitForLoadState();
  const secret = (await reviewer.page.locator('.secret').first().innerText()).trim();
  const url = /https?:\/\/\S+\/v2\/received-text-messages\/[0-9a-f-]{36}/.exec(await reviewer.page.locator('main').innerText())[0];
  await reviewer.look('numbers');
  await reviewer.page.reload();
  assert.equal(await reviewer.page.locator('.secret').count(), 0, 'the secret is shown twice');

  await text(reviewer, url, secret, 'a', '+16135550199', language === 'fr' ? 'Oui, merci. À quelle heure ouvrez-vous ?' : 'Yes, thank you. When do you open?');
  await text(reviewer, url, secret, 'b', '+16135550198', 'https://example.com/a-very-long-address-that-nobody-can-break-at-a-blank/and-goes-on-and-on');
  const { reply } = await text(reviewer, url, secret, 'c', '+16135550199', language === 'fr' ? 'Arrêt' : 'Stop');
  assert.match(reply, /START/);

  const person = await begin(browser, facteur, language);
  const service = `/services/${demonstration.service}`;
  await person.open(`${service}/received-text-messages`);
  await person.reads('613-555-0199', '613-555-0199');
  await person.look('received');
  await person.page.locator('main a[href*="/received-text-messages/"]').first().click();
  await person.page.waitForLoadState();
  await person.look('conversation');
  await person.open(`${service}/received-text-messages`);
  await person.page.locator('main input[name=number]').fill('613-555-0198');
  await person.press();
  await person.reads('a-very-long-address', 'a-very-long-address');
  await person.look('received-search');

  await person.open(`${service}/opt-outs`);
  await person.look('opt-outs');
  await person.page.locator('main a[href$="/remove"]').first().click();
  await person.page.waitForLoadState();
  await person.look('opt-out-remove');
  await person.press();
  assert.ok(await person.page.locator('main .wrong').count() > 0, 'a reason is not asked for');
  await person.look('opt-out-remove-wrong');
  await person.page.locator('main [name=reason]').fill('Au téléphone / by phone');
  await person.press();
  await person.look('opt-outs-ended');
  await person.open(`${service}/problem-emails`);
  await person.look('problem-emails');

  // What is told of limits, and what the one who sets them sees.
  await reviewer.open(`/platform/services/${demonstration.service}`);
  await reviewer.look('platform-service');
  await reviewer.page.locator('main form[action$="/limits"] input[type=text], main form[action$="/limits"] input:not([type=hidden])').first().fill('-1');
  await reviewer.page.locator('main form[action$="/limits"] button').click();
  await reviewer.page.waitForLoadState();
  assert.ok(await reviewer.page.locator('main .wrong').count() > 0, 'a limit below nothing is taken');
  await reviewer.look('platform-limits-wrong');
  await person.open(`${service}/service-settings`);
  await person.look('settings');
  await person.open(`${service}/usage`);
  await person.look('usage');
  await person.open('/user-profile/notifications');
  await person.look('notifications');
  await reviewer.end();
  await person.end();
}

module.exports = { receiving };
