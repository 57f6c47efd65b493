-- What a responder must not be able to break: definer routines and views.
--
-- Replaced as a whole by every migrate. Statements are separated by lines of
-- two dollar signs. Rules of this file:
-- * A routine takes ids, not amounts and not times, and believes only rows
--   that its caller cannot write.
-- * It decides by locking reads and by UPDATE … WHERE with ROW_COUNT, never
--   by CHECK, foreign keys or secondary unique keys alone: a caller may
--   switch these off in its session. Isolation levels do not matter to
--   locking reads.
-- * Money moves in one statement: a caller may bound its session's time and
--   commit whatever was done when the routine was cut off. Every order of
--   statements here gains nothing when cut anywhere, and can be called again.
-- * Refusals are SIGNALs whose text begins with the name of an enum err.
-- * It never commits: the caller's transaction holds cause and effect.
-- SPDX-License-Identifier: Apache-2.0

CREATE USER IF NOT EXISTS 'fernsign-def-audit'@localhost ACCOUNT LOCK
$$
CREATE USER IF NOT EXISTS 'fernsign-def-account'@localhost ACCOUNT LOCK
$$
CREATE USER IF NOT EXISTS 'fernsign-def-coins'@localhost ACCOUNT LOCK
$$
CREATE USER IF NOT EXISTS 'fernsign-def-read'@localhost ACCOUNT LOCK
$$
CREATE USER IF NOT EXISTS 'fernsign-def-purge'@localhost ACCOUNT LOCK
$$

-- ------------------------------------------------------------------- the time

-- Seconds since 1970 by the server's own clock. SYSDATE is not moved by
-- SET timestamp; the time zone is fixed for the one reading, because a
-- session's zone may repeat an hour.
CREATE OR REPLACE DEFINER='fernsign-def-audit'@localhost FUNCTION server_now()
RETURNS BIGINT
SQL SECURITY DEFINER
BEGIN
  DECLARE zone VARCHAR(64) DEFAULT @@session.time_zone;
  DECLARE now_at BIGINT;
  SET time_zone = '+00:00';
  SET now_at = UNIX_TIMESTAMP(SYSDATE());
  SET time_zone = zone;
  RETURN now_at;
END
$$

-- -------------------------------------------------------------------- audit

-- Append one audit row, stamped with the real caller and time.
CREATE OR REPLACE DEFINER='fernsign-def-audit'@localhost PROCEDURE audit_add(
  p_event VARCHAR(60), p_subject BINARY(16), p_object VARCHAR(80),
  p_outcome VARCHAR(20), p_detail VARCHAR(255), p_request_id VARCHAR(40))
SQL SECURITY DEFINER
BEGIN
  INSERT INTO audit (at, actor, event, subject, object, outcome, detail,
      request_id)
    VALUES (server_now(), LEFT(SUBSTRING_INDEX(USER(), '@', 1), 40),
      p_event, p_subject, p_object, p_outcome, p_detail, p_request_id);
END
$$

-- ------------------------------------------------------------------ accounts

-- Confirm an e-mail address by its link's token, once and in time.
CREATE OR REPLACE DEFINER='fernsign-def-account'@localhost PROCEDURE account_confirm(
  p_token BINARY(32))
SQL SECURITY DEFINER
BEGIN
  DECLARE now_at BIGINT DEFAULT server_now();
  UPDATE link_token t JOIN account a ON a.id = t.account
    SET t.used_at = now_at, a.state = 'active', a.confirmed_at = now_at
    WHERE t.token = p_token AND t.kind = 'confirm' AND t.used_at IS NULL
      AND t.expires_at > now_at AND t.created_at > now_at - 86400
      AND a.state = 'unconfirmed';
  IF ROW_COUNT() <> 2 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_NOTFOUND link';
  END IF;
END
$$

-- Replace what a registration said whose e-mail is not confirmed yet; links
-- sent for the earlier words end. Anything but unconfirmed: E_CONFLICT.
CREATE OR REPLACE DEFINER='fernsign-def-account'@localhost PROCEDURE account_renew(
  p_account BINARY(16), p_first_name VARCHAR(120), p_family_name VARCHAR(120),
  p_phone VARCHAR(16), p_phone_kind VARCHAR(10), p_landline_pin VARBINARY(128),
  p_password VARCHAR(128), p_lang VARCHAR(2))
SQL SECURITY DEFINER
BEGIN
  UPDATE account SET first_name = p_first_name, family_name = p_family_name,
      phone = p_phone, phone_kind = p_phone_kind,
      landline_pin = p_landline_pin, password = p_password, lang = p_lang
    WHERE id = p_account AND state = 'unconfirmed';
  IF ROW_COUNT() <> 1 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT confirmed';
  END IF;
  UPDATE link_token SET used_at = server_now()
    WHERE account = p_account AND kind = 'confirm' AND used_at IS NULL;
END
$$

-- Set a new password by a reset link's token, once and in time; every
-- session of the account ends.
CREATE OR REPLACE DEFINER='fernsign-def-account'@localhost PROCEDURE account_reset(
  p_token BINARY(32), p_password VARCHAR(128))
SQL SECURITY DEFINER
BEGIN
  DECLARE now_at BIGINT DEFAULT server_now();
  DECLARE who BINARY(16);
  SELECT account INTO who FROM link_token WHERE token = p_token FOR UPDATE;
  UPDATE link_token t JOIN account a ON a.id = t.account
    SET t.used_at = now_at, a.password = p_password
    WHERE t.token = p_token AND t.kind = 'reset' AND t.used_at IS NULL
      AND t.expires_at > now_at AND t.created_at > now_at - 3600
      AND a.state = 'active';
  IF ROW_COUNT() <> 2 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_NOTFOUND link';
  END IF;
  UPDATE link_token SET used_at = now_at
    WHERE account = who AND kind = 'reset' AND used_at IS NULL;
  DELETE FROM session WHERE account = who;
END
$$

-- Close an account for good and end its sessions; certificates and keys have
-- gone before.
CREATE OR REPLACE DEFINER='fernsign-def-account'@localhost PROCEDURE account_close(
  p_account BINARY(16))
SQL SECURITY DEFINER
BEGIN
  UPDATE account SET state = 'closed', closed_at = server_now()
    WHERE id = p_account AND state <> 'closed';
  DELETE FROM session WHERE account = p_account;
END
$$

-- --------------------------------------------------------------------- coins

-- Open the coin account of a person that has an active account.
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_open(
  p_account BINARY(16))
SQL SECURITY DEFINER
BEGIN
  IF NOT EXISTS (SELECT 1 FROM account WHERE id = p_account
      AND state = 'active' LOCK IN SHARE MODE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_NOTFOUND account';
  END IF;
  INSERT IGNORE INTO coin_account (id) VALUES (p_account);
END
$$

-- Post a new transfer to a person: one statement moves state and coins.
-- Called by the routines below only.
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_credit(
  p_reference VARCHAR(128))
SQL SECURITY DEFINER
BEGIN
  UPDATE coin_transfer t JOIN coin_account c ON c.id = t.credit
    SET t.state = 'posted', t.settled_at = server_now(),
      c.balance = c.balance + t.coins,
      c.identifications = c.identifications + t.identifications
    WHERE t.reference = p_reference AND t.state = 'new'
      AND c.house IS NULL;
END
$$

-- Reserve a new transfer's coins of a person: one statement.
-- Called by the routines below only.
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_hold(
  p_reference VARCHAR(128))
SQL SECURITY DEFINER
BEGIN
  UPDATE coin_transfer t JOIN coin_account d ON d.id = t.debit
    SET t.state = 'pending', d.reserved = d.reserved + t.coins,
      d.identifications = d.identifications - t.identifications
    WHERE t.reference = p_reference AND t.state = 'new'
      AND d.house IS NULL AND d.balance - d.reserved >= t.coins
      AND d.identifications >= t.identifications;
  IF ROW_COUNT() = 0 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_LIMIT coins';
  END IF;
END
$$

-- Post a pending transfer of a person: one statement. Once posted, nothing
-- happens again. Called by the routines below only.
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_settle(
  p_reference VARCHAR(128))
SQL SECURITY DEFINER
BEGIN
  DECLARE found VARCHAR(10);
  SELECT state INTO found FROM coin_transfer
    WHERE reference = p_reference FOR UPDATE;
  UPDATE coin_transfer t JOIN coin_account d ON d.id = t.debit
    SET t.state = 'posted', t.settled_at = server_now(),
      d.balance = d.balance - t.coins, d.reserved = d.reserved - t.coins
    WHERE t.reference = p_reference AND t.state = 'pending'
      AND d.house IS NULL AND d.reserved >= t.coins;
  IF ROW_COUNT() = 0 AND (found IS NULL OR found <> 'posted') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT transfer';
  END IF;
END
$$

-- Give a pending transfer's coins back: one statement. Once voided, nothing
-- happens again. Called by the routines below only.
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_return(
  p_reference VARCHAR(128))
SQL SECURITY DEFINER
BEGIN
  DECLARE found VARCHAR(10);
  SELECT state INTO found FROM coin_transfer
    WHERE reference = p_reference FOR UPDATE;
  UPDATE coin_transfer t JOIN coin_account d ON d.id = t.debit
    SET t.state = 'voided', t.settled_at = server_now(),
      d.reserved = d.reserved - t.coins,
      d.identifications = d.identifications + t.identifications
    WHERE t.reference = p_reference AND t.state = 'pending'
      AND d.house IS NULL AND d.reserved >= t.coins;
  IF ROW_COUNT() = 0 AND found = 'posted' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT transfer';
  END IF;
END
$$

-- Ten coins for a confirmed account, once per e-mail address for ever.
-- [portal]
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_welcome(
  p_account BINARY(16))
SQL SECURITY DEFINER
BEGIN
  DECLARE ref VARCHAR(128);
  CALL coins_open(p_account);
  SELECT CONCAT('welcome:', SHA2(email, 256)) INTO ref FROM account
    WHERE id = p_account AND state = 'active' AND confirmed_at IS NOT NULL
    LOCK IN SHARE MODE;
  IF ref IS NOT NULL THEN
    INSERT IGNORE INTO coin_transfer (reference, debit, credit, coins, kind,
        state, created_at)
      VALUES (ref, X'00000000000000000000000000000001', p_account, 10,
        'welcome', 'new', server_now());
    CALL coins_credit(ref);
  END IF;
END
$$

-- Reserve the price of a batch: level × documents, as signer activated it.
-- Again for the same batch: nothing more. Too few coins: E_LIMIT. [signer]
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_reserve(
  p_batch BINARY(16))
SQL SECURITY DEFINER
BEGIN
  DECLARE who BINARY(16);
  DECLARE price, n INT;
  DECLARE found VARCHAR(10);
  DECLARE ref VARCHAR(128) DEFAULT CONCAT('sign:', LOWER(HEX(p_batch)));
  SELECT account, CASE level WHEN 'qualified' THEN 5 WHEN 'advanced' THEN 2
      ELSE 0 END INTO who, price
    FROM activation WHERE id = p_batch AND state IN ('open', 'signed')
    FOR UPDATE;
  SELECT COUNT(*) INTO n FROM activation_doc WHERE activation = p_batch
    LOCK IN SHARE MODE;
  IF who IS NULL OR n = 0 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_NOTFOUND activation';
  END IF;
  SELECT state INTO found FROM coin_transfer WHERE reference = ref FOR UPDATE;
  IF found IS NULL OR found = 'new' THEN
    CALL coins_open(who);
    INSERT IGNORE INTO coin_transfer (reference, debit, credit, coins, kind,
        state, created_at)
      VALUES (ref, who, X'00000000000000000000000000000002', price * n,
        'sign', 'new', server_now());
    CALL coins_hold(ref);
  ELSEIF found = 'voided' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT transfer';
  END IF;
END
$$

-- Charge a batch that signer signed and whose signed documents are stored,
-- every one. [portal]
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_capture(
  p_batch BINARY(16))
SQL SECURITY DEFINER
BEGIN
  DECLARE missing INT;
  IF NOT EXISTS (SELECT 1 FROM activation WHERE id = p_batch
      AND state = 'signed' LOCK IN SHARE MODE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT not signed';
  END IF;
  SELECT COUNT(*) INTO missing FROM activation_doc a
    LEFT JOIN sign_doc d ON d.batch = a.activation AND d.n = a.n
    LEFT JOIN document_increment i ON i.document = d.document
      AND i.slot = d.day MOD 16 AND i.batch = p_batch AND i.seq = 1
    WHERE a.activation = p_batch AND i.seq IS NULL;
  IF missing > 0 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT not stored';
  END IF;
  CALL coins_settle(CONCAT('sign:', LOWER(HEX(p_batch))));
END
$$

-- Give back what a batch reserved that could not be finished: five days
-- after the release, when its values are gone. [signer]
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_void(
  p_batch BINARY(16))
SQL SECURITY DEFINER
BEGIN
  IF NOT EXISTS (SELECT 1 FROM activation WHERE id = p_batch
      AND state = 'signed' AND signed_at <= server_now() - 432000
      LOCK IN SHARE MODE)
    OR EXISTS (SELECT 1 FROM signature_value WHERE activation = p_batch
      LOCK IN SHARE MODE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT not over';
  END IF;
  CALL coins_return(CONCAT('sign:', LOWER(HEX(p_batch))));
END
$$

-- Reserve the price of an identification by a partner: an included one, else
-- 50 coins; the online ID and on-site cases are free here. [ident]
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_reserve_ident(
  p_case BINARY(16))
SQL SECURITY DEFINER
BEGIN
  DECLARE who BINARY(16);
  DECLARE included INT DEFAULT 0;
  DECLARE found VARCHAR(10);
  DECLARE ref VARCHAR(128) DEFAULT CONCAT('ident:', LOWER(HEX(p_case)));
  SELECT account INTO who FROM ident_case
    WHERE id = p_case AND method IN ('video', 'eid-partner')
    LOCK IN SHARE MODE;
  SELECT state INTO found FROM coin_transfer WHERE reference = ref FOR UPDATE;
  IF who IS NOT NULL AND (found IS NULL OR found = 'new') THEN
    CALL coins_open(who);
    SELECT LEAST(identifications, 1) INTO included FROM coin_account
      WHERE id = who FOR UPDATE;
    INSERT IGNORE INTO coin_transfer (reference, debit, credit, coins,
        identifications, kind, state, created_at)
      VALUES (ref, who, X'00000000000000000000000000000003', 0, 0,
        'identification', 'new', server_now());
    UPDATE coin_transfer SET coins = IF(included = 1, 0, 50),
        identifications = included
      WHERE reference = ref AND state = 'new';
    CALL coins_hold(ref);
  ELSEIF found = 'voided' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT transfer';
  END IF;
END
$$

-- Charge an identification that ca has verified; free ones: nothing. [ident]
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_capture_ident(
  p_case BINARY(16))
SQL SECURITY DEFINER
BEGIN
  DECLARE ref VARCHAR(128) DEFAULT CONCAT('ident:', LOWER(HEX(p_case)));
  IF NOT EXISTS (SELECT 1 FROM identification WHERE ident_case = p_case
      LOCK IN SHARE MODE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT not verified';
  END IF;
  IF EXISTS (SELECT 1 FROM coin_transfer WHERE reference = ref
      LOCK IN SHARE MODE) THEN
    CALL coins_settle(ref);
  END IF;
END
$$

-- Give back what an identification reserved that ca has not verified; free
-- ones: nothing. [ident]
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_void_ident(
  p_case BINARY(16))
SQL SECURITY DEFINER
BEGIN
  IF EXISTS (SELECT 1 FROM identification WHERE ident_case = p_case
      LOCK IN SHARE MODE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT verified';
  END IF;
  CALL coins_return(CONCAT('ident:', LOWER(HEX(p_case))));
END
$$

-- Take back what a cancelled, redeemed order left; the rest is an open
-- claim. Nothing happens unless both are there. Called below only.
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE shop_take_back(
  p_shop VARCHAR(40), p_order VARCHAR(64))
SQL SECURITY DEFINER
BEGIN
  DECLARE who BINARY(16);
  DECLARE total, take BIGINT;
  DECLARE idents, take_idents INT;
  DECLARE ref VARCHAR(128) DEFAULT CONCAT('cancel:', p_shop, ':', p_order);
  SELECT redeemed_by, coins, identifications INTO who, total, idents
    FROM shop_order WHERE shop = p_shop AND order_id = p_order
      AND kind = 'paid' FOR UPDATE;
  IF who IS NOT NULL THEN
    SELECT GREATEST(0, LEAST(total, balance - reserved)),
        LEAST(idents, identifications) INTO take, take_idents
      FROM coin_account WHERE id = who FOR UPDATE;
    INSERT IGNORE INTO coin_transfer (reference, debit, credit, coins,
        identifications, kind, state, created_at)
      VALUES (ref, who, X'00000000000000000000000000000004', 0, 0,
        'cancel', 'new', server_now());
    UPDATE coin_transfer SET coins = take, identifications = take_idents
      WHERE reference = ref AND state = 'new';
    UPDATE coin_transfer t JOIN coin_account d ON d.id = t.debit
        JOIN shop_order o ON o.shop = p_shop AND o.order_id = p_order
          AND o.kind = 'cancelled'
      SET t.state = 'posted', t.settled_at = server_now(),
        d.balance = d.balance - t.coins,
        d.identifications = d.identifications - t.identifications,
        o.claim = total - t.coins
      WHERE t.reference = ref AND t.state = 'new'
        AND d.balance - d.reserved >= t.coins
        AND d.identifications >= t.identifications;
  END IF;
END
$$

-- Record an order or its cancellation. The same once more: nothing, the
-- stored token stays. Other content: E_CONFLICT. Unknown or closed shop:
-- E_DENIED. Unknown package: E_NOTFOUND. Answers one row: fresh (1 the first
-- time, else 0) and the order's coins. [shop]
--
-- p_token  SHA-256 of the redeem link's token, with 'paid'; else NULL
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE shop_order(
  p_shop VARCHAR(40), p_order VARCHAR(64), p_kind VARCHAR(10),
  p_username VARCHAR(254), p_package VARCHAR(20), p_quantity INT,
  p_lang VARCHAR(2), p_token BINARY(32))
SQL SECURITY DEFINER
BEGIN
  DECLARE each_coins, each_idents INT;
  DECLARE fresh BIGINT;
  DECLARE hash BINARY(32) DEFAULT UNHEX(SHA2(CONCAT_WS('\n', p_username,
    p_package, p_quantity), 256));
  IF NOT EXISTS (SELECT 1 FROM shop WHERE id = p_shop AND active
      LOCK IN SHARE MODE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_DENIED shop';
  END IF;
  IF p_kind NOT IN ('paid', 'cancelled') OR p_quantity NOT BETWEEN 1 AND 1000
    OR (p_kind = 'paid') <> (p_token IS NOT NULL) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_INPUT order';
  END IF;
  SELECT coins, identifications INTO each_coins, each_idents
    FROM coin_package WHERE code = p_package LOCK IN SHARE MODE;
  IF each_coins IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_NOTFOUND package';
  END IF;
  IF EXISTS (SELECT 1 FROM shop_order WHERE shop = p_shop
      AND order_id = p_order AND content_sha256 <> hash FOR UPDATE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT order';
  END IF;
  INSERT IGNORE INTO shop_order (shop, order_id, kind, content_sha256,
      username, package, quantity, lang, coins, identifications, received_at,
      redeem_token)
    VALUES (p_shop, p_order, p_kind, hash, p_username, p_package, p_quantity,
      p_lang, each_coins * p_quantity, each_idents * p_quantity,
      server_now(), p_token);
  SET fresh = ROW_COUNT();
  IF p_kind = 'cancelled' THEN
    CALL shop_take_back(p_shop, p_order);
  END IF;
  SELECT fresh, each_coins * p_quantity AS coins;
END
$$

-- Credit a paid order to the account that its buyer's e-mail names, once.
-- Unknown token or somebody else's: E_NOTFOUND. Cancelled or redeemed
-- already: E_CONFLICT. [portal]
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_redeem(
  p_token BINARY(32), p_account BINARY(16))
SQL SECURITY DEFINER
BEGIN
  DECLARE the_shop VARCHAR(40);
  DECLARE the_order VARCHAR(64);
  DECLARE n BIGINT;
  DECLARE idents INT;
  DECLARE done_at BIGINT;
  DECLARE ref VARCHAR(128);
  SELECT o.shop, o.order_id, o.coins, o.identifications, o.redeemed_at
    INTO the_shop, the_order, n, idents, done_at
    FROM shop_order o JOIN account a ON a.id = p_account
    WHERE o.redeem_token = p_token AND o.kind = 'paid'
      AND a.email = o.username AND a.state = 'active' FOR UPDATE;
  IF the_shop IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_NOTFOUND order';
  END IF;
  IF EXISTS (SELECT 1 FROM shop_order WHERE shop = the_shop
      AND order_id = the_order AND kind = 'cancelled' FOR UPDATE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT cancelled';
  END IF;
  IF done_at IS NOT NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT redeemed';
  END IF;
  SET ref = CONCAT('order:', the_shop, ':', the_order);
  CALL coins_open(p_account);
  INSERT IGNORE INTO coin_transfer (reference, debit, credit, coins,
      identifications, kind, state, created_at)
    VALUES (ref, X'00000000000000000000000000000004', p_account, n, idents,
      'order', 'new', server_now());
  UPDATE coin_transfer t JOIN coin_account c ON c.id = t.credit
      JOIN shop_order o ON o.shop = the_shop AND o.order_id = the_order
        AND o.kind = 'paid'
    SET t.state = 'posted', t.settled_at = server_now(),
      c.balance = c.balance + t.coins,
      c.identifications = c.identifications + t.identifications,
      o.redeemed_at = server_now(), o.redeemed_by = t.credit
    WHERE t.reference = ref AND t.state = 'new' AND t.credit = p_account
      AND o.redeemed_at IS NULL;
  IF ROW_COUNT() <> 3 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT redeemed';
  END IF;
END
$$

-- Give a person back what a charged signature or identification cost, once.
-- [ctl]
CREATE OR REPLACE DEFINER='fernsign-def-coins'@localhost PROCEDURE coins_refund(
  p_reference VARCHAR(100))
SQL SECURITY DEFINER
BEGIN
  DECLARE who, house_id BINARY(16);
  DECLARE n BIGINT;
  DECLARE idents INT;
  SELECT debit, credit, coins, identifications INTO who, house_id, n, idents
    FROM coin_transfer WHERE reference = p_reference AND state = 'posted'
      AND kind IN ('sign', 'identification') FOR UPDATE;
  IF who IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_NOTFOUND transfer';
  END IF;
  INSERT IGNORE INTO coin_transfer (reference, debit, credit, coins,
      identifications, kind, state, created_at)
    VALUES (CONCAT('refund:', p_reference), house_id, who, n, idents,
      'refund', 'new', server_now());
  CALL coins_credit(CONCAT('refund:', p_reference));
END
$$

-- --------------------------------------------------------------------- purge

-- Delete the keys of documents whose deadline has passed, p_most at a time.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_documents(
  p_most INT)
SQL SECURITY DEFINER
BEGIN
  DELETE FROM document_key WHERE deadline_at <= server_now()
    ORDER BY deadline_at LIMIT p_most;
END
$$

-- Empty a slot of documents when no key of it is left. The slots of
-- yesterday, today and tomorrow are never touched: E_CONFLICT; nor is one
-- with a key in it. Answers one row: cleared (0 when it was empty already).
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE slot_truncate(
  p_slot INT)
SQL SECURITY DEFINER
BEGIN
  DECLARE today BIGINT DEFAULT server_now() DIV 86400;
  DECLARE cleared INT DEFAULT
    EXISTS (SELECT 1 FROM document_content WHERE slot = p_slot) OR
    EXISTS (SELECT 1 FROM document_increment WHERE slot = p_slot);
  IF p_slot NOT BETWEEN 0 AND 15 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_INPUT slot';
  END IF;
  IF p_slot IN ((today - 1) MOD 16, today MOD 16, (today + 1) MOD 16)
    OR EXISTS (SELECT 1 FROM document_key WHERE slot = p_slot
      LOCK IN SHARE MODE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'E_CONFLICT slot in use';
  END IF;
  IF cleared THEN
    EXECUTE IMMEDIATE CONCAT(
      'ALTER TABLE document_content TRUNCATE PARTITION s', p_slot);
    EXECUTE IMMEDIATE CONCAT(
      'ALTER TABLE document_increment TRUNCATE PARTITION s', p_slot);
  END IF;
  SELECT cleared;
END
$$

-- Delete registrations that were not confirmed within seven days.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_accounts(
  p_most INT)
SQL SECURITY DEFINER
BEGIN
  DELETE FROM account WHERE state = 'unconfirmed'
    AND created_at <= server_now() - 604800
    ORDER BY created_at LIMIT p_most;
END
$$

-- Delete failed identifications seven days after their end; those that ca
-- has verified stay.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_idents(
  p_most INT)
SQL SECURITY DEFINER
BEGIN
  DELETE FROM ident_case
    WHERE state IN ('failed', 'cancelled', 'expired')
      AND final_at <= server_now() - 604800
      AND id NOT IN (SELECT ident_case FROM identification)
    LIMIT p_most;
END
$$

-- Blank the partners' raw messages seven days after arrival.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_payloads(
  p_most INT)
SQL SECURITY DEFINER
BEGIN
  UPDATE webhook_inbox SET raw = NULL, headers = NULL
    WHERE received_at <= server_now() - 604800 AND raw IS NOT NULL
    ORDER BY received_at LIMIT p_most;
END
$$

-- Delete the ids of partners' messages after 400 days.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_messages(
  p_most INT)
SQL SECURITY DEFINER
BEGIN
  DELETE FROM webhook_inbox WHERE received_at <= server_now() - 34560000
    ORDER BY received_at LIMIT p_most;
END
$$

-- Delete the ids of shops' messages after 400 days.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_deliveries(
  p_most INT)
SQL SECURITY DEFINER
BEGIN
  DELETE FROM shop_delivery WHERE received_at <= server_now() - 34560000
    ORDER BY received_at LIMIT p_most;
END
$$

-- Delete delivered and refused mails 30 days after they were written.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_outbox(
  p_most INT)
SQL SECURITY DEFINER
BEGIN
  DELETE FROM outbox WHERE state IN ('sent', 'failed')
    AND COALESCE(sent_at, created_at) <= server_now() - 2592000
    LIMIT p_most;
END
$$

-- Delete links a day after they expired.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_links(
  p_most INT)
SQL SECURITY DEFINER
BEGIN
  DELETE FROM link_token WHERE expires_at <= server_now() - 86400
    ORDER BY expires_at LIMIT p_most;
END
$$

-- Delete log-in delays a day after they ended.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_delays(
  p_most INT)
SQL SECURITY DEFINER
BEGIN
  DELETE FROM login_delay WHERE until_at <= server_now() - 86400 LIMIT p_most;
END
$$

-- Delete sessions idle for 30 minutes or older than 12 hours.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_sessions(
  p_most INT)
SQL SECURITY DEFINER
BEGIN
  DELETE FROM session WHERE seen_at <= server_now() - 1800
    OR created_at <= server_now() - 43200 LIMIT p_most;
END
$$

-- Delete revocation lists older than the newest ten of their issuer.
CREATE OR REPLACE DEFINER='fernsign-def-purge'@localhost PROCEDURE purge_crls()
SQL SECURITY DEFINER
BEGIN
  DELETE c FROM crl c JOIN (SELECT issuer, MAX(number) AS newest FROM crl
      GROUP BY issuer) m ON m.issuer = c.issuer
    WHERE c.number <= m.newest - 10;
END
$$

-- --------------------------------------------------------------------- views

-- Every certificate's status and nothing else, for ocsp.
CREATE OR REPLACE DEFINER='fernsign-def-read'@localhost
SQL SECURITY DEFINER VIEW certificate_status AS
  SELECT issuer, serial, state, revoked_at, reason, not_before_at,
    not_after_at, cert_hash, sha256
  FROM certificate
$$

-- Certificates whose holders opted in, for repository.
CREATE OR REPLACE DEFINER='fernsign-def-read'@localhost
SQL SECURITY DEFINER VIEW certificate_published AS
  SELECT id, level, issuer, serial, der, sha256, email, subject_cn, s_hash,
    i_and_s_hash, skid_hash, cert_hash, not_before_at, not_after_at, state,
    revoked_at, reason
  FROM certificate
  WHERE published AND level <> 'service' AND state IN ('bound', 'revoked')
$$

-- People's own certificates, for portal.
CREATE OR REPLACE DEFINER='fernsign-def-read'@localhost
SQL SECURITY DEFINER VIEW certificate_own AS
  SELECT id, account, ident_case, sign_key, level, issuer, serial, der,
    sha256, subject_cn, not_before_at, not_after_at, state, revoked_at,
    reason, published, issued_at
  FROM certificate
  WHERE account IS NOT NULL
$$

-- The state of identifications without person data, for portal and ident.
CREATE OR REPLACE DEFINER='fernsign-def-read'@localhost
SQL SECURITY DEFINER VIEW identification_own AS
  SELECT ident_case, account, state, method, loa, name_matches, verified_at,
    valid_until_at
  FROM identification
$$

-- Balances of the house accounts, from their transfers.
CREATE OR REPLACE DEFINER='fernsign-def-read'@localhost
SQL SECURITY DEFINER VIEW coin_house AS
  SELECT a.house, COALESCE(SUM(IF(t.credit = a.id, t.coins, -t.coins)), 0)
    AS balance
  FROM coin_account a LEFT JOIN coin_transfer t
    ON (t.credit = a.id OR t.debit = a.id) AND t.state = 'posted'
  WHERE a.house IS NOT NULL
  GROUP BY a.house
$$
