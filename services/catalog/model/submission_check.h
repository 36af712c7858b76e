// Whether a submission holds what its library wants, and what evidence is
// missing. The rules of the trade, on today's measurements.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/catalog/model/clearance.h"
#include "services/catalog/model/library.h"
#include "services/catalog/model/party.h"
#include "services/catalog/model/placement.h"
#include "services/catalog/model/readiness.h"
#include "services/catalog/model/submission.h"
#include "services/catalog/model/track.h"
#include "services/catalog/model/track_rights.h"

namespace ritornello::catalog {

// Of one track, all that is looked at.
struct SubmittedTrackFacts {
  Track track;
  Readiness readiness;  // for the library
  TrackRights rights;
  std::vector<Sample> samples;
  Recording recording;
};

// One track of an earlier submission to the same library.
struct EarlierTrack {
  std::string submission_id;
  std::string track_id;
  SubmissionState state = SubmissionState::kDraft;  // of the submission
  std::optional<Decision> decision;
  std::string audio_sha256;
};

struct SubmissionFacts {
  Library library;
  std::vector<SubmittedTrackFacts> tracks;  // of the submission, in order
  std::vector<Party> parties;               // all that have shares in them
  std::vector<Agreement> agreements;        // theirs, and those of the samples
  std::vector<EarlierTrack> earlier;        // all of the account and library
};

struct TrackCheck {
  TrackKey track;
  std::string track_title;
  std::vector<Problem> problems;          // the gravest first
  std::vector<std::string> availability;  // outlets and placements, by name
  friend bool operator==(const TrackCheck&, const TrackCheck&) = default;
};

struct SubmissionCheck {
  bool passes = false;  // no Severity::kFailure anywhere
  std::vector<Problem> problems;
  std::vector<TrackCheck> tracks;
  std::optional<int64_t> consistency;  // 0..100
};

// Applies the rules. Pure. REQUIRES: facts of each of the submission's tracks,
// in order; its extent has a first day.
//
// Of the whole:
//   TOO_FEW_TRACKS, TOO_MANY_TRACKS  the library's own numbers
//   REAPPLICATION_NOT_LINKED  a track was rejected there before, and
//                             reapplies_to names no submission there
//   SAME_BATCH                more than half of the tracks were rejected there
//                             before: a new batch is wanted
//   INCONSISTENT              a warning below kConsistencyMin
// Of each track:
//   every failure of its readiness, what could not be measured as such, and
//   ASSESSMENT_PENDING while it is not known
//   NOT_AVAILABLE        another placement or an outlet stands in the way
//   SAME_RECORDING       another track of the submission is the same recording
//   AGREEMENT_MISSING    a share of master or composition whose party is not
//                        the account's own and has signed nothing that covers
//                        the track, where and while it would be placed
//   SAMPLE_NOT_CLEARED   the same for a sample
//   PRO_MISSING, PRO_NOT_ALLOWED  a writer's society against the library's
//                        policy
//   AUDIO_UNCHANGED      rejected there as TECHNICAL with the same audio
//   OUTLIER              of three tracks or more, the one that has no declared
//                        genre and no mood in common with any other
SubmissionCheck CheckSubmission(const Submission& submission,
                                const SubmissionFacts& facts);

// Which audio a track has: SHA-256 over mix type and file hash of each measured
// version, whatever their order. Another when any audio changed.
std::string AudioDigest(const Track& track);

}  // namespace ritornello::catalog
