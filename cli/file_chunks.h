// A file in pieces, for those who send it: whole, or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::cli {

// What a message carries: services take up to a megabyte.
inline constexpr size_t kChunkSize = 256 * 1024;

// Takes one piece; returns whether it wants more.
using ChunkUse = std::function<bool(absl::string_view chunk)>;

// Hands the bytes of `file` from its beginning to its end to `use`, at most
// `chunk_size` at a time, as long as it wants more. `file_size` is what an
// earlier reader found, or that of now.
//
// Errors: DataLoss  the medium failed, or the file ended before or behind
//                   `file_size`: what `use` was given is not the file, and
//                   must not be taken for it
absl::Status ForEachChunk(std::istream& file, size_t chunk_size,
                          const ChunkUse& use,
                          std::optional<int64_t> file_size = std::nullopt);

// What a file was when it was read first, for whoever receives it to check.
struct FileDigest {
  int64_t size_bytes = 0;
  std::string sha256;
};

// Reads all of `file`. Errors: those of ForEachChunk().
absl::StatusOr<FileDigest> DigestOf(std::istream& file);

}  // namespace ritornello::cli
