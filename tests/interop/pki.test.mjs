// Certificates, revocation lists, OCSP and time stamps of a running service,
// judged by openssl, which nobody here wrote.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';

import { configured } from '../http/configured.mjs';
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
    const [at, until] = [/Last Update: (.*)/, /Next Update: (.*)/]
      .map((x) => Date.parse(x.exec(text)[1]));
    assert.ok(Date.now() - at < 3600e3, 'at most an hour old');
    assert.ok(until > Date.now() && until - at <= 3600e3);
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
  assert.match(r.headers['cache-control'],
    /^max-age=\d+, public, no-transform, must-revalidate$/);
  assert.equal(Number(r.headers['content-length']), r.body.length);
  assert.ok(r.headers.date);
  assert.equal(r.headers.etag,
    `"${createHash('sha256').update(r.body).digest('hex')}"`);
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

/** DER: a tag and what it holds. */
function der(tag, ...parts) {
  const body = Buffer.concat(parts);
  const n = body.length;
  return Buffer.concat([Buffer.from(n < 128 ? [tag, n]
    : n < 256 ? [tag, 0x81, n] : [tag, 0x82, n >> 8, n & 255]), body]);
}

const OID_NONCE = Buffer.from('06092b0601050507300102', 'hex');
const OID_OTHER = Buffer.from('06092b0601050507300107', 'hex');

/** A request about the qualified certificate, made by hand. */
function question({ nonce, fill = 7, other, critical, twice, single } = {}) {
  address('-cert', certs.qualified.file, '-no_nonce');
  const plain = get('get.req'); // 30 30 30 30 Request, all of them short
  assert.deepEqual([0, 2, 4].map((i) => plain[i]), [0x30, 0x30, 0x30]);
  const one = plain.subarray(6);
  const id = one.subarray(2);
  const request1 = single
    ? der(0x30, id, der(0xa0, der(0x30, der(0x30, OID_OTHER, der(4)))))
    : one;
  const list = der(0x30, request1, ...(twice ? [one] : []));
  const extensions = [];
  if (nonce !== undefined) {
    extensions.push(der(0x30, OID_NONCE, der(4, der(4, Buffer.alloc(nonce, fill)))));
  }
  if (other) {
    extensions.push(der(0x30, OID_OTHER,
      ...(critical ? [Buffer.from([1, 1, 255])] : []), der(4, der(0x30))));
  }
  return der(0x30, der(0x30, list, ...(extensions.length
    ? [der(0xa2, der(0x30, ...extensions))] : [])));
}

/* RFC 9919 2.1, RFC 9654 2.1: what is asked, and whether it is answered. */
const QUESTIONS = [
  [{}, true], [{ nonce: 1 }, true], [{ nonce: 32 }, true],
  [{ nonce: 128 }, true], [{ nonce: 0 }, false], [{ nonce: 129 }, false],
  [{ other: true }, true], [{ other: true, critical: true }, false],
  [{ twice: true }, false], [{ single: true }, false],
];

test('OCSP: what a request may hold', async () => {
  for (const [what, answered] of QUESTIONS) {
    const body = question(what);
    const { body: said } = await request(`${d.public}/ocsp`, { method: 'POST',
      body, headers: { 'content-type': 'application/ocsp-request' } });
    const name = JSON.stringify(what);
    if (!answered) {
      assert.equal(said.toString('hex'), '30030a0101', name);
      continue;
    }
    put('hand.rsp', said);
    const text = openssl('ocsp', '-respin', 'hand.rsp', '-resp_text',
      '-noverify').said;
    assert.match(text, /Response Status: successful/, name);
    assert.equal(what.nonce > 0, /OCSP Nonce/.test(text), name);
    assert.ok(!what.nonce || said.includes(Buffer.alloc(what.nonce, 7)), name);
  }
  for (const bad of ['%%%', 'not+base64-', 'AAAA', 'MAA']) {
    const r = await request(`${d.public}/ocsp/${bad}`);
    assert.ok(r.status === 400 || r.body.toString('hex') === '30030a0101', bad);
  }
});

test('OCSP by GET: base64 with slashes, escaped or not', async () => {
  const letters = question({ nonce: 32, fill: 255 }).toString('base64');
  assert.match(letters, /\/\/\/\//);
  for (const sent of [encodeURIComponent(letters), letters,
    letters.replaceAll('/', '%2f'), `/${encodeURIComponent(letters)}`]) {
    const r = await request(`${d.public}/ocsp/${sent}`);
    put('slash.rsp', r.body);
    assert.match(openssl('ocsp', '-respin', 'slash.rsp', '-resp_text',
      '-noverify').said, /Cert Status: good/, sent);
  }
});

/** The response about a certificate as text, and its signer's certificate. */
async function answered(level) {
  openssl('ocsp', '-issuer', ca.issuers[level], '-cert', certs[level].file,
    '-no_nonce', '-reqout', 'signer.req');
  const r = await request(`${d.public}/ocsp`, { method: 'POST',
    body: get('signer.req'),
    headers: { 'content-type': 'application/ocsp-request' } });
  put('signer.rsp', r.body);
  const { said } = openssl('ocsp', '-respin', 'signer.rsp', '-resp_text',
    '-noverify');
  put('signer.pem', /-----BEGIN CERT[\s\S]*?END CERTIFICATE-----\n/.exec(said)[0]);
  return { said, signer: openssl('x509', '-in', 'signer.pem', '-noout',
    '-text').said };
}

const curve = (text) => /NIST CURVE: (\S+)|Public-Key: \((\d+) bit/.exec(text)
  .slice(1).join('');

for (const level of LEVELS) {
  test(`OCSP signer of level ${level}: a delegate for days`, async () => {
    const { said, signer } = await answered(level);
    assert.match(said, /Responder Id: [0-9A-F]{40}\n/, 'byKey');
    assert.equal(said.match(/Cert Status:/g).length, 1);
    assert.match(signer, /OCSP Signing/);
    assert.match(signer, /OCSP No Check/);
    assert.doesNotMatch(signer, /OCSP - URI|CRL Distribution/);
    const [from, until] = [/Not Before: (.*)/, /Not After : (.*)/]
      .map((x) => Date.parse(x.exec(signer)[1]));
    assert.ok(until - from <= 8 * 86400e3 && until > Date.now());
    assert.equal(curve(signer), curve(openssl('x509', '-in',
      ca.issuers[level], '-noout', '-text').said), 'the kind of its CA');
  });
}

test('OCSP signers are renewed at half of their life, not before', async () => {
  const serial = async () => /Serial Number:\s+(\S+)/
    .exec((await answered('simple')).signer)[1];
  const tick = () => JSON.parse(ctl('tick', 'ocsp').stdout || '{}').renewed;
  const first = await serial();
  assert.ok(!tick());
  assert.equal(await serial(), first);
  /* Keys that are lost are followed by others, even for a short time. */
  for (const days of [2, 7]) {
    await configured('ca', [`ocsp_days = ${days}`], async () => {
      const before = await serial();
      for (const level of LEVELS) {
        rmSync(path.join(d.state, 'ocsp', `${level}.pem`), { force: true });
      }
      await configured('ocsp', ['max_age_s = 59'], async () => {
        assert.equal(tick(), LEVELS.length);
        assert.notEqual(await serial(), before);
        assert.ok(!tick(), `${days} days`);
      });
    });
  }
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

test('time stamps: nonce, certificate and policy as asked', async () => {
  for (const args of [['-cert'], ['-cert', '-no_nonce'], [],
    ['-tspolicy', '0.4.0.2023.1.1']]) {
    openssl('ts', '-query', '-data', 'doc', '-sha256', ...args, '-out', 'q.tsq');
    const reply = await stamp('q.tsq', 'r.tsr');
    const text = openssl('ts', '-reply', '-in', reply, '-text').said;
    const name = args.join(' ');
    assert.match(text, /Status: Granted\./, name);
    assert.match(text, /Policy OID: 0\.4\.0\.2023\.1\.1\n/, name);
    assert.match(text, /Version: 1\n/, name);
    assert.doesNotMatch(text, /critical/, name);
    const nonce = (t) => /Nonce: (.*)/.exec(t)[1];
    assert.equal(nonce(text), nonce(openssl('ts', '-query', '-in', 'q.tsq',
      '-text').said), name);
    assert.match(/Time stamp: (.*)/.exec(text)[1], / \d\d:\d\d:\d\d \d{4} GMT$/);
    openssl('ts', '-reply', '-in', reply, '-token_out', '-out', 'token.der');
    const certificates_in = openssl('pkcs7', '-inform', 'DER', '-in',
      'token.der', '-print_certs').said;
    assert.equal(/subject=/.test(certificates_in), args.includes('-cert'), name);
    const parsed = openssl('asn1parse', '-inform', 'DER', '-in', 'token.der')
      .said;
    assert.match(parsed, /:id-smime-ct-TSTInfo/, name);
    assert.match(parsed, /:id-smime-aa-signingCertificateV2/, name);
  }
});

test('the time-stamp unit certifies time stamps and nothing else', () => {
  const text = openssl('x509', '-in', path.join(d.state, 'pki', 'tsa.pem'),
    '-noout', '-text').said;
  assert.match(text, /Extended Key Usage: critical\s+Time Stamping\n/);
  assert.match(text, /Key Usage: critical\s+(Digital Signature|Non Repudiation)/);
});

test('time stamps: none while the clock is in doubt', async () => {
  openssl('ts', '-query', '-data', 'doc', '-sha256', '-out', 'q.tsq');
  await configured('tsa', ['clock_check = yes'], async () => {
    const { said } = openssl('ts', '-reply', '-in',
      await stamp('q.tsq', 'r.tsr'), '-text');
    const log = readFileSync(path.join(d.logs, 'tsa.log'), 'utf8');
    if (/Status: Granted/.test(said)) { // this machine's clock is fine
      return;
    }
    assert.match(said, /time source is not available/i);
    assert.match(said, /Not included/);
    assert.match(log, / tsa\.clock /);
  });
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
  openssl('ts', '-query', '-data', 'doc', '-sha256', '-no_nonce', '-out', 'q.tsq');
  const whole = get('q.tsq'); // 30 n, version, imprint …
  const imprint = whole.subarray(5, 5 + 2 + whole[6]);
  const version = Buffer.from([2, 1, 1]);
  const digest = (n) => der(0x30, imprint.subarray(2, imprint.length - 34),
    der(4, Buffer.alloc(n)));
  const hand = [
    [der(0x30, Buffer.from([2, 1, 2]), imprint), /not permitted or supported/],
    [der(0x30, version, digest(31)), /wrong format/],
    [der(0x30, version, imprint, der(0xa0, der(0x30, OID_OTHER, der(4)))),
      /extension is not supported/],
  ];
  for (const [query, why] of hand) {
    put('hand.tsq', query);
    const { said } = openssl('ts', '-reply', '-in',
      await stamp('hand.tsq', 'hand.tsr'), '-text');
    assert.match(said, /Status: Rejected/, said);
    assert.match(said, why, said);
  }
  put('none.tsq', 'not a query');
  const { said } = openssl('ts', '-reply', '-in',
    await stamp('none.tsq', 'none.tsr'), '-text');
  assert.match(said, /bad data format|data submitted has the wrong format/i);
});

// Last, because it ends the person's certificate.
test('revocation: the key goes, OCSP tells at once, the list follows', async () => {
  const { v, person } = who;
  const number = (text) => Number(/CRL Number:\s+(\d+)/.exec(text)[1]);
  const was = number(await crl('qualified'));
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
  let list;
  await until('the list', async () => {
    list = await crl('qualified');
    const r = openssl('verify', '-crl_check', '-CAfile', ca.root,
      '-untrusted', ca.issuers.qualified, '-CRLfile', 'qualified.crl.pem',
      certs.qualified.file);
    return /certificate revoked/.test(r.said);
  }, 60);
  assert.ok(number(list) > was);
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
