// How long a signature takes: node signature.mjs service|reference N FILE
//
// service: a qualified signature of the sample FILE, from the first octet of
// the upload to the signed page, over HTTP as a browser does it. Without the
// time that the person takes to read the TAN. reference: what no service can
// do without: hash the file twice and sign once with P-256. Prints the median
// in milliseconds.
//
// SPDX-License-Identifier: Apache-2.0

import { createHash, generateKeyPairSync, sign } from 'node:crypto';

import { batch, place, sample, signatory, signed, upload }
  from '../http/visitor.mjs';

const [what, times, name] = process.argv.slice(2);
const file = sample(name);

const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];

/** Milliseconds that something takes. */
async function clock(work) {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1e6;
}

async function service() {
  const { v, person } = await signatory();
  let tan;
  let ms = 0;
  await upload(v, name); // the sample is made and read before
  ms += await clock(() => upload(v, name));
  const id = batch(v);
  ms += await clock(async () => { tan = await place(v, person); });
  const digits = await tan();
  ms += await clock(async () => {
    await v.submit('release', { tan: digits });
    await signed(v, id);
  });
  return ms;
}

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const reference = () => clock(() => {
  createHash('sha256').update(file).digest();
  sign('sha256', createHash('sha256').update(file).digest(), privateKey);
});

const all = [];
for (let i = 0; i < Number(times); i++) {
  all.push(await (what === 'service' ? service() : reference()));
}
console.log(median(all).toFixed(3));
