#include "services/catalog/rpc/backlog_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/backlog_service.grpc.pb.h"
#include "services/catalog/rpc/testing/served_catalog.h"
#include "services/catalog/rpc/wire_job.h"
#include "services/catalog/storage/job_store.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::BacklogService::Stub;

constexpr char kAnalyzeA[] = "accounts/acme/jobs/analyze-a-1";
constexpr char kAssessA[] = "accounts/acme/jobs/assess-a";
constexpr char kAssessB[] = "accounts/acme/jobs/assess-b";

// acme has a FAILED job that measures version 1 of "a", a RUNNING one that
// assesses "a" and a PENDING one that assesses "b"; zenith has one for its
// "a".
class BacklogServiceTest : public ::testing::Test {
 protected:
  BacklogServiceTest() {
    testing::CatalogDatabase& db = served_.db();
    for (const char* account : {"acme", "zenith"}) {
      db.AddAccount(account);
      db.AddTrack({account, "a"}, "");
    }
    db.AddTrack({"acme", "b"}, "");
    db.Run(
        "INSERT INTO versions VALUES ('acme', 'a', 1, 'FULL_MIX',"
        " 'file:///a', 1, 1, '', 'FAILED', 'no audio', NULL, NULL)",
        {});
    AddJob("acme", "ANALYZE", "a", 1, "FAILED", "no audio");
    AddJob("acme", "ASSESS", "a", 0, "RUNNING", "");
    AddJob("acme", "ASSESS", "b", 0, "PENDING", "");
    AddJob("zenith", "ASSESS", "a", 0, "FAILED", "zenith's own");
    std::vector<std::unique_ptr<server::BoundService>> services;
    services.push_back(MakeBacklogService(db.pool(), served_.clock(),
                                          [this] { ++wake_count_; }));
    served_.Serve(std::move(services));
  }
  void AddJob(const char* account, const char* kind, const char* track,
              int64_t version, const char* state, const char* error) {
    served_.db().Run(
        "INSERT INTO jobs (kind, account_id, track_id, version_number, state,"
        " attempt_count, error, due_at_us, lease)"
        " VALUES ($1, $2, $3, $4, $5, 3, $6, 1800000000000000, '')",
        {std::string(kind), std::string(account), std::string(track), version,
         std::string(state), std::string(error)});
  }
  absl::StatusOr<v1::Backlog> Get(const std::string& name) {
    v1::GetBacklogRequest request;
    request.set_name(name);
    return served_.Call(&Stub::GetBacklog, request);
  }
  absl::StatusOr<v1::ListJobsResponse> List(const std::string& parent,
                                            v1::Job::State state = {},
                                            int32_t size = 0,
                                            const std::string& token = "") {
    v1::ListJobsRequest request;
    request.set_parent(parent);
    request.set_state(state);
    request.set_page_size(size);
    request.set_page_token(token);
    return served_.Call(&Stub::ListJobs, request);
  }
  std::vector<std::string> Names(v1::Job::State state) {
    std::vector<std::string> names;
    const auto response = List("accounts/acme", state);
    EXPECT_THAT(response, IsOk());
    for (const v1::Job& job : response->jobs()) names.push_back(job.name());
    return names;
  }
  absl::StatusOr<int64_t> Rerun(const std::vector<std::string>& names,
                                const std::string& parent = "accounts/acme") {
    v1::RerunJobsRequest request;
    request.set_parent(parent);
    request.mutable_names()->Add(names.begin(), names.end());
    const auto response = served_.Call(&Stub::RerunJobs, request);
    if (!response.ok()) return response.status();
    return response->rerun_count();
  }

  testing::ServedCatalog served_;
  int wake_count_ = 0;
};

TEST_F(BacklogServiceTest, CountsOpenWorkOfOneAccount) {
  EXPECT_EQ(Get("accounts/acme/backlog")->DebugString(),
            R"(name: "accounts/acme/backlog"
pending_count: 1
running_count: 1
failed_count: 1
version_count: 1
)");
}

TEST_F(BacklogServiceTest, ListsJobsByState) {
  EXPECT_THAT(Names(v1::Job::STATE_UNSPECIFIED),
              ElementsAre(kAnalyzeA, kAssessA, kAssessB));
  EXPECT_THAT(Names(v1::Job::PENDING), ElementsAre(kAssessB));
  EXPECT_THAT(Names(v1::Job::RUNNING), ElementsAre(kAssessA));
  EXPECT_THAT(Names(v1::Job::FAILED), ElementsAre(kAnalyzeA));
  const auto failed = List("accounts/acme", v1::Job::FAILED);
  EXPECT_EQ(failed->jobs(0).DebugString(),
            R"(name: "accounts/acme/jobs/analyze-a-1"
kind: ANALYZE
subject: "accounts/acme/tracks/a/versions/1"
state: FAILED
attempt_count: 3
error: "no audio"
next_time {
  seconds: 1800000000
}
)");
  EXPECT_EQ(List("accounts/acme", v1::Job::RUNNING)->jobs(0).subject(),
            "accounts/acme/tracks/a");
}

TEST_F(BacklogServiceTest, ListsInPages) {
  std::vector<std::string> names;
  std::string token;
  do {
    const auto page = List("accounts/acme", {}, 1, token);
    ASSERT_THAT(page, IsOk());
    ASSERT_EQ(page->jobs_size(), 1);
    names.push_back(page->jobs(0).name());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_THAT(names, ElementsAre(kAnalyzeA, kAssessA, kAssessB));
}

TEST_F(BacklogServiceTest, FailedJobsRunAgain) {
  // What has not failed is left alone, by name or not.
  EXPECT_EQ(Rerun({kAssessA, kAssessB}).value(), 0);
  EXPECT_EQ(Rerun({kAnalyzeA, kAssessA}).value(), 1);
  EXPECT_EQ(wake_count_, 2);
  EXPECT_THAT(Names(v1::Job::FAILED), IsEmpty());
  EXPECT_EQ(List("accounts/acme", v1::Job::PENDING)->jobs(0).attempt_count(),
            0);
  EXPECT_EQ(sql::Text(served_.db().Run("SELECT analysis_state FROM versions",
                                       {})[0][0]),
            "PENDING");
  EXPECT_EQ(Rerun({}).value(), 0);
  EXPECT_EQ(Get("accounts/zenith/backlog")->failed_count(), 1);
  EXPECT_EQ(Rerun({}, "accounts/zenith").value(), 1);
}

TEST_F(BacklogServiceTest, RerunsAThousandAtMost) {
  const std::vector<std::string> many(1'000, kAnalyzeA);
  EXPECT_THAT(Rerun(many), IsOk());
  std::vector<std::string> too_many = many;
  too_many.push_back(kAnalyzeA);
  EXPECT_THAT(Rerun(too_many),
              FailsWith(absl::StatusCode::kInvalidArgument, "at most 1000"));
}

TEST(JobNameTest, IsReadAsItIsWritten) {
  const TrackKey track{"acme", "nocturne-2-1f00"};
  for (const JobKey& key : {JobKey{track, JobKind::kAnalyze, 12},
                            JobKey{track, JobKind::kAssess, 0}}) {
    EXPECT_EQ(ParseJobName("name", NameOf(key)).value(), key);
  }
  for (const char* name :
       {"", "accounts/acme/jobs/", "accounts/acme/jobs/a", "accounts/acme",
        "accounts/acme/jobs/assess-", "accounts/acme/jobs/analyze-a",
        "accounts/acme/jobs/analyze-a-", "accounts/acme/jobs/analyze-a-x",
        "accounts/acme/jobs/assess-A", "accounts//jobs/assess-a"}) {
    EXPECT_THAT(ParseJobName("name", name),
                FailsWith(absl::StatusCode::kInvalidArgument, "name"))
        << name;
  }
}

}  // namespace
}  // namespace ritornello::catalog
