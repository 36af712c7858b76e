// What each RPC of the royalties refuses, and how it says so.
#include "libs/server/testing/refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/rpc/testing/service_fixture.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::IsOk;
using server::testing::MethodRefusals;
using server::testing::Spoilt;
using server::testing::Times;
using server::testing::Unprovoked;
using ::testing::IsEmpty;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kNotFound = absl::StatusCode::kNotFound;
constexpr auto kExists = absl::StatusCode::kAlreadyExists;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr auto kOutOfRange = absl::StatusCode::kOutOfRange;
constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

// In micros: as much as fits, nearly.
constexpr int64_t kVastMicros = 9'200'000'000'000'000'000;

// Parts of requests that are good, about what RefusalsTest() below makes.
constexpr char kHeader[] =
    "header { parent: 'books/main' source: 'artlist' source_account: 'new' "
    "period: '2026-10' currency_code: 'USD' profile: 'generic' }";

std::string Lines(absl::string_view lines) {
  return absl::StrCat("chunk: '", absl::CEscape("isrc,net\n"),
                      absl::CEscape(lines), "'");
}

std::string Deal(absl::string_view fields) {
  return absl::StrCat(
      "parent: 'accounts/acme' deal_id: 'new' "
      "deal { library: 'libraries/new' licensing_model: ROYALTY_SPLIT "
      "start_date { year: 2026 month: 1 day: 1 } ",
      fields, " } ");
}

std::string Payout(absl::string_view fields, int64_t fee_micros) {
  return Spoilt(Deal(absl::StrCat("tracks: 'accounts/acme/tracks/air' "
                                  "fee { currency_code: 'EUR' micros: ",
                                  fee_micros, " } ", fields)),
                "ROYALTY_SPLIT", "DIRECT_PAYOUT");
}

std::string EndOn(absl::string_view deal, int year) {
  return absl::StrCat("name: 'accounts/acme/deals/", deal,
                      "' end_date { year: ", year, " month: 2 day: 1 }");
}

std::vector<MethodRefusals> OfDealService() {
  return {
      {"ritornello.royalties.v1.DealService/CreateDeal",
       {{Spoilt(Deal(""), "accounts/", ""), kInvalid, "parent"},
        {Spoilt(Deal(""), "'new'", "'New'"), kInvalid, "deal_id"},
        {Spoilt(Deal(""), "libraries/", ""), kInvalid, "deal.library"},
        {Spoilt(Deal(""), "licensing_model: ROYALTY_SPLIT", ""), kInvalid,
         "deal.licensing_model"},
        {Deal("tracks: 'air'"), kInvalid, "deal.tracks[0]"},
        {Deal("tracks: 'accounts/other/tracks/air'"), kInvalid,
         "deal.tracks[0]"},
        {Deal(Times(2, "tracks: 'accounts/acme/tracks/air' ")), kInvalid,
         "deal.tracks[1]"},
        {Deal("royalty_ppm: 1000001"), kInvalid, "deal.royalty_ppm"},
        {Deal("commission_ppm: -1"), kInvalid, "deal.commission_ppm"},
        {Deal("composition_ppm: 1000001"), kInvalid, "deal.composition_ppm"},
        {Deal("fee { currency_code: 'USD' micros: 1 }"), kInvalid, "deal.fee"},
        {Payout("", 0), kInvalid, "deal.fee"},
        {Spoilt(Payout("", 1), "tracks: 'accounts/acme/tracks/air'", ""),
         kInvalid, "deal.tracks"},
        {Spoilt(Payout("", 1), "EUR", "eur"), kInvalid,
         "deal.fee.currency_code"},
        {Spoilt(Deal(""), "day: 1", "day: 32"), kInvalid, "deal.start_date"},
        {Deal("end_date { year: 2025 month: 12 day: 31 }"), kInvalid,
         "deal.end_date"},
        {Deal("") + "request_id: 'used'", kInvalid, "request_id"},
        {Spoilt(Payout("", 1), "2026", "2028"), kInvalid, "deal.start_date"},
        {Spoilt(Deal(""), "accounts/acme", "accounts/nobody"), kNotFound,
         "ACCOUNT_NOT_FOUND"},
        {Spoilt(Deal(""), "libraries/new", "libraries/none"), kNotFound,
         "LIBRARY_NOT_FOUND"},
        {Spoilt(Deal(""), "'new'", "'artlist'"), kExists, "DEAL_EXISTS"},
        {Spoilt(Deal(""), "libraries/new", "libraries/artlist"), kPrecondition,
         "DEAL_OVERLAP"},
        {Spoilt(Payout("", 1), "tracks/air", "tracks/none"), kPrecondition,
         "RIGHTS_MISSING"},
        {Payout("composition_ppm: 1000000", kVastMicros), kOutOfRange, ""}}},
      {"ritornello.royalties.v1.DealService/EndDeal",
       {{"name: 'accounts/acme/artlist'", kInvalid, "name"},
        {"name: 'accounts/acme/deals/artlist'", kInvalid, "end_date"},
        {EndOn("artlist", 2025), kInvalid, "end_date"},
        {EndOn("none", 2026), kNotFound, "DEAL_NOT_FOUND"},
        {EndOn("artlist", 2026), kPrecondition, "DEAL_USED"}}},
      {"ritornello.royalties.v1.DealService/VoidDeal",
       {{"name: 'accounts/acme/artlist' reason: 'x'", kInvalid, "name"},
        {"name: 'accounts/acme/deals/artlist'", kInvalid, "reason"},
        {"name: 'accounts/acme/deals/artlist' reason: '" + Times(501, "x") +
             "'",
         kInvalid, "reason"},
        {"name: 'accounts/acme/deals/none' reason: 'x'", kNotFound,
         "DEAL_NOT_FOUND"},
        {"name: 'accounts/acme/deals/artlist' reason: 'x'", kPrecondition,
         "DEAL_USED"}}},
      {"ritornello.royalties.v1.DealService/GetDeal",
       {{"name: 'accounts/acme/artlist'", kInvalid, "name"},
        {"name: 'accounts/acme/deals/none'", kNotFound, "DEAL_NOT_FOUND"}}},
      {"ritornello.royalties.v1.DealService/ListDeals",
       {{"parent: 'accounts/acme/deals'", kInvalid, "parent"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"}}},
  };
}

std::vector<MethodRefusals> OfLedgerService() {
  return {
      {"ritornello.royalties.v1.LedgerService/CloseMonth",
       {{"name: 'books/main/months'", kInvalid, "name"},
        {"name: 'books/main/months/2026-13'", kInvalid, "name"},
        {"name: 'books/none/months/2026-10'", kNotFound, "BOOK_NOT_FOUND"},
        {"name: 'books/main/months/2027-01'", kPrecondition,
         "MONTH_NOT_OVER"}}},
      {"ritornello.royalties.v1.LedgerService/ListMonths",
       {{"parent: 'books/main/months'", kInvalid, "parent"},
        {"parent: 'books/main' page_size: -1", kInvalid, "page_size"},
        {"parent: 'books/main' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'books/none'", kNotFound, "BOOK_NOT_FOUND"}}},
      {"ritornello.royalties.v1.LedgerService/ExportJournal",
       {{"name: 'books/main/transactions' format: HLEDGER", kInvalid, "name"},
        {"name: 'books/main'", kInvalid, "format"},
        {"name: 'books/none' format: HLEDGER", kNotFound, "BOOK_NOT_FOUND"}}},
      {"ritornello.royalties.v1.LedgerService/GetTrialBalance",
       {{"name: 'main'", kInvalid, "name"},
        {"name: 'books/none'", kNotFound, "BOOK_NOT_FOUND"}}},
      {"ritornello.royalties.v1.LedgerService/ListTransactions",
       {{"parent: 'books/main/transactions'", kInvalid, "parent"},
        {"parent: 'books/main' page_size: -1", kInvalid, "page_size"},
        {"parent: 'books/main' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'books/none'", kNotFound, "BOOK_NOT_FOUND"}}},
      {"ritornello.royalties.v1.LedgerService/VerifyBook",
       {{"name: 'books/main/transactions'", kInvalid, "name"},
        {"name: 'books/none'", kNotFound, "BOOK_NOT_FOUND"},
        {"name: 'books/torn'", kDataLoss, ""}}},
  };
}

std::vector<MethodRefusals> OfPayeeService() {
  return {
      {"ritornello.royalties.v1.PayeeService/GetPayee",
       {{"name: 'accounts/acme/ana'", kInvalid, "name"},
        {"name: 'accounts/acme/payees/none'", kNotFound, "PAYEE_NOT_FOUND"},
        {"name: 'accounts/acme/payees/ana'", kOutOfRange, ""}}},
      {"ritornello.royalties.v1.PayeeService/GetPayeeStatement",
       {{"name: 'accounts/acme/ana'", kInvalid, "name"},
        {"name: 'accounts/acme/payees/ana' period: '2026-13'", kInvalid,
         "period"},
        {"name: 'accounts/acme/payees/ana' page_size: -1", kInvalid,
         "page_size"},
        {"name: 'accounts/acme/payees/ana' page_token: 'x'", kInvalid,
         "page_token"},
        {"name: 'accounts/acme/payees/none'", kNotFound, "PAYEE_NOT_FOUND"},
        {"name: 'accounts/acme/payees/ana'", kOutOfRange, ""}}},
      {"ritornello.royalties.v1.PayeeService/ListPayees",
       {{"parent: 'accounts/acme/payees'", kInvalid, "parent"},
        {"parent: 'accounts/acme' page_size: -1", kInvalid, "page_size"},
        {"parent: 'accounts/acme' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'accounts/nobody'", kNotFound, "ACCOUNT_NOT_FOUND"},
        {"parent: 'accounts/acme'", kOutOfRange, ""}}},
  };
}

std::vector<MethodRefusals> OfStatementService() {
  return {
      {"ritornello.royalties.v1.StatementService/GetStatement",
       {{"name: 'books/main'", kInvalid, "name"},
        {"name: 'books/main/statements/none'", kNotFound,
         "STATEMENT_NOT_FOUND"}}},
      {"ritornello.royalties.v1.StatementService/ImportStatement",
       {{"chunk: 'isrc,net'", kInvalid, "header.parent"},
        {Spoilt(kHeader, "books/main", "books/main/statements"), kInvalid,
         "header.parent"},
        {Spoilt(kHeader, "artlist", "Artlist"), kInvalid, "header.source"},
        {Spoilt(kHeader, "'new'", "''"), kInvalid, "header.source_account"},
        {Spoilt(kHeader, "2026-10", "2026-13"), kInvalid, "header.period"},
        {Spoilt(kHeader, "USD", "XAU"), kInvalid, "header.currency_code"},
        {Spoilt(kHeader, "generic", "other"), kInvalid, "header.profile"},
        {Spoilt(kHeader, "profile: 'generic'",
                "declared_total { currency_code: 'EUR' }"),
         kInvalid, "header.declared_total.currency_code"},
        {kHeader,
         kInvalid,
         "header.is_range",
         {Spoilt(Lines("GBAYE6800011,1,2026-09\nGBAYE6800011,1,2026-10\n"),
                 "net", "net,reporting_month")}},
        {kHeader, kInvalid, "chunk", {kHeader}},
        {kHeader,
         kInvalid,
         "chunk",
         {"chunk: '" + Times(1024 * 1024 + 1, "x") + "'"}},
        {Spoilt(kHeader, "profile: 'generic'", "file_sha256: 'A'"), kInvalid,
         "header.file_sha256"},
        {Spoilt(kHeader, "profile: 'generic'", "file_size_bytes: 1"), kInvalid,
         "header.file_size_bytes"},
        {kHeader, kInvalid, "file"},
        {kHeader, kInvalid, "file", {Lines("")}},
        {kHeader,
         kInvalid,
         "file",
         {Spoilt(Lines("GBAYE6800011,1\n"), "net", "units")}},
        {kHeader,
         kInvalid,
         "lines[2].net, lines[4].net",
         {Lines("GBAYE6800011,x\nGBAYE6800011,1\nGBAYE6800011,y\n")}},
        {Spoilt(Spoilt(kHeader, "'new'", "'a'"), "USD", "EUR"),
         kInvalid,
         "header.currency_code",
         {Lines("GBAYE6800011,1\n")}},
        {Spoilt(kHeader, "books/main", "books/none"),
         kNotFound,
         "BOOK_NOT_FOUND",
         {Lines("GBAYE6800011,1\n")}},
        {Spoilt(kHeader, "'artlist'", "'none'"), kNotFound,
         "LIBRARY_NOT_FOUND"},
        {Spoilt(Spoilt(kHeader, "'new'", "'a'"), "profile: 'generic'",
                "declared_total { currency_code: 'USD' micros: 5000000 }"),
         kPrecondition,
         "STATEMENT_NOT_HELD",
         {Lines("GBAYE6800011,1\n")}},
        {kHeader,
         kOutOfRange,
         "",
         {Lines(Times(2, "GBAYE6800011,9000000000000\n"))}}}},
      {"ritornello.royalties.v1.StatementService/ListStatementLines",
       {{"parent: 'books/main'", kInvalid, "parent"},
        {"parent: 'books/main/statements/artlist-a-2026-10' state: 99",
         kInvalid, "state"},
        {"parent: 'books/main/statements/artlist-a-2026-10' page_size: -1",
         kInvalid, "page_size"},
        {"parent: 'books/main/statements/artlist-a-2026-10' page_token: 'x'",
         kInvalid, "page_token"},
        {"parent: 'books/main/statements/none'", kNotFound,
         "STATEMENT_NOT_FOUND"}}},
      {"ritornello.royalties.v1.StatementService/ListStatementProfiles",
       {{"parent: 'main'", kInvalid, "parent"}}},
      {"ritornello.royalties.v1.StatementService/ListStatements",
       {{"parent: 'books/main/statements'", kInvalid, "parent"},
        {"parent: 'books/main' page_size: -1", kInvalid, "page_size"},
        {"parent: 'books/main' page_token: 'x'", kInvalid, "page_token"},
        {"parent: 'books/none'", kNotFound, "BOOK_NOT_FOUND"}}},
      {"ritornello.royalties.v1.StatementService/ReleaseStatement",
       {{"name: 'books/main'", kInvalid, "name"},
        {"name: 'books/main/statements/none'", kNotFound,
         "STATEMENT_NOT_FOUND"},
        {"name: 'books/main/statements/artlist-a-2026-10'", kPrecondition,
         "STATEMENT_NOT_HELD"}}},
      {"ritornello.royalties.v1.StatementService/ResolveSuspense",
       {{"name: 'books/main'", kInvalid, "name"},
        {"name: 'books/main/statements/artlist-a-2026-10' matches { ordinal: 2 "
         "track: 'air' }",
         kInvalid, "matches[0].track"},
        {"name: 'books/main/statements/artlist-a-2026-10' matches { ordinal: 2 "
         "track: 'accounts/acme/tracks/air' } matches { ordinal: 2 track: "
         "'accounts/acme/tracks/air' }",
         kInvalid, "matches[1].ordinal"},
        {"name: 'books/main/statements/artlist-a-2026-10' matches { ordinal: 9 "
         "track: 'accounts/acme/tracks/air' }",
         kInvalid, "matches[0].ordinal"},
        {"name: 'books/main/statements/artlist-a-2026-10' matches { ordinal: 2 "
         "track: 'accounts/acme/tracks/other' }",
         kInvalid, "matches[0].ordinal"},
        {"name: 'books/main/statements/artlist-a-2026-10' " +
             Times(10'001, "matches { } "),
         kInvalid, "matches"},
        {"name: 'books/main/statements/none'", kNotFound,
         "STATEMENT_NOT_FOUND"},
        {"name: 'books/main/statements/artlist-vast-2026-10' matches { "
         "ordinal: 2 track: 'accounts/acme/tracks/none' }",
         kNotFound, "TRACK_NOT_FOUND"},
        {"name: 'books/main/statements/artlist-held-2026-10'", kPrecondition,
         "STATEMENT_NOT_POSTED"},
        {"name: 'books/main/statements/artlist-vast-2026-10' matches { "
         "ordinal: 2 track: 'accounts/acme/tracks/air' }",
         kOutOfRange, ""}}},
      {"ritornello.royalties.v1.StatementService/VoidStatement",
       {{"name: 'books/main' reason: 'wrong'", kInvalid, "name"},
        {"name: 'books/main/statements/artlist-a-2026-10'", kInvalid, "reason"},
        {"name: 'books/main/statements/artlist-a-2026-10' reason: '" +
             std::string(501, 'x') + "'",
         kInvalid, "reason"},
        {"name: 'books/main/statements/none' reason: 'wrong'", kNotFound,
         "STATEMENT_NOT_FOUND"}}},
  };
}

std::vector<MethodRefusals> Refusals() {
  std::vector<MethodRefusals> all;
  for (const auto& of_service :
       {OfDealService, OfLedgerService, OfPayeeService, OfStatementService}) {
    const std::vector<MethodRefusals> some = of_service();
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

// What only others who write at the same moment bring about; the tests of the
// domain show it.
std::vector<Unprovoked> NotByOneRequest() {
  return {{"ritornello.royalties.v1.StatementService/ImportStatement",
           absl::StatusCode::kResourceExhausted},
          {"ritornello.royalties.v1.StatementService/ResolveSuspense",
           absl::StatusCode::kAborted}};
}

class RefusalsTest : public testing::ServiceFixture {
 protected:
  // A book whose head promises a transaction that is not there; a deal for
  // all tracks at artlist; a statement that was posted and one that is held.
  // In EUR ana is owed as much as fits of the composition, and as much of the
  // master; a line with the same again is in suspense.
  RefusalsTest() {
    EXPECT_THAT(database_.Open()->RunScript(
                    "INSERT INTO books VALUES ('torn', 1, '', 0, '')"),
                IsOk());
    rights_.Add(Air());
    rights_.Lack("accounts/nobody");
    rights_.Lack("libraries/none");
    Must("DealService/CreateDeal",
         {Spoilt(Spoilt(Deal("composition_ppm: 1000000"), "'new'", "'artlist'"),
                 "libraries/new", "libraries/artlist") +
          "request_id: 'used'"});
    Must("DealService/CreateDeal",
         {Spoilt(Payout("composition_ppm: 1000000", kVastMicros), "new",
                 "one")});
    Must("DealService/CreateDeal",
         {Spoilt(Payout("composition_ppm: 0", kVastMicros), "new", "two")});
    Import(Spoilt(kHeader, "'new'", "'a'"), "GBAYE6800011,1\n");
    Import(Spoilt(Spoilt(kHeader, "'new'", "'held'"), "profile: 'generic'",
                  "declared_total { currency_code: 'USD' micros: 5000000 }"),
           "GBAYE6800011,2\n");
    Import(Spoilt(Spoilt(kHeader, "'new'", "'vast'"), "USD", "EUR"),
           "GBAYE6800012,9200000000000\n");
  }

 private:
  static RightsAnswer Air() {
    RightsAnswer track;
    track.track = {"acme", "air"};
    track.isrc = "GBAYE6800011";
    for (const Right right : {Right::kSyncComposition, Right::kMaster}) {
      track.split_sheets.push_back({absl::StrCat("air/", RightName(right)),
                                    right,
                                    kAlways,
                                    {{{"acme", "ana"}, "OWNER", 1}}});
    }
    return track;
  }

  void Import(const std::string& header, absl::string_view lines) {
    Must("StatementService/ImportStatement", {header, Lines(lines)});
  }

  void Must(absl::string_view method,
            const std::vector<std::string>& messages) {
    EXPECT_THAT(server::testing::CallWithText(
                    absl::StrCat("ritornello.royalties.v1.", method), messages,
                    channel()),
                IsOk());
  }
};

TEST_F(RefusalsTest, EachIsAnsweredAsTheTableSays) {
  EXPECT_THAT(server::testing::WrongAnswers(Refusals(), channel()), IsEmpty());
}

TEST_F(RefusalsTest, EveryRpcHasOne) {
  EXPECT_THAT(server::testing::MethodsWithoutRefusal(Refusals(),
                                                     testing::kServiceNames),
              IsEmpty());
}

TEST_F(RefusalsTest, EveryDocumentedCodeHasOneAndEveryOneIsDocumented) {
  EXPECT_THAT(server::testing::CommentMismatches(
                  Refusals(), testing::kServiceNames, NotByOneRequest()),
              IsEmpty());
}

}  // namespace
}  // namespace ritornello::royalties
