-- The proposals, a few tracks to one library.
CREATE TABLE submissions (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  id TEXT COLLATE "C" NOT NULL,
  library_id TEXT COLLATE "C" NOT NULL REFERENCES libraries (id),
  territories TEXT COLLATE "C" NOT NULL,
  excluded_territories TEXT COLLATE "C" NOT NULL,
  first_day TEXT COLLATE "C",
  last_day TEXT COLLATE "C",
  note TEXT COLLATE "C" NOT NULL,
  -- Id of another submission, or empty.
  reapplies_to TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  created_at_us BIGINT NOT NULL,
  submitted_at_us BIGINT,
  updated_at_us BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);

-- Their tracks, in the order of their merit, with what the library answered:
-- outcome is empty until it did.
CREATE TABLE submission_tracks (
  account_id TEXT COLLATE "C" NOT NULL,
  submission_id TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  outcome TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  words TEXT COLLATE "C" NOT NULL,
  decided_at_us BIGINT,
  -- Names of outlets and placements, a blank between.
  declared_availability TEXT COLLATE "C" NOT NULL,
  audio_sha256 TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, submission_id, position),
  UNIQUE (account_id, submission_id, track_id),
  FOREIGN KEY (account_id, submission_id) REFERENCES submissions (account_id, id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
);

-- What went to one library before.
CREATE INDEX submissions_by_library ON submissions (account_id, library_id);
