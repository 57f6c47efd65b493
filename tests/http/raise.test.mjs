// Raising signatures: to B-LTA at once, later when a service was away, after
// kill -9 at every named point, by several timers at the same time. What was
// delivered once stays the beginning of what is delivered later.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from
  'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { configured, halted, without } from './configured.mjs';
import { ctl, d, demo, sql } from './demo.mjs';
import { batch, place, sample, signatory, signed, sleep, topUp, until, upload }
  from './visitor.mjs';

const SAMPLE = 'a2b.pdf';

/* What the pages say of a level, in both languages. */
const WORDS = {
  de: { 'B-B': /Stufe B-B: gültig/, 'B-T': /Stufe B-T: mit Zeitstempel/,
    'B-LTA': /Stufe B-LTA: für die Langzeitprüfung/,
    raising: /wird noch angehoben/ },
  en: { 'B-B': /Level B-B: validly/, 'B-T': /Level B-T: with a time stamp/,
    'B-LTA': /Level B-LTA: secured for the long term/,
    raising: /still being raised/ },
};

/** Upload and place; what releases it in the end. */
async function prepared(who, content = sample(SAMPLE), values = {}) {
  const { v, person } = who;
  await v.go('/sign');
  await v.submit('sign', {}, [[SAMPLE, content]]);
  const tan = await place(v, person, values);
  const id = batch(v);
  const word = await tan();
  return { id, release: () => v.submit('release', { tan: word }) };
}

/** The row of a batch's only document. */
const row = (id) => {
  const [[reached, at, tries]] = sql(`SELECT reached, raise_at IS NOT NULL,
    raise_tries FROM sign_doc WHERE batch = x'${id}'`);
  return { reached, raising: at === '1', tries: Number(tries) };
};

/** Numbers of the increments of a batch, and what the audit knows. */
const increments = (id) => sql(`SELECT seq FROM document_increment
  WHERE batch = x'${id}' ORDER BY seq`).flat().join(' ');
const raised = (id) => Number(sql(`SELECT COUNT(*) FROM audit
  WHERE event = 'document.raised' AND object = 'batch:${id}'`)[0][0]);

/** Let the next try be due; only the pause is cut short. */
const due = (id) => sql(`UPDATE sign_doc SET raise_at = 1
  WHERE batch = x'${id}' AND raise_at IS NOT NULL`);

const download = async (v, id) => {
  const r = await v.once(`/documents/${id}/signed.pdf`);
  assert.equal(r.status, 200);
  return r.body;
};

/** What the operator is told of documents that are to be raised. */
const waiting = () => /^documents {2}(.*)$/m.exec(ctl('status').stdout)[1];

/** Wait for the timer; the pause is cut short again and again. */
const risen = (id) => until('level B-LTA', async () => {
  if (row(id).reached === 'B-LTA') {
    return true;
  }
  due(id);
  return sleep(500);
}, 60);

/** Assert what both pages say of a batch. */
async function says(v, id, level, raising) {
  for (const where of [`/sign/${id}`, '/documents']) {
    const { html } = await v.go(where);
    const item = new RegExp(`<li data-document="${id}"[\\s\\S]*?</li>`)
      .exec(html)?.[0];
    assert.ok(item, where);
    assert.match(item, new RegExp(`data-reached="${level}"`), where);
    assert.match(item, WORDS[v.lang][level], where);
    (raising ? assert.match : assert.doesNotMatch)(item,
      WORDS[v.lang].raising, where);
  }
}

/** Signatures that pdfsig calls valid; the last one covers the whole. */
function valid(pdf) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'raise.'));
  writeFileSync(path.join(dir, 'a.pdf'), pdf);
  const { stdout } = spawnSync('pdfsig', [path.join(dir, 'a.pdf')],
    { encoding: 'utf8' });
  rmSync(dir, { recursive: true });
  assert.match(stdout, /Total document signed/, stdout);
  return (stdout.match(/Signature is Valid/g) ?? []).length;
}

/** Document time stamps of a document. */
const stamps = (pdf) =>
  (pdf.toString('latin1').match(/\/SubFilter\s*\/ETSI\.RFC3161/g) ?? []).length;

const everybody = {
  de: await signatory({ lang: 'de' }),
  en: await signatory({ lang: 'en' }),
};

topUp(everybody.de.person, 500);
topUp(everybody.en.person, 500);

for (const lang of ['de', 'en']) {
  test(`a signature reaches B-LTA by itself (${lang})`, async () => {
    const who = everybody[lang];
    const { id, release } = await prepared(who);
    await release();
    await signed(who.v, id);
    assert.deepEqual(row(id), { reached: 'B-LTA', raising: false, tries: 0 });
    assert.equal(increments(id), '0 1 2 3');
    assert.equal(raised(id), 2);
    await says(who.v, id, 'B-LTA', false);
    const pdf = await download(who.v, id);
    assert.equal(valid(pdf), 1);
    assert.equal(stamps(pdf), 1);
    assert.match(pdf.toString('latin1'), /\/DSS\b/);
  });
}

test('several documents of one release are all raised', async () => {
  const { v, person } = everybody.en;
  await upload(v, 'a1b.pdf', 'a3b.pdf');
  await place(v, person, { page: 'first' });
  const tan = await place(v, person, { page: 'first', level: undefined });
  const id = batch(v);
  await v.submit('release', { tan: await tan() });
  await signed(v, id);
  await until('both', () => sql(`SELECT COUNT(*) FROM sign_doc
    WHERE batch = x'${id}' AND reached = 'B-LTA'`)[0][0] === '2');
  await says(v, id, 'B-LTA', false);
});

for (const [name, away] of [['stopped', halted], ['gone', without]]) {
  test(`tsa is ${name}: signed at B-B, raised when it is back`, async () => {
    const who = everybody.de;
    const { id, release } = await prepared(who);
    const first = await away('tsa', async () => {
      await release();
      await signed(who.v, id);
      await says(who.v, id, 'B-B', true);
      return download(who.v, id);
    });
    assert.equal(valid(first), 1);
    await risen(id);
    await says(who.v, id, 'B-LTA', false);
    const last = await download(who.v, id);
    assert.ok(last.subarray(0, first.length).equals(first),
      'delivered octets never change');
    assert.equal(valid(last), 1);
    assert.equal(stamps(last), 2, 'a proof of time, then the archive');
    assert.equal(increments(id), '0 1 2 3 4');
    assert.equal(raised(id), 3);
  });
}

test('ocsp is gone: signed at B-T, raised when it is back', async () => {
  const who = everybody.en;
  const { id, release } = await prepared(who);
  const first = await without('ocsp', async () => {
    await release();
    await signed(who.v, id);
    await says(who.v, id, 'B-T', true);
    const [[since]] = sql(`SELECT done_at FROM sign_batch
      WHERE id = x'${id}'`);
    assert.equal(waiting(), `1 wait for their level, the oldest since ${
      new Date(since * 1000).toISOString().slice(0, 19)}Z`);
    return download(who.v, id);
  });
  assert.equal(row(id).tries, 1, 'tried at once, then with a pause');
  await risen(id);
  assert.equal(waiting(), 'none waits for its level');
  await says(who.v, id, 'B-LTA', false);
  const last = await download(who.v, id);
  assert.ok(last.subarray(0, first.length).equals(first));
  assert.equal(increments(id), '0 1 2 3');
});

test('the pause grows while a service is away', async () => {
  const who = everybody.en;
  const { id, release } = await prepared(who);
  await without('ocsp', async () => {
    await release();
    await signed(who.v, id);
    const pauses = [];
    for (let tries = 1; tries <= 3; tries++) {
      await until(`try ${tries}`, () => row(id).tries === tries);
      const [[left]] = sql(`SELECT raise_at - UNIX_TIMESTAMP() FROM sign_doc
        WHERE batch = x'${id}'`);
      pauses.push(Number(left));
      due(id);
    }
    assert.ok(pauses[0] > 15 && pauses[0] <= 30, pauses);
    assert.ok(pauses[1] > 45 && pauses[1] <= 60, pauses);
    assert.ok(pauses[2] > 100 && pauses[2] <= 120, pauses);
  });
  await risen(id);
});

const FAULTS = path.join(d.state, 'fault');
const POINTS = ['portal.raise_claimed', 'portal.raise_gathered',
  'portal.raise_verified', 'portal.raise_stored', 'portal.raised',
  'portal.raise_stamped'];

for (const point of POINTS) {
  test(`killed at ${point}: goes on, nothing twice`, async () => {
    const who = everybody.en;
    const { id, release } = await prepared(who);
    const file = path.join(FAULTS, point);
    writeFileSync(file, '', { mode: 0o666 });
    try {
      await release().catch(() => {});
      assert.ok(!existsSync(file), `${point} was passed`);
    } finally {
      rmSync(file, { force: true });
    }
    await until('the page', async () =>
      (await who.v.go(`/sign/${id}`).catch(() => ({}))).state === 'signed');
    const first = await download(who.v, id);
    await risen(id);
    const last = await download(who.v, id);
    assert.ok(last.subarray(0, first.length).equals(first));
    assert.equal(increments(id), '0 1 2 3');
    assert.equal(raised(id), 2);
    assert.equal(valid(last), 1);
    assert.equal(stamps(last), 1);
  });
}

/** Run the timer; resolves when it has ended. */
const tick = () => new Promise((resolve) => {
  spawn(d.ctl, ['-c', d.config, 'tick', 'portal']).on('close', resolve);
});

test('several timers at once do no harm', async () => {
  const who = everybody.en;
  const { id, release } = await prepared(who);
  await without('ocsp', async () => {
    await release();
    await signed(who.v, id);
  });
  for (let i = 0; i < 8 && row(id).reached !== 'B-LTA'; i++) {
    due(id);
    await Promise.all([tick(), due(id), tick(), tick(), due(id), tick()]);
  }
  await risen(id);
  assert.equal(increments(id), '0 1 2 3');
  assert.equal(raised(id), 2);
  assert.equal(stamps(await download(who.v, id)), 1);
});

test('what is deleted is not raised any more', async () => {
  const who = everybody.en;
  const { id, release } = await prepared(who);
  await without('ocsp', async () => {
    await release();
    await signed(who.v, id);
  });
  await who.v.go(`/documents/${id}/delete`);
  await who.v.submit('document-delete');
  due(id);
  await until('the end of raising', () => !row(id).raising);
  assert.equal(row(id).reached, 'B-T');
  assert.equal(increments(id), '0 1');
});

test('what is deleted while it is raised stays deleted', async () => {
  const who = everybody.en;
  const { id, release } = await prepared(who);
  await without('tsa', release);
  assert.equal(row(id).reached, 'B-B');
  await halted('tsa', async () => {
    due(id);
    await until('somebody who raises it', () => row(id).tries > 0);
    await who.v.go(`/documents/${id}/delete`);
    await who.v.submit('document-delete');
  });
  await until('the end of raising', () => due(id) && !row(id).raising);
  assert.equal(row(id).reached, 'B-B');
  assert.equal(increments(id), '0 1');
  assert.equal(raised(id), 0);
  assert.equal((await who.v.once(`/documents/${id}/signed.pdf`)).status, 404);
});

test('authorities by HTTP in order of preference, over SHA-512', async () => {
  const who = everybody.de;
  await configured('portal', ['tsa_1_url = http://127.0.0.1:9/nobody',
    `tsa_2_url = ${d.public}/tsa`, 'stamp_hash = SHA-512'], async () => {
    const { id, release } = await prepared(who);
    await without('ocsp', async () => { // so that the timer takes part, too
      await release();
      await signed(who.v, id);
    });
    await risen(id);
    const pdf = await download(who.v, id);
    assert.equal(valid(pdf), 1);
    // id-sha512 with an imprint of 64 octets, of the last time stamp
    const hex = pdf.toString('latin1').match(/\/Contents\s*<([0-9a-f]+)>/gi)
      .at(-1);
    assert.match(hex, /608648016503040203(0500)?0440/i);
  });
});

test('the policy B-T asks for no more, and later neither', async () => {
  const who = everybody.en;
  let made;
  await configured('portal', ['signature_level = B-T'], async () => {
    const { id, release } = await prepared(who);
    await release();
    await signed(who.v, id);
    await says(who.v, id, 'B-T', false);
    assert.equal(increments(id), '0 1');
    made = id;
  });
  // A new policy is for new signatures: this one has what it was to have.
  assert.equal(await tick(), 0);
  assert.deepEqual(row(made), { reached: 'B-T', raising: false, tries: 0 });
});

test('a second person signs a B-LTA document; both stay valid', async () => {
  const { v } = everybody.de;
  const one = await prepared(everybody.de);
  await one.release();
  await signed(v, one.id);
  await risen(one.id);
  const first = await download(v, one.id);
  const two = await prepared(everybody.en, first, { position: 'top-left' });
  await two.release();
  await signed(everybody.en.v, two.id);
  await risen(two.id);
  const last = await download(everybody.en.v, two.id);
  assert.ok(last.subarray(0, first.length).equals(first));
  assert.equal(valid(last), 2);
  assert.equal(stamps(last), 2);
  assert.equal(increments(two.id), '0 1 2 3');
});
