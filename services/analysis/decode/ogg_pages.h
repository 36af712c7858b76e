// The first and the last page of an Ogg file.
#pragma once

#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"
#include "services/analysis/decode/header_facts.h"

namespace ritornello::analysis {

// Looks whether the last page is whole and carries the end-of-stream mark.
// Ogg declares no length. Source: RFC 3533 section 6.
//
// Errors: InvalidArgument UNSUPPORTED_AUDIO  the last page is of another
//             stream than the first: chained or multiplexed, of which a
//             decoder would give the first part only
//         Unavailable                        reading fails
// REQUIRES: FindSignature says kOgg.
absl::StatusOr<HeaderFacts> ReadOggPages(const FileBytes& file);

}  // namespace ritornello::analysis
