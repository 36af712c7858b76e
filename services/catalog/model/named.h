// Enumerators and their names: one list to read from and to write with.
#pragma once

#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/status/check.h"

namespace ritornello::catalog {

template <typename Enum>
struct Named {
  Enum value;
  absl::string_view name;
};

// REQUIRES: `all` has `value`.
template <typename Enum, size_t kCount>
absl::string_view NameIn(const Named<Enum> (&all)[kCount], Enum value) {
  for (const Named<Enum>& named : all) {
    if (named.value == value) return named.name;
  }
  RITORNELLO_CHECK(false);
  return "";
}

// InvalidArgument, 'no severity "BAD"', for a name that is not in `all`.
template <typename Enum, size_t kCount>
absl::StatusOr<Enum> ValueIn(const Named<Enum> (&all)[kCount],
                             absl::string_view what, absl::string_view name) {
  for (const Named<Enum>& named : all) {
    if (named.name == name) return named.value;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("no ", what, " \"", name, "\""));
}

}  // namespace ritornello::catalog
