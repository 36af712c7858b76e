// Who may call which RPC on whose things: one table, one check.
//
//   constexpr Rule kRules[] = {
//       {"ritornello.catalog.v1.TrackService/GetTrack", Role::kReader, "name",
//        Scope::kAccount},
//       {"ritornello.catalog.v1.TrackService/UpdateTrack", Role::kEditor,
//        "track.name", Scope::kAccount},
//       {"ritornello.catalog.v1.LibraryService/GetLibrary", Role::kReader, "",
//        Scope::kGlobal}};
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/server/caller.h"

namespace ritornello::server {

// What the resource name in a request begins with.
enum class Scope {
  kAccount,  // accounts/{account}
  kBook,     // books/{book}
  kGlobal,   // anything: belongs to no account, only the role is checked
};

// A row of the table.
struct Rule {
  absl::string_view method;    // "package.Service/Method"
  Role role;                   // the least that is needed
  absl::string_view resource;  // path of the field with the name; "" if kGlobal
  Scope scope;
};

// The row for "package.Service/Method", or null. Rows are distinct.
const Rule* FindRule(std::span<const Rule> rules, absl::string_view method);

// A row with its field looked up.
class Permission {
 public:
  // REQUIRES: `rule.resource` is a path of singular message fields in
  // `request` that ends at a singular string, and is empty exactly for
  // kGlobal. A mistake in the table ends the process at start.
  Permission(const Rule& rule, const google::protobuf::Descriptor* request);

  // The bare id of the account or book that `request` names: "acme", "-" for
  // all of them, "" for kGlobal.
  //
  // PermissionDenied  the role does not suffice; checked first
  // InvalidArgument   the field is not "accounts/{account}" or
  //                   "books/{book}", alone or followed by "/..."
  // NotFound          `caller` has no access to that account or book, whether
  //                   it exists or not; reason OUTSIDE_CREDENTIAL. "-" needs
  //                   access to all.
  // Threads: any. Cost: no allocation when allowed but for the result.
  absl::StatusOr<std::string> Check(
      const Caller& caller, const google::protobuf::Message& request) const;

  Scope scope() const { return rule_.scope; }

 private:
  Rule rule_;
  std::vector<const google::protobuf::FieldDescriptor*> path_;
};

inline constexpr char kOutsideCredential[] = "OUTSIDE_CREDENTIAL";

}  // namespace ritornello::server
