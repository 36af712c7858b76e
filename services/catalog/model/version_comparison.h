// Whether the versions of a track belong together, as far as their reports
// tell: what each is declared to be, against what was measured on all.
#pragma once

#include <vector>

#include "services/catalog/model/readiness.h"
#include "services/catalog/model/track.h"

namespace ritornello::catalog {

// How much longer or shorter than the full mix the music of an instrumental, a
// no-melody mix or a stem is without being another arrangement; and how much
// their files may differ without being out of step, in seconds.
inline constexpr double kLengthDifferenceMax = 0.1;
inline constexpr double kFileDifferenceMaxSeconds = 0.1;

// Problems of pairs of versions that were measured, each at the version that
// is to be changed, in their order:
//
//   SAME_AUDIO             the very bytes of an earlier version (the full mix
//                          is earlier than all): a failure; not measured for
//                          an instrumental and its full mix, which may well be
//                          one where nobody sings; a warning where both are
//                          declared as the same kind
//   NOT_SHORTER            a stinger or a cutdown as long as the full mix, or a
//                          loop longer than it
//   LENGTH_DIFFERS         an instrumental, a no-melody mix or a stem: music
//                          more than kLengthDifferenceMax longer or shorter
//                          fails, files more than kFileDifferenceMaxSeconds
//                          apart are warned of
//   FORMAT_DIFFERS         another sample rate or number of channels than the
//                          full mix: a stem of another rate fails, the rest is
//                          warned of
//
// Only SAME_AUDIO is said of a file that is one with an earlier one. Without a
// full mix that was measured it is all that is compared.
std::vector<Problem> CompareVersions(const Track& track);

}  // namespace ritornello::catalog
