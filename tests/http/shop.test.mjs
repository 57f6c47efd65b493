// The reseller's callback from outside: who is believed, every status of the
// contract, one order for any number of messages at once, the mail's link,
// and what survives a kill at each step.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { mkdirSync, writeFileSync, chmodSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { ctl, d, demo, request, sql } from './demo.mjs';

const sleep = (ms) => new Promise((r) => { setTimeout(r, ms); });
const run = crypto.randomBytes(4).toString('hex');
let number = 0;

const orderId = () => `T-${run}-${++number}`;

const order = (more = {}, type = 'order.paid') => ({
  type, timestamp: '2026-11-22T10:15:30Z',
  data: { order_id: orderId(), username: `shop-${run}@example.org`,
    package: 'coins-500', quantity: 1, language: 'en', ...more },
});

/** Standard Webhooks headers over a body. */
function signed(body, { secret = d.shop.secret, at, id } = {}) {
  const when = String(at ?? Math.floor(Date.now() / 1000));
  const name = id ?? `msg_${crypto.randomBytes(8).toString('hex')}`;
  const mac = crypto.createHmac('sha256',
    Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${name}.${when}.`).update(body).digest('base64');
  return { 'content-type': 'application/json', 'shop-id': d.shop.id,
    'webhook-id': name, 'webhook-timestamp': when,
    'webhook-signature': `v1,${mac}` };
}

/** Send a message; how spoils its headers. */
function send(message, { headers = {}, ...how } = {}) {
  const body = typeof message === 'string' ? message :
    JSON.stringify(message);
  return request(d.shop.url, { method: 'POST', body,
    headers: { ...signed(body, how), ...headers } });
}

const orders = (id) => Number(sql(
  `SELECT COUNT(*) FROM shop_order WHERE order_id = '${id}'`)[0][0]);

/** Mails to an address, waiting up to ten seconds for n of them. */
async function mails(to, n) {
  for (let i = 0; ; i++) {
    const { text } = await request(`${d.inbox}/messages?to=${
      encodeURIComponent(to)}`);
    const list = JSON.parse(text);
    if (list.length >= n || i === 100) {
      return list;
    }
    await sleep(100);
  }
}

test('an order is accepted, and again it is a duplicate', async () => {
  const m = order();
  const first = await send(m);
  assert.equal(first.status, 200);
  assert.equal(first.text, '{"status":"accepted"}');
  assert.match(first.headers['content-type'], /^application\/json/);
  for (let i = 0; i < 3; i++) {
    assert.equal((await send(m)).text, '{"status":"duplicate"}');
  }
  assert.equal(orders(m.data.order_id), 1);
});

test('who is not the shop is refused', async () => {
  const now = Math.floor(Date.now() / 1000);
  const rows = [
    ['another secret', { secret: `whsec_${
      crypto.randomBytes(32).toString('base64')}` }],
    ['too old', { at: now - 310 }],
    ['too early', { at: now + 310 }],
    ['no time', { headers: { 'webhook-timestamp': '' } }],
    ['time not a number', { headers: { 'webhook-timestamp': 'now' } }],
    ['no signature', { headers: { 'webhook-signature': '' } }],
    ['another version', { headers: { 'webhook-signature': 'v2,AAAA' } }],
    ['another id', { headers: { 'webhook-id': 'msg_other' } }],
    ['another shop', { headers: { 'shop-id': 'other' } }],
    ['a path for a shop', { headers: { 'shop-id': '../shop/demo-shop' } }],
  ];
  for (const [what, how] of rows) {
    const m = order();
    const r = await send(m, how);
    assert.equal(r.status, 401, what);
    assert.equal(orders(m.data.order_id), 0, what);
  }
  const m = order();
  const body = JSON.stringify(m);
  const r = await request(d.shop.url, { method: 'POST',
    body: body.replace('"quantity":1', '"quantity":9'),
    headers: signed(body) });
  assert.equal(r.status, 401, 'body changed after signing');
});

test('what is wrong in a message is named', async () => {
  const rows = [
    ['{', 'json'], ['[]', 'json'], ['{"type":"order.paid"}', 'data'],
    [order({}, 'order.shipped'), 'type'],
    [order({ order_id: 'a b' }), 'order_id'],
    [order({ order_id: 7 }), 'order_id'],
    [order({ username: 'erika' }), 'username'],
    [order({ username: 'a@b.org\r\nBcc: c@d.org' }), 'username'],
    [order({ quantity: 0 }), 'quantity'],
    [order({ quantity: -5 }), 'quantity'],
    [order({ quantity: 1e9 }), 'quantity'],
    [order({ quantity: '1' }), 'quantity'],
    [order({ language: 'fr' }), 'language'],
    [order({ package: null }), 'package'],
  ];
  for (const [m, field] of rows) {
    const r = await send(m);
    assert.equal(r.status, 400, field);
    assert.equal(JSON.parse(r.text).field, field);
  }
  assert.equal((await send(order({ package: 'coins-26' }))).status, 422);
});

test('the form of the request', async () => {
  const body = JSON.stringify(order());
  const wrong = { ...signed(body), 'content-type': 'text/plain' };
  assert.equal((await request(d.shop.url,
    { method: 'POST', body, headers: wrong })).status, 415);
  assert.equal((await request(d.shop.url)).status, 405);
  const long = JSON.stringify({ ...order(), pad: 'x'.repeat(16384) });
  assert.equal((await send(long)).status, 413);
});

test('the same order with other content is a conflict', async () => {
  const m = order();
  assert.equal((await send(m)).status, 200);
  for (const more of [{ quantity: 2 }, { package: 'coins-25' },
    { username: 'other@example.org' }]) {
    const other = structuredClone(m);
    Object.assign(other.data, more);
    assert.equal((await send(other)).status, 409);
  }
  const id = `msg_${crypto.randomBytes(8).toString('hex')}`;
  assert.equal((await send(order(), { id })).status, 200);
  assert.equal((await send(order(), { id })).status, 409,
    'same message id, other body');
});

test('fifty messages at once make one order and one mail', async () => {
  const m = order({ username: `once-${run}@example.org`, language: 'de',
    quantity: 2 });
  const answers = await Promise.all(Array.from({ length: 50 },
    () => send(m)));
  const words = answers.map((r) => r.status === 200 ?
    JSON.parse(r.text).status : r.status);
  assert.equal(words.filter((w) => w === 'accepted').length, 1);
  assert.ok(words.every((w) => ['accepted', 'duplicate', 429, 503]
    .includes(w)), String(words));
  assert.equal(orders(m.data.order_id), 1);
  const list = await mails(m.data.username, 1);
  await sleep(2500); // two more ticks of notify
  assert.equal((await mails(m.data.username, 1)).length, 1);
  assert.equal(list[0].subject, 'Ihre Coins zum Einlösen');
  assert.match(list[0].text, /1000 Coins/);
  assert.match(list[0].text, new RegExp(m.data.order_id));
  const [link] = list[0].text.match(/https:\S+\/redeem\/\S+/);
  assert.ok(link.startsWith(`${d.portal}/redeem/`));
  const token = link.split('/').at(-1);
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  const [[row]] = sql(`SELECT COUNT(*) FROM shop_order WHERE redeem_token =
    UNHEX(SHA2('${token}', 256)) AND coins = 1000`);
  assert.equal(row, '1', 'the database holds the digest of the link');
  const [[blank]] = sql(`SELECT COUNT(*) FROM outbox WHERE recipient =
    '${m.data.username}' AND state = 'sent' AND link IS NULL`);
  assert.equal(blank, '1', 'the link is blanked on delivery');
});

test('a cancellation is taken once and follows the order', async () => {
  const m = order();
  assert.equal((await send(m)).status, 200);
  const back = { ...m, type: 'order.cancelled' };
  assert.equal((await send(back)).text, '{"status":"accepted"}');
  assert.equal((await send(back)).text, '{"status":"duplicate"}');
  assert.equal(orders(m.data.order_id), 2);
});

test('two secrets are good while one is renewed', async () => {
  const id = `test-${run}`;
  const headers = { 'shop-id': id };
  const first = ctl('shop', 'add', id).stdout.trim();
  assert.match(first, /^whsec_/);
  assert.equal((await send(order(), { secret: first, headers })).status, 200);
  const second = ctl('shop', 'rotate', id).stdout.trim();
  for (const secret of [second, first]) {
    assert.equal((await send(order(), { secret, headers })).status, 200);
  }
  const third = ctl('shop', 'rotate', id).stdout.trim();
  for (const [secret, status] of [[third, 200], [second, 200], [first, 401]]) {
    assert.equal((await send(order(), { secret, headers })).status, status);
  }
});

test('a kill before or after the commit loses and doubles nothing',
  async (t) => {
    if (!d.state) {
      t.skip('no state folder');
      return;
    }
    const dir = path.join(d.state, 'fault');
    mkdirSync(dir, { recursive: true });
    chmodSync(dir, 0o777);
    for (const [step, there] of [['before_commit', 0], ['after_commit', 1]]) {
      const m = order({ username: `${step}-${run}@example.org` });
      writeFileSync(path.join(dir, `shop.${step}`), '');
      const r = await send(m);
      assert.ok(r.status >= 500, `${step}: ${r.status}`);
      assert.equal(orders(m.data.order_id), there, step);
      const again = await send(m);
      assert.equal(again.status, 200, step);
      assert.equal(JSON.parse(again.text).status,
        there ? 'duplicate' : 'accepted', step);
      assert.equal((await mails(m.data.username, 1)).length, 1, step);
    }
  });

test('while the database is away the shop is told to come again',
  async () => {
    const m = order();
    process.kill(demo().pids.mariadb[0], 'SIGKILL');
    const seen = [];
    for (let i = 0; i < 100; i++) {
      const r = await send(m);
      seen.push(r.status);
      if (r.status === 200) {
        break;
      }
      assert.equal(r.status, 503, r.text);
      assert.equal(r.headers['retry-after'], '5');
      await sleep(200);
    }
    assert.equal(seen[0], 503);
    assert.equal(seen.at(-1), 200);
    assert.equal(orders(m.data.order_id), 1);
  });
