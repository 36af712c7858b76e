// The identification header of an Opus stream in Ogg.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "services/analysis/decode/file_bytes.h"

namespace ritornello::analysis {

// Opus has one rate: whatever its header calls the rate of the input, it is
// decoded at 48 kHz, and positions in Ogg count frames of 48 kHz.
inline constexpr int32_t kOpusSampleRateHz = 48'000;

// Checks the OpusHead packet: its version, its channels and that each of them
// is played by a stream that there is. Its pre-skip, the frames that a decoder
// needs before its first good one, is no part of the audio: neither the
// frames nor the duration of a report count it, nor what the last page cuts
// off. Source: RFC 7845 sections 4 and 5.1.
//
// Errors: InvalidArgument MALFORMED_AUDIO    the packet is cut off, or says
//                                            what cannot be
//         InvalidArgument UNSUPPORTED_AUDIO  a version to come; channels that
//             are no loudspeakers (ambisonics, or families to come)
//         Unavailable                        reading fails
// REQUIRES: FindSignature says kOgg, and the first packet is OpusHead.
absl::Status CheckOpusHeader(const FileBytes& file);

}  // namespace ritornello::analysis
