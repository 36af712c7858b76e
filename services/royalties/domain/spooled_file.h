// The file of a statement on its way in, kept on disk so that it can be read
// more than once.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/blob/spool.h"
#include "libs/delimited/text_source.h"
#include "libs/sha256/sha256.h"

namespace ritornello::royalties {

// Largest file of a statement.
inline constexpr int64_t kStatementFileSizeMax = 1024 * 1024 * 1024;

// Not thread-safe.
class SpooledFile {
 public:
  // Errors: those of blob::Spool.
  static absl::StatusOr<SpooledFile> Create();

  // InvalidArgument on "chunk" when the file would become larger than
  // kStatementFileSizeMax; else those of blob::Spool.
  absl::Status Append(absl::string_view bytes);

  int64_t size() const { return spool_.size(); }

  // Of everything appended so far, 64 lower-case hexadecimal digits.
  std::string Sha256() const { return sha256_.Hex(); }

  // Everything appended so far, from the start; this must outlive it. Errors:
  // Unavailable when the disk fails.
  ByteSource Open() const;

 private:
  explicit SpooledFile(blob::Spool spool) : spool_(std::move(spool)) {}

  blob::Spool spool_;
  ritornello::Sha256 sha256_;
};

}  // namespace ritornello::royalties
