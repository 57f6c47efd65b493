// What fernsign-ctl verify says of signed documents of every fate (expired,
// revoked, changed, strange), and what DSS and pyHanko say of the same files.
//
// pyHanko makes the files; without it nothing is compared, and the run says
// so in capitals.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync }
  from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { d } from '../http/demo.mjs';
import { sample } from '../http/visitor.mjs';

const JUDGES = path.join(process.env.FERNSIGN_BUILD ?? os.tmpdir(), 'judges');
const JUDGE = path.join(JUDGES, 'judge');
const PYTHON = path.join(JUDGES, 'venv/bin/python');
const file = (name) => fileURLToPath(new URL(`judges/${name}`,
  import.meta.url));
const dir = mkdtempSync(path.join(os.tmpdir(), 'verify.'));
const root = path.join(dir, 'root.pem');
const pdf = (row) => path.join(dir, `${row.name}.pdf`);

let rows = [];

/** Lines of JSON of a program. */
function lines(program, args) {
  const r = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(r.status, 0, r.stderr);
  return r.stdout.trim().split('\n').map((line) => JSON.parse(line));
}

/** What ctl says of each signature; document time stamps left out. */
function verified(row) {
  const { status, stdout, stderr } = spawnSync(d.ctl,
    ['-c', d.config, 'verify', pdf(row), root], { encoding: 'utf8' });
  const verdicts = stdout.split(/^\d+\. /m).slice(1)
    .filter((s) => !/^\S+ document time stamp$/m.test(s))
    .map((s) => /^ {3}verdict +(.*)$/m.exec(s)?.[1]);
  return { status, stdout, stderr, verdicts };
}

before(() => {
  process.stdout.write(execFileSync('sh', [file('install'), JUDGES],
    { encoding: 'utf8' }));
  if (existsSync(path.join(JUDGES, 'pyhanko'))) {
    const plain = path.join(dir, 'a2b.pdf');
    chmodSync(dir, 0o755);
    writeFileSync(plain, sample('a2b.pdf'));
    rows = lines(PYTHON, [file('documents.py'), plain, dir]);
  }
});

after(() => rmSync(dir, { recursive: true }));

/** Say that a judge is not here; true when it is not. */
function away(t, judge, name) {
  if (rows.length === 0 || !existsSync(judge)) {
    t.skip(`${rows.length === 0 ? 'PYHANKO' : name} IS OUT OF REACH`);
    return true;
  }
  return false;
}

test('fernsign-ctl verify: a verdict of EN 319 102-1 for each fate', (t) => {
  if (away(t, PYTHON, 'PYHANKO')) {
    return;
  }
  for (const row of rows) {
    const { status, stdout, stderr, verdicts } = verified(row);
    const said = `${row.name}\n${stdout}${stderr}`;
    assert.ok(verdicts.length > 0, said);
    for (const verdict of verdicts) {
      assert.ok(verdict.includes(row.says), said);
    }
    assert.equal(status, row.says === 'TOTAL-PASSED' ? 0 : 1, said);
    assert.match(stdout, row.says === 'TOTAL-PASSED' ? /\nvalid\n$/
      : /^INDET/.test(row.says) ? /\nUNDECIDED\n$/ : /\nNOT VALID\n$/, said);
  }
});

/* Of the public corpus: file, what is said of its first signature, the end. */
const FOREIGN = [
  ['dss_doc-firmado-LT.pdf', /NO_CERTIFICATE_CHAIN_FOUND/, /\nUNDECIDED\n$/],
  ['dss_dss-2058-LTA-test.pdf', /NO_CERTIFICATE_CHAIN_FOUND/,
    /\nUNDECIDED\n$/],
  ['dss_BadEncodedCMS.pdf', /TOTAL-FAILED/, /\nNOT VALID\n$/],
];

test('documents of others, which we do not trust', (t) => {
  const corpus = fileURLToPath(new URL('../../../shared/corpus/signed',
    import.meta.url));
  if (!existsSync(corpus)) {
    t.skip('THE CORPUS IS NOT HERE');
    return;
  }
  for (const [name, says, ends] of FOREIGN) {
    const { status, stdout, stderr } = spawnSync(d.ctl, ['-c', d.config,
      'verify', path.join(corpus, name)], { encoding: 'utf8' });
    assert.equal(status, 1, name);
    assert.equal(stderr, '', name);
    assert.match(stdout, says, name);
    assert.match(stdout, ends, name);
  }
});

test('DSS gives the same indications', (t) => {
  if (away(t, JUDGE, 'DSS')) {
    return;
  }
  const answers = lines(JUDGE, ['--trust', root, 'dss', ...rows.map(pdf)]);
  for (const [i, row] of rows.entries()) {
    const said = JSON.stringify(answers[i]);
    assert.ok(answers[i].signatures?.length > 0, said);
    for (const s of answers[i].signatures) {
      assert.equal(s.indication.replace('_', '-'), row.dss.split(',')[0],
        said);
    }
  }
});

test('pyHanko takes what we take for the long term, and nothing else', (t) => {
  if (away(t, PYTHON, 'PYHANKO')) {
    return;
  }
  const answers = lines(PYTHON, [file('lta.py'), root, ...rows.map(pdf)]);
  for (const row of rows) {
    const mine = answers.filter((a) => a.file === pdf(row));
    assert.ok(mine.length > 0, row.name);
    for (const answer of mine) {
      assert.equal(answer.now === 'OK', row.pyhanko, JSON.stringify(answer));
    }
  }
});
