// A file in pieces, for those who send it: whole, or not at all.
#pragma once

#include <cstddef>
#include <functional>
#include <istream>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ritornello::cli {

// What a message carries: services take up to a megabyte.
inline constexpr size_t kChunkSize = 256 * 1024;

// Takes one piece; returns whether it wants more.
using ChunkUse = std::function<bool(absl::string_view chunk)>;

// Hands the bytes of `file` from its beginning to its end to `use`, at most
// `chunk_size` at a time, as long as it wants more.
//
// Errors: DataLoss  the medium failed, or the file ended before or behind the
//                   size that it had at first: what `use` was given is not
//                   the file, and must not be taken for it
absl::Status ForEachChunk(std::istream& file, size_t chunk_size,
                          const ChunkUse& use);

}  // namespace ritornello::cli
