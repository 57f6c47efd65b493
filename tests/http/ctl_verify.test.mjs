// fernsign-ctl verify, against what the service signs, what somebody changed,
// and what it has nothing to do with.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';

import { ctl, d, sql } from './demo.mjs';
import { batch, raised, sample, signatory } from './visitor.mjs';

const dir = mkdtempSync(path.join(os.tmpdir(), 'verify.'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

let one;
let two;
const files = {};

/** Upload, sign at level simple and fetch the result, fully raised. */
async function sign(v, name, content) {
  await v.go('/sign');
  await v.submit('sign', {}, [[name, content]]);
  v.at('place');
  const id = batch(v);
  await v.submit('place', { level: 'simple', position: 'invisible',
    page: 'first' });
  await v.submit('release');
  return raised(v, id);
}

function verify(name, content) {
  const file = path.join(dir, name);
  writeFileSync(file, content);
  const { status, stdout, stderr } = ctl('verify', file);
  return { status, said: stdout, stderr };
}

before(async () => {
  one = (await signatory()).v;
  two = (await signatory()).v;
  files.one = await sign(one, 'one.pdf', sample('a2b.pdf'));
  files.two = await sign(two, 'two.pdf', files.one);
});

test('a signed file is valid, and everything is said of it', () => {
  const { status, said, stderr } = verify('one.pdf', files.one);
  assert.equal(status, 0, said + stderr);
  assert.match(said, /^1\. Signature1: Erika Mustermann$/m);
  assert.match(said, /^ {3}integrity +holds$/m);
  assert.match(said, /^ {3}issued by +\S.*$/m);
  assert.match(said, /^ {3}level +B-LTA$/m);
  assert.match(said, /^ {3}claimed time +20\d\d-\d\d-\d\dT[\d:]+Z$/m);
  assert.match(said, /^ {3}time stamp +20\d\d-\S+Z by .*Time-Stamp Unit/m);
  assert.match(said, /^ {3}covers +octets 1 to \d+ of \d+: an earlier rev/m);
  assert.match(said, /^ {3}later changes +allowed/m);
  assert.match(said, /^ {3}signer +trusted, not revoked as of 20\d\d-/m);
  assert.match(said, /^ {3}authority +trusted/m);
  assert.match(said, /^2\. Timestamp1: document time stamp$/m);
  assert.match(said, /: the whole file$/m);
  assert.equal([...said.matchAll(
    /^ {3}verdict +valid \(TOTAL-PASSED\)$/gm)].length, 2, said);
  assert.match(said, /^valid$/m);
  assert.equal(stderr, '');
});

test('a certificate that was revoked afterwards changes nothing', async () => {
  const { v, person } = await signatory();
  const late = await sign(v, 'late.pdf', sample('a2b.pdf'));
  const [[id]] = sql(`SELECT LOWER(HEX(c.id)) FROM certificate c
    JOIN account a ON a.id = c.account WHERE a.email = '${person.email}'
    AND c.level = 'simple'`);
  await v.go(`/certificates/${id}/revoke`);
  await v.submit('revoke', { password: person.password, confirm: 'on' });
  assert.deepEqual(sql(`SELECT state FROM certificate WHERE id = x'${id}'`),
    [['revoked']]);
  const { status, said, stderr } = verify('late.pdf', late);
  assert.equal(status, 0, said + stderr);
  assert.match(said, /^ {3}signer +trusted, not revoked as of 20\d\d-/m);
});


test('two people, one after the other', () => {
  const { status, said, stderr } = verify('two.pdf', files.two);
  assert.equal(status, 0, said + stderr);
  assert.equal([...said.matchAll(/^ {3}level +B-LTA$/gm)].length, 2, said);
  assert.match(said, /^\d\. Signature2: /m);
  assert.match(said, /^valid$/m);
});

test('the signature as it was, before it was raised', () => {
  const end = files.one.indexOf('%%EOF',
    files.one.indexOf('/ETSI.CAdES.detached')) + 6;
  const { status, said } = verify('early.pdf', files.one.subarray(0, end));
  assert.equal(status, 1, 'nothing is known of a revocation');
  assert.match(said, /^ {3}verdict +undecided \(INDETERMINATE, TRY_LATER\)$/m);
  assert.match(said, /^UNDECIDED$/m);
  assert.match(said, /^ {3}level +B-T$/m);
  assert.match(said, /does not prove its status/);
  assert.match(said, /: the whole file$/m);
});

/* what is done to the file, what is said of it */
const changes = [
  ['an octet of the contents', (f) => {
    f[200] ^= 1;
    return f;
  }, /DOES NOT HOLD|cannot be judged/],
  ['an octet of the signature', (f) => {
    const at = f.indexOf('/Contents <') + 2000;
    f[at] = f[at] === 0x30 ? 0x31 : 0x30;
    return f;
  }, /DOES NOT HOLD|cannot be judged/],
  ['an octet at the end', (f) => Buffer.concat([f, Buffer.from('x')]),
    /REFUSED|cannot be judged/],
  ['a page turned behind the signatures', (f) => {
    const text = f.toString('latin1');
    const [, id] = /(\d+) 0 obj\s*<< \/Type \/Page \//.exec(text);
    const from = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)[1];
    const [, size] = [...text.matchAll(/\/Size (\d+)/g)].at(-1);
    const [, root] = [...text.matchAll(/\/Root (\d+ \d+ R)/g)].at(-1);
    const [, page] = new RegExp(`\\n${id} 0 obj\\s*([\\s\\S]*?)\\s*endobj`)
      .exec(text);
    const at = f.length;
    const body = `${id} 0 obj\n${
      page.replace('/Type /Page ', '/Type /Page /Rotate 180 ')}\nendobj\n`;
    return Buffer.concat([f, Buffer.from(`${body}xref\n${id} 1\n${
      String(at).padStart(10, '0')} 00000 n \ntrailer\n<< /Size ${size} /Root ${
      root} /Prev ${from} >>\nstartxref\n${at + body.length}\n%%EOF\n`,
    'latin1')]);
  }, /REFUSED: /],
];

for (const [what, change, says] of changes) {
  test(`changed: ${what}`, () => {
    const { status, said, stderr } = verify('changed.pdf',
      change(Buffer.from(files.one)));
    assert.equal(status, 1, said);
    assert.equal(stderr, '');
    assert.match(said, says);
    assert.match(said, /^NOT VALID$/m);
  });
}

test('nothing to verify', () => {
  const plain = verify('plain.pdf', sample('a2b.pdf'));
  assert.equal(plain.status, 1);
  assert.match(plain.said, /bears no signature\nNOT VALID/);
  const none = verify('none.pdf', sample('image.pdf'));
  assert.equal(none.status, 1);
  assert.match(none.said, /cannot be judged: /);
  const text = verify('text.pdf', 'Dear Sir or Madam');
  assert.equal(text.status, 1);
  assert.match(text.said, /^cannot be judged: .+\nNOT VALID\n$/);
  const missing = ctl('verify', path.join(dir, 'missing.pdf'));
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /cannot read/);
  assert.equal(ctl('verify').status, 2);
});

test('another installation does not trust it', () => {
  const file = path.join(dir, 'one.pdf');
  writeFileSync(file, files.one);
  const root = path.join(dir, 'root.pem');
  const key = path.join(dir, 'key.pem');
  assert.equal(spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048',
    '-nodes', '-keyout', key, '-out', root, '-subj', '/CN=Other Root',
    '-days', '30']).status, 0);
  const { status, stdout, stderr } = spawnSync(d.ctl,
    ['-c', d.config, 'verify', file, root], { encoding: 'utf8' });
  assert.equal(status, 1, stdout);
  assert.equal(stderr, '');
  assert.match(stdout, /^UNDECIDED$/m);
  assert.match(stdout, /NOT TRUSTED: no chain to the root/);
});
