#include "services/analysis/decode/file_digest.h"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"

namespace ritornello::analysis {
namespace {

struct DigestDeleter {
  void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
};

}  // namespace

absl::StatusOr<std::string> Sha256Hex(
    const FileBytes& file, const std::function<bool()>& should_stop) {
  const std::unique_ptr<EVP_MD_CTX, DigestDeleter> digest(EVP_MD_CTX_new());
  RITORNELLO_CHECK(digest != nullptr);
  RITORNELLO_CHECK(EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1);
  std::vector<uint8_t> block(1 << 20);
  for (int64_t offset = 0;;) {
    if (should_stop()) return absl::CancelledError("the caller gave up");
    RITORNELLO_ASSIGN_OR_RETURN(const size_t size, file.ReadAt(offset, block));
    if (size == 0) break;
    RITORNELLO_CHECK(EVP_DigestUpdate(digest.get(), block.data(), size) == 1);
    offset += static_cast<int64_t>(size);
  }
  std::array<unsigned char, 32> hash;
  RITORNELLO_CHECK(EVP_DigestFinal_ex(digest.get(), hash.data(), nullptr) == 1);
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(hash.data()), hash.size()));
}

}  // namespace ritornello::analysis
