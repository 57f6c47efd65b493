// The same person in two tabs, with a double click, and with an upload that
// comes to nothing: every form counts once, what one tab has signed no other
// deletes, and of what is not taken nothing stays.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { before, test } from 'node:test';

import { d, sql } from './demo.mjs';
import { batch, coins, sample, signatory, signed, states, until, upload }
  from './visitor.mjs';

let v;
let person;
before(async () => { ({ v, person } = await signatory()); });

/** How many documents can still be read. */
const keys = () => Number(sql('SELECT COUNT(*) FROM document_key')[0][0]);

const batches = () => Number(sql(`SELECT COUNT(*) FROM sign_batch b
  JOIN account a ON a.id = b.account
  WHERE a.email = '${person.email}' AND b.state <> 'abandoned'`)[0][0]);

/** Begin a transaction and hold it; the way to end it. */
async function hold(text) {
  const db = spawn('mariadb', ['--no-defaults', '-S', d.db.socket, '-u',
    d.db.admin.user, '--unbuffered', '--skip-column-names', d.db.name],
  { env: { ...process.env, MYSQL_PWD: d.db.admin.password },
    stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  db.stdout.on('data', (part) => { said += part; });
  db.stdin.write(`BEGIN; ${text}; SELECT 'held';\n`);
  await until('the transaction', () => said.includes('held'));
  return async () => {
    db.stdin.end('COMMIT;\n');
    await new Promise((done) => { db.on('close', done); });
  };
}

/** Wait until a statement waits for it. */
const waiting = (statement) => until('somebody who waits', () =>
  sql(`SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'
    AND trx_query LIKE '${statement}%'`).length > 0);

test('of a refused upload nothing stays', async () => {
  const had = keys();
  await upload(v, 'a2b.pdf', 'not-pdfa.pdf', 'a1b.pdf');
  v.at('sign-refused');
  assert.equal(keys(), had);
});

test('of an upload that breaks off nothing stays', async () => {
  const had = keys();
  await v.go('/sign');
  const { url, ...form } = v.compose('sign', {}, [['a.pdf', sample('a2b.pdf')],
    ['b.pdf', sample('a1b.pdf')]]);
  await v.go(url, { ...form, body: form.body.subarray(0, -30) });
  assert.equal(v.page.status, 400);
  assert.equal(keys(), had);
});

test('an upload form sent twice at once is one batch', async () => {
  const had = { keys: keys(), batches: batches() };
  await v.go('/sign');
  const { url, ...form } = v.compose('sign', {},
    [['a.pdf', sample('a2b.pdf')]]);
  const both = await Promise.all([v.once(url, form), v.once(url, form)]);
  const [one, other] = both.map((r) =>
    /^\/sign\/([0-9a-f]{32})/.exec(r.headers.location)[1]);
  assert.equal(one, other);
  assert.equal(batches(), had.batches + 1);
  assert.equal(keys(), had.keys + 1);
});

test('a new placement asked for twice is one batch', async () => {
  await upload(v, 'a2b.pdf');
  await v.submit('place', { level: 'simple', position: 'top-left',
    page: 'first' });
  v.at('release');
  const had = batches();
  const { url, ...form } = v.compose('again');
  const both = await Promise.all([v.once(url, form), v.once(url, form)]);
  const third = await v.once(url, form);
  const to = new Set([...both, third].map((r) => r.headers.location));
  assert.equal(to.size, 1, [...to].join(' '));
  assert.match([...to][0], /^\/sign\/[0-9a-f]{32}\/place$/);
  assert.equal(batches(), had);
});

test('a batch given up twice is given up', async () => {
  await upload(v, 'a2b.pdf');
  await v.submit('place', { level: 'simple', position: 'top-left',
    page: 'first' });
  const { url, ...form } = v.compose('abandon');
  const both = await Promise.all([v.once(url, form), v.once(url, form)]);
  assert.deepEqual(both.map((r) => r.status), [303, 303]);
});

for (const [state, more] of [['prepared', ''], ['done', ', done_at = 1']]) {
  test(`what another tab makes ${state} meanwhile is not deleted`, async () => {
    await upload(v, 'a2b.pdf');
    const id = batch(v);
    await v.go(`/documents/${id}/delete`);
    const { url, ...form } = v.compose('document-delete');
    const commit = await hold(`UPDATE sign_batch SET state = '${state}',
      level = 'simple'${more} WHERE id = x'${id}'`);
    const answer = v.once(url, form);
    await waiting("UPDATE sign_batch SET state = ''abandoned");
    await commit();
    assert.equal((await answer).status, 409);
    assert.equal(states(id).batch, state);
    assert.equal((await v.once(`/documents/${id}/preview.pdf`)).status, 200);
  });
}

test('two releases at once are one signature and one charge', async () => {
  await upload(v, 'a2b.pdf');
  const id = batch(v);
  const had = coins(person);
  await v.submit('place', { level: 'simple', position: 'top-left',
    page: 'first' });
  const { url, ...form } = v.compose('release');
  const all = await Promise.all(Array.from({ length: 4 }, () =>
    v.once(url, form)));
  for (const r of all) {
    assert.equal(r.status, 303);
    assert.match(r.headers.location, new RegExp(`^/sign/${id}$`));
  }
  await signed(v, id);
  assert.deepEqual(coins(person), had);
  assert.equal(states(id).values, 1);
  assert.equal(sql(`SELECT COUNT(*) FROM document_increment
    WHERE batch = x'${id}' AND seq = 1`)[0][0], '1');
});
