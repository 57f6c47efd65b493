// What the tests of certificates and signed documents have in common: a
// folder of files for command-line judges, and the PKI of the demo in it.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
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

/** A signature or document time stamp: octets covered, CMS between them. */
export function signature(pdf, n) {
  const text = pdf.toString('latin1');
  const all = [...text.matchAll(
    /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)];
  const [a, b, c, e] = all.at(n).slice(1).map(Number);
  assert.equal(all.length, 2, 'a signature and a document time stamp');
  assert.equal(a, 0);
  if (n === -1) {
    assert.equal(c + e, pdf.length, 'the last one covers the whole file');
  }
  assert.equal(text[b], '<');
  assert.equal(text[c - 1], '>');
  const hex = text.slice(b + 1, c - 1);
  assert.match(hex, /^[0-9A-Fa-f]+$/);
  const der = Buffer.from(hex, 'hex');
  const length = 4 + der.readUInt16BE(2); // 30 82 hh hh
  assert.equal(der.readUInt16BE(0), 0x3082);
  assert.ok(der.subarray(length).every((o) => o === 0), 'padded with zeros');
  return { cms: der.subarray(0, length),
    content: Buffer.concat([pdf.subarray(0, b), pdf.subarray(c, c + e)]) };
}
