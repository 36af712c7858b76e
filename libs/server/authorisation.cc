#include "libs/server/authorisation.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::server {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::string_view CollectionOf(Scope scope) {
  return scope == Scope::kAccount ? "accounts/" : "books/";
}

std::vector<const FieldDescriptor*> FindPath(const Descriptor* message,
                                             absl::string_view path) {
  std::vector<const FieldDescriptor*> fields;
  if (path.empty()) return fields;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    RITORNELLO_CHECK(message != nullptr);
    const FieldDescriptor* field = message->FindFieldByName(std::string(name));
    RITORNELLO_CHECK(field != nullptr);
    RITORNELLO_CHECK(!field->is_repeated());
    fields.push_back(field);
    message = field->message_type();
  }
  RITORNELLO_CHECK(fields.back()->type() == FieldDescriptor::TYPE_STRING);
  return fields;
}

// An absent message on the way reads as one whose fields are empty.
std::string ReadString(const Message& request,
                       std::span<const FieldDescriptor* const> path) {
  const Message* message = &request;
  for (const FieldDescriptor* field : path.first(path.size() - 1)) {
    message = &message->GetReflection()->GetMessage(*message, field);
  }
  return message->GetReflection()->GetString(*message, path.back());
}

// "acme" of "accounts/acme/tracks/1".
absl::StatusOr<std::string> OwnerOf(const std::string& name, const Rule& rule) {
  absl::string_view rest = name;
  if (absl::ConsumePrefix(&rest, CollectionOf(rule.scope))) {
    const absl::string_view owner = rest.substr(0, rest.find('/'));
    if (!owner.empty()) return std::string(owner);
  }
  return InvalidField(
      rule.resource,
      absl::StrCat("must begin with \"", CollectionOf(rule.scope),
                   "\" and an id, got \"", name, "\""));
}

}  // namespace

const Rule* FindRule(std::span<const Rule> rules, absl::string_view method) {
  for (const Rule& rule : rules) {
    if (rule.method == method) return &rule;
  }
  return nullptr;
}

Permission::Permission(const Rule& rule, const Descriptor* request)
    : rule_(rule), path_(FindPath(request, rule.resource)) {
  RITORNELLO_CHECK((rule.scope == Scope::kGlobal) == path_.empty());
}

absl::StatusOr<std::string> Permission::Check(const Caller& caller,
                                              const Message& request) const {
  if (!Includes(caller.role, rule_.role)) {
    return absl::PermissionDeniedError(
        absl::StrCat("needs the role ", RoleName(rule_.role),
                     ", the caller is ", RoleName(caller.role)));
  }
  if (rule_.scope == Scope::kGlobal) return std::string();
  const std::string name = ReadString(request, path_);
  RITORNELLO_ASSIGN_OR_RETURN(std::string owner, OwnerOf(name, rule_));
  const Access& access =
      rule_.scope == Scope::kAccount ? caller.accounts : caller.books;
  if (owner == "-" ? access.is_all() : access.Contains(owner)) return owner;
  return WithReason(
      absl::NotFoundError(absl::StrCat("\"", name, "\" does not exist")),
      kOutsideCredential, {});
}

}  // namespace ritornello::server
