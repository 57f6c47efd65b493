// A crash at any step from identification to certificates, and of
// revocation: the timers go on, and nothing is there twice.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { ctl, d, sql } from './demo.mjs';
import { certified, confirm, identify, inbox, login, message, register,
  signatory, somebody, until, Visitor } from './visitor.mjs';

const LEVELS = ['advanced', 'qualified', 'simple'];

/** Have the next process that comes by a point killed. */
function arm(point) {
  const file = path.join(d.state, 'fault', point);
  writeFileSync(file, '', { mode: 0o666 });
  return () => !existsSync(file);
}

/** What there is of a person: states of certificates, keys, mails. */
function things(person) {
  const of = `account = (SELECT id FROM account WHERE email = '${
    person.email}')`;
  return {
    live: sql(`SELECT level FROM certificate WHERE ${of}
      AND state = 'bound'`).flat().sort(),
    certificates: Number(sql(`SELECT COUNT(*) FROM certificate
      WHERE ${of}`)[0][0]),
    keys: Number(sql(`SELECT COUNT(*) FROM sign_key WHERE ${of}`)[0][0]),
    cases: sql(`SELECT state FROM ident_case WHERE ${of}`).flat(),
    identifications: sql(`SELECT state FROM identification
      WHERE ${of}`).flat(),
    mails: Number(sql(`SELECT COUNT(*) FROM outbox WHERE ${of}
      AND template = 'certificates-issued'`)[0][0]),
  };
}

// Somebody else's request may come by first: other tests run beside.
for (const point of ['ca.evidence_stored', 'ca.key_made', 'ca.certified',
  'ca.bound', 'ca.active', 'signer.key_made', 'signer.key_bound']) {
  test(`killed at ${point}: three certificates, one mail`, async () => {
    const v = new Visitor();
    const person = somebody();
    await register(v, person);
    await confirm(v, person);
    await login(v, person);
    const fired = arm(point);
    await identify(v).catch(() => {});
    await until(`the kill at ${point}`, fired);
    await until('certificates', () => {
      ctl('tick', 'ident');
      ctl('tick', 'ca');
      return things(person).cases[0] === 'active';
    }, 90); // ident asks again after 45 s at the latest
    await certified(v);
    assert.deepEqual(things(person), { live: LEVELS, certificates: 3, keys: 3,
      cases: ['active'], identifications: ['active'], mails: 1 });
    await message(person.email, /signature\s+certificates/);
    assert.equal((await inbox(person.email))
      .filter((m) => /signature\s+certificates/.test(m.text)).length, 1);
  });
}

for (const point of ['ca.key_destroyed', 'ca.revoked', 'signer.tomb_put',
  'signer.key_destroyed']) {
  test(`killed at ${point}: revoked when asked again`, async () => {
    const { v, person } = await signatory();
    const [[id]] = sql(`SELECT LOWER(HEX(c.id)) FROM certificate c
      JOIN account a ON a.id = c.account WHERE a.email = '${person.email}'
      AND c.level = 'advanced'`);
    const fired = arm(point);
    const ask = async () => {
      await v.go(`/certificates/${id}/revoke`);
      await v.submit('revoke', { password: person.password, confirm: 'on' })
        .catch(() => {});
    };
    await ask();
    await until(`the kill at ${point}`, fired);
    const state = () => sql(`SELECT c.state, k.state FROM certificate c
      JOIN sign_key k ON k.id = c.sign_key WHERE c.id = x'${id}'`)[0];
    if (state()[0] !== 'revoked') {
      await ask();
    }
    assert.deepEqual(state(), ['revoked', 'destroyed']);
    assert.deepEqual(things(person).live, ['qualified', 'simple']);
  });
}
