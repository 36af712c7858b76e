// The three ways in which the bytes of a stranger are refused.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ritornello::analysis {

// InvalidArgument UNSUPPORTED_AUDIO: the file is `found` ("FLAC in Ogg"), and
// the message says what to export instead.
absl::Status UnsupportedAudio(absl::string_view found);

// InvalidArgument MALFORMED_AUDIO: the file claims a supported kind and
// cannot be read as one; `problem` says where, by the byte ("a second fmt chunk
// at byte 36"), and the message what to do.
absl::Status MalformedAudio(absl::string_view problem);

// OutOfRange AUDIO_TOO_LARGE: the audio exceeds a limit; `problem` says which,
// where, by the byte or the second, and what to do.
absl::Status AudioTooLarge(absl::string_view problem);

}  // namespace ritornello::analysis
