-- The schema: every table and column says what it means, its unit, and how
-- long it is kept. Times are BIGINT seconds since 1970 UTC (…_at), public ids
-- random BINARY(16). Who may do what stands in grants.sql; what a responder
-- must not be able to break stands in routines.sql.
-- SPDX-License-Identifier: Apache-2.0

-- ---------------------------------------------------------------- accounts

CREATE TABLE account (
  id BINARY(16) NOT NULL PRIMARY KEY COMMENT 'public id, random',
  email VARCHAR(254) NOT NULL COMMENT 'user name, lower case; never changes',
  state ENUM('unconfirmed','active','closed') NOT NULL DEFAULT 'unconfirmed' COMMENT 'only routines write; closed: by support, for good',
  first_name VARCHAR(120) NOT NULL COMMENT 'as on the ID document, said by the person',
  family_name VARCHAR(120) NOT NULL COMMENT 'as on the ID document, said by the person',
  phone VARCHAR(16) NOT NULL COMMENT 'E.164; a proposal: the number of a key is signer''s',
  phone_kind ENUM('mobile','landline') NOT NULL COMMENT 'how a TAN gets there',
  landline_pin VARBINARY(128) NULL COMMENT 'sealed to notify''s public key; NULL with mobile',
  password VARCHAR(128) NOT NULL COMMENT 'Argon2id string of libsodium',
  lang ENUM('de','en') NOT NULL COMMENT 'language of pages and mails',
  publish BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'publish certificates issued from now on',
  second_factor ENUM('tan','app') NOT NULL DEFAULT 'tan' COMMENT 'shown choice; signer decides by the key',
  created_at BIGINT NOT NULL COMMENT 'registration',
  confirmed_at BIGINT NULL COMMENT 'e-mail confirmed; unconfirmed rows go after 7 days',
  closed_at BIGINT NULL COMMENT 'closed by support',
  UNIQUE KEY account_email (email),
  KEY account_state (state, created_at)
) COMMENT 'people; kept while the account lives and as long as certificates must be';

CREATE TABLE session (
  token BINARY(32) NOT NULL PRIMARY KEY COMMENT 'SHA-256 of the cookie''s value',
  account BINARY(16) NOT NULL COMMENT 'who logged in',
  csrf BINARY(32) NOT NULL COMMENT 'secret of this session''s form tokens',
  created_at BIGINT NOT NULL COMMENT 'log-in; absolute end 12 hours later',
  seen_at BIGINT NOT NULL COMMENT 'last request; idle end 30 minutes later',
  KEY session_account (account),
  KEY session_seen (seen_at),
  CONSTRAINT session_of FOREIGN KEY (account) REFERENCES account (id) ON DELETE CASCADE
) COMMENT 'server-side sessions; purged when they end';

CREATE TABLE link_token (
  token BINARY(32) NOT NULL PRIMARY KEY COMMENT 'SHA-256 of the token in the link',
  kind ENUM('confirm','reset') NOT NULL COMMENT 'what it is good for',
  account BINARY(16) NOT NULL COMMENT 'whose',
  created_at BIGINT NOT NULL COMMENT 'made',
  expires_at BIGINT NOT NULL COMMENT 'confirm 24 h, reset 1 h; purged then',
  used_at BIGINT NULL COMMENT 'single use: only routines write',
  KEY link_token_expires (expires_at),
  KEY link_token_account (account),
  CONSTRAINT link_token_of FOREIGN KEY (account) REFERENCES account (id) ON DELETE CASCADE
) COMMENT 'single-use links sent by mail';

CREATE TABLE login_delay (
  subject BINARY(32) NOT NULL PRIMARY KEY COMMENT 'SHA-256 of "account:" + e-mail or "address:" + IP',
  failures INT NOT NULL COMMENT 'in a row',
  until_at BIGINT NOT NULL COMMENT 'no try counts before this; purged a day later'
) COMMENT 'growing delay after wrong passwords; no lock-out by strangers';

-- ---------------------------------------------------------- documents of use

CREATE TABLE acceptance (
  id BINARY(16) NOT NULL PRIMARY KEY COMMENT 'random',
  account BINARY(16) NOT NULL COMMENT 'who',
  nonce BINARY(16) NOT NULL COMMENT 'of the form: that of ident_case, or the account''s id at registration',
  document VARCHAR(40) NOT NULL COMMENT 'code: privacy, terms, export, cp, cps, pki-info, subscriber, partner-privacy, certificates',
  version VARCHAR(20) NOT NULL COMMENT 'as published',
  lang ENUM('de','en') NOT NULL COMMENT 'language that was shown',
  sha256 BINARY(32) NOT NULL COMMENT 'of the file that was shown',
  accepted_at BIGINT NOT NULL COMMENT 'when',
  UNIQUE KEY acceptance_once (account, nonce, document),
  KEY acceptance_account (account, accepted_at)
) COMMENT 'accepted documents; kept as the law asks (30 years)';

-- ------------------------------------------------------------ identification

CREATE TABLE ident_case (
  id BINARY(16) NOT NULL PRIMARY KEY COMMENT 'random',
  account BINARY(16) NOT NULL COMMENT 'who',
  nonce BINARY(16) NOT NULL COMMENT 'of the form that started it: once per form',
  method ENUM('eid','video','eid-partner','pos') NOT NULL COMMENT 'chosen way',
  lang ENUM('de','en') NOT NULL COMMENT 'language of the person',
  reference CHAR(9) NULL COMMENT 'XXXX-XXXX for the partner; not a secret',
  phone VARCHAR(16) NOT NULL COMMENT 'E.164; copied from the account at the start',
  phone_kind ENUM('mobile','landline') NOT NULL COMMENT 'copied from the account at the start',
  landline_pin VARBINARY(128) NULL COMMENT 'copied from the account, sealed to notify',
  state ENUM('created','started','submitted','review','verified','active','mismatch','failed','cancelled','expired','fraud','invalidated') NOT NULL DEFAULT 'created' COMMENT 'see the flow table of ident; active: certificates issued',
  reason VARCHAR(40) NULL COMMENT 'why it failed: a word of ours',
  sequence INT NOT NULL DEFAULT 0 COMMENT 'last partner event applied',
  session BINARY(32) NULL COMMENT 'SHA-256 of the portal session that started it',
  created_at BIGINT NOT NULL COMMENT 'start',
  expires_at BIGINT NOT NULL COMMENT 'not finished by then: expired',
  final_at BIGINT NULL COMMENT 'when a final state was reached; failed ones go 7 days later',
  valid_until_at BIGINT NULL COMMENT 'the identification''s own life: document, at least two years',
  UNIQUE KEY ident_case_nonce (account, nonce),
  UNIQUE KEY ident_case_reference (reference),
  KEY ident_case_account (account, created_at),
  KEY ident_case_state (state, expires_at)
) COMMENT 'the flow of an identification; ident alone writes; failed ones 7 days';

CREATE TABLE eid_attempt (
  ident_case BINARY(16) NOT NULL PRIMARY KEY COMMENT 'the case',
  t_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the token in tcTokenURL',
  r_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the token in RefreshAddress',
  eid_session VARBINARY(128) NULL COMMENT 'session of the eID server; emptied at the end',
  counter INT NOT NULL DEFAULT 0 COMMENT 'RequestCounter, stored before sending',
  state ENUM('created','token_issued','fetching','done','failed') NOT NULL DEFAULT 'created' COMMENT 'each only once, in this order',
  fetch_at BIGINT NULL COMMENT 'fetching since; after 60 s it is lost',
  UNIQUE KEY eid_attempt_t (t_hash),
  UNIQUE KEY eid_attempt_r (r_hash),
  CONSTRAINT eid_attempt_of FOREIGN KEY (ident_case) REFERENCES ident_case (id) ON DELETE CASCADE
) COMMENT 'online ID attempts; ident alone; with their case';

CREATE TABLE webhook_inbox (
  provider VARCHAR(16) NOT NULL COMMENT 'identity-tm',
  event VARCHAR(64) NOT NULL COMMENT 'webhook-id',
  body_sha256 BINARY(32) NOT NULL COMMENT 'same id with another body is refused',
  raw MEDIUMBLOB NULL COMMENT 'sealed by ident; gone after 7 days',
  headers VARCHAR(1024) NULL COMMENT 'JSON of the webhook headers; gone with raw',
  received_at BIGINT NOT NULL COMMENT 'arrival',
  processed_at BIGINT NULL COMMENT 'NULL: still to be applied',
  outcome VARCHAR(24) NULL COMMENT 'what came of it: a word of ours',
  PRIMARY KEY (provider, event),
  KEY webhook_inbox_received (received_at)
) COMMENT 'partner events, once each; keys 400 days';

CREATE TABLE identification (
  ident_case BINARY(16) NOT NULL PRIMARY KEY COMMENT 'the case',
  account BINARY(16) NOT NULL COMMENT 'who',
  state ENUM('verified','active','superseded','void') NOT NULL COMMENT 'one live one per account',
  active_account BINARY(16) AS (IF(state IN ('verified','active'), account, NULL)) PERSISTENT COMMENT 'makes one live row per account unique',
  method VARCHAR(12) NOT NULL COMMENT 'as in ident_case',
  loa VARCHAR(16) NOT NULL COMMENT 'level of assurance as delivered',
  person VARBINARY(8192) NOT NULL COMMENT 'verified person data, JSON sealed by ca, AAD account+case',
  restricted_hmac BINARY(32) NULL COMMENT 'keyed hash of RestrictedID: same card again',
  evidence_sha256 BINARY(32) NOT NULL COMMENT 'of the partner''s raw message: counts once',
  name_matches BOOLEAN NOT NULL COMMENT 'verified names equal the account''s by the rule of ca',
  verified_at BIGINT NOT NULL COMMENT 'when ca believed the evidence',
  valid_until_at BIGINT NOT NULL COMMENT 'the identification''s own life',
  UNIQUE KEY identification_evidence (evidence_sha256),
  UNIQUE KEY identification_active (active_account),
  KEY identification_account (account)
) COMMENT 'verified identifications; ca alone writes; kept as the law asks';

-- -------------------------------------------------------- keys, certificates

CREATE TABLE sign_key (
  id BINARY(16) NOT NULL PRIMARY KEY COMMENT 'random',
  account BINARY(16) NOT NULL COMMENT 'whose',
  ident_case BINARY(16) NOT NULL COMMENT 'made for this identification',
  level ENUM('simple','advanced','qualified') NOT NULL COMMENT 'of every signature made with it',
  algorithm VARCHAR(20) NOT NULL COMMENT 'how it signs, for good: ecdsa-sha256, rsa-pss-sha384, …',
  public_key VARBINARY(1024) NOT NULL COMMENT 'SubjectPublicKeyInfo, DER',
  wrapped VARBINARY(4096) NULL COMMENT 'PKCS#8 under the KEK (AES-256-GCM), AAD the row; NULL destroyed',
  phone VARCHAR(16) NOT NULL COMMENT 'E.164; where a TAN goes; never changed',
  phone_kind ENUM('mobile','landline') NOT NULL COMMENT 'how a TAN gets there; never changed',
  landline_pin VARBINARY(128) NULL COMMENT 'sealed to notify; never changed',
  lang ENUM('de','en') NOT NULL COMMENT 'language of TAN messages',
  certificate VARBINARY(4096) NULL COMMENT 'bound end-entity certificate, DER',
  chain VARBINARY(8192) NULL COMMENT 'issuing CA and above, DER one after the other',
  state ENUM('new','bound','destroyed') NOT NULL COMMENT 'destroyed: for good',
  live_level VARCHAR(10) AS (IF(state = 'destroyed', NULL, level)) PERSISTENT COMMENT 'makes one live key per case and level unique',
  created_at BIGINT NOT NULL COMMENT 'made',
  destroyed_at BIGINT NULL COMMENT 'with the revocation of its certificate',
  mac BINARY(32) NOT NULL COMMENT 'HMAC of signer over everything else in the row',
  UNIQUE KEY sign_key_case (ident_case, live_level),
  KEY sign_key_account (account, level, state)
) COMMENT 'people''s keys; signer alone; the row stays as a tombstone';

CREATE TABLE certificate (
  id BINARY(16) NOT NULL PRIMARY KEY COMMENT 'random',
  account BINARY(16) NULL COMMENT 'NULL: a certificate of the service itself',
  ident_case BINARY(16) NULL COMMENT 'identification it rests on',
  sign_key BINARY(16) NULL COMMENT 'key of signer that it certifies',
  level ENUM('simple','advanced','qualified','service') NOT NULL COMMENT 'of signatures; service: our own',
  issuer VARCHAR(20) NOT NULL COMMENT 'issuing CA: simple, advanced, qualified',
  serial VARBINARY(20) NOT NULL COMMENT 'as in the certificate',
  der VARBINARY(4096) NOT NULL COMMENT 'the certificate',
  sha256 BINARY(32) NOT NULL COMMENT 'of der: fingerprint',
  email VARCHAR(254) NULL COMMENT 'at issuance: for the repository',
  subject_cn VARCHAR(254) NOT NULL COMMENT 'common name: for the repository and lists',
  s_hash BINARY(20) NOT NULL COMMENT 'RFC 4387 sHash',
  i_and_s_hash BINARY(20) NOT NULL COMMENT 'RFC 4387 iAndSHash',
  skid_hash BINARY(20) NOT NULL COMMENT 'RFC 4387 sKIDHash',
  cert_hash BINARY(20) NOT NULL COMMENT 'RFC 4387 certHash',
  not_before_at BIGINT NOT NULL COMMENT 'validity begins',
  not_after_at BIGINT NOT NULL COMMENT 'validity ends',
  state ENUM('issued','bound','revoked') NOT NULL COMMENT 'issued: not yet bound to its key',
  live_level VARCHAR(10) AS (IF(state = 'revoked', NULL, level)) PERSISTENT COMMENT 'makes one live certificate per case and level unique',
  revoked_at BIGINT NULL COMMENT 'revocation, for good',
  reason TINYINT NULL COMMENT 'RFC 5280 5.3.1',
  published BOOLEAN NOT NULL COMMENT 'opted in at issuance',
  issued_at BIGINT NOT NULL COMMENT 'made',
  UNIQUE KEY certificate_once (ident_case, live_level),
  UNIQUE KEY certificate_serial (issuer, serial),
  UNIQUE KEY certificate_sha256 (sha256),
  KEY certificate_account (account),
  KEY certificate_key (sign_key),
  KEY certificate_email (email),
  KEY certificate_end (not_after_at)
) COMMENT 'every certificate ever issued; ca alone writes; kept as the law asks';

CREATE TABLE crl (
  issuer VARCHAR(20) NOT NULL COMMENT 'root, simple, advanced, qualified',
  number BIGINT NOT NULL COMMENT 'cRLNumber',
  der MEDIUMBLOB NOT NULL COMMENT 'the list',
  issuer_hash BINARY(20) NOT NULL COMMENT 'RFC 4387 iHash',
  skid_hash BINARY(20) NOT NULL COMMENT 'RFC 4387 sKIDHash of the issuer',
  this_update_at BIGINT NOT NULL COMMENT 'made',
  next_update_at BIGINT NOT NULL COMMENT 'the next one is there by then',
  PRIMARY KEY (issuer, number)
) COMMENT 'revocation lists; ca writes; older than the newest ten are purged';

-- ------------------------------------------------------------------- signing

CREATE TABLE sign_batch (
  id BINARY(16) NOT NULL PRIMARY KEY COMMENT 'from the upload form''s nonce; the one id up to the ledger',
  account BINARY(16) NOT NULL COMMENT 'who signs',
  level ENUM('simple','advanced','qualified') NULL COMMENT 'fixed by the first placement',
  sign_key BINARY(16) NULL COMMENT 'chosen with the level',
  day INT NOT NULL COMMENT 'day number of the upload: its slot is day modulo 16',
  documents INT NOT NULL COMMENT 'how many',
  state ENUM('uploaded','prepared','done','abandoned') NOT NULL COMMENT 'only forward',
  created_at BIGINT NOT NULL COMMENT 'upload',
  done_at BIGINT NULL COMMENT 'signed documents stored and coins captured',
  deadline_at BIGINT NOT NULL COMMENT 'documents go then: five days after upload or signing',
  KEY sign_batch_account (account, created_at),
  KEY sign_batch_state (state, created_at)
) COMMENT 'what is signed with one release; portal and api; kept as proof of charges';

CREATE TABLE sign_doc (
  batch BINARY(16) NOT NULL COMMENT 'the batch',
  n INT NOT NULL COMMENT '1..',
  document BINARY(16) NOT NULL COMMENT 'upload; a new placement of it is a new batch',
  day INT NOT NULL COMMENT 'day number of the upload: its slot is day modulo 16',
  name VARCHAR(255) NOT NULL COMMENT 'file name as uploaded, shown only',
  size_bytes BIGINT NOT NULL COMMENT 'of the upload',
  sha256 BINARY(32) NOT NULL COMMENT 'of the upload',
  pages INT NOT NULL COMMENT 'from pdf /check',
  pdfa VARCHAR(4) NOT NULL COMMENT 'PDF/A part and level: 2b',
  check_json MEDIUMTEXT NOT NULL COMMENT 'answer of pdf /check: page sizes, signatures',
  signatures INT NOT NULL DEFAULT 0 COMMENT 'already there before this one',
  placement VARCHAR(200) NULL COMMENT 'form-encoded choice; NULL: not placed yet',
  contents_at BIGINT NULL COMMENT 'absolute offset of "<" of /Contents',
  contents_size INT NULL COMMENT 'hex digits between "<" and ">"',
  digest VARBINARY(64) NULL COMMENT 'message digest over the byte range, under the hash of the key''s algorithm',
  signing_at BIGINT NULL COMMENT 'time in /M',
  reached VARCHAR(6) NULL COMMENT 'B-B, B-T, B-LT, B-LTA once signed',
  PRIMARY KEY (batch, n),
  KEY sign_doc_document (document)
) COMMENT 'documents of a batch: facts only; content stands in the partitioned tables';

CREATE TABLE document_content (
  slot TINYINT NOT NULL COMMENT 'day modulo 16',
  document BINARY(16) NOT NULL COMMENT 'random id of the upload',
  ciphertext LONGBLOB NOT NULL COMMENT 'AES-256-GCM under the document''s key',
  PRIMARY KEY (document, slot)
) COMMENT 'uploads; a slot is truncated when no key of it is left'
PARTITION BY LIST (slot) (
  PARTITION s0 VALUES IN (0), PARTITION s1 VALUES IN (1), PARTITION s2 VALUES IN (2), PARTITION s3 VALUES IN (3),
  PARTITION s4 VALUES IN (4), PARTITION s5 VALUES IN (5), PARTITION s6 VALUES IN (6), PARTITION s7 VALUES IN (7),
  PARTITION s8 VALUES IN (8), PARTITION s9 VALUES IN (9), PARTITION s10 VALUES IN (10), PARTITION s11 VALUES IN (11),
  PARTITION s12 VALUES IN (12), PARTITION s13 VALUES IN (13), PARTITION s14 VALUES IN (14), PARTITION s15 VALUES IN (15));

CREATE TABLE document_increment (
  slot TINYINT NOT NULL COMMENT 'day modulo 16',
  document BINARY(16) NOT NULL COMMENT 'the upload that it follows',
  batch BINARY(16) NOT NULL COMMENT 'the batch that made it',
  seq INT NOT NULL COMMENT '0: prepared, /Contents empty; 1: the same, signed; 2..: later increments',
  ciphertext LONGBLOB NOT NULL COMMENT 'AES-256-GCM under the document''s key',
  size_bytes BIGINT NOT NULL COMMENT 'plain size',
  PRIMARY KEY (document, slot, batch, seq)
) COMMENT 'what signing appends to an upload; delivered: upload, 1, 2, …'
PARTITION BY LIST (slot) (
  PARTITION s0 VALUES IN (0), PARTITION s1 VALUES IN (1), PARTITION s2 VALUES IN (2), PARTITION s3 VALUES IN (3),
  PARTITION s4 VALUES IN (4), PARTITION s5 VALUES IN (5), PARTITION s6 VALUES IN (6), PARTITION s7 VALUES IN (7),
  PARTITION s8 VALUES IN (8), PARTITION s9 VALUES IN (9), PARTITION s10 VALUES IN (10), PARTITION s11 VALUES IN (11),
  PARTITION s12 VALUES IN (12), PARTITION s13 VALUES IN (13), PARTITION s14 VALUES IN (14), PARTITION s15 VALUES IN (15));

CREATE TABLE document_key (
  slot TINYINT NOT NULL COMMENT 'day modulo 16',
  document BINARY(16) NOT NULL COMMENT 'the upload',
  wrapped VARBINARY(128) NOT NULL COMMENT 'its key under the document KEK, AAD document+day',
  deadline_at BIGINT NOT NULL COMMENT 'the key goes then, and with it the document',
  PRIMARY KEY (document, slot),
  KEY document_key_deadline (deadline_at)
) COMMENT 'keys of documents: deleting one deletes the document'
PARTITION BY LIST (slot) (
  PARTITION s0 VALUES IN (0), PARTITION s1 VALUES IN (1), PARTITION s2 VALUES IN (2), PARTITION s3 VALUES IN (3),
  PARTITION s4 VALUES IN (4), PARTITION s5 VALUES IN (5), PARTITION s6 VALUES IN (6), PARTITION s7 VALUES IN (7),
  PARTITION s8 VALUES IN (8), PARTITION s9 VALUES IN (9), PARTITION s10 VALUES IN (10), PARTITION s11 VALUES IN (11),
  PARTITION s12 VALUES IN (12), PARTITION s13 VALUES IN (13), PARTITION s14 VALUES IN (14), PARTITION s15 VALUES IN (15));

CREATE TABLE activation (
  id BINARY(16) NOT NULL PRIMARY KEY COMMENT 'the batch',
  peer VARCHAR(12) NOT NULL COMMENT 'who activated: portal or api',
  account BINARY(16) NOT NULL COMMENT 'whose',
  sign_key BINARY(16) NOT NULL COMMENT 'the key that will sign',
  level ENUM('simple','advanced','qualified') NOT NULL COMMENT 'the key''s',
  factor ENUM('none','sms','voice') NOT NULL COMMENT 'the key''s; none: level simple',
  login BINARY(32) NOT NULL COMMENT 'SHA-256 of the session that asked',
  documents INT NOT NULL COMMENT 'rows of activation_doc',
  coins INT NOT NULL COMMENT 'price shown; the ledger reckons itself',
  tan_mac BINARY(32) NULL COMMENT 'HMAC over id, send and TAN; NULL: none on its way',
  expires_at BIGINT NOT NULL COMMENT 'of the TAN: 5 minutes; level simple: of the activation',
  state ENUM('open','signed','failed','void','abandoned') NOT NULL COMMENT 'everything but open is final',
  tries INT NOT NULL DEFAULT 0 COMMENT 'counted before comparing; 3 at most',
  sends INT NOT NULL DEFAULT 0 COMMENT 'counted before sending; 5 at most',
  created_at BIGINT NOT NULL COMMENT 'activated',
  signed_at BIGINT NULL COMMENT 'released and signed',
  mac BINARY(32) NOT NULL COMMENT 'HMAC of signer over what is fixed, documents included',
  KEY activation_account (account, created_at),
  KEY activation_key (sign_key, state),
  KEY activation_state (state, created_at)
) COMMENT 'releases; signer alone; values 5 days, the row as proof';

CREATE TABLE activation_doc (
  activation BINARY(16) NOT NULL COMMENT 'the batch',
  n INT NOT NULL COMMENT 'as in sign_doc',
  name VARCHAR(255) NOT NULL COMMENT 'file name as told to the person',
  sha256 BINARY(32) NOT NULL COMMENT 'of the upload',
  digest VARBINARY(64) NOT NULL COMMENT 'message digest to be signed, under the hash of the key''s algorithm',
  PRIMARY KEY (activation, n),
  CONSTRAINT activation_doc_of FOREIGN KEY (activation) REFERENCES activation (id)
) COMMENT 'what exactly is released; under the MAC of its activation';

CREATE TABLE signature_value (
  activation BINARY(16) NOT NULL COMMENT 'the batch',
  n INT NOT NULL COMMENT 'as in activation_doc',
  signed_attrs VARBINARY(1024) NOT NULL COMMENT 'DER SET OF Attribute',
  value VARBINARY(1024) NOT NULL COMMENT 'signature over signed_attrs',
  PRIMARY KEY (activation, n),
  CONSTRAINT signature_value_of FOREIGN KEY (activation) REFERENCES activation (id)
) COMMENT 'signatures made; signer alone; dropped five days after the release';

-- --------------------------------------------------------------------- coins

CREATE TABLE coin_package (
  code VARCHAR(20) NOT NULL PRIMARY KEY COMMENT 'name in the shop''s messages',
  coins INT NOT NULL COMMENT 'what one package credits',
  identifications INT NOT NULL COMMENT 'included identifications',
  certificates INT NOT NULL COMMENT 'included certificates'
) COMMENT 'what the shop sells; amounts come from here, never from a message';

CREATE TABLE coin_account (
  id BINARY(16) NOT NULL PRIMARY KEY COMMENT 'the person''s account id, or a house account',
  house VARCHAR(20) NULL COMMENT 'name of a house account; its balance is the sum of its transfers (view coin_house), kept nowhere so that no signature waits for a row of all',
  balance BIGINT NOT NULL DEFAULT 0 COMMENT 'posted coins of a person',
  reserved BIGINT NOT NULL DEFAULT 0 COMMENT 'pending coins, part of balance',
  identifications INT NOT NULL DEFAULT 0 COMMENT 'included identifications not yet used',
  CONSTRAINT coin_account_solvent CHECK (balance >= reserved AND reserved >= 0 AND identifications >= 0)
) COMMENT 'balances; only routines write; for ever';

CREATE TABLE coin_transfer (
  reference VARCHAR(128) NOT NULL PRIMARY KEY COMMENT 'happens once: welcome:HASH, sign:ID, ident:ID, order:SHOP:ORDER, cancel:SHOP:ORDER, refund:REFERENCE',
  debit BINARY(16) NOT NULL COMMENT 'coin account that pays',
  credit BINARY(16) NOT NULL COMMENT 'coin account that gets',
  coins BIGINT NOT NULL COMMENT 'amount',
  identifications INT NOT NULL DEFAULT 0 COMMENT 'included identifications moved',
  kind ENUM('welcome','sign','identification','order','cancel','refund') NOT NULL COMMENT 'why, for statements',
  state ENUM('new','pending','posted','voided') NOT NULL COMMENT 'new: written, nothing moved yet; only forward',
  created_at BIGINT NOT NULL COMMENT 'written',
  settled_at BIGINT NULL COMMENT 'posted or voided',
  seq BIGINT NOT NULL AUTO_INCREMENT COMMENT 'order of statements',
  UNIQUE KEY coin_transfer_seq (seq),
  KEY coin_transfer_debit (debit, seq),
  KEY coin_transfer_credit (credit, seq),
  CONSTRAINT coin_transfer_positive CHECK (coins >= 0 AND identifications >= 0)
) COMMENT 'double entry, immutable but for the state; only routines write; for ever';

CREATE TABLE shop (
  id VARCHAR(40) NOT NULL PRIMARY KEY COMMENT 'shop-id of its messages',
  name VARCHAR(120) NOT NULL COMMENT 'shown to people',
  active BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'FALSE: every message is refused'
) COMMENT 'resellers; their secrets are files of the shop process';

CREATE TABLE shop_order (
  shop VARCHAR(40) NOT NULL COMMENT 'who sold',
  order_id VARCHAR(64) NOT NULL COMMENT 'the shop''s own number',
  kind ENUM('paid','cancelled') NOT NULL COMMENT 'at most one of each',
  content_sha256 BINARY(32) NOT NULL COMMENT 'of the fields that count: same order, other content is refused',
  username VARCHAR(254) NOT NULL COMMENT 'e-mail of the buyer, lower case',
  package VARCHAR(20) NOT NULL COMMENT 'what was sold',
  quantity INT NOT NULL COMMENT 'how many',
  lang ENUM('de','en') NOT NULL COMMENT 'of the mail',
  coins BIGINT NOT NULL COMMENT 'package × quantity, from our table',
  identifications INT NOT NULL COMMENT 'package × quantity, from our table',
  received_at BIGINT NOT NULL COMMENT 'arrival of the first message',
  redeem_token BINARY(32) NULL COMMENT 'SHA-256 of the link''s token; paid only',
  redeemed_at BIGINT NULL COMMENT 'credited',
  redeemed_by BINARY(16) NULL COMMENT 'account that was credited',
  claim BIGINT NOT NULL DEFAULT 0 COMMENT 'coins that a cancellation could not take back: open claim',
  PRIMARY KEY (shop, order_id, kind),
  UNIQUE KEY shop_order_token (redeem_token),
  KEY shop_order_username (username)
) COMMENT 'orders and cancellations; only routines write; for ever';

CREATE TABLE shop_delivery (
  shop VARCHAR(40) NOT NULL COMMENT 'who sent',
  webhook_id VARCHAR(255) NOT NULL COMMENT 'header of that name',
  body_sha256 BINARY(32) NOT NULL COMMENT 'same id with another body is refused',
  received_at BIGINT NOT NULL COMMENT 'arrival',
  PRIMARY KEY (shop, webhook_id),
  KEY shop_delivery_received (received_at)
) COMMENT 'messages seen; 400 days';

-- ------------------------------------------------------------ mail and audit

CREATE TABLE outbox (
  id BINARY(16) NOT NULL PRIMARY KEY COMMENT 'random',
  once VARCHAR(80) NULL COMMENT 'cause: the same mail is never written twice',
  account BINARY(16) NULL COMMENT 'whom it concerns',
  recipient VARCHAR(254) NOT NULL COMMENT 'address',
  template VARCHAR(40) NOT NULL COMMENT 'name of the text',
  lang ENUM('de','en') NOT NULL COMMENT 'language of the text',
  parameters TEXT NOT NULL COMMENT 'JSON of the template''s fields',
  link VARBINARY(512) NULL COMMENT 'sealed to notify''s public key; blanked on delivery',
  created_at BIGINT NOT NULL COMMENT 'written',
  next_at BIGINT NOT NULL COMMENT 'not before',
  tries INT NOT NULL DEFAULT 0 COMMENT 'deliveries tried',
  state ENUM('waiting','sent','failed') NOT NULL DEFAULT 'waiting' COMMENT 'failed: refused for good',
  sent_at BIGINT NULL COMMENT 'delivered; the row goes 30 days later',
  UNIQUE KEY outbox_once (once),
  KEY outbox_due (state, next_at)
) COMMENT 'e-mail to be delivered; delivered rows 30 days';

CREATE TABLE audit (
  seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'order of writing',
  at BIGINT NOT NULL COMMENT 'the server''s time',
  actor VARCHAR(40) NOT NULL COMMENT 'database account that called',
  event VARCHAR(60) NOT NULL COMMENT 'what happened: a word with dots',
  subject BINARY(16) NULL COMMENT 'account concerned',
  object VARCHAR(80) NULL COMMENT 'what it happened to: kind:id',
  outcome VARCHAR(20) NOT NULL COMMENT 'ok, or why not',
  detail VARCHAR(255) NULL COMMENT 'facts as key=value; never a secret',
  request_id VARCHAR(40) NULL COMMENT 'as in the logs',
  previous BINARY(32) NULL COMMENT 'hash chain, set by the chaining job'
) COMMENT 'written by audit_add() alone; never purged';

-- --------------------------------------------------------------------- facts

INSERT INTO coin_account (id, house) VALUES
  (X'00000000000000000000000000000001', 'welcome'),
  (X'00000000000000000000000000000002', 'signatures'),
  (X'00000000000000000000000000000003', 'identifications'),
  (X'00000000000000000000000000000004', 'shops');

INSERT INTO coin_package (code, coins, identifications, certificates) VALUES
  ('coins-25', 25, 1, 3),
  ('coins-500', 500, 1, 3);
