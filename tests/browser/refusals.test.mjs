// Where a browser itself can go wrong: two clicks, the way back, two tabs,
// files that the page's own script sends.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { d } from '../http/demo.mjs';
import { batch, coins, place, sample, signatory, states, upload }
  from '../http/visitor.mjs';
import { at, become, look, open } from './browser.mjs';

const dir = mkdtempSync(path.join(os.tmpdir(), 'refusals.'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

/** A browser in which somebody who may sign is logged in already. */
async function inside(t, options) {
  const { v, person } = await signatory();
  const b = await open(options);
  t.after(b.close);
  await become(b, v);
  return { b, v, person };
}

/** A sample as a file that can be chosen. */
function file(name) {
  const to = path.join(dir, name);
  writeFileSync(to, sample(name));
  return to;
}

async function choose(b, ...names) {
  await b.page.goto(`${d.portal}/sign`);
  await b.page.setInputFiles('#file', names.map(file));
  await b.page.click('#sign button[type=submit]');
}

test('two clicks on the release are one signature', async (t) => {
  const { b, v, person } = await inside(t);
  await upload(v, 'a2b.pdf');
  const right = await (await place(v, person))();
  const id = batch(v);
  await b.page.goto(`${d.portal}/sign/${id}/release`);
  await b.page.fill('#tan', right);
  await b.page.dblclick('#release button[type=submit]');
  await at(b, 'signed', 30000);
  assert.deepEqual(states(id), { batch: 'done', release: 'signed', tries: 1,
    charge: 'posted 5', values: 1 });
  assert.deepEqual(coins(person), { balance: 5, reserved: 0 });
  assert.deepEqual(b.problems, []);
});

test('the way back after signing leads to what is', async (t) => {
  const { b, v, person } = await inside(t);
  await upload(v, 'a2b.pdf');
  const right = await (await place(v, person))();
  const id = batch(v);
  await b.page.goto(`${d.portal}/sign/${id}/release`);
  await b.page.fill('#tan', right);
  await b.page.click('#release button[type=submit]');
  await at(b, 'signed', 30000);
  await b.page.goBack();
  await at(b, 'signed');
  assert.equal(coins(person).balance, 5);
  await b.page.goto(`${d.portal}/sign/${id}/place`);
  await at(b, 'signed');
});

test('the way back from the release is no dead end', async (t) => {
  const { b } = await inside(t);
  await choose(b, 'a2b.pdf');
  await at(b, 'place');
  await b.page.check('input[name=level][value=advanced]');
  await b.page.check('input[name=position][value=top-left]');
  await b.page.click('#place button[type=submit]');
  await at(b, 'release');
  await b.page.goBack();
  assert.match(await b.page.locator('main').getAttribute('data-state'),
    /^(place|release)$/);
  await b.page.locator('main form button[type=submit]').first().waitFor();
  assert.deepEqual(b.problems, []);
});

test('two tabs, two documents, each signed for itself', async (t) => {
  const { b, v, person } = await inside(t);
  const tabs = [];
  for (const name of ['a2b.pdf', 'a3b.pdf']) {
    await upload(v, name);
    const right = await (await place(v, person))();
    const page = await b.context.newPage();
    await page.goto(`${d.portal}/sign/${batch(v)}/release`);
    await page.fill('#tan', right);
    tabs.push({ page, id: batch(v) });
  }
  for (const { page } of tabs.reverse()) {
    await page.click('#release button[type=submit]');
    await page.waitForSelector('main[data-state=signed]', { timeout: 30000 });
  }
  for (const { id } of tabs) {
    assert.equal(states(id).charge, 'posted 5');
  }
  assert.deepEqual(coins(person), { balance: 0, reserved: 0 });
});

/* what is chosen, what the page says */
const files = [
  ['over-limit.pdf', /10 MB/], ['image.pdf', /not a PDF/],
  ['encrypted.pdf', /encrypted/], ['not-pdfa.pdf', /PDF\/A/],
];

for (const [name, says] of files) {
  test(`a file that is refused is explained: ${name}`, async (t) => {
    const { b } = await inside(t);
    await choose(b, name);
    const alert = b.page.locator('[role=alert]:visible').first();
    await alert.waitFor({ timeout: 15000 });
    const said = (await b.page.locator('[role=alert]:visible')
      .allInnerTexts()).join(' ');
    assert.match(said, says);
    await look(b, `22-refused-${name}`);
    // And then with one that is good.
    await choose(b, 'a2b.pdf');
    await at(b, 'place');
    assert.deepEqual(b.problems, []);
  });
}

test('free placement with the keyboard, and what it does', async (t) => {
  const { b, person } = await inside(t);
  await choose(b, 'a2b.pdf');
  await at(b, 'place');
  // The preview is drawn and listens before anything is chosen.
  await b.page.waitForSelector('.fern-drawn');
  await b.page.check('input[name=level][value=simple]');
  await b.page.check('input[name=position][value=manual]');
  await b.page.waitForSelector('#box:visible');
  await b.page.waitForFunction(() =>
    document.querySelector('#x').value !== '');
  const read = async () => [Number(await b.page.inputValue('#x')),
    Number(await b.page.inputValue('#y'))];
  const [x, y] = await read();
  await b.page.focus('#box');
  await b.page.keyboard.press('ArrowLeft');
  await b.page.keyboard.press('Shift+ArrowUp');
  const [left, up] = await read();
  assert.equal(left, x - 1);
  assert.equal(up, y + 10);
  await look(b, '23-free-placement');
  await b.page.click('#place button[type=submit]');
  await at(b, 'release');
  const id = /\/sign\/([0-9a-f]{32})/.exec(b.page.url())[1];
  await b.page.click('#release button[type=submit]');
  await at(b, 'signed', 30000);
  assert.equal(states(id).release, 'signed');
  assert.equal(coins(person).balance, 10);
  assert.deepEqual(b.problems, []);
});
