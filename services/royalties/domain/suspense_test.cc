#include "services/royalties/domain/suspense.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "libs/sql/testing/backends.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/royalties/domain/statement_run.h"
#include "services/royalties/domain/statements.h"
#include "services/royalties/formats/testing/profiles.h"
#include "services/royalties/peers/testing/fake_rights_source.h"
#include "services/royalties/storage/schema.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

// A catalogue during whose answers somebody changes every statement.
class RestlessSource final : public RightsSource {
 public:
  explicit RestlessSource(sql::Connection& connection)
      : connection_(connection) {}

  // Of the next answers, how many.
  void ChangeDuring(int answer_count) { change_count_ = answer_count; }

  absl::StatusOr<std::vector<RightsAnswer>> BatchGetRights(
      absl::string_view parent, std::span<const RightsQuery> queries,
      absl::Time deadline, absl::string_view traceparent) override {
    if (change_count_ > 0) {
      --change_count_;
      EXPECT_THAT(connection_.RunScript(
                      "UPDATE statements SET revision = revision + 1"),
                  IsOk());
    }
    return catalogue_.BatchGetRights(parent, queries, deadline, traceparent);
  }
  absl::Status CheckAccount(absl::string_view account_id, absl::Time deadline,
                            absl::string_view traceparent) override {
    return catalogue_.CheckAccount(account_id, deadline, traceparent);
  }
  absl::Status CheckLibrary(absl::string_view library_id, absl::Time deadline,
                            absl::string_view traceparent) override {
    return catalogue_.CheckLibrary(library_id, deadline, traceparent);
  }

 private:
  sql::Connection& connection_;
  testing::FakeRightsSource catalogue_;
  int change_count_ = 0;
};

class SuspenseTest : public ::testing::Test {
 protected:
  SuspenseTest() {
    auto file = SpooledFile::Create();
    EXPECT_THAT(file->Append("isrc,net\nGBAYE6800011,1\n"), IsOk());
    const auto imported =
        statements_.Import({.book = "main",
                            .source = "artlist",
                            .source_account = "a",
                            .period = absl::CivilMonth(2026, 10),
                            .currency = ParseCurrency("c", "USD").value()},
                           *file);
    EXPECT_THAT(imported, IsOk());
    key_ = imported->key;
    StatementRun run(*pool_, clock_, rights_, testing::BuiltInProfiles());
    EXPECT_THAT(run.Advance(key_, absl::InfiniteFuture(), ""), IsOk());
  }

  absl::StatusOr<Statement> Resolve() {
    return Suspense(*pool_, clock_, rights_)
        .Resolve(key_, {}, absl::InfiniteFuture(), "");
  }

  sql::testing::TestDatabase database_{sql::testing::Backend::kSqlite,
                                       MigrateRoyalties};
  std::unique_ptr<sql::Connection> connection_ = database_.Open();
  std::unique_ptr<sql::Pool> pool_ = database_.OpenPool();
  ::ritornello::testing::FakeClock clock_;
  RestlessSource rights_{*connection_};
  Statements statements_{*pool_, clock_, testing::BuiltInProfiles()};
  StatementKey key_;
};

TEST_F(SuspenseTest, BeginsAnewWhenOthersChangeTheStatement) {
  rights_.ChangeDuring(4);
  const auto resolved = Resolve();
  ASSERT_THAT(resolved, IsOk());
  EXPECT_EQ(resolved->suspense_line_count, 1);  // nobody knows the track yet
}

TEST_F(SuspenseTest, GivesUpWhenOthersChangeItFiveTimes) {
  rights_.ChangeDuring(5);
  const auto resolved = Resolve();
  EXPECT_THAT(resolved,
              FailsWith(absl::StatusCode::kAborted, "changed meanwhile"));
  EXPECT_EQ(ReasonOf(resolved.status()).reason, "STATEMENT_CHANGED");
  EXPECT_THAT(Resolve(), IsOk());
}

}  // namespace
}  // namespace ritornello::royalties
