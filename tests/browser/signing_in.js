// Signing in, as most journeys begin.
'use strict';

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

module.exports = { signIn, CODE };
