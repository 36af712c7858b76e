CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  created_at_us INTEGER NOT NULL
) STRICT;

CREATE TABLE parties (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  ipi_name_number TEXT NOT NULL,
  isni TEXT NOT NULL,
  pro TEXT NOT NULL,
  revision INTEGER NOT NULL,
  created_at_us INTEGER NOT NULL,
  updated_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;

CREATE TABLE libraries (
  id TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  description TEXT NOT NULL,
  licensing_model TEXT NOT NULL,
  exclusivity_scope TEXT NOT NULL,
  pro_policy TEXT NOT NULL,
  content_id_policy TEXT NOT NULL,
  submission_track_count_min INTEGER NOT NULL,
  submission_track_count_max INTEGER NOT NULL,
  integrated_min_lufs REAL,
  integrated_max_lufs REAL,
  true_peak_max_dbtp REAL,
  loudness_range_min_lu REAL,
  loudness_range_max_lu REAL,
  clipped_ppm_max INTEGER,
  dc_offset_max REAL,
  head_silence_max_seconds REAL,
  tail_silence_max_seconds REAL,
  stereo_correlation_min REAL,
  mono_fold_loss_max_lu REAL,
  bit_depth_min INTEGER,
  short_version_min_seconds REAL,
  short_version_max_seconds REAL,
  mood_count_min INTEGER NOT NULL,
  instrument_count_min INTEGER NOT NULL,
  use_count_min INTEGER NOT NULL,
  genre_count_min INTEGER NOT NULL,
  needs_tempo INTEGER NOT NULL,
  needs_key INTEGER NOT NULL,
  needs_isrc INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at_us INTEGER NOT NULL,
  updated_at_us INTEGER NOT NULL
) STRICT;

-- The lists of a library: containers, sample_rates_hz, channel_counts,
-- required_versions ("STINGER|LOOP"), favoured_moods, ...
CREATE TABLE library_items (
  library_id TEXT NOT NULL REFERENCES libraries (id),
  list TEXT NOT NULL,
  position INTEGER NOT NULL,
  item TEXT NOT NULL,
  PRIMARY KEY (library_id, list, position)
) STRICT;

CREATE TABLE tracks (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  id TEXT NOT NULL,
  client_reference TEXT NOT NULL,
  title TEXT NOT NULL,
  album TEXT NOT NULL,
  isrc TEXT NOT NULL,
  declared_tempo_bpm REAL,
  declared_key TEXT NOT NULL,
  completeness INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at_us INTEGER NOT NULL,
  updated_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, client_reference)
) STRICT;

CREATE INDEX tracks_by_isrc ON tracks (isrc);
CREATE INDEX tracks_by_id ON tracks (id);
-- The order of a search without words.
CREATE INDEX tracks_by_rank ON tracks (account_id, completeness DESC, id);

-- The lists of a track: artist, mood, instrument, use, genre, keyword.
CREATE TABLE track_items (
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  list TEXT NOT NULL,
  position INTEGER NOT NULL,
  item TEXT NOT NULL,
  PRIMARY KEY (account_id, track_id, list, position),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
) STRICT;

-- What a track is found by: its terms and their broader terms per facet, and
-- under 'word' every word of its metadata. Derived; can be rebuilt.
CREATE TABLE search_terms (
  account_id TEXT NOT NULL,
  facet TEXT NOT NULL,
  term TEXT NOT NULL,
  track_id TEXT NOT NULL,
  PRIMARY KEY (account_id, facet, term, track_id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
) STRICT, WITHOUT ROWID;

-- Whether one track has a term, and which terms it has.
CREATE INDEX search_terms_by_track
  ON search_terms (account_id, track_id, facet, term);

-- What analysis measured, once for each content and analyzer.
CREATE TABLE reports (
  file_sha256 TEXT NOT NULL,
  analyzer_version TEXT NOT NULL,
  file_size_bytes INTEGER NOT NULL,
  container TEXT NOT NULL,
  encoding TEXT NOT NULL,
  sample_rate_hz INTEGER NOT NULL,
  channel_count INTEGER NOT NULL,
  bit_depth INTEGER,
  frame_count INTEGER NOT NULL,
  duration_seconds REAL NOT NULL,
  declared_frame_count INTEGER,
  is_truncated INTEGER NOT NULL,
  integrated_lufs REAL,
  loudness_range_lu REAL,
  momentary_max_lufs REAL,
  short_term_max_lufs REAL,
  true_peak_dbtp REAL,
  sample_peak_dbfs REAL,
  clip_run_count INTEGER NOT NULL,
  clipped_sample_count INTEGER NOT NULL,
  longest_clip_run INTEGER NOT NULL,
  first_clip_seconds REAL,
  dc_offset REAL,
  head_silence_seconds REAL,
  tail_silence_seconds REAL,
  stereo_correlation REAL,
  mono_fold_loss_lu REAL,
  non_finite_sample_count INTEGER NOT NULL,
  first_non_finite_seconds REAL,
  out_of_range_sample_count INTEGER NOT NULL,
  PRIMARY KEY (file_sha256, analyzer_version)
) STRICT;

CREATE TABLE report_absences (
  file_sha256 TEXT NOT NULL,
  analyzer_version TEXT NOT NULL,
  position INTEGER NOT NULL,
  field TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (file_sha256, analyzer_version, position),
  FOREIGN KEY (file_sha256, analyzer_version)
    REFERENCES reports (file_sha256, analyzer_version)
) STRICT;

CREATE TABLE versions (
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  mix_type TEXT NOT NULL,
  uri TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  declared_sha256 TEXT NOT NULL,
  analysis_state TEXT NOT NULL,
  analysis_error TEXT NOT NULL,
  report_sha256 TEXT,
  report_analyzer_version TEXT,
  PRIMARY KEY (account_id, track_id, number),
  UNIQUE (account_id, track_id, uri),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id),
  FOREIGN KEY (report_sha256, report_analyzer_version)
    REFERENCES reports (file_sha256, analyzer_version)
) STRICT;

CREATE TABLE split_sheets (
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  share_right TEXT NOT NULL,
  number INTEGER NOT NULL,
  effective_date TEXT NOT NULL,
  created_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, track_id, share_right, number),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
) STRICT;

CREATE TABLE split_shares (
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  share_right TEXT NOT NULL,
  number INTEGER NOT NULL,
  party_id TEXT NOT NULL,
  role TEXT NOT NULL,
  weight INTEGER NOT NULL,
  PRIMARY KEY (account_id, track_id, share_right, number, party_id, role),
  FOREIGN KEY (account_id, track_id, share_right, number)
    REFERENCES split_sheets (account_id, track_id, share_right, number),
  FOREIGN KEY (account_id, party_id) REFERENCES parties (account_id, id)
) STRICT;

-- Open work. A finished job is deleted; version_number is 0 for ASSESS.
CREATE TABLE jobs (
  kind TEXT NOT NULL,
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  version_number INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempt_count INTEGER NOT NULL,
  error TEXT NOT NULL,
  due_at_us INTEGER NOT NULL,
  -- Set while RUNNING; a changed version clears it, so that a result of the
  -- old audio finds its lease gone and is dropped.
  lease TEXT NOT NULL,
  PRIMARY KEY (account_id, track_id, kind, version_number),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
) STRICT;

-- In the order in which they are leased, however many wait.
CREATE INDEX jobs_by_due ON jobs (due_at_us) WHERE state <> 'FAILED';

CREATE TABLE readiness (
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  library_id TEXT NOT NULL REFERENCES libraries (id),
  state TEXT NOT NULL,
  technical_state TEXT NOT NULL,
  versions_state TEXT NOT NULL,
  metadata_state TEXT NOT NULL,
  rights_state TEXT NOT NULL,
  assessed_at_us INTEGER NOT NULL,
  PRIMARY KEY (account_id, track_id, library_id),
  FOREIGN KEY (account_id, track_id) REFERENCES tracks (account_id, id)
) STRICT;

CREATE TABLE readiness_problems (
  account_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  library_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  dimension TEXT NOT NULL,
  severity TEXT NOT NULL,
  rule TEXT NOT NULL,
  version_number INTEGER NOT NULL,
  problem TEXT NOT NULL,
  next_step TEXT NOT NULL,
  PRIMARY KEY (account_id, track_id, library_id, position),
  FOREIGN KEY (account_id, track_id, library_id)
    REFERENCES readiness (account_id, track_id, library_id)
) STRICT;

-- Which mutations were done for which request_id (AIP-155).
CREATE TABLE request_log (
  subject TEXT NOT NULL,
  request_id TEXT NOT NULL,
  method TEXT NOT NULL,
  payload_sha256 TEXT NOT NULL,
  resource_name TEXT NOT NULL,
  recorded_at_us INTEGER NOT NULL,
  PRIMARY KEY (subject, request_id)
) STRICT;
