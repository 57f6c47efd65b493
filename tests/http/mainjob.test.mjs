// The main job without JavaScript: register, confirm, log in, identify by
// online ID, sign, release with a TAN, download. In both languages.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { d, sql } from './demo.mjs';
import { batch, certified, coins, confirm, e164, identify, inbox, login,
  message, place, register, sample, signatory, signed, somebody, states,
  upload, Visitor } from './visitor.mjs';

/* Words of each language that the pages and messages must show. */
const WORDS = {
  de: { register: 'Registrieren', release: 'Freigabe', mail: /bestätigen/,
    certificates: /Signaturzertifikate/ },
  en: { register: 'Register', release: 'Release', mail: /confirm/i,
    certificates: /signature\s+certificates/ },
};

/** Run a judge over a PDF that nobody here wrote. */
function judge(pdf, command, ...args) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'judge.'));
  const file = path.join(dir, 'signed.pdf');
  writeFileSync(file, pdf);
  const r = spawnSync(command, [...args, file], { encoding: 'utf8' });
  rmSync(dir, { recursive: true });
  return `${r.stdout}${r.stderr}`;
}

for (const lang of ['de', 'en']) {
  test(`from registration to a signed document (${lang})`, async () => {
    const v = new Visitor({ lang });
    const person = somebody();
    const words = WORDS[lang];

    await register(v, person);
    v.at('registered');
    assert.match(v.page.html, new RegExp(`<html lang="${lang}"`));
    assert.match((await message(person.email, /register/)).text, words.mail);
    await confirm(v, person);
    assert.equal(v.page.alerts.length, 0);
    await login(v, person);
    v.at('dashboard');
    assert.deepEqual(coins(person), { balance: 10, reserved: 0 });

    await identify(v);
    await certified(v);
    await message(person.email, words.certificates);
    const levels = sql(`SELECT c.level FROM certificate c JOIN account a
      ON a.id = c.account WHERE a.email = '${person.email}' ORDER BY 1`);
    assert.deepEqual(levels.flat().sort(), ['advanced', 'qualified', 'simple']);

    const original = sample('a2b.pdf');
    await upload(v, 'a2b.pdf');
    const tan = await place(v, person);
    v.at('release');
    const id = batch(v);
    assert.deepEqual(states(id), { batch: 'prepared', release: 'open',
      tries: 0, charge: undefined, values: 0 });
    await v.submit('release', { tan: await tan() });
    await signed(v, id);
    assert.deepEqual(states(id), { batch: 'done', release: 'signed', tries: 1,
      charge: 'posted 5', values: 1 });
    assert.deepEqual(coins(person), { balance: 5, reserved: 0 });

    const { status, body, headers } =
      await v.go(`/documents/${id}/signed.pdf`);
    assert.equal(status, 200);
    assert.match(headers['content-type'], /^application\/pdf/);
    assert.match(headers['content-disposition'], /^attachment/);
    assert.ok(body.subarray(0, original.length).equals(original),
      'the original, then increments');
    assert.match(judge(body, 'pdfsig'), /Signature is Valid/);
    assert.match(judge(body, 'pdfsig'), /Total document signed/);
    assert.match(judge(body, 'qpdf', '--check'), /No syntax or stream encoding/);
  });
}

test('all levels, several files, all corners: one release, one charge', async () => {
  const { v, person } = await signatory();
  const rows = [
    ['advanced', 4, ['a1b.pdf', 'landscape.pdf'], ['top-left', 'top-right']],
    ['simple', 0, ['rotated-90.pdf', 'a2u.pdf'], ['bottom-left', 'invisible']],
  ];
  let left = 10;
  for (const [level, price, files, positions] of rows) {
    await upload(v, ...files);
    let tan;
    for (const [i, position] of positions.entries()) {
      tan = await place(v, person, { position, page: 'first',
        level: i ? undefined : level });
    }
    v.at('release');
    const id = batch(v);
    await v.submit('release', { tan: level === 'simple' ? '' : await tan() });
    await signed(v, id);
    left -= price;
    assert.equal(states(id).charge ?? 'posted 0', `posted ${price}`);
    assert.equal(states(id).values, files.length);
    assert.deepEqual(coins(person), { balance: left, reserved: 0 });
    for (const n of [1, 2]) {
      const { body } = await v.go(`/documents/${id}/signed.pdf?document=${n}`);
      assert.match(judge(body, 'pdfsig'), /Signature is Valid/);
    }
  }
});

test('a new TAN replaces the old one', async () => {
  const { v, person } = await signatory();
  await upload(v, 'a3b.pdf');
  const first = await (await place(v, person))();
  const id = batch(v);
  const since = (await inbox(e164(person.phone)))[0].id;
  await v.submit('tan-again');
  v.at('release');
  const { tan } = await import('./visitor.mjs');
  const second = await tan(person, since);
  if (first !== second) {
    await v.submit('release', { tan: first });
    v.at('release');
    assert.ok(v.page.alerts.length);
  }
  await v.submit('release', { tan: second });
  await signed(v, id);
  assert.equal(coins(person).balance, 5);
});

test('a signed document can be signed again by the next person', async () => {
  const one = await signatory();
  await upload(one.v, 'a2b.pdf');
  const tan = await place(one.v, one.person);
  const id = batch(one.v);
  await one.v.submit('release', { tan: await tan() });
  await signed(one.v, id);
  const { body } = await one.v.go(`/documents/${id}/signed.pdf`);

  const two = await signatory();
  await two.v.go('/sign');
  await two.v.submit('sign', {}, [['twice.pdf', body]]);
  const second = await place(two.v, two.person, { position: 'top-left' });
  const next = batch(two.v);
  await two.v.submit('release', { tan: await second() });
  await signed(two.v, next);
  const twice = (await two.v.go(`/documents/${next}/signed.pdf`)).body;
  const said = judge(twice, 'pdfsig');
  assert.equal((said.match(/Signature is Valid/g) ?? []).length, 2, said);
  assert.ok(d.portal);
});
