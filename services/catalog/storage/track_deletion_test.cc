#include "services/catalog/storage/track_deletion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/sql/transaction.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/job_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What makes a track an asset with a history.
const std::set<std::string> kHolders = {"placements", "submission_tracks",
                                        "agreement_tracks"};

// Two tracks, "a" and "b", with a row of each kind that a track may have.
class TrackDeletionTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  TrackDeletionTest() {
    db_.AddAccount("acme");
    db_.AddParty({"acme", "ana"});
    db_.Run(
        "INSERT INTO libraries (id, display_name, description,"
        " licensing_model, exclusivity_scope, pro_policy, content_id_policy,"
        " submission_track_count_min, submission_track_count_max,"
        " mood_count_min, instrument_count_min, use_count_min,"
        " genre_count_min, needs_tempo, needs_key, needs_isrc, revision,"
        " created_at_us, updated_at_us) VALUES ('open', '', '', '', '', '',"
        " '', 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0)",
        {});
    db_.Run("INSERT INTO works VALUES ('acme', 'w', 'W', '', 1, 0, 0)", {});
    db_.AddReport("s1");
    for (const char* id : {"a", "b"}) Fill({"acme", id});
  }

  void Fill(const TrackKey& key) {
    db_.AddTrack(key, "");
    db_.AddVersion({key, 1}, "s1");
    for (const char* statement :
         {"INSERT INTO track_items VALUES ($1, $2, 'mood', 0, 'Dark')",
          "INSERT INTO track_works VALUES ($1, $2, 'w', 1)",
          "INSERT INTO search_terms VALUES ($1, 'mood', 'Dark', $2)",
          "INSERT INTO jobs VALUES ('ASSESS', $1, $2, 0, 'PENDING', 0, '', 0,"
          " '')",
          "INSERT INTO readiness VALUES ($1, $2, 'open', 'READY', 'READY',"
          " 'READY', 'READY', 'READY', 0)",
          "INSERT INTO readiness_problems VALUES ($1, $2, 'open', 0, 'RIGHTS',"
          " 'WARNING', 'R', 0, 'p', 'n')",
          "INSERT INTO split_sheets VALUES ($1, $2, 'MASTER', 1, '0001-01-01',"
          " 0)",
          "INSERT INTO split_shares VALUES ($1, $2, 'MASTER', 1, 'ana',"
          " 'OWNER', 1)",
          "INSERT INTO outlets VALUES ($1, $2, 'o', 'O', 'STREAMING', '', '',"
          " NULL, NULL, '', 0)",
          "INSERT INTO samples VALUES ($1, $2, 1, 'Amen', NULL, 0)"}) {
      db_.Run(statement, {key.account_id, key.track_id});
    }
  }
  // Tables that have a column for tracks, but for those in kHolders.
  std::vector<std::string> TablesOfTracks() {
    const bool is_sqlite = GetParam() == sql::testing::Backend::kSqlite;
    std::vector<std::string> tables = {"tracks"};
    for (const sql::Row& row : db_.Run(
             is_sqlite
                 ? "SELECT m.name FROM sqlite_schema m, pragma_table_info"
                   "(m.name) c WHERE m.type = 'table' AND c.name = 'track_id'"
                 : "SELECT table_name::text FROM information_schema.columns"
                   " WHERE table_schema = current_schema()"
                   " AND column_name = 'track_id'",
             {})) {
      if (kHolders.count(sql::Text(row[0])) == 0) {
        tables.push_back(sql::Text(row[0]));
      }
    }
    return tables;
  }
  std::vector<std::string> TablesWithout(const std::string& track_id) {
    std::vector<std::string> without;
    for (const std::string& table : TablesOfTracks()) {
      const std::string column = table == "tracks" ? "id" : "track_id";
      if (db_.Run("SELECT 1 FROM " + table + " WHERE " + column + " = $1",
                  {track_id})
              .empty()) {
        without.push_back(table);
      }
    }
    return without;
  }
  absl::Status Delete(const TrackKey& key) {
    return sql::RunTransaction(
        db_.pool(), [&](sql::Transaction& t) { return DeleteTrack(t, key); });
  }
  std::vector<std::string> Holders(size_t count_max) {
    return NamesThatHold(db_.connection(), {"acme", "a"}, count_max).value();
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, TrackDeletionTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(TrackDeletionTest, NoTableKnowsTheTrackAnyMore) {
  ASSERT_THAT(TablesWithout("a"), IsEmpty()) << "this test fills every table";
  ASSERT_THAT(Delete({"acme", "a"}), IsOk());
  EXPECT_EQ(TablesWithout("a"), TablesOfTracks());
  EXPECT_THAT(TablesWithout("b"), IsEmpty());
  // What is of files and of compositions stays.
  EXPECT_EQ(db_.Run("SELECT 1 FROM reports", {}).size(), 1);
  EXPECT_EQ(db_.Run("SELECT 1 FROM works", {}).size(), 1);
}

TEST_P(TrackDeletionTest, ItsOwnWorkGoesWithItUnlessAnotherRecordsIt) {
  for (const char* id : {"a", "b"}) {
    db_.AddWork({"acme", id});
    db_.AddTrackWork({"acme", id}, id);
    db_.Run(
        "INSERT INTO work_split_sheets VALUES ('acme', $1, 'PERFORMANCE', 1,"
        " '2026-01-01', 0)",
        {id});
    db_.Run(
        "INSERT INTO work_split_shares VALUES ('acme', $1, 'PERFORMANCE', 1,"
        " 'ana', 'WRITER', 1)",
        {id});
  }
  db_.AddTrack({"acme", "cover"}, "");
  db_.AddTrackWork({"acme", "cover"}, "b");
  const auto left = [&](const std::string& table, const std::string& column) {
    std::vector<std::string> ids;
    for (const sql::Row& row :
         db_.Run("SELECT " + column + " FROM " + table + " ORDER BY 1", {})) {
      ids.push_back(sql::Text(row[0]));
    }
    return ids;
  };
  for (const char* id : {"a", "b"}) {
    ASSERT_THAT(Delete({"acme", id}), IsOk());
    EXPECT_THAT(left("works", "id"), ElementsAre("b", "w")) << id;
    for (const char* table : {"work_split_sheets", "work_split_shares"}) {
      EXPECT_THAT(left(table, "work_id"), ElementsAre("b")) << id;
    }
  }
}

// Neither fails, whoever comes first, and no job is left behind.
TEST_P(TrackDeletionTest, JobsAreMadeWhileATrackIsDeleted) {
  using Step = std::function<absl::Status(sql::Transaction&)>;
  const Step enqueues[] = {
      [](sql::Transaction& t) {
        return EnqueueAssessAll(t, absl::UnixEpoch());
      },
      [](sql::Transaction& t) {
        return EnqueueAssessOfWorks(t, {{"acme", "w"}}, absl::UnixEpoch());
      }};
  // The second begins when the first is done, but for its commit.
  const auto run = [&](const Step& first, const Step& second) {
    absl::Notification is_done;
    std::jthread other([&] {
      EXPECT_THAT(sql::RunTransaction(db_.pool(),
                                      [&](sql::Transaction& t) {
                                        const absl::Status status = first(t);
                                        is_done.Notify();
                                        absl::SleepFor(absl::Milliseconds(100));
                                        return status;
                                      }),
                  IsOk());
    });
    is_done.WaitForNotification();
    EXPECT_THAT(sql::RunTransaction(db_.pool(), second), IsOk());
  };
  int count = 0;
  for (const Step& enqueue : enqueues) {
    for (const bool deletes_first : {true, false}) {
      const TrackKey key{"acme", absl::StrCat("race-", count++)};
      Fill(key);
      db_.Run("DELETE FROM jobs", {});
      const Step deletes = [&](sql::Transaction& t) {
        return DeleteTrack(t, key);
      };
      run(deletes_first ? deletes : enqueue, deletes_first ? enqueue : deletes);
      EXPECT_THAT(db_.Jobs(), ElementsAre("accounts/acme/tracks/a ASSESS",
                                          "accounts/acme/tracks/b ASSESS"));
    }
  }
}

TEST_P(TrackDeletionTest, WhatSpeaksOfATrackIsNamedAndHoldsIt) {
  EXPECT_THAT(Holders(10), IsEmpty());
  for (const char* statement :
       {"INSERT INTO placements VALUES ('acme', 'a', 7, 'open', "
        "'NON_EXCLUSIVE',"
        " 'ALLOWED', '', '', NULL, NULL, 'OFFERED', '', 0)",
        "INSERT INTO submissions VALUES ('acme', 'spring', 'open', '', '',"
        " NULL, NULL, '', '', 'WITHDRAWN', 0, NULL, 0, 1)",
        "INSERT INTO submission_tracks VALUES ('acme', 'spring', 0, 'a', '',"
        " '', '', NULL, '', '')",
        "INSERT INTO agreements VALUES ('acme', 'signed', 'ana', '', '', NULL,"
        " NULL, 'binder 3', '', 0)",
        "INSERT INTO agreement_tracks VALUES ('acme', 'signed', 'a')"}) {
    db_.Run(statement, {});
  }
  EXPECT_THAT(Holders(10), ElementsAre("accounts/acme/tracks/a/placements/7",
                                       "accounts/acme/submissions/spring",
                                       "accounts/acme/agreements/signed"));
  EXPECT_THAT(Holders(1), ElementsAre("accounts/acme/tracks/a/placements/7"));
  EXPECT_THAT(Delete({"acme", "a"}),
              FailsWith(absl::StatusCode::kFailedPrecondition, ""));
  EXPECT_THAT(TablesWithout("a"), IsEmpty());
}

}  // namespace
}  // namespace ritornello::catalog
