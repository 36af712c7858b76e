-- 1 when its file is an export over several months, of which it has the lines
-- that the source reported in its month.
ALTER TABLE statements ADD COLUMN is_range BIGINT NOT NULL DEFAULT 0;

-- Its row is locked while a statement is compared with the others of its
-- source and account, so that of two imports one sees the other.
CREATE TABLE statement_sources (
  book TEXT COLLATE "C" NOT NULL REFERENCES books (id),
  source TEXT COLLATE "C" NOT NULL,
  source_account TEXT COLLATE "C" NOT NULL,
  import_count BIGINT NOT NULL,
  PRIMARY KEY (book, source, source_account)
);

CREATE INDEX statements_by_source
  ON statements (book, source, source_account, period);
