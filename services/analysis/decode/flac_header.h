// The stream information of a FLAC file.
#pragma once

#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"
#include "services/analysis/decode/header_facts.h"

namespace ritornello::analysis {

// Reads STREAMINFO behind the "fLaC" at `offset`. A total of 0 samples is
// FLAC's word for "unknown". Source: RFC 9639 section 8.2.
//
// Errors: InvalidArgument MALFORMED_AUDIO  the first block is no STREAMINFO, or
//                                          one that cannot be
//         OutOfRange AUDIO_TOO_LARGE       sample rate
//         Unavailable                      reading fails
absl::StatusOr<HeaderFacts> ReadFlacHeader(const FileBytes& file,
                                           int64_t offset);

}  // namespace ritornello::analysis
