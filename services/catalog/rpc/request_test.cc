#include "services/catalog/rpc/request.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;

TEST(RequestTest, Etags) {
  EXPECT_EQ(EtagOf(7), "r7");
  EXPECT_EQ(RevisionFromEtag("party.etag", "r7").value(), 7);
  EXPECT_EQ(RevisionFromEtag("party.etag", "").value(), std::nullopt);
  for (const char* etag : {"7", "r", "r0", "r-1", "r07", "r+7", "R7", "r7 ",
                           "rr7", "r9223372036854775808"}) {
    EXPECT_THAT(RevisionFromEtag("party.etag", etag),
                FailsWith(absl::StatusCode::kInvalidArgument, "party.etag"))
        << etag;
  }
}

}  // namespace
}  // namespace ritornello::catalog
