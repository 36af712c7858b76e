-- Where else a track is available.
CREATE TABLE outlets (
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  display_name TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  -- Countries with a blank between; no territory is the world.
  territories TEXT COLLATE "C" NOT NULL,
  excluded_territories TEXT COLLATE "C" NOT NULL,
  -- NULL: always, and for ever.
  first_day TEXT COLLATE "C",
  last_day TEXT COLLATE "C",
  -- Ids with a blank between.
  agreed_libraries TEXT COLLATE "C" NOT NULL,
  created_at_us BIGINT NOT NULL,
  PRIMARY KEY (account_id, track_id, id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
);

-- Which library holds, or is offered, which track.
CREATE TABLE placements (
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  library_id TEXT COLLATE "C" NOT NULL REFERENCES libraries (id),
  exclusivity_scope TEXT COLLATE "C" NOT NULL,
  content_id_policy TEXT COLLATE "C" NOT NULL,
  territories TEXT COLLATE "C" NOT NULL,
  excluded_territories TEXT COLLATE "C" NOT NULL,
  first_day TEXT COLLATE "C",
  last_day TEXT COLLATE "C",
  state TEXT COLLATE "C" NOT NULL,
  submission_id TEXT COLLATE "C" NOT NULL,
  created_at_us BIGINT NOT NULL,
  PRIMARY KEY (account_id, track_id, number),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
);

-- Which other tracks have the same audio.
CREATE INDEX versions_by_audio ON versions (account_id, report_sha256)
  WHERE report_sha256 IS NOT NULL;
