#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "cli/manifest.h"
#include "libs/blob/unique_fd.h"

// Property: a manifest is read to its end or refused; what is drafted has what
// an item needs, and what is not is told with its line.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ritornello;
  const blob::UniqueFd memory(::memfd_create("manifest", MFD_CLOEXEC));
  if (::write(memory.get(), data, size) != static_cast<ssize_t>(size)) return 0;
  const auto file =
      cli::ManifestFile::Open(absl::StrCat("/proc/self/fd/", memory.get()));
  if (!file.ok()) return 0;
  const catalog::v1::ListTermsResponse terms;
  const auto manifest = cli::Manifest::Open(
      *file, {"accounts/acme", "/usr/share", cli::VersionNames(terms)});
  if (!manifest.ok()) return 0;
  for (const cli::ManifestProblem& problem : manifest->problems()) {
    if (problem.line < 1 || problem.message.empty()) std::abort();
  }
  for (int64_t i = 0; i < manifest->track_count(); ++i) {
    const auto draft = manifest->Draft(i);
    if (!draft.ok() || draft->item.has_value() != draft->problems.empty()) {
      std::abort();
    }
    if (draft->item.has_value() &&
        draft->item->track().client_reference().empty()) {
      std::abort();
    }
    for (const cli::ManifestProblem& problem : draft->problems) {
      if (problem.line < 1 || problem.message.empty()) std::abort();
    }
  }
  return 0;
}
