// The outbox from outside: a mail leaves once, comes later when the server
// is away, and a kill at each step loses none. The purge, as its timer calls
// it.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { ctl, d, request, sql } from './demo.mjs';

const sleep = (ms) => new Promise((r) => { setTimeout(r, ms); });
const run = crypto.randomBytes(4).toString('hex');

async function knobs(set) {
  const r = await request(`${d.inbox}/knobs`, { method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(set) });
  assert.equal(r.status, 200);
}
after(() => knobs({ smtp: 'ok' }));

/** Write a mail as a responder would; it needs no link. */
function write(name) {
  const to = `${name}-${run}@example.org`;
  sql(`INSERT INTO outbox (id, recipient, template, lang, parameters,
    created_at, next_at) VALUES (RANDOM_BYTES(16), '${to}',
    'already-registered', 'en', '{"name":"Erika Mustermann"}',
    UNIX_TIMESTAMP(), 0)`);
  return to;
}

const row = (to) => sql(`SELECT state, tries FROM outbox
  WHERE recipient = '${to}'`)[0];
const due = (to) => sql(`UPDATE outbox SET next_at = 0
  WHERE recipient = '${to}'`);

async function until(what, good) {
  for (let i = 0; i < 150; i++) {
    if (await good()) {
      return;
    }
    await sleep(100);
  }
  assert.fail(what);
}

const mails = async (to) => JSON.parse((await request(
  `${d.inbox}/messages?to=${encodeURIComponent(to)}`)).text);

test('a mail leaves once', async () => {
  const to = write('once');
  await until('sent', () => row(to)[0] === 'sent');
  await sleep(1500);
  const list = await mails(to);
  assert.equal(list.length, 1);
  assert.equal(list[0].subject, 'You are already registered');
  assert.match(list[0].text, /Dear Erika Mustermann,/);
  assert.deepEqual(row(to), ['sent', '1']);
});

test('a server that refuses gets it later', async () => {
  await knobs({ smtp: 'refuse' });
  const to = write('later');
  await until('tried', () => Number(row(to)[1]) >= 1);
  assert.equal(row(to)[0], 'waiting');
  await knobs({ smtp: 'ok' });
  await until('sent', () => row(to)[0] === 'sent');
  assert.equal((await mails(to)).length, 1);
});

test('an address that a server refuses for good is given up', async () => {
  sql(`INSERT INTO outbox (id, recipient, template, lang, parameters,
    created_at, next_at) VALUES (RANDOM_BYTES(16), 'no template-${run}',
    'no-such-text', 'en', '{}', UNIX_TIMESTAMP(), 0)`);
  await until('failed', () => row(`no template-${run}`)[0] === 'failed');
});

for (const [step, most] of [['after_claim', 1], ['after_smtp', 2]]) {
  test(`a kill at ${step} loses no mail`, async () => {
    const point = path.join(d.state, 'fault', `notify.${step}`);
    mkdirSync(path.dirname(point), { recursive: true });
    chmodSync(path.dirname(point), 0o777);
    const to = write(step);
    writeFileSync(point, '');
    await until('fired', () => !existsSync(point));
    assert.equal(row(to)[0], 'waiting');
    due(to);
    await until('sent', () => row(to)[0] === 'sent');
    const n = (await mails(to)).length;
    assert.ok(n >= 1 && n <= most, String(n));
  });
}

test('purge takes what is old enough and says how much', () => {
  const to = write('old');
  sql(`UPDATE outbox SET state = 'sent', sent_at = UNIX_TIMESTAMP() - 2592001
    WHERE recipient = '${to}'`);
  const first = ctl('tick', 'purge');
  assert.equal(first.status, 0, first.stderr);
  assert.equal(row(to), undefined);
  const again = ctl('tick', 'purge');
  assert.equal(again.status, 0, again.stderr);
});
