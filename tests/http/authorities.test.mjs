// Time stamps of somebody else, by address: with a password, with a TLS client
// certificate, in order of preference whatever the first one does wrong; when
// all hang the person gets a signature all the same. Secrets stay in files.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { chownSync, chmodSync, readdirSync, readFileSync, writeFileSync }
  from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { authority } from './authority.mjs';
import { configured } from './configured.mjs';
import { ctl, d, demo, sql } from './demo.mjs';
import { batch, sample, signatory, signed, sleep, until } from './visitor.mjs';

const MOST_S = 40; // nginx waits 60: fernsign-locations.conf
const elsewhere = await authority();
const who = await signatory();

after(() => elsewhere.stop());

/** A file that portal alone may read; its path. */
function secret(name, content) {
  const file = elsewhere.file(name);
  writeFileSync(file, content);
  chmodSync(file, 0o400);
  chownSync(file, d.uids.portal, d.uids.portal);
  return file;
}

const key = readFileSync(elsewhere.file('client.key'), 'utf8');
const files = { password: secret('portal.password', elsewhere.password),
  wrong: secret('portal.wrong', 'sesame'), key: secret('portal.key', key) };

/** Keys of an authority: its address, the rest. */
const tsa = (n, address, more = {}) => Object.entries({ url: address,
  anchor: elsewhere.file('root.pem'), ...more })
  .map(([name, value]) => `tsa_${n}_${name} = ${value}`);

const stamps = (n) => tsa(n, `${elsewhere.http}/stamp`);
const tls = { ca_file: elsewhere.file('root.pem') };
const user = { ...tls, user: 'fernsign', password_file: files.password };
const client = { ...tls, certificate_file: elsewhere.file('client.pem'),
  key_file: files.key };
const by = (what, more) => tsa(1, `${elsewhere.https}/${what}`, more);

/** Sign so many documents at level simple; the page after it. */
async function sign({ v }, n = 1) {
  const content = sample('a2b.pdf');
  await v.go('/sign');
  await v.submit('sign', {}, Array.from({ length: n },
    (_, i) => [`${i}.pdf`, content]));
  for (let i = 0; i < n; i++) {
    v.at('place');
    await v.submit('place', { level: i ? undefined : 'simple',
      position: 'invisible', page: 'first' });
  }
  const id = batch(v);
  const began = Date.now();
  await v.submit('release');
  await signed(v, id);
  return { id, seconds: (Date.now() - began) / 1000 };
}

const reached = (id) => sql(`SELECT reached FROM sign_doc
  WHERE batch = x'${id}' ORDER BY n`).flat();

/** Wait for the timer to raise a batch; the pause is cut short. */
const risen = (id) => until('level B-LTA', async () => {
  sql(`UPDATE sign_doc SET raise_at = 1
    WHERE batch = x'${id}' AND raise_at IS NOT NULL`);
  await sleep(500);
  return reached(id).every((level) => level === 'B-LTA');
}, 10);

/** Names of time-stamp units in the signatures of a document. */
async function units(v, id) {
  const { body } = await v.once(`/documents/${id}/signed.pdf`);
  const hex = body.toString('latin1')
    .match(/\/Contents\s*<([0-9a-f]+)>/gi).join('').toLowerCase();
  return ['Elsewhere tsu', 'Time-Stamp Unit'].map((name) => hex.includes(
    Buffer.from(name).toString('hex')));
}

/* What is configured, and which paths are asked for the two stamps. */
const ROWS = [
  ['by HTTP', stamps(1), ['stamp', 'stamp']],
  ['with a password', by('password', user), ['password', 'password']],
  ['with a client certificate', by('client', client), ['client', 'client']],
  ['a wrong password', [...by('password',
    { ...user, password_file: files.wrong }), ...stamps(2)],
  ['password', 'stamp', 'stamp']],
  ['no client certificate', [...by('client', tls), ...stamps(2)],
    ['client', 'stamp', 'stamp']],
  ['a server that nobody vouches for', [...by('stamp'), ...stamps(2)],
    ['stamp', 'stamp']],
  ['nobody listens', [...tsa(1, 'http://127.0.0.1:9/'), ...stamps(2)],
    ['stamp', 'stamp']],
  ['another anchor', [`tsa_1_url = ${elsewhere.http}/other`, ...stamps(2)],
    ['other', 'stamp', 'stamp']],
  ...['refuses', 'nonce', 'imprint', 'old', 'garbage', 'error', 'long',
    'hangs'].map((what) => [what, [...tsa(1, `${elsewhere.http}/${what}`),
      ...stamps(2)], [what, 'stamp', 'stamp']]),
  ['the third one', [...tsa(1, `${elsewhere.http}/nonce`),
    ...tsa(2, `${elsewhere.http}/refuses`), ...stamps(3)],
  ['nonce', 'refuses', 'stamp', 'stamp']],
];

for (const [name, lines, asked] of ROWS) {
  test(`an authority elsewhere: ${name}`, async () => {
    elsewhere.asked.length = 0;
    await configured('portal', ['workers = 1', ...lines], async () => {
      const { id } = await sign(who);
      assert.deepEqual(reached(id), ['B-LTA']);
      assert.deepEqual(elsewhere.asked, asked);
      assert.deepEqual(await units(who.v, id), [true, false]);
    });
  });
}

test('all of them hang: signed at B-B, raised later', async (t) => {
  const words = { de: /Stufe B-B: gültig[\s\S]*noch angehoben/,
    en: /Level B-B: validly[\s\S]*still being raised/ };
  const hang = [1, 2, 3].flatMap((n) => tsa(n, `${elsewhere.http}/hangs`));
  const page = async (id, lang) =>
    (await who.v.go(`/sign/${id}?lang=${lang}`)).html;
  const id = await configured('portal', hang, async () => {
    const made = await sign(who, 5);
    t.diagnostic(`signed after ${Math.round(made.seconds)} s`);
    assert.ok(made.seconds < MOST_S);
    assert.deepEqual(reached(made.id), Array(5).fill('B-B'));
    assert.match(await page(made.id, 'de'), words.de);
    assert.match(await page(made.id, 'en'), words.en);
    return made.id;
  });
  await configured('portal', stamps(1), () => risen(id));
  assert.doesNotMatch(await page(id, 'de'), words.de);
  assert.doesNotMatch(await page(id, 'en'), words.en);
});

test('a time stamp without room in the signature comes later', async () => {
  await configured('portal', tsa(1, `${elsewhere.http}/fat`), async () => {
    const { id } = await sign(who);
    assert.deepEqual(reached(id), ['B-B']);
    await risen(id);
    assert.deepEqual(await units(who.v, id), [true, false]);
  });
});

test('fernsign-ctl verify: trusted as long as configured', async () => {
  const file = elsewhere.file('signed.pdf');
  await configured('portal', stamps(1), async () => {
    const { id } = await sign(who);
    const { body } = await who.v.once(`/documents/${id}/signed.pdf`);
    writeFileSync(file, body);
    const { status, stdout } = ctl('verify', file);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /level +B-LTA/);
    assert.match(stdout, /by Elsewhere tsu/);
  });
  /* The person's signature is as good as before; its time is not proven. */
  for (const { status, stdout } of [ctl('verify', file),
    ctl('verify', file, d.trust_anchor)]) {
    assert.equal(status, 0, stdout);
    assert.match(stdout, /authority +NOT TRUSTED/);
    assert.match(stdout, /level +B-B$/m);
  }
});

test('the authority has OCSP or lists; without both B-T for now', async () => {
  await configured('portal', stamps(1), async () => {
    const one = await elsewhere.without(['ca.crl'], () => sign(who));
    assert.deepEqual(reached(one.id), ['B-LTA']);
    const { id } = await elsewhere.without(['ca.crl', 'ocsp'],
      () => sign(who));
    assert.deepEqual(reached(id), ['B-T']);
    await risen(id);
  });
});

test('"unknown" is no status: B-T until the authority knows', async () => {
  await configured('portal', stamps(1), async () => {
    const { id } = await elsewhere.without(['ca.crl', 'index'],
      () => sign(who));
    assert.deepEqual(reached(id), ['B-T']);
    await risen(id);
  });
});

test('what stands behind the ? of an address is not logged', async () => {
  const word = 'k3y-0f-an-authority';
  const lines = [...tsa(1, `${elsewhere.http}/error?key=${word}`),
    ...tsa(2, `http://127.0.0.1:9/?key=${word}`)];
  await configured('portal', lines, () => sign(who));
  const said = readFileSync(path.join(d.state, '..', 'log', 'portal.log'),
    'latin1');
  assert.match(said, /tsa\.status \S+ url=\S+\/error status=500/);
  assert.match(said, /http\.call \S+ url=http:\/\/127\.0\.0\.1:9\/ error/);
  assert.ok(!said.includes(word));
});

test('secrets stand in their files alone', () => {
  const folder = path.join(d.state, '..', 'log');
  const said = readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'latin1'));
  for (const pid of demo().pids.portal) {
    said.push(readFileSync(`/proc/${pid}/cmdline`, 'latin1'),
      readFileSync(`/proc/${pid}/environ`, 'latin1'));
  }
  said.push(readFileSync(d.config, 'utf8'));
  assert.ok(said.some((text) => text.includes('tsa.status')));
  const basic = Buffer.from(`fernsign:${elsewhere.password}`)
    .toString('base64');
  for (const word of [elsewhere.password, basic, key.split('\n')[1]]) {
    assert.ok(said.every((text) => !text.includes(word)));
  }
});
