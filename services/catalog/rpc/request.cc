#include "services/catalog/rpc/request.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"

namespace ritornello::catalog {

std::string EtagOf(int64_t revision) { return absl::StrCat("r", revision); }

absl::StatusOr<std::optional<int64_t>> RevisionFromEtag(
    absl::string_view field, absl::string_view etag) {
  if (etag.empty()) return std::nullopt;
  int64_t revision = 0;
  if (absl::SimpleAtoi(etag.substr(1), &revision) && revision > 0 &&
      EtagOf(revision) == etag) {
    return revision;
  }
  return InvalidField(field,
                      absl::StrCat("must be an etag that was read, got \"",
                                   etag.substr(0, 50), "\""));
}

}  // namespace ritornello::catalog
