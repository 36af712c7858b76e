-- The account itself: its shares need no agreement.
ALTER TABLE parties ADD COLUMN is_own BIGINT NOT NULL DEFAULT 0;

-- Who signed that the account may place what is theirs.
CREATE TABLE agreements (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  id TEXT COLLATE "C" NOT NULL,
  party_id TEXT COLLATE "C" NOT NULL,
  territories TEXT COLLATE "C" NOT NULL,
  excluded_territories TEXT COLLATE "C" NOT NULL,
  first_day TEXT COLLATE "C",
  last_day TEXT COLLATE "C",
  document TEXT COLLATE "C" NOT NULL,
  document_sha256 TEXT COLLATE "C" NOT NULL,
  created_at_us BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, party_id) REFERENCES parties (account_id, id)
);

CREATE INDEX agreements_by_party ON agreements (account_id, party_id);

-- What an agreement is about; without any row, all tracks.
CREATE TABLE agreement_tracks (
  account_id TEXT COLLATE "C" NOT NULL,
  agreement_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, agreement_id, track_id),
  FOREIGN KEY (account_id, agreement_id) REFERENCES agreements (account_id, id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
);

-- Other people's music in a track; without agreement it is not cleared.
CREATE TABLE samples (
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  agreement_id TEXT COLLATE "C",
  created_at_us BIGINT NOT NULL,
  PRIMARY KEY (account_id, track_id, number),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id),
  FOREIGN KEY (account_id, agreement_id) REFERENCES agreements (account_id, id)
);
