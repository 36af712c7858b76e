// The chunks of a WAV file, up to its audio.
#pragma once

#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"
#include "services/analysis/decode/header_facts.h"

namespace ritornello::analysis {

// Walks the chunks of a RIFF or RF64 WAVE file. The frame count is that of
// the data chunk (of ds64 in RF64). A size of 0xFFFFFFFF, or of 0 in a form
// of 8 bytes, is what a writer leaves that could not go back: no promise, and
// the audio is what follows.
// Source: Multimedia Programming Interface 1.0; EBU Tech 3306 (RF64).
//
// Errors: InvalidArgument UNSUPPORTED_AUDIO  the samples are neither PCM nor
//                                            IEEE float
//         InvalidArgument MALFORMED_AUDIO    no fmt or data chunk, two fmt
//                                            chunks, or one that cannot be
//         OutOfRange AUDIO_TOO_LARGE         channels or sample rate
//         Unavailable                        reading fails
// REQUIRES: FindSignature says kWav.
absl::StatusOr<HeaderFacts> ReadRiffHeader(const FileBytes& file);

}  // namespace ritornello::analysis
