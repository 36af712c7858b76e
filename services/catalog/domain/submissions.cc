#include "services/catalog/domain/submissions.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/recording.h"
#include "services/catalog/domain/submission_facts.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/placement_store.h"
#include "services/catalog/storage/submission_store.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

using State = SubmissionState;

std::set<TrackKey> TracksOf(const Submission& submission) {
  std::set<TrackKey> tracks;
  for (const SubmittedTrack& track : submission.tracks) {
    tracks.insert({submission.key.account_id, track.track_id});
  }
  return tracks;
}

absl::Status RequireWhatItNames(sql::Transaction& transaction,
                                const Submission& submission) {
  sql::Connection& connection = transaction.connection();
  RITORNELLO_RETURN_IF_ERROR(
      GetLibrary(connection, submission.library_id).status());
  const std::set<TrackKey> tracks = TracksOf(submission);
  RITORNELLO_ASSIGN_OR_RETURN(const std::set<TrackKey> found,
                              LockTracks(transaction, tracks));
  for (const TrackKey& track : tracks) {
    if (found.count(track) == 0) return TrackNotFound(track);
  }
  if (submission.reapplies_to.empty()) return absl::OkStatus();
  return GetSubmission(connection,
                       {submission.key.account_id, submission.reapplies_to})
      .status();
}

void BeginToday(absl::Time now, Submission& submission) {
  if (!submission.extent.first_day.has_value()) {
    submission.extent.first_day = absl::ToCivilDay(now, absl::UTCTimeZone());
  }
}

// The first failure, and how many more there are.
absl::Status RefuseFailures(const SubmissionKey& key,
                            const SubmissionCheck& check) {
  if (check.passes) return absl::OkStatus();
  std::vector<std::string> failures;
  const auto collect = [&](const std::vector<Problem>& problems,
                           const std::string& prefix) {
    for (const Problem& problem : problems) {
      if (problem.severity == Severity::kFailure) {
        failures.push_back(
            absl::StrCat(prefix, problem.rule, ": ", problem.problem));
      }
    }
  };
  collect(check.problems, "");
  for (const TrackCheck& track : check.tracks) {
    collect(track.problems, absl::StrCat(NameOf(track.track), ": "));
  }
  const std::string more =
      failures.size() == 1
          ? ""
          : absl::StrCat("; and ", failures.size() - 1,
                         " more, see `ritornello submission check`");
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(failures[0], more)),
      "SUBMISSION_FAILS",
      {{"submission", NameOf(key)},
       {"failure_count", absl::StrCat(failures.size())}});
}

absl::Status NotDeclared(const SubmissionKey& key) {
  return WithReason(
      absl::FailedPreconditionError(
          "availability_declared must be set: declare that the tracks are "
          "available nowhere else than the check shows (`ritornello submission "
          "submit --declare`)"),
      "AVAILABILITY_NOT_DECLARED", {{"submission", NameOf(key)}});
}

// Offers every track to the library and keeps what was declared.
absl::Status Offer(sql::Transaction& transaction, const SubmissionFacts& facts,
                   const SubmissionCheck& check, absl::Time now,
                   Submission& submission) {
  for (size_t i = 0; i < submission.tracks.size(); ++i) {
    const SubmittedTrackFacts& track = facts.tracks[i];
    submission.tracks[i].declared_availability = check.tracks[i].availability;
    submission.tracks[i].audio_sha256 = AudioDigest(track.track);
    Placement offer =
        PlacementAt(facts.library, track.track.key, submission.extent);
    offer.key.number = NextPlacementNumber(track.recording, offer.key.track);
    offer.state = PlacementState::kOffered;
    offer.submission_id = submission.key.submission_id;
    offer.create_time = now;
    RITORNELLO_RETURN_IF_ERROR(InsertPlacement(transaction, offer));
  }
  return absl::OkStatus();
}

// What was submitted is checked as if it were not: its own offers hinder
// nobody.
void ForgetOffersOf(const SubmissionKey& key, Recording& recording) {
  if (key.submission_id.empty()) return;
  std::erase_if(recording.placements, [&](const Placement& placement) {
    return placement.key.track.account_id == key.account_id &&
           placement.submission_id == key.submission_id &&
           placement.state == PlacementState::kOffered;
  });
}

// Brings each offer of the submission to what was decided; those not decided to
// `otherwise`.
absl::Status SettleOffers(sql::Transaction& transaction,
                          const Submission& submission,
                          PlacementState otherwise) {
  std::map<std::string, const SubmittedTrack*> by_id;
  for (const SubmittedTrack& track : submission.tracks) {
    by_id[track.track_id] = &track;
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const auto recordings, LockRecordings(transaction, TracksOf(submission)));
  for (const auto& [key, recording] : recordings) {
    for (Placement placement : recording.placements) {
      if (placement.key.track != key ||
          placement.submission_id != submission.key.submission_id ||
          placement.state != PlacementState::kOffered) {
        continue;
      }
      const std::optional<Decision>& decision = by_id[key.track_id]->decision;
      placement.state = !decision.has_value() ? otherwise
                        : decision->outcome == DecisionOutcome::kAccepted
                            ? PlacementState::kHeld
                            : PlacementState::kClosed;
      RITORNELLO_RETURN_IF_ERROR(UpdatePlacement(transaction, placement));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Submission> Submissions::Create(
    Submission submission, const request_log::Request& request) {
  RITORNELLO_RETURN_IF_ERROR(
      ValidateId("submission_id", submission.key.submission_id));
  RITORNELLO_RETURN_IF_ERROR(
      WithFieldPrefix(Normalize(submission), "submission"));
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    RITORNELLO_RETURN_IF_ERROR(
        GetAccount(transaction.connection(), submission.key.account_id)
            .status());
    RITORNELLO_RETURN_IF_ERROR(RequireWhatItNames(transaction, submission));
    submission.revision = 1;
    submission.create_time = submission.update_time = now;
    RITORNELLO_RETURN_IF_ERROR(InsertSubmission(transaction, submission));
    return NameOf(submission.key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::StatusOr<Submission> Submissions::Update(
    const Submission& submission, std::span<const std::string> mask,
    std::optional<int64_t> expected_revision,
    const request_log::Request& request) {
  const auto change = [&](sql::Transaction& transaction, Submission& stored,
                          absl::Time) -> absl::Status {
    RITORNELLO_RETURN_IF_ERROR(RequireRevision(
        expected_revision, stored.revision, NameOf(stored.key)));
    RITORNELLO_RETURN_IF_ERROR(RequireState(stored, {State::kDraft}));
    RITORNELLO_RETURN_IF_ERROR(CopyFields(mask, submission, stored));
    RITORNELLO_RETURN_IF_ERROR(
        WithFieldPrefix(Normalize(stored), "submission"));
    return RequireWhatItNames(transaction, stored);
  };
  return ChangeOnce(submission.key, request, change);
}

absl::StatusOr<SubmissionCheck> Submissions::Check(Submission submission) {
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  if (submission.library_id.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(submission,
                                GetSubmission(*connection, submission.key));
  } else {
    RITORNELLO_RETURN_IF_ERROR(
        GetAccount(*connection, submission.key.account_id).status());
    RITORNELLO_RETURN_IF_ERROR(
        WithFieldPrefix(Normalize(submission), "submission"));
  }
  BeginToday(clock_.Now(), submission);
  std::map<TrackKey, Recording> recordings;
  for (const TrackKey& track : TracksOf(submission)) {
    RITORNELLO_ASSIGN_OR_RETURN(recordings[track],
                                ReadRecording(*connection, track));
    ForgetOffersOf(submission.key, recordings[track]);
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const SubmissionFacts facts,
      LoadSubmissionFacts(*connection, submission, std::move(recordings)));
  return CheckSubmission(submission, facts);
}

absl::StatusOr<Submission> Submissions::Submit(
    const SubmissionKey& key, bool availability_declared,
    const request_log::Request& request) {
  const auto change = [&](sql::Transaction& transaction, Submission& submission,
                          absl::Time now) -> absl::Status {
    RITORNELLO_RETURN_IF_ERROR(RequireState(submission, {State::kDraft}));
    if (!availability_declared) return NotDeclared(key);
    BeginToday(now, submission);
    RITORNELLO_ASSIGN_OR_RETURN(
        auto recordings, LockRecordings(transaction, TracksOf(submission)));
    RITORNELLO_ASSIGN_OR_RETURN(
        const SubmissionFacts facts,
        LoadSubmissionFacts(transaction.connection(), submission,
                            std::move(recordings)));
    const SubmissionCheck check = CheckSubmission(submission, facts);
    RITORNELLO_RETURN_IF_ERROR(RefuseFailures(key, check));
    submission.state = State::kSubmitted;
    submission.submit_time = now;
    return Offer(transaction, facts, check, now, submission);
  };
  return ChangeOnce(key, request, change);
}

absl::StatusOr<Submission> Submissions::StartReview(
    const SubmissionKey& key, const request_log::Request& request) {
  return ChangeOnce(key, request,
                    [](sql::Transaction&, Submission& submission, absl::Time) {
                      const absl::Status status =
                          RequireState(submission, {State::kSubmitted});
                      if (status.ok()) submission.state = State::kInReview;
                      return status;
                    });
}

absl::StatusOr<Submission> Submissions::RecordDecisions(
    const SubmissionKey& key, std::span<const TrackDecision> decisions,
    const request_log::Request& request) {
  const auto change = [&](sql::Transaction& transaction, Submission& submission,
                          absl::Time now) -> absl::Status {
    RITORNELLO_RETURN_IF_ERROR(RequireState(
        submission, {State::kSubmitted, State::kInReview, State::kAccepted,
                     State::kPartlyAccepted, State::kRejected}));
    std::vector<TrackDecision> timed(decisions.begin(), decisions.end());
    for (TrackDecision& one : timed) one.decision.decide_time = now;
    RITORNELLO_RETURN_IF_ERROR(Decide(timed, submission));
    return SettleOffers(transaction, submission, PlacementState::kOffered);
  };
  return ChangeOnce(key, request, change);
}

absl::StatusOr<Submission> Submissions::Withdraw(
    const SubmissionKey& key, const request_log::Request& request) {
  const auto change = [&](sql::Transaction& transaction, Submission& submission,
                          absl::Time) -> absl::Status {
    RITORNELLO_RETURN_IF_ERROR(RequireState(
        submission, {State::kDraft, State::kSubmitted, State::kInReview}));
    submission.state = State::kWithdrawn;
    return SettleOffers(transaction, submission, PlacementState::kClosed);
  };
  return ChangeOnce(key, request, change);
}

absl::StatusOr<Submission> Submissions::ChangeOnce(
    const SubmissionKey& key, const request_log::Request& request,
    const Change& change) {
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    RITORNELLO_ASSIGN_OR_RETURN(const Submission before,
                                LockSubmission(transaction, key));
    Submission after = before;
    RITORNELLO_RETURN_IF_ERROR(change(transaction, after, now));
    if (after == before) return NameOf(key);
    ++after.revision;
    after.update_time = now;
    RITORNELLO_RETURN_IF_ERROR(UpdateSubmission(transaction, after));
    return NameOf(key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::StatusOr<Submission> Submissions::Read(const std::string& name) {
  RITORNELLO_ASSIGN_OR_RETURN(const SubmissionKey key,
                              ParseSubmissionName("name", name));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetSubmission(*connection, key);
}

}  // namespace ritornello::catalog
