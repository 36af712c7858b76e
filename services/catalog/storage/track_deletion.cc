#include "services/catalog/storage/track_deletion.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/sql/row.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

enum class Holder : int64_t { kPlacement = 1, kSubmission, kAgreement };

constexpr char kHolders[] =
    "SELECT 1 AS holder, CAST(number AS TEXT) AS id FROM placements"
    " WHERE account_id = $1 AND track_id = $2"
    " UNION ALL SELECT 2, submission_id FROM submission_tracks"
    " WHERE account_id = $1 AND track_id = $2"
    " UNION ALL SELECT 3, agreement_id FROM agreement_tracks"
    " WHERE account_id = $1 AND track_id = $2"
    " ORDER BY holder, id LIMIT $3";

// Children before their parents. What holds a track is not among them: their
// foreign keys refuse what a transaction beside this one might have added.
constexpr absl::string_view kTablesOfTracks[] = {
    "search_terms", "jobs",         "readiness_problems",
    "readiness",    "split_shares", "split_sheets",
    "outlets",      "samples",      "versions",
    "track_items",  "track_works"};

constexpr const char* kDeleteWork[] = {
    "DELETE FROM work_split_shares WHERE account_id = $1 AND work_id = $2",
    "DELETE FROM work_split_sheets WHERE account_id = $1 AND work_id = $2",
    "DELETE FROM works WHERE account_id = $1 AND id = $2"};

std::string HolderName(const TrackKey& track, const sql::Row& row) {
  const std::string id = sql::Text(row[1]);
  switch (static_cast<Holder>(sql::Int(row[0]))) {
    case Holder::kPlacement: {
      PlacementKey key{track, 0};
      RITORNELLO_CHECK(absl::SimpleAtoi(id, &key.number));
      return NameOf(key);
    }
    case Holder::kSubmission:
      return NameOf(SubmissionKey{track.account_id, id});
    case Holder::kAgreement:
      return NameOf(AgreementKey{track.account_id, id});
  }
  RITORNELLO_CHECK(false);
  return "";
}

// The work that is called as the track that `key` was of.
absl::Status DeleteOwnWork(sql::Transaction& transaction, const sql::Row& key) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> recorded,
      transaction.Run("SELECT 1 FROM track_works"
                      " WHERE account_id = $1 AND work_id = $2 LIMIT 1",
                      key));
  if (!recorded.empty()) return absl::OkStatus();
  for (const char* const statement : kDeleteWork) {
    RITORNELLO_RETURN_IF_ERROR(transaction.Run(statement, key).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> NamesThatHold(
    sql::Connection& connection, const TrackKey& track, size_t count_max) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(kHolders, sql::Row{track.account_id, track.track_id,
                                        static_cast<int64_t>(count_max)}));
  std::vector<std::string> names;
  for (const sql::Row& row : rows) names.push_back(HolderName(track, row));
  return names;
}

absl::Status DeleteTrack(sql::Transaction& transaction, const TrackKey& track) {
  const sql::Row key = {track.account_id, track.track_id};
  // Works are locked before jobs are kept out.
  RITORNELLO_RETURN_IF_ERROR(
      LockWorks(transaction, {{track.account_id, track.track_id}}).status());
  if (transaction.dialect() == sql::Dialect::kPostgres) {
    // From here on nobody makes a job of it, or anything else that refers to
    // it.
    RITORNELLO_RETURN_IF_ERROR(
        transaction
            .Run("SELECT 1 FROM tracks WHERE account_id = $1 AND id = $2"
                 " FOR UPDATE",
                 key)
            .status());
  }
  for (const absl::string_view table : kTablesOfTracks) {
    RITORNELLO_RETURN_IF_ERROR(
        transaction
            .Run(absl::StrCat("DELETE FROM ", table,
                              " WHERE account_id = $1 AND track_id = $2"),
                 key)
            .status());
  }
  RITORNELLO_RETURN_IF_ERROR(
      transaction
          .Run("DELETE FROM tracks WHERE account_id = $1 AND id = $2", key)
          .status());
  return DeleteOwnWork(transaction, key);
}

}  // namespace ritornello::catalog
