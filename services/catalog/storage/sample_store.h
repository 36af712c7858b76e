// Rows of samples.
#pragma once

#include <set>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/clearance.h"

namespace ritornello::catalog {

// REQUIRES: tracks and agreements exist, the tracks are locked, and the numbers
// are new to them.
absl::Status InsertSamples(sql::Transaction& transaction,
                           std::span<const Sample> samples);

// Writes the agreements. REQUIRES: samples and agreements exist.
absl::Status UpdateSamples(sql::Transaction& transaction,
                           std::span<const Sample> samples);

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
