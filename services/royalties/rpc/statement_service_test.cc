#include "services/royalties/rpc/statement_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/royalties/v1/deal_service.grpc.pb.h"
#include "ritornello/royalties/v1/statement_service.grpc.pb.h"
#include "services/royalties/rpc/testing/service_fixture.h"
#include "services/royalties/rpc/wire_statement.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using Stub = v1::StatementService::Stub;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr char kFile[] =
    "isrc,track,title,units,gross,fee,net,currency,usage_date,territory,"
    "payment_id\n"
    "GBAYE6800011,,Nocturne,3,25,5,10.00,USD,2026-10-05,DE,P-1\n"
    ",waltz,Waltz,1,,,2.50,USD,,,P-1\n";

class StatementServiceTest : public testing::ServiceFixture {
 protected:
  StatementServiceTest() : stub_(channel()) {
    AddTrack("nocturne", "GBAYE6800011");
    v1::CreateDealRequest request;
    request.set_parent("accounts/acme");
    request.set_deal_id("artlist-2026");
    v1::Deal& deal = *request.mutable_deal();
    deal.set_library("libraries/artlist");
    deal.set_licensing_model(v1::ROYALTY_SPLIT);
    deal.set_royalty_ppm(500'000);
    deal.set_commission_ppm(100'000);
    deal.mutable_start_date()->set_year(2026);
    deal.mutable_start_date()->set_month(1);
    deal.mutable_start_date()->set_day(1);
    v1::DealService::Stub deals(channel());
    EXPECT_THAT(Ask(&v1::DealService::Stub::CreateDeal, deals, request),
                IsOk());
  }

  void AddTrack(const std::string& id, const std::string& isrc) {
    RightsAnswer track;
    track.track = {"acme", id};
    track.title = id;
    track.isrc = isrc;
    for (const Right right : {Right::kSyncComposition, Right::kMaster}) {
      track.split_sheets.push_back(
          {absl::StrCat(NameOf(track.track), "/splitSheets/", RightName(right)),
           right,
           kAlways,
           {{{"acme", "ana"}, "OWNER", 1}}});
    }
    rights_.Add(track);
  }

  static v1::ImportStatementRequest Header() {
    v1::ImportStatementRequest request;
    v1::StatementHeader& header = *request.mutable_header();
    header.set_parent("books/main");
    header.set_source("artlist");
    header.set_source_account("a");
    header.set_period("2026-10");
    header.set_currency_code("USD");
    header.set_file_name("october.csv");
    return request;
  }
  static v1::ImportStatementRequest Chunk(std::string bytes) {
    v1::ImportStatementRequest request;
    request.set_chunk(std::move(bytes));
    return request;
  }

  absl::StatusOr<v1::Statement> Import(
      const std::vector<v1::ImportStatementRequest>& messages) {
    const auto context = Context();
    v1::Statement statement;
    const auto writer = stub_.ImportStatement(context.get(), &statement);
    for (const auto& message : messages) {
      if (!writer->Write(message)) break;
    }
    writer->WritesDone();
    const grpc::Status status = writer->Finish();
    if (!status.ok()) return rpc::FromGrpc(status);
    return statement;
  }
  absl::StatusOr<v1::Statement> Import(const std::string& text = kFile) {
    // In small pieces, so that lines are cut.
    std::vector<v1::ImportStatementRequest> messages = {Header()};
    for (size_t at = 0; at < text.size(); at += 7) {
      messages.push_back(Chunk(text.substr(at, 7)));
    }
    return Import(messages);
  }
  absl::StatusOr<v1::ListStatementLinesResponse> Lines(
      const v1::ListStatementLinesRequest& request) {
    return Ask(&Stub::ListStatementLines, stub_, request);
  }

  static constexpr char kName[] = "books/main/statements/artlist-a-2026-10";
  Stub stub_;
};

// Said before the file is sent, where the catalogue can say it; else the file
// is taken.
TEST_F(StatementServiceTest, ASourceMustBeALibrary) {
  rights_.Lack("libraries/artlst");
  v1::ImportStatementRequest header = Header();
  header.mutable_header()->set_source("artlst");
  const auto refused = Import({header});
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kNotFound,
                                 "the catalogue has no libraries/artlst"));
  EXPECT_EQ(ReasonOf(refused.status()).reason, "LIBRARY_NOT_FOUND");
  rights_.Fail(absl::UnavailableError("away"));
  const auto taken = Import({header, Chunk(kFile)});
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(taken->state(), v1::Statement::RECEIVED);
  EXPECT_EQ(taken->waiting_for(), "catalog");
}

TEST_F(StatementServiceTest, ImportsAndShows) {
  const auto imported = Import();
  ASSERT_THAT(imported, IsOk());
  EXPECT_EQ(imported->name(), kName);
  EXPECT_EQ(imported->source(), "artlist");
  EXPECT_EQ(imported->source_account(), "a");
  EXPECT_EQ(imported->period(), "2026-10");
  EXPECT_EQ(imported->currency_code(), "USD");
  EXPECT_EQ(imported->profile(), "generic");
  EXPECT_EQ(imported->file_sha256().size(), 64u);
  EXPECT_EQ(imported->file_name(), "october.csv");
  EXPECT_EQ(imported->state(), v1::Statement::POSTED);
  EXPECT_EQ(imported->line_count(), 2);
  EXPECT_EQ(imported->matched_line_count(), 1);
  EXPECT_EQ(imported->suspense_line_count(), 1);
  EXPECT_EQ(imported->total().micros(), 12'500'000);
  EXPECT_FALSE(imported->has_declared_total());
  EXPECT_EQ(imported->suspense().micros(), 2'500'000);
  EXPECT_TRUE(imported->has_post_time());
  v1::GetStatementRequest get;
  get.set_name(kName);
  EXPECT_EQ(Ask(&Stub::GetStatement, stub_, get)->SerializeAsString(),
            imported->SerializeAsString());

  v1::ListStatementLinesRequest list;
  list.set_parent(kName);
  const auto lines = Lines(list);
  ASSERT_THAT(lines, IsOk());
  ASSERT_EQ(lines->lines_size(), 2);
  EXPECT_EQ(lines->lines(0).ShortDebugString(),
            "ordinal: 2 raw: "
            "\"GBAYE6800011,,Nocturne,3,25,5,10.00,USD,2026-10-05,DE,P-1\" "
            "isrc: \"GBAYE6800011\" title: \"Nocturne\" units: 3 gross: \"25\" "
            "fee: \"5\" net: \"10\" usage_date { year: 2026 month: 10 day: 5 } "
            "territory: \"DE\" payment_id: \"P-1\" state: MATCHED track: "
            "\"accounts/acme/tracks/nocturne\" deal: "
            "\"accounts/acme/deals/artlist-2026\" note: \"pays 40% of gross, "
            "the deal says 50%\"");
  EXPECT_EQ(lines->lines(1).ShortDebugString(),
            "ordinal: 3 raw: \",waltz,Waltz,1,,,2.50,USD,,,P-1\" "
            "track_reference: \"waltz\" title: \"Waltz\" units: 1 net: "
            "\"2.5\" payment_id: \"P-1\" state: SUSPENSE suspense_reason: "
            "TRACK_UNKNOWN");
}

TEST_F(StatementServiceTest, PagesOfLines) {
  ASSERT_THAT(Import(), IsOk());
  v1::ListStatementLinesRequest list;
  list.set_parent(kName);
  list.set_page_size(1);
  std::vector<int64_t> ordinals;
  do {
    const auto page = Lines(list);
    ASSERT_THAT(page, IsOk());
    ASSERT_EQ(page->lines_size(), 1);
    ordinals.push_back(page->lines(0).ordinal());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(ordinals, ElementsAre(2, 3));
  list.set_page_size(0);
  list.set_state(v1::StatementLine::SUSPENSE);
  EXPECT_EQ(Lines(list)->lines_size(), 1);
}

TEST_F(StatementServiceTest, PagesOfStatementsNewestFirst) {
  for (const char* account : {"a", "b", "c"}) {
    v1::ImportStatementRequest header = Header();
    header.mutable_header()->set_source_account(account);
    ASSERT_THAT(Import({header, Chunk(kFile)}), IsOk());
    if (*account == 'b') clock_.Advance(absl::Seconds(1));
  }
  v1::ListStatementsRequest list;
  list.set_parent("books/main");
  list.set_page_size(1);
  std::vector<std::string> accounts;
  do {
    const auto page = Ask(&Stub::ListStatements, stub_, list);
    ASSERT_THAT(page, IsOk());
    accounts.push_back(page->statements(0).source_account());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(accounts, ElementsAre("c", "b", "a"));
}

TEST_F(StatementServiceTest, RefusesMalformedStreams) {
  const std::string longest(1024 * 1024, '\n');
  EXPECT_THAT(Import({Header(), Header()}), FailsWith(kInvalid, "chunk"));
  EXPECT_THAT(Import({Header(), Chunk(longest + "\n")}),
              FailsWith(kInvalid, "chunk: must be at most 1048576"));
  EXPECT_THAT(Import({Header()}), FailsWith(kInvalid, "file"));
  EXPECT_THAT(Import({Header(), Chunk(longest), Chunk(kFile)}), IsOk());
}

TEST_F(StatementServiceTest, ViolationsOfTheFileAreListed) {
  const auto imported = Import("isrc,net\nGBAYE6800011,x\n,\nGBAYE6800011,y\n");
  EXPECT_EQ(imported.status().code(), kInvalid);
  EXPECT_THAT(FieldViolationsOf(imported.status()),
              ElementsAre(FieldViolation{"lines[2].net",
                                         "must be a number like 12.50, got "
                                         "\"x\" (column 2, \"net\")"},
                          FieldViolation{"lines[4].net",
                                         "must be a number like 12.50, got "
                                         "\"y\" (column 2, \"net\")"}));
}

// A caller that ends in the middle, or goes away, has imported nothing.
TEST_F(StatementServiceTest, HalfAFileIsNoFile) {
  v1::ImportStatementRequest header = Header();
  header.mutable_header()->set_file_size_bytes(sizeof(kFile) - 1);
  EXPECT_THAT(Import({header, Chunk("isrc,net\nGBAYE6800011,1\n")}),
              FailsWith(kInvalid, "header.file_size_bytes: "));
  {
    const auto context = Context();
    v1::Statement statement;
    const auto writer = stub_.ImportStatement(context.get(), &statement);
    ASSERT_TRUE(writer->Write(Header()));
    ASSERT_TRUE(writer->Write(Chunk(kFile)));
    context->TryCancel();
    EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EndCalls();
  const auto connection = pool_->Borrow();
  ASSERT_THAT(connection, IsOk());
  EXPECT_EQ(ListStatements(**connection, "main", std::nullopt, 1)->size(), 0u);
}

TEST_F(StatementServiceTest, ResolvesReleasesAndVoids) {
  ASSERT_THAT(Import(), IsOk());
  AddTrack("etude", "");
  v1::ResolveSuspenseRequest resolve;
  resolve.set_name(kName);
  v1::LineMatch& match = *resolve.add_matches();
  match.set_ordinal(3);
  match.set_track("accounts/acme/tracks/etude");
  const auto resolved = Ask(&Stub::ResolveSuspense, stub_, resolve);
  ASSERT_THAT(resolved, IsOk());
  EXPECT_EQ(resolved->suspense_line_count(), 0);

  const auto held = Import(absl::StrCat(kFile, "GBAYE6800011,,,,,,1,,,,\n"));
  ASSERT_THAT(held, IsOk());
  EXPECT_EQ(held->state(), v1::Statement::HELD);
  v1::ReleaseStatementRequest release;
  release.set_name(held->name());
  EXPECT_EQ(Ask(&Stub::ReleaseStatement, stub_, release)->state(),
            v1::Statement::POSTED);

  v1::VoidStatementRequest request;
  request.set_name(kName);
  EXPECT_THAT(Ask(&Stub::VoidStatement, stub_, request),
              FailsWith(kInvalid, "reason"));
  request.set_reason("replaced");
  EXPECT_EQ(Ask(&Stub::VoidStatement, stub_, request)->state(),
            v1::Statement::VOID);
}

TEST_F(StatementServiceTest, WaitsVisiblyForTheCatalogue) {
  rights_.Fail(absl::UnavailableError("away"));
  const auto imported = Import();
  ASSERT_THAT(imported, IsOk());
  EXPECT_EQ(imported->state(), v1::Statement::RECEIVED);
  EXPECT_EQ(imported->waiting_for(), "catalog");
}

TEST(WireStatementTest, EveryStateAndReasonKeepsItsName) {
  Statement statement{.key = {"main", "s"},
                      .source = "artlist",
                      .source_account = "a",
                      .period = absl::CivilMonth(2026, 10),
                      .currency = ParseCurrency("c", "USD").value()};
  for (const char* name :
       {"RECEIVED", "RIGHTS_RESOLVED", "POSTED", "HELD", "VOID"}) {
    statement.state = ParseStatementState(name).value();
    EXPECT_EQ(v1::Statement::State_Name(ToWire(statement).state()), name);
  }
  StatementLine line;
  for (const char* name : {"OPEN", "MATCHED", "SUSPENSE"}) {
    line.state = ParseLineState(name).value();
    const auto wire = ToWire(line).state();
    EXPECT_EQ(v1::StatementLine::State_Name(wire), name);
    EXPECT_EQ(FromWire(wire).value(), line.state);
  }
  EXPECT_EQ(FromWire(v1::StatementLine::STATE_UNSPECIFIED).value(),
            std::nullopt);
  for (const char* name :
       {"TRACK_UNKNOWN", "TRACK_AMBIGUOUS", "IDENTIFIER_LOST", "DEAL_MISSING",
        "DEAL_EARNS_NOTHING", "RIGHTS_MISSING"}) {
    line.suspense_reason = ParseSuspenseReason(name).value();
    EXPECT_EQ(
        v1::StatementLine::SuspenseReason_Name(ToWire(line).suspense_reason()),
        name);
  }
}

}  // namespace
}  // namespace ritornello::royalties
