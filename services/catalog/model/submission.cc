#include "services/catalog/model/submission.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/named.h"

namespace ritornello::catalog {
namespace {

constexpr Named<SubmissionState> kStates[] = {
    {SubmissionState::kDraft, "DRAFT"},
    {SubmissionState::kSubmitted, "SUBMITTED"},
    {SubmissionState::kInReview, "IN_REVIEW"},
    {SubmissionState::kAccepted, "ACCEPTED"},
    {SubmissionState::kPartlyAccepted, "PARTLY_ACCEPTED"},
    {SubmissionState::kRejected, "REJECTED"},
    {SubmissionState::kWithdrawn, "WITHDRAWN"}};
constexpr Named<DecisionOutcome> kOutcomes[] = {
    {DecisionOutcome::kAccepted, "ACCEPTED"},
    {DecisionOutcome::kRejected, "REJECTED"}};
constexpr Named<RejectionCategory> kCategories[] = {
    {RejectionCategory::kTechnical, "TECHNICAL"},
    {RejectionCategory::kSaturation, "SATURATION"},
    {RejectionCategory::kUniqueness, "UNIQUENESS"}};

std::vector<FieldViolation> WrongTracks(const Submission& submission) {
  const size_t count = submission.tracks.size();
  if (count == 0 || count > kSubmittedTrackCountMax) {
    return {{"tracks", absl::StrCat("must number 1..", kSubmittedTrackCountMax,
                                    ", got ", count)}};
  }
  std::vector<FieldViolation> violations;
  std::set<std::string> seen;
  for (size_t i = 0; i < count; ++i) {
    if (seen.insert(submission.tracks[i].track_id).second) continue;
    violations.push_back(
        {absl::StrCat("tracks[", i, "].track"),
         absl::StrCat("is named twice: ", submission.tracks[i].track_id)});
  }
  return violations;
}

SubmittedTrack* FindTrack(Submission& submission, const std::string& track_id) {
  const auto found = std::find_if(
      submission.tracks.begin(), submission.tracks.end(),
      [&](const SubmittedTrack& track) { return track.track_id == track_id; });
  return found == submission.tracks.end() ? nullptr : &*found;
}

// Whether the library said the same, whenever it did.
bool SaysTheSame(const Decision& a, const Decision& b) {
  return a.outcome == b.outcome && a.category == b.category &&
         a.words == b.words;
}

absl::Status CheckDecision(const Decision& decision, const std::string& field) {
  const bool is_rejection = decision.outcome == DecisionOutcome::kRejected;
  if (is_rejection != decision.category.has_value()) {
    return InvalidField(absl::StrCat(field, ".category"),
                        is_rejection
                            ? "must be TECHNICAL, SATURATION or UNIQUENESS"
                            : "must be absent of a track that is accepted");
  }
  if (decision.words.size() > kDecisionWordsSizeMax) {
    return InvalidField(
        absl::StrCat(field, ".words"),
        absl::StrCat("must have at most ", kDecisionWordsSizeMax,
                     " bytes, got ", decision.words.size()));
  }
  return absl::OkStatus();
}

// What follows once every track is decided.
std::optional<SubmissionState> Conclusion(const Submission& submission) {
  bool any_accepted = false;
  bool any_rejected = false;
  for (const SubmittedTrack& track : submission.tracks) {
    if (!track.decision.has_value()) return std::nullopt;
    (track.decision->outcome == DecisionOutcome::kAccepted ? any_accepted
                                                           : any_rejected) =
        true;
  }
  if (any_accepted && any_rejected) return SubmissionState::kPartlyAccepted;
  return any_accepted ? SubmissionState::kAccepted : SubmissionState::kRejected;
}

}  // namespace

absl::string_view SubmissionStateName(SubmissionState state) {
  return NameIn(kStates, state);
}
absl::string_view DecisionOutcomeName(DecisionOutcome outcome) {
  return NameIn(kOutcomes, outcome);
}
absl::string_view RejectionCategoryName(RejectionCategory category) {
  return NameIn(kCategories, category);
}
absl::StatusOr<SubmissionState> ParseSubmissionState(absl::string_view name) {
  return ValueIn(kStates, "state of a submission", name);
}
absl::StatusOr<DecisionOutcome> ParseDecisionOutcome(absl::string_view name) {
  return ValueIn(kOutcomes, "outcome", name);
}
absl::StatusOr<RejectionCategory> ParseRejectionCategory(
    absl::string_view name) {
  return ValueIn(kCategories, "category of a rejection", name);
}

absl::Status Normalize(Submission& submission) {
  std::vector<FieldViolation> violations = WrongTracks(submission);
  absl::StripAsciiWhitespace(&submission.note);
  if (submission.note.size() > kNoteSizeMax) {
    violations.push_back(
        {"note", absl::StrCat("must have at most ", kNoteSizeMax,
                              " bytes, got ", submission.note.size())});
  }
  if (!submission.reapplies_to.empty() &&
      submission.reapplies_to == submission.key.submission_id) {
    violations.push_back({"reapplies_to", "must be an earlier submission"});
  }
  const absl::Status extent =
      WithFieldPrefix(Normalize(submission.extent), "extent");
  for (const FieldViolation& violation : FieldViolationsOf(extent)) {
    violations.push_back(violation);
  }
  return violations.empty() ? absl::OkStatus() : InvalidFields(violations);
}

absl::Status CopyFields(std::span<const std::string> mask,
                        const Submission& from, Submission& to) {
  static const std::string kAll[] = {"tracks", "extent", "note",
                                     "reapplies_to"};
  for (const std::string& field : mask.empty() ? std::span(kAll) : mask) {
    if (field == "tracks") {
      to.tracks = from.tracks;
    } else if (field == "extent") {
      to.extent = from.extent;
    } else if (field == "note") {
      to.note = from.note;
    } else if (field == "reapplies_to") {
      to.reapplies_to = from.reapplies_to;
    } else {
      return InvalidField("update_mask",
                          absl::StrCat("must name fields of a submission that "
                                       "can be changed, got \"",
                                       field.substr(0, 100), "\""));
    }
  }
  return absl::OkStatus();
}

absl::Status RequireState(const Submission& submission,
                          std::initializer_list<SubmissionState> allowed) {
  if (std::find(allowed.begin(), allowed.end(), submission.state) !=
      allowed.end()) {
    return absl::OkStatus();
  }
  const std::string name = NameOf(submission.key);
  const std::string state(SubmissionStateName(submission.state));
  const auto append_name = [](std::string* out, SubmissionState one) {
    absl::StrAppend(out, SubmissionStateName(one));
  };
  return WithReason(absl::FailedPreconditionError(absl::StrCat(
                        name, " is ", state, ", and would have to be ",
                        absl::StrJoin(allowed, " or ", append_name))),
                    "SUBMISSION_STATE",
                    {{"submission", name}, {"state", state}});
}

absl::Status Decide(std::span<const TrackDecision> decisions,
                    Submission& submission) {
  if (decisions.empty()) return InvalidField("decisions", "must not be empty");
  std::set<std::string> seen;
  for (size_t i = 0; i < decisions.size(); ++i) {
    const auto& [track_id, decision] = decisions[i];
    const std::string field = absl::StrCat("decisions[", i, "]");
    SubmittedTrack* track = FindTrack(submission, track_id);
    if (track == nullptr || !seen.insert(track_id).second) {
      return InvalidField(
          absl::StrCat(field, ".track"),
          absl::StrCat(track_id, track == nullptr ? " is not in the submission"
                                                  : " is named twice"));
    }
    RITORNELLO_RETURN_IF_ERROR(CheckDecision(decision, field));
    if (!track->decision.has_value()) {
      track->decision = decision;
    } else if (!SaysTheSame(*track->decision, decision)) {
      const std::string name =
          NameOf(TrackKey{submission.key.account_id, track_id});
      return WithReason(absl::FailedPreconditionError(absl::StrCat(
                            name, " was decided: ",
                            DecisionOutcomeName(track->decision->outcome))),
                        "DECISION_STANDS", {{"track", name}});
    }
  }
  submission.state = Conclusion(submission).value_or(submission.state);
  return absl::OkStatus();
}

}  // namespace ritornello::catalog
