// The main job as a person does it in a browser: registration, online ID,
// signature with a TAN, download. In both languages, wide and narrow; axe
// looks at every page, and there is a picture of each.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { d } from '../http/demo.mjs';
import { coins, e164, mark, message, sample, somebody, states, tan }
  from '../http/visitor.mjs';
import { at, look, open } from './browser.mjs';

const dir = mkdtempSync(path.join(os.tmpdir(), 'mainjob.'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

/** Press the button of a form. */
const press = (b, form) =>
  b.page.locator(`#${form} button[type=submit]`).first().click();

async function registerIn(b, person) {
  await b.page.goto(`${d.portal}/register`);
  await look(b, '01-register');
  for (const name of ['first_name', 'family_name', 'phone', 'email', 'password']) {
    await b.page.fill(`#${name}`, person[name]);
  }
  await b.page.check(`input[name=phone_kind][value=${person.phone_kind}]`);
  await b.page.check('#consent_privacy');
  await press(b, 'register');
  await at(b, 'registered');
  await look(b, '02-registered');
}

async function confirmIn(b, person) {
  const mail = await message(person.email, /\/register\/confirm\//);
  await b.page.goto(/https:\S+\/register\/confirm\/\S+/.exec(mail.text)[0]);
  await at(b, 'confirm');
  await look(b, '03-confirm');
  await press(b, 'confirm');
}

async function loginIn(b, person) {
  await b.page.goto(`${d.portal}/login`);
  await look(b, '04-login');
  await b.page.fill('#email', person.email);
  await b.page.fill('#password', person.password);
  await press(b, 'login');
  await at(b, 'dashboard');
  await look(b, '05-dashboard');
}

async function identifyIn(b) {
  await b.page.goto(`${d.portal}/identification`);
  await at(b, 'identification');
  await look(b, '06-identification');
  await b.page.check('input[name=method][value=eid]');
  const boxes = b.page.locator(
    '#identification input[name^=accept_], #consent_certificates');
  for (const box of await boxes.all()) {
    assert.equal(await box.isChecked(), false, 'no box is ticked beforehand');
    await box.check();
  }
  await press(b, 'identification');
  await at(b, 'identification-started');
  await look(b, '07-identification-started');
  const link = new URL(await b.page.getAttribute('#partner', 'href'));
  assert.equal(link.pathname, '/eID-Client');
  link.host = new URL(d.partners.eid_client).host;
  await b.page.goto(link.href);
  await b.page.click('#confirm button[value="1"]');
  await b.page.waitForURL(`${d.portal}/**`);
  for (let i = 0; i < 40; i++) {
    await b.page.goto(`${d.portal}/identification`);
    if (await b.page.locator('main a[href="/certificates"]').count()) {
      break;
    }
    await b.page.waitForTimeout(500);
  }
  await at(b, 'identification-valid');
  await look(b, '08-identification-valid');
  await b.page.goto(`${d.portal}/certificates`);
  await look(b, '09-certificates');
}

async function uploadIn(b, name) {
  await b.page.goto(`${d.portal}/sign`);
  await at(b, 'sign');
  await look(b, '10-sign');
  const file = path.join(dir, name);
  writeFileSync(file, sample(name));
  await b.page.setInputFiles('#file', file);
  await press(b, 'sign');
  await at(b, 'place');
}

async function placeIn(b) {
  await b.page.waitForFunction(() => {
    const c = document.querySelector('#canvas');
    return c && c.width > 100 && c.offsetParent;
  }, null, { timeout: 20000 });
  await b.page.check('input[name=level][value=qualified]');
  await b.page.check('input[name=position][value=bottom-right]');
  await b.page.selectOption('#page', 'last');
  await look(b, '11-place');
  await press(b, 'place');
  await at(b, 'release');
  await look(b, '12-release');
}

async function releaseIn(b, person, since) {
  await b.page.fill('#tan', await tan(person, since));
  await press(b, 'release');
  await at(b, 'signed', 30000);
  await look(b, '13-signed');
}

async function downloadIn(b, id) {
  const [download] = await Promise.all([b.page.waitForEvent('download'),
    b.page.click(`a[href^="/documents/${id}/signed.pdf"]`)]);
  const to = path.join(dir, `${id}.pdf`);
  await download.saveAs(to);
  return to;
}

/** A page as grey values: { width, height, pixels }. */
function render(file, page) {
  const out = path.join(dir, 'page');
  spawnSync('pdftoppm', ['-gray', '-r', '36', '-f', page, '-l', page,
    '-singlefile', file, out]);
  const pgm = readFileSync(`${out}.pgm`);
  const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+\d+\s/
    .exec(pgm.subarray(0, 40).toString('latin1'));
  return { width: Number(width), height: Number(height),
    pixels: pgm.subarray(head.length) };
}

/** Where two pictures of a page differ, as shares of width and height. */
function changed(one, two) {
  const xs = [];
  const ys = [];
  for (let i = 0; i < one.pixels.length; i++) {
    if (Math.abs(one.pixels[i] - two.pixels[i]) > 32) {
      xs.push((i % one.width) / one.width);
      ys.push(Math.floor(i / one.width) / one.height);
    }
  }
  return { n: xs.length, left: Math.min(...xs), top: Math.min(...ys) };
}

for (const [lang, width] of [['de', 1280], ['en', 1280], ['en', 360]]) {
  test(`the main job in a browser (${lang}, ${width} px)`, async (t) => {
    const b = await open({ lang, width, height: width < 500 ? 740 : 900 });
    t.after(b.close);
    const person = somebody();
    await registerIn(b, person);
    await confirmIn(b, person);
    await loginIn(b, person);
    await identifyIn(b);
    await uploadIn(b, 'a2b.pdf');
    const since = await mark(e164(person.phone));
    await placeIn(b);
    const id = /\/sign\/([0-9a-f]{32})/.exec(b.page.url())[1];
    await releaseIn(b, person, since);
    const signed = await downloadIn(b, id);

    assert.deepEqual(states(id), { batch: 'done', release: 'signed', tries: 1,
      charge: 'posted 5', values: 1 });
    assert.deepEqual(coins(person), { balance: 5, reserved: 0 });
    const said = spawnSync('pdfsig', [signed], { encoding: 'utf8' }).stdout;
    assert.match(said, /Signature is Valid/);
    assert.match(said, /ETSI\.CAdES\.detached/);
    const seen = changed(render(path.join(dir, 'a2b.pdf'), '2'),
      render(signed, '2'));
    assert.ok(seen.n > 50, 'the signature is visible');
    assert.ok(seen.left > 0.45 && seen.top > 0.6,
      `bottom right: from ${seen.left}, ${seen.top}`);
    for (const [where, name] of [['/documents', '14-documents'],
      ['/coins', '15-coins'], ['/settings', '16-settings'],
      ['/account/personal-data', '17-personal-data'], ['/faq', '18-faq'],
      ['/terms', '19-terms'], ['/no-such-page', '20-not-found']]) {
      await b.page.goto(d.portal + where);
      await look(b, name);
    }
    assert.deepEqual(b.problems, []);
  });
}
