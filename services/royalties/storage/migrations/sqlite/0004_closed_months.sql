-- A closed month, and every month before it, takes no postings any more. The
-- last one closed stands in the head of the book, because whoever posts or
-- closes locks that row: which of two came first is decided there.
ALTER TABLE books ADD COLUMN closed_through TEXT NOT NULL DEFAULT '';

CREATE TABLE book_closings (
  book TEXT NOT NULL REFERENCES books (id),
  -- The month.
  period TEXT NOT NULL,
  closed_at_us INTEGER NOT NULL,
  -- The last transaction of the book then, and its hash.
  head_sequence INTEGER NOT NULL,
  head_hash TEXT NOT NULL,
  PRIMARY KEY (book, period)
) STRICT;

CREATE INDEX transactions_by_period ON transactions (book, period);

CREATE TRIGGER book_closings_refuse_update BEFORE UPDATE ON book_closings
BEGIN
  SELECT RAISE(ABORT, 'book_closings is append-only');
END;

CREATE TRIGGER book_closings_refuse_delete BEFORE DELETE ON book_closings
BEGIN
  SELECT RAISE(ABORT, 'book_closings is append-only');
END;
