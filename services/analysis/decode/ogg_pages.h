// The first and the last page of an Ogg file.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"
#include "services/analysis/decode/header_facts.h"

namespace ritornello::analysis {

// What of the first packet is in `head`, the start of an Ogg file; empty when
// nothing is.
std::span<const uint8_t> FirstOggPacket(std::span<const uint8_t> head);

// Looks whether the last page is whole and carries the end-of-stream mark, and
// where it says that the stream ends. Ogg declares no length.
// Source: RFC 3533 section 6.
//
// Errors: InvalidArgument UNSUPPORTED_AUDIO  the last page is of another
//             stream than the first: chained or multiplexed, of which a
//             decoder would give the first part only
//         Unavailable                        reading fails
// REQUIRES: FindSignature says kOgg.
absl::StatusOr<HeaderFacts> ReadOggPages(const FileBytes& file);

}  // namespace ritornello::analysis
