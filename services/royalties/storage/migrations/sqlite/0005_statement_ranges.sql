-- 1 when its file is an export over several months, of which it has the lines
-- that the source reported in its month.
ALTER TABLE statements ADD COLUMN is_range INTEGER NOT NULL DEFAULT 0;

-- Its row is locked while a statement is compared with the others of its
-- source and account, so that of two imports one sees the other.
CREATE TABLE statement_sources (
  book TEXT NOT NULL REFERENCES books (id),
  source TEXT NOT NULL,
  source_account TEXT NOT NULL,
  import_count INTEGER NOT NULL,
  PRIMARY KEY (book, source, source_account)
) STRICT;

CREATE INDEX statements_by_source
  ON statements (book, source, source_account, period);
