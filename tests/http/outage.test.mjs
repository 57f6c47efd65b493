// A service is away at the very moment of the release: nobody is told what is
// not so, nothing is charged twice, and it goes on by itself when it can.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { without } from './configured.mjs';
import { ctl, sql } from './demo.mjs';
import { batch, coins, place, signatory, states, topUp, until, upload }
  from './visitor.mjs';

let v;
let person;
before(async () => {
  ({ v, person } = await signatory());
  topUp(person, 100);
});

/** Upload and place; the TAN. */
async function prepared() {
  await upload(v, 'a2b.pdf');
  return (await place(v, person))();
}

/** One signature and one charge. */
async function once(id, had) {
  assert.deepEqual(states(id), { batch: 'done', release: 'signed', tries: 1,
    charge: 'posted 5', values: 1 });
  assert.deepEqual(coins(person), { balance: had.balance - 5, reserved: 0 });
  assert.equal((await v.once(`/documents/${id}/signed.pdf`)).status, 200);
}

/* who goes on when pdf is back */
const GOES_ON = {
  'the page': (id) => v.go(`/sign/${id}`),
  'the timer': () => assert.equal(ctl('tick', 'portal').status, 0),
};

for (const [who, goOn] of Object.entries(GOES_ON)) {
  test(`pdf is gone: ${who} finishes when it is back`, async () => {
    const word = await prepared();
    const id = batch(v);
    const had = coins(person);
    await without('pdf', async () => {
      await v.submit('release', { tan: word });
      v.at('finishing');
      assert.equal(states(id).release, 'signed');
      assert.deepEqual(coins(person), { ...had, reserved: 5 });
      assert.equal((await v.once(`/documents/${id}/signed.pdf`)).status, 404);
    });
    await goOn(id);
    await once(id, had);
  });
}

test('signer is gone: the release is asked for once more', async () => {
  const word = await prepared();
  const id = batch(v);
  const had = coins(person);
  await without('signer', async () => {
    await v.submit('release', { tan: word });
    v.at('finishing');
    assert.match(v.page.html, /release once more if it did not arrive/);
    assert.equal(states(id).release, 'open');
  });
  assert.deepEqual(coins(person), had);
  await v.go(`/sign/${id}`);
  v.at('release');
  await v.submit('release', { tan: word });
  v.at('signed');
  await once(id, had);
});

test('what fails for good does not keep others from being finished',
  async () => {
    await upload(v, 'a2b.pdf');
    await v.submit('place', { level: 'simple', position: 'top-left',
      page: 'first' });
    const id = batch(v);
    await without('pdf', () => v.submit('release'));
    try {
      // Older ones, more than the timer takes at a time; signer knows none.
      const many = `(SELECT LPAD(HEX(seq), 32, 'F') AS fake
        FROM seq_1_to_25) AS many`;
      sql(`INSERT INTO sign_batch (id, account, level, sign_key, day, documents,
            state, created_at, deadline_at)
          SELECT UNHEX(fake), account, level, sign_key, day, documents, state,
            1, deadline_at
          FROM sign_batch JOIN ${many} WHERE id = x'${id}';
        INSERT INTO coin_transfer (reference, debit, credit, coins, kind, state,
            created_at)
          SELECT CONCAT('sign:', LOWER(fake)), debit, credit, coins, kind,
            state, created_at
          FROM coin_transfer JOIN ${many} WHERE reference = 'sign:${id}'`);
      await until('its turn', () => ctl('tick', 'portal').status === 0 &&
        states(id).batch === 'done');
    } finally {
      sql(`DELETE FROM coin_transfer WHERE reference LIKE 'sign:ffffffff%';
        DELETE FROM sign_batch WHERE HEX(id) LIKE 'FFFFFFFF%'`);
    }
  });

test('signed, and deleted before it was finished: the page stays', async () => {
  const word = await prepared();
  const id = batch(v);
  await without('pdf', () => v.submit('release', { tan: word }));
  sql(`DELETE k FROM document_key k JOIN sign_doc d USING (document)
    WHERE d.batch = x'${id}'`);
  await v.go(`/sign/${id}`);
  v.at('finishing');
  assert.equal(v.page.status, 200);
  assert.equal(states(id).charge, 'pending 5');
  // The coins come back with the values' end, five days after the release.
  sql(`UPDATE activation SET signed_at = signed_at - 432001
    WHERE id = x'${id}'`);
  assert.equal(ctl('tick', 'signer').status, 0);
  assert.equal(states(id).charge, 'voided 5');
  sql(`UPDATE sign_batch SET deadline_at = 1 WHERE id = x'${id}'`);
  assert.equal(ctl('tick', 'portal').status, 0);
  await v.go(`/sign/${id}`);
  assert.equal(v.page.url.pathname, '/documents');
});
