-- Signatures are raised to the configured level after they were made.
-- SPDX-License-Identifier: Apache-2.0

ALTER TABLE sign_doc
  ADD COLUMN raise_at BIGINT NULL COMMENT 'when raising is tried next; NULL: the level is reached, or the document gone' AFTER reached,
  ADD COLUMN raise_tries INT NOT NULL DEFAULT 0 COMMENT 'since the last step that succeeded: the pause grows with it' AFTER raise_at,
  ADD KEY sign_doc_raise (raise_at);

UPDATE sign_doc d JOIN sign_batch b ON b.id = d.batch
  SET d.raise_at = b.done_at
  WHERE d.reached IS NOT NULL AND b.deadline_at > UNIX_TIMESTAMP();
