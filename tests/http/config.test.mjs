// What an operator may get wrong, process by process and key by key: the
// check of the configuration refuses it, and a reload goes on as before.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { d, demo } from './demo.mjs';
import { until } from './visitor.mjs';

const NOWHERE = '/nowhere/at.all';

/** Keys of every process. */
const shared = {
  workers: '0', requests_max: 'many', request_bytes: '0',
  db_password_file: NOWHERE, socket_group: 'no-such-group',
};

const tsa = (n) => ({
  [`tsa_${n}_url`]: 'ftp://tsa.example.org', [`tsa_${n}_anchor`]: NOWHERE,
  [`tsa_${n}_user`]: null, [`tsa_${n}_password_file`]: NOWHERE,
  [`tsa_${n}_certificate_file`]: NOWHERE, [`tsa_${n}_key_file`]: NOWHERE,
  [`tsa_${n}_ca_file`]: NOWHERE,
});

/** A bad value of each key; null: text that only somebody else can judge. */
const bad = {
  portal: {
    document_kek_file: NOWHERE, signature_level: 'B-LTB', stamp_hash: 'SHA-1',
    ...tsa(1), ...tsa(2), ...tsa(3),
  },
  shop: { secret_dir: NOWHERE },
  ident: {
    key_file: NOWHERE, eid_client_url: '127.0.0.1:24727',
    eid_server_url: 'http://eid.example.org', eid_paos_url: 'eid.example.org',
    eid_server_ca: NOWHERE, eid_server_cert: NOWHERE, eid_tls_cert: NOWHERE,
    eid_tls_key_file: NOWHERE, eid_sign_cert: NOWHERE,
    eid_sign_key_file: NOWHERE, identity_tm_url: 'partner',
    identity_tm_link_key_file: NOWHERE, partner_days: '91',
  },
  repository: {},
  ocsp: { response_s: '0', max_age_s: '86401' },
  tsa: {
    key_file: NOWHERE, certificate_file: NOWHERE, policy: '1.2.policy',
    qualified: 'perhaps', clock_check: 'perhaps',
  },
  signer: {
    kek_file: NOWHERE, mac_key_file: NOWHERE, key_type: 'RSA-1024',
    rsa_scheme: 'oaep', signature_hash: 'SHA-1', ca_dir: NOWHERE,
  },
  ca: {
    simple_key_file: NOWHERE, advanced_key_file: NOWHERE,
    qualified_key_file: NOWHERE, person_key_file: NOWHERE,
    eid_server_cert: NOWHERE, identity_tm_secret_file: NOWHERE,
    identity_tm_cert: NOWHERE, pds_url: 'http://example.org/pds',
    eid_days: '0', partner_days: '0', ocsp_days: '91', crl_s: '86401',
  },
  pdf: { font_file: NOWHERE, xmp_schema: 'wran', validator: 'verapdf' },
  notify: {
    key_file: NOWHERE, smtp_url: 'http://127.0.0.1:25', smtp_user: null,
    smtp_password_file: NOWHERE, smtp_ca_file: NOWHERE,
    smtp_starttls: 'perhaps', gateway_url: 'gateway',
    gateway_token_file: NOWHERE, gateway_ca_file: NOWHERE,
  },
  purge: {},
};

/** More that is wrong in a way of its own: process, key, value. */
const more = [
  ['pdf', 'validator', NOWHERE],
  ['pdf', 'validator', '/etc/passwd'],
  ['pdf', 'xmp_schema', ''],
  ['tsa', 'certificate_file', path.join(d.state, 'pki', 'simple.pem')],
  ['tsa', 'key_file', d.trust_anchor],
  ['signer', 'kek_file', d.trust_anchor],
  ['ca', 'simple_key_file', path.join(d.state, 'ca', 'qualified.key')],
  ['portal', 'document_kek_file', d.trust_anchor],
  ['shop', 'secret_dir', d.trust_anchor],
];

const good = readFileSync(d.config, 'utf8');
const program = (name) => path.join(path.dirname(d.ctl), '..', 'libexec',
  'fernsign', `fernsign-${name}`);

/** The configuration with another value of a key. */
function changed(name, key, value) {
  return good.split(/^(?=\[)/m).map((s) => (s.startsWith(`[${name}]\n`)
    ? s.replace(new RegExp(`^${key} =.*\n`, 'm'), '')
      .replace('\n', `\n${key} = ${value}\n`)
    : s)).join('');
}

/** What the program says of a file, as the user that it runs as. */
function asked(name, file) {
  const user = process.getuid() === 0
    ? { uid: d.uids[name], gid: statSync(d.sockets[name]).gid } : {};
  return spawnSync(program(name), ['-t', '-c', file],
    { encoding: 'utf8', ...user, cwd: '/' });
}

/** The workers of a process. */
const children = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`,
  'utf8').trim().split(' ');

/** Tell a process to reload a file that is wrong; it must go on as before. */
async function reloaded(name, text) {
  const log = path.join(d.logs, `${name}.log`);
  const from = statSync(log).size;
  const parent = demo().pids[name][0];
  const workers = children(parent);
  writeFileSync(d.config, text);
  try {
    process.kill(parent, 'SIGHUP');
    await until(`${name} refuses`, () => readFileSync(log).subarray(from)
      .includes('reload.refused'));
  } finally {
    writeFileSync(d.config, good);
  }
  assert.deepEqual(children(parent), workers);
}

/** Both, for one value. */
async function refused(dir, name, key, value) {
  const what = `[${name}] ${key} = ${value}`;
  const file = path.join(dir, 'fernsign.conf');
  const text = changed(name, key, value);
  writeFileSync(file, text);
  const { status, stderr } = asked(name, file);
  assert.equal(status, 1, `${what}: ${stderr}`);
  assert.notEqual(stderr, '', what);
  await reloaded(name, text);
}

for (const [name, keys] of Object.entries(bad)) {
  test(`${name}: every key is known here, each bad value is refused`,
    async () => {
      const known = spawnSync(program(name), ['-k'], { encoding: 'utf8' })
        .stdout.trim().split('\n').sort();
      const all = { ...shared, ...keys };
      assert.deepEqual(Object.keys(all).sort(), known);
      const dir = mkdtempSync('/tmp/fernsign-config-');
      chmodSync(dir, 0o755);
      try {
        const { status, stderr } = asked(name, d.config);
        assert.equal(status, 0, stderr);
        for (const [key, value] of [...Object.entries(all),
          ...more.filter(([n]) => n === name).map(([, k, v]) => [k, v])]) {
          if (value !== null) {
            await refused(dir, name, key, value);
          }
        }
      } finally {
        rmSync(dir, { recursive: true });
      }
    });
}
