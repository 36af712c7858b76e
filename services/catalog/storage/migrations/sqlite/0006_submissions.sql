-- The proposals, a few tracks to one library.
CREATE TABLE submissions (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL,
  library_id TEXT NOT NULL REFERENCES libraries (id),
  territories TEXT NOT NULL,
  excluded_territories TEXT NOT NULL,
  first_day TEXT,
  last_day TEXT,
  note TEXT NOT NULL,
  -- Id of another submission, or empty.
  reapplies_to TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at_us INTEGER NOT NULL,
  submitted_at_us INTEGER,
  updated_at_us INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;

-- Their tracks, in the order of their merit, with what the library answered:
-- outcome is empty until it did.
CREATE TABLE submission_tracks (
  account_id TEXT NOT NULL,
  submission_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  track_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  category TEXT NOT NULL,
  words TEXT NOT NULL,
  decided_at_us INTEGER,
  -- Names of outlets and placements, a blank between.
  declared_availability TEXT NOT NULL,
  audio_sha256 TEXT NOT NULL,
  PRIMARY KEY (account_id, submission_id, position),
  UNIQUE (account_id, submission_id, track_id),
  FOREIGN KEY (account_id, submission_id) REFERENCES submissions (account_id, id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
) STRICT;

-- What went to one library before.
CREATE INDEX submissions_by_library ON submissions (account_id, library_id);
