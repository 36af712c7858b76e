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

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

struct File {
  absl::Status status;  // of the file, or the verdict on its rows
  std::vector<StatementLine> lines;
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
      {"1", "2026-13", "usage_date: must be a date like YYYY-MM-DD or YYYY-MM"},
      {"1", "4/12/14 5:21pm", "usage_date: must be a date like YYYY-MM-DD"},
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
