// What every test of the service from outside begins with: the demo's
// addresses, and requests that trust the demo's own TLS CA and nothing else.
//
// SPDX-License-Identifier: Apache-2.0

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';

if (!process.env.FERNSIGN_DEMO) {
  throw new Error('FERNSIGN_DEMO must name a demo.json');
}

/** demo.json of the running demo, read anew: pids change. */
export const demo = () =>
  JSON.parse(readFileSync(process.env.FERNSIGN_DEMO, 'utf8'));

export const d = demo();
export const ca = readFileSync(d.tls_ca);

/** Send one request; resolves to { status, headers, body (Buffer), text }. */
export function request(url, { method = 'GET', headers = {}, body, ...tls } = {}) {
  const to = new URL(url);
  const lib = to.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const q = lib.request(to, { method, headers, ca, ...tls }, (res) => {
      const parts = [];
      res.on('data', (p) => parts.push(p));
      res.on('error', reject);
      res.on('end', () => {
        const whole = Buffer.concat(parts);
        resolve({
          status: res.statusCode, headers: res.headers, body: whole,
          text: whole.toString(),
        });
      });
    });
    q.on('error', reject);
    q.end(body);
  });
}

/** The same over HTTP/2. */
export function request2(url, { method = 'GET', headers = {}, body } = {}) {
  const to = new URL(url);
  return new Promise((resolve, reject) => {
    const session = http2.connect(to.origin, { ca });
    session.on('error', reject);
    const q = session.request({
      ':method': method, ':path': to.pathname + to.search, ...headers,
    });
    const parts = [];
    let head;
    q.on('response', (h) => { head = h; });
    q.on('data', (p) => parts.push(p));
    q.on('error', () => {});
    q.on('close', () => {
      session.close();
      if (!head) {
        reject(new Error('no answer'));
        return;
      }
      resolve({
        status: head[':status'], headers: head,
        text: Buffer.concat(parts).toString(),
      });
    });
    q.end(body);
  });
}

/** Run fernsign-ctl; { status, stdout, stderr }. */
export function ctl(...args) {
  return spawnSync(d.ctl, ['-c', d.config, ...args], { encoding: 'utf8' });
}

/** Run SQL as the administrator; lines of tab-separated values. */
export function sql(text) {
  const out = execFileSync('mariadb', [
    '--no-defaults', '-S', d.db.socket, '-u', d.db.admin.user,
    '--batch', '--skip-column-names', d.db.name,
  ], { input: text, encoding: 'utf8',
    env: { ...process.env, MYSQL_PWD: d.db.admin.password } });
  return out.split('\n').filter((l) => l !== '').map((l) => l.split('\t'));
}
