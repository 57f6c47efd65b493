-- Who may do what: one account per process, named like its uid. A process
-- that is not named here has no account: pdf and tsa. Granted again by every
-- migrate; a right that is withdrawn needs a REVOKE in a migration.
-- Tables are those of the current schema. One statement ends per line end.
-- SPDX-License-Identifier: Apache-2.0

CREATE USER IF NOT EXISTS 'fernsign-portal'@localhost IDENTIFIED VIA unix_socket;
CREATE USER IF NOT EXISTS 'fernsign-shop'@localhost IDENTIFIED VIA unix_socket;
CREATE USER IF NOT EXISTS 'fernsign-ident'@localhost IDENTIFIED VIA unix_socket;
CREATE USER IF NOT EXISTS 'fernsign-repository'@localhost IDENTIFIED VIA unix_socket;
CREATE USER IF NOT EXISTS 'fernsign-ocsp'@localhost IDENTIFIED VIA unix_socket;
CREATE USER IF NOT EXISTS 'fernsign-signer'@localhost IDENTIFIED VIA unix_socket;
CREATE USER IF NOT EXISTS 'fernsign-ca'@localhost IDENTIFIED VIA unix_socket;
CREATE USER IF NOT EXISTS 'fernsign-notify'@localhost IDENTIFIED VIA unix_socket;
CREATE USER IF NOT EXISTS 'fernsign-purge'@localhost IDENTIFIED VIA unix_socket;
CREATE USER IF NOT EXISTS 'fernsign-ctl'@localhost IDENTIFIED VIA unix_socket;

-- definers: locked; what their routines and views touch

GRANT INSERT ON audit TO 'fernsign-def-audit'@localhost;

GRANT SELECT, UPDATE ON account TO 'fernsign-def-account'@localhost;
GRANT SELECT, UPDATE ON link_token TO 'fernsign-def-account'@localhost;
GRANT SELECT, DELETE ON session TO 'fernsign-def-account'@localhost;

GRANT SELECT, INSERT, UPDATE ON coin_account TO 'fernsign-def-coins'@localhost;
GRANT SELECT, INSERT, UPDATE ON coin_transfer TO 'fernsign-def-coins'@localhost;
GRANT SELECT, INSERT, UPDATE ON shop_order TO 'fernsign-def-coins'@localhost;
GRANT SELECT ON coin_package TO 'fernsign-def-coins'@localhost;
GRANT SELECT ON shop TO 'fernsign-def-coins'@localhost;
GRANT SELECT (id, email, state, confirmed_at) ON account TO 'fernsign-def-coins'@localhost;
GRANT SELECT (id, account, level, state, signed_at) ON activation TO 'fernsign-def-coins'@localhost;
GRANT SELECT (activation, n) ON activation_doc TO 'fernsign-def-coins'@localhost;
GRANT SELECT (activation, n) ON signature_value TO 'fernsign-def-coins'@localhost;
GRANT SELECT (batch, n, document, day) ON sign_doc TO 'fernsign-def-coins'@localhost;
GRANT SELECT (slot, document, batch, seq) ON document_increment TO 'fernsign-def-coins'@localhost;
GRANT SELECT (id, account, method) ON ident_case TO 'fernsign-def-coins'@localhost;
GRANT SELECT (ident_case) ON identification TO 'fernsign-def-coins'@localhost;

GRANT SELECT ON certificate TO 'fernsign-def-read'@localhost;
GRANT SELECT (ident_case, account, state, method, loa, name_matches, verified_at, valid_until_at) ON identification TO 'fernsign-def-read'@localhost;
GRANT SELECT ON coin_account TO 'fernsign-def-read'@localhost;
GRANT SELECT ON coin_transfer TO 'fernsign-def-read'@localhost;

GRANT SELECT (slot, document, deadline_at), DELETE ON document_key TO 'fernsign-def-purge'@localhost;
GRANT SELECT (slot), ALTER, DROP ON document_content TO 'fernsign-def-purge'@localhost;
GRANT SELECT (slot), ALTER, DROP ON document_increment TO 'fernsign-def-purge'@localhost;
GRANT SELECT (id, state, created_at), DELETE ON account TO 'fernsign-def-purge'@localhost;
GRANT SELECT (id, state, final_at), DELETE ON ident_case TO 'fernsign-def-purge'@localhost;
GRANT SELECT (ident_case) ON identification TO 'fernsign-def-purge'@localhost;
GRANT SELECT (provider, event, received_at, raw), UPDATE (raw, headers), DELETE ON webhook_inbox TO 'fernsign-def-purge'@localhost;
GRANT SELECT (received_at), DELETE ON shop_delivery TO 'fernsign-def-purge'@localhost;
GRANT SELECT (id, state, sent_at, created_at), DELETE ON outbox TO 'fernsign-def-purge'@localhost;
GRANT SELECT (expires_at), DELETE ON link_token TO 'fernsign-def-purge'@localhost;
GRANT SELECT (until_at), DELETE ON login_delay TO 'fernsign-def-purge'@localhost;
GRANT SELECT (seen_at, created_at), DELETE ON session TO 'fernsign-def-purge'@localhost;
GRANT SELECT (issuer, number), DELETE ON crl TO 'fernsign-def-purge'@localhost;

-- a definer needs EXECUTE on its own routines, too

GRANT EXECUTE ON FUNCTION server_now TO 'fernsign-def-audit'@localhost;
GRANT EXECUTE ON PROCEDURE audit_add TO 'fernsign-def-audit'@localhost;
GRANT EXECUTE ON FUNCTION server_now TO 'fernsign-def-account'@localhost;
GRANT EXECUTE ON PROCEDURE account_confirm TO 'fernsign-def-account'@localhost;
GRANT EXECUTE ON PROCEDURE account_renew TO 'fernsign-def-account'@localhost;
GRANT EXECUTE ON PROCEDURE account_reset TO 'fernsign-def-account'@localhost;
GRANT EXECUTE ON PROCEDURE account_close TO 'fernsign-def-account'@localhost;
GRANT EXECUTE ON FUNCTION server_now TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_open TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_credit TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_hold TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_settle TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_return TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_welcome TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_reserve TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_capture TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_void TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_reserve_ident TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_capture_ident TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_void_ident TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE shop_take_back TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE shop_order TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_redeem TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON PROCEDURE coins_refund TO 'fernsign-def-coins'@localhost;
GRANT EXECUTE ON FUNCTION server_now TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_documents TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE slot_truncate TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_accounts TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_idents TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_payloads TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_messages TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_deliveries TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_outbox TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_sessions TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_delays TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_links TO 'fernsign-def-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_crls TO 'fernsign-def-purge'@localhost;

-- portal: people's pages. It cannot read a key or a TAN, change where a TAN
-- goes, create coins, write a certificate, or identify anyone.

GRANT SELECT ON account TO 'fernsign-portal'@localhost;
GRANT INSERT (id, email, first_name, family_name, phone, phone_kind, landline_pin, password, lang, created_at) ON account TO 'fernsign-portal'@localhost;
GRANT UPDATE (first_name, family_name, phone, phone_kind, landline_pin, lang, publish, second_factor) ON account TO 'fernsign-portal'@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO 'fernsign-portal'@localhost;
GRANT SELECT, INSERT (token, kind, account, created_at, expires_at) ON link_token TO 'fernsign-portal'@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_delay TO 'fernsign-portal'@localhost;
GRANT SELECT, INSERT ON acceptance TO 'fernsign-portal'@localhost;
GRANT SELECT (id, account, nonce, method, lang, reference, state, reason, created_at, expires_at, final_at, valid_until_at) ON ident_case TO 'fernsign-portal'@localhost;
GRANT SELECT ON identification_own TO 'fernsign-portal'@localhost;
GRANT SELECT ON certificate_own TO 'fernsign-portal'@localhost;
GRANT SELECT, INSERT, UPDATE (level, sign_key, state, done_at, deadline_at) ON sign_batch TO 'fernsign-portal'@localhost;
GRANT SELECT, INSERT, UPDATE (placement, contents_at, contents_size, digest, signing_at, reached, raise_at, raise_tries) ON sign_doc TO 'fernsign-portal'@localhost;
GRANT SELECT, INSERT ON document_content TO 'fernsign-portal'@localhost;
GRANT SELECT, INSERT ON document_increment TO 'fernsign-portal'@localhost;
GRANT SELECT, INSERT, UPDATE (deadline_at), DELETE ON document_key TO 'fernsign-portal'@localhost;
GRANT SELECT ON coin_account TO 'fernsign-portal'@localhost;
GRANT SELECT ON coin_transfer TO 'fernsign-portal'@localhost;
GRANT SELECT ON coin_package TO 'fernsign-portal'@localhost;
GRANT SELECT ON shop_order TO 'fernsign-portal'@localhost;
GRANT INSERT (id, once, account, recipient, template, lang, parameters, link, created_at, next_at) ON outbox TO 'fernsign-portal'@localhost;
GRANT EXECUTE ON PROCEDURE audit_add TO 'fernsign-portal'@localhost;
GRANT EXECUTE ON PROCEDURE account_confirm TO 'fernsign-portal'@localhost;
GRANT EXECUTE ON PROCEDURE account_renew TO 'fernsign-portal'@localhost;
GRANT EXECUTE ON PROCEDURE account_reset TO 'fernsign-portal'@localhost;
GRANT EXECUTE ON PROCEDURE coins_welcome TO 'fernsign-portal'@localhost;
GRANT EXECUTE ON PROCEDURE coins_capture TO 'fernsign-portal'@localhost;
GRANT EXECUTE ON PROCEDURE coins_redeem TO 'fernsign-portal'@localhost;

-- shop: the reseller's callback. It never sees an account.

GRANT SELECT ON shop TO 'fernsign-shop'@localhost;
GRANT SELECT ON coin_package TO 'fernsign-shop'@localhost;
GRANT SELECT ON shop_order TO 'fernsign-shop'@localhost;
GRANT SELECT, INSERT ON shop_delivery TO 'fernsign-shop'@localhost;
GRANT INSERT (id, once, account, recipient, template, lang, parameters, link, created_at, next_at) ON outbox TO 'fernsign-shop'@localhost;
GRANT EXECUTE ON PROCEDURE audit_add TO 'fernsign-shop'@localhost;
GRANT EXECUTE ON PROCEDURE shop_order TO 'fernsign-shop'@localhost;

-- ident: the flow of an identification. It copies the number once and cannot
-- change it; who somebody is stands with ca.

GRANT SELECT (id, email, state, first_name, family_name, phone, phone_kind, landline_pin, lang) ON account TO 'fernsign-ident'@localhost;
GRANT SELECT, INSERT, UPDATE (reference, state, reason, sequence, session, expires_at, final_at, valid_until_at) ON ident_case TO 'fernsign-ident'@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON eid_attempt TO 'fernsign-ident'@localhost;
GRANT SELECT, INSERT, UPDATE (raw, headers, processed_at, outcome) ON webhook_inbox TO 'fernsign-ident'@localhost;
GRANT SELECT (account, nonce, document, version, accepted_at) ON acceptance TO 'fernsign-ident'@localhost;
GRANT SELECT ON identification_own TO 'fernsign-ident'@localhost;
GRANT INSERT (id, once, account, recipient, template, lang, parameters, link, created_at, next_at) ON outbox TO 'fernsign-ident'@localhost;
GRANT EXECUTE ON PROCEDURE audit_add TO 'fernsign-ident'@localhost;
GRANT EXECUTE ON PROCEDURE coins_reserve_ident TO 'fernsign-ident'@localhost;
GRANT EXECUTE ON PROCEDURE coins_capture_ident TO 'fernsign-ident'@localhost;
GRANT EXECUTE ON PROCEDURE coins_void_ident TO 'fernsign-ident'@localhost;

-- repository, ocsp: views that hold nothing else

GRANT SELECT ON certificate_published TO 'fernsign-repository'@localhost;
GRANT SELECT ON crl TO 'fernsign-repository'@localhost;

GRANT SELECT ON certificate_status TO 'fernsign-ocsp'@localhost;
GRANT EXECUTE ON PROCEDURE audit_add TO 'fernsign-ocsp'@localhost;

-- signer: keys, activations, values: nobody else has them. What is fixed in
-- a row is never updated; it stands under signer's MAC besides.

GRANT SELECT (id, state) ON account TO 'fernsign-signer'@localhost;
GRANT SELECT (id, account, sign_key, level, state, sha256, not_before_at, not_after_at, revoked_at) ON certificate TO 'fernsign-signer'@localhost;
GRANT SELECT, INSERT, UPDATE (wrapped, certificate, chain, state, destroyed_at, mac) ON sign_key TO 'fernsign-signer'@localhost;
GRANT SELECT, INSERT, UPDATE (tan_mac, expires_at, state, tries, sends, signed_at) ON activation TO 'fernsign-signer'@localhost;
GRANT SELECT, INSERT ON activation_doc TO 'fernsign-signer'@localhost;
GRANT SELECT, INSERT, DELETE ON signature_value TO 'fernsign-signer'@localhost;
GRANT SELECT (reference, state) ON coin_transfer TO 'fernsign-signer'@localhost;
GRANT EXECUTE ON PROCEDURE audit_add TO 'fernsign-signer'@localhost;
GRANT EXECUTE ON PROCEDURE coins_reserve TO 'fernsign-signer'@localhost;
GRANT EXECUTE ON PROCEDURE coins_void TO 'fernsign-signer'@localhost;

-- ca: verified persons, certificates, revocation lists

GRANT SELECT (id, email, state, first_name, family_name, lang, publish) ON account TO 'fernsign-ca'@localhost;
GRANT SELECT ON acceptance TO 'fernsign-ca'@localhost;
GRANT SELECT ON ident_case TO 'fernsign-ca'@localhost;
GRANT SELECT, INSERT, UPDATE (state, name_matches, valid_until_at) ON identification TO 'fernsign-ca'@localhost;
GRANT SELECT, INSERT, UPDATE (sign_key, state, revoked_at, reason) ON certificate TO 'fernsign-ca'@localhost;
GRANT SELECT, INSERT ON crl TO 'fernsign-ca'@localhost;
GRANT INSERT (id, once, account, recipient, template, lang, parameters, link, created_at, next_at) ON outbox TO 'fernsign-ca'@localhost;
GRANT EXECUTE ON PROCEDURE audit_add TO 'fernsign-ca'@localhost;

-- notify: the outbox, and what expiry notices need

GRANT SELECT, INSERT, UPDATE (link, next_at, tries, state, sent_at) ON outbox TO 'fernsign-notify'@localhost;
GRANT SELECT (id, email, lang, state) ON account TO 'fernsign-notify'@localhost;
GRANT SELECT (id, account, level, serial, not_after_at, state) ON certificate TO 'fernsign-notify'@localhost;
GRANT EXECUTE ON PROCEDURE audit_add TO 'fernsign-notify'@localhost;

-- purge: routines with the age inside; no DELETE of its own

GRANT SELECT (slot, deadline_at) ON document_key TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE audit_add TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_documents TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE slot_truncate TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_accounts TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_idents TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_payloads TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_messages TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_deliveries TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_outbox TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_sessions TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_delays TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_links TO 'fernsign-purge'@localhost;
GRANT EXECUTE ON PROCEDURE purge_crls TO 'fernsign-purge'@localhost;

-- ctl: the operator's command; no person data, no keys

GRANT SELECT (id, email, state, created_at, confirmed_at, closed_at) ON account TO 'fernsign-ctl'@localhost;
GRANT SELECT ON identification_own TO 'fernsign-ctl'@localhost;
GRANT SELECT ON certificate_own TO 'fernsign-ctl'@localhost;
GRANT SELECT ON sign_batch TO 'fernsign-ctl'@localhost;
GRANT SELECT (batch, raise_at) ON sign_doc TO 'fernsign-ctl'@localhost;
GRANT SELECT (id, account, method, state, reason, created_at, final_at) ON ident_case TO 'fernsign-ctl'@localhost;
GRANT SELECT ON coin_account TO 'fernsign-ctl'@localhost;
GRANT SELECT ON coin_transfer TO 'fernsign-ctl'@localhost;
GRANT SELECT ON coin_house TO 'fernsign-ctl'@localhost;
GRANT SELECT ON coin_package TO 'fernsign-ctl'@localhost;
GRANT SELECT ON shop_order TO 'fernsign-ctl'@localhost;
GRANT SELECT, INSERT, UPDATE (name, active) ON shop TO 'fernsign-ctl'@localhost;
GRANT SELECT (id, template, state, created_at, next_at, tries) ON outbox TO 'fernsign-ctl'@localhost;
GRANT SELECT ON audit TO 'fernsign-ctl'@localhost;
GRANT EXECUTE ON PROCEDURE audit_add TO 'fernsign-ctl'@localhost;
GRANT EXECUTE ON PROCEDURE account_close TO 'fernsign-ctl'@localhost;
GRANT EXECUTE ON PROCEDURE coins_refund TO 'fernsign-ctl'@localhost;
