// Declaring other people's music in a track, and what clears it.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/clearance.h"

namespace ritornello::catalog {

// Safe for concurrent use. Both must outlive it.
class Samples {
 public:
  Samples(sql::Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  // The sample gets its number. Errors: InvalidArgument on "sample.…", or on
  // "sample" when the track has kSampleCountMax; NotFound, no such track or
  // agreement; those of WriteOnce.
  absl::StatusOr<Sample> Create(Sample sample,
                                const request_log::Request& request);

  // Errors: NotFound, no such sample or agreement; those of WriteOnce.
  absl::StatusOr<Sample> Clear(const SampleKey& key,
                               const std::string& agreement_id,
                               const request_log::Request& request);

  // Errors: NotFound, no such sample; those of WriteOnce.
  absl::Status Delete(const SampleKey& key,
                      const request_log::Request& request);

 private:
  absl::StatusOr<Sample> Read(const std::string& name);

  sql::Pool& pool_;
  const Clock& clock_;
};

}  // namespace ritornello::catalog
