#include "services/royalties/formats/statement_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/formats/testing/profiles.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

struct File {
  absl::Status status;  // of the file, or the verdict on its rows
  std::vector<StatementLine> lines;
  std::string sum;
  std::optional<std::string> total_row;
};

File Read(absl::string_view text, absl::string_view currency = "EUR",
          absl::string_view profile = "generic") {
  File file;
  const auto layout =
      FindLayout(SourceOf(text), testing::BuiltInProfiles(), profile);
  file.status = layout.status();
  if (!layout.ok()) return file;
  auto reader = StatementCsvReader::Open(
      SourceOf(text), *layout, ParseCurrency("currency", currency).value());
  file.status = reader.status();
  if (!reader.ok()) return file;
  StatementLine line;
  for (;;) {
    const auto is_there = reader->Next(line);
    file.status = is_there.ok() ? reader->Verdict() : is_there.status();
    if (!is_there.ok() || !*is_there) break;
    file.lines.push_back(line);
  }
  file.sum = DecimalText(reader->net_sum());
  if (reader->total_row().has_value()) {
    file.total_row = DecimalText(*reader->total_row());
  }
  EXPECT_EQ(static_cast<size_t>(reader->line_count()), file.lines.size());
  return file;
}

std::vector<std::string> Violations(const File& file) {
  std::vector<std::string> texts;
  for (const FieldViolation& violation : FieldViolationsOf(file.status)) {
    texts.push_back(absl::StrCat(violation.field, ": ", violation.description));
  }
  return texts;
}

TEST(StatementCsvTest, ReadsEveryColumn) {
  const File file = Read(
      "Payment_ID,TERRITORY, usage_date ,currency,NET,fee,gross,units,title,"
      "track,isrc,Store\n"
      "P-7,DE,2026-10-05,EUR,4.20,0.80,5,3,\"Nocturne, live\",nocturne,"
      "gb-aye-68-00011,iTunes\n");
  ASSERT_THAT(file.status, IsOk());
  ASSERT_EQ(file.lines.size(), 1u);
  const StatementLine& line = file.lines[0];
  EXPECT_EQ(line.ordinal, 2);
  EXPECT_EQ(line.raw,
            "P-7,DE,2026-10-05,EUR,4.20,0.80,5,3,\"Nocturne, live\",nocturne,"
            "gb-aye-68-00011,iTunes");
  EXPECT_EQ(line.isrc, "GBAYE6800011");
  EXPECT_EQ(line.track_reference, "nocturne");
  EXPECT_EQ(line.title, "Nocturne, live");
  EXPECT_EQ(line.units, 3);
  EXPECT_EQ(DecimalText(line.gross.value()), "5");
  EXPECT_EQ(DecimalText(line.fee.value()), "0.8");
  EXPECT_EQ(DecimalText(line.net), "4.2");
  EXPECT_EQ(line.usage_date, absl::CivilDay(2026, 10, 5));
  EXPECT_EQ(line.territory, "DE");
  EXPECT_EQ(line.payment_id, "P-7");
  EXPECT_EQ(line.state, LineState::kOpen);
}

TEST(StatementCsvTest, TwoColumnsSuffice) {
  const File file = Read("net\tisrc\r\n1\tGBAYE6800011\r\n");
  ASSERT_THAT(file.status, IsOk());
  EXPECT_EQ(file.lines[0].gross, std::nullopt);
  EXPECT_EQ(file.lines[0].usage_date, std::nullopt);
  EXPECT_EQ(file.lines[0].units, 0);
}

TEST(StatementCsvTest, ColumnNames) {
  const std::string below_blank_lines =
      std::string(1024 * 1024, '\n') + "isrc,net";
  const struct {
    const char* names;
    const char* want;  // nullptr: accepted
  } cases[] = {
      {"isrc,net", nullptr},
      {"track,net,whatever,whatever", nullptr},
      {"isrc,gross", "among them net, got \"isrc, gross\""},
      {"title,net", "among them isrc or track, got \"title, net\""},
      {"isrc,net, NET", "two columns named net"},
      {"Statement of October\nisrc,gross", "got \"Statement of October"},
      // Blank lines, more than are looked at at once.
      {below_blank_lines.c_str(), nullptr},
      // Titles above the names, as some libraries write.
      {"Statement of October 2026\n\nAccount;A;B\nisrc,net", nullptr},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.names);
    const File file = Read(absl::StrCat(c.names, "\n"));
    if (c.want == nullptr) {
      EXPECT_THAT(file.status, IsOk());
    } else {
      EXPECT_THAT(file.status, FailsWith(kInvalid, c.want));
    }
  }
}

TEST(StatementCsvTest, Numbers) {
  const struct {
    char delimiter;
    const char* text;
    const char* want;  // nullptr: refused
  } cases[] = {
      {',', "12.50", "12.5"},
      {',', "-12.50", "-12.5"},
      {',', " 12.50 ", "12.5"},
      {',', "(4.10)", "-4.1"},
      {',', "4.2E-05", "0.000042"},
      {',', "0.000000000000000001", "0.000000000000000001"},
      {',', "\"1,234.56\"", "1234.56"},
      {',', "\"-1,234,567\"", "-1234567"},
      {',', "\"1,234\"", nullptr},  // either
      {',', "\"1.234,56\"", nullptr},
      {',', "\"12,34.56\"", nullptr},
      {',', "4.10-", "-4.1"},
      {',',
       "\xE2\x88\x92"
       "4.10",
       "-4.1"},  // U+2212, a minus
      {',',
       "\xE2\x80\x8F"
       "4.10\xE2\x80\x8E",
       "4.1"},                  // RTL and LTR marks
      {',', "$4.10", nullptr},  // of another currency
      {',', "4.10 EUR", "4.1"},
      {',',
       "-\xE2\x82\xAC"
       "4.10",
       "-4.1"},
      {',', "(\xE2\x82\xAC 4.10)", "-4.1"},
      {',', "1 234.5", "1234.5"},
      {',',
       "1\xC2\xA0"
       "234.5",
       "1234.5"},
      {',', "1 23.5", nullptr},
      {',', "--1", nullptr},
      {',', "(-1)", nullptr},
      {',', "1e-400", nullptr},
      {',', "Infinity", nullptr},
      {',', "-0", "0"},
      {',', "\xD9\xA1", nullptr},  // an Arabic 1
      {',', "NaN", nullptr},
      {',', "1e308", nullptr},
      {',', "0x10", nullptr},
      {',', "1_000", nullptr},
      {',', "-", nullptr},
      {',', "=1+1", nullptr},
      {',', "\xEF\xBC\x91", nullptr},      // a full-width 1
      {',', "12345678901234.5", nullptr},  // 14 digits
      {'\t', "1,5", nullptr},
      {';', "1,5", "1.5"},
      {';', "1.234,56", "1234.56"},
      {';', "1.234.567", "1234567"},
      {';', "-1.234.567,8", "-1234567.8"},
      {';', "(1.234,5)", "-1234.5"},
      {';', "1234", "1234"},
      {';', "12.50", "12.5"},
      {';', "1.2345", "1.2345"},
      {';', "0.123", "0.123"},    // no group of thousands begins with 0
      {';', "1.234", nullptr},    // either
      {';', "(1.234)", nullptr},  // either
      {';', "-12.345", nullptr},
      {';', "12.34,5", nullptr},
      {';', "1,234,5", nullptr},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(
        absl::StrCat(c.text, " between ", std::string(1, c.delimiter)));
    const std::string mark(1, c.delimiter);
    const File file =
        Read(absl::StrCat("isrc", mark, "title", mark, "net\n", "GBAYE6800011",
                          mark, "x", mark, c.text, "\n"));
    if (c.want != nullptr) {
      ASSERT_THAT(file.status, IsOk());
      EXPECT_EQ(DecimalText(file.lines.at(0).net), c.want);
    } else {
      EXPECT_THAT(file.status, FailsWith(kInvalid, "lines[2].net: "));
      EXPECT_THAT(file.lines, IsEmpty());
    }
  }
}

TEST(StatementCsvTest, UnitsAndDates) {
  const struct {
    const char* units;
    const char* date;
    const char* want;
  } cases[] = {
      {"", "", "0 -"},
      {"5", "2026-10-05", "5 2026-10-05"},
      {"-5", "2026-02", "-5 2026-02-28"},
      {"5.0", "2024-02", "5 2024-02-29"},
      {"1.5", "2026-10-05", "units: must be a whole number, got \"1.5\""},
      {"x", "2026-10-05", "units: must be a whole number, got \"x\""},
      {"1", "2026-02-30", "usage_date: must be a date like YYYY-MM-DD or"},
      {"1", "2026-13", "usage_date: must be a date like YYYY-MM-DD or YYYY-MM"},
      {"1", "4/12/14 5:21pm", "usage_date: must be a date like YYYY-MM-DD"},
      {"1", "2026-09 - 2026-10", "1 2026-10-31"},  // two months: the later
      {"1", "2026-10 - 2026-09", "usage_date: must be a date like YYYY-MM-DD"},
      {"\"1,200,000\"", "", "1200000 -"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(absl::StrCat(c.units, " ", c.date));
    const File file =
        Read(absl::StrCat("isrc,net,units,usage_date\n", "GBAYE6800011,1,",
                          c.units, ",", c.date, "\n"));
    if (!file.status.ok()) {
      EXPECT_THAT(file.status, FailsWith(kInvalid, c.want));
      continue;
    }
    const StatementLine& line = file.lines.at(0);
    EXPECT_EQ(absl::StrCat(line.units, " ",
                           line.usage_date ? DayText(*line.usage_date) : "-"),
              c.want);
  }
}

// An ISRC that a spreadsheet has eaten is no error of the file: the line waits
// for somebody who knows the track.
TEST(StatementCsvTest, WrongIsrcStaysAsItCame) {
  const File file = Read("isrc,net\n5.06E+12,1\nGB-AYE-68-0001,2\n");
  ASSERT_THAT(file.status, IsOk());
  EXPECT_EQ(file.lines[0].isrc, "5.06E+12");
  EXPECT_EQ(file.lines[1].isrc, "GB-AYE-68-0001");
}

TEST(StatementCsvTest, IdenticalRowsAllCount) {
  const File file = Read(
      "isrc,net\nGBAYE6800011,0.01\nGBAYE6800011,0.01\n"
      "GBAYE6800011,0.01\n");
  ASSERT_THAT(file.status, IsOk());
  EXPECT_EQ(file.lines.size(), 3u);
  EXPECT_EQ(file.sum, "0.03");
}

TEST(StatementCsvTest, BlankRowsCountButAreNoLines) {
  const File file =
      Read("isrc,net\n\nGBAYE6800011,1\n , \nGBAYE6800011,2\n,\n");
  ASSERT_THAT(file.status, IsOk());
  ASSERT_EQ(file.lines.size(), 2u);
  EXPECT_EQ(file.lines[0].ordinal, 3);
  EXPECT_EQ(file.lines[1].ordinal, 5);
}

TEST(StatementCsvTest, TotalRow) {
  const std::string lines =
      "isrc,title,net\nGBAYE6800011,a,100.0019\n"
      "GBAYE6800012,b,147.4200\n";  // 247.4219
  const struct {
    std::string rows;
    const char* total;  // nullptr: refused
    const char* why;
  } cases[] = {
      {"", "", ""},
      {",Total,247.42\n", "247.42", ""},
      {",,247.4219\n", "247.4219", ""},
      {",,247.43\n\n", "247.43", ""},
      {",,247.4319\n", "247.4319", ""},  // one cent off
      {",,247.4320\n", nullptr, "lines[4]: must have an isrc or a track; as a"},
      {",,247.42\nGBAYE6800011,a,1\n", nullptr,
       "lines[4]: must have an isrc or a track"},
      // What says it is a total is one, whatever its sum; the statement is held
      // for it.
      {"TOTAL,,250\n", "250", ""},
      {"Total:,,250\n", "250", ""},
      {",Grand Total,250\n", "250", ""},
      {"Total,\n", nullptr, "lines[4].net: must be there"},
      {"Total,,x\n", nullptr, "lines[4].net: must be a number"},
      {"Total,,250\nGBAYE6800011,a,1\n", nullptr,
       "lines[4]: is a row of totals, and lines follow"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.rows);
    const File file = Read(lines + c.rows);
    if (c.total == nullptr) {
      EXPECT_THAT(file.status, FailsWith(kInvalid, c.why));
      continue;
    }
    ASSERT_THAT(file.status, IsOk());
    EXPECT_EQ(file.lines.size(), 2u);
    EXPECT_EQ(file.sum, "247.4219");
    EXPECT_EQ(file.total_row.value_or(""), c.total);
  }
}

TEST(StatementCsvTest, RoundingAdjustmentIsALine) {
  const File file = Read(
      "isrc,title,net\nGBAYE6800011,a,1\n,Rounding Adjustment,0.004\n"
      "GBAYE6800011,a,1\n");
  ASSERT_THAT(file.status, IsOk());
  EXPECT_EQ(file.lines.size(), 3u);
  EXPECT_EQ(file.sum, "2.004");
}

TEST(StatementCsvTest, AllViolationsAreNamed) {
  const File file = Read(
      "isrc,net,gross,units,currency,usage_date\n"
      "GBAYE6800011,x,y,1.5,USD,today\n"
      "GBAYE6800011,1,,,EUR,\n"
      "GBAYE6800011,,,,,\n"
      "GBAYE6800011,1\n"
      ",5,,,,\n"
      "GBAYE6800011,1,,,eur,\n");
  EXPECT_THAT(
      Violations(file),
      ElementsAre(
          "lines[2].gross: must be a number like 12.50, got \"y\" (column 3, "
          "\"gross\")",
          "lines[2].net: must be a number like 12.50, got \"x\" (column 2, "
          "\"net\")",
          "lines[2].currency: must be EUR, the statement's, got \"USD\" "
          "(column 5, \"currency\")",
          "lines[2].units: must be a whole number, got \"1.5\" (column "
          "4, \"units\")",
          "lines[2].usage_date: must be a date like YYYY-MM-DD or YYYY-MM, "
          "got \"today\" (column 6, \"usage_date\")",
          "lines[4].net: must not be empty (column 2, \"net\")",
          "lines[5]: must have 6 cells, as there are columns, got 2",
          "lines[6]: must have an isrc or a track",
          "lines[7].currency: must be EUR, the statement's, got \"eur\" "
          "(column 5, \"currency\")"));
  EXPECT_EQ(file.lines.size(), 1u);
}

TEST(StatementCsvTest, ViolationsUpToTheLimit) {
  std::string text = "isrc,net\n";
  for (size_t i = 0; i < 2 * kViolationCountMax; ++i) {
    text += "GBAYE6800011,x\n";
  }
  EXPECT_EQ(Violations(Read(text)).size(), kViolationCountMax);
}

TEST(StatementCsvTest, LongCellsAreQuotedInPart) {
  const File file = Read("isrc,net,units\nGBAYE6800011,1," +
                         std::string(59, 'x') + "\xC3\xA9yyyy\n");
  EXPECT_THAT(file.status, FailsWith(kInvalid, std::string(59, 'x') + "…\""));
}

}  // namespace
}  // namespace ritornello::royalties
