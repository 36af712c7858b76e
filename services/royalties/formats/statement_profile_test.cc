#include "services/royalties/formats/statement_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/formats/statement_csv.h"
#include "services/royalties/formats/testing/profiles.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::BuiltInProfiles;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

struct Fixture {
  const char* file;
  const char* profile;
  const char* currency;
  const char* total;  // in the file
};

constexpr Fixture kFixtures[] = {
    {"bandcamp.csv", "bandcamp", "EUR", ""},
    {"believe.csv", "believe", "EUR", ""},
    {"clicknclear.csv", "clicknclear", "USD", "18.229"},
    {"distrokid.tsv", "distrokid", "USD", ""},
    {"generic.csv", "generic", "USD", "9.500001"},
    {"symphonic.csv", "symphonic", "USD", ""},
    {"tunecore.csv", "tunecore", "USD", ""},
};

std::string PathOf(const char* file) {
  return absl::StrCat(RITORNELLO_STATEMENTS, "/", file);
}

std::string Content(const char* file) {
  std::ostringstream content;
  content << std::ifstream(PathOf(file), std::ios::binary).rdbuf();
  return content.str();
}

// What Python's csv and decimal make of the file.
std::string ByPython(const Fixture& fixture) {
  FILE* pipe =
      popen(absl::StrCat("/usr/bin/python3 ", RITORNELLO_DOUBLE_READ, " ",
                         fixture.profile, " ", PathOf(fixture.file))
                .c_str(),
            "r");
  std::string text;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) {
    text.push_back(static_cast<char>(c));
  }
  EXPECT_EQ(pclose(pipe), 0);
  return text;
}

// The same of ours, the profile found by the column names.
std::string ByUs(const Fixture& fixture) {
  const std::string content = Content(fixture.file);
  const auto layout = FindLayout(SourceOf(content), BuiltInProfiles(), "");
  EXPECT_THAT(layout, IsOk());
  if (!layout.ok()) return "";
  EXPECT_EQ(layout->profile->name, fixture.profile);
  auto reader = StatementCsvReader::Open(
      SourceOf(content), *layout, ParseCurrency("c", fixture.currency).value());
  EXPECT_THAT(reader, IsOk());
  std::string text;
  StatementLine line;
  while (reader.ok() && reader->Next(line).value_or(false)) {
    absl::StrAppend(&text, line.ordinal, " ",
                    DayText(line.usage_date.value_or(absl::CivilDay())), " ",
                    DecimalText(line.net), "\n");
  }
  EXPECT_THAT(reader->Verdict(), IsOk());
  EXPECT_EQ(reader->total_row() ? DecimalText(*reader->total_row()) : "",
            fixture.total);
  absl::StrAppend(&text, reader->line_count(), " ",
                  DecimalText(reader->net_sum()), "\n");
  return text;
}

TEST(StatementProfileTest, PythonReadsTheSame) {
  for (const Fixture& fixture : kFixtures) {
    SCOPED_TRACE(fixture.file);
    EXPECT_EQ(ByUs(fixture), ByPython(fixture));
  }
  EXPECT_EQ(std::size(kFixtures), BuiltInProfiles().all().size());
}

TEST(StatementProfileTest, SaysWhichFitOrWhichThereAre) {
  StatementProfiles profiles = BuiltInProfiles();
  auto again = **profiles.Find("distrokid");
  EXPECT_THAT(profiles.Add(again),
              FailsWith(absl::StatusCode::kAlreadyExists, "distrokid"));
  again.name = "distrokid-team";
  ASSERT_THAT(profiles.Add(again), IsOk());
  const std::string file = Content("distrokid.tsv");
  EXPECT_THAT(FindLayout(SourceOf(file), profiles, ""),
              FailsWith(kInvalid, "fit distrokid, distrokid-team"));
  EXPECT_THAT(FindLayout(SourceOf(file), profiles, "distrokid-team"), IsOk());
  EXPECT_THAT(FindLayout(SourceOf(file), profiles, "tunecore"),
              FailsWith(kInvalid, "among them Total Earned, Optional ISRC"));
  EXPECT_THAT(FindLayout(SourceOf(file), profiles, "none"),
              FailsWith(kInvalid, "must be one of bandcamp, believe"));
  EXPECT_THAT(FindLayout(SourceOf("a,b\n1,2\n"), profiles, ""),
              FailsWith(kInvalid, "got \"a,b\""));
}

TEST(StatementProfileTest, TheFileMustBeInTheCurrencyOfTheStatement) {
  const Currency euro = ParseCurrency("c", "EUR").value();
  for (const char* file : {"distrokid.tsv", "symphonic.csv"}) {
    const std::string content = Content(file);
    const auto layout = FindLayout(SourceOf(content), BuiltInProfiles(), "");
    ASSERT_THAT(layout, IsOk());
    EXPECT_THAT(StatementCsvReader::Open(SourceOf(content), *layout, euro),
                FailsWith(kInvalid, "header.currency_code: must be USD"));
  }
}

TEST(StatementProfileTest, ABadProfileIsRefusedWithFileFieldAndReason) {
  const std::string good =
      R"({"name": "own", "display_name": "Own", "provenance": "ours",)"
      R"( "columns": {"isrc": ["ISRC"], "net": ["Net"]},)"
      R"( "date_formats": ["YYYY-MM"]})";
  ASSERT_THAT(ParseProfile("own.json", good), IsOk());
  const struct {
    const char* was;
    const char* is;
    const char* want;
  } cases[] = {
      {"{\"name\"", "{{\"name\"", "own.json: must be a JSON object"},
      {"\"own\"", "\"Own\"", "name: must be 1..63 of a-z"},
      {"\"ours\"", "7", "provenance: must be a text (own.json)"},
      {"\"ours\"", "\"\"", "provenance: must not be empty"},
      {"\"net\"", "\"nett\"",
       "columns: has no column \"nett\"; there are isrc"},
      {"[\"Net\"]", "\"Net\"", "columns.net: must be a list of texts"},
      {"\"net\": [\"Net\"]", "\"fee\": [\"Net\"]",
       "columns.net: must be there"},
      {"\"isrc\"", "\"title\"", "columns: must have isrc or track"},
      {"YYYY-MM", "YYYY-DD", "date_formats: must be made of a year"},
      {"\"date_formats\"", "\"dates\"", "dates: is no field of a profile"},
      {"\"date_formats\"", "\"currency\": \"usd\", \"date_formats\"",
       "currency: must be a code like USD"},
      {"\"date_formats\"", "\"delimiter\": \"|\", \"date_formats\"",
       "delimiter: must be \",\""},
      {"\"date_formats\"", "\"required\": [\"fee\"], \"date_formats\"",
       "required: names fee, not in columns"},
      {"\"date_formats\"", "\"line_decimals\": 19, \"date_formats\"",
       "line_decimals: must be 0..18"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.want);
    EXPECT_THAT(
        ParseProfile("own.json", absl::StrReplaceAll(good, {{c.was, c.is}})),
        FailsWith(kInvalid, c.want));
  }
}

// Half of the last digit for each line, or three times the root of their
// number; never less than one minor unit.
TEST(StatementProfileTest, Tolerance) {
  StatementProfile profile;
  const auto of = [&](int64_t line_count, const char* currency = "EUR") {
    return DecimalText(ToleranceOfTotal(
        profile, ParseCurrency("c", currency).value(), line_count));
  };
  EXPECT_EQ(of(1'000'000), "0.01");
  EXPECT_EQ(of(1'000'000, "JPY"), "1");
  EXPECT_EQ(of(1'000'000, "KWD"), "0.001");
  profile.line_decimals = 2;
  EXPECT_EQ(of(1), "0.01");
  EXPECT_EQ(of(30), "0.15");
  EXPECT_EQ(of(10'000), "3");
}

}  // namespace
}  // namespace ritornello::royalties
