// Who calls, and what they may touch.
#pragma once

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::server {

// What a caller may do. An editor and an accountant may do all that a reader
// may; an operator may do everything.
enum class Role { kReader, kEditor, kAccountant, kOperator };

// Whether a caller in `role` may do what needs `needed`.
bool Includes(Role role, Role needed);

// "reader", "editor", "accountant", "operator".
absl::string_view RoleName(Role role);

// InvalidArgument for any other word.
absl::StatusOr<Role> ParseRole(absl::string_view name);

// The accounts, or the books, that a credential is good for.
class Access {
 public:
  static Access All();
  static Access To(std::set<std::string, std::less<>> names);

  // REQUIRES of callers: `name` is the bare id, "acme".
  bool Contains(absl::string_view name) const;
  bool is_all() const { return is_all_; }

 private:
  bool is_all_ = false;
  std::set<std::string, std::less<>> names_;
};

// By default nobody: a reader of nothing.
struct Caller {
  std::string subject;  // for the log: who it is, as the credential says
  Role role = Role::kReader;
  Access accounts;
  Access books;
};

}  // namespace ritornello::server
