-- The account itself: its shares need no agreement.
ALTER TABLE parties ADD COLUMN is_own INTEGER NOT NULL DEFAULT 0;

-- Who signed that the account may place what is theirs.
CREATE TABLE agreements (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL,
  party_id TEXT NOT NULL,
  territories TEXT NOT NULL,
  excluded_territories TEXT NOT NULL,
  first_day TEXT,
  last_day TEXT,
  document TEXT NOT NULL,
  document_sha256 TEXT NOT NULL,
  created_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, party_id) REFERENCES parties (account_id, id)
) STRICT;

CREATE INDEX agreements_by_party ON agreements (account_id, party_id);

-- What an agreement is about; without any row, all tracks.
CREATE TABLE agreement_tracks (
  account_id TEXT NOT NULL,
  agreement_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  PRIMARY KEY (account_id, agreement_id, track_id),
  FOREIGN KEY (account_id, agreement_id) REFERENCES agreements (account_id, id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
) STRICT;

-- Other people's music in a track; without agreement it is not cleared.
CREATE TABLE samples (
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  source TEXT NOT NULL,
  agreement_id TEXT,
  created_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, track_id, number),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id),
  FOREIGN KEY (account_id, agreement_id) REFERENCES agreements (account_id, id)
) STRICT;
