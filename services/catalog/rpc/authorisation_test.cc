#include "services/catalog/rpc/authorisation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "libs/server/testing/matrix.h"
#include "services/catalog/rpc/account_service.h"
#include "services/catalog/rpc/backlog_service.h"
#include "services/catalog/rpc/ingest_service.h"
#include "services/catalog/rpc/library_service.h"
#include "services/catalog/rpc/party_service.h"
#include "services/catalog/rpc/readiness_service.h"
#include "services/catalog/rpc/rights_service.h"
#include "services/catalog/rpc/search_service.h"
#include "services/catalog/rpc/testing/served_catalog.h"
#include "services/catalog/rpc/track_service.h"
#include "services/catalog/rpc/vocabulary_service.h"

namespace ritornello::catalog {
namespace {

using ::testing::IsEmpty;

TEST(AuthorisationTest, TheTableNamesEveryRpcOnceAndInOrder) {
  const std::string package = "ritornello.catalog.v1.";
  EXPECT_THAT(
      server::testing::TableMismatches(
          Rules(), {package + "AccountService", package + "BacklogService",
                    package + "IngestService", package + "LibraryService",
                    package + "PartyService", package + "ReadinessService",
                    package + "RightsService", package + "SearchService",
                    package + "TrackService", package + "VocabularyService"}),
      IsEmpty());
  EXPECT_TRUE(std::is_sorted(
      Rules().begin(), Rules().end(),
      [](const auto& a, const auto& b) { return a.method < b.method; }));
}

TEST(AuthorisationTest, EveryRpcRefusesWhomTheTableRefuses) {
  testing::ServedCatalog served;
  const Vocabulary vocabulary =
      Vocabulary::Parse("facet,term,synonyms,broader\n").value();
  sql::Pool& pool = served.db().pool();
  const Clock& clock = served.clock();
  Accounts accounts(pool, clock);
  Parties parties(pool, clock);
  Rights rights(pool, clock);
  Libraries libraries(pool, clock, vocabulary);
  Tracks tracks(pool, clock, vocabulary, [] {});
  Ingestion ingestion(pool, clock, vocabulary, [] {});
  std::vector<std::unique_ptr<server::BoundService>> services;
  services.push_back(MakeAccountService(pool, accounts));
  services.push_back(MakeBacklogService(pool, clock, [] {}));
  services.push_back(MakeIngestService(ingestion));
  services.push_back(MakeLibraryService(pool, libraries));
  services.push_back(MakePartyService(pool, parties));
  services.push_back(MakeReadinessService(pool));
  services.push_back(MakeRightsService(pool, rights));
  services.push_back(MakeSearchService(pool, vocabulary));
  services.push_back(MakeTrackService(pool, tracks));
  services.push_back(MakeVocabularyService(vocabulary));
  served.Serve(std::move(services));

  const auto cases = server::testing::AuthorisationMatrix(Rules());
  EXPECT_EQ(cases.size(), 19u * 4 * 4 + 6 * 4);  // scoped and global rules
  for (const server::testing::MatrixCase& c : cases) {
    EXPECT_EQ(server::testing::DecideByTable(c), c.expected) << c.name;
    EXPECT_EQ(server::testing::RefusedByServer(c, served.channel()), c.expected)
        << c.name;
  }
  for (const server::Rule& rule : Rules()) {
    EXPECT_EQ(server::testing::RefusedAnonymously(rule, served.channel()),
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
  EXPECT_THAT(editor,
              ::testing::ElementsAre(
                  "BacklogService/RerunJobs", "IngestService/Ingest",
                  "PartyService/CreateParty", "PartyService/UpdateParty",
                  "RightsService/CreateSplitSheet", "TrackService/CreateTrack",
                  "TrackService/UpdateTrack"));
  EXPECT_THAT(operators,
              ::testing::ElementsAre("AccountService/CreateAccount",
                                     "LibraryService/UpdateLibrary"));
}

}  // namespace
}  // namespace ritornello::catalog
