-- The head of a book: whoever posts locks this row first, which makes the
-- sequence gap-free and the hashes a chain.
CREATE TABLE books (
  id TEXT NOT NULL PRIMARY KEY,
  head_sequence INTEGER NOT NULL,
  head_hash TEXT NOT NULL,
  head_recorded_at_us INTEGER NOT NULL
) STRICT;

INSERT INTO books (id, head_sequence, head_hash, head_recorded_at_us)
VALUES ('main', 0,
  '0000000000000000000000000000000000000000000000000000000000000000', 0);

CREATE TABLE transactions (
  book TEXT NOT NULL REFERENCES books (id),
  sequence INTEGER NOT NULL,
  effective_date TEXT NOT NULL,
  period TEXT NOT NULL,
  recorded_at_us INTEGER NOT NULL,
  description TEXT NOT NULL,
  -- Name of the statement or deal it was posted for.
  document TEXT NOT NULL,
  -- Sequence of the transaction it reverses.
  reverses INTEGER,
  idempotency_key TEXT NOT NULL,
  payload_sha256 TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (book, sequence),
  UNIQUE (book, idempotency_key),
  UNIQUE (book, reverses),
  FOREIGN KEY (book, reverses) REFERENCES transactions (book, sequence)
) STRICT;

CREATE INDEX transactions_by_document ON transactions (document);

-- Debit positive, credit negative.
CREATE TABLE entries (
  book TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ledger_account TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_micros INTEGER NOT NULL,
  balance_after_micros INTEGER NOT NULL,
  -- How many entries the ledger account has in this currency, this included.
  account_version INTEGER NOT NULL,
  PRIMARY KEY (book, sequence, position),
  FOREIGN KEY (book, sequence) REFERENCES transactions (book, sequence)
) STRICT;

CREATE INDEX entries_by_ledger_account
  ON entries (book, ledger_account, sequence);

-- A cache of entries: the last balance_after_micros and account_version.
CREATE TABLE balances (
  book TEXT NOT NULL REFERENCES books (id),
  ledger_account TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_micros INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (book, ledger_account, currency)
) STRICT;

CREATE INDEX balances_by_ledger_account ON balances (ledger_account);

-- Everybody to whom money was divided.
CREATE TABLE payees (
  account_id TEXT NOT NULL,
  party_id TEXT NOT NULL,
  PRIMARY KEY (account_id, party_id)
) STRICT;

-- What a payee earned and from what, one row for each share that a
-- transaction allocated. Positive is owed to the payee.
CREATE TABLE earnings (
  book TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  position INTEGER NOT NULL,
  account_id TEXT NOT NULL,
  party_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_micros INTEGER NOT NULL,
  -- 'Composition' or 'Master'.
  share_right TEXT NOT NULL,
  role TEXT NOT NULL,
  weight INTEGER NOT NULL,
  weight_total INTEGER NOT NULL,
  track TEXT NOT NULL,
  track_title TEXT NOT NULL,
  source TEXT NOT NULL,
  document TEXT NOT NULL,
  effective_date TEXT NOT NULL,
  period TEXT NOT NULL,
  PRIMARY KEY (book, sequence, position),
  FOREIGN KEY (book, sequence) REFERENCES transactions (book, sequence),
  FOREIGN KEY (account_id, party_id) REFERENCES payees (account_id, party_id)
) STRICT;

CREATE INDEX earnings_by_payee
  ON earnings (account_id, party_id, period, book, sequence, position);

-- Nothing that was posted is ever edited.
CREATE TRIGGER transactions_refuse_update BEFORE UPDATE ON transactions
BEGIN
  SELECT RAISE(ABORT, 'transactions is append-only');
END;

CREATE TRIGGER transactions_refuse_delete BEFORE DELETE ON transactions
BEGIN
  SELECT RAISE(ABORT, 'transactions is append-only');
END;

CREATE TRIGGER entries_refuse_update BEFORE UPDATE ON entries
BEGIN
  SELECT RAISE(ABORT, 'entries is append-only');
END;

CREATE TRIGGER entries_refuse_delete BEFORE DELETE ON entries
BEGIN
  SELECT RAISE(ABORT, 'entries is append-only');
END;

CREATE TRIGGER earnings_refuse_update BEFORE UPDATE ON earnings
BEGIN
  SELECT RAISE(ABORT, 'earnings is append-only');
END;

CREATE TRIGGER earnings_refuse_delete BEFORE DELETE ON earnings
BEGIN
  SELECT RAISE(ABORT, 'earnings is append-only');
END;

-- Its row is locked while a deal is checked against the others.
CREATE TABLE deal_scopes (
  account_id TEXT NOT NULL,
  library_id TEXT NOT NULL,
  deal_count INTEGER NOT NULL,
  PRIMARY KEY (account_id, library_id)
) STRICT;

CREATE TABLE deals (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  library_id TEXT NOT NULL,
  licensing_model TEXT NOT NULL,
  -- 1 when it has no row in deal_tracks.
  covers_all_tracks INTEGER NOT NULL,
  royalty_ppm INTEGER NOT NULL,
  commission_ppm INTEGER NOT NULL,
  composition_ppm INTEGER NOT NULL,
  fee_currency TEXT,
  fee_micros INTEGER,
  start_date TEXT NOT NULL,
  -- '9999-12-31' for no end.
  end_date TEXT NOT NULL,
  created_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;

CREATE INDEX deals_by_library
  ON deals (account_id, library_id, covers_all_tracks);

CREATE TABLE deal_tracks (
  account_id TEXT NOT NULL,
  deal_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (account_id, deal_id, track_id),
  FOREIGN KEY (account_id, deal_id) REFERENCES deals (account_id, id)
) STRICT;

CREATE INDEX deal_tracks_by_track ON deal_tracks (account_id, track_id);

CREATE TABLE statements (
  book TEXT NOT NULL REFERENCES books (id),
  id TEXT NOT NULL,
  source TEXT NOT NULL,
  source_account TEXT NOT NULL,
  period TEXT NOT NULL,
  currency TEXT NOT NULL,
  profile TEXT NOT NULL,
  file_sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  state TEXT NOT NULL,
  hold_reason TEXT NOT NULL,
  -- 1 once somebody released it: it is not held again.
  is_released INTEGER NOT NULL,
  waiting_for TEXT NOT NULL,
  line_count INTEGER NOT NULL,
  matched_line_count INTEGER NOT NULL,
  suspense_line_count INTEGER NOT NULL,
  total_micros INTEGER NOT NULL,
  declared_total_micros INTEGER,
  suspense_micros INTEGER NOT NULL,
  received_at_us INTEGER NOT NULL,
  posted_at_us INTEGER,
  revision INTEGER NOT NULL,
  PRIMARY KEY (book, id)
) STRICT;

-- The same file for the same source, account and period is one statement.
CREATE UNIQUE INDEX statements_by_file
  ON statements (book, source, source_account, period, file_sha256)
  WHERE state <> 'VOID';

CREATE INDEX statements_by_time ON statements (book, received_at_us, id);
CREATE INDEX statements_by_state ON statements (state);

-- gross, fee and net are exact decimals as text; empty when not given.
CREATE TABLE statement_lines (
  book TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  raw TEXT NOT NULL,
  isrc TEXT NOT NULL,
  track_reference TEXT NOT NULL,
  title TEXT NOT NULL,
  units INTEGER NOT NULL,
  gross TEXT NOT NULL,
  fee TEXT NOT NULL,
  net TEXT NOT NULL,
  usage_date TEXT NOT NULL,
  territory TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  state TEXT NOT NULL,
  -- Names; empty until matched.
  track TEXT NOT NULL,
  deal TEXT NOT NULL,
  composition_sheet TEXT NOT NULL,
  master_sheet TEXT NOT NULL,
  suspense_reason TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (book, statement_id, ordinal),
  FOREIGN KEY (book, statement_id) REFERENCES statements (book, id)
) STRICT;

CREATE INDEX statement_lines_by_state
  ON statement_lines (book, statement_id, state, ordinal);

-- The owners a statement or deal was divided by, as the catalogue answered
-- then, so that a posting can be explained for ever.
CREATE TABLE document_sheets (
  document TEXT NOT NULL,
  split_sheet TEXT NOT NULL,
  track TEXT NOT NULL,
  track_title TEXT NOT NULL,
  share_right TEXT NOT NULL,
  -- The first day on which it holds.
  effective_date TEXT NOT NULL,
  PRIMARY KEY (document, split_sheet)
) STRICT;

CREATE TABLE document_shares (
  document TEXT NOT NULL,
  split_sheet TEXT NOT NULL,
  party TEXT NOT NULL,
  role TEXT NOT NULL,
  weight INTEGER NOT NULL,
  PRIMARY KEY (document, split_sheet, party, role),
  FOREIGN KEY (document, split_sheet)
    REFERENCES document_sheets (document, split_sheet)
) STRICT;

-- Which mutations were done for which request_id (AIP-155).
CREATE TABLE request_log (
  subject TEXT NOT NULL,
  request_id TEXT NOT NULL,
  method TEXT NOT NULL,
  payload_sha256 TEXT NOT NULL,
  resource_name TEXT NOT NULL,
  recorded_at_us INTEGER NOT NULL,
  PRIMARY KEY (subject, request_id)
) STRICT;
