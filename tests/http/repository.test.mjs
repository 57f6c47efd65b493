// The public repository from outside: RFC 4387, the files that certificates
// name, conditional requests, and that nobody can be listed.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { d, request } from './demo.mjs';

const CAS = ['root', 'simple', 'advanced', 'qualified'];
const sha1 = (v) => crypto.createHash('sha1').update(v).digest('base64')
  .replace(/=+$/, '');
const find = (where, query) => request(`${d.public}${where}?${query}`);

test('CA certificates chain up to the trust anchor', async () => {
  const anchor = new crypto.X509Certificate(readFileSync(d.trust_anchor));
  for (const name of CAS) {
    const r = await request(`${d.public}/ca/${name}.cer`);
    assert.equal(r.status, 200, name);
    assert.equal(r.headers['content-type'], 'application/pkix-cert');
    const cert = new crypto.X509Certificate(r.body);
    assert.ok(cert.verify(anchor.publicKey), name);
    assert.ok(cert.ca, name);
  }
});

test('revocation lists are there', async () => {
  for (const name of CAS) {
    let r;
    for (let i = 0; i < 100; i++) { // the first tick of ca makes them
      r = await request(`${d.public}/crl/${name}.crl`);
      if (r.status === 200) {
        break;
      }
      await new Promise((done) => { setTimeout(done, 100); });
    }
    assert.equal(r.status, 200, name);
    assert.equal(r.headers['content-type'], 'application/pkix-crl');
    assert.equal(r.body[0], 0x30, 'DER');
    const where = `${d.public}/crl/${name}.crl`;
    assert.ok((await request(where)).body.equals(r.body), 'out of nginx');
    const known = await request(where,
      { headers: { 'If-None-Match': r.headers.etag } });
    assert.equal(known.status, 304);
    assert.equal((await request(where, { method: 'HEAD' })).body.length, 0);
    assert.ok((await request(where)).body.equals(r.body), 'after a HEAD');
  }
});

test('a CA is found by the hashes of RFC 4387', async () => {
  for (const name of CAS) {
    const { body } = await request(`${d.public}/ca/${name}.cer`);
    const r = await find('/certificates/search.cgi',
      `certHash=${encodeURIComponent(sha1(body))}`);
    assert.equal(r.status, 200, name);
    assert.ok(r.body.equals(body), name);
  }
});

test('a question that is not one is refused', async () => {
  const hash = 'A'.repeat(27);
  const rows = [
    ['', 400], ['certHash=', 400], [`certHash=${hash}=`, 400],
    [`certHash=${hash}A`, 400], ['certHash=AAAA', 400],
    [`certHash=${hash}&sHash=${hash}`, 400],
    [`certHash=${hash}&certHash=${hash}`, 400],
    [`CERTHASH=${hash}`, 400], ['unknown=1', 400],
    [`certHash=%20${hash.slice(1)}`, 400], [`certHash=${hash}%00`, 400],
    [`iHash=${hash}`, 403], [`certHash=${hash}`, 404],
    ['uri=nobody%40example.org', 404], ['uri=%25', 404], ['name=%25', 404],
    ['name=_%25', 404], ["uri='%20OR%201=1--", 404],
  ];
  for (const [query, status] of rows) {
    const r = await find('/certificates/search.cgi', query);
    assert.equal(r.status, status, query);
  }
  assert.equal((await find('/crls/search.cgi', `certHash=${hash}`)).status,
    400);
  assert.equal((await find('/crls/search.cgi', `iHash=${hash}`)).status, 404);
  for (const where of ['/ca/other.cer', '/ca/root.pem', '/crl/other.crl',
    '/ca/..%2froot.cer', '/ca/', '/crl/root.key']) {
    assert.equal((await request(d.public + where)).status, 404, where);
  }
});

test('what the client has is not sent again', async () => {
  const first = await request(`${d.public}/ca/root.cer`);
  const tag = first.headers.etag;
  assert.equal(tag, `"${crypto.createHash('sha256').update(first.body)
    .digest('hex')}"`);
  const again = await request(`${d.public}/ca/root.cer`,
    { headers: { 'If-None-Match': `"x", W/${tag}` } });
  assert.equal(again.status, 304);
  assert.equal(again.body.length, 0);
  const head = await request(`${d.public}/ca/root.cer`, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.headers.etag, tag);
  assert.equal(head.body.length, 0);
  assert.equal((await request(`${d.public}/ca/root.cer`,
    { method: 'POST', body: 'x' })).status >= 400, true);
});

test('the page finds nobody who did not agree', async () => {
  const state = async (query) => (await request(
    `${d.portal}/repository?${query}`)).text
    .match(/<main [^>]*data-state="([a-z]+)"/)?.[1];
  assert.equal(await state(''), 'form');
  assert.equal(await state('email=nobody%40example.org'), 'none');
  assert.equal(await state('email=%25%40example.org'), 'none');
  assert.equal(await state('email=erika'), 'wrong');
  const { text, headers } = await request(
    `${d.portal}/repository?lang=de&email=%3Cscript%3E`);
  assert.doesNotMatch(text, /<script/);
  assert.match(text, /lang="de"/);
  assert.equal(headers['x-robots-tag'], 'noindex');
  const plain = await request(`${d.public}/repository`);
  assert.equal(plain.status, 200, 'also on plain HTTP');
});

test('people cannot be guessed at speed', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) =>
    find('/certificates/search.cgi', `uri=guess${i}%40example.org`)));
  const count = (status) => answers.filter((r) => r.status === status).length;
  assert.equal(count(404) + count(429), 200);
  assert.ok(count(429) > 50, String(count(429)));
});
