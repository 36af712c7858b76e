-- A closed month, and every month before it, takes no postings any more. The
-- last one closed stands in the head of the book, because whoever posts or
-- closes locks that row: which of two came first is decided there.
ALTER TABLE books ADD COLUMN closed_through TEXT NOT NULL DEFAULT '';

CREATE TABLE book_closings (
  book TEXT COLLATE "C" NOT NULL REFERENCES books (id),
  -- The month.
  period TEXT COLLATE "C" NOT NULL,
  closed_at_us BIGINT NOT NULL,
  -- The last transaction of the book then, and its hash.
  head_sequence BIGINT NOT NULL,
  head_hash TEXT NOT NULL,
  PRIMARY KEY (book, period)
);

CREATE INDEX transactions_by_period ON transactions (book, period);

CREATE TRIGGER book_closings_are_final
  BEFORE UPDATE OR DELETE ON book_closings
  FOR EACH ROW EXECUTE FUNCTION refuse_edit();
