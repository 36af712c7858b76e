#include "libs/sha256/sha256.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"

namespace ritornello {
namespace {

constexpr size_t kDigitCount = 64;

bool IsLowerHex(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
         (c >= 'a' && c <= 'f');
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* digest) const {
  EVP_MD_CTX_free(digest);
}

Sha256::Sha256() : digest_(EVP_MD_CTX_new()) {
  RITORNELLO_CHECK(digest_ != nullptr);
  RITORNELLO_CHECK(EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr) ==
                   1);
}

void Sha256::Add(absl::string_view bytes) {
  RITORNELLO_CHECK(
      EVP_DigestUpdate(digest_.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::Hex() const {
  // A copy is finished, so that the original can go on.
  const Sha256 so_far;
  std::array<unsigned char, 32> hash;
  RITORNELLO_CHECK(
      EVP_MD_CTX_copy_ex(so_far.digest_.get(), digest_.get()) == 1 &&
      EVP_DigestFinal_ex(so_far.digest_.get(), hash.data(), nullptr) == 1);
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(hash.data()), hash.size()));
}

std::string Sha256Hex(absl::string_view bytes) {
  Sha256 sha256;
  sha256.Add(bytes);
  return sha256.Hex();
}

absl::Status ValidateSha256(absl::string_view field, absl::string_view text) {
  if (text.size() == kDigitCount &&
      std::all_of(text.begin(), text.end(), IsLowerHex)) {
    return absl::OkStatus();
  }
  return InvalidField(
      field, absl::StrCat("must be a SHA-256 of ", kDigitCount,
                          " lower-case hexadecimal digits, got ", text.size(),
                          " bytes: \"",
                          absl::CHexEscape(text.substr(0, kDigitCount)), "\""));
}

}  // namespace ritornello
