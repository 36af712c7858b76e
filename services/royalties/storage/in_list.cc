#include "services/royalties/storage/in_list.h"

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"

namespace ritornello::royalties {

std::string InList(size_t first, size_t count) {
  RITORNELLO_CHECK(count > 0);
  std::string list = absl::StrCat("($", first);
  for (size_t i = 1; i < count; ++i) {
    absl::StrAppend(&list, ", $", first + i);
  }
  return absl::StrCat(list, ")");
}

}  // namespace ritornello::royalties
