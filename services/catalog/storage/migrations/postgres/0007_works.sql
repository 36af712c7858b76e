-- The compositions.
CREATE TABLE works (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  id TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  iswc TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL,
  created_at_us BIGINT NOT NULL,
  updated_at_us BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);

-- Which works a track records, and how much of it each is.
CREATE TABLE track_works (
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  work_id TEXT COLLATE "C" NOT NULL,
  weight BIGINT NOT NULL,
  PRIMARY KEY (account_id, track_id, work_id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id),
  FOREIGN KEY (account_id, work_id) REFERENCES works (account_id, id)
);

CREATE INDEX track_works_by_work ON track_works (account_id, work_id, track_id);

-- Who owns which share of a composition, as split_sheets does for tracks.
CREATE TABLE work_split_sheets (
  account_id TEXT COLLATE "C" NOT NULL,
  work_id TEXT COLLATE "C" NOT NULL,
  share_right TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  effective_date TEXT COLLATE "C" NOT NULL,
  created_at_us BIGINT NOT NULL,
  PRIMARY KEY (account_id, work_id, share_right, number),
  FOREIGN KEY (account_id, work_id) REFERENCES works (account_id, id)
);

CREATE TABLE work_split_shares (
  account_id TEXT COLLATE "C" NOT NULL,
  work_id TEXT COLLATE "C" NOT NULL,
  share_right TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  party_id TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  weight BIGINT NOT NULL,
  PRIMARY KEY (account_id, work_id, share_right, number, party_id, role),
  FOREIGN KEY (account_id, work_id, share_right, number)
    REFERENCES work_split_sheets (account_id, work_id, share_right, number),
  FOREIGN KEY (account_id, party_id) REFERENCES parties (account_id, id)
);
