// The pages of an Ogg file.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"
#include "services/analysis/decode/header_facts.h"

namespace ritornello::analysis {

// In bytes. A decoder holds a packet in memory, however many pages it goes on
// for: 600 MB of them, if it may. The largest are comments with a picture, of a
// few megabytes.
inline constexpr int64_t kOggPacketSizeMax = int64_t{16} << 20;

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

// Whether the pages of the first stream are there one after the other, each
// with the sum that it says, up to its end mark or the end of the file. A
// decoder leaves out a page with another sum, and says nothing. Reads the file
// once, to its end; `may_go_on` is asked before each page.
//
// Errors: OutOfRange AUDIO_TOO_LARGE  a packet above kOggPacketSizeMax,
//             wherever it is: damage before it keeps no decoder from it
//         Unavailable                 reading fails
//         what may_go_on returns
absl::StatusOr<bool> HasSoundOggPages(
    const FileBytes& file, const std::function<absl::Status()>& may_go_on);

}  // namespace ritornello::analysis
