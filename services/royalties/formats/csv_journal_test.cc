#include "services/royalties/formats/csv_journal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/formats/testing/bookkeepers.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::IsOk;
using testing::ReadWithPython;

TEST(CsvJournalTest, OneTransactionReadsLikeThis) {
  PostedTransaction posted;
  posted.sequence = 17;
  posted.record_time = absl::FromUnixMicros(1'800'000'000'000'017);
  posted.transaction = {.effective_date = absl::CivilDay(2026, 9, 5),
                        .period = absl::CivilMonth(2026, 10),
                        .description = "Void: \"two\", not one",
                        .document = "accounts/acme/deals/buyout",
                        .reverses = 16,
                        .legs = {{"Assets:A", "USD", 1'234'500'000},
                                 {"Equity:B", "USD", -1'234'500'000}}};
  posted.balances = {{1'234'500'001, 2}, {-1'234'500'001, 2}};
  std::string text = CsvHeader({});
  AppendCsv(posted, text);
  EXPECT_EQ(
      text,
      "transaction,leg,effective_date,period,record_time,description,document,"
      "reverses,ledger_account,currency,amount,balance\r\n"
      "17,1,2026-09-05,2026-10,2027-01-15T08:00:00.000017Z,"
      "\"Void: \"\"two\"\", not one\",accounts/acme/deals/buyout,16,"
      "Assets:A,USD,1234.50,1234.500001\r\n"
      "17,2,2026-09-05,2026-10,2027-01-15T08:00:00.000017Z,"
      "\"Void: \"\"two\"\", not one\",accounts/acme/deals/buyout,16,"
      "Equity:B,USD,-1234.50,-1234.500001\r\n");
}

// What Python's csv module reads of a cell.
TEST(CsvJournalTest, ACellIsNoFormula) {
  const struct {
    const char* value;
    const char* read;
  } cases[] = {
      {"", ""},
      {"plain", "plain"},
      {"a, \"b\"\r\nc", "a, \"b\"\r\nc"},
      {"\xC3\x84rger \xF0\x9F\x8E\xB5", "\xC3\x84rger \xF0\x9F\x8E\xB5"},
      {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
      {"+1+1", "'+1+1"},
      {"-1+1", "'-1+1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\tx", "'\tx"},
      {"\rx", "'\rx"},
      {"=\"a\",1", "'=\"a\",1"},
      {"-", "'-"},
      {"-.", "'-."},
      {"-1.", "'-1."},
      {"--1", "'--1"},
      {"-1.2.3", "'-1.2.3"},
      {"-1e5", "'-1e5"},
      {"-1", "-1"},
      {"+1", "+1"},
      {"-11.666667", "-11.666667"},
      {"-9223372036854.775807", "-9223372036854.775807"},
      {"a=b", "a=b"},
  };
  std::string row;
  for (const auto& c : cases) row += CsvCell(c.value) + ",";
  const auto read = ReadWithPython(row + "end\r\n");
  ASSERT_THAT(read, IsOk());
  const std::vector<std::string> cells = absl::StrSplit(*read, '\x1f');
  ASSERT_EQ(cells.size(), std::size(cases) + 2);
  for (size_t i = 0; i < std::size(cases); ++i) {
    EXPECT_EQ(cells[i], cases[i].read) << cases[i].value;
  }
}

}  // namespace
}  // namespace ritornello::royalties
