#include "services/analysis/decode/file_digest.h"

#include <vector>

#include "absl/status/status.h"
#include "libs/sha256/sha256.h"
#include "libs/status/status_macros.h"

namespace ritornello::analysis {
absl::StatusOr<std::string> Sha256Hex(
    const FileBytes& file, const std::function<bool()>& should_stop) {
  Sha256 sha256;
  std::vector<uint8_t> block(1 << 20);
  for (int64_t offset = 0;;) {
    if (should_stop()) return absl::CancelledError("the caller gave up");
    RITORNELLO_ASSIGN_OR_RETURN(const size_t size, file.ReadAt(offset, block));
    if (size == 0) break;
    sha256.Add({reinterpret_cast<const char*>(block.data()), size});
    offset += static_cast<int64_t>(size);
  }
  return sha256.Hex();
}

}  // namespace ritornello::analysis
