#include "services/catalog/rpc/rights_service.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/rights_service.grpc.pb.h"
#include "services/catalog/rpc/testing/served_catalog.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using Stub = v1::RightsService::Stub;

constexpr char kThirds[] = R"pb(
  right: MASTER
  effective_date { year: 2026 month: 3 day: 1 }
  shares { party: "accounts/acme/parties/ana" role: OWNER percent: "33.3333" }
  shares { party: "accounts/acme/parties/bea" role: OWNER percent: "66.6667" }
)pb";

class RightsServiceTest : public ::testing::Test {
 protected:
  RightsServiceTest() {
    std::vector<std::unique_ptr<server::BoundService>> services;
    services.push_back(MakeRightsService(served_.db().pool(), rights_));
    served_.Serve(std::move(services));
    served_.db().AddAccount("acme");
    served_.db().AddAccount("globex");
    served_.db().AddParty({"acme", "ana"});
    served_.db().AddParty({"acme", "bea"});
    served_.db().AddTrack({"acme", "nocturne"}, "GBAYE6800011");
    served_.db().AddTrack({"globex", "nocturne"}, "GBAYE6800012");
  }
  absl::StatusOr<v1::SplitSheet> Create(const std::string& text,
                                        const std::string& request_id) {
    v1::CreateSplitSheetRequest request;
    request.set_parent("accounts/acme/tracks/nocturne");
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        text, request.mutable_split_sheet()));
    request.set_request_id(request_id);
    return served_.Call(&Stub::CreateSplitSheet, request);
  }
  static v1::RightsQuery* AddQuery(v1::BatchGetRightsRequest& request) {
    v1::RightsQuery* query = request.add_queries();
    query->mutable_as_of_date()->set_year(2026);
    query->mutable_as_of_date()->set_month(3);
    query->mutable_as_of_date()->set_day(1);
    return query;
  }

  testing::ServedCatalog served_;
  Rights rights_{served_.db().pool(), served_.clock()};
};

TEST_F(RightsServiceTest, CreateAndList) {
  const auto made = Create(kThirds, "r-1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->name(), "accounts/acme/tracks/nocturne/splitSheets/master-1");
  EXPECT_EQ(made->shares(0).weight(), 333'333u);
  EXPECT_EQ(made->shares(0).percent(), "33.3333");
  EXPECT_EQ(made->shares(1).weight(), 666'667u);
  EXPECT_EQ(Create(kThirds, "r-1")->DebugString(), made->DebugString());

  v1::ListSplitSheetsRequest list;
  list.set_parent("accounts/acme/tracks/nocturne");
  const auto listed = served_.Call(&Stub::ListSplitSheets, list);
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->split_sheets_size(), 1);
  EXPECT_EQ(listed->split_sheets(0).DebugString(), made->DebugString());
  list.set_parent("accounts/acme/tracks/sonata");
  EXPECT_EQ(
      ReasonOf(served_.Call(&Stub::ListSplitSheets, list).status()).reason,
      "TRACK_NOT_FOUND");
}

// Of two that begin on one day the later holds; the day after begins anew.
TEST_F(RightsServiceTest, AListTellsWhatWasReplaced) {
  const std::string always =
      "right: MASTER"
      " shares { party: 'accounts/acme/parties/ana' role: OWNER weight: 1 }";
  for (const char* from :
       {"", " effective_date { year: 2026 month: 1 day: 1 }", "",
        " effective_date { year: 2026 month: 1 day: 2 }", ""}) {
    ASSERT_THAT(Create(always + from, ""), IsOk());
  }
  v1::ListSplitSheetsRequest list;
  list.set_parent("accounts/acme/tracks/nocturne");
  const auto listed = served_.Call(&Stub::ListSplitSheets, list);
  ASSERT_THAT(listed, IsOk());
  std::vector<std::string> replaced_by;
  for (const v1::SplitSheet& sheet : listed->split_sheets()) {
    replaced_by.push_back(sheet.replaced_by());
  }
  const std::string last = "accounts/acme/tracks/nocturne/splitSheets/master-5";
  EXPECT_EQ(replaced_by, (std::vector<std::string>{last, "", last, "", ""}));
}

TEST_F(RightsServiceTest, SheetsOfAWorkAreSharedAndAnsweredAsTheTracks) {
  served_.db().AddWork({"acme", "nocturne"});
  served_.db().AddTrackWork({"acme", "nocturne"}, "nocturne");
  v1::CreateSplitSheetRequest request;
  request.set_parent("accounts/acme/works/nocturne");
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        right: PERFORMANCE
        shares { party: "accounts/acme/parties/ana" role: WRITER weight: 1 }
      )pb",
      request.mutable_split_sheet()));
  const auto made = served_.Call(&Stub::CreateSplitSheet, request);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->name(),
            "accounts/acme/works/nocturne/splitSheets/performance-1");
  v1::ListSplitSheetsRequest list;
  list.set_parent("accounts/acme/works/nocturne");
  const auto listed = served_.Call(&Stub::ListSplitSheets, list);
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->split_sheets_size(), 1);
  EXPECT_EQ(listed->split_sheets(0).DebugString(), made->DebugString());

  v1::BatchGetRightsRequest query;
  query.set_parent("accounts/acme");
  AddQuery(query)->set_track("nocturne");
  const auto response = served_.Call(&Stub::BatchGetRights, query);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->answers(0).split_sheets_size(), 1);
  const v1::SplitSheet& held = response->answers(0).split_sheets(0);
  EXPECT_EQ(held.name(),
            "accounts/acme/tracks/nocturne/splitSheets/"
            "performance@nocturne-1");
  EXPECT_EQ(held.shares(0).DebugString(), made->shares(0).DebugString());
  // It is told, and nothing that one may ask for.
  list.set_parent(held.name());
  EXPECT_THAT(served_.Call(&Stub::ListSplitSheets, list),
              FailsWith(absl::StatusCode::kInvalidArgument, "parent"));
}

TEST_F(RightsServiceTest, BadFieldsAreNamedFromTheRequest) {
  struct {
    const char* text;
    const char* field;
  } const cases[] = {
      {"", "split_sheet.right"},
      {"right: MASTER", "split_sheet.shares"},
      {"right: MASTER shares { party: 'accounts/acme/parties/ana' role: OWNER "
       "percent: '99.9999' }",
       "split_sheet.shares"},
      {"right: MASTER shares { party: 'accounts/acme/parties/ana' role: OWNER "
       "}",
       "split_sheet.shares[0].weight"},
  };
  for (const auto& c : cases) {
    const auto status = Create(c.text, "").status();
    ASSERT_EQ(FieldViolationsOf(status).size(), 1u) << status;
    EXPECT_EQ(FieldViolationsOf(status)[0].field, c.field);
  }
}

TEST_F(RightsServiceTest, BatchGetRightsAnswersInOrder) {
  ASSERT_THAT(Create(kThirds, ""), IsOk());
  v1::BatchGetRightsRequest request;
  request.set_parent("accounts/-");
  AddQuery(request)->set_isrc("GBAYE6800011");
  AddQuery(request)->set_track("nocturne");
  AddQuery(request)->set_track("accounts/globex/tracks/nocturne");
  AddQuery(request)->set_track("sonata");
  const auto response = served_.Call(&Stub::BatchGetRights, request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->answers_size(), 4);
  EXPECT_EQ(response->answers(0).state(), v1::RightsAnswer::FOUND);
  EXPECT_EQ(response->answers(0).track(), "accounts/acme/tracks/nocturne");
  EXPECT_EQ(response->answers(0).title(), "nocturne");
  EXPECT_EQ(response->answers(0).isrc(), "GBAYE6800011");
  ASSERT_EQ(response->answers(0).split_sheets_size(), 1);
  EXPECT_EQ(response->answers(0).split_sheets(0).name(),
            "accounts/acme/tracks/nocturne/splitSheets/master-1");
  EXPECT_EQ(response->answers(1).state(), v1::RightsAnswer::AMBIGUOUS);
  EXPECT_EQ(response->answers(1).track(), "");
  EXPECT_EQ(response->answers(2).state(), v1::RightsAnswer::FOUND);
  EXPECT_EQ(response->answers(2).split_sheets_size(), 0);
  EXPECT_EQ(response->answers(3).state(), v1::RightsAnswer::NOT_FOUND);
}

TEST_F(RightsServiceTest, BatchesAreOneToAThousandGoodQueries) {
  v1::BatchGetRightsRequest request;
  request.set_parent("accounts/acme");
  EXPECT_THAT(served_.Call(&Stub::BatchGetRights, request),
              FailsWith(absl::StatusCode::kInvalidArgument, "queries"));
  for (int i = 0; i < 1'000; ++i) AddQuery(request)->set_track("nocturne");
  EXPECT_THAT(served_.Call(&Stub::BatchGetRights, request), IsOk());
  request.mutable_queries(999)->clear_track();
  EXPECT_THAT(served_.Call(&Stub::BatchGetRights, request),
              FailsWith(absl::StatusCode::kInvalidArgument, "queries[999]"));
  request.mutable_queries(999)->set_track("nocturne");
  AddQuery(request)->set_track("nocturne");
  EXPECT_THAT(served_.Call(&Stub::BatchGetRights, request),
              FailsWith(absl::StatusCode::kInvalidArgument, "got 1001"));
}

}  // namespace
}  // namespace ritornello::catalog
