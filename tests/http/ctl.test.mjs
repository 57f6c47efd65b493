// fernsign-ctl against the running service.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { spawnSync } from 'node:child_process';

import { ctl, d, sql } from './demo.mjs';

const responders = ['portal', 'shop', 'ident', 'repository', 'ocsp', 'tsa',
  'signer', 'ca', 'pdf', 'notify', 'purge'];

test('--help lists every command; a wrong one is status 2', () => {
  const help = spawnSync(d.ctl, ['--help'], { encoding: 'utf8' });
  assert.equal(help.status, 0);
  for (const word of ['config check', 'migrate', 'pki init', 'account show',
    'account deactivate', 'shop add', 'shop rotate', 'status', 'tick',
    'verify FILE']) {
    assert.ok(help.stdout.includes(word), word);
  }
  assert.equal(ctl('no-such-thing').status, 2);
  assert.equal(ctl('tick').status, 2);
  assert.equal(ctl('migrate', 'more').status, 2);
});

test('status: all answer; an unknown name does not', () => {
  const all = ctl('status');
  assert.equal(all.status, 0, all.stdout + all.stderr);
  assert.equal(all.stdout.match(/ answers$/gm).length, responders.length);
  assert.match(all.stdout, /^documents  /m);
  assert.equal(ctl('status', 'pdf').status, 0);
  assert.doesNotMatch(ctl('status', 'pdf').stdout, /documents/);
  assert.equal(ctl('status', 'nginx').status, 1);
});

test('migrate and pki init again change nothing', () => {
  const before = sql('SELECT name, applied_at FROM migration ORDER BY name');
  assert.ok(before.length > 0);
  const root = readFileSync(d.trust_anchor, 'utf8');
  assert.equal(ctl('migrate').status, 0);
  assert.equal(ctl('pki', 'init').status, 0);
  assert.deepEqual(
    sql('SELECT name, applied_at FROM migration ORDER BY name'), before);
  assert.equal(readFileSync(
    path.join(d.state, 'pki', 'root.pem'), 'utf8'), root);
});

test('ticks: each process has one', () => {
  for (const name of ['portal', 'ident', 'ca', 'notify', 'purge', 'ocsp',
    'signer']) {
    const done = ctl('tick', name);
    assert.equal(done.status, 0, `${name}: ${done.stderr}`);
  }
  assert.equal(ctl('tick', 'tsa').status, 1, 'tsa has none');
  assert.equal(ctl('tick', 'nobody').status, 1);
});

test('config check: the demo is well, a slip is found', { skip: d.one_uid &&
  'SKIPPED: ALL PROCESSES SHARE ONE UID' }, () => {
  const good = ctl('config', 'check');
  assert.equal(good.stdout, 'ok\n');
  assert.equal(good.status, 0);
  const dir = mkdtempSync('/tmp/fernsign-ctl-');
  chmodSync(dir, 0o755); // each process looks as the user that it will be
  const file = path.join(dir, 'fernsign.conf');
  const check = () => spawnSync(d.ctl, ['-c', file, 'config', 'check'],
    { encoding: 'utf8' });
  try {
    copyFileSync(d.config, file);
    assert.equal(check().status, 0);
    writeFileSync(file, readFileSync(d.config, 'utf8')
      .replace('[tsa]', '[tsa]\nworkerz = 3'));
    assert.match(check().stdout, /\[tsa\] workerz: is not a key/);
    writeFileSync(file, readFileSync(d.config, 'utf8')
      .replace('[tsa]', '[tsa]\nworkers = many'));
    const bad = check();
    assert.match(bad.stdout, /\[tsa\] .* would not start/);
    assert.equal(bad.status, 1);
    writeFileSync(file, readFileSync(d.config, 'utf8')
      .replace('[pdf]', '[pdf]\nxmp_schema = wran'));
    assert.match(check().stdout, /\[pdf\] .* would not start/);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('shop: add, rotate, list', () => {
  const id = `t-${randomBytes(6).toString('hex')}`;
  const dir = readFileSync(d.config, 'utf8').match(/^secret_dir = (.*)$/m)[1];
  const added = ctl('shop', 'add', id, 'A test shop');
  assert.equal(added.status, 0, added.stderr);
  assert.match(added.stdout, /^whsec_[A-Za-z0-9+/]{43}=\n$/);
  const file = path.join(dir, id);
  assert.equal(statSync(file).mode & 0o777, 0o400);
  assert.equal(statSync(file).uid, d.uids.shop);
  assert.equal(ctl('shop', 'add', id).status, 1, 'twice');
  const first = added.stdout.trim();
  const second = ctl('shop', 'rotate', id).stdout.trim();
  const third = ctl('shop', 'rotate', id).stdout.trim();
  assert.equal(new Set([first, second, third]).size, 3);
  assert.equal(readFileSync(file, 'utf8'), `${third}\n${second}\n`);
  assert.match(ctl('shop', 'list').stdout,
    new RegExp(`^${id}\\tactive\\tA test shop$`, 'm'));
  assert.equal(ctl('shop', 'add', '../evil').status, 1);
  assert.equal(ctl('shop', 'rotate', 'unknown').status, 1);
  rmSync(file);
  sql(`DELETE FROM shop WHERE id = '${id}'`);
});

test('account: show, deactivate, list-minimal', () => {
  const id = randomBytes(16).toString('hex');
  const email = `ctl-${id.slice(0, 8)}@example.org`;
  sql(`INSERT INTO account (id, email, state, first_name, family_name, phone,
    phone_kind, password, lang, created_at) VALUES (X'${id}', '${email}',
    'active', 'Erika', 'Mustermann', '+4915123456789', 'mobile', '!', 'de',
    UNIX_TIMESTAMP())`);
  const shown = ctl('account', 'show', email);
  assert.equal(shown.status, 0, shown.stderr);
  assert.match(shown.stdout, new RegExp(`^account\\t${id}$`, 'm'));
  assert.match(shown.stdout, /^state\tactive$/m);
  assert.doesNotMatch(shown.stdout, /Mustermann|\+49/);
  const list = ctl('account', 'list-minimal');
  assert.match(list.stdout, new RegExp(`^${id}\\tactive\\t`, 'm'));
  assert.ok(!list.stdout.includes('@'), 'no e-mail addresses');
  const closed = ctl('account', 'deactivate', id);
  assert.equal(closed.status, 0, closed.stderr);
  assert.match(closed.stdout, /^state\tclosed$/m);
  assert.equal(ctl('account', 'deactivate', id).status, 0, 'again');
  const audit = sql(`SELECT actor, outcome FROM audit WHERE
    event = 'account.deactivate' AND subject = X'${id}'`);
  assert.deepEqual(audit[0], ['fernsign-ctl', 'ok']);
  assert.equal(ctl('account', 'show', 'nobody@example.org').status, 1);
  assert.equal(ctl('account', 'show', 'xyz').status, 1);
});
