// SHA-256 of a whole file.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "services/analysis/decode/file_bytes.h"

namespace ritornello::analysis {

// Reads the file once, a mebibyte at a time, and returns its SHA-256
// (FIPS 180-4) as 64 lower-case hexadecimal digits.
//
// Errors: Cancelled    should_stop, asked at every block, said yes
//         Unavailable  reading fails
absl::StatusOr<std::string> Sha256Hex(const FileBytes& file,
                                      const std::function<bool()>& should_stop);

}  // namespace ritornello::analysis
