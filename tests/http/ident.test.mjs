// Identification: every card, every server that misbehaves, every address
// used twice or by somebody else, every event of the partner that is forged,
// late, repeated or wrong. What counts in the end is the case's state, and
// that coins and certificates agree with it.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { d, request, sql } from './demo.mjs';
import { accepted, certified, coins, confirm, identify, login, message,
  register, somebody, until, Visitor } from './visitor.mjs';

const TM = d.partners.identity_tm;

/** Somebody who is logged in and not identified. */
async function newcomer() {
  const v = new Visitor();
  const person = somebody();
  await register(v, person);
  await confirm(v, person);
  await login(v, person);
  v.at('dashboard');
  return { v, person };
}

/** Start an identification; the link to go on with. */
async function start(v, method) {
  await v.go('/identification');
  await v.submit('identification', { method, ...accepted(v) });
  v.at('identification-started');
  const href = /<a\b[^>]*\bid="partner"[^>]*\bhref="([^"]*)"/
    .exec(v.page.html)[1];
  return new URL(href.replaceAll('&amp;', '&'));
}

/** The latest case of a person. */
function latest(person) {
  const [row] = sql(`SELECT LOWER(HEX(c.id)), c.state, IFNULL(c.reason, ''),
      IFNULL(c.reference, ''), IFNULL(a.state, '')
    FROM ident_case c JOIN account p ON p.id = c.account
    LEFT JOIN eid_attempt a ON a.ident_case = c.id
    WHERE p.email = '${person.email}' ORDER BY c.created_at DESC LIMIT 1`);
  const [id, state, reason, reference, attempt] = row;
  return { id, state, reason, reference, attempt };
}

/** The TcToken, as a client reads it. */
async function tcToken(link) {
  const r = await request(link.searchParams.get('tcTokenURL'));
  const el = (name) => new RegExp(`<${name}>([^<]*)</${name}>`)
    .exec(r.text)?.[1].replaceAll('&amp;', '&');
  return { ...r, refresh: el('RefreshAddress'),
    error: el('CommunicationErrorAddress'), psk: el('PSK') };
}

/** Have the simulated client do its part; where it sends the browser. */
async function client(link, persona, confirmed = '1') {
  const r = await request(`${d.partners.eid_client}/eID-Client`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ persona, confirm: confirmed,
      tcTokenURL: link.searchParams.get('tcTokenURL') }).toString(),
  });
  assert.equal(r.status, 303, r.text);
  return r.headers.location;
}

async function serverLog(operation) {
  const r = await request(`${d.partners.eid_server}/log`);
  return JSON.parse(r.text).filter((l) => l.operation === operation);
}

/* persona, state of the case, reason */
const CARDS = [
  ['loa_low', 'failed', 'loa'], ['incomplete', 'failed', 'document'],
  ['expired', 'failed', 'document'], ['revoked', 'failed', 'document'],
  ['denied', 'failed', 'loa'], ['name_mismatch', 'mismatch', 'mismatch'],
  ['badsig', 'failed', 'lost'], ['unsigned', 'failed', 'lost'],
  ['xsw', 'failed', 'lost'], ['oldts', 'failed', 'lost'],
  ['bigbody', 'failed', 'lost'], ['doctype', 'failed', 'lost'],
  ['fault', 'failed', 'lost'], ['html500', 'failed', 'lost'],
  ['lost', 'failed', 'lost'],
];

test('cards and servers that are not enough', async (t) => {
  const { v, person } = await newcomer();
  for (const [persona, state, reason] of CARDS) {
    await t.test(persona, async () => {
      const back = await client(await start(v, 'eid'), persona);
      await v.go(back);
      const c = latest(person);
      assert.deepEqual([c.state, c.reason], [state, reason]);
      assert.equal(v.page.state, `identification-${state}`);
      assert.ok(v.page.alerts.join(' ').length > 20, 'says why');
      sql(`UPDATE ident_case SET created_at = created_at - 5
        WHERE id = x'${c.id}'`);
    });
  }
  assert.equal(coins(person).balance, 10, 'nothing charged');
  assert.deepEqual(sql(`SELECT COUNT(*) FROM certificate c JOIN account a
    ON a.id = c.account WHERE a.email = '${person.email}'`), [['0']]);
});

/* persona, what must be in the verified person's certificates */
for (const persona of ['', 'title', 'umlaut', 'slow', 'ok_ub', 'notonchip',
  'dob_unknown']) {
  test(`a card that is enough: ${persona || 'the specimen'}`, async () => {
    const { v, person } = await newcomer();
    await v.go(await client(await start(v, 'eid'), persona));
    await certified(v);
    assert.equal(latest(person).state, 'active');
    assert.equal(coins(person).balance, 10, 'the online ID is free');
  });
}

test('the person cancels: nothing is taken over', async () => {
  const { v, person } = await newcomer();
  const back = await client(await start(v, 'eid'), '', '0');
  assert.match(back, /ResultMinor=cancellationByUser$/);
  await v.go(back);
  assert.equal(latest(person).state, 'cancelled');
});

test('the URL says error, the server ok: nothing is taken over', async () => {
  const { v, person } = await newcomer();
  const back = await client(await start(v, 'eid'), '');
  await v.go(back.replace('ResultMajor=ok', 'ResultMajor=error'));
  assert.deepEqual([latest(person).state, latest(person).reason],
    ['failed', 'client']);
});

test('the URL says ok, no card was read: nothing is taken over', async () => {
  const { v, person } = await newcomer();
  const token = await tcToken(await start(v, 'eid'));
  await v.go(`${token.refresh}&ResultMajor=ok`);
  assert.deepEqual([latest(person).state, latest(person).reason],
    ['failed', 'timeout']);
});

test('the TcToken is given once', async () => {
  const { v, person } = await newcomer();
  const link = await start(v, 'eid');
  const first = await tcToken(link);
  assert.equal(first.status, 200);
  assert.equal(first.headers['content-type'], 'text/xml; charset=utf-8');
  assert.match(first.headers['cache-control'], /no-store/);
  assert.match(first.psk, /^[0-9a-f]{32,}$/i);
  const second = await tcToken(link);
  assert.equal(second.status, 200);
  assert.equal(second.psk, undefined, 'no key');
  assert.equal(second.refresh, undefined, 'no way to the result');
  assert.ok(second.error);
  assert.equal(latest(person).attempt, 'token_issued');
  assert.equal(sql(`SELECT COUNT(*) FROM eid_attempt WHERE eid_session LIKE
    '%${first.psk}%'`)[0][0], '0', 'the key is not stored');
});

test('coming back counts once, and getResult is asked once', async () => {
  const { v, person } = await newcomer();
  const before = (await serverLog('getResult')).length;
  const back = await client(await start(v, 'eid'), '');
  await Promise.all([v.once(back), v.once(back), v.once(back)]);
  await certified(v);
  await v.go(back);
  assert.equal((await serverLog('getResult')).length, before + 1);
  assert.equal(latest(person).state, 'active');
});

test('coming back in another browser or account ends it', async (t) => {
  const other = await newcomer();
  for (const [who, visitor] of [['nobody', new Visitor()],
    ['somebody else', other.v]]) {
    await t.test(who, async () => {
      const { v, person } = await newcomer();
      const back = await client(await start(v, 'eid'), '');
      const page = await visitor.once(back);
      assert.equal(page.status, 403);
      assert.match(page.text, /browser you started in/);
      assert.deepEqual([latest(person).state, latest(person).reason],
        ['failed', 'session']);
      await v.go(back); // too late for the right one, too
      assert.equal(latest(person).state, 'failed');
    });
  }
  assert.equal(sql(`SELECT COUNT(*) FROM ident_case c JOIN account a
    ON a.id = c.account WHERE a.email = '${other.person.email}'`)[0][0], '0');
});

test('addresses nobody was given', async () => {
  for (const [path, status] of [['/eid/tctoken', 404],
    [`/eid/tctoken?t=${'A'.repeat(43)}`, 404], ['/eid/refresh?r=x', 404],
    [`/eid/refresh?r=${'A'.repeat(43)}`, 404], ['/eid/error', 404],
    ['/ident/return', 404],
    [`/ident/return?case=${'0'.repeat(32)}&state=${'A'.repeat(43)}`, 404]]) {
    assert.equal((await request(d.portal + path)).status, status, path);
    assert.equal((await request(d.portal + path,
      { method: 'POST', body: '' })).status, 405, path);
  }
  for (const path of ['/start', '/tick', '/evidence']) {
    assert.ok([403, 404, 405].includes((await request(d.portal + path,
      { method: 'POST', body: '{}' })).status), path);
  }
});

test('several people at once are all identified', async () => {
  const people = await Promise.all(Array.from({ length: 6 }, newcomer));
  await Promise.all(people.map(async ({ v }) => {
    await identify(v);
    assert.equal(v.page.status, 200, `${v.page.url}`);
    await certified(v);
  }));
  for (const { person } of people) {
    assert.equal(latest(person).state, 'active');
  }
});

test('the eID server is busy: said, and nothing left over', async () => {
  const { v, person } = await newcomer();
  const set = (persona) => request(`${d.partners.eid_server}/control`,
    { method: 'POST', body: JSON.stringify({ persona }) });
  await set('busy');
  try {
    const back = await client(await start(v, 'eid'), '');
    assert.match(back, /^https:\S+\/eid\/error\?r=\S+communicationError$/);
    await v.go(back);
    assert.deepEqual([latest(person).state, latest(person).reason],
      ['failed', 'busy']);
  } finally {
    await set('');
  }
});

/* ------------------------------------------------- the identity partner */

/** Give a person coins, with both entries. */
function topUp(person, n) {
  sql(`INSERT INTO coin_transfer (reference, debit, credit, coins, kind,
      state, created_at, settled_at)
    SELECT CONCAT('order:test:', LOWER(HEX(a.id)), ':', ${n}),
      (SELECT id FROM coin_account WHERE house IS NOT NULL LIMIT 1),
      a.id, ${n}, 'order', 'posted', 1, 1
    FROM account a WHERE a.email = '${person.email}';
    UPDATE coin_account c JOIN account a USING (id)
    SET c.balance = c.balance + ${n} WHERE a.email = '${person.email}'`);
}

/** Start at the partner, begin there; the reference number. */
async function atPartner(v, method = 'video', begin = true) {
  const link = await start(v, method);
  const page = await request(link);
  assert.equal(page.status, 303, page.text);
  const ref = link.searchParams.get('ref');
  if (begin) {
    await request(`${TM}/case/${ref}/method`, { method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `method=${method === 'video' ? 'VIDEO' : 'EID'}` });
  }
  return ref;
}

/** Have the partner send; the statuses that it got. */
async function send(ref, event) {
  const r = await request(`${TM}/api/cases/${ref}/events`,
    { method: 'POST', body: JSON.stringify(event) });
  return JSON.parse(r.text).map((x) => x.status);
}

function charge(c) {
  return sql(`SELECT CONCAT(state, ' ', coins) FROM coin_transfer
    WHERE reference = 'ident:${c.id}'`)[0]?.[0];
}

test('video: too few coins is said before anything starts', async () => {
  const { v, person } = await newcomer();
  await v.go('/identification');
  await v.submit('identification', { method: 'video', ...accepted(v) });
  assert.equal(v.page.status, 402);
  assert.match(v.page.alerts.join(' '), /coins/i);
  assert.equal(sql(`SELECT COUNT(*) FROM ident_case c JOIN account a
    ON a.id = c.account WHERE a.email = '${person.email}'`)[0][0], '0');
});

test('video and eID at the partner: charged once, certified', async (t) => {
  for (const method of ['video', 'eid-partner']) {
    await t.test(method, async () => {
      const { v, person } = await newcomer();
      topUp(person, 50);
      const ref = await atPartner(v, method);
      assert.equal(charge(latest(person)), 'pending 50');
      const phone = person.phone.replace(/[^+\d]/g, '');
      assert.deepEqual(await send(ref, { person: { mobile_phone: phone } }),
        [200]);
      await certified(v);
      assert.equal(latest(person).state, 'active');
      assert.equal(charge(latest(person)), 'posted 50');
      assert.equal(coins(person).balance, 10);
      await message(person.email, /certificates/);
    });
  }
});

/* knob, statuses, state, reason, charge */
const SPOILT = [
  ['wrong_secret', [401], 'started', '', 'pending 50'],
  ['old_timestamp', [401], 'started', '', 'pending 50'],
  ['altered', [401], 'started', '', 'pending 50'],
  ['unknown_reference', [404], 'started', '', 'pending 50'],
  ['schema_break', [422], 'started', '', 'pending 50'],
  ['xxe', [400], 'started', '', 'pending 50'],
  ['huge', [413], 'started', '', 'pending 50'],
  ['wrong_type', [415], 'started', '', 'pending 50'],
  ['wrong_method', [422], 'started', '', 'pending 50'],
  ['wrong_phone', [200], 'failed', 'phone', 'voided 50'],
  ['name_change', [200], 'mismatch', 'mismatch', 'posted 50'],
  ['duplicate', [200, 200], 'active', '', 'posted 50'],
  ['parallel', Array(8).fill(200), 'active', '', 'posted 50'],
  ['reorder', [200, 200], 'active', '', 'posted 50'],
  ['other_body', [200, 409], 'active', '', 'posted 50'],
  ['review_first', [200, 200], 'active', '', 'posted 50'],
  ['reject_after', [200, 200], 'active', '', 'posted 50'],
];

test('events that are forged, late, repeated or wrong', async (t) => {
  for (const [knob, statuses, state, reason, money] of SPOILT) {
    await t.test(knob, async () => {
      const { v, person } = await newcomer();
      topUp(person, 50);
      const ref = await atPartner(v);
      assert.deepEqual(await send(ref, { knobs: { [knob]: 1 } }), statuses);
      const c = await until(`${knob}: ${state}`, () => {
        const now = latest(person);
        return now.state === state ? now : null;
      });
      assert.equal(c.reason, reason);
      assert.equal(charge(c), money);
    });
  }
});

test('fraud after the fact: certificates go at once', async () => {
  const { v, person } = await newcomer();
  topUp(person, 50);
  const ref = await atPartner(v);
  assert.deepEqual(await send(ref, {}), [200]);
  await certified(v);
  assert.deepEqual(await send(ref, { status: 'FRAUD_SUSPICION' }), [200]);
  assert.equal(latest(person).state, 'fraud');
  assert.deepEqual(sql(`SELECT DISTINCT c.state, c.reason FROM certificate c
    JOIN account a ON a.id = c.account WHERE a.email = '${person.email}'`),
  [['revoked', '9']]);
  assert.deepEqual(sql(`SELECT DISTINCT k.state FROM sign_key k
    JOIN account a ON a.id = k.account WHERE a.email = '${person.email}'`),
  [['destroyed']]);
  assert.equal(charge(latest(person)), 'posted 50');
});

/* status of the partner, state, reason */
const ENDINGS = [
  ['REVIEW_PENDING', 'review', ''], ['CANCELLED', 'cancelled', 'cancelled'],
  ['ABORTED', 'cancelled', 'cancelled'], ['REJECTED', 'failed', 'rejected'],
  ['FRAUD_SUSPICION', 'fraud', 'fraud'], ['EXPIRED', 'expired', 'expired'],
];

test('how it ends at the partner', async (t) => {
  for (const [status, state, reason] of ENDINGS) {
    await t.test(status, async () => {
      const { v, person } = await newcomer();
      topUp(person, 50);
      const ref = await atPartner(v);
      assert.deepEqual(await send(ref, { status }), [200]);
      const c = latest(person);
      assert.deepEqual([c.state, c.reason], [state, reason]);
      assert.equal(charge(c), state === 'review' ? 'pending 50' :
        'voided 50');
    });
  }
});

test('one that is under way at the partner stays', async () => {
  const { v, person } = await newcomer();
  topUp(person, 100);
  await atPartner(v);
  await v.go('/identification');
  assert.equal(v.page.state, 'identification-started');
  assert.equal(charge(latest(person)), 'pending 50');
});

test('requests that are no events', async () => {
  const url = d.ident.url;
  const head = { 'Content-Type': 'application/xml' };
  assert.equal((await request(url)).status, 405);
  for (const [headers, body, status] of [
    [head, '<IdentEvent/>', 401], [head, '', 400],
    [{ 'Content-Type': 'application/json' }, '{}', 415],
    [{ ...head, 'Content-Encoding': 'gzip' }, 'x', 415],
    [{ ...head, 'webhook-id': 'a', 'webhook-timestamp': '1',
      'webhook-signature': 'v1,AAAA' }, '<IdentEvent/>', 401]]) {
    const r = await request(url, { method: 'POST', headers, body });
    assert.equal(r.status, status, JSON.stringify(headers) + body);
  }
});
