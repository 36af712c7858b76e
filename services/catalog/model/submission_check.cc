#include "services/catalog/model/submission_check.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sha256/sha256.h"
#include "libs/status/check.h"

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

bool HaveCommon(const std::vector<std::string>& a,
                const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& term) {
    return std::find(b.begin(), b.end(), term) != b.end();
  });
}

// What both have among what either has; absent when neither has anything.
std::optional<double> CommonShare(const std::vector<std::string>& a,
                                  const std::vector<std::string>& b) {
  std::set<std::string> either(a.begin(), a.end());
  either.insert(b.begin(), b.end());
  if (either.empty()) return std::nullopt;
  const auto common =
      std::count_if(a.begin(), a.end(), [&](const std::string& term) {
        return std::find(b.begin(), b.end(), term) != b.end();
      });
  return static_cast<double>(common) / static_cast<double>(either.size());
}

// 1 for the same tempo, and half and double of it; 0 for half an octave off.
std::optional<double> TempoNearness(const Track& a, const Track& b) {
  if (!a.declared_tempo_bpm.has_value() || !b.declared_tempo_bpm.has_value()) {
    return std::nullopt;
  }
  const double octaves =
      std::log2(*a.declared_tempo_bpm / *b.declared_tempo_bpm);
  return 1.0 - 2.0 * std::abs(octaves - std::round(octaves));
}

std::optional<double> Likeness(const Track& a, const Track& b) {
  const std::pair<std::optional<double>, double> parts[] = {
      {CommonShare(a.genres, b.genres), 35.0},
      {CommonShare(a.moods, b.moods), 35.0},
      {CommonShare(a.instruments, b.instruments), 15.0},
      {TempoNearness(a, b), 15.0}};
  double sum = 0.0;
  double weights = 0.0;
  for (const auto& [part, weight] : parts) {
    if (!part.has_value()) continue;
    sum += *part * weight;
    weights += weight;
  }
  if (weights == 0.0) return std::nullopt;
  return sum / weights;
}

// What one track is looked at against.
struct Context {
  const Submission& submission;
  const SubmissionFacts& facts;
  const SubmittedTrackFacts& track;
  std::vector<Problem>& problems;

  void Fail(absl::string_view rule, std::string problem,
            std::string next_step) const {
    problems.push_back({.rule = std::string(rule),
                        .problem = std::move(problem),
                        .next_step = std::move(next_step)});
  }
};

void AddReadiness(const Context& context) {
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

void AddConflicts(const Context& context) {
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

void AddSameRecording(const Context& context) {
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

std::string NameOfParty(const Context& context, const std::string& party_id) {
  for (const Party& party : context.facts.parties) {
    if (party.key.party_id == party_id) return party.display_name;
  }
  return party_id;
}

bool IsOwn(const Context& context, const std::string& party_id) {
  return std::any_of(context.facts.parties.begin(), context.facts.parties.end(),
                     [&](const Party& party) {
                       return party.key.party_id == party_id && party.is_own;
                     });
}

bool HasSigned(const Context& context, const std::string& party_id) {
  return std::any_of(context.facts.agreements.begin(),
                     context.facts.agreements.end(),
                     [&](const Agreement& agreement) {
                       return agreement.party_id == party_id &&
                              Covers(agreement, context.track.track.key,
                                     context.submission.extent);
                     });
}

// Of both rights; a right without a sheet is readiness' to tell.
std::set<std::string> OwnersOf(const Context& context) {
  std::set<std::string> parties;
  for (const Right right : {Right::kMaster, Right::kSyncComposition}) {
    const SplitSheet* sheet = SheetAsOf(context.track.sheets, right,
                                        *context.submission.extent.first_day);
    if (sheet == nullptr) continue;
    for (const Share& share : sheet->shares) parties.insert(share.party_id);
  }
  return parties;
}

void AddAgreements(const Context& context) {
  const std::string& account_id = context.submission.key.account_id;
  for (const std::string& party_id : OwnersOf(context)) {
    if (IsOwn(context, party_id) || HasSigned(context, party_id)) continue;
    context.Fail(
        "AGREEMENT_MISSING",
        absl::StrCat(NameOfParty(context, party_id),
                     " owns a share and has signed nothing that holds ",
                     InWords(context.submission.extent)),
        absl::StrCat("`ritornello agreement create ID --account ", account_id,
                     " --party ", party_id,
                     " --document WHERE`, or, if that is the account itself, "
                     "`ritornello party update ",
                     party_id, " --account ", account_id, " --own`"));
  }
}

void AddSamples(const Context& context) {
  for (const Sample& sample : context.track.samples) {
    const bool is_cleared = std::any_of(
        context.facts.agreements.begin(), context.facts.agreements.end(),
        [&](const Agreement& agreement) {
          return agreement.key.agreement_id == sample.agreement_id &&
                 Covers(agreement, context.track.track.key,
                        context.submission.extent);
        });
    if (is_cleared) continue;
    context.Fail("SAMPLE_NOT_CLEARED",
                 absl::StrCat("sample ", sample.key.number, ", ", sample.source,
                              sample.agreement_id.empty()
                                  ? ", has no agreement"
                                  : ", has an agreement that does not hold ",
                              sample.agreement_id.empty()
                                  ? ""
                                  : InWords(context.submission.extent)),
                 absl::StrCat("`ritornello sample clear ", NameOf(sample.key),
                              " --agreement ID`"));
  }
}

// Those in the role of a writer, or everybody with a share in the composition
// where nobody is named so.
std::set<std::string> WritersOf(const Context& context) {
  const SplitSheet* sheet =
      SheetAsOf(context.track.sheets, Right::kSyncComposition,
                *context.submission.extent.first_day);
  std::set<std::string> writers;
  std::set<std::string> all;
  if (sheet == nullptr) return writers;
  for (const Share& share : sheet->shares) {
    all.insert(share.party_id);
    if (share.role == ShareRole::kWriter) writers.insert(share.party_id);
  }
  return writers.empty() ? all : writers;
}

void AddProPolicy(const Context& context) {
  const ProPolicy policy = context.facts.library.pro_policy;
  const std::set<std::string> writers = WritersOf(context);
  for (const Party& party : context.facts.parties) {
    if (writers.count(party.key.party_id) == 0) continue;
    const std::string update =
        absl::StrCat("`ritornello party update ", party.key.party_id,
                     " --account ", party.key.account_id, " --pro");
    if (policy == ProPolicy::kRequired && party.pro.empty()) {
      context.Fail("PRO_MISSING",
                   absl::StrCat(party.display_name,
                                " belongs to no performing-rights society, "
                                "which the library requires"),
                   absl::StrCat("register, then ", update, " SOCIETY`"));
    }
    if (policy == ProPolicy::kNotAllowed && !party.pro.empty()) {
      context.Fail("PRO_NOT_ALLOWED",
                   absl::StrCat(party.display_name, " is with ", party.pro,
                                ", and the library takes no writer of a "
                                "performing-rights society"),
                   absl::StrCat("withdraw the work there, then ", update,
                                " ''`, or choose another library"));
    }
  }
}

bool WasRejected(const EarlierTrack& earlier) {
  return earlier.decision.has_value() &&
         earlier.decision->outcome == DecisionOutcome::kRejected;
}

void AddUnchangedAudio(const Context& context) {
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

void AddOutlier(const Context& context) {
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
  const Context context{submission, facts, track, check.problems};
  AddReadiness(context);
  AddConflicts(context);
  AddSameRecording(context);
  AddAgreements(context);
  AddSamples(context);
  AddProPolicy(context);
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

std::optional<int64_t> ConsistencyOf(const std::vector<const Track*>& tracks) {
  double sum = 0.0;
  int64_t pair_count = 0;
  for (size_t i = 0; i < tracks.size(); ++i) {
    for (size_t j = i + 1; j < tracks.size(); ++j) {
      const std::optional<double> likeness = Likeness(*tracks[i], *tracks[j]);
      if (!likeness.has_value()) continue;
      sum += *likeness;
      ++pair_count;
    }
  }
  if (pair_count == 0) return std::nullopt;
  return std::llround(100.0 * sum / static_cast<double>(pair_count));
}

}  // namespace ritornello::catalog
