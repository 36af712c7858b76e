// Rows of works. Which of them a track records is in track_store.h.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/work.h"

namespace ritornello::catalog {

// AlreadyExists when the id is taken in its account.
// REQUIRES: the account exists.
absl::Status InsertWork(sql::Transaction& transaction, const Work& work);

// Writes title and ISWC, and the time of the update; a work that is there gets
// its next revision, whatever `works` say. One that somebody else made
// meanwhile is written over. Cost: one round trip.
// REQUIRES: the account exists.
absl::Status UpsertWorks(sql::Transaction& transaction,
                         std::span<const Work> works);

// Those of `works` that exist. Nobody else changes them, or their split sheets,
// before the end of the transaction.
// REQUIRES: tracks that are locked, too, were locked before, and no job was
// made yet: whoever shares a work holds it while it makes jobs.
absl::StatusOr<std::map<WorkKey, Work>> LockWorks(
    sql::Transaction& transaction, const std::set<WorkKey>& works);

// Those of `works` that exist.
// Cost: one statement for each sql::kInListSizeMax works.
absl::StatusOr<std::map<WorkKey, Work>> GetWorks(
    sql::Connection& connection, const std::set<WorkKey>& works);

// NotFound with reason WORK_NOT_FOUND.
absl::StatusOr<Work> GetWork(sql::Connection& connection, const WorkKey& key);

// The first `count_max` works of the account behind `after_id`, by id.
absl::StatusOr<std::vector<Work>> ListWorks(sql::Connection& connection,
                                            absl::string_view account_id,
                                            absl::string_view after_id,
                                            size_t count_max);

// NotFound with reason WORK_NOT_FOUND.
absl::Status WorkNotFound(const WorkKey& work);

}  // namespace ritornello::catalog
