#include "services/catalog/model/submission_check.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sha256/sha256.h"
#include "libs/status/check.h"
#include "services/catalog/model/consistency.h"
#include "services/catalog/model/submission_context.h"
#include "services/catalog/model/submission_rights.h"

namespace ritornello::catalog {
namespace {

void SortByGravity(std::vector<Problem>& problems) {
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) {
                     return a.severity < b.severity;
                   });
}

bool HasFailure(const std::vector<Problem>& problems) {
  return std::any_of(problems.begin(), problems.end(),
                     [](const Problem& problem) {
                       return problem.severity == Severity::kFailure;
                     });
}

void AddReadiness(const SubmissionContext& context) {
  const Readiness& readiness = context.track.readiness;
  for (const Check& check : readiness.checks) {
    for (const Problem& problem : check.problems) {
      if (problem.severity != Severity::kWarning) {
        context.problems.push_back(problem);
      }
    }
  }
  if (readiness.state == ReadinessState::kPending) {
    context.Fail("ASSESSMENT_PENDING", "it is still being looked at",
                 "ask again when `ritornello track check` has an answer");
  }
}

void AddConflicts(const SubmissionContext& context) {
  const Recording& recording = context.track.recording;
  const Placement offer =
      PlacementAt(context.facts.library, context.track.track.key,
                  context.submission.extent);
  for (const Conflict& conflict :
       ConflictsOf(offer, recording.placements, recording.outlets)) {
    context.Fail("NOT_AVAILABLE",
                 absl::StrCat(conflict.name, ": ", conflict.problem),
                 "end what stands in the way, or choose another track");
  }
}

void AddSameRecording(const SubmissionContext& context) {
  for (const SubmittedTrackFacts& other : context.facts.tracks) {
    if (other.track.key != context.track.track.key &&
        context.track.recording.tracks.count(other.track.key) > 0) {
      context.Fail(
          "SAME_RECORDING",
          absl::StrCat("is the same recording as ", NameOf(other.track.key)),
          "submit one of them");
    }
  }
}

bool WasRejected(const EarlierTrack& earlier) {
  return earlier.decision.has_value() &&
         earlier.decision->outcome == DecisionOutcome::kRejected;
}

void AddUnchangedAudio(const SubmissionContext& context) {
  const std::string digest = AudioDigest(context.track.track);
  for (const EarlierTrack& earlier : context.facts.earlier) {
    if (earlier.track_id == context.track.track.key.track_id &&
        WasRejected(earlier) &&
        earlier.decision->category == RejectionCategory::kTechnical &&
        earlier.audio_sha256 == digest) {
      context.Fail(
          "AUDIO_UNCHANGED",
          absl::StrCat("was rejected as technical in ", earlier.submission_id,
                       ", and its audio is the same"),
          "mend the audio and ingest it again");
      return;
    }
  }
}

void AddOutlier(const SubmissionContext& context) {
  if (context.facts.tracks.size() < 3) return;
  const Track& track = context.track.track;
  for (const SubmittedTrackFacts& other : context.facts.tracks) {
    if (other.track.key != track.key &&
        (HaveCommon(track.genres, other.track.genres) ||
         HaveCommon(track.moods, other.track.moods))) {
      return;
    }
  }
  context.Fail("OUTLIER",
               "has no genre and no mood in common with any other track",
               "describe it better, or submit it with its like");
}

std::vector<std::string> AvailabilityOf(const Recording& recording) {
  std::vector<std::string> names;
  for (const Outlet& outlet : recording.outlets) {
    names.push_back(NameOf(outlet.key));
  }
  for (const Placement& placement : recording.placements) {
    if (placement.state != PlacementState::kClosed) {
      names.push_back(NameOf(placement.key));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

TrackCheck CheckTrack(const Submission& submission,
                      const SubmissionFacts& facts,
                      const SubmittedTrackFacts& track) {
  TrackCheck check{.track = track.track.key,
                   .track_title = track.track.title,
                   .availability = AvailabilityOf(track.recording)};
  const SubmissionContext context{submission, facts, track, check.problems};
  AddReadiness(context);
  AddConflicts(context);
  AddSameRecording(context);
  AddRightsProblems(context);
  AddUnchangedAudio(context);
  AddOutlier(context);
  SortByGravity(check.problems);
  return check;
}

void CheckSize(const Submission& submission, const Library& library,
               std::vector<Problem>& problems) {
  const auto count = static_cast<int64_t>(submission.tracks.size());
  const int64_t least = library.submission_track_count_min;
  const int64_t most = library.submission_track_count_max;
  if (count < least) {
    problems.push_back({.rule = "TOO_FEW_TRACKS",
                        .problem = absl::StrCat("has ", count, " of at least ",
                                                least, " tracks"),
                        .next_step = absl::StrCat("add ", least - count)});
  }
  if (most > 0 && count > most) {
    problems.push_back(
        {.rule = "TOO_MANY_TRACKS",
         .problem =
             absl::StrCat("has ", count, " of at most ", most, " tracks"),
         .next_step = absl::StrCat("take out the weakest ", count - most)});
  }
}

void CheckReapplication(const Submission& submission,
                        const std::vector<EarlierTrack>& earlier,
                        std::vector<Problem>& problems) {
  std::set<std::string> rejected;
  std::set<std::string> there;
  std::string last;
  for (const EarlierTrack& one : earlier) {
    there.insert(one.submission_id);
    if (!WasRejected(one)) continue;
    rejected.insert(one.track_id);
    last = one.submission_id;
  }
  const auto again = std::count_if(
      submission.tracks.begin(), submission.tracks.end(),
      [&](const SubmittedTrack& t) { return rejected.count(t.track_id) > 0; });
  if (again == 0) return;
  const std::string problem =
      absl::StrCat("rejected by this library before: ", again, " of ",
                   submission.tracks.size(), " tracks");
  if (there.count(submission.reapplies_to) == 0) {
    problems.push_back(
        {.rule = "REAPPLICATION_NOT_LINKED",
         .problem = problem,
         .next_step = absl::StrCat("say --reapplies-to ", last)});
  }
  if (2 * again > static_cast<int64_t>(submission.tracks.size())) {
    problems.push_back(
        {.rule = "SAME_BATCH",
         .problem = problem,
         .next_step = "make a new batch: at most half of it may be tracks "
                      "that were rejected there"});
  }
}

void CheckConsistency(std::optional<int64_t> consistency,
                      std::vector<Problem>& problems) {
  if (!consistency.has_value() || *consistency >= kConsistencyMin) return;
  problems.push_back(
      {.severity = Severity::kWarning,
       .rule = "INCONSISTENT",
       .problem = absl::StrCat(
           "the tracks have little in common: ", *consistency, " of 100"),
       .next_step = "submit tracks of one style together"});
}

}  // namespace

SubmissionCheck CheckSubmission(const Submission& submission,
                                const SubmissionFacts& facts) {
  RITORNELLO_CHECK(submission.tracks.size() == facts.tracks.size());
  RITORNELLO_CHECK(submission.extent.first_day.has_value());
  SubmissionCheck check;
  CheckSize(submission, facts.library, check.problems);
  CheckReapplication(submission, facts.earlier, check.problems);
  std::vector<const Track*> tracks;
  for (const SubmittedTrackFacts& track : facts.tracks) {
    check.tracks.push_back(CheckTrack(submission, facts, track));
    tracks.push_back(&track.track);
  }
  check.consistency = ConsistencyOf(tracks);
  CheckConsistency(check.consistency, check.problems);
  check.passes = !HasFailure(check.problems) &&
                 std::none_of(check.tracks.begin(), check.tracks.end(),
                              [](const TrackCheck& track) {
                                return HasFailure(track.problems);
                              });
  return check;
}

std::string AudioDigest(const Track& track) {
  std::vector<std::string> lines;
  for (const Version& version : track.versions) {
    lines.push_back(absl::StrCat(MixTypeName(version.mix_type), " ",
                                 version.report_sha256, "\n"));
  }
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const std::string& line : lines) absl::StrAppend(&all, line);
  return Sha256Hex(all);
}

}  // namespace ritornello::catalog
