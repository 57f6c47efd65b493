// [pdf] validator = COMMAND: what a person sees for each thing that a command
// can do. tests/interop/validator.test.mjs does it with veraPDF.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync }
  from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { configured } from './configured.mjs';
import { signatory, upload } from './visitor.mjs';

const dir = mkdtempSync(path.join(os.tmpdir(), 'validator.'));
const command = path.join(dir, 'validator');
const text = JSON.parse(readFileSync(
  new URL('../../www/text/en.json', import.meta.url), 'utf8'));

/* what it does (null: it is gone), file, page and status after it, text */
const rows = [
  ['exit 0', 'a2b.pdf', 'place', 200],
  ['exit 0', 'not-pdfa.pdf', 'place', 200],
  ['exit 0', 'javascript.pdf', 'sign-refused', 422, 'pdf.active_content'],
  ['exit 1', 'a2b.pdf', 'sign-refused', 422, 'pdf.structure'],
  ['exit 1', 'not-pdfa.pdf', 'sign-refused', 422, 'pdf.not_pdfa'],
  ['exit 1', 'rule-xmp-wrong-type.pdf', 'sign-refused', 422, 'pdf.metadata'],
  ['echo PASS; echo nonsense; exit 3', 'a2b.pdf', 'fault.peer', 503, 'fault.peer'],
  ['kill -SEGV $$', 'a2b.pdf', 'fault.peer', 503, 'fault.peer'],
  [null, 'a2b.pdf', 'fault.peer', 503, 'fault.peer'],
];

let v;

before(async () => {
  chmodSync(dir, 0o755);
  ({ v } = await signatory({ lang: 'en' }));
});

after(() => rmSync(dir, { recursive: true }));

for (const [does, name, page, status, key] of rows) {
  test(`a command that ${does ?? 'is gone'}: ${name}`, async () => {
    writeFileSync(command, `#!/bin/sh\n${does ?? 'exit 0'}\n`);
    chmodSync(command, 0o755);
    await configured('pdf', [`validator = ${command}`], async () => {
      if (does === null) {
        rmSync(command);
      }
      await upload(v, name);
      assert.equal(v.page.status, status);
      assert.equal(v.page.state, page);
      if (key) {
        assert.ok(v.page.html.includes(text[key]), v.page.html);
      }
    });
  });
}
