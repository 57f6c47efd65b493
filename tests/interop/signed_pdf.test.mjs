// Signed documents of a running service, judged by poppler (NSS), openssl
// and qpdf: signature, trust, time stamp, structure, unchanged original.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { before, test } from 'node:test';

import { batch, place, raised, sample, signatory, upload } from
  '../http/visitor.mjs';
import { certificates, file, hierarchy, openssl, put, run, signature } from
  './pki.mjs';

let ca, who, certs;

before(async () => {
  ca = await hierarchy();
  who = await signatory();
  certs = certificates(who.person);
  mkdirSync(file('nss'));
  run('certutil', '-N', '-d', 'nss', '--empty-password');
  const { status, said } = run('certutil', '-A', '-d', 'nss', '-n', 'root',
    '-t', 'CT,C,C', '-a', '-i', ca.root);
  assert.equal(status, 0, said);
});

/** Sign one sample; the delivered file. */
async function sign(name, values) {
  const { v, person } = who;
  await upload(v, name);
  const tan = await place(v, person, values);
  const id = batch(v);
  await v.submit('release',
    { tan: values.level === 'simple' ? '' : await tan() });
  return raised(v, id);
}

/** Where a DER value at `at` begins and ends. */
function span(der, at) {
  const first = der[at + 1];
  if (first < 0x80) {
    return { from: at + 2, to: at + 2 + first };
  }
  const n = first & 0x7f;
  const from = at + 2 + n;
  return { from, to: from + der.readUIntBE(at + 2, n) };
}

/** The time-stamp token of a CMS, and the value that it stamps. */
function stamp(cms) {
  const oid = Buffer.from('060b2a864886f70d010910020e', 'hex');
  const at = cms.indexOf(oid);
  assert.ok(at > 0, 'signature-time-stamp');
  const set = span(cms, at + oid.length);
  // The value is the SignerInfo's last OCTET STRING, before [1].
  const { said } = openssl('asn1parse', '-inform', 'DER', '-in', 'sig.der');
  const values = [...said.matchAll(
    /^\s*(\d+):d=5\s+hl=(\d)\s+l=\s*(\d+) prim: OCTET STRING/gm)];
  const [, from, header, length] = values.at(-1).map(Number);
  return { token: cms.subarray(set.from, set.to),
    value: cms.subarray(from + header, from + header + length) };
}

const ROWS = [
  ['qualified', 'a2b.pdf', { position: 'bottom-right', page: 'last' }],
  ['advanced', 'a1b.pdf', { position: 'top-left', page: 'first' }],
  ['simple', 'a3b.pdf', { position: 'invisible', page: 'first' }],
];

for (const [level, name, where] of ROWS) {
  test(`a document signed at level ${level}`, async (t) => {
    const pdf = await sign(name, { level, ...where });
    const original = sample(name);
    put('signed.pdf', pdf);

    await t.test('begins with the original, octet for octet', () => {
      assert.ok(pdf.length > original.length);
      assert.ok(pdf.subarray(0, original.length).equals(original));
    });

    await t.test('pdfsig: valid, whole, trusted', () => {
      const { said } = run('pdfsig', '-nssdir', 'nss', 'signed.pdf');
      assert.match(said, /Signature Type: ETSI\.CAdES\.detached/, said);
      assert.match(said, /Total document signed/, said);
      assert.match(said, /Signature is Valid\./, said);
      assert.match(said, /Certificate is Trusted\./, said);
      assert.match(said, /Common Name: Erika Mustermann/, said);
    });

    await t.test('openssl: CAdES signature of this person', () => {
      const { cms, content } = signature(pdf, 0);
      put('sig.der', cms);
      put('content', content);
      const r = openssl('cms', '-verify', '-cades', '-binary', '-inform',
        'DER', '-in', 'sig.der', '-content', 'content', '-CAfile', ca.root,
        '-purpose', 'any', '-signer', 'signer.pem', '-out', '/dev/null');
      assert.match(r.said, /CAdES Verification successful/, r.said);
      const mine = openssl('x509', '-in', certs[level].file, '-noout',
        '-fingerprint', '-sha256').said;
      assert.equal(openssl('x509', '-in', 'signer.pem', '-noout',
        '-fingerprint', '-sha256').said, mine);
      put('content', Buffer.concat([content.subarray(0, 100),
        Buffer.from([content[100] ^ 1]), content.subarray(101)]));
      const changed = openssl('cms', '-verify', '-cades', '-binary',
        '-inform', 'DER', '-in', 'sig.der', '-content', 'content',
        '-CAfile', ca.root, '-purpose', 'any', '-out', '/dev/null');
      assert.notEqual(changed.status, 0, 'a changed octet is noticed');
    });

    await t.test('openssl: no signing-time outside the time stamp', () => {
      const { said } = openssl('cms', '-cmsout', '-print', '-inform', 'DER',
        '-in', 'sig.der', '-noout');
      const attrs = said.slice(said.indexOf('signedAttrs:'),
        said.indexOf('unsignedAttrs:'));
      assert.match(attrs, /contentType/);
      assert.match(attrs, /messageDigest/);
      assert.match(attrs, /signingCertificateV2/);
      assert.doesNotMatch(attrs, /signingTime/);
    });

    await t.test('openssl: time stamp over the signature value', () => {
      const { token, value } = stamp(signature(pdf, 0).cms);
      put('token.der', token);
      put('value', value);
      const r = openssl('ts', '-verify', '-token_in', '-in', 'token.der',
        '-data', 'value', '-CAfile', ca.root);
      assert.match(r.said, /Verification: OK/, r.said);
    });

    await t.test('openssl: document time stamp over everything', () => {
      const { cms, content } = signature(pdf, -1);
      put('token.der', cms);
      put('content', content);
      const r = openssl('ts', '-verify', '-token_in', '-in', 'token.der',
        '-data', 'content', '-CAfile', ca.root);
      assert.match(r.said, /Verification: OK/, r.said);
    });

    await t.test('qpdf: structure', () => {
      const { said } = run('qpdf', '--check', 'signed.pdf');
      assert.match(said, /No syntax or stream encoding errors/, said);
    });
  });
}
