#include "services/catalog/model/sha256.h"

#include <openssl/evp.h>

#include <array>

#include "absl/strings/escaping.h"
#include "libs/status/check.h"

namespace ritornello::catalog {

std::string Sha256Hex(absl::string_view bytes) {
  std::array<unsigned char, 32> digest;
  RITORNELLO_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(),
                              nullptr, EVP_sha256(), nullptr) == 1);
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(digest.data()), digest.size()));
}

}  // namespace ritornello::catalog
