-- Text is ordered by its bytes, as in SQLite, whatever the database's locale.

CREATE TABLE accounts (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  display_name TEXT COLLATE "C" NOT NULL,
  created_at_us BIGINT NOT NULL
);

CREATE TABLE parties (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  id TEXT COLLATE "C" NOT NULL,
  display_name TEXT COLLATE "C" NOT NULL,
  ipi_name_number TEXT COLLATE "C" NOT NULL,
  isni TEXT COLLATE "C" NOT NULL,
  pro TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL,
  created_at_us BIGINT NOT NULL,
  updated_at_us BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);

CREATE TABLE libraries (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  display_name TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  licensing_model TEXT COLLATE "C" NOT NULL,
  exclusivity_scope TEXT COLLATE "C" NOT NULL,
  pro_policy TEXT COLLATE "C" NOT NULL,
  content_id_policy TEXT COLLATE "C" NOT NULL,
  submission_track_count_min BIGINT NOT NULL,
  submission_track_count_max BIGINT NOT NULL,
  integrated_min_lufs DOUBLE PRECISION,
  integrated_max_lufs DOUBLE PRECISION,
  true_peak_max_dbtp DOUBLE PRECISION,
  loudness_range_min_lu DOUBLE PRECISION,
  loudness_range_max_lu DOUBLE PRECISION,
  clipped_ppm_max BIGINT,
  dc_offset_max DOUBLE PRECISION,
  head_silence_max_seconds DOUBLE PRECISION,
  tail_silence_max_seconds DOUBLE PRECISION,
  stereo_correlation_min DOUBLE PRECISION,
  mono_fold_loss_max_lu DOUBLE PRECISION,
  bit_depth_min BIGINT,
  short_version_min_seconds DOUBLE PRECISION,
  short_version_max_seconds DOUBLE PRECISION,
  mood_count_min BIGINT NOT NULL,
  instrument_count_min BIGINT NOT NULL,
  use_count_min BIGINT NOT NULL,
  genre_count_min BIGINT NOT NULL,
  needs_tempo BIGINT NOT NULL,
  needs_key BIGINT NOT NULL,
  needs_isrc BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  created_at_us BIGINT NOT NULL,
  updated_at_us BIGINT NOT NULL
);

-- The lists of a library: containers, sample_rates_hz, channel_counts,
-- required_versions ("STINGER|LOOP"), favoured_moods, ...
CREATE TABLE library_items (
  library_id TEXT COLLATE "C" NOT NULL REFERENCES libraries (id),
  list TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  item TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (library_id, list, position)
);

CREATE TABLE tracks (
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  id TEXT COLLATE "C" NOT NULL,
  client_reference TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  album TEXT COLLATE "C" NOT NULL,
  isrc TEXT COLLATE "C" NOT NULL,
  declared_tempo_bpm DOUBLE PRECISION,
  declared_key TEXT COLLATE "C" NOT NULL,
  completeness BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  created_at_us BIGINT NOT NULL,
  updated_at_us BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, client_reference)
);

CREATE INDEX tracks_by_isrc ON tracks (isrc);
CREATE INDEX tracks_by_id ON tracks (id);
-- The order of a search without words.
CREATE INDEX tracks_by_rank ON tracks (account_id, completeness DESC, id);

-- The lists of a track: artist, mood, instrument, use, genre, keyword.
CREATE TABLE track_items (
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  list TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  item TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, track_id, list, position),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
);

-- What a track is found by: its terms and their broader terms per facet, and
-- under 'word' every word of its metadata. Derived; can be rebuilt.
CREATE TABLE search_terms (
  account_id TEXT COLLATE "C" NOT NULL,
  facet TEXT COLLATE "C" NOT NULL,
  term TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, facet, term, track_id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
);

-- Whether one track has a term, and which terms it has.
CREATE INDEX search_terms_by_track
  ON search_terms (account_id, track_id, facet, term);

-- What analysis measured, once for each content and analyzer.
CREATE TABLE reports (
  file_sha256 TEXT COLLATE "C" NOT NULL,
  analyzer_version TEXT COLLATE "C" NOT NULL,
  file_size_bytes BIGINT NOT NULL,
  container TEXT COLLATE "C" NOT NULL,
  encoding TEXT COLLATE "C" NOT NULL,
  sample_rate_hz BIGINT NOT NULL,
  channel_count BIGINT NOT NULL,
  bit_depth BIGINT,
  frame_count BIGINT NOT NULL,
  duration_seconds DOUBLE PRECISION NOT NULL,
  declared_frame_count BIGINT,
  is_truncated BIGINT NOT NULL,
  integrated_lufs DOUBLE PRECISION,
  loudness_range_lu DOUBLE PRECISION,
  momentary_max_lufs DOUBLE PRECISION,
  short_term_max_lufs DOUBLE PRECISION,
  true_peak_dbtp DOUBLE PRECISION,
  sample_peak_dbfs DOUBLE PRECISION,
  clip_run_count BIGINT NOT NULL,
  clipped_sample_count BIGINT NOT NULL,
  longest_clip_run BIGINT NOT NULL,
  first_clip_seconds DOUBLE PRECISION,
  dc_offset DOUBLE PRECISION,
  head_silence_seconds DOUBLE PRECISION,
  tail_silence_seconds DOUBLE PRECISION,
  stereo_correlation DOUBLE PRECISION,
  mono_fold_loss_lu DOUBLE PRECISION,
  non_finite_sample_count BIGINT NOT NULL,
  first_non_finite_seconds DOUBLE PRECISION,
  out_of_range_sample_count BIGINT NOT NULL,
  PRIMARY KEY (file_sha256, analyzer_version)
);

CREATE TABLE report_absences (
  file_sha256 TEXT COLLATE "C" NOT NULL,
  analyzer_version TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  field TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  detail TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (file_sha256, analyzer_version, position),
  FOREIGN KEY (file_sha256, analyzer_version)
    REFERENCES reports (file_sha256, analyzer_version)
);

CREATE TABLE versions (
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  mix_type TEXT COLLATE "C" NOT NULL,
  uri TEXT COLLATE "C" NOT NULL,
  size_bytes BIGINT NOT NULL,
  mtime_ns BIGINT NOT NULL,
  declared_sha256 TEXT COLLATE "C" NOT NULL,
  analysis_state TEXT COLLATE "C" NOT NULL,
  analysis_error TEXT COLLATE "C" NOT NULL,
  report_sha256 TEXT COLLATE "C",
  report_analyzer_version TEXT COLLATE "C",
  PRIMARY KEY (account_id, track_id, number),
  UNIQUE (account_id, track_id, uri),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id),
  FOREIGN KEY (report_sha256, report_analyzer_version)
    REFERENCES reports (file_sha256, analyzer_version)
);

CREATE TABLE split_sheets (
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  share_right TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  effective_date TEXT COLLATE "C" NOT NULL,
  created_at_us BIGINT NOT NULL,
  PRIMARY KEY (account_id, track_id, share_right, number),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
);

CREATE TABLE split_shares (
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  share_right TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  party_id TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  weight BIGINT NOT NULL,
  PRIMARY KEY (account_id, track_id, share_right, number, party_id, role),
  FOREIGN KEY (account_id, track_id, share_right, number)
    REFERENCES split_sheets (account_id, track_id, share_right, number),
  FOREIGN KEY (account_id, party_id) REFERENCES parties (account_id, id)
);

-- Open work. A finished job is deleted; version_number is 0 for ASSESS.
CREATE TABLE jobs (
  kind TEXT COLLATE "C" NOT NULL,
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  version_number BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  attempt_count BIGINT NOT NULL,
  error TEXT COLLATE "C" NOT NULL,
  due_at_us BIGINT NOT NULL,
  -- Set while RUNNING; a changed version clears it, so that a result of the
  -- old audio finds its lease gone and is dropped.
  lease TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, track_id, kind, version_number),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
);

-- In the order in which they are leased, however many wait.
CREATE INDEX jobs_by_due ON jobs (due_at_us) WHERE state <> 'FAILED';

CREATE TABLE readiness (
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  library_id TEXT COLLATE "C" NOT NULL REFERENCES libraries (id),
  state TEXT COLLATE "C" NOT NULL,
  technical_state TEXT COLLATE "C" NOT NULL,
  versions_state TEXT COLLATE "C" NOT NULL,
  metadata_state TEXT COLLATE "C" NOT NULL,
  rights_state TEXT COLLATE "C" NOT NULL,
  assessed_at_us BIGINT NOT NULL,
  PRIMARY KEY (account_id, track_id, library_id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
);

CREATE TABLE readiness_problems (
  account_id TEXT COLLATE "C" NOT NULL,
  track_id TEXT COLLATE "C" NOT NULL,
  library_id TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  dimension TEXT COLLATE "C" NOT NULL,
  severity TEXT COLLATE "C" NOT NULL,
  rule TEXT COLLATE "C" NOT NULL,
  version_number BIGINT NOT NULL,
  problem TEXT COLLATE "C" NOT NULL,
  next_step TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, track_id, library_id, position),
  FOREIGN KEY (account_id, track_id, library_id)
    REFERENCES readiness (account_id, track_id, library_id)
);

-- Which mutations were done for which request_id (AIP-155).
CREATE TABLE request_log (
  subject TEXT COLLATE "C" NOT NULL,
  request_id TEXT COLLATE "C" NOT NULL,
  method TEXT COLLATE "C" NOT NULL,
  payload_sha256 TEXT COLLATE "C" NOT NULL,
  resource_name TEXT COLLATE "C" NOT NULL,
  recorded_at_us BIGINT NOT NULL,
  PRIMARY KEY (subject, request_id)
);
