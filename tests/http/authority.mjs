// A time-stamp authority of somebody else, for tests: a CA hierarchy and time
// stamps by openssl, CRLs and OCSP by HTTP, stamps by HTTP and HTTPS, and all
// that an authority may do wrong.
//
//	/stamp      stamps whoever asks
//	/password   stamps user "fernsign" with the right password
//	/client     stamps who shows the right TLS client certificate
//	/fat        stamps with so many octets that a signature has no room
//	/old        names its certificate by SHA-1 (RFC 3161 without RFC 5816)
//	/refuses /nonce /imprint /garbage /error /long /hangs   misbehave
//
// RFC 3161, RFC 5280, RFC 6960. Listens on loopback alone.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync,
  writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';

/* Name, issuer, and what an X.509 extension file says of it. */
const CERTIFICATES = [
  ['root', 'root', `basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign`],
  ['ca', 'root', `basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
crlDistributionPoints = URI:HTTP/root.crl`],
  ['tsu', 'ca', `keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
authorityInfoAccess = OCSP;URI:HTTP/ocsp
crlDistributionPoints = URI:HTTP/ca.crl`],
  ['person', 'ca', `keyUsage = critical, nonRepudiation
crlDistributionPoints = URI:HTTP/ca.crl`],
  ['server', 'ca', `keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1`],
  ['client', 'ca', `keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth`],
  ['fat', 'ca', `nsComment = ${'words '.repeat(1900)}`],
];

const TS_CONFIG = `
[tsa]
signer_cert = DIR/tsu.pem
certs = DIR/ca.pem
signer_key = DIR/tsu.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256, sha384, sha512
accuracy = secs:1
serial = DIR/serial
ess_cert_id_alg = sha256
[fat]
signer_cert = DIR/tsu.pem
certs = DIR/fat.pem
signer_key = DIR/tsu.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
serial = DIR/serial
ess_cert_id_alg = sha256
[old]
signer_cert = DIR/tsu.pem
certs = DIR/ca.pem
signer_key = DIR/tsu.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
serial = DIR/serial
ess_cert_id_alg = sha1
[crl]
database = DIR/index
default_md = sha256
`;

/** Octets of a request's body. */
function read(req) {
  return new Promise((resolve) => {
    const parts = [];
    req.on('data', (p) => parts.push(p));
    req.on('end', () => resolve(Buffer.concat(parts)));
    req.on('error', () => resolve(Buffer.alloc(0)));
  });
}

function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

/** A folder with keys, certificates and what openssl needs. */
class House {
  constructor() {
    this.dir = mkdtempSync(path.join(os.tmpdir(), 'authority.'));
    chmodSync(this.dir, 0o755);
    writeFileSync(this.file('index'), '');
    writeFileSync(this.file('serial'), '01\n');
    writeFileSync(this.file('openssl.cnf'),
      TS_CONFIG.replaceAll('DIR', this.dir));
  }

  file(name) {
    return path.join(this.dir, name);
  }

  openssl(...args) {
    return execFileSync('openssl', args,
      { cwd: this.dir, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  certify(name, issuer, extensions) {
    this.openssl('req', '-newkey', 'rsa:3072', '-nodes', '-keyout',
      `${name}.key`, '-subj', `/C=FR/O=Elsewhere/CN=Elsewhere ${name}`,
      '-out', `${name}.csr`);
    writeFileSync(this.file(`${name}.ext`), `${extensions}
subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n`);
    this.openssl('x509', '-req', '-in', `${name}.csr`, '-days', '1000',
      '-set_serial', `0x01${randomBytes(10).toString('hex')}`, '-extfile',
      `${name}.ext`, '-out', `${name}.pem`, ...(name === issuer
        ? ['-signkey', `${name}.key`]
        : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`]));
  }

  /* What openssl's OCSP responder knows a certificate by. */
  record(name) {
    const serial = String(this.openssl('x509', '-in', `${name}.pem`, '-noout',
      '-serial')).trim().split('=')[1];
    appendFileSync(this.file('index'),
      `V\t491231235959Z\t\t${serial}\tunknown\t/CN=${name}\n`);
  }

  status(request, index) {
    writeFileSync(this.file('request'), request);
    this.openssl('ocsp', '-index', index, '-CA', 'ca.pem', '-rsigner',
      'ca.pem', '-rkey', 'ca.key', '-ndays', '1', '-reqin', 'request',
      '-respout', 'response');
    return readFileSync(this.file('response'));
  }

  crl(name) {
    this.openssl('ca', '-gencrl', '-config', 'openssl.cnf', '-name', 'crl',
      '-cert', `${name}.pem`, '-keyfile', `${name}.key`, '-crldays', '30',
      '-out', `${name}.crl.pem`);
    this.openssl('crl', '-in', `${name}.crl.pem`, '-outform', 'DER', '-out',
      `${name}.crl`);
  }

  stamp(query, section = 'tsa') {
    writeFileSync(this.file('query'), query);
    this.openssl('ts', '-reply', '-config', 'openssl.cnf', '-section', section,
      '-queryfile', 'query', '-out', 'reply');
    return readFileSync(this.file('reply'));
  }
}

/** Change one octet of a query: of its imprint, or the nonce's last. */
function changed(query, what) {
  const copy = Buffer.from(query);
  const imprint = copy.indexOf(Buffer.from('0420', 'hex')) + 2;
  const nonce = imprint + 32; // SHA-256, and no policy is asked for
  assert.equal(copy[nonce], 0x02);
  copy[what === 'imprint' ? imprint : nonce + 1 + copy[nonce + 1]] ^= 1;
  return copy;
}

const ANSWERS = {
  stamp: (house, query) => house.stamp(query),
  refuses: (house) => house.stamp(Buffer.from('no query')),
  nonce: (house, query) => house.stamp(changed(query, 'nonce')),
  imprint: (house, query) => house.stamp(changed(query, 'imprint')),
  fat: (house, query) => house.stamp(query, 'fat'),
  old: (house, query) => house.stamp(query, 'old'),
  garbage: () => randomBytes(2000),
  long: () => Buffer.alloc(200000, 0x30),
};

/**
 * Start an authority: { http, https, file(name), password, asked,
 * without(names, doit), stop() }. asked lists the paths that were asked for
 * stamps; without takes lists or "ocsp" away while something is done, or
 * "index": then the responder knows no certificate.
 */
export async function authority() {
  const house = new House();
  const self = { password: randomBytes(12).toString('hex'), asked: [],
    file: (name) => house.file(name) };
  const basic = `Basic ${Buffer.from(`fernsign:${self.password}`)
    .toString('base64')}`;
  let away = [];
  self.without = async (names, doit) => {
    away = names;
    try {
      return await doit();
    } finally {
      away = [];
    }
  };
  const answer = async (req, res) => {
    const body = await read(req);
    const what = new URL(req.url, 'http://localhost').pathname.slice(1);
    if (/^((root|ca)\.crl|ocsp)$/.test(what)) {
      const index = away.includes('index') ? 'nobody' : 'index';
      res.statusCode = away.includes(what) ? 404 : 200;
      res.end(what === 'ocsp' ? house.status(body, index)
        : readFileSync(house.file(what)));
      return;
    }
    self.asked.push(what);
    if (what === 'hangs') {
      return;
    }
    const allowed = what === 'password' ? req.headers.authorization === basic
      : what !== 'client' || req.socket.authorized === true;
    const make = ANSWERS[what] ?? ANSWERS.stamp;
    res.statusCode = allowed ? what === 'error' ? 500 : 200 : 401;
    res.setHeader('Content-Type', 'application/timestamp-reply');
    res.end(res.statusCode === 200 ? make(house, body) : '');
  };
  const plain = http.createServer(answer);
  self.http = `http://127.0.0.1:${await listen(plain)}`;
  for (const [name, issuer, extensions] of CERTIFICATES) {
    house.certify(name, issuer, extensions.replaceAll('HTTP', self.http));
  }
  house.record('tsu');
  writeFileSync(house.file('nobody'), '');
  house.crl('root');
  house.crl('ca');
  for (const [name, one] of [['chain', 'server'], ['fat', 'fat']]) {
    writeFileSync(house.file(`${name}.pem`), [one, 'ca']
      .map((x) => readFileSync(house.file(`${x}.pem`), 'utf8')).join(''));
  }
  const tls = https.createServer({ key: readFileSync(house.file('server.key')),
    cert: readFileSync(house.file('chain.pem')), requestCert: true,
    rejectUnauthorized: false, ca: [readFileSync(house.file('root.pem')),
      readFileSync(house.file('ca.pem'))] }, answer);
  self.https = `https://localhost:${await listen(tls)}`;
  self.stop = () => {
    plain.closeAllConnections?.();
    tls.closeAllConnections?.();
    plain.close();
    tls.close();
    rmSync(house.dir, { recursive: true, force: true });
  };
  return self;
}
