// Which compositions the tracks of a batch record.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/sql/transaction.h"
#include "services/catalog/domain/planned_item.h"

namespace ritornello::catalog {

// The id of `work`, or of the track where it has none: its own work.
std::string WorkIdOf(const IngestWork& work, const std::string& track_id);

// What the track records, by id. InvalidArgument on "works[1].work.name" when
// it is named twice. REQUIRES: the item is normalized.
absl::StatusOr<std::vector<WorkPart>> WorkPartsOf(const IngestItem& item,
                                                  const std::string& track_id);

// Which of `works` count: those that the track will record. Others are said in
// vain of a track that keeps the works it has.
std::vector<size_t> CountedWorks(std::span<const IngestWork> works,
                                 const Track& track);

// Plans the works that are to be made, or get another title or ISWC, and locks
// those that are there. Items are looked at one after the other: what the last
// one says of a work holds; under kFill a work keeps what it has. Cost: one
// statement for the batch.
// REQUIRES: all tracks are locked that the transaction locks.
absl::Status PlanWorks(sql::Transaction& transaction,
                       const std::string& account_id, Merge merge,
                       std::span<PlannedItem> items, absl::Time now);

}  // namespace ritornello::catalog
