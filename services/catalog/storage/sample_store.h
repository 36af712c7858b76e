// Rows of samples.
#pragma once

#include <set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/clearance.h"

namespace ritornello::catalog {

// REQUIRES: track and agreement exist, the track is locked, and the number is
// new to it.
absl::Status InsertSample(sql::Transaction& transaction, const Sample& sample);

// Writes the agreement. REQUIRES: sample and agreement exist.
absl::Status UpdateSample(sql::Transaction& transaction, const Sample& sample);

// REQUIRES: the track is locked.
absl::Status DeleteSample(sql::Transaction& transaction, const SampleKey& key);

// NotFound with reason SAMPLE_NOT_FOUND.
absl::StatusOr<Sample> GetSample(sql::Connection& connection,
                                 const SampleKey& key);

// Those of `tracks`, by track, then by number.
// Cost: one statement for each sql::kInListSizeMax tracks.
absl::StatusOr<std::vector<Sample>> SamplesOf(sql::Connection& connection,
                                              const std::set<TrackKey>& tracks);

}  // namespace ritornello::catalog
