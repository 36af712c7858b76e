#include "services/catalog/rpc/work_service.h"

#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/work_service.grpc.pb.h"
#include "services/catalog/rpc/testing/served_catalog.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using Stub = v1::WorkService::Stub;

class WorkServiceTest : public ::testing::Test {
 protected:
  WorkServiceTest() {
    std::vector<std::unique_ptr<server::BoundService>> services;
    services.push_back(MakeWorkService(served_.db().pool(), works_));
    served_.Serve(std::move(services));
    served_.db().AddAccount("acme");
  }
  absl::StatusOr<v1::Work> Create(const std::string& id) {
    v1::CreateWorkRequest request;
    request.set_parent("accounts/acme");
    request.set_work_id(id);
    request.mutable_work()->set_title("Nocturne");
    request.mutable_work()->set_iswc("T-034.524.680-1");
    return served_.Call(&Stub::CreateWork, request);
  }
  absl::StatusOr<v1::Work> Update(const v1::Work& work,
                                  const std::vector<std::string>& mask) {
    v1::UpdateWorkRequest request;
    *request.mutable_work() = work;
    for (const std::string& path : mask) {
      request.mutable_update_mask()->add_paths(path);
    }
    return served_.Call(&Stub::UpdateWork, request);
  }

  testing::ServedCatalog served_;
  Works works_{served_.db().pool(), served_.clock()};
};

TEST_F(WorkServiceTest, EveryFieldComesBack) {
  const auto made = Create("nocturne");
  ASSERT_THAT(made, IsOk());
  v1::Work want;
  want.set_name("accounts/acme/works/nocturne");
  want.set_title("Nocturne");
  want.set_iswc("T0345246801");
  want.mutable_create_time()->set_seconds(1'800'000'000);
  want.mutable_update_time()->set_seconds(1'800'000'000);
  want.set_etag("r1");
  EXPECT_EQ(made->DebugString(), want.DebugString());
  v1::GetWorkRequest get;
  get.set_name(want.name());
  EXPECT_EQ(served_.Call(&Stub::GetWork, get)->DebugString(),
            want.DebugString());
}

TEST_F(WorkServiceTest, UpdateMindsMaskAndEtag) {
  v1::Work work = Create("nocturne").value();
  served_.clock().Advance(absl::Seconds(9));
  work.set_title("Etude");
  work.set_iswc("");
  const auto updated = Update(work, {"title"});
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->title(), "Etude");
  EXPECT_EQ(updated->iswc(), "T0345246801");
  EXPECT_EQ(updated->etag(), "r2");
  EXPECT_EQ(updated->update_time().seconds(), 1'800'000'009);

  const auto stale = Update(work, {"title"}).status();  // still says r1
  EXPECT_EQ(stale.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(stale).reason, "ETAG_MISMATCH");
  work.clear_etag();
  EXPECT_THAT(Update(work, {"name"}),
              FailsWith(absl::StatusCode::kInvalidArgument, "update_mask"));
  EXPECT_EQ(Update(work, {})->iswc(), "");
}

TEST_F(WorkServiceTest, Pages) {
  for (const char* id : {"c", "a", "b"}) ASSERT_THAT(Create(id), IsOk());
  v1::ListWorksRequest request;
  request.set_parent("accounts/acme");
  request.set_page_size(2);
  const auto first = served_.Call(&Stub::ListWorks, request);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->works_size(), 2);
  EXPECT_EQ(first->works(0).name(), "accounts/acme/works/a");
  EXPECT_EQ(first->works(1).name(), "accounts/acme/works/b");
  request.set_page_token(first->next_page_token());
  const auto second = served_.Call(&Stub::ListWorks, request);
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->works_size(), 1);
  EXPECT_EQ(second->next_page_token(), "");
}

}  // namespace
}  // namespace ritornello::catalog
