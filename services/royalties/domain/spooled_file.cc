#include "services/royalties/domain/spooled_file.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"

namespace ritornello::royalties {
namespace {

absl::Status DiskError(absl::string_view what) {
  const std::string text = absl::StrCat(what, ": ", std::strerror(errno));
  return errno == ENOSPC || errno == EDQUOT ? absl::ResourceExhaustedError(text)
                                            : absl::UnavailableError(text);
}

}  // namespace

struct SpooledFile::Digest {
  Digest() : context(EVP_MD_CTX_new()) {
    RITORNELLO_CHECK(EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1);
  }
  ~Digest() { EVP_MD_CTX_free(context); }
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  EVP_MD_CTX* context;
};

SpooledFile::SpooledFile() : digest_(std::make_unique<Digest>()) {}
SpooledFile::SpooledFile(SpooledFile&&) noexcept = default;
SpooledFile::~SpooledFile() = default;

absl::StatusOr<SpooledFile> SpooledFile::Create() {
  SpooledFile spooled;
  spooled.file_.reset(std::tmpfile());
  if (spooled.file_ == nullptr) return DiskError("a temporary file");
  return spooled;
}

absl::Status SpooledFile::Append(absl::string_view bytes) {
  if (size_ + static_cast<int64_t>(bytes.size()) > kStatementFileSizeMax) {
    return InvalidField("chunk", absl::StrCat("a file may have at most ",
                                              kStatementFileSizeMax, " bytes"));
  }
  RITORNELLO_CHECK(
      EVP_DigestUpdate(digest_->context, bytes.data(), bytes.size()) == 1);
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(::fileno(file_.get()), bytes.data(),
                                   bytes.size(), static_cast<off_t>(size_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return DiskError("writing a temporary file");
    size_ += count;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

std::string SpooledFile::Sha256() const {
  const Digest so_far;
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  RITORNELLO_CHECK(EVP_MD_CTX_copy_ex(so_far.context, digest_->context) == 1 &&
                   EVP_DigestFinal_ex(so_far.context, bytes, &size) == 1);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes), size));
}

ByteSource SpooledFile::Open() const {
  const int fd = ::fileno(file_.get());
  return [fd, at = off_t{0}](
             std::span<char> buffer) mutable -> absl::StatusOr<size_t> {
    for (;;) {
      const ssize_t count = ::pread(fd, buffer.data(), buffer.size(), at);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return DiskError("reading a temporary file");
      at += count;
      return static_cast<size_t>(count);
    }
  };
}

}  // namespace ritornello::royalties
