// Signed documents of a running service, judged by the EU's DSS (signature,
// baseline level, qualification by our trusted list), veraPDF (PDF/A stays
// PDF/A) and pyHanko (validation with our root, changes between revisions).
//
// The judges are brought by judges/install; what no registry gives is
// skipped, and said in capitals.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { d } from '../http/demo.mjs';
import { batch, place, raised, sample, signatory } from
  '../http/visitor.mjs';

const JUDGES = path.join(process.env.FERNSIGN_BUILD ?? os.tmpdir(), 'judges');
const JUDGE = path.join(JUDGES, 'judge');
const PYHANKO = path.join(JUDGES, 'pyhanko');
const LTA = fileURLToPath(new URL('judges/lta.py', import.meta.url));
const dir = mkdtempSync(path.join(os.tmpdir(), 'judges.'));

/* Part, kind of cross-reference, placement and page, level; signed one after the
   other by as many people as there are levels. */
const ROWS = [
  ['a1b.pdf', ['bottom-right'], ['qualified']],
  ['a1b.pdf', ['invisible'], ['qualified']],
  ['a2b.pdf', ['top-left'], ['qualified']],
  ['a2b.pdf', ['invisible'], ['simple']],
  ['a3b.pdf', ['top-right'], ['advanced']],
  ['rotated-90.pdf', ['bottom-left'], ['qualified']],
  ['mixed.pdf', ['bottom-right all'], ['qualified']],
  ['a2b.pdf', ['top-left all', 'invisible'], ['qualified', 'simple']],
  ['a1b.pdf', ['top-left', 'top-right', 'invisible'],
    ['qualified', 'advanced', 'simple']],
];

/* What EU DSS makes of each level with our trusted list. */
const QUALIFICATION = { qualified: 'QESIG', advanced: 'NA', simple: 'NA' };

const files = [];

/** Sign octets as a new person; the delivered file. */
async function sign(name, content, values) {
  const { v, person } = await signatory();
  await v.go('/sign');
  await v.submit('sign', {}, [[name, content]]);
  const tan = await place(v, person, { page: 'first', ...values });
  const id = batch(v);
  await v.submit('release',
    { tan: values.level === 'simple' ? '' : await tan() });
  return raised(v, id);
}

/** Ask the Java judges; their answers, one per line. */
function ask(...args) {
  const r = spawnSync(JUDGE, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(r.status, 0, r.stderr);
  return r.stdout.trim().split('\n').map((line) => JSON.parse(line));
}

before(async () => {
  const said = execFileSync('sh', [fileURLToPath(new URL('judges/install',
    import.meta.url)), JUDGES], { encoding: 'utf8' });
  process.stdout.write(said);
  for (const [i, [name, positions, levels]] of ROWS.entries()) {
    let content = sample(name);
    for (const [n, where] of positions.entries()) {
      const [position, page = 'first'] = where.split(' ');
      content = await sign(name, content,
        { position, page, level: levels[n] });
    }
    const file = path.join(dir, `${i}-${name}`);
    writeFileSync(file, content);
    files.push({ file, name, levels });
  }
});

after(() => rmSync(dir, { recursive: true }));

test('DSS: total passed, for the long term, qualified by our trusted list', (t) => {
  if (!existsSync(JUDGE)) {
    t.skip('DSS IS OUT OF REACH');
    return;
  }
  const [list, ...answers] = ask('--tl', d.trusted_list, '--tl-signer',
    path.join(d.state, 'pki', 'tl.pem'), '--trust', d.trust_anchor, 'dss',
    ...files.map((f) => f.file));
  assert.equal(list.parsed, true, JSON.stringify(list));
  assert.equal(list.valid, true, JSON.stringify(list));
  assert.equal(list.problem, 'null null null');
  assert.equal(answers.length, files.length);
  for (const [i, answer] of answers.entries()) {
    const { levels } = files[i];
    const said = JSON.stringify(answer);
    assert.equal(answer.signatures?.length, levels.length, said);
    for (const [n, s] of answer.signatures.entries()) {
      assert.equal(s.indication, 'TOTAL_PASSED', said);
      assert.equal(s.format, 'PAdES-BASELINE-LTA', said);
      assert.equal(s.qualification, QUALIFICATION[levels[n]], said);
    }
  }
});

test('veraPDF: what was PDF/A still is', (t) => {
  if (!existsSync(JUDGE)) {
    t.skip('VERAPDF IS OUT OF REACH');
    return;
  }
  for (const f of files) {
    writeFileSync(`${f.file}.before`, sample(f.name));
  }
  const answers = ask('verapdf', ...files.flatMap((f) =>
    [`${f.file}.before`, f.file]));
  for (const answer of answers) {
    assert.equal(answer.compliant, true, JSON.stringify(answer));
  }
});

test('pyHanko: valid, trusted, nothing changed but what may', (t) => {
  if (!existsSync(PYHANKO)) {
    t.skip('PYHANKO IS OUT OF REACH');
    return;
  }
  for (const f of files) {
    const r = spawnSync(PYHANKO, ['sign', 'validate', '--trust',
      d.trust_anchor, '--pretty-print', f.file], { encoding: 'utf8' });
    const verdicts = r.stdout.match(/judged [A-Z]+/g) ?? [];
    assert.ok(verdicts.length >= f.levels.length, r.stdout + r.stderr);
    assert.ok(verdicts.every((v) => v === 'judged VALID'), r.stdout);
  }
});

test('pyHanko: for the long term, by what the document holds alone', (t) => {
  if (!existsSync(PYHANKO)) {
    t.skip('PYHANKO IS OUT OF REACH');
    return;
  }
  const r = spawnSync(path.join(JUDGES, 'venv/bin/python'),
    [LTA, d.trust_anchor, ...files.map((f) => f.file)], { encoding: 'utf8' });
  assert.equal(r.status, 0, r.stderr);
  const answers = r.stdout.trim().split('\n').map((l) => JSON.parse(l));
  assert.equal(answers.length, files.flatMap((f) => f.levels).length);
  for (const answer of answers) {
    assert.deepEqual([answer.now, answer.later], ['OK', 'OK'],
      JSON.stringify(answer));
  }
});
