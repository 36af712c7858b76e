// From what a call presents to who calls.
#pragma once

#include <grpcpp/support/string_ref.h>

#include <map>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/server/caller.h"

namespace ritornello::server {

// The metadata of a call. A view: valid as long as the call.
class Metadata {
 public:
  using Entries = std::multimap<grpc::string_ref, grpc::string_ref>;

  explicit Metadata(const Entries& entries) : entries_(entries) {}

  // The first value of `key` (lower case), or "" when there is none.
  absl::string_view Find(absl::string_view key) const {
    const auto found = entries_.find(grpc::string_ref(key.data(), key.size()));
    if (found == entries_.end()) return "";
    return absl::string_view(found->second.data(), found->second.length());
  }

 private:
  const Entries& entries_;
};

// The wall to whatever vouches for a caller. Safe for concurrent use.
class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // Unauthenticated, saying what is missing or wrong, when nobody vouches.
  virtual absl::StatusOr<Caller> Authenticate(
      const Metadata& metadata) const = 0;
};

// For a server that only this machine can reach: everybody is "local", an
// operator of all accounts and books.
class LocalAuthenticator final : public Authenticator {
 public:
  absl::StatusOr<Caller> Authenticate(
      const Metadata& /*metadata*/) const override {
    return Caller{.subject = "local",
                  .role = Role::kOperator,
                  .accounts = Access::All(),
                  .books = Access::All()};
  }
};

}  // namespace ritornello::server
