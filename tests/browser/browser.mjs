// A browser for the tests: Debian's Chromium, a fresh profile, trusting the
// demo's own certificate and no other. Pictures go to tests/output/browser/.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { ca, d } from '../http/demo.mjs';

const PICTURES = fileURLToPath(new URL('../output/browser/', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url)
  .resolve('axe-core/axe.min.js'), 'utf8');

/** The hash of the key that the portal's certificate certifies. */
function keyHash() {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(d.portal);
    const s = tls.connect({ host: hostname, port, ca, servername: hostname },
      () => {
        const key = s.getPeerX509Certificate().publicKey
          .export({ type: 'spki', format: 'der' });
        s.destroy();
        resolve(createHash('sha256').update(key).digest('base64'));
      });
    s.on('error', reject);
  });
}

/** Open a browser window; close() ends it and removes its profile. */
export async function open({ lang = 'en', width = 1280, height = 900,
  dark = false, javaScriptEnabled = true } = {}) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'chromium.'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.FERNSIGN_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update',
      '--disable-sync', `--ignore-certificate-errors-spki-list=${
        await keyHash()}`],
    headless: true, locale: lang, viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light', acceptDownloads: true,
    javaScriptEnabled, timezoneId: 'Europe/Berlin',
  });
  const page = context.pages()[0] ?? await context.newPage();
  const problems = [];
  page.on('response', (r) => { // the page itself may well be a refusal
    if (r.status() >= 400 && r.request().method() === 'GET'
      && r.request().resourceType() !== 'document') {
      problems.push(`${r.status()}: ${r.url()}`);
    }
  });
  page.on('pageerror', (e) => problems.push(`script: ${e.message}`));
  page.on('console', (m) => {
    if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) {
      problems.push(`console: ${m.text()}`);
    }
  });
  return { page, context, problems, lang, width,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    } };
}

/** The main state of the page. */
export const state = (b) =>
  b.page.locator('main').first().getAttribute('data-state');

/** Wait until the page is in a state; says what the page says if not. */
export async function at(b, wanted, ms = 20000) {
  try {
    await b.page.waitForSelector(`main[data-state="${wanted}"]`,
      { timeout: ms, state: 'attached' });
  } catch {
    const said = await b.page.locator('[role=alert]').allInnerTexts();
    assert.fail(`wanted ${wanted}, ${b.page.url()} is ${await state(b)}: ${
      said.join(' | ')}`);
  }
}

/** Take a picture of the whole page. */
export async function picture(b, name) {
  mkdirSync(PICTURES, { recursive: true });
  await b.page.screenshot({ fullPage: true,
    path: path.join(PICTURES, `${name}-${b.lang}-${b.width}.png`) });
}

/** axe finds nothing, nothing is wider than the window; and a picture. */
export async function look(b, name) {
  await b.page.evaluate(AXE);
  const { violations } = await b.page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'] }));
  await picture(b, name);
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.help}: ${
    v.nodes.map((n) => n.html.slice(0, 120)).join(' ~ ')}`), [], name);
  const wide = await b.page.evaluate(() =>
    document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px wider than the window`);
}

/** Let the browser be somebody who is logged in already (a Visitor). */
export async function become(b, visitor) {
  const { host, origin } = new URL(d.portal);
  await b.context.addCookies(Object.entries(visitor.cookies[host])
    .filter(([name]) => name !== '__Host-lang')
    .map(([name, value]) => ({ name, value, url: origin, secure: true,
      httpOnly: true, sameSite: 'Lax' })));
}
