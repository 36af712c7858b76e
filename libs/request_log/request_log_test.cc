#include "libs/request_log/request_log.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "libs/sql/pool.h"
#include "libs/sql/row.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/status_macros.h"
#include "libs/status/status_matchers.h"

namespace ritornello::request_log {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Request CreateAna() {
  return {.subject = "acme-uploader",
          .request_id = "r-1",
          .method = "PartyService/CreateParty",
          .payload_sha256 = "aaaa"};
}

class RequestLogTest : public ::testing::TestWithParam<Backend> {
 protected:
  RequestLogTest() {
    EXPECT_THAT(database_.Open()->RunScript(
                    "CREATE TABLE request_log (subject TEXT NOT NULL,"
                    " request_id TEXT NOT NULL, method TEXT NOT NULL,"
                    " payload_sha256 TEXT NOT NULL,"
                    " resource_name TEXT NOT NULL,"
                    " recorded_at_us BIGINT NOT NULL,"
                    " PRIMARY KEY (subject, request_id))"),
                IsOk());
  }

  // One mutation: recalls, or records `name`. What it recalled.
  absl::StatusOr<std::optional<std::string>> Do(const Request& request,
                                                const std::string& name) {
    std::optional<std::string> done;
    RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(
        *pool_, [&](sql::Transaction& transaction) -> absl::Status {
          RITORNELLO_ASSIGN_OR_RETURN(done, Recall(transaction, request));
          if (done.has_value()) return absl::OkStatus();
          return Record(transaction, request, name, kNow);
        }));
    return done;
  }
  std::vector<sql::Row> Rows() {
    return database_.Open()
        ->Run("SELECT * FROM request_log ORDER BY subject, request_id", {})
        .value();
  }

  sql::testing::TestDatabase database_{GetParam()};
  std::unique_ptr<sql::Pool> pool_ = database_.OpenPool();
};

INSTANTIATE_TEST_SUITE_P(Both, RequestLogTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(RequestLogTest, ARepetitionIsAnsweredWithWhatTheFirstCallMade) {
  EXPECT_EQ(Do(CreateAna(), "parties/ana").value(), std::nullopt);
  EXPECT_EQ(Do(CreateAna(), "parties/ana-2").value(), "parties/ana");
  const std::vector<sql::Row> want = {
      {"acme-uploader", "r-1", "PartyService/CreateParty", "aaaa",
       "parties/ana", int64_t{1'800'000'000'000'000}}};
  EXPECT_EQ(Rows(), want);
}

TEST_P(RequestLogTest, AnIdBelongsToOneRequestOfOneCaller) {
  ASSERT_THAT(Do(CreateAna(), "parties/ana"), IsOk());
  struct {
    const char* what;
    Request request;
    bool refused;
  } const cases[] = {
      {"other payload",
       {"acme-uploader", "r-1", "PartyService/CreateParty", "bbbb"},
       true},
      {"other method",
       {"acme-uploader", "r-1", "PartyService/UpdateParty", "aaaa"},
       true},
      {"other caller",
       {"globex-uploader", "r-1", "PartyService/CreateParty", "bbbb"},
       false},
      {"other id",
       {"acme-uploader", "r-2", "PartyService/CreateParty", "bbbb"},
       false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const auto done = Do(c.request, "parties/bea");
    if (c.refused) {
      EXPECT_THAT(done, FailsWith(absl::StatusCode::kInvalidArgument,
                                  "request_id: must be new"));
    } else {
      EXPECT_EQ(done.value(), std::nullopt);
    }
  }
}

TEST_P(RequestLogTest, WithoutAnIdNothingIsKept) {
  Request request = CreateAna();
  request.request_id = "";
  EXPECT_EQ(Do(request, "parties/ana").value(), std::nullopt);
  EXPECT_EQ(Do(request, "parties/ana").value(), std::nullopt);
  EXPECT_TRUE(Rows().empty());
}

TEST_P(RequestLogTest, AnIdHasAtMostSixtyFourCharacters) {
  Request request = CreateAna();
  for (int i = 0; i < 64; ++i) request.request_id += "\xC3\xA9";  // é
  request.request_id.erase(0, 3);
  EXPECT_THAT(Do(request, "parties/ana"), IsOk());
  request.request_id += "e";
  EXPECT_THAT(Do(request, "parties/ana"),
              FailsWith(absl::StatusCode::kInvalidArgument, "got 65"));
}

TEST_P(RequestLogTest, WhatWasRolledBackIsForgotten) {
  const absl::Status failed =
      sql::RunTransaction(*pool_, [&](sql::Transaction& transaction) {
        EXPECT_THAT(Recall(transaction, CreateAna()), IsOk());
        EXPECT_THAT(Record(transaction, CreateAna(), "parties/ana", kNow),
                    IsOk());
        return absl::NotFoundError("no such account");
      });
  EXPECT_THAT(failed, FailsWith(absl::StatusCode::kNotFound, ""));
  EXPECT_EQ(Do(CreateAna(), "parties/ana").value(), std::nullopt);
}

TEST_P(RequestLogTest, AClaimWithoutAResultIsFree) {
  ASSERT_THAT(
      sql::RunTransaction(*pool_,
                          [&](sql::Transaction& transaction) {
                            return Recall(transaction, CreateAna()).status();
                          }),
      IsOk());
  Request other = CreateAna();
  other.payload_sha256 = "bbbb";
  EXPECT_EQ(Do(other, "parties/bea").value(), std::nullopt);
  EXPECT_EQ(Do(other, "parties/bea").value(), "parties/bea");
}

TEST_P(RequestLogTest, OfRacingCallsOneWorksAndTheOthersRecall) {
  constexpr int kThreadCount = 8;
  std::atomic<int> worked_count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreadCount; ++i) {
    threads.emplace_back([&, i] {
      const auto done = Do(CreateAna(), "parties/ana-" + std::to_string(i));
      ASSERT_THAT(done, IsOk());
      if (!done->has_value()) ++worked_count;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(worked_count, 1);
  EXPECT_EQ(Rows().size(), 1u);
}

}  // namespace
}  // namespace ritornello::request_log
