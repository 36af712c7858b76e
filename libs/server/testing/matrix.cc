#include "libs/server/testing/matrix.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/server/testing/generic_call.h"
#include "libs/server/testing/test_authenticator.h"
#include "libs/status/check.h"
#include "libs/status/error.h"

namespace ritornello::server::testing {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;

constexpr Role kRoles[] = {Role::kReader, Role::kEditor, Role::kAccountant,
                           Role::kOperator};
constexpr Owner kOwners[] = {Owner::kOwn, Owner::kOther, Owner::kEvery,
                             Owner::kMalformed};
constexpr char kOwn[] = "own";

absl::string_view OwnerName(Owner owner) {
  switch (owner) {
    case Owner::kOwn:
      return "own";
    case Owner::kOther:
      return "other";
    case Owner::kEvery:
      return "every";
    case Owner::kMalformed:
      return "malformed";
  }
  return "";
}

// Written out, not computed by the code that it checks.
bool RoleSuffices(Role role, Role needed) {
  switch (role) {
    case Role::kReader:
      return needed == Role::kReader;
    case Role::kEditor:
      return needed == Role::kReader || needed == Role::kEditor;
    case Role::kAccountant:
      return needed == Role::kReader || needed == Role::kAccountant;
    case Role::kOperator:
      return true;
  }
  return false;
}

absl::StatusCode Expected(const Rule& rule, Role role, Owner owner) {
  if (!RoleSuffices(role, rule.role)) {
    return absl::StatusCode::kPermissionDenied;
  }
  if (rule.scope == Scope::kGlobal || owner == Owner::kOwn) {
    return absl::StatusCode::kOk;
  }
  return owner == Owner::kMalformed ? absl::StatusCode::kInvalidArgument
                                    : absl::StatusCode::kNotFound;
}

std::string ResourceName(const Rule& rule, Owner owner) {
  const bool is_account = rule.scope == Scope::kAccount;
  switch (owner) {
    case Owner::kOwn:
      return is_account ? "accounts/own/things/1" : "books/own/things/1";
    case Owner::kOther:
      return is_account ? "accounts/other/things/1" : "books/other/things/1";
    case Owner::kEvery:
      return is_account ? "accounts/-" : "books/-";
    case Owner::kMalformed:
      return is_account ? "books/own" : "accounts/own";
  }
  return "";
}

std::unique_ptr<Message> RequestOn(const Rule& rule, Owner owner) {
  const auto* method = FindMethod(rule.method);
  RITORNELLO_CHECK(method != nullptr);
  std::unique_ptr<Message> request = NewRequest(*method);
  if (rule.scope == Scope::kGlobal) return request;
  Message* message = request.get();
  const std::vector<std::string> path = absl::StrSplit(rule.resource, '.');
  for (size_t i = 0; i < path.size(); ++i) {
    const auto* field = message->GetDescriptor()->FindFieldByName(path[i]);
    RITORNELLO_CHECK(field != nullptr);
    if (i + 1 < path.size()) {
      message = message->GetReflection()->MutableMessage(message, field);
    } else {
      message->GetReflection()->SetString(message, field,
                                          ResourceName(rule, owner));
    }
  }
  return request;
}

absl::Status CallOnce(const Rule& rule, Owner owner,
                      grpc::ClientContext& context,
                      const std::shared_ptr<grpc::Channel>& channel) {
  std::vector<std::unique_ptr<Message>> messages;
  messages.push_back(RequestOn(rule, owner));
  return CallMethod(rule.method, messages, context, channel);
}

}  // namespace

std::vector<std::string> TableMismatches(
    std::span<const Rule> rules, const std::vector<std::string>& services) {
  std::map<std::string, int> row_counts;
  for (const Rule& rule : rules) ++row_counts[std::string(rule.method)];
  std::vector<std::string> mismatches;
  for (const std::string& name : services) {
    const auto* service =
        DescriptorPool::generated_pool()->FindServiceByName(name);
    RITORNELLO_CHECK(service != nullptr);
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string method =
          absl::StrCat(name, "/", service->method(i)->name());
      const int row_count = row_counts[method];
      row_counts.erase(method);
      if (row_count != 1) {
        mismatches.push_back(absl::StrCat(method, " has ", row_count, " rows"));
      }
    }
  }
  for (const auto& [method, row_count] : row_counts) {
    mismatches.push_back(absl::StrCat(method, " is in no service"));
  }
  return mismatches;
}

std::vector<MatrixCase> AuthorisationMatrix(std::span<const Rule> rules) {
  std::vector<MatrixCase> cases;
  for (const Rule& rule : rules) {
    for (const Role role : kRoles) {
      for (const Owner owner : kOwners) {
        if (rule.scope == Scope::kGlobal && owner != Owner::kOwn) continue;
        cases.push_back({absl::StrCat(rule.method, " as ", RoleName(role),
                                      " on ", OwnerName(owner)),
                         rule, role, owner, Expected(rule, role, owner)});
      }
    }
  }
  return cases;
}

absl::StatusCode DecideByTable(const MatrixCase& c) {
  const std::unique_ptr<Message> request = RequestOn(c.rule, c.owner);
  const Caller caller{.subject = "tester",
                      .role = c.role,
                      .accounts = Access::To({kOwn}),
                      .books = Access::To({kOwn})};
  return Permission(c.rule, request->GetDescriptor())
      .Check(caller, *request)
      .status()
      .code();
}

absl::StatusCode RefusedByServer(
    const MatrixCase& c, const std::shared_ptr<grpc::Channel>& channel) {
  if (c.expected == absl::StatusCode::kOk) return c.expected;
  grpc::ClientContext context;
  CallAs(c.role, kOwn, kOwn, context);
  const absl::Status status = CallOnce(c.rule, c.owner, context, channel);
  if (absl::IsNotFound(status) &&
      ReasonOf(status).reason != kOutsideCredential) {
    return absl::StatusCode::kUnknown;
  }
  return status.code();
}

absl::StatusCode RefusedAnonymously(
    const Rule& rule, const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  return CallOnce(rule, Owner::kOwn, context, channel).code();
}

}  // namespace ritornello::server::testing
