// A person with a browser that knows no JavaScript: fetches pages, keeps
// cookies, follows redirects, fills forms in as they stand in the page.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { d, request, sql } from './demo.mjs';

const MAKE_SAMPLES = fileURLToPath(new URL('../samples/make', import.meta.url));

export const sleep = (ms) => new Promise((r) => { setTimeout(r, ms); });

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (s) => s.replace(/&(amp|lt|gt|quot|#39);/g, (_, e) => ENTITIES[e]);

/** The attributes of a start tag. */
function attributes(tag) {
  const out = {};
  for (const [, name, value] of
    tag.matchAll(/\s([\w-]+)(?:="([^"]*)")?/g)) {
    out[name] = value === undefined ? true : plain(value);
  }
  return out;
}

/** What a browser would send of a form nobody touched. */
function fields(html) {
  const out = {};
  for (const [tag] of html.matchAll(/<(?:input|button)\b[^>]*>/g)) {
    const a = attributes(tag);
    const silent = !a.name || a.type === 'file' || tag.startsWith('<button')
      || (['radio', 'checkbox'].includes(a.type) && !a.checked);
    if (!silent) {
      out[a.name] = a.value ?? '';
    }
  }
  for (const [, tag, inner] of
    html.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const options = [...inner.matchAll(/<option\b[^>]*>/g)]
      .map(([o]) => attributes(o));
    out[attributes(` ${tag}`).name] =
      (options.find((o) => o.selected) ?? options[0])?.value;
  }
  return out;
}

/** The end of the element that begins at from. */
function endOf(html, name, from) {
  const tags = new RegExp(`<(/?)${name}\\b`, 'g');
  tags.lastIndex = from;
  for (let depth = 0, m = tags.exec(html); m; m = tags.exec(html)) {
    depth += m[1] ? -1 : 1;
    if (!depth) {
      return m.index;
    }
  }
  return html.length;
}

/** The texts of the elements that announce something wrong. */
const alerts = (html) =>
  [...html.matchAll(/<(\w+)\b[^>]*\brole="alert"[^>]*>/g)]
    .filter(([tag]) => !/\shidden\b/.test(tag))
    .map((m) => plain(html.slice(m.index, endOf(html, m[1], m.index))
      .replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ').trim());

let visitors = 0;

export class Visitor {
  constructor({ lang = 'en' } = {}) {
    this.lang = lang;
    this.cookies = {}; // by host
    // Limits count by address: everybody has their own.
    visitors += 1;
    this.address = `127.${100 + (process.pid % 100)}.${visitors >> 8}.${
      (visitors & 255) + 1}`;
  }

  /** Take what an answer sets; a cookie of age 0 goes. */
  #keep(host, headers) {
    for (const line of headers['set-cookie'] ?? []) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      const jar = (this.cookies[host] ??= {});
      if (/;\s*Max-Age=0\b/i.test(line)) {
        delete jar[pair.slice(0, at)];
      } else {
        jar[pair.slice(0, at)] = pair.slice(at + 1);
      }
    }
  }

  /** One request without following anything. */
  async once(url, { method = 'GET', headers = {}, body } = {}) {
    const to = new URL(url, this.page?.url ?? d.portal);
    const jar = Object.entries(this.cookies[to.host] ?? {})
      .map(([n, v]) => `${n}=${v}`).join('; ');
    const r = await request(to, { method, body, localAddress: this.address,
      headers: { 'Accept-Language': this.lang,
        ...(jar ? { Cookie: jar } : {}),
        ...(body ? { 'Content-Length': Buffer.byteLength(body) } : {}),
        ...headers } });
    this.#keep(to.host, r.headers);
    return { ...r, url: to };
  }

  /** Go somewhere and follow; the page that is shown in the end. */
  async go(url, options) {
    let r = await this.once(url, options);
    for (let hops = 0; [302, 303, 307].includes(r.status); hops++) {
      assert.ok(hops < 12, `too many redirects at ${r.url}`);
      r = await this.once(new URL(r.headers.location, r.url));
    }
    this.page = { url: r.url, status: r.status, html: r.text, body: r.body,
      headers: r.headers, alerts: alerts(r.text),
      state: /<main\b[^>]*\bdata-state="([^"]*)"/.exec(r.text)?.[1] };
    return this.page;
  }

  /** Find a form of the page by its id. */
  form(id) {
    const found = new RegExp(`<form\\b[^>]*\\bid="${id}"[^>]*>[\\s\\S]*?</form>`)
      .exec(this.page.html);
    assert.ok(found, `no form ${id} at ${this.page.url} (${this.page.status}, `
      + `${this.page.state}): ${this.page.alerts}`);
    const a = attributes(found[0].slice(0, found[0].indexOf('>')));
    return { action: a.action, method: (a.method ?? 'get').toUpperCase(),
      multipart: a.enctype === 'multipart/form-data',
      fields: fields(found[0]) };
  }

  /** What submitting a form would send; undefined values are left out. */
  compose(id, values = {}, files = []) {
    const form = this.form(id);
    const all = Object.entries({ ...form.fields, ...values })
      .filter(([, v]) => v !== undefined);
    if (!form.multipart) {
      return { url: form.action, method: form.method,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(all).toString() };
    }
    const mark = `----fernsign${Math.random().toString(16).slice(2)}`;
    const parts = all.map(([n, v]) => Buffer.from(`--${mark}\r\n`
      + `Content-Disposition: form-data; name="${n}"\r\n\r\n${v}\r\n`));
    for (const [name, content] of files) {
      parts.push(Buffer.from(`--${mark}\r\nContent-Disposition: form-data; `
        + `name="file"; filename="${name}"\r\n`
        + 'Content-Type: application/pdf\r\n\r\n'), content, Buffer.from('\r\n'));
    }
    parts.push(Buffer.from(`--${mark}--\r\n`));
    return { url: form.action, method: form.method,
      headers: { 'Content-Type': `multipart/form-data; boundary=${mark}` },
      body: Buffer.concat(parts) };
  }

  /** Fill a form in, send it and follow. */
  async submit(id, values, files) {
    const { url, ...options } = this.compose(id, values, files);
    return this.go(url, options);
  }

  /** Assert the state of the page; says what the page says. */
  at(state) {
    const { page } = this;
    assert.equal(page.state, state, `${page.url} says ${page.status} `
      + `${page.state}: ${page.alerts.join(' | ')}`);
    return page;
  }
}

/** Wait until look() is true or something. */
export async function until(what, look, seconds = 20) {
  for (let i = 0; i < seconds * 10; i++) {
    const found = await look();
    if (found) {
      return found;
    }
    await sleep(100);
  }
  throw new Error(`waited ${seconds} s for ${what}`);
}

/** Messages to an address or number, newest first. */
export async function inbox(to) {
  const { text } = await request(`${d.inbox}/messages?to=${
    encodeURIComponent(to)}`);
  return JSON.parse(text);
}

/** Wait for a message that matches; the newest one. */
export const message = (to, pattern, since = 0) =>
  until(`a message to ${to} with ${pattern}`, async () =>
    (await inbox(to)).find((m) => pattern.test(m.text) && m.id > since));

/** How many messages there are: what comes later has a higher number. */
export const mark = async (to) => (await inbox(to))[0]?.id ?? 0;

let people = 0;

/** Erika, with an address and a number that nobody had before. */
export function somebody(more = {}) {
  people += 1;
  const n = (process.pid % 100000) * 1000 + people;
  return { first_name: 'Erika', family_name: 'Mustermann',
    phone: `+49 151 ${String(n).padStart(8, '0')}`, phone_kind: 'mobile',
    email: `erika.${n}.${Date.now() % 100000}@example.org`,
    password: 'Sieben Zwerge essen Brezeln', consent_privacy: 'on', ...more };
}

export const e164 = (phone) => phone.replace(/[^+\d]/g, '');

/** Fill in the registration; the page after it. */
export async function register(v, person) {
  await v.go('/register');
  return v.submit('register', person);
}

/** Open the link of the mail and press its button. */
export async function confirm(v, person) {
  const mail = await message(person.email, /\/register\/confirm\//);
  const link = /https:\S+\/register\/confirm\/\S+/.exec(mail.text)[0];
  await v.go(link);
  v.at('confirm');
  await v.submit('confirm');
  return link;
}

export async function login(v, person) {
  await v.go('/login');
  return v.submit('login', { email: person.email, password: person.password });
}

/** All boxes of the identification form ticked. */
export function accepted(v) {
  const boxes = {};
  for (const [, name] of v.page.html.matchAll(
    /name="(accept_[\w-]+|consent_certificates)"/g)) {
    boxes[name] = 'on';
  }
  assert.ok(Object.keys(boxes).length >= 7, 'documents to accept');
  return boxes;
}

/** Start the online ID and carry it out with the simulated client. */
export async function identify(v, persona = '', confirmed = '1') {
  await v.go('/identification');
  await v.submit('identification', { method: 'eid', ...accepted(v) });
  v.at('identification-started');
  const link = plain(/<a\b[^>]*\bid="partner"[^>]*\bhref="([^"]*)"/
    .exec(v.page.html)?.[1] ?? '');
  const client = new URL(link);
  const here = new URL(d.partners.eid_client);
  assert.equal(client.pathname, '/eID-Client');
  client.host = here.host; // AusweisApp's own port is another one
  client.searchParams.set('persona', persona);
  await v.go(client);
  return v.submit('confirm', { confirm: confirmed });
}

/** Wait until the certificates are there. */
export const certified = (v) => until('certificates', async () => {
  const page = await v.go('/identification');
  return page.state === 'identification-valid'
    && /href="\/certificates"/.test(page.html);
});

/** A person who may sign. */
export async function signatory(options) {
  const v = new Visitor(options);
  const person = somebody(options);
  await register(v, person);
  v.at('registered');
  await confirm(v, person);
  await login(v, person);
  v.at('dashboard');
  await identify(v);
  await certified(v);
  return { v, person };
}

/** Upload files; the page after it (place, or the refusal). */
export async function upload(v, ...names) {
  await v.go('/sign');
  v.at('sign');
  return v.submit('sign', {}, names.map((n) => [n, sample(n)]));
}

/** The batch that the page is about. */
export const batch = (v) =>
  /\/sign\/([0-9a-f]{32})\b/.exec(v.page.url.pathname)?.[1];

/** Place the document of the page, then the TAN that is on its way. */
export async function place(v, person, values = {}) {
  v.at('place');
  const since = await mark(e164(person.phone));
  await v.submit('place', { level: 'qualified', position: 'bottom-right',
    page: 'last', ...values });
  return () => tan(person, since);
}

/** The newest TAN sent after since. */
export async function tan(person, since = 0) {
  const m = await message(e164(person.phone), /\bTAN\D{0,20}\d{6}\b/, since);
  return /\bTAN\D{0,20}(\d{6})\b/.exec(m.text)[1];
}

/** Another TAN than the right one. */
export const wrong = (right) =>
  String((Number(right) + 1) % 1000000).padStart(6, '0');

/** Wait until a batch is signed, as its own page shows. */
export const signed = (v, id) => until('the signature', async () =>
  (await v.go(`/sign/${id}`)).state === 'signed');

/** The delivered file of a batch, once it is signed and raised: the timer may
 * have been quicker than the release, and raises it just now. */
export async function raised(v, id) {
  await signed(v, id);
  await until('B-LTA', () => sql(`SELECT 1 FROM sign_doc
    WHERE batch = x'${id}' AND NOT reached <=> 'B-LTA'`).length === 0);
  return (await v.once(`/documents/${id}/signed.pdf`)).body;
}

let samples;

/** One of the project's own sample files. */
export function sample(name) {
  if (!samples) {
    samples = mkdtempSync(path.join(os.tmpdir(), 'samples.'));
    execFileSync(MAKE_SAMPLES, [samples]);
    process.on('exit', () => execFileSync('rm', ['-rf', samples]));
  }
  return readFileSync(path.join(samples, name));
}

/** Coins of a person: { balance, reserved }. */
export function coins(person) {
  const [[balance, reserved]] = sql(`SELECT c.balance, c.reserved
    FROM coin_account c JOIN account a USING (id)
    WHERE a.email = '${person.email}'`);
  return { balance: Number(balance), reserved: Number(reserved) };
}

/** Give a person coins, with both entries. */
export function topUp(person, n) {
  sql(`INSERT INTO coin_transfer (reference, debit, credit, coins, kind,
      state, created_at, settled_at)
    SELECT CONCAT('order:test:', HEX(id), ':', UUID()),
      UNHEX(LPAD('4', 32, '0')), id, ${n}, 'order', 'posted', 1, 1
      FROM account WHERE email = '${person.email}';
    UPDATE coin_account c JOIN account a USING (id)
      SET c.balance = c.balance + ${n} WHERE a.email = '${person.email}'`);
}

/** States of a batch, its release and its charge. */
export function states(id) {
  const one = (text) => sql(text)[0]?.[0];
  return {
    batch: one(`SELECT state FROM sign_batch WHERE id = x'${id}'`),
    release: one(`SELECT state FROM activation WHERE id = x'${id}'`),
    tries: Number(one(`SELECT tries FROM activation WHERE id = x'${id}'`)),
    charge: one(`SELECT CONCAT(state, ' ', coins) FROM coin_transfer
      WHERE reference = 'sign:${id}'`),
    values: Number(one(`SELECT COUNT(*) FROM signature_value
      WHERE activation = x'${id}'`)),
  };
}
