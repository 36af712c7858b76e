// Which of the posting templates the services post by themselves: nothing here
// posts a leg, and the legs are the template's.
#include "services/royalties/rpc/testing/posting_templates.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/server/testing/refusals.h"
#include "libs/status/status_matchers.h"
#include "ritornello/royalties/v1/ledger_service.grpc.pb.h"
#include "services/royalties/rpc/testing/service_fixture.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::IsOk;
using Stub = v1::LedgerService::Stub;
// By ledger account and currency.
using Legs = std::map<std::pair<std::string, std::string>, int64_t>;
using Words = std::map<std::string, std::string>;

// Every template of the file, in its order, and what is missing of the
// features that would post it; nothing for those that kCases post.
constexpr struct {
  const char* code;
  const char* missing;
} kTemplates[] = {
    {"D1", ""},
    {"D1b", "receipts of cash"},
    {"D2", ""},
    {"D3", "what is owed becomes payable"},
    {"P2", "payouts"},
    {"P3", "payouts"},
    {"P4", "payouts"},
    {"P2", "payouts"},
    {"P5", "payouts"},
    {"P2", "payouts"},
    {"P3", "payouts"},
    {"P6", "withholding tax"},
    {"L1", "sales of the operator's own"},
    {"L2", "sales of the operator's own"},
    {"L2b", "receipts of cash"},
    {"L3", ""},
    {"S1", ""},
    {"S2", "receipts of cash in another currency"},
    {"S3", "receipts of cash in another currency"},
    {"S4", ""},
    {"S5", ""},
    {"S6", ""},
    {"S7", "foreign tax withheld by the payer"},
    {"S8", "foreign tax withheld by the payer"},
    {"B1", "pools divided by points"},
    {"B2", "receipts of cash"},
    {"B3", "pools divided by points"},
    {"A1", "advances"},
    {"A2", "advances"},
    {"R1", "reserves"},
    {"C4", "what a corrected split sheet changes"},
    {"A4", "advances"},
    {"C1", "what is owed becomes payable"},
    {"C2", "refunds of the operator's own sales"},
    {"L4", "receipts of cash"},
    {"A5", "advances"},
    {"C2b", "what is owed becomes payable"},
    {"R3", "reserves"},
    {"C3", "claims on payees"},
    {"C3b", "receipts of cash"},
    {"C3w", "claims on payees"},
    {"Q1", "cue sheets and what they let expect"},
    {"Q1w", "cue sheets and what they let expect"},
    {"Q2a", ""},
    {"Q2b", "receipts of cash"},
    {"Q2c", "the performance right in a division"},
    {"Q3", "cue sheets and what they let expect"},
    {"Q3w", "cue sheets and what they let expect"},
    {"R1", "reserves"},
    {"Z0", "receipts of cash"},
    {"Z1", "unclaimed property"},
    {"A3", "minimum guarantees"},
    {"R2", "reserves"},
};

// What posts a template: transactions of a document, counted from 0, which
// together have its legs; and how ours are called where the template's parties
// and documents have other names.
const struct {
  const char* code;
  const char* document;
  std::vector<size_t> transactions;
  Words words;
} kCases[] = {
    // A direct payout: the fee, then its division.
    {"D1",
     "accounts/acme/deals/deal-9",
     {0},
     {{"LibE", "libe"}, {"DEAL-9", "acme.deal-9"}}},
    {"D2", "accounts/acme/deals/deal-9", {1}, {{"DEAL-9", "acme.deal-9"}}},
    // A statement of a source that reports single sales.
    {"L3",
     "books/main/statements/shop-sale-123-2026-10",
     {1},
     {{"Sale-123", "shop-sale-123-2026-10"}}},
    // A statement whose declared total is rounded.
    {"S1",
     "books/main/statements/libx-st-77-2026-10",
     {0},
     {{"LibX", "libx"}, {"ST-77", "libx-st-77-2026-10"}}},
    // A line for Ana and one for nobody, which is two transactions; then the
    // second is resolved.
    {"S4",
     "books/main/statements/libx-st-77-usd-2026-10",
     {1, 2},
     {{"ST-77", "libx-st-77-usd-2026-10"},
      {"ST-77-USD", "libx-st-77-usd-2026-10"}}},
    {"S5",
     "books/main/statements/libx-st-77-usd-2026-10",
     {3},
     {{"ST-77", "libx-st-77-usd-2026-10"}}},
    {"S6",
     "books/main/statements/liby-st-78-2026-10",
     {0},
     {{"LibY", "liby"}, {"ST-78", "liby-st-78-2026-10"}}},
    // A PRO reports like any other source.
    {"Q2a",
     "books/main/statements/bmi-2026q1-2026-03",
     {0},
     {{"BMI", "bmi"},
      {"2026Q1", "bmi-2026q1-2026-03"},
      {"BMI-2026Q1", "bmi-2026q1-2026-03"}}},
};

class PostingTemplatesTest : public testing::ServiceFixture {
 protected:
  PostingTemplatesTest() : stub_(channel()) {
    AddTrack("anas", "GBAYE6800011", {{{"acme", "ana"}, "OWNER", 1}},
             {{{"acme", "ana"}, "OWNER", 1}});
    AddTrack("bens", "GBAYE6800012", {{{"acme", "ben"}, "OWNER", 1}},
             {{{"acme", "ben"}, "OWNER", 1}});
    AddTrack(
        "sold", "GBAYE6800013",
        {{{"acme", "ana"}, "WRITER", 1},
         {{"acme", "ben"}, "WRITER", 1},
         {{"acme", "cy"}, "WRITER", 1}},
        {{{"acme", "ana"}, "OWNER", 60}, {{"acme", "labelx"}, "LABEL", 40}});
  }

  void AddTrack(const std::string& id, const std::string& isrc,
                std::vector<OwnerShare> composition,
                std::vector<OwnerShare> master) {
    RightsAnswer track;
    track.track = {"acme", id};
    track.title = id;
    track.isrc = isrc;
    track.split_sheets = {
        {id + "/c", Right::kSyncComposition, kAlways, std::move(composition)},
        {id + "/m", Right::kMaster, kAlways, std::move(master)}};
    rights_.Add(track);
  }

  void Do(absl::string_view method, const std::vector<std::string>& messages) {
    ASSERT_THAT(server::testing::CallWithText(
                    absl::StrCat("ritornello.royalties.v1.", method), messages,
                    channel()),
                IsOk());
  }

  void CreateDeal(const std::string& id, const std::string& library,
                  int commission_percent, const std::string& fields) {
    Do("DealService/CreateDeal",
       {absl::StrCat("parent: 'accounts/acme' deal_id: '", id,
                     "' deal { library: 'libraries/", library,
                     "' commission_ppm: ", commission_percent * 10'000,
                     " start_date { year: 2026 month: 10 day: 1 } ", fields,
                     " }")});
  }

  void Import(const std::string& source, const std::string& account,
              const std::string& period, const std::string& currency,
              const std::string& lines, const std::string& fields = "") {
    Do("StatementService/ImportStatement",
       {absl::StrCat("header { parent: 'books/main' source: '", source,
                     "' source_account: '", account, "' period: '", period,
                     "' currency_code: '", currency, "' ", fields, " }"),
        absl::StrCat("chunk: '", absl::CEscape("isrc,net\n" + lines), "'")});
  }

  // The legs of the transactions that were posted for a document.
  std::vector<Legs> PostedFor(absl::string_view document) {
    v1::ListTransactionsRequest request;
    request.set_parent("books/main");
    request.set_page_size(500);
    const auto page = Ask(&Stub::ListTransactions, stub_, request);
    EXPECT_THAT(page, IsOk());
    std::vector<Legs> posted;
    for (const v1::Transaction& transaction : page->transactions()) {
      if (transaction.document() != document) continue;
      Legs& legs = posted.emplace_back();
      for (const v1::Leg& leg : transaction.legs()) {
        legs[{leg.ledger_account(), leg.amount().currency_code()}] +=
            leg.amount().micros();
      }
    }
    return posted;
  }

  Stub stub_;
};

// The template's account as this book calls it: payees are parties of acme.
std::string OurAccount(const std::string& account, Words words) {
  words.insert({{"Ana", "acme:ana"},
                {"Ben", "acme:ben"},
                {"Cy", "acme:cy"},
                {"LabelX", "acme:labelx"}});
  std::vector<std::string> segments = absl::StrSplit(account, ':');
  for (std::string& segment : segments) {
    if (const auto word = words.find(segment); word != words.end()) {
      segment = word->second;
    }
  }
  return absl::StrJoin(segments, ":");
}

TEST_F(PostingTemplatesTest, TheServicesPostTheseByThemselves) {
  CreateDeal("deal-9", "libe", 10,
             "licensing_model: DIRECT_PAYOUT tracks: "
             "'accounts/acme/tracks/anas' fee { currency_code: 'USD' "
             "micros: 2000000000 }");
  const std::string split = "licensing_model: ROYALTY_SPLIT";
  CreateDeal("shop", "shop", 30, split);
  CreateDeal("libx", "libx", 10, split);
  CreateDeal("liby", "liby", 10, split);
  Import("shop", "sale-123", "2026-10", "USD", "GBAYE6800013,100\n");
  Import("libx", "st-77", "2026-10", "EUR",
         "GBAYE6800011,200.000001\nGBAYE6800011,47.421904\n",
         "declared_total { currency_code: 'EUR' micros: 247420000 }");
  Import("libx", "st-77-usd", "2026-10", "USD",
         "GBAYE6800011,250.00\nUSXXX9900001,18.45\n");
  Do("StatementService/ResolveSuspense",
     {"name: 'books/main/statements/libx-st-77-usd-2026-10' matches { "
      "ordinal: 3 track: 'accounts/acme/tracks/bens' }"});
  Import("liby", "st-78", "2026-10", "USD", "GBAYE6800011,100\n");
  Import("bmi", "2026q1", "2026-03", "USD", "GBAYE6800011,84.00\n");

  std::map<std::string, Transaction> templates;
  for (const auto& one : testing::ReadTemplates(testing::TemplateJournal())) {
    templates[one.code] = one.transaction;
  }
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.code);
    Legs want;
    for (const Leg& leg : templates.at(c.code).legs) {
      want[{OurAccount(leg.ledger_account, c.words), leg.currency}] +=
          leg.amount_micros;
    }
    const std::vector<Legs> posted = PostedFor(c.document);
    Legs got;
    for (const size_t index : c.transactions) {
      ASSERT_LT(index, posted.size());
      for (const auto& [key, micros] : posted[index]) got[key] += micros;
    }
    std::erase_if(got, [](const auto& leg) { return leg.second == 0; });
    EXPECT_EQ(got, want);
  }
}

TEST_F(PostingTemplatesTest, EveryTemplateIsPostedOrSaysWhatIsMissing) {
  std::vector<std::string> of_file;
  for (const auto& one : testing::ReadTemplates(testing::TemplateJournal())) {
    of_file.push_back(one.code);
  }
  std::vector<std::string> of_table;
  std::set<std::string> posted;
  for (const auto& row : kTemplates) {
    of_table.push_back(row.code);
    if (std::string(row.missing).empty()) posted.insert(row.code);
  }
  EXPECT_EQ(of_table, of_file);
  std::set<std::string> of_cases;
  for (const auto& c : kCases) of_cases.insert(c.code);
  EXPECT_EQ(of_cases, posted);
}

}  // namespace
}  // namespace ritornello::royalties
