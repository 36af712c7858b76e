// SHA-256 (FIPS 180-4), as 64 lower-case hexadecimal digits.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

struct evp_md_ctx_st;

namespace ritornello {

// Of bytes that come in pieces. One thread.
class Sha256 {
 public:
  Sha256();

  void Add(absl::string_view bytes);

  // Of everything added so far; more may follow.
  std::string Hex() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* digest) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> digest_;
};

// Of bytes that are all there.
std::string Sha256Hex(absl::string_view bytes);

// InvalidArgument on `field` unless `text` is written as Hex() writes.
absl::Status ValidateSha256(absl::string_view field, absl::string_view text);

}  // namespace ritornello
