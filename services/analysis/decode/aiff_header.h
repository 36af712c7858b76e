// The common chunk of an AIFF file.
#pragma once

#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"
#include "services/analysis/decode/header_facts.h"

namespace ritornello::analysis {

// Finds the COMM chunk of a FORM AIFF or AIFC file, which says how many
// frames there are. Source: Apple, Audio Interchange File Format 1.3 and
// AIFF-C.
//
// Errors: InvalidArgument UNSUPPORTED_AUDIO  AIFF-C with compressed samples
//         InvalidArgument MALFORMED_AUDIO    no COMM chunk, or one that
//                                            cannot be
//         OutOfRange AUDIO_TOO_LARGE         channels or sample rate
//         Unavailable                        reading fails
// REQUIRES: FindSignature says kAiff.
absl::StatusOr<HeaderFacts> ReadAiffHeader(const FileBytes& file);

}  // namespace ritornello::analysis
