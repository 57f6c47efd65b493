// What goes wrong in the main job ends in a clear message, and everything is
// in the state that it should be in: documents, releases, coins.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { d, sql } from './demo.mjs';
import { batch, coins, confirm, identify, inbox, login, message, place,
  register, sample, signatory, signed, somebody, states, tan, until, upload,
  Visitor, wrong } from './visitor.mjs';

/** The page says something wrong, in a way that is announced. */
function alerted(v, pattern) {
  const said = v.page.alerts.join(' | ');
  assert.ok(said, `no alert at ${v.page.url} (${v.page.status} ${v.page.state})`);
  if (pattern) {
    assert.match(said, pattern);
  }
}

let erika; // signs again and again; never pays in the tests that need coins
before(async () => { erika = await signatory(); });

/* ---------------------------------------------------------- registration */

/* what is wrong, values, where it is said */
const registrations = [
  ['no first name', { first_name: '' }, 'first_name'],
  ['no family name', { family_name: ' ' }, 'family_name'],
  ['a number without country code', { phone: '0151 2345678' }, 'phone'],
  ['no number', { phone: '' }, 'phone'],
  ['a foreign landline', { phone: '+43 1 5123456', phone_kind: 'landline',
    landline_pin: '48271' }, 'phone'],
  ['a trivial landline PIN', { phone: '+49 89 1234567',
    phone_kind: 'landline', landline_pin: '12345' }, 'landline_pin'],
  ['no landline PIN', { phone: '+49 89 1234567', phone_kind: 'landline' },
    'landline_pin'],
  ['no address', { email: '' }, 'email'],
  ['half an address', { email: 'erika@' }, 'email'],
  ['a short password', { password: 'abc' }, 'password'],
  ['a weak password', { password: 'password1' }, 'password'],
  ['no consent', { consent_privacy: undefined }, 'consent_privacy'],
];

for (const [what, values, field] of registrations) {
  test(`registration refuses ${what}`, async () => {
    const v = new Visitor();
    const person = somebody(values);
    await register(v, person);
    v.at('register');
    alerted(v);
    assert.match(v.page.html, new RegExp(`id="${field}-error"`));
    if (values.first_name === undefined) {
      assert.match(v.page.html, /value="Erika"/, 'what was entered stays');
    }
    assert.doesNotMatch(v.page.html, /Sieben Zwerge/, 'passwords do not');
    const email = person.email.replace(/'/g, '');
    assert.equal(sql(`SELECT 1 FROM account WHERE email = '${email}'`).length, 0);
  });
}

test('registering twice: the same answer, a mail that says so', async () => {
  const v = new Visitor();
  const person = somebody();
  await register(v, person);
  v.at('registered');
  const first = v.page.html.replace(/value="[^"]*"/g, '');
  await confirm(v, person);
  const again = new Visitor();
  await register(again, { ...person, password: 'Acht Drachen tanzen leise' });
  again.at('registered');
  assert.equal(again.page.html.replace(/value="[^"]*"/g, ''), first);
  await message(person.email, /already/i);
  assert.equal(sql(`SELECT COUNT(*) FROM account
    WHERE email = '${person.email}'`)[0][0], '1');
  await login(v, person);
  v.at('dashboard'); // with the password of before
});

test('a confirmation link works once', async () => {
  const v = new Visitor();
  const person = somebody();
  await register(v, person);
  const link = await confirm(v, person);
  for (const where of [link, `${d.portal}/register/confirm/${'A'.repeat(43)}`]) {
    await v.go(where);
    await v.submit('confirm');
    v.at('confirm-expired');
    alerted(v);
    v.form('resend');
  }
});

test('looking at a confirmation link confirms nothing', async () => {
  const v = new Visitor();
  const person = somebody();
  await register(v, person);
  const mail = await message(person.email, /\/register\/confirm\//);
  await v.go(/https:\S+\/register\/confirm\/\S+/.exec(mail.text)[0]);
  assert.equal(sql(`SELECT state FROM account
    WHERE email = '${person.email}'`)[0][0], 'unconfirmed');
  await login(v, person);
  assert.notEqual(v.page.state, 'dashboard');
});

/* ---------------------------------------------------------------- log-in */

test('a wrong password and an unknown address: one answer', async () => {
  const v = new Visitor();
  await login(v, { ...erika.person, password: 'Falsch geraten' });
  v.at('login');
  alerted(v);
  const wrongPassword = v.page.alerts.join();
  const w = new Visitor();
  await login(w, somebody());
  w.at('login');
  assert.equal(w.page.alerts.join(), wrongPassword);
  assert.doesNotMatch(v.page.html, /Falsch geraten/);
  await v.go('/sign');
  assert.notEqual(v.page.state, 'sign', 'nobody is logged in');
});

test('log-in changes the session, log-out ends it', async () => {
  const v = new Visitor();
  await v.go('/login');
  const host = new URL(d.portal).host;
  const before_ = JSON.stringify(v.cookies[host] ?? {});
  await v.submit('login', { email: erika.person.email,
    password: erika.person.password });
  v.at('dashboard');
  const inside = { ...v.cookies[host] };
  assert.notEqual(JSON.stringify(inside), before_);
  await v.submit('logout');
  v.cookies[host] = inside;
  await v.go('/sign');
  assert.notEqual(v.page.state, 'sign', 'the old cookie is worth nothing');
});

test('a form of another visitor is refused', async () => {
  const v = new Visitor();
  await v.go('/login');
  const { csrf } = v.form('login').fields;
  const w = new Visitor();
  await w.go('/login');
  for (const token of [csrf, '', undefined, 'x'.repeat(43)]) {
    await w.go('/login');
    await w.submit('login', { email: erika.person.email,
      password: erika.person.password, csrf: token });
    assert.equal(w.page.status, 403);
    alerted(w);
  }
});

/* -------------------------------------------------------- identification */

/* the simulated card or server, the state of the case afterwards */
const cards = [
  ['expired', /failed/], ['revoked', /failed/], ['loa_low', /failed/],
  ['badsig', /failed/], ['unsigned', /failed/], ['xsw', /failed/],
  ['oldts', /failed/],
];

for (const [persona, state] of cards) {
  test(`identification fails with the card or server "${persona}"`, async () => {
    const v = new Visitor();
    const person = somebody();
    await register(v, person);
    await confirm(v, person);
    await login(v, person);
    await identify(v, persona);
    await until('the end of the case', () => state.test(sql(`SELECT c.state
      FROM ident_case c JOIN account a ON a.id = c.account
      WHERE a.email = '${person.email}'`)[0]?.[0]));
    await v.go('/identification');
    alerted(v);
    v.form('identification'); // try again
    assert.equal(coins(person).balance, 10, 'nothing is charged');
    assert.equal(sql(`SELECT COUNT(*) FROM certificate c JOIN account a
      ON a.id = c.account WHERE a.email = '${person.email}'`)[0][0], '0');
    await v.go('/sign');
    v.at('sign-identify');
  });
}

test('without accepting each document there is no identification', async () => {
  const v = new Visitor();
  const person = somebody();
  await register(v, person);
  await confirm(v, person);
  await login(v, person);
  await v.go('/identification');
  await v.submit('identification', { method: 'eid' });
  v.at('identification');
  alerted(v);
  assert.ok((v.page.html.match(/role="alert"/g) ?? []).length >= 8);
  assert.equal(sql(`SELECT COUNT(*) FROM ident_case c JOIN account a
    ON a.id = c.account WHERE a.email = '${person.email}'`)[0][0], '0');
});

test('cancelling at the eID client leads back with an explanation', async () => {
  const v = new Visitor();
  const person = somebody();
  await register(v, person);
  await confirm(v, person);
  await login(v, person);
  await identify(v, '', '0');
  await v.go('/identification');
  alerted(v);
  v.form('identification');
});

/* ---------------------------------------------------------------- upload */

/* sample, verdict, and what the page says to do */
const uploads = [
  ['over-limit.pdf', 'too_large', /Make it smaller/],
  ['image.pdf', 'not_pdf', /as PDF\/A/],
  ['empty.pdf', 'empty', /another document/],
  ['encrypted.pdf', 'encrypted', /Remove the protection/],
  ['encrypted-empty.pdf', 'encrypted', /Remove the protection/],
  ['truncated.pdf', 'damaged', /Create it anew/],
  ['bomb.pdf', 'too_complex', /split it up/],
  ['not-pdfa.pdf', 'not_pdfa', /Export/],
  ['rule-part-4.pdf', 'not_pdfa', /is a PDF\/A-4/],
  ['javascript.pdf', 'active_content', /scripts or actions/],
  ['rule-xfa.pdf', 'active_content', /filled-in form/],
  ['attachment-a2.pdf', 'not_pdfa', /as PDF\/A-3/],
  ['rule-annotation-hidden.pdf', 'not_pdfa', /comments/],
  ['rule-lzw.pdf', 'not_pdfa', /part of a page/],
  ['rule-font-not-embedded.pdf', 'not_pdfa', /embed all fonts/],
  ['rule-opacity-in-part-1.pdf', 'not_pdfa', /as PDF\/A-2/],
  ['rule-gray-without-intent.pdf', 'not_pdfa', /colour profile/],
  ['rule-jpeg2000-channels.pdf', 'not_pdfa', /images as JPEG/],
  ['rule-page-too-large.pdf', 'not_pdfa', /larger than PDF\/A allows/],
  ['rule-xmp-wrong-type.pdf', 'not_pdfa', /details about the document/],
  ['rule-level-a-not-marked.pdf', 'not_pdfa', /level B/],
  ['rule-no-id.pdf', 'not_pdfa', /another program/],
];

for (const [name, verdict, says] of uploads) {
  test(`upload refuses ${name}: ${verdict}`, async () => {
    const { v, person } = erika;
    const count = () => sql(`SELECT COUNT(*) FROM sign_batch b JOIN account a
      ON a.id = b.account WHERE a.email = '${person.email}'`)[0][0];
    const had = count();
    await upload(v, name);
    v.at('sign-refused');
    alerted(v, says);
    assert.match(v.page.html, new RegExp(`data-verdict="${verdict}"`));
    assert.equal(count(), had, 'nothing is kept');
    v.form('sign'); // try again
  });
}

test('the largest file that is allowed is taken', async () => {
  const { v } = erika;
  await upload(v, 'limit.pdf');
  v.at('place');
});

test('one refused file refuses all', async () => {
  const { v } = erika;
  await upload(v, 'a2b.pdf', 'image.pdf');
  v.at('sign-refused');
  alerted(v, /image\.pdf/);
});

test('no file at all', async () => {
  const { v } = erika;
  await upload(v);
  v.at('sign-refused');
  alerted(v);
});

/* ------------------------------------------------------------- placement */

/* what is wrong, values */
const placements = [
  ['every page of a very long one', { page: 'all' }, 'objects-58000.pdf'],
  ['no level', { level: undefined }], ['another level', { level: 'royal' }],
  ['no position', { position: undefined }],
  ['another position', { position: 'middle' }],
  ['a page that is not there', { page: '99' }], ['page 0', { page: '0' }],
  ['no page number', { page: 'x' }],
  ['outside the page', { position: 'manual', page: '1', x: '580', y: '10',
    width: '200', height: '60' }],
  ['a negative corner', { position: 'manual', page: '1', x: '-5', y: '10',
    width: '200', height: '60' }],
  ['no corner', { position: 'manual', page: '1', x: '', y: '' }],
  ['too small', { position: 'manual', page: '1', x: '10', y: '10',
    width: '3', height: '3' }],
];

for (const [what, values, file] of placements) {
  test(`placement refuses ${what}`, async () => {
    const { v } = erika;
    await upload(v, file ?? 'a2b.pdf');
    v.at('place');
    const id = batch(v);
    await v.submit('place', { level: 'qualified', position: 'top-left',
      page: 'first', ...values });
    v.at('place');
    alerted(v);
    assert.equal(states(id).batch, 'uploaded');
    assert.equal(states(id).release, undefined);
  });
}

test('who has very much here already uploads no more', async () => {
  const { v } = await signatory();
  const other = await signatory();
  await upload(v, 'a2b.pdf');
  const id = batch(v);
  await upload(v, 'a1b.pdf');
  sql(`UPDATE sign_doc SET size_bytes = 2147483648 WHERE batch = x'${id}'`);
  await upload(v, 'a3b.pdf');
  assert.equal(v.page.status, 413);
  v.at('sign');
  alerted(v, /very many documents/);
  await upload(other.v, 'a3b.pdf');
  other.v.at('place');
  await v.go(`/documents/${id}/delete`);
  await v.submit('document-delete');
  await upload(v, 'a3b.pdf');
  v.at('place');
});

test('placement refuses a page on which nothing can be read', async () => {
  const { v } = erika;
  const tiny = Buffer.from(sample('small-page.pdf').toString('latin1')
    .replaceAll('[0 0 100 80]', '[0 0   8 80]'), 'latin1');
  await v.go('/sign');
  await v.submit('sign', {}, [['tiny.pdf', tiny]]);
  v.at('place');
  const id = batch(v);
  for (const position of ['top-left', 'manual']) {
    await v.submit('place', { level: 'simple', position, page: 'first',
      x: '0', y: '0' });
    v.at('place');
    alerted(v, /page is too small.*invisible/);
    assert.equal(states(id).batch, 'uploaded');
  }
  await v.submit('place', { level: 'simple', position: 'invisible',
    page: 'first' });
  v.at('release');
});

test('placement refuses every page of a signed document', async () => {
  const { v, person } = await signatory();
  await upload(v, 'a2b.pdf');
  await v.submit('place', { level: 'simple', position: 'top-left',
    page: 'all' });
  await v.submit('release', { tan: '' });
  await signed(v, batch(v));
  const { body } = await v.go(`/documents/${batch(v)}/signed.pdf`);
  await v.go('/sign');
  await v.submit('sign', {}, [['again.pdf', body]]);
  v.at('place');
  const id = batch(v);
  assert.doesNotMatch(v.page.html, /<option value="all"/);
  await v.submit('place', { level: 'simple', position: 'top-left',
    page: 'all' });
  v.at('place');
  alerted(v, /signed already/);
  assert.equal(states(id).batch, 'uploaded');
  assert.deepEqual(coins(person), { balance: 10, reserved: 0 });
});

/* --------------------------------------------------------------- release */

test('three wrong TANs end the release; nothing is charged', async () => {
  const { v, person } = await signatory();
  await upload(v, 'a2b.pdf');
  const right = await (await place(v, person))();
  const id = batch(v);
  for (const [tries, state] of [[1, 'open'], [2, 'open'], [3, 'failed']]) {
    await v.submit('release', { tan: wrong(right) });
    alerted(v);
    assert.equal(states(id).tries, tries);
    assert.equal(states(id).release, state);
    assert.equal(v.page.state, tries < 3 ? 'release' : 'release-closed');
  }
  assert.doesNotMatch(v.page.html, /<form id="release"/);
  // The right one comes too late, by hand as well.
  await v.go(`/sign/${id}/release`);
  const { csrf } = v.form('abandon').fields;
  await v.go(`/sign/${id}/release`, { method: 'POST', headers: {
    'Content-Type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ csrf, tan: right }).toString() });
  alerted(v);
  assert.deepEqual(states(id), { batch: 'prepared', release: 'failed',
    tries: 3, charge: undefined, values: 0 });
  assert.deepEqual(coins(person), { balance: 10, reserved: 0 });
  // Placing it once more is a new release.
  await v.go(`/sign/${id}/release`);
  await v.submit('again');
  const next = await (await place(v, person))();
  await v.submit('release', { tan: next });
  await signed(v, batch(v));
  assert.equal(coins(person).balance, 5);
});

test('what is no TAN does not count as a try', async () => {
  const { v, person } = erika;
  await upload(v, 'a2b.pdf');
  await (await place(v, person))();
  const id = batch(v);
  for (const text of ['', '12345', '1234567', 'abcdef', '12345x']) {
    await v.submit('release', { tan: text });
    v.at('release');
    alerted(v);
  }
  assert.equal(states(id).tries, 0);
  assert.equal(states(id).release, 'open');
});

test('an expired TAN is said to be so, and a new one works', async () => {
  const { v, person } = await signatory();
  await upload(v, 'a2b.pdf');
  const old = await (await place(v, person))();
  const id = batch(v);
  sql(`UPDATE activation SET expires_at = 1 WHERE id = x'${id}'`);
  await v.submit('release', { tan: old });
  alerted(v, /expired/);
  assert.equal(states(id).values, 0);
  assert.equal(coins(person).balance, 10);
  const since = (await inbox(person.phone.replace(/ /g, '')))[0].id;
  await v.submit('tan-again');
  await v.submit('release', { tan: await tan(person, since) });
  await signed(v, id);
  assert.equal(states(id).charge, 'posted 5');
});

test('too few coins: said before a TAN is sent', async () => {
  const { v, person } = await signatory();
  for (const left of [5, 0]) {
    await upload(v, 'a3b.pdf');
    const next = await place(v, person);
    const id = batch(v);
    await v.submit('release', { tan: await next() });
    await signed(v, id);
    assert.equal(coins(person).balance, left);
  }
  await upload(v, 'a2b.pdf');
  const had = (await inbox(person.phone.replace(/ /g, ''))).length;
  const id = batch(v);
  await v.submit('place', { level: 'qualified', position: 'bottom-right',
    page: 'last' });
  alerted(v);
  assert.match(v.page.state, /^(release-poor|place)$/);
  assert.match(v.page.html, /href="\/coins"/);
  assert.notEqual(states(id).release, 'open');
  assert.equal(states(id).charge, undefined);
  assert.equal((await inbox(person.phone.replace(/ /g, ''))).length, had,
    'no TAN');
  // A simple signature costs nothing and still works.
  await upload(v, 'a2b.pdf');
  await place(v, person, { level: 'simple' });
  const free = batch(v);
  await v.submit('release', { tan: '' });
  await signed(v, free);
  assert.equal(coins(person).balance, 0);
});

test('a second click on release: one signature, one charge', async () => {
  const { v, person } = await signatory();
  await upload(v, 'a2b.pdf');
  const right = await (await place(v, person))();
  const id = batch(v);
  const { url, ...form } = v.compose('release', { tan: right });
  const answers = await Promise.all([1, 2, 3].map(() =>
    v.once(new URL(url, v.page.url), form)));
  for (const r of answers) {
    assert.ok(r.status < 500, String(r.status));
  }
  await signed(v, id);
  // A click that arrives before the first one is through counts as a try.
  const { tries, ...rest } = states(id);
  assert.ok(tries >= 1 && tries <= 3, String(tries));
  assert.deepEqual(rest, { batch: 'done', release: 'signed',
    charge: 'posted 5', values: 1 });
  assert.deepEqual(coins(person), { balance: 5, reserved: 0 });
  const again = await v.go(url, form); // later still
  assert.equal(again.state, 'signed');
  assert.equal(coins(person).balance, 5);
});

test('going back after signing shows what is, and charges nothing', async () => {
  const { v, person } = await signatory();
  await upload(v, 'a2b.pdf');
  const placing = v.compose('place', { level: 'qualified',
    position: 'top-left', page: 'first' });
  const right = await (await place(v, person))();
  const id = batch(v);
  await v.submit('release', { tan: right });
  await signed(v, id);
  const { charge } = states(id);
  for (const where of ['place', 'release', '']) {
    const page = await v.go(`/sign/${id}${where && '/'}${where}`);
    assert.equal(page.state, 'signed', where);
  }
  const { url, ...form } = placing; // the form that was sent before, again
  await v.go(url, form);
  assert.ok(v.page.status < 500);
  assert.deepEqual(states(id), { batch: 'done', release: 'signed', tries: 1,
    charge, values: 1 });
  assert.deepEqual(coins(person), { balance: 5, reserved: 0 });
});

test('two tabs with two documents do not get mixed up', async () => {
  const { v, person } = await signatory();
  await upload(v, 'a2b.pdf');
  const one = batch(v);
  const tanOne = await (await place(v, person))();
  const formOne = v.compose('release', { tan: tanOne });
  await upload(v, 'landscape.pdf');
  const two = batch(v);
  const tanTwo = await (await place(v, person))();
  const formTwo = v.compose('release', { tan: tanTwo });
  assert.notEqual(one, two);
  if (tanOne !== tanTwo) { // each TAN is good for its own document only
    await v.submit('release', { tan: tanOne });
    alerted(v);
    assert.equal(states(two).values, 0);
  }
  for (const { url, ...form } of [formOne, formTwo]) {
    await v.go(url, form);
  }
  for (const [id, name] of [[one, 'a2b.pdf'], [two, 'landscape.pdf']]) {
    await signed(v, id);
    const { body } = await v.go(`/documents/${id}/signed.pdf`);
    const original = sample(name);
    assert.ok(body.subarray(0, original.length).equals(original), name);
  }
  assert.deepEqual(coins(person), { balance: 0, reserved: 0 });
});

test('an upload form sent twice is one batch', async () => {
  const { v, person } = erika;
  await v.go('/sign');
  const { url, ...form } = v.compose('sign', {}, [['a.pdf', sample('a3b.pdf')]]);
  await v.go(url, form);
  v.at('place');
  const id = batch(v);
  await v.go(url, form);
  assert.equal(batch(v), id);
  assert.equal(sql(`SELECT COUNT(*) FROM sign_doc WHERE batch = x'${id}'`)[0][0],
    '1');
  assert.ok(person);
});

test('a cancelled release cannot be taken up again', async () => {
  const { v, person } = erika;
  await upload(v, 'a2b.pdf');
  const right = await (await place(v, person))();
  const id = batch(v);
  const { url, ...form } = v.compose('release', { tan: right });
  const had = coins(person);
  await v.submit('abandon');
  assert.equal(states(id).batch, 'abandoned');
  await v.go(url, form);
  assert.notEqual(v.page.state, 'signed');
  assert.equal(states(id).values, 0);
  assert.deepEqual(coins(person), had);
});

test("nobody sees or releases another's document", async () => {
  const { v, person } = erika;
  await upload(v, 'a2b.pdf');
  const right = await (await place(v, person))();
  const id = batch(v);
  const other = await signatory();
  for (const where of [`/sign/${id}`, `/sign/${id}/place`,
    `/sign/${id}/release`, `/documents/${id}/preview.pdf`,
    `/documents/${id}/signed.pdf`, `/documents/${id}/delete`]) {
    await other.v.go(where);
    assert.equal(other.v.page.status, 404, where);
  }
  await other.v.go('/sign');
  const { csrf } = other.v.form('sign').fields;
  await other.v.go(`/sign/${id}/release`, { method: 'POST', headers: {
    'Content-Type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ csrf, tan: right }).toString() });
  assert.equal(other.v.page.status, 404);
  assert.equal(states(id).release, 'open');
  const stranger = new Visitor();
  await stranger.go(`/documents/${id}/preview.pdf`);
  assert.notEqual(stranger.page.headers['content-type'], 'application/pdf');
});
