-- Where else a track is available.
CREATE TABLE outlets (
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- Countries with a blank between; no territory is the world.
  territories TEXT NOT NULL,
  excluded_territories TEXT NOT NULL,
  -- NULL: always, and for ever.
  first_day TEXT,
  last_day TEXT,
  -- Ids with a blank between.
  agreed_libraries TEXT NOT NULL,
  created_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, track_id, id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
) STRICT;

-- Which library holds, or is offered, which track.
CREATE TABLE placements (
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  library_id TEXT NOT NULL REFERENCES libraries (id),
  exclusivity_scope TEXT NOT NULL,
  content_id_policy TEXT NOT NULL,
  territories TEXT NOT NULL,
  excluded_territories TEXT NOT NULL,
  first_day TEXT,
  last_day TEXT,
  state TEXT NOT NULL,
  submission_id TEXT NOT NULL,
  created_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, track_id, number),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
) STRICT;

-- Which other tracks have the same audio.
CREATE INDEX versions_by_audio ON versions (account_id, report_sha256)
  WHERE report_sha256 IS NOT NULL;
