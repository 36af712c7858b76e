// A migrated catalogue with the rows that a test asks for. Tests only.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "libs/sql/pool.h"
#include "libs/sql/row.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/model/names.h"
#include "services/catalog/storage/schema.h"

namespace ritornello::catalog::testing {

class CatalogDatabase {
 public:
  explicit CatalogDatabase(sql::testing::Backend backend)
      : database_(backend, MigrateCatalog),
        connection_(database_.Open()),
        pool_(database_.OpenPool()) {}

  sql::Connection& connection() { return *connection_; }
  sql::Pool& pool() { return *pool_; }
  const sql::testing::TestDatabase& database() const { return database_; }

  void AddAccount(const std::string& id) {
    Run("INSERT INTO accounts VALUES ($1, $1, 0)", {id});
  }
  void AddParty(const PartyKey& key) {
    Run("INSERT INTO parties VALUES ($1, $2, $2, '', '', '', 1, 0, 0, 0)",
        {key.account_id, key.party_id});
  }
  // Its title and its client reference are its id.
  void AddTrack(const TrackKey& key, const std::string& isrc) {
    Run("INSERT INTO tracks VALUES ($1, $2, $2, $2, '', $3, NULL, '', 0, 1, 0,"
        " 0)",
        {key.account_id, key.track_id, isrc});
  }
  // Its title is its id.
  void AddWork(const WorkKey& key) {
    Run("INSERT INTO works VALUES ($1, $2, $2, '', 1, 0, 0)",
        {key.account_id, key.work_id});
  }
  // The track records that work of its account.
  void AddTrackWork(const TrackKey& track, const std::string& work_id,
                    int64_t weight = 1) {
    Run("INSERT INTO track_works VALUES ($1, $2, $3, $4)",
        {track.account_id, track.track_id, work_id, weight});
  }
  // What was measured on the file with this hash.
  void AddReport(const std::string& sha256) {
    Run("INSERT INTO reports (file_sha256, analyzer_version, file_size_bytes,"
        " container, encoding, sample_rate_hz, channel_count, frame_count,"
        " duration_seconds, is_truncated, clip_run_count,"
        " clipped_sample_count, longest_clip_run, non_finite_sample_count,"
        " out_of_range_sample_count)"
        " VALUES ($1, 'v', 1, '', '', 1, 1, 1, 1, 0, 0, 0, 0, 0, 0)",
        {sha256});
  }
  // A measured version; its URI is its number. AddReport() comes first.
  void AddVersion(const VersionKey& key, const std::string& sha256,
                  const std::string& mix_type = "FULL_MIX") {
    Run("INSERT INTO versions (account_id, track_id, number, mix_type, uri,"
        " size_bytes, mtime_ns, declared_sha256, analysis_state,"
        " analysis_error, report_sha256, report_analyzer_version)"
        " VALUES ($1, $2, $3, $4, $5, 0, 0, '', 'ANALYZED', '', $6, 'v')",
        {key.track.account_id, key.track.track_id, key.number, mix_type,
         std::to_string(key.number), sha256});
  }
  // "accounts/acme/tracks/a ASSESS", … in order.
  std::vector<std::string> Jobs() {
    std::vector<std::string> jobs;
    for (const sql::Row& row : Run("SELECT account_id, track_id, kind FROM jobs"
                                   " ORDER BY account_id, track_id, kind",
                                   {})) {
      jobs.push_back(NameOf(TrackKey{sql::Text(row[0]), sql::Text(row[1])}) +
                     " " + sql::Text(row[2]));
    }
    return jobs;
  }
  std::vector<sql::Row> Run(const std::string& statement,
                            const sql::Row& parameters) {
    const auto rows = connection_->Run(statement, parameters);
    EXPECT_THAT(rows, ritornello::testing::IsOk()) << statement;
    return rows.value();
  }

 private:
  sql::testing::TestDatabase database_;
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<sql::Pool> pool_;
};

}  // namespace ritornello::catalog::testing
