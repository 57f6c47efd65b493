// Another configuration for a while: what tests of settings begin with.
//
// SPDX-License-Identifier: Apache-2.0

import { readFileSync, writeFileSync } from 'node:fs';

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
