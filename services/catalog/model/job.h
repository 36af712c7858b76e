// Work that goes on behind the catalogue.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

enum class JobKind {
  kAnalyze,  // measure one version
  kAssess,   // say what a track is ready for
};
enum class JobState { kPending, kRunning, kFailed };

// "ANALYZE", "ASSESS"; "PENDING", "RUNNING", "FAILED": as on the wire and in
// rows.
constexpr absl::string_view JobKindName(JobKind kind) {
  return kind == JobKind::kAnalyze ? "ANALYZE" : "ASSESS";
}
constexpr absl::string_view JobStateName(JobState state) {
  switch (state) {
    case JobState::kPending:
      return "PENDING";
    case JobState::kRunning:
      return "RUNNING";
    case JobState::kFailed:
      return "FAILED";
  }
  return "";
}

// Which job: there is at most one of a kind for a version or a track.
struct JobKey {
  TrackKey track;
  JobKind kind = JobKind::kAnalyze;
  int64_t version_number = 0;  // 0 for kAssess
  friend auto operator<=>(const JobKey&, const JobKey&) = default;
};

struct Job {
  JobKey key;
  JobState state = JobState::kPending;
  int64_t attempt_count = 0;  // tries begun
  std::string error;          // of the last try
  // When it is due, or when its lease ends.
  absl::Time due_time;
  // Proves to whom the job is leased; empty when it is not.
  std::string lease;
};

struct BacklogCounts {
  int64_t pending = 0;
  int64_t running = 0;
  int64_t failed = 0;
  int64_t analyzed_version = 0;
  int64_t version = 0;
};

// The jobs of all accounts.
struct JobCounts {
  // Without those that have none.
  std::map<std::pair<JobKind, JobState>, int64_t> count_of;
  // When the first of those that have not failed is, or was, due or its lease
  // ends; absent when there is none.
  std::optional<absl::Time> first_due_time;
};

// A job is tried this often before somebody has to ask for it again: with the
// delays below analysis may be away for an hour.
inline constexpr int64_t kAttemptCountMax = 20;

// How long to wait behind the `attempt_count`-th try: 1 s, doubled each time,
// at most 5 minutes.
absl::Duration RetryDelay(int64_t attempt_count);

}  // namespace ritornello::catalog
