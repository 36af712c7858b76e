#include "services/catalog/rpc/wire_work.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

v1::Track FromText(const std::string& text) {
  v1::Track track;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &track));
  return track;
}

TEST(WireWorkTest, PartsAreOfTheTracksAccount) {
  const auto works = WorksFromWire(
      FromText("works { work: 'accounts/acme/works/nocturne' weight: 3 } "
               "works { work: 'accounts/acme/works/intro' }"),
      "acme");
  ASSERT_THAT(works, IsOk());
  EXPECT_THAT(*works,
              ElementsAre(WorkPart{"nocturne", 3}, WorkPart{"intro", 0}));
  const struct {
    const char* text;
    const char* want;
  } refused[] = {
      {"works { weight: 1 }", "works[0].work"},
      {"works { work: 'nocturne' }", "accounts/{account}/works/{work}"},
      {"works { work: 'accounts/acme/works/a' } "
       "works { work: 'accounts/globex/works/b' }",
       "works[1].work: must be of accounts/acme"},
  };
  for (const auto& c : refused) {
    EXPECT_THAT(WorksFromWire(FromText(c.text), "acme"),
                FailsWith(absl::StatusCode::kInvalidArgument, c.want));
  }
}

}  // namespace
}  // namespace ritornello::catalog
