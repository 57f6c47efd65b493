// A document that its author has certified (DocMDP /P 2) is signed by the
// next person: the page says what a visible signature may cost, and what it
// proposes leaves the certification whole for every judge.
//
// ISO 32000-1 12.8.2.2.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { authority } from '../http/authority.mjs';
import { d } from '../http/demo.mjs';
import { batch, raised, sample, signatory } from '../http/visitor.mjs';
import { JUDGES, PYHANKO, signElsewhere } from './pyhanko.mjs';

const JUDGE = path.join(JUDGES, 'judge');
const run = promisify(execFile); // the authority must go on answering
const dir = mkdtempSync(path.join(os.tmpdir(), 'certified.'));
const elsewhere = await authority();
let v;

before(async () => {
  process.stdout.write(execFileSync('sh', [fileURLToPath(
    new URL('judges/install', import.meta.url)), JUDGES],
  { encoding: 'utf8' }));
  ({ v } = await signatory());
});

after(() => {
  rmSync(dir, { recursive: true });
  elsewhere.stop();
});

/** Upload a certified document; its placement page. */
async function upload(name) {
  const content = await signElsewhere(elsewhere, sample(name), '--certify');
  await v.go('/sign');
  await v.submit('sign', {}, [[name, content]]);
  return v.at('place');
}

/** Sign as the page proposes, or otherwise; the delivered file. */
async function sign(name, values) {
  const id = batch(v);
  await v.submit('place', { level: 'simple', ...values });
  v.at('release');
  await v.submit('release');
  const file = path.join(dir, name);
  writeFileSync(file, await raised(v, id));
  return file;
}

/** What pyHanko says of the certification, trusting its issuer. */
async function pyhanko(file) {
  const args = ['sign', 'validate', '--trust', elsewhere.file('root.pem'),
    '--trust', d.trust_anchor, '--pretty-print', file];
  return (await run(PYHANKO, args).catch((e) => e)).stdout;
}

/** What DSS says of each signature. */
async function dss(file) {
  const { stdout } = await run(JUDGE, ['--trust', elsewhere.file('root.pem'),
    '--trust', d.trust_anchor, 'dss', file]);
  return JSON.parse(stdout).signatures;
}

test('what the page proposes leaves the certification whole', async (t) => {
  if (!existsSync(PYHANKO) || !existsSync(JUDGE)) {
    t.skip('PYHANKO OR DSS IS OUT OF REACH');
    return;
  }
  const { html } = await upload('a2b.pdf');
  assert.match(html, /id="certified"/);
  const file = await sign('proposed.pdf', {});
  const said = await pyhanko(file);
  const verdicts = said.match(/judged [A-Z]+/g) ?? [];
  assert.ok(verdicts.length >= 2, said);
  assert.ok(verdicts.every((x) => x === 'judged VALID'), said);
  for (const s of await dss(file)) {
    assert.equal(s.indication, 'TOTAL_PASSED', JSON.stringify(s));
  }
});

test('a visible signature is as the standard has it', async (t) => {
  if (!existsSync(PYHANKO) || !existsSync(JUDGE)) {
    t.skip('PYHANKO OR DSS IS OUT OF REACH');
    return;
  }
  await upload('a3b.pdf');
  const file = await sign('visible.pdf', { position: 'top-left',
    page: 'first' });
  const both = await dss(file);
  assert.equal(both.length, 2);
  for (const s of both) {
    assert.equal(s.indication, 'TOTAL_PASSED', JSON.stringify(s));
  }
});

test('of a document that is not certified the page says nothing', async () => {
  await v.go('/sign');
  await v.submit('sign', {}, [['a.pdf', sample('a2b.pdf')]]);
  v.at('place');
  assert.doesNotMatch(v.page.html, /id="certified"/);
  assert.equal(v.form('place').fields.position, 'bottom-right');
});
