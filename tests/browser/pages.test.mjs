// Every page as a picture: at four widths (320 px is 1280 px with text at
// 400 %, WCAG 1.4.10), in both languages, light and dark; for a stranger, for
// somebody new, and for somebody who has signed. axe finds nothing, nothing is
// wider than the window, and the page says its language.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { d } from '../http/demo.mjs';
import { batch, confirm, login, place, register, signatory, signed, somebody,
  upload, Visitor } from '../http/visitor.mjs';
import { become, look, open } from './browser.mjs';

const VIEWS = [
  { width: 320, lang: 'de', dark: false },
  { width: 360, lang: 'en', dark: true },
  { width: 768, lang: 'de', dark: true },
  { width: 1280, lang: 'en', dark: false },
  { width: 1280, lang: 'de', dark: true },
];

const OPEN = ['/', '/register', '/register/confirm/unknown', '/login',
  '/logout', '/password', '/password/unknown', '/faq', '/terms',
  '/terms/privacy', '/terms/imprint', '/no-such-page', '/repository'];

const OWN = ['/', '/sign', '/documents', '/identification', '/certificates',
  '/coins', '/settings', '/account', '/account/personal-data', '/terms',
  '/redeem/unknown', '/identification?other=1'];

const LONG = { first_name: 'Karl-Theodor Maximilian Nikolaus',
  family_name: 'von Mustermann-Donaudampfschifffahrtsgesellschaft' };

let newcomer;
let signer;
const batches = {};

before(async () => {
  const person = somebody(LONG);
  newcomer = new Visitor();
  await register(newcomer, person);
  await confirm(newcomer, person);
  await login(newcomer, person);

  const one = await signatory();
  signer = one.v;
  await upload(signer, 'a2b.pdf', 'pages-12.pdf');
  batches.place = batch(signer);
  await upload(signer, 'a2b.pdf');
  batches.release = batch(signer);
  await place(signer, one.person, { level: 'advanced' });
  await upload(signer, 'a2b.pdf', 'landscape.pdf');
  batches.signed = batch(signer);
  for (let i = 0; i < 2; i++) {
    await signer.submit('place',
      { level: 'simple', position: 'invisible', page: 'first' });
  }
  await signer.submit('release');
  await signed(signer, batches.signed);
});

async function each(b, who, paths) {
  for (const path of paths) {
    await b.page.goto(d.portal + path, { waitUntil: path.endsWith('place')
      ? 'networkidle' : 'load' });
    const lang = await b.page.getAttribute('html', 'lang');
    assert.equal(lang, b.lang, `language of ${path}`);
    assert.equal(await b.page.locator('h1').count(), 1, `one h1 at ${path}`);
    await look(b, `pages-${who}${path.replace(/\W+/g, '-')}`);
  }
}

for (const view of VIEWS) {
  const name = `${view.width} px, ${view.lang}, ${view.dark ? 'dark'
    : 'light'}`;

  test(`pages of a stranger (${name})`, async (t) => {
    const b = await open(view);
    t.after(b.close);
    await each(b, 'stranger', OPEN);
  });

  test(`pages of somebody new (${name})`, async (t) => {
    const b = await open(view);
    t.after(b.close);
    await become(b, newcomer);
    await each(b, 'new', OWN);
  });

  test(`pages of somebody who signs (${name})`, async (t) => {
    const b = await open(view);
    t.after(b.close);
    await become(b, signer);
    await b.page.goto(`${d.portal}/certificates`);
    const revoke = await b.page.locator('a[href$="/revoke"]').first()
      .getAttribute('href');
    await each(b, 'signer', [...OWN, revoke,
      `/sign/${batches.place}/place`, `/sign/${batches.release}/release`,
      `/sign/${batches.signed}`, `/documents/${batches.signed}/delete`]);
  });
}
