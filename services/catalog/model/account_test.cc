#include "services/catalog/model/account.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

TEST(AccountTest, Normalize) {
  struct {
    std::string id;
    std::string display_name;
    std::string want;
    const char* field;  // nullptr: accepted
  } const cases[] = {
      {"acme", " Acme Recordings ", "Acme Recordings", nullptr},
      {"acme", "  ", "acme", nullptr},
      {"acme", std::string(200, 'n'), std::string(200, 'n'), nullptr},
      {"acme", std::string(201, 'n'), "", "account.display_name"},
      {"Acme", "Acme", "", "account_id"},
  };
  for (const auto& c : cases) {
    Account account{.id = c.id, .display_name = c.display_name};
    const absl::Status status = Normalize(account);
    if (c.field == nullptr) {
      EXPECT_THAT(status, IsOk());
      EXPECT_EQ(account.display_name, c.want);
    } else {
      EXPECT_THAT(status,
                  FailsWith(absl::StatusCode::kInvalidArgument, c.field));
    }
  }
}

}  // namespace
}  // namespace ritornello::catalog
