// Without a mouse, and after a mistake: what a person who does not see or
// point needs.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { d } from '../http/demo.mjs';
import { confirm, register, somebody, Visitor } from '../http/visitor.mjs';
import { at, look, open } from './browser.mjs';

test('log in with the keyboard alone', async (t) => {
  const v = new Visitor();
  const person = somebody();
  await register(v, person);
  await confirm(v, person);
  const b = await open();
  t.after(b.close);
  await b.page.goto(`${d.portal}/login`);
  const focused = () => b.page.evaluate(() => document.activeElement.id
    || document.activeElement.className);
  await b.page.keyboard.press('Tab');
  assert.match(await focused(), /skip/, 'first the way to the content');
  await b.page.keyboard.press('Enter');
  for (let i = 0; i < 12 && await focused() !== 'email'; i++) {
    await b.page.keyboard.press('Tab');
  }
  assert.equal(await focused(), 'email');
  await b.page.keyboard.type(person.email);
  await b.page.keyboard.press('Tab');
  assert.equal(await focused(), 'password');
  await b.page.keyboard.type(person.password);
  await b.page.keyboard.press('Enter');
  await at(b, 'dashboard');
  assert.deepEqual(b.problems, []);
});

for (const dark of [false, true]) {
  test(`mistakes are announced and lead to their fields (${
    dark ? 'dark' : 'light'})`, async (t) => {
    const b = await open({ dark, lang: 'de' });
    t.after(b.close);
    await b.page.goto(`${d.portal}/register`);
    await b.page.fill('#first_name', 'Erika');
    await b.page.locator('#register button[type=submit]').click();
    await b.page.waitForSelector('#faults');
    await look(b, dark ? '21-mistakes-dark' : '21-mistakes');
    assert.equal(await b.page.inputValue('#first_name'), 'Erika');
    const links = await b.page.locator('#faults a').all();
    assert.ok(links.length >= 4);
    for (const a of links) {
      const id = (await a.getAttribute('href')).slice(1);
      assert.equal(await b.page.locator(`#${id}`).count(), 1, id);
    }
    const described = await b.page.locator('[aria-invalid=true]').all();
    assert.ok(described.length >= 4);
    for (const f of described) {
      const by = await f.getAttribute('aria-describedby');
      assert.ok(await b.page.locator(`#${by.trim().split(/\s+/)[0]}`).count());
    }
  });
}

test('the first page is small', async (t) => {
  const b = await open();
  t.after(b.close);
  let octets = 0;
  b.page.on('response', async (r) => {
    if (!/\.(woff2?|ttf)$/.test(r.url())) {
      octets += (await r.request().sizes()).responseBodySize;
    }
  });
  await b.page.goto(d.portal, { waitUntil: 'networkidle' });
  await b.page.waitForTimeout(300);
  assert.ok(octets > 1000 && octets < 100000, `${octets} octets`);
});
