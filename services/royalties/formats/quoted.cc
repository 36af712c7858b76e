#include "services/royalties/formats/quoted.h"

#include "absl/strings/str_cat.h"
#include "libs/utf8/utf8.h"

namespace ritornello::royalties {
namespace {

constexpr size_t kQuotedSizeMax = 60;

}  // namespace

std::string Quoted(absl::string_view text) {
  absl::string_view start = text.substr(0, kQuotedSizeMax);
  while (FindInvalidUtf8(start) != absl::string_view::npos) {
    start.remove_suffix(1);
  }
  return absl::StrCat("\"", start, start.size() < text.size() ? "…\"" : "\"");
}

}  // namespace ritornello::royalties
