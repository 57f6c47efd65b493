// The nginx files that operators include, as nginx carries them out.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import tls from 'node:tls';

import { ca, d, request, request2 } from './demo.mjs';

const port = Number(new URL(d.portal).port);
const log = path.join(path.dirname(d.state), 'nginx', 'fernsign.log');

/** The log's lines of one request id, once nginx has written them. */
async function logged(id) {
  for (let i = 0; i < 50; i++) {
    const lines = readFileSync(log, 'utf8').split('\n')
      .filter((l) => l.includes(id));
    if (lines.length) {
      return lines.map((l) => JSON.parse(l));
    }
    await new Promise((r) => { setTimeout(r, 20); });
  }
  return [];
}

test('every page carries the security headers', async () => {
  for (const where of ['/', '/no-such-page', '/static/fernsign.css',
    '/repository', '/login']) {
    const { headers } = await request(d.portal + where);
    const csp = headers['content-security-policy'] ?? '';
    assert.match(csp, /default-src 'none'/, where);
    assert.match(csp, /frame-ancestors 'none'/, where);
    assert.match(csp, /form-action 'self'/, where);
    assert.doesNotMatch(csp, /unsafe/, where);
    assert.match(headers['strict-transport-security'] ?? '', /max-age=\d{8}/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers.server, 'nginx', 'no version');
    assert.match(headers['x-request-id'], /^[0-9a-f]{32}$/);
  }
});

test('a request id is ours, whatever the client sends', async () => {
  const { headers } = await request(d.portal + '/login', {
    headers: { 'X-Request-ID': 'mine' },
  });
  assert.match(headers['x-request-id'], /^[0-9a-f]{32}$/);
});

test('tokens do not reach the log', async () => {
  const token = 'T0kenT0kenT0kenT0kenT0kenT0kenT0kenT0kenT0k';
  const seen = [];
  for (const where of [`/register/confirm/${token}`, `/redeem/${token}`,
    `/password/${token}`, `/eid/tctoken?t=${token}`,
    `/ident/return?ref=${token}`, `/x/${token.toLowerCase()}/y`]) {
    const { headers } = await request(d.portal + where);
    seen.push(...await logged(headers['x-request-id']));
  }
  assert.equal(seen.length, 6);
  assert.equal(seen[0].path, '/register/confirm/***');
  assert.equal(seen[3].path, '/eid/tctoken');
  assert.equal(seen[5].path, '/x/***');
  assert.ok(!readFileSync(log, 'utf8').includes('T0ken'));
  const errors = readFileSync(path.join(d.logs, 'nginx.log'), 'utf8');
  assert.ok(!errors.includes('T0ken'));
});

test('our own ids stay readable in the log', async () => {
  const id = 'a'.repeat(32);
  const { headers } = await request(`${d.portal}/documents/${id}`);
  const [line] = await logged(headers['x-request-id']);
  assert.equal(line.path, `/documents/${id}`);
});

test('a host that is not ours gets nothing', async () => {
  await assert.rejects(request(d.portal + '/', {
    headers: { Host: 'evil.example' },
  }));
  await assert.rejects(request(d.public + '/repository', {
    headers: { Host: 'evil.example' },
  }));
  await assert.rejects(new Promise((resolve, reject) => {
    const s = tls.connect({ port, host: '127.0.0.1', ca,
      servername: 'evil.example', checkServerIdentity: () => undefined });
    s.on('secureConnect', resolve);
    s.on('error', reject);
  }));
});

test('TLS 1.2 and 1.3 with AEAD and forward secrecy, nothing older', () => {
  const s = (...args) => spawnSync('openssl', ['s_client', '-connect',
    `127.0.0.1:${port}`, '-servername', 'localhost', '-CAfile', d.tls_ca,
    ...args], { input: '', encoding: 'utf8' });
  assert.match(s('-tls1_3').stdout, /TLSv1\.3, Cipher is TLS_/);
  assert.match(s('-tls1_2').stdout, /TLSv1\.2, Cipher is ECDHE-\S+-GCM-/);
  assert.match(s('-tls1_2', '-groups', 'P-256').stdout, /Verify return code: 0/);
  for (const bad of [['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'],
    ['-tls1_2', '-cipher', 'AES128-GCM-SHA256'],
    ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-SHA']]) {
    assert.match(s(...bad).stdout, /Cipher is \(NONE\)/, bad.join(' '));
  }
});

test('413 has a page of its own, over HTTP/1.1 and HTTP/2', async () => {
  const body = Buffer.alloc(70 * 1024);
  const one = await request(d.portal + '/login', { method: 'POST', body });
  assert.equal(one.status, 413);
  assert.match(one.text, /data-state="too-large"/);
  const two = await request2(d.portal + '/login', { method: 'POST', body });
  assert.equal(two.status, 413);
  assert.match(two.text, /data-state="too-large"/);
});

test('only the upload takes more, and not without end', async () => {
  const q = await request2(d.portal + '/sign', { method: 'POST',
    headers: { 'content-length': String(102 * 1024 * 1024),
      'content-type': 'multipart/form-data; boundary=x' } });
  assert.equal(q.status, 413);
  const body = Buffer.alloc(200 * 1024);
  const fits = await request(d.portal + '/sign', { method: 'POST', body,
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' } });
  assert.notEqual(fits.status, 413);
  const order = await request(d.shop.url, { method: 'POST',
    body: Buffer.alloc(17 * 1024) });
  assert.equal(order.status, 413);
});

test('a flood of log-ins meets 429 and its page; looking does not', async () => {
  const all = await Promise.all(Array.from({ length: 80 }, () =>
    request(d.portal + '/login', { method: 'POST', body: 'email=x',
      localAddress: '127.0.0.9', headers: {
        'Content-Type': 'application/x-www-form-urlencoded' } })));
  const refused = all.filter((r) => r.status === 429);
  assert.ok(refused.length > 30, `${refused.length} of 80 refused`);
  assert.match(refused[0].text, /data-state="too-many"/);
  const page = await request(d.portal + '/login', { localAddress: '127.0.0.9' });
  assert.equal(page.status, 200);
});

test('static files: types, cache, nothing else', async () => {
  const css = await request(d.portal + '/static/fernsign.css');
  assert.equal(css.status, 200);
  assert.match(css.headers['content-type'], /^text\/css/);
  assert.equal(css.headers['cache-control'], 'no-cache');
  const again = await request(d.portal + '/static/fernsign.css',
    { headers: { 'If-None-Match': css.headers.etag } });
  assert.equal(again.status, 304, 'an upgrade is seen with the next page');
  const font = await request(
    d.portal + '/static/vendor/kern/fonts/FiraSans-Bold.woff2');
  assert.match(font.headers['cache-control'], /^public, max-age=\d{6}$/);
  const pdfjs = await request(d.portal + '/static/vendor/pdfjs/pdf.js');
  assert.equal(pdfjs.status, 200);
  assert.match(pdfjs.headers['content-type'], /javascript/);
  for (const where of ['/static/', '/static/vendor/', '/static/../templates/',
    '/static/%2e%2e/templates/login.html', '/templates/login.html',
    '/static/vendor/stamp', '/_error/413.html']) {
    const { status } = await request(d.portal + where);
    assert.ok([400, 403, 404].includes(status), `${where}: ${status}`);
  }
});

test('plain HTTP serves machines and nothing of the portal', async () => {
  for (const where of ['/', '/login', '/sign', '/static/fernsign.css',
    '/shop/orders', '/eid/tctoken']) {
    assert.equal((await request(d.public + where)).status, 404, where);
  }
  assert.equal((await request(d.public + '/repository')).status, 200);
  const cookies = (await request(d.public + '/repository')).headers;
  assert.equal(cookies['set-cookie'], undefined);
});

test('methods that nobody needs are refused', async () => {
  for (const method of ['TRACE', 'PUT', 'DELETE', 'PATCH']) {
    const { status } = await request(d.portal + '/login', { method });
    assert.ok([403, 405].includes(status), `${method}: ${status}`);
  }
});

test('two slashes of an OCSP request reach the responder', async () => {
  // A request whose base64 holds "//": the responder answers with an OCSP
  // response (malformedRequest at worst), never with a redirect.
  const { status, headers } = await request(d.public + '/ocsp//8=');
  assert.equal(headers.location, undefined);
  assert.notEqual(status, 301);
});

test('nginx may open public sockets only', { skip: d.one_uid &&
  'SKIPPED: ALL PROCESSES SHARE ONE UID' }, () => {
  const may = (name) => {
    const done = spawnSync('setpriv', ['--reuid', d.uids.nginx, '--regid',
      d.uids.nginx, '--groups', ['portal', 'shop', 'ident', 'repository',
        'ocsp', 'tsa'].map((n) => d.uids[n]).join(','), '/usr/bin/python3', '-c',
      'import socket,sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])',
      d.sockets[name]], { encoding: 'utf8' });
    return done.status === 0;
  };
  const groups = execFileSync('sed', ['-n', 's/^Groups:\\s*//p',
    `/proc/${d.pids.nginx[1]}/status`], { encoding: 'utf8' })
    .trim().split(/\s+/).map(Number);
  for (const name of ['signer', 'ca', 'pdf', 'notify', 'purge']) {
    assert.equal(may(name), false, name);
    assert.ok(!groups.includes(d.uids[name]), `nginx is in group ${name}`);
  }
  for (const name of ['portal', 'repository', 'tsa']) {
    assert.equal(may(name), true, name);
  }
});

test('the service listens on loopback alone', async () => {
  const listening = execFileSync('ss', ['-Hltn'], { encoding: 'utf8' });
  const ours = [port, Number(new URL(d.public).port)];
  for (const line of listening.trim().split('\n')) {
    const local = line.trim().split(/\s+/)[3];
    if (ours.includes(Number(local.split(':').pop()))) {
      assert.match(local, /^127\.0\.0\.1:/);
    }
  }
});
