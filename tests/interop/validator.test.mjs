// veraPDF as [pdf] validator: the script that fernsign.conf explains, word by
// word, with the program that operators install.
//
// Without the program (Maven Central) this is skipped, and said in capitals.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync }
  from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { configured } from '../http/configured.mjs';
import { d } from '../http/demo.mjs';
import { signatory, upload } from '../http/visitor.mjs';

const JUDGES = path.join(process.env.FERNSIGN_BUILD ?? os.tmpdir(), 'judges');
const VERAPDF = path.join(JUDGES, 'verapdf');
const dir = mkdtempSync(path.join(os.tmpdir(), 'validator.'));
const script = path.join(dir, 'validator');

/* What is uploaded: the page after it, and what it says. */
const ROWS = [
  ['a1b.pdf', 'place'],
  ['a2b.pdf', 'place'],
  ['a3b.pdf', 'place'],
  ['rotated-90.pdf', 'place'],
  ['not-pdfa.pdf', 'sign-refused', 'pdf.not_pdfa'],
  ['rule-xmp-wrong-type.pdf', 'sign-refused', 'pdf.metadata'],
  ['javascript.pdf', 'sign-refused', 'pdf.active_content'],
];

let v;
let away = false;

/** The script of the configuration's comment, for this veraPDF. */
function explained() {
  const text = readFileSync(d.config, 'utf8');
  const lines = /^#\t#!\/bin\/sh\n(?:#\t.*\n)+/m.exec(text)[0];
  assert.match(lines, /\/opt\/verapdf\/verapdf /);
  return lines.replaceAll(/^#\t/gm, '')
    .replace('/opt/verapdf/verapdf', VERAPDF);
}

const text = (key, lang) => JSON.parse(readFileSync(
  new URL(`../../www/text/${lang}.json`, import.meta.url), 'utf8'))[key];

before(async () => {
  process.stdout.write(execFileSync('sh', [fileURLToPath(new URL(
    'judges/install', import.meta.url)), JUDGES], { encoding: 'utf8' }));
  away = !existsSync(VERAPDF);
  if (away) {
    return;
  }
  chmodSync(dir, 0o755);
  writeFileSync(script, explained());
  chmodSync(script, 0o755);
  ({ v } = await signatory());
});

after(() => rmSync(dir, { recursive: true }));

test('veraPDF decides, within the limits that it gets', async (t) => {
  if (away) {
    t.skip('THE PROGRAM VERAPDF IS OUT OF REACH');
    return;
  }
  await configured('pdf', [`validator = ${script}`], async () => {
    for (const [name, page, key] of ROWS) {
      const began = Date.now();
      await upload(v, name);
      t.diagnostic(`${name}: ${Date.now() - began} ms`);
      assert.equal(v.page.state, page, `${name}: ${v.page.html}`);
      if (key) {
        assert.ok(v.page.html.includes(text(key, 'de')) ||
          v.page.html.includes(text(key, 'en')), `${name}: ${key}`);
      }
    }
  });
});

test('a Java that cannot start is no verdict', async (t) => {
  if (away) {
    t.skip('THE PROGRAM VERAPDF IS OUT OF REACH');
    return;
  }
  writeFileSync(script, explained().replace('-Xmx1g', '-Xms100g -Xmx100g'));
  await configured('pdf', [`validator = ${script}`], async () => {
    await upload(v, 'a2b.pdf');
    assert.equal(v.page.status, 503);
    assert.ok(v.page.html.includes(text('fault.peer', 'de')) ||
      v.page.html.includes(text('fault.peer', 'en')));
  });
});
