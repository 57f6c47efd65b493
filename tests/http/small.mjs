// A small responder of the tests behind an nginx of its own: what the tests
// of the loop begin with. As root, nginx and the responder have uids of their
// own, so that peers can be told apart.
//
// SPDX-License-Identifier: Apache-2.0

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, openSync, readFileSync,
  rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export const root = process.getuid() === 0;
export const uids = root
  ? { nginx: 64101, responder: 64102, stranger: 64103 }
  : { nginx: process.getuid(), responder: process.getuid() };

const program = path.join(process.env.FERNSIGN_BUILD ?? 'build',
  'tests/http/small_responder');

/** Run a program under a uid; it dies with us. */
function start(uid, log, argv) {
  const as = ['--pdeathsig', 'TERM'];
  if (root) {
    as.push('--reuid', uid, '--regid', uid, '--clear-groups');
  }
  return spawn('setpriv', [...as, '--', ...argv],
    { stdio: ['ignore', 'ignore', openSync(log, 'a')] });
}

/** Find a free port. */
function freePort() {
  return new Promise((resolve, reject) => {
    const s = net.createServer().on('error', reject);
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

const nginxConf = (dir, port) => `
daemon off; worker_processes 1; pid ${dir}/nginx/pid;
error_log ${dir}/nginx/error.log warn;
events { worker_connections 512; }
http {
  access_log off; large_client_header_buffers 4 64k; merge_slashes off;
  client_body_temp_path ${dir}/nginx/b; fastcgi_temp_path ${dir}/nginx/f;
  proxy_temp_path ${dir}/nginx/p; uwsgi_temp_path ${dir}/nginx/u;
  scgi_temp_path ${dir}/nginx/s;
  upstream small {
    server unix:${dir}/run/portal.sock max_fails=0;
    server unix:${dir}/run/portal.sock max_fails=0;
    server unix:${dir}/run/portal.sock max_fails=0;
  }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 0;
    fastcgi_param REQUEST_METHOD $request_method;
    fastcgi_param QUERY_STRING $query_string;
    fastcgi_param CONTENT_TYPE $content_type;
    fastcgi_param CONTENT_LENGTH $content_length;
    fastcgi_param REQUEST_ID $request_id;
    fastcgi_param DOCUMENT_URI $document_uri;
    fastcgi_next_upstream error timeout invalid_header;
    location / { fastcgi_pass small; }
    location /unbuffered/ {
      fastcgi_request_buffering off; rewrite ^/unbuffered(/.*)$ $1 break;
      fastcgi_pass small;
    }
  }
}
`;

const config = (dir, keys) => `
[common]
name = test
portal_url = https://localhost
public_url = http://localhost
run_dir = ${dir}/run
state_dir = ${dir}
share_dir = ${dir}
[peers]
nginx = ${uids.nginx}
ctl = ${process.getuid()}
[portal]
${Object.entries(keys).map(([k, v]) => `${k} = ${v}`).join('\n')}
`;

/** Start both; resolves once the responder answers (unless wait is false). */
export async function small(keys = {}, { wait = true } = {}) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'loop.'));
  const port = await freePort();
  const s = { dir, port, url: `http://127.0.0.1:${port}`,
    socket: `${dir}/run/portal.sock`, log: `${dir}/responder.log`,
    conf: `${dir}/fernsign.conf` };
  chmodSync(dir, 0o755);
  for (const [name, uid] of [['run', uids.responder], ['nginx', uids.nginx]]) {
    mkdirSync(`${dir}/${name}`);
    chownSync(`${dir}/${name}`, uid, uid);
    chmodSync(`${dir}/${name}`, 0o755);
  }
  s.configure = (more) => writeFileSync(s.conf, config(dir, more));
  s.configure(keys);
  writeFileSync(`${dir}/nginx.conf`, nginxConf(dir, port));
  s.responder = start(uids.responder, s.log, [program, '-c', s.conf]);
  s.exit = new Promise((resolve) => {
    s.responder.on('exit', (code, signal) => resolve(code ?? signal));
  });
  s.nginx = start(uids.nginx, `${dir}/nginx.log`, ['nginx', '-p', dir, '-e',
    `${dir}/nginx/error.log`, '-c', `${dir}/nginx.conf`]);
  s.said = () => readFileSync(s.log, 'utf8');
  s.stop = async () => {
    s.responder.kill('SIGTERM');
    const code = await s.exit;
    s.nginx.kill('SIGTERM');
    rmSync(dir, { recursive: true, force: true });
    return code;
  };
  for (let i = 0; wait; i++) {
    const r = await ask(s, '/hello').catch(() => ({}));
    if (r.status === 200) {
      break;
    }
    if (i === 100) {
      const said = s.said();
      await s.stop();
      throw new Error(`does not answer: ${said}`);
    }
    await sleep(50);
  }
  return s;
}

export const sleep = (ms) => new Promise((r) => { setTimeout(r, ms); });

/** The workers' pids now: the parent's children. */
export function workers(s) {
  const out = spawnSync('ps', ['-o', 'pid=', '--ppid', s.responder.pid],
    { encoding: 'utf8' }).stdout;
  return out.trim().split(/\s+/).filter(Boolean).map(Number);
}

/** Send a signal to a worker that may just have ended by itself. */
export function tell(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (e) {
    if (e.code !== 'ESRCH') {
      throw e;
    }
  }
}

/** One request; { status, headers, text, json }. */
export function ask(s, where, { method = 'GET', headers = {}, body, agent } = {}) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {}
      : { 'Content-Length': Buffer.byteLength(body) };
    const q = http.request(s.url + where, { method, agent,
      headers: { ...length, ...headers } }, (res) => {
      const parts = [];
      res.on('data', (p) => parts.push(p));
      res.on('error', reject);
      res.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const json = /json/.test(res.headers['content-type'] ?? '')
          && text ? JSON.parse(text) : undefined;
        resolve({ status: res.statusCode, headers: res.headers, text, json });
      });
    });
    q.on('error', reject);
    q.end(body);
  });
}

/** A FastCGI record of request 1. */
export function record(type, content = '', padding = 0) {
  const c = Buffer.from(content);
  return Buffer.concat([Buffer.from([1, type, 0, 1, c.length >> 8,
    c.length & 255, padding, 0]), c, Buffer.alloc(padding)]);
}

/** Parameters as FastCGI name-value pairs, with four-octet lengths. */
export function params(all) {
  return Buffer.concat(all.flatMap(([name, value]) => {
    const n = Buffer.from(name);
    const v = Buffer.from(value);
    const len = (x) => {
      const b = Buffer.alloc(4);
      b.writeUInt32BE((x | 0x80000000) >>> 0);
      return b;
    };
    return [len(n.length), len(v.length), n, v];
  }));
}

/** A whole request as octets. */
export function whole(method, where, extra = [], body = '') {
  const list = params([['REQUEST_METHOD', method], ['DOCUMENT_URI', where],
    ['CONTENT_LENGTH', String(body.length)], ...extra]);
  const parts = [];
  for (let i = 0; i < list.length; i += 60000) {
    parts.push(record(4, list.subarray(i, i + 60000)));
  }
  return Buffer.concat([record(1, [0, 1, 0, 0, 0, 0, 0, 0]), ...parts,
    record(4), ...(body ? [record(5, body)] : []), record(5)]);
}

/** Send octets to the socket; resolves to what came back until it closed. */
export function raw(s, octets, { end = true, ms = 5000 } = {}) {
  return new Promise((resolve) => {
    const parts = [];
    const c = net.connect(s.socket);
    const done = () => { c.destroy(); resolve(Buffer.concat(parts)); };
    const t = setTimeout(done, ms);
    c.on('data', (p) => parts.push(p));
    c.on('error', () => {});
    c.on('close', () => { clearTimeout(t); done(); });
    c.write(octets);
    if (end) {
      c.end();
    }
  });
}
