// An account over its life: change of personal data and what it ends,
// forgotten password, settings, a landline number and its calls.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { d, sql } from './demo.mjs';
import { batch, certified, coins, confirm, e164, identify, inbox, login, mark,
  message, place, register, signatory, signed, somebody, states, upload,
  Visitor } from './visitor.mjs';

const RESET = /https:\S+\/password\/[\w-]{20,}/;

/** A person who has registered and no more. */
async function newcomer(more) {
  const v = new Visitor();
  const person = somebody(more);
  await register(v, person);
  await confirm(v, person);
  await login(v, person);
  v.at('dashboard');
  return { v, person };
}

/** Send the form of personal data. */
async function change(v, values) {
  await v.go('/account/personal-data');
  v.at('personal-data');
  return v.submit('personal-data', values);
}

/** What the database knows of a person: name, number. */
const stored = ({ email }) => sql(`SELECT first_name, family_name, phone,
  phone_kind FROM account WHERE email = '${email}'`)[0];

/** The states of a person's certificates, each once. */
const certificates = ({ email }) => sql(`SELECT DISTINCT c.revoked_at IS NULL
  FROM certificate c JOIN account a ON a.id = c.account
  WHERE a.email = '${email}'`).flat().join();

const VALID = '1';
const REVOKED = '0';

/* ---------------------------------------------------- personal data */

test('before an identification data change with the password alone', async () => {
  const { v, person } = await newcomer();
  await change(v, { family_name: 'Gabler', phone: '0049 (171) 234-5678',
    password: person.password });
  v.at('personal-data');
  assert.deepEqual(v.page.alerts.length, 0);
  assert.match(v.page.url.search, /done=saved/);
  assert.match(v.page.html, /value="Gabler"/);
  assert.deepEqual(stored(person),
    ['Erika', 'Gabler', '+491712345678', 'mobile']);
});

/* what is wrong, values, where it is said */
const wrongs = [
  ['no first name', { first_name: '' }, 'first_name'],
  ['no family name', { family_name: ' ' }, 'family_name'],
  ['a name of two lines', { family_name: 'Muster\nmann' }, 'family_name'],
  ['a name without end', { first_name: 'E'.repeat(121) }, 'first_name'],
  ['a number without country code', { phone: '0151 2345678' }, 'phone'],
  ['no number', { phone: '' }, 'phone'],
  ['a foreign landline', { phone: '+43 1 5123456', phone_kind: 'landline',
    landline_pin: '48271' }, 'phone'],
  ['a trivial landline PIN', { phone: '+49 89 1234567',
    phone_kind: 'landline', landline_pin: '55555' }, 'landline_pin'],
  ['no password', { password: '' }, 'password'],
  ['a wrong password', { password: 'Acht Zwerge' }, 'password'],
];

test('a change of data is refused beside the field', async (t) => {
  const { v, person } = await newcomer();
  const before = stored(person);
  for (const [what, values, field] of wrongs) {
    await t.test(what, async () => {
      await change(v, { password: person.password, ...values });
      v.at('personal-data');
      assert.equal(v.page.status, 422);
      assert.match(v.page.html, new RegExp(`id="${field}-error"`));
      assert.doesNotMatch(v.page.html, /Zwerge/, 'passwords do not stay');
      assert.deepEqual(stored(person), before);
    });
  }
});

test('several refusals stand in the order of the form', async () => {
  const { v } = await newcomer();
  await change(v, { first_name: '', phone: '1', phone_kind: 'pigeon' });
  const links = [...v.page.html.matchAll(/<a href="#([a-z_]+)">/g)]
    .map(([, id]) => id);
  assert.deepEqual(links, ['first_name', 'phone_kind', 'phone']);
});

test('after an identification a new number ends it, once confirmed', async () => {
  const { v, person } = await signatory();
  await upload(v, 'a2b.pdf');
  const tan = await (await place(v, person))();
  const id = batch(v);

  // It is said before, and nothing has happened yet.
  await change(v, { phone: '+49 171 2345679', password: person.password });
  v.at('personal-data-confirm');
  assert.equal(v.page.status, 422);
  assert.ok(v.page.alerts.some((a) => /identif/i.test(a)), 'says what it ends');
  assert.equal(certificates(person), VALID);
  assert.equal(stored(person)[2], e164(person.phone));

  await v.submit('personal-data', { password: person.password,
    accept_void: 'on' });
  v.at('identification');
  assert.match(v.page.url.search, /done=changed/);
  assert.equal(certificates(person), REVOKED);
  assert.equal(stored(person)[2], '+491712345679');

  // The TAN on its way is void, nothing is charged.
  await v.go(`/sign/${id}/release`);
  assert.doesNotMatch(v.page.html, /<form id="release"/);
  assert.notEqual(states(id).release, 'open');
  assert.equal(states(id).values, 0);
  assert.equal(coins(person).balance, 10);
  const { csrf } = v.form('logout').fields;
  await v.go(`/sign/${id}/release`, { method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrf, tan }).toString() });
  assert.equal(states(id).values, 0);

  // Whoever identifies again signs with a TAN to the new number.
  await identify(v);
  await certified(v);
  const now = { ...person, phone: '+49 171 2345679' };
  await upload(v, 'a2b.pdf');
  const since = await mark(e164(person.phone));
  const next = await (await place(v, now))();
  assert.equal(await mark(e164(person.phone)), since, 'none to the old one');
  await v.submit('release', { tan: next });
  await signed(v, batch(v));
  assert.equal(coins(person).balance, 5);
});

test('saving what is there ends nothing', async () => {
  const { v, person } = await signatory();
  await change(v, { password: person.password });
  v.at('personal-data');
  assert.match(v.page.url.search, /done=saved/);
  assert.equal(certificates(person), VALID);
});

/* ---------------------------------------------------- forgotten password */

/** Ask for a link; the page after it. */
async function forget(v, email, values = { accept_void: 'on' }) {
  await v.go('/password');
  return v.submit('password', { email, ...values });
}

test('nobody learns which addresses are known', async () => {
  const { person } = await newcomer();
  const v = new Visitor();
  const text = ({ html }) => html.replace(/value="[^"]*"/g, '');
  const known = text(await forget(v, person.email));
  v.at('password-sent');
  const unknown = text(await forget(v, `nobody.${person.email}`));
  v.at('password-sent');
  assert.equal(unknown, known);
  await message(person.email, RESET);
  assert.equal((await inbox(`nobody.${person.email}`)).length, 0);
});

test('asking for a link says what it ends, and ends nothing', async () => {
  const { v, person } = await signatory();
  const other = new Visitor();
  await forget(other, person.email, {});
  other.at('password');
  assert.match(other.page.html, /id="accept_void-error"/);
  await forget(other, 'erika@');
  assert.match(other.page.html, /id="email-error"/);
  await forget(other, person.email);
  other.at('password-sent');
  await message(person.email, RESET);
  assert.equal(certificates(person), VALID);
  await v.go('/sign');
  v.at('sign');
});

test('a new password revokes everything and ends every session', async () => {
  const { v, person } = await signatory();
  const other = new Visitor();
  await forget(other, person.email);
  const [link] = RESET.exec((await message(person.email, RESET)).text);

  await other.go(link);
  other.at('password-new');
  await other.submit('password-new', { password: 'password1' });
  other.at('password-new');
  assert.match(other.page.html, /id="password-error"/);
  assert.equal(certificates(person), VALID, 'a refused one ends nothing');

  const password = 'Neun Zwerge kochen Kaffee';
  await other.submit('password-new', { password });
  other.at('login');
  assert.equal(certificates(person), REVOKED);
  await v.go('/sign');
  v.at('login');
  await login(v, person);
  v.at('login');
  assert.ok(v.page.alerts.length, 'the old password is over');
  await login(v, { ...person, password });
  v.at('dashboard');
  await v.go('/identification');
  v.at('identification');

  await other.go(link);
  other.at('password-expired');
  assert.equal(other.page.status, 410);
});

test('a link that has expired offers a new one', async () => {
  const { person } = await newcomer();
  const v = new Visitor();
  await forget(v, person.email);
  const [link] = RESET.exec((await message(person.email, RESET)).text);
  sql(`UPDATE link_token t JOIN account a ON a.id = t.account
    SET t.expires_at = 1 WHERE a.email = '${person.email}'`);
  await v.go(link);
  v.at('password-expired');
  assert.match(v.page.html, /href="\/password"/);
});

/* ---------------------------------------------------- settings */

test('pages and mails follow the chosen language', async () => {
  const { v, person } = await newcomer();
  await v.go('/settings');
  await v.submit('settings', { lang: 'de' });
  v.at('settings');
  assert.match(v.page.html, /<html[^>]*\blang="de"/);
  await forget(new Visitor(), person.email);
  const mail = await message(person.email, RESET);
  assert.match(mail.text, /Passwort/);
});

test('certificates are published from the choice on', async () => {
  const found = async ({ email }) => (await new Visitor()
    .go(`${d.public}/certificates/search.cgi?email=${
      encodeURIComponent(email)}`)).status === 200;
  const { v, person } = await newcomer();
  await v.go('/settings');
  await v.submit('settings', { publish: 'on' });
  v.at('settings');
  assert.match(v.page.html, /name="publish"[^>]*checked/);
  await identify(v);
  await certified(v);
  assert.ok(await found(person));

  const other = await signatory();
  await other.v.go('/settings');
  await other.v.submit('settings', { publish: 'on' });
  assert.ok(!await found(other.person), 'earlier ones stay as they were');
});

/* ---------------------------------------------------- landline */

test('a landline number is called; the TAN is spoken after the PIN', async () => {
  const pin = '48271';
  const { v, person } = await signatory({ phone_kind: 'landline',
    landline_pin: pin, phone: `+49 89 ${String(Date.now()).slice(-7)}` });
  await upload(v, 'a2b.pdf');
  const number = e164(person.phone);
  await v.submit('place', { level: 'advanced', position: 'invisible' });
  v.at('release');
  const call = await message(number, /TAN/);
  assert.equal(call.kind, 'voice');
  const phone = new Visitor();
  await phone.go(`${d.inbox}/call/${call.id}`);
  phone.at('ringing');
  assert.doesNotMatch(phone.page.html, /TAN/);
  await phone.submit('pin', { pin: '11111' });
  phone.at('wrong');
  await phone.go(`${d.inbox}/call/${call.id}`);
  await phone.submit('pin', { pin });
  phone.at('announced');
  const [digits] = /\d(?:, \d){5}/.exec(phone.page.html);
  await v.submit('release', { tan: digits.replace(/\D/g, '') });
  await signed(v, batch(v));
});
