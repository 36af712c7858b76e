// Making and changing tracks one by one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "libs/request_log/request_log.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/catalog/model/track.h"
#include "services/catalog/model/vocabulary.h"

namespace ritornello::catalog {

// Safe for concurrent use. All must outlive it.
class Tracks {
 public:
  // `wake` is called when there is new work in the backlog.
  Tracks(sql::Pool& pool, const Clock& clock, const Vocabulary& vocabulary,
         std::function<void()> wake)
      : pool_(pool),
        clock_(clock),
        vocabulary_(vocabulary),
        wake_(std::move(wake)) {}

  // The track as it is now. Errors: InvalidArgument on "track.…", see
  // Normalize(); NotFound, no such account; AlreadyExists with
  // CLIENT_REFERENCE_TAKEN; those of WriteOnce.
  absl::StatusOr<Track> Create(Track track,
                               const request_log::Request& request);

  // Takes the fields named by `mask` from `track`. Errors: InvalidArgument, as
  // above or on "update_mask"; NotFound, no such track; Aborted with
  // ETAG_MISMATCH when `expected_revision` is not the current one;
  // FailedPrecondition with EXCLUSIVITY_CONFLICT when the track would become
  // one recording with another that forbids it; those of WriteOnce.
  // REQUIRES: `mask` is not empty.
  absl::StatusOr<Track> Update(const Track& track,
                               std::span<const std::string> mask,
                               std::optional<int64_t> expected_revision,
                               const request_log::Request& request);

  // Errors: NotFound, no such track; FailedPrecondition with TRACK_IN_USE,
  // naming what speaks of it; those of WriteOnce.
  absl::Status Delete(const TrackKey& key, const request_log::Request& request);

 private:
  absl::StatusOr<Track> Read(const std::string& name);

  sql::Pool& pool_;
  const Clock& clock_;
  const Vocabulary& vocabulary_;
  const std::function<void()> wake_;
};

}  // namespace ritornello::catalog
