#include "libs/sql/in_list.h"

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"

namespace ritornello::sql {

std::string InList(size_t first, size_t count) {
  RITORNELLO_CHECK(count > 0);
  std::string list = absl::StrCat("($", first);
  for (size_t i = 1; i < count; ++i) {
    absl::StrAppend(&list, ", $", first + i);
  }
  return absl::StrCat(list, ")");
}

std::string PairList(size_t first, size_t count) {
  RITORNELLO_CHECK(count > 0);
  // Not the plain "(VALUES …)": for that SQLite scans the whole table instead
  // of using the index on the pair.
  std::string list = "(SELECT column1, column2 FROM (VALUES ";
  for (size_t i = 0; i < count; ++i) {
    absl::StrAppend(&list, i == 0 ? "" : ", ", InList(first + 2 * i, 2));
  }
  return absl::StrCat(list, ") AS pairs)");
}

}  // namespace ritornello::sql
