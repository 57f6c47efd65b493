// kill -9 at every named point of the signing protocol, of identification to
// certificates, and of a revocation; then the person tries again or the timer
// goes on. At the end: one signature, one charge, one mail; three
// certificates, one identification; one revocation.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { d, sql } from './demo.mjs';
import { batch, coins, confirm, e164, identify, inbox, login,
  mark, register, sample, signatory, signed, sleep, somebody, states, tan,
  topUp, until, Visitor } from './visitor.mjs';

const FAULTS = path.join(d.state, 'fault');

/** Have a process killed at a point, once. */
function arm(point) {
  writeFileSync(path.join(FAULTS, point), '', { mode: 0o666 });
}

/** Say whether the point was passed: its file is gone. */
const fired = (point) => !existsSync(path.join(FAULTS, point));

function disarm(point) {
  rmSync(path.join(FAULTS, point), { force: true });
}

/** Send the same request until something better than 5xx comes back. */
async function insist(v, url, options) {
  let r;
  for (let i = 0; i < 40; i++) {
    try {
      r = await v.go(url, options);
      if (r.status < 500) {
        return r;
      }
    } catch (e) {
      if (!['ECONNRESET', 'EPIPE'].includes(e.code)) {
        throw e;
      }
    }
    await sleep(250);
  }
  return r;
}

/** Fill a form in and insist: the second click of an impatient person. */
function insistOn(v, id, values, files) {
  const { url, ...options } = v.compose(id, values, files);
  return insist(v, url, options);
}

const FILE = ['a2b.pdf', sample('a2b.pdf')];

/** Steps at which a person is when a process dies. */
const STEPS = {
  upload: ['portal.upload_stored', 'portal.uploaded', 'pdf.read'],
  place: ['portal.increment_made', 'portal.placed', 'signer.activated',
    'portal.activated', 'signer.send_counted', 'signer.sent', 'pdf.read',
    'notify.before_gateway'],
  release: ['signer.try_counted', 'signer.coins_reserved', 'signer.key_used',
    'signer.release_committed', 'portal.released', 'portal.finish_verified',
    'portal.coins_captured', 'portal.finished', 'pdf.read'],
};

/** Read the TAN; when a crash swallowed it, ask for another. */
async function tanOf(v, person, since) {
  try {
    return await Promise.race([tan(person, since),
      sleep(2000).then(() => { throw new Error('no TAN'); })]);
  } catch {
    await insist(v, `/sign/${batch(v)}/release`);
    await insistOn(v, 'tan-again', {});
    return tan(person, since);
  }
}

/** Say whether a batch is signed within some seconds: the timer's turn. */
async function signedWithin(v, id, seconds) {
  for (let i = 0; i < seconds * 4; i++) {
    await insist(v, `/sign/${id}`);
    if (v.page.state === 'signed') {
      return true;
    }
    await sleep(250);
  }
  return false;
}

/** Release again as long as the page asks for it. */
async function releaseAnyhow(v, person, id, since) {
  for (let i = 0; i < 3 && !await signedWithin(v, id, 4); i++) {
    await insist(v, `/sign/${id}/release`);
    v.at('release');
    const word = await tanOf(v, person, since);
    const { url, ...options } = v.compose('release', { tan: word });
    await v.go(url, options).catch(() => {});
  }
  await signed(v, id);
}

/** One batch from upload to download with a crash at one point. */
async function journey(v, person, step, point) {
  const before = coins(person).balance;
  const since = await mark(e164(person.phone));
  await v.go('/sign');
  if (step === 'upload') {
    arm(point);
  }
  await insistOn(v, 'sign', {}, [FILE]);
  v.at('place');
  const id = batch(v);

  if (step === 'place') {
    arm(point);
  }
  await insistOn(v, 'place', { level: 'qualified', position: 'bottom-right',
    page: 'last' });
  const word = await tanOf(v, person, since);
  if (step === 'release') {
    arm(point);
  }
  await insist(v, `/sign/${id}/release`);
  const { url, ...options } = v.compose('release', { tan: word });
  await v.go(url, options).catch(() => {});
  assert.ok(fired(point), `${point} was passed`);
  await releaseAnyhow(v, person, id, since);

  const pdf = await v.once(`/documents/${id}/signed.pdf`);
  assert.equal(pdf.status, 200);
  assert.ok(pdf.body.subarray(0, FILE[1].length).equals(FILE[1]));
  assert.deepEqual(states(id), { batch: 'done', release: 'signed',
    tries: states(id).tries, charge: 'posted 5', values: 1 });
  assert.ok(states(id).tries <= 3);
  assert.deepEqual(coins(person), { balance: before - 5, reserved: 0 });
  const [[mails]] = sql(`SELECT COUNT(*) FROM outbox
    WHERE once = 'signed:${id}'`);
  assert.equal(mails, '1');
  const [[made]] = sql(`SELECT COUNT(*) FROM audit
    WHERE event = 'release.signed' AND object = 'batch:${id}'`);
  assert.equal(made, '1');
}

test('signing: one signature and one charge after every crash', async (t) => {
  for (const [step, points] of Object.entries(STEPS)) {
    const { v, person } = await signatory();
    topUp(person, 500);
    for (const point of points) {
      await t.test(`${step}: ${point}`, async () => {
        try {
          await journey(v, person, step, point);
        } finally {
          disarm(point);
        }
      });
    }
  }
});

/** Points between the online ID and three certificates. */
const IDENTIFICATION = ['ident.token_claimed', 'ident.fetching',
  'ident.counted', 'ident.result_received', 'ident.result_stored',
  'ident.before_evidence', 'ca.evidence_stored', 'ident.after_evidence',
  'ident.after_verified', 'ident.before_issue', 'ca.key_made',
  'signer.key_made', 'ca.certified', 'signer.key_bound', 'ca.bound',
  'ca.active', 'ident.after_issue'];

let turn = Promise.resolve();

/** Identify when it is one's turn: the client serves one person at a time. */
function identifyInTurn(v) {
  turn = turn.then(() => identify(v)).catch(() => {});
  return turn;
}

/** Come to certificates; try again when the page offers it. */
async function identified(v) {
  await until('certificates', async () => {
    await insist(v, '/identification');
    if (v.page.state === 'identification-valid') {
      return /href="\/certificates"/.test(v.page.html);
    }
    if (/<form\b[^>]*\bid="identification"/.test(v.page.html)) {
      await identifyInTurn(v);
    }
    return false;
  }, 120);
}

/** Somebody whose identification is cut off at a point. */
async function cutOff(point) {
  const v = new Visitor();
  const person = somebody();
  await register(v, person);
  await confirm(v, person);
  await login(v, person);
  arm(point);
  try {
    await identify(v).catch(() => {});
    await until(`${point} to be passed`, () => fired(point));
  } finally {
    disarm(point);
  }
  return { v, person, point };
}

test('identification: three certificates after every crash', async (t) => {
  const people = [];
  for (const point of IDENTIFICATION) {
    await t.test(`killed at ${point}`, async () => {
      people.push(await cutOff(point));
    });
  }
  const done = people.map(({ v }) => identified(v).then(() => {}, (e) => e));
  for (const [i, { person, point }] of people.entries()) {
    await t.test(`goes on after ${point}`, async () => {
      assert.equal(await done[i], undefined);
      const of = `(SELECT id FROM account WHERE email = '${person.email}')`;
      assert.deepEqual(sql(`SELECT level, state FROM certificate
        WHERE account = ${of} AND state <> 'revoked' ORDER BY level + 0`),
      [['simple', 'bound'], ['advanced', 'bound'], ['qualified', 'bound']]);
      assert.deepEqual(sql(`SELECT COUNT(*) FROM identification
        WHERE account = ${of} AND state = 'active'`), [['1']]);
      assert.deepEqual(sql(`SELECT COUNT(*) FROM sign_key
        WHERE account = ${of} AND state = 'bound'`), [['3']]);
      const mails = await until('the mail about certificates', async () => {
        const all = (await inbox(person.email))
          .filter((m) => /signature\s+certificates/.test(m.text));
        return all.length > 0 && all;
      });
      assert.equal(mails.length, 1);
    });
  }
});

/** Points of a revocation. */
const REVOCATION = ['signer.tomb_put', 'signer.key_destroyed',
  'ca.key_destroyed', 'ca.revoked'];

test('revocation: destroyed and revoked after every crash', async (t) => {
  for (const point of REVOCATION) {
    await t.test(point, async () => {
      const { v, person } = await signatory();
      const of = `(SELECT id FROM account WHERE email = '${person.email}')`;
      const [[id]] = sql(`SELECT LOWER(HEX(id)) FROM certificate
        WHERE account = ${of} AND level = 'qualified'`);
      arm(point);
      try {
        for (let i = 0; i < 10; i++) {
          await insist(v, '/certificates');
          await insist(v, `/certificates/${id}/revoke`);
          if (!/id="revoke"/.test(v.page.html)) {
            break;
          }
          await insistOn(v, 'revoke', { confirm: 'on' });
          if (fired(point) && v.page.status < 400) {
            break;
          }
        }
        assert.ok(fired(point), `${point} was passed`);
      } finally {
        disarm(point);
      }
      await until('the revocation', () => sql(`SELECT state FROM certificate
        WHERE id = x'${id}'`)[0][0] === 'revoked');
      assert.deepEqual(sql(`SELECT state, wrapped IS NULL FROM sign_key
        WHERE account = ${of} AND level = 'qualified'`),
      [['destroyed', '1']]);
      assert.deepEqual(sql(`SELECT COUNT(*) FROM audit
        WHERE event = 'key.destroyed' AND subject = ${of}`), [['1']]);
    });
  }
});
