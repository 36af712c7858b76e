// In which order a producer mends a file.
#pragma once

#include "absl/strings/string_view.h"

namespace ritornello::catalog {

// Where in the making of a file the remedy of a rule begins. Everything behind
// it is done again: who turned the master down first, and then had to go back
// to the mix, turned it down for nothing.
enum class Remedy {
  kFile,         // it cannot be used at all: INTEGRITY, AUDIBLE
  kArrangement,  // another length: DURATION
  kMix,          // what the master cannot restore: CLIPPING, MONO_FOLD
  kExport,       // the session's file in another form: SAMPLE_RATE
  kLevel,        // INTEGRATED_LOUDNESS, TRUE_PEAK
  kEnds,         // silence to be trimmed
  kOther,        // nothing of this kind
};

// The remedy of a rule by its name, of findings and of readiness; kOther for
// names that are not known.
Remedy RemedyOf(absl::string_view rule);

// Whether it ends in a new file from the session.
inline bool MeansNewExport(Remedy remedy) { return remedy <= Remedy::kExport; }

}  // namespace ritornello::catalog
