#include "cli/file_chunks.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/sha256/sha256.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {

absl::Status ForEachChunk(std::istream& file, size_t chunk_size,
                          const ChunkUse& use,
                          std::optional<int64_t> file_size) {
  file.clear();  // of the end that an earlier reader came to
  file.seekg(0, std::ios::end);
  if (!file_size.has_value()) file_size = file.tellg();
  file.seekg(0);
  std::string chunk(chunk_size, '\0');
  int64_t offset = 0;
  while (file) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    if (file.gcount() == 0) break;
    offset += file.gcount();
    if (!use({chunk.data(), static_cast<size_t>(file.gcount())})) {
      return absl::OkStatus();
    }
  }
  // A medium that fails ends the loop just as the end of the file does.
  if (file.bad() || *file_size < 0) {
    return absl::DataLossError(
        absl::StrCat("cannot be read beyond byte ", offset));
  }
  if (offset == file_size) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("changed while it was read: ", offset,
                                          " bytes came of ", *file_size));
}

absl::StatusOr<FileDigest> DigestOf(std::istream& file) {
  FileDigest digest;
  Sha256 sha256;
  RITORNELLO_RETURN_IF_ERROR(
      ForEachChunk(file, kChunkSize, [&](absl::string_view chunk) {
        digest.size_bytes += static_cast<int64_t>(chunk.size());
        sha256.Add(chunk);
        return true;
      }));
  digest.sha256 = sha256.Hex();
  return digest;
}

}  // namespace ritornello::cli
