// Another configuration, or a service less, for a while: what tests of
// settings and of outages begin with.
//
// SPDX-License-Identifier: Apache-2.0

import { readFileSync, renameSync, writeFileSync } from 'node:fs';

import { d, demo } from './demo.mjs';
import { until } from './visitor.mjs';

/** Have a process read its configuration anew; come back when it has. */
async function reload(name) {
  const old = demo().pids[name].slice(1);
  process.kill(demo().pids[name][0], 'SIGHUP');
  await until(`new workers of ${name}`, () => {
    const now = demo().pids[name].slice(1);
    return now.length > 0 && !now.some((pid) => old.includes(pid));
  });
}

/** Set keys of a process's section while something is done. */
export async function configured(name, lines, doit) {
  const before = readFileSync(d.config, 'utf8');
  const keys = lines.map((line) => line.split(' = ')[0]).join('|');
  writeFileSync(d.config, before.split(/^(?=\[)/m)
    .map((s) => (s.startsWith(`[${name}]\n`)
      ? s.replace(new RegExp(`^(${keys}) = .*\n`, 'gm'), '')
        .replace('\n', `\n${lines.join('\n')}\n`) : s)).join(''));
  try {
    await reload(name);
    return await doit();
  } finally {
    writeFileSync(d.config, before);
    await reload(name);
  }
}

/** Take a service's socket away while something is done. */
export async function without(name, doit) {
  const socket = demo().sockets[name];
  renameSync(socket, `${socket}.away`);
  try {
    return await doit();
  } finally {
    renameSync(`${socket}.away`, socket);
  }
}

/** Stop all processes of a service while something is done. */
export async function halted(name, doit) {
  const pids = demo().pids[name];
  pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  try {
    return await doit();
  } finally {
    pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }
}
