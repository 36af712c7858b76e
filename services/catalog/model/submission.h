// The business proposal: a few tracks sent to one library together, and what
// the library answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/catalog/model/extent.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

enum class SubmissionState {
  kDraft,
  kSubmitted,
  kInReview,
  kAccepted,
  kPartlyAccepted,
  kRejected,
  kWithdrawn
};
enum class DecisionOutcome { kAccepted, kRejected };
enum class RejectionCategory {
  kTechnical,   // the audio
  kSaturation,  // the library has enough of this kind
  kUniqueness   // too ordinary
};

// "DRAFT", "ACCEPTED", "TECHNICAL", …: as on the wire and in rows.
absl::string_view SubmissionStateName(SubmissionState state);
absl::string_view DecisionOutcomeName(DecisionOutcome outcome);
absl::string_view RejectionCategoryName(RejectionCategory category);
absl::StatusOr<SubmissionState> ParseSubmissionState(absl::string_view name);
absl::StatusOr<DecisionOutcome> ParseDecisionOutcome(absl::string_view name);
absl::StatusOr<RejectionCategory> ParseRejectionCategory(
    absl::string_view name);

// A library's answer on one track.
struct Decision {
  DecisionOutcome outcome = DecisionOutcome::kAccepted;
  std::optional<RejectionCategory> category;  // of a rejection
  std::string words;                          // the library's
  absl::Time decide_time;
  friend bool operator==(const Decision&, const Decision&) = default;
};

struct SubmittedTrack {
  std::string track_id;
  std::optional<Decision> decision;
  // When it was submitted: where it was available, by name, and which audio it
  // had (submission_check.h).
  std::vector<std::string> declared_availability;
  std::string audio_sha256;
  friend bool operator==(const SubmittedTrack&,
                         const SubmittedTrack&) = default;
};

struct Submission {
  SubmissionKey key;
  std::string library_id;
  std::vector<SubmittedTrack> tracks;  // in the order of their merit
  Extent extent;
  std::string note;
  std::string reapplies_to;  // id of the submission it follows, or empty
  SubmissionState state = SubmissionState::kDraft;
  absl::Time create_time;
  std::optional<absl::Time> submit_time;
  absl::Time update_time;
  int64_t revision = 0;
  friend bool operator==(const Submission&, const Submission&) = default;
};

inline constexpr size_t kSubmittedTrackCountMax = 100;
inline constexpr size_t kNoteSizeMax = 5'000;
inline constexpr size_t kDecisionWordsSizeMax = 2'000;

// Brings the extent into form. InvalidArgument names every field that cannot
// be: "tracks" when there are none or too many, "tracks[i].track" when it is
// named twice, "note", "reapplies_to" when it is the submission itself,
// "extent.…".
absl::Status Normalize(Submission& submission);

// Copies the fields named by `mask`, or all that may be changed when it is
// empty: tracks, extent, note, reapplies_to. InvalidArgument naming
// "update_mask" for any other; then `to` is spoiled.
absl::Status CopyFields(std::span<const std::string> mask,
                        const Submission& from, Submission& to);

// FailedPrecondition, SUBMISSION_STATE, unless it is in one of `allowed`.
absl::Status RequireState(const Submission& submission,
                          std::initializer_list<SubmissionState> allowed);

struct TrackDecision {
  std::string track_id;
  Decision decision;
};

// Stores the decisions and, when none is missing any more, the state that
// follows. InvalidArgument naming "decisions" when there is none, and
// "decisions[i].track" or "decisions[i].category" where one cannot be;
// FailedPrecondition, DECISION_STANDS, where another was recorded. The same as
// was recorded changes nothing.
absl::Status Decide(std::span<const TrackDecision> decisions,
                    Submission& submission);

}  // namespace ritornello::catalog
