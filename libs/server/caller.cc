#include "libs/server/caller.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace ritornello::server {
namespace {

constexpr Role kRoles[] = {Role::kReader, Role::kEditor, Role::kAccountant,
                           Role::kOperator};

}  // namespace

bool Includes(Role role, Role needed) {
  return role == needed || role == Role::kOperator || needed == Role::kReader;
}

absl::string_view RoleName(Role role) {
  switch (role) {
    case Role::kReader:
      return "reader";
    case Role::kEditor:
      return "editor";
    case Role::kAccountant:
      return "accountant";
    case Role::kOperator:
      return "operator";
  }
  return "";
}

absl::StatusOr<Role> ParseRole(absl::string_view name) {
  for (const Role role : kRoles) {
    if (RoleName(role) == name) return role;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "role must be reader, editor, accountant or operator, got ", name));
}

Access Access::All() {
  Access access;
  access.is_all_ = true;
  return access;
}

Access Access::To(std::set<std::string, std::less<>> names) {
  Access access;
  access.names_ = std::move(names);
  return access;
}

bool Access::Contains(absl::string_view name) const {
  return is_all_ || names_.find(name) != names_.end();
}

}  // namespace ritornello::server
