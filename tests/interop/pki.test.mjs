// Certificates, revocation lists, OCSP and time stamps of a running service,
// judged by openssl, which nobody here wrote.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { ctl, d, request, sql } from '../http/demo.mjs';
import { signatory, until } from '../http/visitor.mjs';
import { certificates, file, get, hierarchy, openssl, put } from './pki.mjs';

const LEVELS = ['simple', 'advanced', 'qualified'];
// certificatePolicies of each level, and whether it is qualified.
const POLICY = { simple: '0.4.0.2042.1.3', advanced: '0.4.0.2042.1.2',
  qualified: '0.4.0.194112.1.2' };

let ca, who, certs;

before(async () => {
  ca = await hierarchy();
  who = await signatory();
  certs = certificates(who.person);
  assert.deepEqual(Object.keys(certs).sort(), [...LEVELS].sort());
});

/** Ask over HTTP as openssl does; what it says. */
const ocsp = (issuer, cert, ...more) =>
  openssl('ocsp', '-issuer', issuer, ...more, '-cert', cert,
    '-url', `${d.public}/ocsp`, '-CAfile', ca.root, '-verify_other', issuer);

/** The address of a question about a certificate of level qualified. */
function address(...args) {
  const { status, said } = openssl('ocsp', '-issuer', ca.issuers.qualified,
    ...args, '-reqout', 'get.req');
  assert.equal(status, 0, said);
  return `${d.public}/ocsp/${
    encodeURIComponent(get('get.req').toString('base64'))}`;
}

/** The newest list of an issuing CA. */
async function crl(level) {
  const r = await request(`${d.public}/crl/${level}.crl`);
  assert.equal(r.status, 200);
  assert.match(r.headers['content-type'], /^application\/pkix-crl/);
  put(`${level}.crl`, r.body);
  const { status, said } = openssl('crl', '-inform', 'DER', '-in',
    `${level}.crl`, '-CAfile', ca.issuers[level], '-text',
    '-out', `${level}.crl.pem`);
  assert.equal(status, 0, said);
  assert.match(said, /verify OK/);
  return openssl('crl', '-in', `${level}.crl.pem`, '-noout', '-text').said;
}

for (const level of LEVELS) {
  test(`certificate of level ${level}: chain and profile`, () => {
    const { said } = openssl('verify', '-x509_strict', '-CAfile', ca.root,
      '-untrusted', ca.issuers[level], certs[level].file);
    assert.match(said, /: OK$/m, said);
    const text = openssl('x509', '-in', certs[level].file, '-noout', '-text')
      .said;
    assert.match(text, /Key Usage: critical\s+Non Repudiation\n/);
    assert.ok(text.includes(`Policy: ${POLICY[level]}\n`), text);
    assert.match(text, /CN = Erika Mustermann\b/);
    assert.match(text, /SN = Mustermann, GN = Erika, serialNumber = [0-9a-f]+/);
    assert.ok(text.includes(`URI:${d.public}/crl/${level}.crl`));
    assert.ok(text.includes(`OCSP - URI:${d.public}/ocsp`));
    assert.ok(text.includes(`CA Issuers - URI:${d.public}/ca/${level}.cer`));
    assert.equal(/qcStatements/.test(text), level === 'qualified');
    assert.doesNotMatch(text, /Extended Key Usage|Name Constraints/);
  });

  test(`OCSP of level ${level}: SHA-1 and SHA-256, with and without nonce`, () => {
    for (const hash of ['-sha1', '-sha256']) {
      for (const nonce of ['-nonce', '-no_nonce']) {
        const { said } = ocsp(ca.issuers[level], certs[level].file, hash, nonce);
        assert.match(said, /^Response verify OK$/m, said);
        assert.match(said, /: good$/m, said);
        assert.match(said, /Next Update: /, said);
        assert.doesNotMatch(said, /WARNING/, said);
      }
    }
  });

  test(`CRL of level ${level}`, async () => {
    const text = await crl(level);
    for (const what of [/Version 2/, /Authority Key Identifier/, /CRL Number/,
      /2\.5\.29\.60/, /Next Update: /]) {
      assert.match(text, what);
    }
    const { said } = openssl('verify', '-crl_check', '-CAfile', ca.root,
      '-untrusted', ca.issuers[level], '-CRLfile', `${level}.crl.pem`,
      certs[level].file);
    assert.match(said, /: OK$/m, said);
  });
}

test('the root: its list, and the issuing CAs under it', async () => {
  const r = await request(`${d.public}/crl/root.crl`);
  assert.equal(r.status, 200);
  put('root.crl', r.body);
  openssl('crl', '-inform', 'DER', '-in', 'root.crl', '-out', 'root.crl.pem');
  for (const level of LEVELS) {
    const { said } = openssl('verify', '-x509_strict', '-crl_check',
      '-CAfile', ca.root, '-CRLfile', 'root.crl.pem', ca.issuers[level]);
    assert.match(said, /: OK$/m, said);
  }
});

test('OCSP by GET, with the headers that caches need', async () => {
  const r = await request(address('-cert', certs.qualified.file, '-no_nonce'));
  assert.equal(r.status, 200);
  assert.equal(r.headers['content-type'], 'application/ocsp-response');
  assert.match(r.headers['cache-control'], /max-age=\d+, public/);
  assert.match(r.headers.etag, /^"[0-9a-f]{64}"$/);
  assert.ok(Date.parse(r.headers.expires) > Date.now());
  assert.ok(Date.parse(r.headers['last-modified']) <= Date.now() + 1000);
  put('get.rsp', r.body);
  const { said } = openssl('ocsp', '-issuer', ca.issuers.qualified, '-cert',
    certs.qualified.file, '-respin', 'get.rsp', '-CAfile', ca.root,
    '-verify_other', ca.issuers.qualified, '-no_nonce');
  assert.match(said, /Response verify OK[\s\S]*: good|: good[\s\S]*verify OK/);
});

// Each response has a signature of its own, so the same octets come from nginx.
test('OCSP by GET: nginx keeps it for a part of a minute', async () => {
  const where = address('-cert', certs.qualified.file, '-no_nonce');
  const letters = get('get.req').toString('base64');
  const head = await request(where, { method: 'HEAD' });
  assert.equal(head.body.length, 0);
  const one = await request(where);
  const escaped = Buffer.from(letters).toString('hex').replace(/../g, '%$&');
  for (const same of [where, `${where}?a=1`, `${d.public}/ocsp/${escaped}`]) {
    const two = await request(same);
    assert.equal(two.status, 200);
    assert.ok(two.body.equals(one.body), same);
    assert.equal(two.headers['x-accel-expires'], undefined);
    assert.ok(Math.abs(Date.parse(two.headers.date) - Date.now()) < 5000);
    assert.ok(/max-age=(\d+)/.exec(two.headers['cache-control'])[1] < 30);
  }
  const known = await request(where,
    { headers: { 'If-None-Match': one.headers.etag } });
  assert.equal(known.status, 304);
});

test('OCSP: nginx keeps no answer to POST, a nonce, an unknown one', async () => {
  const rows = [
    [address('-serial', '0x1234', '-no_nonce')],
    [address('-cert', certs.qualified.file, '-nonce')],
  ];
  address('-cert', certs.qualified.file, '-no_nonce');
  rows.push([`${d.public}/ocsp`, { method: 'POST', body: get('get.req'),
    headers: { 'Content-Type': 'application/ocsp-request' } }]);
  for (const row of rows) {
    const [one, two] = [await request(...row), await request(...row)];
    assert.equal(two.headers['content-type'], 'application/ocsp-response');
    assert.ok(!two.body.equals(one.body), row[0]);
  }
});

test('OCSP refuses: other issuer, never issued, not a request', async () => {
  const root = openssl('ocsp', '-issuer', ca.root, '-cert',
    ca.issuers.qualified, '-url', `${d.public}/ocsp`);
  assert.match(root.said, /unauthorized \(6\)/);
  const never = openssl('ocsp', '-issuer', ca.issuers.qualified,
    '-serial', '0x1234', '-url', `${d.public}/ocsp`, '-CAfile', ca.root,
    '-verify_other', ca.issuers.qualified);
  assert.match(never.said, /0x1234: unknown/);
  for (const body of ['', 'x', Buffer.alloc(4000)]) {
    const r = await request(`${d.public}/ocsp`, { method: 'POST', body,
      headers: { 'content-type': 'application/ocsp-request' } });
    assert.equal(r.body.toString('hex'), '30030a0101', 'malformedRequest');
    assert.match(r.headers['cache-control'], /no-store/);
  }
  const big = await request(`${d.public}/ocsp`, { method: 'POST',
    body: Buffer.alloc(5000), headers: {
      'content-type': 'application/ocsp-request' } });
  assert.equal(big.status, 413);
  const other = await request(`${d.public}/ocsp`, { method: 'POST',
    body: 'x', headers: { 'content-type': 'text/plain' } });
  assert.equal(other.status, 415);
});

/** Send a query; the reply's file. */
async function stamp(query, name) {
  const r = await request(`${d.public}/tsa`, { method: 'POST',
    body: get(query), headers: {
      'content-type': 'application/timestamp-query' } });
  assert.equal(r.status, 200);
  assert.equal(r.headers['content-type'], 'application/timestamp-reply');
  return put(name, r.body);
}

test('time stamps: granted for SHA-2, each with its own serial', async () => {
  put('doc', 'a document');
  const serials = new Set();
  for (const hash of ['-sha256', '-sha384', '-sha512']) {
    openssl('ts', '-query', '-data', 'doc', hash, '-cert', '-out', 'q.tsq');
    const reply = await stamp('q.tsq', 'r.tsr');
    const { said } = openssl('ts', '-verify', '-queryfile', 'q.tsq', '-in',
      reply, '-CAfile', ca.root);
    assert.match(said, /Verification: OK/, said);
    const text = openssl('ts', '-reply', '-in', reply, '-text').said;
    assert.match(text, /Accuracy: 0x01 seconds/);
    assert.match(text, /Ordering: no/);
    assert.match(text, /qcStatements/);
    serials.add(/Serial number: (0x[0-9A-F]+)/.exec(text)[1]);
  }
  assert.equal(serials.size, 3);
});

test('time stamps: refused by the words of RFC 3161', async () => {
  const rows = [
    [['-sha1'], /algorithm/i],
    [['-sha256', '-tspolicy', '1.2.3.4'], /policy/i],
  ];
  for (const [args, why] of rows) {
    openssl('ts', '-query', '-data', 'doc', ...args, '-out', 'bad.tsq');
    const reply = await stamp('bad.tsq', 'bad.tsr');
    const { said } = openssl('ts', '-reply', '-in', reply, '-text');
    assert.match(said, /Status: Rejected/i, said);
    assert.match(said, why, said);
    assert.match(said, /Not included/, said);
  }
  put('none.tsq', 'not a query');
  const { said } = openssl('ts', '-reply', '-in',
    await stamp('none.tsq', 'none.tsr'), '-text');
  assert.match(said, /bad data format|data submitted has the wrong format/i);
});

// Last, because it ends the person's certificate.
test('revocation: the key goes, OCSP tells at once, the list follows', async () => {
  const { v, person } = who;
  const where = address('-cert', certs.qualified.file, '-no_nonce');
  const before = await request(where); // nginx has it
  await v.go(`/certificates/${certs.qualified.id}/revoke`);
  await v.submit('revoke', { password: person.password, confirm: 'on',
    reason: '1' });
  const { said } = ocsp(ca.issuers.qualified, certs.qualified.file);
  assert.match(said, /^Response verify OK$/m, said);
  assert.match(said, /: revoked$/m, said);
  assert.match(said, /Revocation Time: /, said);
  const [[key]] = sql(`SELECT k.state FROM sign_key k JOIN certificate c
    ON c.sign_key = k.id WHERE c.id = x'${certs.qualified.id}'`);
  assert.equal(key, 'destroyed');
  assert.equal(ctl('tick', 'ca').status, 0);
  await until('the list', async () => {
    await crl('qualified');
    const r = openssl('verify', '-crl_check', '-CAfile', ca.root,
      '-untrusted', ca.issuers.qualified, '-CRLfile', 'qualified.crl.pem',
      certs.qualified.file);
    return /certificate revoked/.test(r.said);
  }, 60);
  await until('what nginx keeps', async () => {
    const after = await request(where);
    put('after.rsp', after.body);
    return !after.body.equals(before.body) && / revoked$/m.test(
      openssl('ocsp', '-respin', 'after.rsp', '-resp_text', '-noverify').said);
  }, 60);
  // The others stay as they are.
  const simple = ocsp(ca.issuers.simple, certs.simple.file);
  assert.match(simple.said, /: good$/m, simple.said);
  assert.ok(file('qualified.crl'));
});
