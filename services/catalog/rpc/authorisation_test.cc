#include "services/catalog/rpc/authorisation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "libs/server/testing/matrix.h"
#include "services/catalog/rpc/testing/whole_catalog.h"

namespace ritornello::catalog {
namespace {

using ::testing::IsEmpty;

TEST(AuthorisationTest, TheTableNamesEveryRpcOnceAndInOrder) {
  EXPECT_THAT(server::testing::TableMismatches(Rules(), testing::kServiceNames),
              IsEmpty());
  EXPECT_TRUE(std::is_sorted(
      Rules().begin(), Rules().end(),
      [](const auto& a, const auto& b) { return a.method < b.method; }));
}

TEST(AuthorisationTest, EveryRpcRefusesWhomTheTableRefuses) {
  const testing::WholeCatalog catalog;
  const auto cases = server::testing::AuthorisationMatrix(Rules());
  EXPECT_EQ(cases.size(), 52u * 4 * 4 + 6 * 4);  // scoped and global rules
  for (const server::testing::MatrixCase& c : cases) {
    EXPECT_EQ(server::testing::DecideByTable(c), c.expected) << c.name;
    EXPECT_EQ(server::testing::RefusedByServer(c, catalog.channel()),
              c.expected)
        << c.name;
  }
  for (const server::Rule& rule : Rules()) {
    EXPECT_EQ(server::testing::RefusedAnonymously(rule, catalog.channel()),
              absl::StatusCode::kUnauthenticated)
        << rule.method;
  }
}

// Who may change what, written out: the matrix only shows that the server
// does what the table says.
TEST(AuthorisationTest, WhoMayWrite) {
  std::vector<std::string> editor;
  std::vector<std::string> operators;
  for (const server::Rule& rule : Rules()) {
    const std::string method(
        rule.method.substr(std::string("ritornello.catalog.v1.").size()));
    if (rule.role == server::Role::kEditor) editor.push_back(method);
    if (rule.role == server::Role::kOperator) operators.push_back(method);
  }
  EXPECT_THAT(
      editor,
      ::testing::ElementsAre(
          "AgreementService/CreateAgreement", "AgreementService/EndAgreement",
          "BacklogService/RerunJobs", "IngestService/Ingest",
          "OutletService/CreateOutlet", "OutletService/DeleteOutlet",
          "OutletService/EndOutlet", "PartyService/CreateParty",
          "PartyService/UpdateParty", "PlacementService/CreatePlacement",
          "PlacementService/EndPlacement", "RightsService/CreateSplitSheet",
          "SampleService/ClearSample", "SampleService/CreateSample",
          "SampleService/DeleteSample", "SubmissionService/CreateSubmission",
          "SubmissionService/RecordDecisions", "SubmissionService/StartReview",
          "SubmissionService/SubmitSubmission",
          "SubmissionService/UpdateSubmission",
          "SubmissionService/WithdrawSubmission", "TrackService/CreateTrack",
          "TrackService/DeleteTrack", "TrackService/UpdateTrack",
          "WorkService/CreateWork", "WorkService/UpdateWork"));
  EXPECT_THAT(operators,
              ::testing::ElementsAre("AccountService/CreateAccount",
                                     "LibraryService/UpdateLibrary"));
}

}  // namespace
}  // namespace ritornello::catalog
