// What a file is, by its first bytes. Names and extensions are not believed,
// and no decoder sees a byte before a signature on this list is found.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"
#include "services/analysis/model/report.h"

namespace ritornello::analysis {

struct Signature {
  Container container;
  // Where the container starts: after an ID3v2 tag, or 0.
  int64_t offset;
  // Of Ogg: Opus, and not Vorbis.
  bool is_opus = false;
};

// Recognises RIFF or RF64 WAVE, FORM AIFF or AIFC, FLAC and MP3 (both also
// after an ID3v2 tag), and an Ogg stream that starts with Vorbis or Opus.
//
// Errors: InvalidArgument MALFORMED_AUDIO    the file is empty
//         InvalidArgument UNSUPPORTED_AUDIO  anything else
//         Unavailable                        reading fails
absl::StatusOr<Signature> FindSignature(const FileBytes& file);

}  // namespace ritornello::analysis
