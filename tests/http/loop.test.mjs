// The loop of a responder, for real: behind nginx, with signals, strangers
// and garbage. Nothing is lost and nobody gets in.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import http from 'node:http';
import { after, before, test } from 'node:test';

import { ask, params, raw, record, root, sleep, small, tell, uids, whole,
  workers }
  from './small.mjs';

const UPLOAD_MAX = 10485760;
const sha256 = (b) => createHash('sha256').update(b).digest('hex');

let s;
before(async () => { s = await small({ workers: 2 }); });
after(async () => { await s.stop(); });

/** Ask with n in parallel until told to stop; counts of each status. */
function load(n, where, options) {
  const counts = {};
  const agent = new http.Agent({ keepAlive: true, maxSockets: n });
  let going = true;
  const one = async () => {
    while (going) {
      const status = await ask(s, where, { ...options, agent })
        .then((r) => r.status, (e) => e.code);
      counts[status] = (counts[status] ?? 0) + 1;
    }
  };
  const all = Array.from({ length: n }, one);
  return async () => {
    going = false;
    await Promise.all(all);
    agent.destroy();
    return counts;
  };
}

const json = { 'Content-Type': 'application/json' };

test('a re-execution on HUP loses no request', async () => {
  const was = workers(s);
  const get = load(8, '/hello');
  const slow = load(2, '/slow?ms=30');
  const post = load(4, '/json', { method: 'POST', headers: json, body: '{}' });
  for (let i = 0; i < 6; i++) {
    await sleep(300);
    process.kill(s.responder.pid, 'SIGHUP');
  }
  await sleep(300);
  for (const counts of [await get(), await slow(), await post()]) {
    assert.deepEqual(Object.keys(counts), ['200'], JSON.stringify(counts));
    assert.ok(counts[200] > 20, JSON.stringify(counts));
  }
  const now = workers(s);
  assert.ok(now.length >= 2 && !now.some((pid) => was.includes(pid)));
});

test('workers told to end lose no request', async () => {
  const get = load(8, '/hello');
  const post = load(4, '/json', { method: 'POST', headers: json, body: '{}' });
  for (let i = 0; i < 10; i++) {
    await sleep(100);
    workers(s).forEach((pid) => tell(pid, 'SIGTERM'));
  }
  for (const counts of [await get(), await post()]) {
    assert.deepEqual(Object.keys(counts), ['200'], JSON.stringify(counts));
  }
});

test('kill -9 of workers loses no GET', async () => {
  const slow = load(6, '/slow?ms=20');
  for (let i = 0; i < 8; i++) {
    await sleep(150);
    tell(workers(s)[0], 'SIGKILL');
  }
  const counts = await slow();
  assert.deepEqual(Object.keys(counts), ['200'], JSON.stringify(counts));
  assert.match(s.said(), /worker\.killed pid=\d+ signal=9/);
});

for (const [name, where] of [['read whole', '/unbuffered/echo'],
  ['read in parts', '/unbuffered/upload']]) {
  test(`SIGTERM does not cut an upload short (${name})`, async () => {
    const file = randomBytes(400000);
    const head = Buffer.from('--XX\r\nContent-Disposition: form-data; '
      + 'name="file"; filename="a"\r\n\r\n');
    const body = where.endsWith('upload')
      ? Buffer.concat([head, file, Buffer.from('\r\n--XX--\r\n')]) : file;
    const was = workers(s);
    const answer = new Promise((resolve, reject) => {
      const q = http.request(s.url + where, { method: 'POST', headers: {
        'Content-Type': 'multipart/form-data; boundary=XX',
        'Content-Length': body.length } }, (res) => {
        let text = '';
        res.on('data', (p) => { text += p; });
        res.on('end', () => resolve({ status: res.statusCode, text }));
      });
      q.on('error', reject);
      q.write(body.subarray(0, 150000));
      setTimeout(() => was.forEach((p) => tell(p, 'SIGTERM')), 200);
      setTimeout(() => q.write(body.subarray(150000, 300000)), 400);
      setTimeout(() => q.end(body.subarray(300000)), 600);
    });
    const { status, text } = await answer;
    assert.equal(status, 200);
    assert.equal(JSON.parse(text).octets, 400000);
    assert.ok(was.includes(JSON.parse(text).pid), 'the worker told to end');
    if (!where.endsWith('upload')) {
      assert.equal(JSON.parse(text).sha256, sha256(file));
    }
    await sleep(200);
    assert.ok(!workers(s).some((pid) => was.includes(pid)));
  });
}

test('an upload of the most octets arrives whole, one more is 413', async () => {
  const most = randomBytes(UPLOAD_MAX);
  const fits = await ask(s, '/echo', { method: 'POST', body: most });
  assert.equal(fits.json.sha256, sha256(most));
  const more = await ask(s, '/echo', { method: 'POST',
    body: Buffer.alloc(UPLOAD_MAX + 1) });
  assert.equal(more.status, 413);
  assert.deepEqual(more.json, { error: 'E_LIMIT', reason: 'length' });
});

/* method, path, media, body, status, headers */
const refusals = [
  ['GET', '/nothing', undefined, undefined, 404],
  ['GET', '/hello/', undefined, undefined, 404],
  ['GET', '//hello', undefined, undefined, 404],
  ['POST', '/hello', undefined, '', 405, { allow: 'GET, HEAD' }],
  ['DELETE', '/hello', undefined, undefined, 405, { allow: 'GET, HEAD' }],
  ['GET', '/json', undefined, undefined, 405, { allow: 'POST' }],
  ['PUT', '/slow', undefined, '', 405, { allow: 'GET, HEAD, POST' }],
  ['GET', '/hello', undefined, 'x', 413],
  ['POST', '/json', 'application/json', 'x'.repeat(16385), 413],
  ['POST', '/json', 'text/plain', '{}', 415],
  ['POST', '/json', undefined, '{}', 415],
  ['POST', '/upload', 'application/json', '{}', 415],
  ['POST', '/upload', 'multipart/form-data', '--XX--', 400],
  ['POST', '/upload', 'multipart/form-data; boundary=XX', '--XX\r\n', 400],
  ['POST', '/fail', 'application/json', '{}', 409],
];

for (const [method, where, media, body, status, headers] of refusals) {
  test(`${status} for ${method} ${where} ${media ?? ''}`, async () => {
    const r = await ask(s, where, { method, body,
      headers: media ? { 'Content-Type': media } : {} });
    assert.equal(r.status, status);
    assert.match(r.json.error, /^E_[A-Z]+$/);
    for (const [name, value] of Object.entries(headers ?? {})) {
      assert.equal(r.headers[name], value);
    }
  });
}

test('HEAD is GET without a body', async () => {
  const r = await ask(s, '/hello', { method: 'HEAD' });
  assert.equal(r.status, 200);
  assert.equal(r.text, '');
  assert.ok(Number(r.headers['content-length']) > 0);
});

test('a process that is no peer is not listened to', { skip: !root
  && 'SKIPPED: ALL PROCESSES SHARE ONE UID' }, async () => {
  const octets = whole('GET', '/hello').toString('hex');
  const done = spawnSync('setpriv', ['--reuid', uids.stranger, '--regid',
    uids.stranger, '--clear-groups', '/usr/bin/python3', '-c', `
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
try:
    s.sendall(bytes.fromhex(sys.argv[2]))
    print(len(s.recv(100)))
except (BrokenPipeError, ConnectionResetError):
    print(0)
`, s.socket, octets], { encoding: 'utf8' });
  assert.equal(done.stdout.trim(), '0', done.stderr);
  assert.match(s.said(), new RegExp(`peer\\.refused uid=${uids.stranger}`));
});

test('a peer gets its own routes and no others', { skip: !root
  && 'SKIPPED: ALL PROCESSES SHARE ONE UID' }, async () => {
  const ctl = async (method, where, body) =>
    (await raw(s, whole(method, where, [['CONTENT_TYPE', 'application/json'],
      ['REMOTE_ADDR', '127.0.0.1'], ['HTTP_X_USER', 'nginx']], body)))
      .toString();
  assert.match(await ctl('POST', '/ctl', '{}'), /Status: 200 /);
  assert.match(await ctl('POST', '/json', '{}'), /Status: 200 /);
  assert.match(await ctl('GET', '/hello'), /Status: 403 .*E_DENIED/s);
  const r = await ask(s, '/ctl', { method: 'POST', headers: json, body: '{}' });
  assert.equal(r.status, 403);
});

const begin = record(1, [0, 1, 0, 0, 0, 0, 0, 0]);
const garbage = {
  'nothing at all': '',
  'HTTP': 'GET / HTTP/1.1\r\n\r\n',
  'random octets': randomBytes(5000),
  'a record cut short': begin.subarray(0, 5),
  'another version': Buffer.from([2, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
  'no begin': record(4),
  'an unknown role': record(1, [0, 9, 0, 0, 0, 0, 0, 0]),
  'a begin too short': record(1, [0, 1]),
  'begin twice': Buffer.concat([begin, begin]),
  'parameters without end': Buffer.concat([begin, record(4, params([['A', 'b']]))]),
  'lengths beyond the record': Buffer.concat([begin,
    record(4, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), record(4)]),
  'lengths that overflow': Buffer.concat([begin,
    record(4, [0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xfe]), record(4)]),
  'values of half the memory': Buffer.concat([begin,
    record(4, [0xc0, 0, 0, 0, 0xc0, 0, 0, 0, 1, 2, 3]), record(4)]),
  'a request for values': Buffer.concat([record(9, params(
    Array.from({ length: 200 }, (_, i) => [`FCGI_MAX_CONNS${i}`, 'x'])))]),
  'values that overflow a library': Buffer.concat([Buffer.from(
    [1, 9, 0, 0, 0x0f, 0xa0, 0, 0]), params(Array.from({ length: 150 },
    () => ['FCGI_MPXS_CONNS', ''])).subarray(0, 4000)]),
  'an unknown type': Buffer.concat([record(99, 'abc'), begin]),
  'an abort': Buffer.concat([begin, record(2)]),
  'body before parameters': Buffer.concat([begin, record(5, 'abc'), record(5)]),
};

for (const [name, octets] of Object.entries(garbage)) {
  test(`goes on serving after ${name}`, async () => {
    for (let i = 0; i < 3; i++) {
      await raw(s, octets, { ms: 3000 });
    }
    const all = await Promise.all(Array.from({ length: 6 },
      () => ask(s, '/hello')));
    assert.deepEqual(all.map((r) => r.status), Array(6).fill(200));
  });
}

/* what is over a limit, parameters */
const overs = {
  'a value over 16 KiB': [['HTTP_X', 'x'.repeat(16385)]],
  'a name over 256': [['X'.repeat(257), 'x']],
  'more than 200': Array.from({ length: 201 }, (_, i) => [`X${i}`, 'x']),
  'more than 64 KiB': Array.from({ length: 5 }, (_, i) => [`X${i}`, 'x'.repeat(14000)]),
};

for (const [name, list] of Object.entries(overs)) {
  test(`400 for parameters: ${name}`, async () => {
    const out = (await raw(s, whole('POST', '/json', list, '{}'))).toString();
    assert.match(out, /Status: 400 /);
  });
}

test('a body shorter than announced is 400', async () => {
  const list = params([['REQUEST_METHOD', 'POST'], ['DOCUMENT_URI', '/json'],
    ['CONTENT_TYPE', 'application/json'], ['CONTENT_LENGTH', '10']]);
  const out = (await raw(s, Buffer.concat([begin, record(4, list), record(4),
    record(5, '{}'), record(5)]))).toString();
  assert.match(out, /Status: 400 .*cut_off/s);
});

test('a caller cannot keep a worker', async () => {
  const keep = whole('POST', '/json', [['CONTENT_TYPE', 'application/json']],
    '{}');
  keep[10] = 1; // FCGI_KEEP_CONN
  const out = await raw(s, keep, { end: false, ms: 2000 });
  assert.match(out.toString(), /Status: 200 /);
});

test('a configuration that is wrong is not taken on HUP', async () => {
  const was = workers(s);
  s.configure({ workers: 'many' });
  process.kill(s.responder.pid, 'SIGHUP');
  await sleep(400);
  assert.match(s.said(), /reload\.refused/);
  assert.deepEqual(workers(s), was);
  assert.equal((await ask(s, '/hello')).status, 200);
  s.configure({ workers: 3 });
  process.kill(s.responder.pid, 'SIGHUP');
  await sleep(400);
  assert.equal(workers(s).length, 3);
  assert.equal((await ask(s, '/hello')).status, 200);
});

test('a worker retires after its requests', async () => {
  const t = await small({ workers: 1, requests_max: 5 });
  const pids = [];
  for (let i = 0; i < 20; i++) {
    pids.push((await ask(t, '/hello')).json.pid);
  }
  const counts = {};
  pids.forEach((p) => { counts[p] = (counts[p] ?? 0) + 1; });
  assert.ok(Object.keys(counts).length >= 4);
  assert.ok(Object.values(counts).every((n) => n <= 5));
  await t.stop();
});

test('a worker for one request reads, closes all doors, answers', async () => {
  const t = await small({ workers: 2, one_request: 'yes' });
  const pids = new Set();
  for (let i = 0; i < 20; i++) {
    const body = randomBytes(300000);
    const r = await ask(t, '/echo', { method: 'POST', body });
    assert.equal(r.status, 200);
    assert.equal(r.json.sha256, sha256(body));
    pids.add(r.json.pid);
  }
  assert.equal(pids.size, 20, 'a process each');
  const escape = await ask(t, '/escape');
  assert.equal(escape.json.octets, 0, 'no file, no socket, no listening');
  assert.equal((await ask(s, '/escape')).json.octets, 3, 'others may');
  const began = Date.now();
  const all = await Promise.all(Array.from({ length: 40 },
    () => ask(t, '/hello')));
  assert.ok(all.every((r) => r.status === 200));
  assert.ok(Date.now() - began < 3000, 'forked anew without a pause');
  await t.stop();
});

test('gives up when workers fail before one is ready', async () => {
  const t = await small({ fail_to_start: 'yes' }, { wait: false });
  const code = await Promise.race([t.exit, sleep(3000)]);
  assert.equal(code, 1);
  assert.match(t.said(), /start\.gave_up/);
  await t.stop();
});

test('stops with 0, finishes what it began, removes its socket', async () => {
  const t = await small({ workers: 1 });
  const slow = ask(t, '/slow?ms=600');
  await sleep(200);
  t.responder.kill('SIGTERM');
  assert.equal((await slow).status, 200);
  assert.equal(await t.exit, 0);
  assert.ok(!existsSync(t.socket));
  await t.stop();
});
