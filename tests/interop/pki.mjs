// What the tests of certificates and signed documents have in common: a
// folder of files for command-line judges, and the PKI of the demo in it.
//
// SPDX-License-Identifier: Apache-2.0

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { d, request, sql } from '../http/demo.mjs';

const dir = mkdtempSync(path.join(os.tmpdir(), 'pki.'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

/** Name a file of the folder. */
export const file = (name) => path.join(dir, name);

/** Write a file of the folder; its name. */
export function put(name, content) {
  writeFileSync(file(name), content);
  return file(name);
}

export const get = (name) => readFileSync(file(name));

/** Run a judge in the folder; { status, said }. */
export function run(command, ...args) {
  const r = spawnSync(command, args, { cwd: dir, encoding: 'utf8' });
  if (r.error) {
    throw r.error;
  }
  return { status: r.status, said: `${r.stdout}${r.stderr}` };
}

export const openssl = (...args) => run('openssl', ...args);

/** Write DER as a certificate file that openssl reads. */
export function pem(name, der) {
  const lines = der.toString('base64').match(/.{1,64}/g).join('\n');
  return put(name, `-----BEGIN CERTIFICATE-----\n${lines}\n`
    + '-----END CERTIFICATE-----\n');
}

/** The demo's root and issuing CAs, as they are published. */
export async function hierarchy() {
  const root = put('root.pem', readFileSync(d.trust_anchor));
  const names = ['simple', 'advanced', 'qualified'];
  const issuers = {};
  for (const name of names) {
    const { status, body } = await request(`${d.public}/ca/${name}.cer`);
    if (status !== 200) {
      throw new Error(`/ca/${name}.cer says ${status}`);
    }
    issuers[name] = pem(`${name}.pem`, body);
  }
  return { root, issuers };
}

/** A person's live certificates by level: { id, file }. */
export function certificates(person) {
  const rows = sql(`SELECT c.level, HEX(c.id), HEX(c.der) FROM certificate c
    JOIN account a ON a.id = c.account WHERE a.email = '${person.email}'
    AND c.state = 'bound'`);
  return Object.fromEntries(rows.map(([level, id, der]) => [level, {
    id: id.toLowerCase(),
    file: pem(`${id}.pem`, Buffer.from(der, 'hex')),
  }]));
}
