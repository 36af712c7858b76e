#include "services/catalog/rpc/readiness_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/rpc/grpc_status.h"
#include "libs/rpc/page_token.h"
#include "libs/server/server.h"
#include "libs/server/testing/test_authenticator.h"
#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "ritornello/catalog/v1/readiness_service.grpc.pb.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/readiness_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Readiness Assessed(const TrackKey& track, const std::string& library_id) {
  Readiness readiness = NotYetAssessed({track, library_id}, track.track_id);
  for (const Dimension dimension : {Dimension::kTechnical, Dimension::kVersions,
                                    Dimension::kMetadata, Dimension::kRights}) {
    readiness.checks.push_back({.dimension = dimension});
  }
  readiness.checks[1].problems = {
      {Severity::kFailure, "VERSION_MISSING", 0, "no loop", "add a file"}};
  readiness.checks[1].state = readiness.state = ReadinessState::kNotReady;
  readiness.assess_time = absl::FromUnixSeconds(1'800'000'000);
  return readiness;
}

// acme has the tracks "a" and "b", assessed for two libraries each, and "c",
// not assessed yet; zenith has "a". Titles are ids.
class ReadinessServiceTest : public ::testing::Test {
 protected:
  ReadinessServiceTest() {
    for (const char* account : {"acme", "zenith", "empty"}) {
      database_.AddAccount(account);
    }
    for (const char* track : {"a", "b", "c"}) {
      database_.AddTrack({"acme", track}, "");
    }
    database_.AddTrack({"zenith", "a"}, "");
    AddLibraries({"artlist", "titan"});
    Assess({"acme", "a"}, {"artlist", "titan"});
    Assess({"acme", "b"}, {"artlist", "titan"});
    Assess({"zenith", "a"}, {"artlist"});
    std::vector<server::ServiceGroup> groups(1);
    groups[0].name = "catalog";
    groups[0].services.push_back(MakeReadinessService(database_.pool()));
    server_ = server::Server::Start(
                  {.listen = "127.0.0.1:0"}, std::move(groups),
                  {.authenticator = authenticator_,
                   .log = log_,
                   .registry = std::make_shared<prometheus::Registry>()})
                  .value();
    stub_ = v1::ReadinessService::NewStub(server_->InProcessChannel());
  }

  void AddLibraries(const std::vector<std::string>& ids) {
    ASSERT_THAT(sql::RunTransaction(database_.pool(),
                                    [&](sql::Transaction& transaction) {
                                      for (const std::string& id : ids) {
                                        EXPECT_THAT(InsertLibrary(transaction,
                                                                  {.id = id}),
                                                    IsOk());
                                      }
                                      return absl::OkStatus();
                                    }),
                IsOk());
  }
  void Assess(const TrackKey& track,
              const std::vector<std::string>& library_ids) {
    std::vector<Readiness> readiness;
    for (const std::string& id : library_ids) {
      readiness.push_back(Assessed(track, id));
    }
    ASSERT_THAT(sql::RunTransaction(database_.pool(),
                                    [&](sql::Transaction& transaction) {
                                      return ReplaceReadiness(transaction,
                                                              track, readiness);
                                    }),
                IsOk());
  }
  absl::StatusOr<v1::Readiness> Get(const std::string& name) {
    v1::GetReadinessRequest request;
    request.set_name(name);
    grpc::ClientContext context;
    server::testing::CallAs(server::Role::kReader, "*", "", context);
    v1::Readiness response;
    const grpc::Status status =
        stub_->GetReadiness(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }
  absl::StatusOr<v1::ListReadinessResponse> List(
      const v1::ListReadinessRequest& request) {
    grpc::ClientContext context;
    server::testing::CallAs(server::Role::kReader, "*", "", context);
    v1::ListReadinessResponse response;
    const grpc::Status status =
        stub_->ListReadiness(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }
  static v1::ListReadinessRequest Request(const std::string& parent,
                                          const std::string& library = "",
                                          int32_t page_size = 0) {
    v1::ListReadinessRequest request;
    request.set_parent(parent);
    request.set_library(library);
    request.set_page_size(page_size);
    return request;
  }
  static std::vector<std::string> NamesOf(
      const v1::ListReadinessResponse& response) {
    std::vector<std::string> names;
    for (const v1::Readiness& one : response.readiness()) {
      names.push_back(one.name());
    }
    return names;
  }
  std::vector<std::string> Names(const v1::ListReadinessRequest& request) {
    const auto response = List(request);
    EXPECT_THAT(response, IsOk());
    return NamesOf(response.value());
  }

  testing::CatalogDatabase database_{sql::testing::Backend::kSqlite};
  ::ritornello::testing::FakeClock clock_;
  server::testing::TestAuthenticator authenticator_;
  server::Log log_{clock_, [](absl::string_view) {}};
  std::unique_ptr<server::Server> server_;
  std::unique_ptr<v1::ReadinessService::Stub> stub_;
};

TEST_F(ReadinessServiceTest, GetSaysWhatIsWrong) {
  const auto got = Get("accounts/acme/tracks/a/readiness/artlist");
  ASSERT_THAT(got, IsOk());
  EXPECT_EQ(got->name(), "accounts/acme/tracks/a/readiness/artlist");
  EXPECT_EQ(got->track_title(), "a");
  EXPECT_EQ(got->state(), v1::Readiness::NOT_READY);
  ASSERT_THAT(got->checks(), SizeIs(4));
  ASSERT_THAT(got->checks(1).problems(), SizeIs(1));
  EXPECT_EQ(got->checks(1).problems(0).rule(), "VERSION_MISSING");
  EXPECT_EQ(got->assess_time().seconds(), 1'800'000'000);
}

TEST_F(ReadinessServiceTest, WhatWasNotAssessedYetIsPending) {
  const auto got = Get("accounts/acme/tracks/c/readiness/titan");
  ASSERT_THAT(got, IsOk());
  EXPECT_EQ(got->name(), "accounts/acme/tracks/c/readiness/titan");
  EXPECT_EQ(got->track_title(), "c");
  EXPECT_EQ(got->state(), v1::Readiness::PENDING);
  EXPECT_THAT(got->checks(), IsEmpty());
  EXPECT_FALSE(got->has_assess_time());
}

TEST_F(ReadinessServiceTest, GetRefuses) {
  const struct {
    const char* name;
    absl::StatusCode code;
    const char* reason;
  } cases[] = {
      {"accounts/acme/tracks/x/readiness/artlist", absl::StatusCode::kNotFound,
       "TRACK_NOT_FOUND"},
      {"accounts/zenith/tracks/c/readiness/artlist",
       absl::StatusCode::kNotFound, "TRACK_NOT_FOUND"},
      {"accounts/acme/tracks/a/readiness/x", absl::StatusCode::kNotFound,
       "LIBRARY_NOT_FOUND"},
      {"accounts/acme/tracks/a", absl::StatusCode::kInvalidArgument, ""},
  };
  for (const auto& c : cases) {
    const absl::Status status = Get(c.name).status();
    EXPECT_EQ(status.code(), c.code) << c.name << ": " << status;
    if (c.reason[0] != '\0') {
      EXPECT_EQ(ReasonOf(status).reason, c.reason) << c.name;
    }
  }
}

TEST_F(ReadinessServiceTest, ListsWhatIsAskedFor) {
  EXPECT_THAT(Names(Request("accounts/acme")),
              ElementsAre("accounts/acme/tracks/a/readiness/artlist",
                          "accounts/acme/tracks/a/readiness/titan",
                          "accounts/acme/tracks/b/readiness/artlist",
                          "accounts/acme/tracks/b/readiness/titan",
                          "accounts/acme/tracks/c/readiness/artlist",
                          "accounts/acme/tracks/c/readiness/titan"));
  EXPECT_THAT(Names(Request("accounts/acme", "libraries/titan")),
              ElementsAre("accounts/acme/tracks/a/readiness/titan",
                          "accounts/acme/tracks/b/readiness/titan",
                          "accounts/acme/tracks/c/readiness/titan"));
  EXPECT_THAT(Names(Request("accounts/acme/tracks/b")),
              ElementsAre("accounts/acme/tracks/b/readiness/artlist",
                          "accounts/acme/tracks/b/readiness/titan"));
  EXPECT_THAT(Names(Request("accounts/acme/tracks/b", "libraries/artlist")),
              ElementsAre("accounts/acme/tracks/b/readiness/artlist"));
  EXPECT_THAT(Names(Request("accounts/empty")), IsEmpty());
}

TEST_F(ReadinessServiceTest, ListRefuses) {
  v1::ListReadinessRequest stale = Request("accounts/acme", "", 1);
  stale.set_page_token(List(stale).value().next_page_token());
  stale.set_library("libraries/titan");
  v1::ListReadinessRequest broken = Request("accounts/acme");
  broken.set_page_token("nonsense");
  v1::ListReadinessRequest forged = Request("accounts/acme");
  forged.set_page_token(
      rpc::MakePageToken(rpc::PageArguments(forged), "a/artlist/b"));
  const struct {
    v1::ListReadinessRequest request;
    absl::StatusCode code;
    const char* words;  // a field or the name
  } cases[] = {
      {Request("accounts/nobody"), absl::StatusCode::kNotFound,
       "accounts/nobody"},
      {Request("accounts/acme/tracks/x"), absl::StatusCode::kNotFound,
       "accounts/acme/tracks/x"},
      {Request("accounts/acme", "libraries/x"), absl::StatusCode::kNotFound,
       "libraries/x"},
      {Request("accounts/acme/parties/x"), absl::StatusCode::kInvalidArgument,
       "parent"},
      {Request("accounts/acme/tracks/x/versions/1"),
       absl::StatusCode::kInvalidArgument, "parent"},
      {Request("accounts/acme", "artlist"), absl::StatusCode::kInvalidArgument,
       "library"},
      {Request("accounts/acme", "", -1), absl::StatusCode::kInvalidArgument,
       "page_size"},
      {stale, absl::StatusCode::kInvalidArgument, "page_token"},
      {broken, absl::StatusCode::kInvalidArgument, "page_token"},
      {forged, absl::StatusCode::kInvalidArgument, "page_token"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(List(c.request), FailsWith(c.code, c.words))
        << c.request.DebugString();
  }
}

TEST_F(ReadinessServiceTest, PagesAddUp) {
  const std::vector<std::string> whole = Names(Request("accounts/acme"));
  for (int size = 1; size <= 7; ++size) {
    std::vector<std::string> paged;
    v1::ListReadinessRequest request = Request("accounts/acme", "", size);
    do {
      const auto page = List(request);
      ASSERT_THAT(page, IsOk());
      for (const std::string& name : NamesOf(*page)) paged.push_back(name);
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(paged, whole) << "pages of " << size;
  }
}

TEST_F(ReadinessServiceTest, PageSizes) {
  std::vector<std::string> library_ids;
  for (int i = 0; i < 1'001; ++i) {
    library_ids.push_back(absl::StrCat("library-", i));
  }
  AddLibraries(library_ids);
  Assess({"zenith", "a"}, library_ids);
  const struct {
    int32_t page_size;
    size_t count;
  } cases[] = {{0, 100}, {999, 999}, {1'000, 1'000}, {1'001, 1'000}};
  for (const auto& c : cases) {
    const auto page = List(Request("accounts/zenith", "", c.page_size));
    ASSERT_THAT(page, IsOk());
    EXPECT_THAT(page->readiness(), SizeIs(c.count)) << c.page_size;
    EXPECT_FALSE(page->next_page_token().empty());
  }
}

}  // namespace
}  // namespace ritornello::catalog
