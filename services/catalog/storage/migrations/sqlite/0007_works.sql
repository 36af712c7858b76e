-- The compositions.
CREATE TABLE works (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  iswc TEXT NOT NULL,
  revision INTEGER NOT NULL,
  created_at_us INTEGER NOT NULL,
  updated_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;

-- Which works a track records, and how much of it each is.
CREATE TABLE track_works (
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  work_id TEXT NOT NULL,
  weight INTEGER NOT NULL,
  PRIMARY KEY (account_id, track_id, work_id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id),
  FOREIGN KEY (account_id, work_id) REFERENCES works (account_id, id)
) STRICT;

CREATE INDEX track_works_by_work ON track_works (account_id, work_id, track_id);

-- Who owns which share of a composition, as split_sheets does for tracks.
CREATE TABLE work_split_sheets (
  account_id TEXT NOT NULL,
  work_id TEXT NOT NULL,
  share_right TEXT NOT NULL,
  number INTEGER NOT NULL,
  effective_date TEXT NOT NULL,
  created_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, work_id, share_right, number),
  FOREIGN KEY (account_id, work_id) REFERENCES works (account_id, id)
) STRICT;

CREATE TABLE work_split_shares (
  account_id TEXT NOT NULL,
  work_id TEXT NOT NULL,
  share_right TEXT NOT NULL,
  number INTEGER NOT NULL,
  party_id TEXT NOT NULL,
  role TEXT NOT NULL,
  weight INTEGER NOT NULL,
  PRIMARY KEY (account_id, work_id, share_right, number, party_id, role),
  FOREIGN KEY (account_id, work_id, share_right, number)
    REFERENCES work_split_sheets (account_id, work_id, share_right, number),
  FOREIGN KEY (account_id, party_id) REFERENCES parties (account_id, id)
) STRICT;
