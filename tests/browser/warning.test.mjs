// A document whose metadata are not as PDF/A wants them, where the operator
// takes it all the same ([pdf] xmp_schema = warn): the person is told before
// placing, in both languages, and may sign.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { configured } from '../http/configured.mjs';
import { d } from '../http/demo.mjs';
import { sample, signatory } from '../http/visitor.mjs';
import { at, become, look, open } from './browser.mjs';

const NAME = 'rule-xmp-unknown-property.pdf';
const dir = mkdtempSync(path.join(os.tmpdir(), 'warning.'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

/* language, width of the window, what stands there */
const rows = [
  ['de', 1280, /weicht in seinen Metadaten von PDF\/A ab .* trotzdem/],
  ['en', 1280, /departs from PDF\/A in its metadata .* all the same/],
  ['de', 360, /weicht in seinen Metadaten von PDF\/A ab .* trotzdem/],
];

/** Upload, read the warning, place, sign. */
async function go(b, file, says) {
  await b.page.goto(`${d.portal}/sign`);
  await b.page.setInputFiles('#file', file);
  await b.page.click('#sign button[type=submit]');
  await at(b, 'place');
  await b.page.waitForSelector('#sheet.fern-drawn', { timeout: 20000 });
  const warning = b.page.locator('#departs');
  await warning.waitFor({ state: 'visible' });
  assert.match(await warning.innerText(), says);
  assert.match(await warning.innerText(), /6\.6\.2\.3\.1/);
  await look(b, '23-warning');
  await b.page.check('input[name=level][value=simple]');
  await b.page.check('input[name=position][value=bottom-right]');
  await b.page.click('#place button[type=submit]');
  await at(b, 'release');
  await b.page.click('#release button[type=submit]');
  await at(b, 'signed', 30000);
}

for (const [lang, width, says] of rows) {
  test(`the warning is there and signing goes on: ${lang}, ${width}`,
    async (t) => {
      const { v } = await signatory();
      const b = await open({ lang, width });
      t.after(b.close);
      await become(b, v);
      const file = path.join(dir, NAME);
      writeFileSync(file, sample(NAME));
      await configured('pdf', ['xmp_schema = warn'], () => go(b, file, says));
      assert.deepEqual(b.problems, []);
    });
}
