-- Who is meant by a name: asked for every track of a manifest.
CREATE INDEX parties_by_display_name ON parties (account_id, display_name);

-- Who speaks of a track: asked, and checked, before it is deleted. With the
-- answer: SQLite would rather read a whole account in an index that has it.
CREATE INDEX submission_tracks_by_track
  ON submission_tracks (account_id, track_id, submission_id);
CREATE INDEX agreement_tracks_by_track
  ON agreement_tracks (account_id, track_id, agreement_id);
