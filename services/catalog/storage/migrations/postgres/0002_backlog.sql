-- The backlog of all accounts, counted without reading its rows.
CREATE INDEX jobs_by_state ON jobs (state, kind);
