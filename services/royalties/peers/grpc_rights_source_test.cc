#include "services/royalties/peers/grpc_rights_source.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/rpc/channel.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"
#include "ritornello/catalog/v1/library_service.grpc.pb.h"
#include "ritornello/catalog/v1/rights_service.grpc.pb.h"

namespace ritornello::royalties {
namespace {

namespace v1 = catalog::v1;
using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

class FakeCatalogue final : public v1::RightsService::Service {
 public:
  grpc::Status BatchGetRights(grpc::ServerContext* context,
                              const v1::BatchGetRightsRequest* asked,
                              v1::BatchGetRightsResponse* given) override {
    request = *asked;
    const auto trace = context->client_metadata().find("traceparent");
    if (trace != context->client_metadata().end()) {
      traceparent = std::string(trace->second.data(), trace->second.size());
    }
    *given = response;
    return status;
  }

  v1::BatchGetRightsRequest request;
  std::string traceparent;
  v1::BatchGetRightsResponse response;
  grpc::Status status;
};

class FakeAccounts final : public v1::AccountService::Service {
 public:
  grpc::Status GetAccount(grpc::ServerContext* /*context*/,
                          const v1::GetAccountRequest* asked,
                          v1::Account* /*given*/) override {
    if (asked->name() == "accounts/acme") return grpc::Status::OK;
    return {grpc::StatusCode::NOT_FOUND, "no " + asked->name()};
  }
};

class FakeLibraries final : public v1::LibraryService::Service {
 public:
  grpc::Status GetLibrary(grpc::ServerContext* /*context*/,
                          const v1::GetLibraryRequest* asked,
                          v1::Library* /*given*/) override {
    for (const std::string& name : names) {
      if (asked->name() == name) return grpc::Status::OK;
    }
    return {grpc::StatusCode::NOT_FOUND, "no " + asked->name()};
  }
  grpc::Status ListLibraries(grpc::ServerContext* /*context*/,
                             const v1::ListLibrariesRequest* /*asked*/,
                             v1::ListLibrariesResponse* given) override {
    for (const std::string& name : names) {
      given->add_libraries()->set_name(name);
    }
    return status;
  }

  std::vector<std::string> names;
  grpc::Status status;
};

class GrpcRightsSourceTest : public ::testing::Test {
 protected:
  GrpcRightsSourceTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&catalogue_);
    builder.RegisterService(&accounts_);
    builder.RegisterService(&libraries_);
    server_ = builder.BuildAndStart();
    source_ = MakeGrpcRightsSource(
        rpc::MakeChannel(absl::StrCat("127.0.0.1:", port)));
  }

  absl::StatusOr<std::vector<RightsAnswer>> Ask(
      const std::vector<RightsQuery>& queries,
      absl::Duration patience = absl::Seconds(30)) {
    return source_->BatchGetRights("accounts/-", queries,
                                   absl::Now() + patience, kTrace);
  }

  static constexpr char kTrace[] =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const RightsQuery by_isrc_{"", "GBAYE6800011", absl::CivilDay(2026, 10, 31)};
  FakeCatalogue catalogue_;
  FakeAccounts accounts_;
  FakeLibraries libraries_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<RightsSource> source_;
};

TEST_F(GrpcRightsSourceTest, AsksAndUnderstands) {
  auto& found = *catalogue_.response.add_answers();
  found.set_state(v1::RightsAnswer::FOUND);
  found.set_track("accounts/acme/tracks/nocturne");
  found.set_title("Nocturne");
  found.set_isrc("GBAYE6800011");
  auto& master = *found.add_split_sheets();
  master.set_name("accounts/acme/tracks/nocturne/splitSheets/master-1");
  master.set_right(v1::MASTER);
  master.mutable_effective_date()->set_year(2026);
  master.mutable_effective_date()->set_month(9);
  master.mutable_effective_date()->set_day(1);
  auto& share = *master.add_shares();
  share.set_party("accounts/acme/parties/ana");
  share.set_role(v1::LABEL);
  share.set_weight(4'294'967'295u);
  for (const v1::Right right :
       {v1::SYNC_COMPOSITION, v1::PERFORMANCE, v1::MECHANICAL}) {
    auto& sheet = *found.add_split_sheets();
    sheet.set_name(v1::Right_Name(right));
    sheet.set_right(right);
    *sheet.add_shares() = share;
  }
  found.add_split_sheets()->set_right(static_cast<v1::Right>(99));
  catalogue_.response.add_answers()->set_state(v1::RightsAnswer::NOT_FOUND);
  catalogue_.response.add_answers()->set_state(v1::RightsAnswer::AMBIGUOUS);

  const RightsQuery by_track{"nocturne", "", absl::CivilDay(2024, 2, 29)};
  const auto answers = Ask({by_isrc_, by_track, by_track});
  ASSERT_THAT(answers, IsOk());
  EXPECT_EQ(catalogue_.request.ShortDebugString(),
            "parent: \"accounts/-\" "
            "queries { isrc: \"GBAYE6800011\" as_of_date { year: 2026 month: "
            "10 day: 31 } } "
            "queries { track: \"nocturne\" as_of_date { year: 2024 month: 2 "
            "day: 29 } } "
            "queries { track: \"nocturne\" as_of_date { year: 2024 month: 2 "
            "day: 29 } }");
  EXPECT_EQ(catalogue_.traceparent, kTrace);
  const RightsAnswer& answer = answers->at(0);
  EXPECT_EQ(answer.state, RightsAnswer::State::kFound);
  EXPECT_EQ(answer.track, (TrackKey{"acme", "nocturne"}));
  EXPECT_EQ(answer.title, "Nocturne");
  EXPECT_EQ(answer.isrc, "GBAYE6800011");
  ASSERT_EQ(answer.split_sheets.size(), 4u);  // an unknown right is left out
  EXPECT_EQ(answer.split_sheets[0],
            (SplitSheet{"accounts/acme/tracks/nocturne/splitSheets/master-1",
                        Right::kMaster,
                        absl::CivilDay(2026, 9, 1),
                        {{{"acme", "ana"}, "LABEL", 4'294'967'295u}}}));
  EXPECT_EQ(answer.split_sheets[1].right, Right::kSyncComposition);
  EXPECT_EQ(answer.split_sheets[1].effective_date, kAlways);
  EXPECT_EQ(answer.split_sheets[2].right, Right::kPerformance);
  EXPECT_EQ(answer.split_sheets[3].right, Right::kMechanical);
  EXPECT_EQ(answers->at(1).state, RightsAnswer::State::kNotFound);
  EXPECT_EQ(answers->at(2).state, RightsAnswer::State::kAmbiguous);
}

TEST_F(GrpcRightsSourceTest, KnowsAccounts) {
  const absl::Time soon = absl::Now() + absl::Seconds(30);
  EXPECT_THAT(source_->CheckAccount("acme", soon, kTrace), IsOk());
  EXPECT_THAT(source_->CheckAccount("acmee", soon, kTrace),
              FailsWith(absl::StatusCode::kNotFound, "no accounts/acmee"));
}

TEST_F(GrpcRightsSourceTest, NamesTheLibrariesThatBeginMostAlike) {
  const absl::Time soon = absl::Now() + absl::Seconds(30);
  const auto error = [&](absl::string_view id) {
    return source_->CheckLibrary(id, soon, kTrace);
  };
  constexpr auto kNotFound = absl::StatusCode::kNotFound;
  EXPECT_THAT(error("artlst"),
              FailsWith(kNotFound, "the catalogue has no libraries/artlst"));
  libraries_.names = {"libraries/a", "libraries/b",       "libraries/c",
                      "libraries/d", "libraries/artlist", "libraries/e"};
  EXPECT_THAT(error("artlist"), IsOk());
  EXPECT_THAT(error("artlst"),
              FailsWith(kNotFound,
                        "no libraries/artlst; it has libraries/artlist, "
                        "libraries/a, libraries/b, libraries/c, libraries/d; "
                        "if it is a new one, make it with `ritornello library "
                        "apply FILE`"));
  EXPECT_EQ(ReasonOf(error("artlst")).reason, "LIBRARY_NOT_FOUND");
  libraries_.status = {grpc::StatusCode::UNAVAILABLE, "busy"};
  const absl::Status unlisted = error("artlst");
  EXPECT_EQ(unlisted.message(),
            "the catalogue has no libraries/artlst; if it is a new one, make "
            "it with `ritornello library apply FILE`");
}

TEST_F(GrpcRightsSourceTest, ErrorsPass) {
  catalogue_.status = {grpc::StatusCode::INVALID_ARGUMENT, "a bad date"};
  EXPECT_THAT(Ask({by_isrc_}),
              FailsWith(absl::StatusCode::kInvalidArgument, "a bad date"));
}

TEST_F(GrpcRightsSourceTest, DeadlineEndsTheCall) {
  EXPECT_THAT(Ask({by_isrc_}, -absl::Seconds(1)),
              FailsWith(absl::StatusCode::kDeadlineExceeded, ""));
}

TEST_F(GrpcRightsSourceTest, CatalogueAway) {
  server_->Shutdown(std::chrono::system_clock::now());
  EXPECT_THAT(Ask({by_isrc_}), FailsWith(absl::StatusCode::kUnavailable, ""));
}

// A master owned by Ana alone, with a share of each of `weights`.
void AddSheet(const std::vector<uint32_t>& weights,
              v1::BatchGetRightsResponse& response) {
  auto& answer = *response.add_answers();
  answer.set_state(v1::RightsAnswer::FOUND);
  answer.set_track("accounts/acme/tracks/nocturne");
  auto& sheet = *answer.add_split_sheets();
  sheet.set_name("accounts/acme/tracks/nocturne/splitSheets/master-1");
  sheet.set_right(v1::MASTER);
  for (const uint32_t weight : weights) {
    auto& share = *sheet.add_shares();
    share.set_party("accounts/acme/parties/ana");
    share.set_weight(weight);
  }
}

TEST_F(GrpcRightsSourceTest, AnswersThatMakeNoSense) {
  const std::function<void(v1::BatchGetRightsResponse&)> spoils[] = {
      [](auto&) {},  // no answer
      [](auto& response) { response.add_answers(); },
      [](auto& response) {
        response.add_answers()->set_state(v1::RightsAnswer::FOUND);
      },
      [](auto& response) {
        auto& answer = *response.add_answers();
        answer.set_state(v1::RightsAnswer::FOUND);
        answer.set_track("accounts/acme/tracks/nocturne");
        auto& sheet = *answer.add_split_sheets();
        sheet.set_name("master-1");
        sheet.set_right(v1::MASTER);
        auto& share = *sheet.add_shares();
        share.set_party("ana");
        share.set_weight(1);
      },
      [](auto& response) { AddSheet({}, response); },   // no share
      [](auto& response) { AddSheet({0}, response); },  // of nothing
      [](auto& response) {
        AddSheet({1, 1}, response);
      }};  // twice the same
  for (const auto& spoil : spoils) {
    catalogue_.response.Clear();
    spoil(catalogue_.response);
    EXPECT_THAT(Ask({by_isrc_}), FailsWith(absl::StatusCode::kInternal,
                                           "the catalogue's answer"));
  }
}

}  // namespace
}  // namespace ritornello::royalties
