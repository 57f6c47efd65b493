// Somebody else signs: a document as pyHanko makes it, with certificates and
// time stamps of an authority elsewhere.
//
// SPDX-License-Identifier: Apache-2.0

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export const JUDGES = path.join(process.env.FERNSIGN_BUILD ?? os.tmpdir(),
  'judges');
export const PYHANKO = path.join(JUDGES, 'pyhanko');

const run = promisify(execFile); // the authority must go on answering

/** Sign octets with PAdES-B-LTA in an invisible field; more options of addsig
 * may follow. */
export async function signElsewhere(elsewhere, content, ...options) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'pyhanko.'));
  const [from, to] = ['in', 'out'].map((n) => path.join(dir, n));
  writeFileSync(from, content);
  try {
    await run(PYHANKO, ['sign', 'addsig', '--field', '1/0,0,0,0/Elsewhere',
      '--use-pades-lta', '--with-validation-info', '--timestamp-url',
      `${elsewhere.http}/stamp`, '--trust', elsewhere.file('root.pem'),
      '--trust-replace', '--other-certs', elsewhere.file('ca.pem'), ...options,
      'pemder', '--key', elsewhere.file('person.key'), '--cert',
      elsewhere.file('person.pem'), '--chain', elsewhere.file('ca.pem'),
      '--no-pass', from, to]);
    return readFileSync(to);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
