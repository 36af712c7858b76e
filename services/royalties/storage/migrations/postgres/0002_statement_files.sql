-- Its row is locked while the file is looked for among the statements, so
-- that of two imports of one file, even for different months, one sees the
-- other.
CREATE TABLE statement_files (
  book TEXT COLLATE "C" NOT NULL REFERENCES books (id),
  file_sha256 TEXT COLLATE "C" NOT NULL,
  import_count BIGINT NOT NULL,
  PRIMARY KEY (book, file_sha256)
);

CREATE INDEX statements_by_sha256 ON statements (book, file_sha256);
