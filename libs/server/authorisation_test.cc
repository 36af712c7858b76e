#include "libs/server/authorisation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/server/testing/echo.pb.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::server {
namespace {

using ::ritornello::testing::FailsWith;
using testing::ChatRequest;
using testing::EchoBookRequest;
using testing::EchoRequest;

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr auto kNotFound = absl::StatusCode::kNotFound;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

constexpr Rule kRule = {"x.Y/Z", Role::kEditor, "parcel.name", Scope::kAccount};

absl::StatusOr<std::string> Check(const Caller& caller,
                                  const std::string& name) {
  EchoRequest request;
  request.mutable_parcel()->set_name(name);
  return Permission(kRule, EchoRequest::descriptor()).Check(caller, request);
}

TEST(RoleTest, Includes) {
  const Role all[] = {Role::kReader, Role::kEditor, Role::kAccountant,
                      Role::kOperator};
  // Rows: who; columns: what is needed, in the order of `all`.
  const bool want[4][4] = {{true, false, false, false},
                           {true, true, false, false},
                           {true, false, true, false},
                           {true, true, true, true}};
  for (size_t i = 0; i < 4; ++i) {
    for (size_t j = 0; j < 4; ++j) {
      EXPECT_EQ(Includes(all[i], all[j]), want[i][j])
          << RoleName(all[i]) << " " << RoleName(all[j]);
    }
    EXPECT_EQ(*ParseRole(RoleName(all[i])), all[i]);
  }
  EXPECT_THAT(ParseRole("Editor"), FailsWith(kInvalid, "Editor"));
  EXPECT_THAT(ParseRole(""), FailsWith(kInvalid, "role"));
}

TEST(PermissionTest, NameDecides) {
  const Caller limited{.subject = "s",
                       .role = Role::kEditor,
                       .accounts = Access::To({"acme", "beta"}),
                       .books = {}};
  Caller unlimited = limited;
  unlimited.accounts = Access::All();
  struct {
    const char* name;
    const char* want;                 // of both, when not null
    absl::StatusCode limited_code;    // otherwise
    absl::StatusCode unlimited_code;  // kOk: the id is what follows "accounts/"
  } const cases[] = {
      {"accounts/acme", "acme", {}, {}},
      {"accounts/acme/tracks/1", "acme", {}, {}},
      {"accounts/beta/", "beta", {}, {}},
      {"accounts/acmee", nullptr, kNotFound, absl::StatusCode::kOk},
      {"accounts/ACME", nullptr, kNotFound, absl::StatusCode::kOk},
      {"accounts/-", nullptr, kNotFound, absl::StatusCode::kOk},
      {"accounts/-/tracks/1", nullptr, kNotFound, absl::StatusCode::kOk},
      {"accounts/", nullptr, kInvalid, kInvalid},
      {"accounts//tracks/1", nullptr, kInvalid, kInvalid},
      {"accounts", nullptr, kInvalid, kInvalid},
      {"/accounts/acme", nullptr, kInvalid, kInvalid},
      {"books/acme", nullptr, kInvalid, kInvalid},
      {"", nullptr, kInvalid, kInvalid},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    if (c.want != nullptr) {
      EXPECT_EQ(*Check(limited, c.name), c.want);
      EXPECT_EQ(*Check(unlimited, c.name), c.want);
    } else {
      EXPECT_EQ(Check(limited, c.name).status().code(), c.limited_code);
      EXPECT_EQ(Check(unlimited, c.name).status().code(), c.unlimited_code);
    }
  }
}

TEST(PermissionTest, ErrorsSayWhichFieldAndWhy) {
  const Caller nobody{.subject = "s",
                      .role = Role::kEditor,
                      .accounts = {},
                      .books = Access::All()};
  EXPECT_EQ(FieldViolationsOf(Check(nobody, "x").status())[0].field,
            "parcel.name");
  EXPECT_EQ(ReasonOf(Check(nobody, "accounts/a").status()).reason,
            "OUTSIDE_CREDENTIAL");
}

// The role comes first, so that no name tells anything to who may not ask.
TEST(PermissionTest, WrongRoleLearnsNothing) {
  const Caller reader{.subject = "s",
                      .role = Role::kReader,
                      .accounts = Access::To({"acme"}),
                      .books = {}};
  for (const char* name :
       {"accounts/acme", "accounts/other", "accounts/-", "malformed", ""}) {
    EXPECT_THAT(Check(reader, name), FailsWith(kDenied, "editor"));
  }
}

TEST(PermissionTest, BooksAreNotAccounts) {
  const Permission permission({"x.Y/Z", Role::kReader, "parent", Scope::kBook},
                              EchoBookRequest::descriptor());
  Caller caller;
  caller.accounts = Access::All();
  caller.books = Access::To({"main"});
  EchoBookRequest request;
  request.set_parent("books/main/ledgerAccounts/cash");
  EXPECT_EQ(*permission.Check(caller, request), "main");
  request.set_parent("books/other");
  EXPECT_THAT(permission.Check(caller, request), FailsWith(kNotFound, "other"));
  request.set_parent("accounts/main");
  EXPECT_THAT(permission.Check(caller, request), FailsWith(kInvalid, "books/"));
}

TEST(PermissionTest, GlobalLooksAtTheRoleOnly) {
  const Permission permission({"x.Y/Z", Role::kReader, "", Scope::kGlobal},
                              ChatRequest::descriptor());
  EXPECT_EQ(*permission.Check(Caller(), ChatRequest()), "");
}

TEST(PermissionDeathTest, TableMustFitTheMessages) {
  const auto* descriptor = EchoRequest::descriptor();
  struct {
    const char* resource;
    Scope scope;
  } const cases[] = {
      {"nmae", Scope::kAccount},       {"parcel", Scope::kAccount},
      {"text.name", Scope::kAccount},  {"", Scope::kAccount},
      {"parcel.name", Scope::kGlobal}, {"parcel.name.x", Scope::kBook},
  };
  for (const auto& c : cases) {
    EXPECT_DEATH(
        Permission({"x.Y/Z", Role::kReader, c.resource, c.scope}, descriptor),
        "CHECK failed")
        << c.resource;
  }
}

}  // namespace
}  // namespace ritornello::server
