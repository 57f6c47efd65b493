// Where the preview shows the box is where the signature comes to stand: on
// turned, cropped, moved and scaled sheets, with mouse, finger and keyboard.
// Judged by pdftoppm, which had no part in placing.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';

import { d } from '../http/demo.mjs';
import { sample, signatory } from '../http/visitor.mjs';
import { at, become, look, open } from './browser.mjs';

const TOLERANCE = 2; // points
const dir = mkdtempSync(path.join(os.tmpdir(), 'placement.'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

let visitor;
before(async () => {
  visitor = (await signatory()).v;
});

async function browser(t, options) {
  const b = await open(options);
  t.after(b.close);
  await become(b, visitor);
  return b;
}

/** Upload a file and wait for its preview. */
async function preview(b, name, content = sample(name)) {
  const file = path.join(dir, name);
  writeFileSync(file, content);
  await b.page.goto(`${d.portal}/sign`);
  await b.page.setInputFiles('#file', file);
  await b.page.click('#sign button[type=submit]');
  await at(b, 'place');
  await b.page.waitForSelector('#sheet.fern-drawn', { timeout: 20000 });
  await b.page.check('input[name=level][value=simple]');
  return file;
}

/** The numbers of the form: x, y, width, height. */
const numbers = async (b) => {
  const out = [];
  for (const name of ['x', 'y', 'width', 'height']) {
    out.push(Number(await b.page.inputValue(`#${name}`)));
  }
  return out;
};

/** Where the preview shows the box, as shares of the sheet from top left. */
const shown = (b) => b.page.evaluate(() => {
  const sheet = document.querySelector('#canvas').getBoundingClientRect();
  const box = document.querySelector('#box').getBoundingClientRect();
  return { left: (box.left - sheet.left) / sheet.width,
    top: (box.top - sheet.top) / sheet.height,
    right: (box.right - sheet.left) / sheet.width,
    bottom: (box.bottom - sheet.top) / sheet.height };
});

/** Drag from the middle of something by some pixels. */
async function drag(b, selector, dx, dy) {
  await b.page.locator(selector).scrollIntoViewIfNeeded();
  const { x, y, width, height } = await b.page.locator(selector).boundingBox();
  await b.page.mouse.move(x + width / 2, y + height / 2);
  await b.page.mouse.down();
  await b.page.mouse.move(x + width / 2 + dx / 2, y + height / 2 + dy / 2);
  await b.page.mouse.move(x + width / 2 + dx, y + height / 2 + dy);
  await b.page.mouse.up();
}

/** Release and fetch the signed file. */
async function sign(b, name) {
  await b.page.click('#place button[type=submit]');
  await at(b, 'release');
  const id = /\/sign\/([0-9a-f]{32})/.exec(b.page.url())[1];
  await b.page.click('#release button[type=submit]');
  await at(b, 'signed', 30000);
  const { status, body } =
    await visitor.once(`/documents/${id}/signed.pdf`);
  assert.equal(status, 200);
  const file = path.join(dir, `signed-${name}`);
  writeFileSync(file, body);
  return file;
}

/** A page as it is shown, in grey: { width, height, pixels }; 2 px a point. */
function render(file, page) {
  const out = path.join(dir, 'page');
  const { status } = spawnSync('pdftoppm', ['-cropbox', '-gray', '-r', '144',
    '-f', page, '-l', page, '-singlefile', file, out]);
  assert.equal(status, 0);
  const pgm = readFileSync(`${out}.pgm`);
  const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+\d+\s/
    .exec(pgm.subarray(0, 40).toString('latin1'));
  return { width: Number(width), height: Number(height),
    pixels: pgm.subarray(head.length) };
}

/** The rectangle in which two pictures differ, as shares. */
function marked(one, two) {
  assert.deepEqual([two.width, two.height], [one.width, one.height]);
  const at = { left: Infinity, top: Infinity, right: -1, bottom: -1 };
  for (let i = 0; i < one.pixels.length; i++) {
    if (Math.abs(one.pixels[i] - two.pixels[i]) > 12) {
      const x = i % one.width;
      const y = Math.floor(i / one.width);
      at.left = Math.min(at.left, x / one.width);
      at.right = Math.max(at.right, (x + 1) / one.width);
      at.top = Math.min(at.top, y / one.height);
      at.bottom = Math.max(at.bottom, (y + 1) / one.height);
    }
  }
  assert.ok(at.right > 0, 'nothing to be seen');
  return at;
}

/** Compare what was shown with what came out, in points of this sheet. */
function near(seen, wanted, [width, height], what) {
  for (const [side, points] of [['left', width], ['right', width],
    ['top', height], ['bottom', height]]) {
    const off = Math.abs(seen[side] - wanted[side]) * points;
    assert.ok(off <= TOLERANCE, `${what}: ${side} is off by ${
      off.toFixed(2)} points`);
  }
}

/* file, page, the sheet's size in points as shown */
const sheets = [
  ['a2b.pdf', '2', [595.28, 841.89]],
  ['landscape.pdf', '1', [841.89, 595.28]],
  ['rotated-90.pdf', '1', [841.89, 595.28]],
  ['rotated-180.pdf', '1', [595.28, 841.89]],
  ['rotated-270.pdf', '1', [841.89, 595.28]],
  ['cropped.pdf', '1', [495.5, 680]],
  ['cropped-rotated.pdf', '1', [680, 495.5]],
  ['offset-box.pdf', '1', [595.28, 841.89]],
  ['userunit.pdf', '1', [1190.56, 1683.78]],
  ['small-page.pdf', '1', [100, 80]],
];

for (const [name, page, size] of sheets) {
  test(`what is placed is where it was shown: ${name}`, async (t) => {
    const b = await browser(t);
    const file = await preview(b, name);
    await b.page.selectOption('#page', page === '1' ? 'first' : page);
    await b.page.click('[data-corner=top-left]');
    assert.ok(await b.page.isChecked('input[name=position][value=manual]'));
    const scale = await b.page.evaluate((w) =>
      document.querySelector('#canvas').clientWidth / w, size[0]);
    await drag(b, '#box', size[0] * 0.1 * scale, size[1] * 0.2 * scale);
    await drag(b, '#box [data-edge=se]', size[0] * 0.05 * scale,
      size[1] * 0.03 * scale);
    await b.page.keyboard.press('Shift+ArrowRight');
    const place = await numbers(b);
    const wanted = await shown(b);
    assert.ok(Math.abs(wanted.left * size[0] - place[0]) < 1, 'left');
    assert.ok(Math.abs((1 - wanted.bottom) * size[1] - place[1]) < 1, 'bottom');
    const signed = await sign(b, name);
    near(marked(render(file, page), render(signed, page)), wanted, size, name);
    assert.deepEqual(b.problems, []);
  });
}

for (const [name, page, size] of [sheets[0], sheets.at(-1)]) {
  test(`a corner is where it was shown, whatever the words: ${name}`,
    async (t) => {
      const b = await browser(t);
      const file = await preview(b, name);
      await b.page.selectOption('#page', page === '1' ? 'first' : page);
      await b.page.check('input[name=position][value=top-right]');
      await b.page.fill('#reason',
        'Approval of the second draft after discussion');
      await b.page.waitForSelector('#box:visible');
      const wanted = await shown(b);
      const signed = await sign(b, name);
      near(marked(render(file, page), render(signed, page)), wanted, size,
        name);
      assert.deepEqual(b.problems, []);
    });
}

test('every page bears it where it was shown', async (t) => {
  const b = await browser(t);
  const file = await preview(b, 'a2b.pdf');
  await b.page.selectOption('#page', 'all');
  await b.page.click('[data-corner=top-right]');
  await drag(b, '#box', -40, 30);
  assert.equal(await b.page.inputValue('#page'), 'all');
  const wanted = await shown(b);
  await b.page.click('#page-back');
  await b.page.waitForFunction(() =>
    document.querySelector('#page-now').textContent.startsWith('Page 1'));
  assert.ok(await b.page.isVisible('#box'));
  assert.deepEqual(await shown(b), wanted);
  await look(b, '30-placement-everywhere');
  const signed = await sign(b, 'a2b.pdf');
  for (const page of ['1', '2']) {
    near(marked(render(file, page), render(signed, page)), wanted,
      [595.28, 841.89], `page ${page}`);
  }
  const said = spawnSync('pdfsig', [signed], { encoding: 'utf8' }).stdout;
  assert.match(said, /Signature #1[^#]*Signature is Valid/);
  assert.deepEqual(b.problems, []);
});

test('the keyboard moves and resizes, and the page says so', async (t) => {
  const b = await browser(t);
  await preview(b, 'a2b.pdf');
  await b.page.selectOption('#page', 'first');
  await b.page.check('input[name=position][value=bottom-left]');
  await b.page.waitForSelector('#box:visible');
  await b.page.focus('#box');
  const outline = () => b.page.evaluate(() =>
    `${document.activeElement.id} ${
      getComputedStyle(document.activeElement).outlineStyle}`);
  await b.page.keyboard.press('ArrowRight');
  assert.equal(await outline(), 'box solid', 'the focus is visible');
  const [x, y, width, height] = await numbers(b);
  /* key, what it changes */
  const keys = [
    ['ArrowRight', [1, 0, 0, 0]], ['ArrowLeft', [-1, 0, 0, 0]],
    ['ArrowUp', [0, 1, 0, 0]], ['ArrowDown', [0, -1, 0, 0]],
    ['Shift+ArrowUp', [0, 10, 0, 0]], ['Shift+ArrowRight', [10, 0, 0, 0]],
    ['Alt+ArrowRight', [0, 0, 1, 0]], ['Alt+ArrowLeft', [0, 0, -1, 0]],
    ['Alt+ArrowUp', [0, 0, 0, 1]], ['Alt+Shift+ArrowUp', [0, 0, 0, 10]],
    ['Alt+Shift+ArrowRight', [0, 0, 10, 0]],
  ];
  const want = [x, y, width, height];
  for (const [key, by] of keys) {
    await b.page.keyboard.press(key);
    by.forEach((n, i) => { want[i] += n; });
    assert.deepEqual(await numbers(b), want, key);
  }
  await b.page.keyboard.press('+');
  assert.ok((await numbers(b))[2] > want[2], 'larger');
  await b.page.keyboard.press('-');
  await b.page.keyboard.press('-');
  assert.ok((await numbers(b))[2] < want[2], 'smaller');
  const now = await numbers(b);
  const said = await b.page.innerText('#live');
  assert.match(said, /Page 1\b/);
  for (const n of now) {
    assert.match(said, new RegExp(`\\b${n}\\b`), said);
  }
  for (let i = 0; i < 100; i++) {
    await b.page.keyboard.press('Shift+ArrowRight');
  }
  assert.equal((await numbers(b))[0], Math.floor(595.28 - now[2]),
    'it stays on the page');
  assert.match(b.page.url(), /\/place$/, 'Alt and arrow is not the way back');
  await look(b, '24-placement-keyboard');
  assert.deepEqual(b.problems, []);
});

test('a finger moves and resizes', async (t) => {
  const b = await browser(t, { width: 360, height: 740, lang: 'de' });
  const cdp = await b.context.newCDPSession(b.page);
  await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  await preview(b, 'a2b.pdf');
  await b.page.selectOption('#page', 'first');
  await b.page.click('[data-corner=top-left]');
  const scrolled = () => b.page.evaluate(() => window.scrollY);
  const touch = async (selector, dx, dy) => {
    await b.page.locator(selector).scrollIntoViewIfNeeded();
    const before = await scrolled();
    const box = await b.page.locator(selector).boundingBox();
    const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const send = (type, ...touchPoints) =>
      cdp.send('Input.dispatchTouchEvent', { type, touchPoints });
    await send('touchStart', from);
    await send('touchMove', { x: from.x + dx / 2, y: from.y + dy / 2 });
    await send('touchMove', { x: from.x + dx, y: from.y + dy });
    await send('touchEnd');
    assert.equal(await scrolled(), before, 'the page stays where it is');
  };
  const [x, y, width] = await numbers(b);
  await touch('#box', 40, 90);
  const [x2, y2, width2] = await numbers(b);
  assert.ok(x2 > x + 40 && y2 < y - 90, `moved to ${x2}, ${y2}`);
  assert.equal(width2, width);
  await touch('#box [data-edge=ne]', 30, -20);
  const [x3, y3, width3] = await numbers(b);
  assert.deepEqual([x3, y3], [x2, y2], 'the corner across stays');
  assert.ok(width3 > width + 30, `${width3} wide`);
  await look(b, '25-placement-touch');
  assert.deepEqual(b.problems, []);
});

test('an empty signature field is offered and filled', async (t) => {
  const b = await browser(t);
  const file = await preview(b, 'field-turned.pdf');
  await b.page.check('#position-field');
  const wanted = await shown(b);
  await b.page.fill('#reason', 'Approval');
  await b.page.fill('#place_name', 'Łódź');
  await look(b, '26-placement-field');
  const signed = await sign(b, 'field-turned.pdf');
  near(marked(render(file, '1'), render(signed, '1')), wanted,
    [841.89, 595.28], 'field');
  const said = spawnSync('pdfsig', [signed], { encoding: 'utf8' }).stdout;
  assert.match(said, /Signature is Valid/);
  assert.match(said, /Signature Field Name: Unterschrift/);
  const text = spawnSync('pdftotext', [signed, '-'], { encoding: 'utf8' });
  assert.match(text.stdout, /Reason: Approval\s+Place: Łódź/);
  assert.match(text.stdout, /Simple electronic signature/);

  // And then the page lists it, and offers the field to nobody else.
  await preview(b, 'again.pdf', readFileSync(signed));
  const [found] = await b.page.locator('#signatures li').allInnerTexts();
  assert.match(found, /^.+: valid, with time stamp, \d+ \w+ 20\d\d/);
  assert.equal(await b.page.locator('#position-field').count(), 0);
  await look(b, '27-placement-signed');
  await b.page.goto(`${b.page.url()}?lang=de`);
  await at(b, 'place');
  assert.match((await b.page.locator('#signatures li').allInnerTexts())[0],
    /: gültig, mit Zeitstempel, \d+\. \p{L}+ 20\d\d/u);
  assert.deepEqual(b.problems, []);
});

test('of several empty fields one is chosen', async (t) => {
  const b = await browser(t);
  const file = await preview(b, 'field-two.pdf');
  await b.page.selectOption('#page', 'first');
  await b.page.check('#position-field');
  await b.page.selectOption('#field', 'Auftragnehmer');
  await b.page.waitForFunction(() =>
    /^Page 2 /.test(document.querySelector('#page-now').textContent));
  await b.page.waitForSelector('#box:visible');
  const wanted = await shown(b);
  await look(b, '29-placement-fields');
  const signed = await sign(b, 'field-two.pdf');
  near(marked(render(file, '2'), render(signed, '2')), wanted,
    [595.28, 841.89], 'field');
  assert.match(spawnSync('pdfsig', [signed], { encoding: 'utf8' }).stdout,
    /Signature Field Name: Auftragnehmer/);

  // One is left for the other person.
  await preview(b, 'next.pdf', readFileSync(signed));
  assert.match(await b.page.innerText('label[for=position-field]'),
    /Auftraggeber/);
  assert.deepEqual(b.problems, []);
});

test('letters that cannot be shown are refused beside their field',
  async (t) => {
    const b = await browser(t, { lang: 'de' });
    await preview(b, 'a2b.pdf');
    await b.page.fill('#reason', '承認');
    await b.page.click('#place button[type=submit]');
    await b.page.waitForSelector('#reason-error');
    assert.match(await b.page.innerText('#reason-error'), /Zeichen/);
    await b.page.check('input[name=position][value=invisible]');
    await look(b, '28-placement-letters');
    await b.page.fill('#reason', 'x'.repeat(61));
    await b.page.click('#place button[type=submit]');
    await b.page.waitForSelector('#reason-error');
    assert.match(await b.page.innerText('#reason-error'), /60/);
    assert.deepEqual(b.problems, []);
  });

test('without JavaScript the form places as well', async (t) => {
  const b = await browser(t, { javaScriptEnabled: false });
  const file = path.join(dir, 'plain.pdf');
  writeFileSync(file, sample('a2b.pdf'));
  await b.page.goto(`${d.portal}/sign`);
  await b.page.setInputFiles('#file', file);
  await b.page.click('#sign button[type=submit]');
  await at(b, 'place');
  await b.page.check('input[name=level][value=simple]');
  await b.page.check('input[name=position][value=top-right]');
  await b.page.selectOption('#page', 'first');
  const signed = await sign(b, 'plain.pdf');
  const at_ = marked(render(file, '1'), render(signed, '1'));
  assert.ok(at_.left > 0.5 && at_.bottom < 0.2, JSON.stringify(at_));
});
