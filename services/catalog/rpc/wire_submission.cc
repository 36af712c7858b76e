#include "services/catalog/rpc/wire_submission.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_placement.h"
#include "services/catalog/rpc/wire_readiness.h"
#include "services/catalog/rpc/wire_time.h"

namespace ritornello::catalog {
namespace {

// The id of a track of `account_id`.
absl::StatusOr<std::string> TrackIdOf(const std::string& field,
                                      const std::string& name,
                                      absl::string_view account_id) {
  RITORNELLO_ASSIGN_OR_RETURN(TrackKey key, ParseTrackName(field, name));
  if (key.account_id != account_id) {
    return InvalidField(
        field,
        absl::StrCat("must be of ", AccountName(account_id), ", got ", name));
  }
  return std::move(key.track_id);
}

v1::Decision ToWire(const TrackKey& track, const Decision& decision) {
  v1::Decision wire;
  wire.set_track(NameOf(track));
  v1::Decision::Outcome outcome = v1::Decision::OUTCOME_UNSPECIFIED;
  RITORNELLO_CHECK(v1::Decision::Outcome_Parse(
      std::string(DecisionOutcomeName(decision.outcome)), &outcome));
  wire.set_outcome(outcome);
  if (decision.category.has_value()) {
    v1::Decision::Category category = v1::Decision::CATEGORY_UNSPECIFIED;
    RITORNELLO_CHECK(v1::Decision::Category_Parse(
        std::string(RejectionCategoryName(*decision.category)), &category));
    wire.set_category(category);
  }
  wire.set_words(decision.words);
  *wire.mutable_decide_time() = TimeToWire(decision.decide_time);
  return wire;
}

absl::StatusOr<Decision> FromWire(const v1::Decision& wire) {
  Decision decision{.words = wire.words()};
  const auto outcome =
      ParseDecisionOutcome(v1::Decision::Outcome_Name(wire.outcome()));
  if (!outcome.ok()) {
    return InvalidField("outcome", absl::StrCat("must be ACCEPTED or REJECTED, "
                                                "got ",
                                                wire.outcome()));
  }
  decision.outcome = *outcome;
  if (wire.category() == v1::Decision::CATEGORY_UNSPECIFIED) return decision;
  const auto category =
      ParseRejectionCategory(v1::Decision::Category_Name(wire.category()));
  if (!category.ok()) {
    return InvalidField("category",
                        absl::StrCat("is unknown: ", wire.category()));
  }
  decision.category = *category;
  return decision;
}

}  // namespace

v1::Submission ToWire(const Submission& submission) {
  v1::Submission wire;
  const std::string& account_id = submission.key.account_id;
  wire.set_name(NameOf(submission.key));
  wire.set_library(LibraryName(submission.library_id));
  for (const SubmittedTrack& track : submission.tracks) {
    const TrackKey key{account_id, track.track_id};
    v1::SubmittedTrack& wire_track = *wire.add_tracks();
    wire_track.set_track(NameOf(key));
    if (track.decision.has_value()) {
      *wire_track.mutable_decision() = ToWire(key, *track.decision);
    }
    for (const std::string& name : track.declared_availability) {
      wire_track.add_declared_availability(name);
    }
  }
  *wire.mutable_extent() = ToWire(submission.extent);
  wire.set_note(submission.note);
  if (!submission.reapplies_to.empty()) {
    wire.set_reapplies_to(
        NameOf(SubmissionKey{account_id, submission.reapplies_to}));
  }
  v1::Submission::State state = v1::Submission::STATE_UNSPECIFIED;
  RITORNELLO_CHECK(v1::Submission::State_Parse(
      std::string(SubmissionStateName(submission.state)), &state));
  wire.set_state(state);
  *wire.mutable_create_time() = TimeToWire(submission.create_time);
  if (submission.submit_time.has_value()) {
    *wire.mutable_submit_time() = TimeToWire(*submission.submit_time);
  }
  *wire.mutable_update_time() = TimeToWire(submission.update_time);
  wire.set_etag(EtagOf(submission.revision));
  return wire;
}

v1::SubmissionCheck ToWire(const SubmissionCheck& check) {
  v1::SubmissionCheck wire;
  wire.set_passes(check.passes);
  for (const Problem& problem : check.problems) {
    *wire.add_problems() = ToWire(TrackKey(), problem);
  }
  for (const TrackCheck& track : check.tracks) {
    v1::TrackCheck& wire_track = *wire.add_tracks();
    wire_track.set_track(NameOf(track.track));
    wire_track.set_track_title(track.track_title);
    for (const Problem& problem : track.problems) {
      *wire_track.add_problems() = ToWire(track.track, problem);
    }
    for (const std::string& name : track.availability) {
      wire_track.add_availability(name);
    }
  }
  if (check.consistency.has_value()) {
    wire.set_consistency(static_cast<int32_t>(*check.consistency));
  }
  return wire;
}

v1::SummarizeDecisionsResponse ToWire(std::span<const DecisionCount> counts) {
  v1::SummarizeDecisionsResponse response;
  for (const DecisionCount& count : counts) {
    const std::string library = LibraryName(count.library_id);
    if (response.summaries().empty() ||
        response.summaries().rbegin()->library() != library) {
      response.add_summaries()->set_library(library);
    }
    v1::DecisionSummary& summary = *response.mutable_summaries()->rbegin();
    if (!count.outcome.has_value()) {
      summary.set_undecided_count(count.track_count);
    } else if (*count.outcome == DecisionOutcome::kAccepted) {
      summary.set_accepted_count(count.track_count);
    } else if (count.category == RejectionCategory::kTechnical) {
      summary.set_technical_rejection_count(count.track_count);
    } else if (count.category == RejectionCategory::kSaturation) {
      summary.set_saturation_rejection_count(count.track_count);
    } else {
      summary.set_uniqueness_rejection_count(count.track_count);
    }
  }
  return response;
}

absl::StatusOr<Submission> FromWire(const v1::Submission& wire,
                                    absl::string_view account_id) {
  Submission submission{.note = wire.note()};
  if (!wire.library().empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(submission.library_id,
                                ParseLibraryName("library", wire.library()));
  }
  for (int i = 0; i < wire.tracks_size(); ++i) {
    RITORNELLO_ASSIGN_OR_RETURN(std::string track_id,
                                TrackIdOf(absl::StrCat("tracks[", i, "].track"),
                                          wire.tracks(i).track(), account_id));
    submission.tracks.push_back({.track_id = std::move(track_id)});
  }
  absl::StatusOr<Extent> extent = FromWire(wire.extent());
  if (!extent.ok()) return WithFieldPrefix(extent.status(), "extent");
  submission.extent = *std::move(extent);
  if (wire.reapplies_to().empty()) return submission;
  RITORNELLO_ASSIGN_OR_RETURN(
      const SubmissionKey earlier,
      ParseSubmissionName("reapplies_to", wire.reapplies_to()));
  if (earlier.account_id != account_id) {
    return InvalidField("reapplies_to",
                        absl::StrCat("must be of ", AccountName(account_id),
                                     ", got ", wire.reapplies_to()));
  }
  submission.reapplies_to = earlier.submission_id;
  return submission;
}

absl::StatusOr<std::vector<TrackDecision>> FromWire(
    const google::protobuf::RepeatedPtrField<v1::Decision>& wire,
    absl::string_view account_id) {
  std::vector<TrackDecision> decisions;
  for (const v1::Decision& one : wire) {
    const std::string field = absl::StrCat("decisions[", decisions.size(), "]");
    RITORNELLO_ASSIGN_OR_RETURN(
        std::string track_id,
        TrackIdOf(absl::StrCat(field, ".track"), one.track(), account_id));
    absl::StatusOr<Decision> decision = FromWire(one);
    if (!decision.ok()) return WithFieldPrefix(decision.status(), field);
    decisions.push_back({std::move(track_id), *std::move(decision)});
  }
  return decisions;
}

}  // namespace ritornello::catalog
