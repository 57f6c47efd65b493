// The level of a signature as the EU's DSS sees it: what is configured is what
// it says, for one signature and for several in a row, own and foreign ones,
// with time stamps of our own and of somebody else; and veraPDF on each.
//
// EN 319 142-1 6. Documents that are in an archive already stay there.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync,
  writeFileSync }
  from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { authority } from '../http/authority.mjs';
import { configured, without } from '../http/configured.mjs';
import { d, sql } from '../http/demo.mjs';
import { batch, sample, signatory, signed, sleep, until } from
  '../http/visitor.mjs';
import { JUDGES, PYHANKO, signElsewhere } from './pyhanko.mjs';

const JUDGE = path.join(JUDGES, 'judge');
const run = promisify(execFile); // the authority must go on answering
const dir = mkdtempSync(path.join(os.tmpdir(), 'levels.'));
const elsewhere = await authority();
const STAMPS = ['url = HTTP/stamp', `anchor = ${elsewhere.file('root.pem')}`]
  .map((line) => `tsa_1_${line.replace('HTTP', elsewhere.http)}`);

/* Who signs one after the other, under which level; what DSS says of each. */
const LTA = 'B-LTA';
const ROWS = [
  ['a1b.pdf', ['B-B'], ['B']],
  ['a2b.pdf', ['B-T'], ['T']],
  ['a3b.pdf', ['B-LT'], ['LT']],
  ['a2b.pdf', ['B-LTA'], ['LTA']],
  ['rotated-90.pdf', ['stamped elsewhere'], ['LTA']],
  ['a2b.pdf', ['its status by OCSP'], ['LTA']],
  ['a2b.pdf', ['tsa is away'], ['LTA']],
  ['a1b.pdf', ['B-B', LTA], ['LTA', 'LTA']],
  ['a2b.pdf', ['B-T', LTA], ['LTA', 'LTA']],
  ['a3b.pdf', ['B-T', 'B-T', LTA], ['LTA', 'LTA', 'LTA']],
  ['a2b.pdf', ['B-LT', LTA], ['LTA', 'LTA']],
  ['a1b.pdf', [LTA, 'B-T'], ['LTA', 'T']],
  ['a2b.pdf', [LTA, 'stamped elsewhere', LTA], ['LTA', 'LTA', 'LTA']],
  ['a2b.pdf', ['somebody else', LTA, LTA], ['LTA', 'LTA', 'LTA']],
  ['a3b.pdf', ['somebody else', 'B-T', LTA], ['LTA', 'LTA', 'LTA']],
];
const files = [];
const people = [];

/** Sign octets at level simple and wait for the level; the delivered file. */
async function sign(v, content, level) {
  await v.go('/sign');
  await v.submit('sign', {}, [['a.pdf', content]]);
  v.at('place');
  await v.submit('place', { level: 'simple', page: 'first',
    position: 'top-left' });
  const id = batch(v);
  await v.submit('release');
  await signed(v, id);
  return { id, file: () => v.go(`/documents/${id}/signed.pdf`)
    .then((page) => page.body), risen: () => until(level, async () => {
    sql(`UPDATE sign_doc SET raise_at = 1
      WHERE batch = x'${id}' AND raise_at IS NOT NULL`);
    await sleep(300);
    return sql(`SELECT reached FROM sign_doc WHERE batch = x'${id}'`)[0][0]
      === level;
  }, 20) };
}

/** Sign at a level that is configured for a while. */
function at(level, lines = []) {
  return (v, content) => configured('portal',
    [`signature_level = ${level}`, ...lines], async () => {
      const one = await sign(v, content, level);
      await one.risen();
      return one.file();
    });
}

/** Sign without time stamps; they come later. */
async function away(v, content) {
  const one = await without('tsa', () => sign(v, content, LTA));
  await one.risen();
  return one.file();
}

const SIGNERS = { 'B-B': at('B-B'), 'B-T': at('B-T'), 'B-LT': at('B-LT'),
  'B-LTA': at(LTA), 'stamped elsewhere': at(LTA, STAMPS),
  'its status by OCSP': (v, content) => elsewhere.without(['ca.crl'],
    () => at(LTA, STAMPS)(v, content)),
  'tsa is away': away, 'somebody else':
    (v, content) => signElsewhere(elsewhere, content) };

async function ask(...args) {
  const { stdout } = await run(JUDGE, args, { maxBuffer: 1 << 26 });
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

before(async () => {
  process.stdout.write(execFileSync('sh', [fileURLToPath(
    new URL('judges/install', import.meta.url)), JUDGES],
  { encoding: 'utf8' }));
  while (people.length < 3) {
    people.push(await signatory());
  }
  for (const [i, [name, signers, levels]] of ROWS.entries()) {
    if (signers.includes('somebody else') && !existsSync(PYHANKO)) {
      process.stdout.write('PYHANKO IS OUT OF REACH: ROWS ARE SKIPPED\n');
      continue;
    }
    let content = sample(name);
    for (const [n, signer] of signers.entries()) {
      content = await SIGNERS[signer](people[n].v, content);
    }
    const file = path.join(dir, `${i}.pdf`);
    writeFileSync(file, content);
    files.push({ file, levels, what: `${name} ${signers.join(', ')}` });
  }
});

after(() => {
  elsewhere.stop();
  rmSync(dir, { recursive: true });
});

test('DSS: exactly the level that is configured', async (t) => {
  if (!existsSync(JUDGE)) {
    t.skip('DSS IS OUT OF REACH');
    return;
  }
  const answers = await ask('--trust', d.trust_anchor, '--trust',
    elsewhere.file('root.pem'), 'dss', ...files.map((f) => f.file));
  const wrong = [];
  for (const [i, answer] of answers.entries()) {
    const said = answer.signatures?.map((s) => `${s.indication} ${s.format}`);
    const expected = files[i].levels.map(
      (level) => `TOTAL_PASSED PAdES-BASELINE-${level}`);
    if (JSON.stringify(said) !== JSON.stringify(expected)) {
      wrong.push({ what: files[i].what, said, answer });
    }
  }
  assert.equal(answers.length, files.length);
  assert.deepEqual(wrong, []);
});

test('veraPDF: PDF/A at every level', async (t) => {
  if (!existsSync(JUDGE)) {
    t.skip('VERAPDF IS OUT OF REACH');
    return;
  }
  const answers = await ask('verapdf', ...files.map((f) => f.file));
  for (const [i, answer] of answers.entries()) {
    assert.equal(answer.compliant, true,
      `${files[i].what} ${JSON.stringify(answer)}`);
  }
});
