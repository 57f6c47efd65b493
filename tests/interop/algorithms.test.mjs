// Signatures under other algorithms than the default: [signer] is configured,
// somebody new gets keys of that kind, and what they sign is judged by
// openssl (CAdES), poppler and the EU's DSS.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { configured } from '../http/configured.mjs';
import { d } from '../http/demo.mjs';
import { batch, place, raised, sample, signatory, upload } from
  '../http/visitor.mjs';
import { certificates, file, hierarchy, openssl, put, run, signature } from
  './pki.mjs';

const JUDGES = path.join(process.env.FERNSIGN_BUILD ?? os.tmpdir(), 'judges');
const JUDGE = path.join(JUDGES, 'judge');

/* Section [signer]; then what openssl says of key, hash and value. */
const ROWS = [
  [['key_type = P-384'],
    /NIST CURVE: P-384/, 'sha384', 'ecdsa-with-SHA384'],
  [['key_type = RSA-3072', 'rsa_scheme = pss'],
    /Public-Key: \(3072 bit\)/, 'sha256', 'rsassaPss'],
  [['key_type = RSA-4096', 'signature_hash = SHA-512'],
    /Public-Key: \(4096 bit\)/, 'sha512', 'rsaEncryption'],
  [['key_type = RSA-3072', 'rsa_scheme = pss', 'signature_hash = SHA-384'],
    /Public-Key: \(3072 bit\)/, 'sha384', 'rsassaPss'],
];

let ca;
const files = [];

before(async () => {
  ca = await hierarchy();
  mkdirSync(file('nss'));
  run('certutil', '-N', '-d', 'nss', '--empty-password');
  const { status, said } = run('certutil', '-A', '-d', 'nss', '-n', 'root',
    '-t', 'CT,C,C', '-a', '-i', ca.root);
  assert.equal(status, 0, said);
});

/** Sign one sample; the delivered file. */
async function sign({ v, person }) {
  await upload(v, 'a2b.pdf');
  const tan = await place(v, person, { level: 'qualified' });
  const id = batch(v);
  await v.submit('release', { tan: await tan() });
  return raised(v, id);
}

for (const [i, [lines, key, hash, value]] of ROWS.entries()) {
  test(`a document signed with ${lines.join(', ')}`, async (t) => {
    const who = await configured('signer', lines, () => signatory());
    // The keys keep to what they were made for: signer has P-256 again.
    const pdf = await sign(who);
    const name = `signed-${i}.pdf`;
    files.push(put(name, pdf));
    assert.ok(pdf.subarray(0, sample('a2b.pdf').length)
      .equals(sample('a2b.pdf')));
    const { cms, content } = signature(pdf, 0);
    put('sig.der', cms);
    put('content', content);

    await t.test('openssl: the key is of that kind', () => {
      const { said } = openssl('x509', '-noout', '-text', '-in',
        certificates(who.person).qualified.file);
      assert.match(said, key);
    });

    await t.test('openssl: CAdES signature', () => {
      const { said } = openssl('cms', '-verify', '-cades', '-binary',
        '-inform', 'DER', '-in', 'sig.der', '-content', 'content', '-CAfile',
        ca.root, '-purpose', 'any', '-out', '/dev/null');
      assert.match(said, /CAdES Verification successful/, said);
    });

    await t.test('openssl: one hash throughout', () => {
      const { said } = openssl('cms', '-cmsout', '-print', '-inform', 'DER',
        '-in', 'sig.der', '-noout');
      const info = said.slice(said.indexOf('signerInfos:'),
        said.indexOf('unsignedAttrs:'));
      assert.match(info, new RegExp(
        `digestAlgorithm:\\s+algorithm: ${hash} `), info);
      assert.match(info, new RegExp(
        `signatureAlgorithm:\\s+algorithm: ${value} `), info);
      const oid = Buffer.from('06092a864886f70d010904', 'hex');
      const set = cms.subarray(cms.indexOf(oid) + oid.length);
      assert.deepEqual([set[0], set[2]], [0x31, 0x04], 'message-digest');
      const digest = openssl('dgst', `-${hash}`, '-r', 'content').said;
      assert.equal(set.subarray(4, 4 + set[3]).toString('hex'),
        digest.split(' ')[0]);
    });

    await t.test('pdfsig: valid, whole, trusted', () => {
      const { said } = run('pdfsig', '-nssdir', 'nss', name);
      assert.match(said, /Total document signed/, said);
      assert.match(said, /Signature is Valid\./, said);
      assert.match(said, /Certificate is Trusted\./, said);
    });
  });
}

test('DSS: total passed, for the long term, qualified', (t) => {
  execFileSync('sh', [fileURLToPath(new URL('judges/install',
    import.meta.url)), JUDGES]);
  if (!existsSync(JUDGE)) {
    t.skip('DSS IS OUT OF REACH');
    return;
  }
  const r = spawnSync(JUDGE, ['--tl', d.trusted_list, '--tl-signer',
    path.join(d.state, 'pki', 'tl.pem'), '--trust', d.trust_anchor, 'dss',
    ...files], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(r.status, 0, r.stderr);
  const [, ...answers] = r.stdout.trim().split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(answers.length, ROWS.length);
  for (const answer of answers) {
    const [s] = answer.signatures;
    const said = JSON.stringify(answer);
    assert.equal(s.indication, 'TOTAL_PASSED', said);
    assert.equal(s.format, 'PAdES-BASELINE-LTA', said);
    assert.equal(s.qualification, 'QESIG', said);
  }
});
