// What spreadsheets and sources do to statements, a row for each trap: the
// bytes of a file, and the lines they are or where and why they are refused.
// Whoever meets another trap adds its row here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/status_macros.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/formats/statement_csv.h"
#include "services/royalties/formats/testing/profiles.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;

// Of a German program: code page 1252, a decimal comma in every file.
constexpr char kGerman[] = R"({
    "name": "german", "display_name": "German", "provenance": "ours",
    "columns": {"isrc": ["isrc"], "title": ["title"], "net": ["net"]},
    "encoding": "windows-1252", "decimal_mark": "comma"})";

const StatementProfiles& Profiles() {
  static const StatementProfiles* const profiles = [] {
    auto* all = new StatementProfiles(testing::BuiltInProfiles());
    EXPECT_TRUE(all->Add(ParseProfile("german.json", kGerman).value()).ok());
    return all;
  }();
  return *profiles;
}

std::string TextOf(const StatementLine& line) {
  std::string text = absl::StrCat(line.ordinal, " ", line.isrc);
  if (!line.title.empty()) absl::StrAppend(&text, " \"", line.title, "\"");
  absl::StrAppend(&text, " ", DecimalText(line.net));
  if (line.usage_date.has_value()) {
    absl::StrAppend(&text, " on ", DayText(*line.usage_date));
  }
  return text;
}

// The lines and their sum, and the total where a row says one.
absl::StatusOr<std::string> Read(ByteSource (*open)(absl::string_view),
                                 absl::string_view bytes,
                                 absl::string_view profile) {
  RITORNELLO_ASSIGN_OR_RETURN(const StatementLayout layout,
                              FindLayout(open(bytes), Profiles(), profile));
  RITORNELLO_ASSIGN_OR_RETURN(
      auto reader,
      StatementCsvReader::Open(open(bytes), layout,
                               ParseCurrency("currency", "EUR").value()));
  std::vector<std::string> facts;
  StatementLine line;
  for (;;) {
    RITORNELLO_ASSIGN_OR_RETURN(const bool is_there, reader.Next(line));
    if (!is_there) break;
    facts.push_back(TextOf(line));
  }
  RITORNELLO_RETURN_IF_ERROR(reader.Verdict());
  facts.push_back(absl::StrCat("sum ", DecimalText(reader.net_sum())));
  if (reader.total_row().has_value()) {
    facts.push_back(absl::StrCat("total ", DecimalText(*reader.total_row())));
  }
  return absl::StrJoin(facts, "; ");
}

// The facts of a file, or every place at which it is refused, and why.
std::string Told(absl::string_view bytes, absl::string_view profile) {
  const auto facts = Read(&SourceOf, bytes, profile);
  if (facts.ok()) return *facts;
  EXPECT_EQ(facts.status().code(), absl::StatusCode::kInvalidArgument);
  std::vector<std::string> places;
  for (const FieldViolation& violation : FieldViolationsOf(facts.status())) {
    places.push_back(
        absl::StrCat(violation.field, ": ", violation.description));
  }
  return absl::StrJoin(places, "; ");
}

// Latin letters and the euro sign.
std::string Utf16(absl::string_view text, bool is_little) {
  std::string bytes;
  const auto add = [&](int unit) {
    const auto low = static_cast<char>(unit & 0xFF);
    const auto high = static_cast<char>(unit >> 8);
    bytes += is_little ? std::string{low, high} : std::string{high, low};
  };
  add(0xFEFF);
  for (const char c : text) add(c == '@' ? 0x20AC : static_cast<uint8_t>(c));
  return bytes;
}

std::string WithNul() {
  return std::string("isrc,net\nGBAYE6800011\0,1\n", 24);
}

// A long row, of as many cells.
std::string Cells(size_t count) { return std::string(count - 1, ',') + "\n"; }

struct Trap {
  const char* name;
  std::string bytes;
  const char* want;
  const char* profile = "generic";
};

constexpr char kTotalOrLine4[] =
    "lines[4]: has no isrc or track, and its net is the sum of the lines "
    "above: "
    "write \"Total\" in its first cell if it is a row of totals, or in its "
    "isrc "
    "or track what it is for, as in \"bonus\", if it is a line, which then "
    "waits in suspense";

const Trap kTraps[] = {
    // Encodings.
    {"a byte order mark", "\xEF\xBB\xBFisrc,net\nGBAYE6800011,4.1\n",
     "2 GBAYE6800011 4.1; sum 4.1"},
    {"UTF-16 as a spreadsheet's Unicode text",
     Utf16("isrc\ttitle\tnet\r\nGBAYE6800011\tTea\t@4.10\r\n", true),
     "2 GBAYE6800011 \"Tea\" 4.1; sum 4.1"},
    {"UTF-16, the other byte first",
     Utf16("isrc\ttitle\tnet\r\nGBAYE6800011\tTea\t@4.10\r\n", false),
     "2 GBAYE6800011 \"Tea\" 4.1; sum 4.1"},
    {"UTF-16 that ends within a character",
     Utf16("isrc\tnet\nGBAYE6800011\t1", true) + "2",
     "file: line 2, column 15: a byte that is not UTF-8; save the file as "
     "UTF-8, or say that it is windows-1252"},
    {"code page 1252, and the profile says so",
     "isrc\ttitle\tnet\r\nGBAYE6800011\tCaf\xE9\t1.234,56 \x80\r\n",
     "2 GBAYE6800011 \"Café\" 1234.56; sum 1234.56", "german"},
    {"code page 1252, a byte that it does not define",
     "isrc\ttitle\tnet\r\nGBAYE6800011\tx\x81\t1\r\n",
     "file: line 2, column 15: a byte that is not UTF-8; save the file as "
     "UTF-8, or say that it is windows-1252",
     "german"},
    {"code page 1252, and nobody says so",
     "isrc,title,net\nGBAYE6800011,Caf\xE9,1\n",
     "file: line 2, column 17: a byte that is not UTF-8; save the file as "
     "UTF-8, or say that it is windows-1252"},
    {"overlong UTF-8", "isrc,title,net\nGBAYE6800011,\xC0\xAF,1\n",
     "file: line 2, column 14: a byte that is not UTF-8; save the file as "
     "UTF-8, or say that it is windows-1252"},
    {"a NUL", WithNul(),
     "file: line 2, column 13: a NUL byte; this is no text file"},
    {"marks of right-to-left text",
     "isrc,title,net\n\xE2\x80\x8FGBAYE6800011\xE2\x80\x8E,\xD7\x90,"
     "\xE2\x80\x8F"
     "4.10\xE2\x80\x8E\n",
     "2 GBAYE6800011 \"\xD7\x90\" 4.1; sum 4.1"},

    // Ends of lines and separators.
    {"CRLF", "isrc,net\r\nGBAYE6800011,1\r\n", "2 GBAYE6800011 1; sum 1"},
    {"CR", "isrc,net\rGBAYE6800011,1\r", "2 GBAYE6800011 1; sum 1"},
    {"ends of lines mixed, none at the end",
     "isrc,net\r\nGBAYE6800011,1\nGBAYE6800012,2\rGBAYE6800013,3",
     "2 GBAYE6800011 1; 3 GBAYE6800012 2; 4 GBAYE6800013 3; sum 6"},
    {"tabs", "isrc\tnet\nGBAYE6800011\t1.5\n", "2 GBAYE6800011 1.5; sum 1.5"},
    {"semicolons and a decimal comma", "isrc;net\nGBAYE6800011;1.234,56\n",
     "2 GBAYE6800011 1234.56; sum 1234.56"},
    {"ends of lines within quotes",
     "isrc,title,net\nGBAYE6800011,\"Tea\r\nfor\ntwo\",1\nGBAYE6800012,b,x\n",
     "lines[5].net: must be a number like 12.50, got \"x\" (column 3, "
     "\"net\")"},
    {"a quote that is never closed", "isrc,title,net\nGBAYE6800011,\"Tea,1\n",
     "file: line 2, column 14: this quote is never closed"},
    {"a million columns", "isrc,net\n" + Cells(1'000'000),
     "file: line 2, column 257: more than 256 columns"},
    {"a million columns with names", "isrc,net" + Cells(1'000'000),
     "file: line 1, column 264: more than 256 columns"},

    // What stands around the lines.
    {"titles above the column names",
     "Statement of October 2026\n\nAccount;A;B\nisrc,net\nGBAYE6800011,1\n",
     "5 GBAYE6800011 1; sum 1"},
    {"blank rows", "isrc,net\n\nGBAYE6800011,1\n , \nGBAYE6800012,2\n,\n",
     "3 GBAYE6800011 1; 5 GBAYE6800012 2; sum 3"},
    {"a row of totals says so in its first cell",
     "isrc,title,net\nGBAYE6800011,a,1\nTOTAL:,,250\n",
     "2 GBAYE6800011 \"a\" 1; sum 1; total 250"},
    {"a row of totals says so in its title",
     "isrc,title,net\nGBAYE6800011,a,1\n,Grand Total,250\n",
     "2 GBAYE6800011 \"a\" 1; sum 1; total 250"},
    {"a row of totals says nothing, and is one to within a cent",
     "isrc,net\nGBAYE6800011,1\n,1.01\n\n",
     "2 GBAYE6800011 1; sum 1; total 1.01"},
    {"a row of totals says nothing, and adds up units, too",
     "isrc,units,net\nGBAYE6800011,2,1\nGBAYE6800012,3,2\n,5,3\n",
     "2 GBAYE6800011 1; 3 GBAYE6800012 2; sum 3; total 3"},
    {"a last row with other units than a total's",
     "isrc,units,net\nGBAYE6800011,2,1\nGBAYE6800012,3,2\n,1,3\n",
     kTotalOrLine4},
    {"a last row with a title that happens to be the sum",
     "isrc,title,net\nGBAYE6800011,Nocturne,2\nGBAYE6800011,Nocturne,3\n"
     ",Bonus payment,5\n",
     kTotalOrLine4},
    {"a last row with a day that happens to be the sum",
     "isrc,net,usage_date\nGBAYE6800011,2,\nGBAYE6800011,3,\n,5,2026-10-31\n",
     kTotalOrLine4},
    {"a last row with a territory that happens to be the sum",
     "isrc,net,territory\nGBAYE6800011,2,\nGBAYE6800011,3,\n,5,US\n",
     kTotalOrLine4},
    {"a last row that somebody has given a name",
     "isrc,title,net\nGBAYE6800011,Nocturne,5\nbonus,Bonus payment,5\n",
     "2 GBAYE6800011 \"Nocturne\" 5; 3 bonus \"Bonus payment\" 5; sum 10"},
    {"a last row without a track that is no total",
     "isrc,net\nGBAYE6800011,1\n,1.0101\n",
     "lines[3]: must have an isrc or a track; as a total its net would have "
     "to be 1, got 1.0101"},
    {"a row without a track among the lines",
     "isrc,net\nGBAYE6800011,1\n,1\nGBAYE6800011,1\n",
     "lines[3]: must have an isrc or a track"},
    {"lines below a row of totals",
     "isrc,net\nGBAYE6800011,1\nTotal,1\nGBAYE6800011,1\n",
     "lines[3]: is a row of totals, and lines follow it; take it out, or the "
     "lines below"},
    {"a row of totals without one", "isrc,net\nGBAYE6800011,1\nTotal\n",
     "lines[3].net: must be there in a row of totals, in the column of the "
     "net (column 2, \"net\")"},
    {"a row of totals that is no number", "isrc,net\nGBAYE6800011,1\nTotal,x\n",
     "lines[3].net: must be a number like 12.50, got \"x\" (column 2, "
     "\"net\")"},
    {"a rounding adjustment is a line",
     "isrc,title,net\nGBAYE6800011,a,1\n,Rounding Adjustment,0.004\n"
     "GBAYE6800011,a,1\n",
     "2 GBAYE6800011 \"a\" 1; 3  \"Rounding Adjustment\" 0.004; "
     "4 GBAYE6800011 \"a\" 1; sum 2.004"},
    {"identical rows, which are small sales and no duplicates",
     "isrc,net\nGBAYE6800011,0.01\nGBAYE6800011,0.01\nGBAYE6800011,0.01\n",
     "2 GBAYE6800011 0.01; 3 GBAYE6800011 0.01; 4 GBAYE6800011 0.01; "
     "sum 0.03"},

    // What stands in cells.
    {"an ISRC of which a spreadsheet made a number",
     "isrc,net\n5.06E+12,1\nGB-AYE-68-0001,2\ngb-aye-68-00011,3\n",
     "2 5.06E+12 1; 3 GB-AYE-68-0001 2; 4 GBAYE6800011 3; sum 6"},
    {"two months: the later",
     "isrc,net,usage_date\nGBAYE6800011,1,2026-09 - 2026-10\n",
     "2 GBAYE6800011 1 on 2026-10-31; sum 1"},
    {"two months, the second of which is the first",
     "isrc,net,usage_date\nGBAYE6800011,1,2026-10 - 2026-09\n",
     "lines[2].usage_date: must be a date like YYYY-MM-DD or YYYY-MM, got "
     "\"2026-10 - 2026-09\" (column 3, \"usage_date\")"},
    {"a day that no month has",
     "isrc,net,usage_date\nGBAYE6800011,1,2026-02-30\n",
     "lines[2].usage_date: must be a date like YYYY-MM-DD or YYYY-MM, got "
     "\"2026-02-30\" (column 3, \"usage_date\")"},
    {"a date that was too wide for its cell",
     "isrc,net,usage_date\nGBAYE6800011,1,########\n",
     "lines[2].usage_date: must be a date like YYYY-MM-DD or YYYY-MM, got "
     "\"########\" (column 3, \"usage_date\")"},
    {"text that looks like a formula stays as it is",
     "isrc,title,net\nGBAYE6800011,=1+1,1\nGBAYE6800011,\"@SUM(A1,A2)\",1\n"
     "GBAYE6800011,-x,1\nGBAYE6800011,+x,1\n",
     "2 GBAYE6800011 \"=1+1\" 1; 3 GBAYE6800011 \"@SUM(A1,A2)\" 1; "
     "4 GBAYE6800011 \"-x\" 1; 5 GBAYE6800011 \"+x\" 1; sum 4"},
    {"thousands where the profile says which mark is decimal",
     "isrc\ttitle\tnet\r\nGBAYE6800011\tx\t1.234\r\n",
     "2 GBAYE6800011 \"x\" 1234; sum 1234", "german"},
    {"a negative amount where the source has none",
     "isrc\tnet\r\nGBAYE6800011\t-1\r\n",
     "lines[2].net: must not be negative in profile german, got \"-1\" "
     "(column 2, \"net\")",
     "german"},
};

TEST(StatementTrapsTest, EachIsReadAsItIsMeantOrRefusedWithItsPlace) {
  for (const Trap& trap : kTraps) {
    SCOPED_TRACE(trap.name);
    EXPECT_EQ(Told(trap.bytes, trap.profile), trap.want);
  }
}

// In the column of the net, between two separators.
struct Number {
  char delimiter;
  std::string text;
  const char* want;
};

// What is refused: as it came, behind what it should have been.
constexpr char kPoint[] = "must be a number like 12.50";
constexpr char kComma[] = "must be a number like 12,50";
constexpr char kEitherPoint[] =
    "could be a fraction or thousands; write 1.234 or 1234, or name a profile "
    "that says which mark is decimal";
constexpr char kEitherComma[] =
    "could be a fraction or thousands; write 1,2340 or 1234, or name a profile "
    "that says which mark is decimal";
constexpr char kDecimalComma[] =
    "must be a number like 12.50; where a comma is decimal, name a profile "
    "that says so";
constexpr char kDigits[] =
    "must have at most 13 digits before and 18 behind the decimal mark";

const Number kNumbers[] = {
    {',', "12.50", "12.5"},
    {',', " 12.50 ", "12.5"},
    {',', "4.2E-05", "0.000042"},
    {',', "0.000000000000000001", "0.000000000000000001"},
    // Below zero, in five ways.
    {',', "-12.50", "-12.5"},
    {',', "(4.10)", "-4.1"},
    {',', "4.10-", "-4.1"},
    {',',
     "\xE2\x88\x92"
     "4.10",
     "-4.1"},  // U+2212
    {',', "(\xE2\x82\xAC 4.10)", "-4.1"},
    {',', "-0", "0"},
    {',', "--1", kPoint},
    {',', "(-1)", kPoint},
    {',', "-", kPoint},
    // Thousands.
    {',', "\"1,234.56\"", "1234.56"},
    {',', "\"-1,234,567\"", "-1234567"},
    {',', "1 234.5", "1234.5"},
    {',',
     "1\xC2\xA0"
     "234.5",
     "1234.5"},  // no-break
    {',',
     "1\xE2\x80\xAF"
     "234.5",
     "1234.5"},                    // narrow no-break
    {',', "1'234.56", "1234.56"},  // as in Switzerland
    {',', "-1'234'567", "-1234567"},
    {',',
     "1\xE2\x80\x99"
     "234.56",
     "1234.56"},  // and as Excel writes it there
    {',', "1'234", "1234"},
    {',', "1'23.5", kPoint},
    {',', "'123.5", kPoint},
    {',', "\"1'234,567.8\"", kPoint},
    {',', "\"1,234\"", kEitherPoint},
    {',', "\"1.234,56\"", kDecimalComma},
    {',', "\"12,34.56\"", kPoint},
    {',', "1 23.5", kPoint},
    {'\t', "1,5", kDecimalComma},  // a German spreadsheet's Unicode text
    {';', "1,5", "1.5"},
    {';', "1.234,56", "1234.56"},
    {';', "1 234,56", "1234.56"},
    {';',
     "1\xC2\xA0"
     "234,56",
     "1234.56"},
    {';', "1'234,56", "1234.56"},
    {';', "1'234.56", "1234.56"},
    {';', "1.234.567", "1234567"},
    {';', "-1.234.567,8", "-1234567.8"},
    {';', "(1.234,5)", "-1234.5"},
    {';', "1.234,5-", "-1234.5"},
    {';', "1234", "1234"},
    {';', "12.50", "12.5"},
    {';', "1.2345", "1.2345"},
    {';', "0.123", "0.123"},  // no group of thousands begins with 0
    {';', "4,2E-05", "0.000042"},
    {';', "1.234", kEitherComma},
    {';', "(1.234)", kEitherComma},
    {';', "5,000", kEitherComma},
    {';', "-12,345 EUR", kEitherComma},
    {';', "0,125", "0.125"},
    {';', "1,2340", "1.234"},
    {';', "-12.345", kEitherComma},
    // Nothing that is written around it says which it is.
    {';', "1.234-", kEitherComma},
    {';', "1.234 EUR", kEitherComma},
    {';', "EUR 1.234", kEitherComma},
    {';', "1.234 \xE2\x82\xAC", kEitherComma},
    {';', "\xE2\x82\xAC-1.234", kEitherComma},
    {';', "(1.234 EUR)", kEitherComma},
    {';', "( 1.234 )", kEitherComma},
    {';',
     "1.234\xC2\xA0"
     "EUR",
     kEitherComma},  // no-break
    {';',
     "\xE2\x88\x92"
     "1.234",
     kEitherComma},  // U+2212
    {';',
     "\xE2\x80\x8E"
     "1.234",
     kEitherComma},                            // U+200E
    {';', "1.234\xE2\x80\xAC", kEitherComma},  // U+202C
    {';', "1.2345 EUR", "1.2345"},
    {';', "0.123 EUR", "0.123"},
    {',', "1.234 EUR", "1.234"},
    {',', "\"1,234 EUR\"", kEitherPoint},
    {';', "12.34,5", kComma},
    {';', "1,234,5", kPoint},
    // Currencies.
    {',', "4.10 EUR", "4.1"},
    {',', "EUR 4.10", "4.1"},
    {',',
     "-\xE2\x82\xAC"
     "4.10",
     "-4.1"},
    {',', "\xE2\x82\xAC-4.10", "-4.1"},
    {',', "$4.10", kPoint},  // another's
    // What is no number, or none that is counted with.
    {',', "NaN", kPoint},
    {',', "Infinity", kPoint},
    {',', "1e308", kPoint},
    {',', "1e-400", kPoint},
    {',', "0x10", kPoint},
    {',', "1_000", kPoint},
    {',', "\xEF\xBC\x91", kPoint},  // a full-width 1
    {',', "\xD9\xA1", kPoint},      // an Arabic 1
    {',', "=1+1", kPoint},
    {',', "########", kPoint},  // too wide for its cell
    {',', "12345678901234.5", kDigits},
    {',', "0.0000000000000000001", kDigits},
};

TEST(StatementTrapsTest, EachNumberIsReadAsItIsMeantOrRefused) {
  for (const Number& number : kNumbers) {
    const std::string mark(1, number.delimiter);
    SCOPED_TRACE(absl::StrCat(number.text, " between ", mark));
    const std::string told =
        Told(absl::StrCat("isrc", mark, "title", mark, "net\nGBAYE6800011",
                          mark, "x", mark, number.text, "\n"),
             "generic");
    if (absl::ascii_isalpha(static_cast<unsigned char>(number.want[0]))) {
      std::string text = number.text;
      text.erase(std::remove(text.begin(), text.end(), '"'), text.end());
      EXPECT_EQ(told, absl::StrCat("lines[2].net: ", number.want, ", got \"",
                                   text, "\" (column 3, \"net\")"));
    } else {
      EXPECT_EQ(told, absl::StrCat("2 GBAYE6800011 \"x\" ", number.want,
                                   "; sum ", number.want));
    }
  }
}

// What one amount shows of the decimal mark holds for those behind it.
TEST(StatementTrapsTest, AFileHasOneDecimalMark) {
  const struct {
    const char* nets[2];
    const char* want;
  } files[] = {
      {{"2,50", "5,000"}, "sum 7.5"},
      {{"2.50", "5,000"}, "sum 5002.5"},
      {{"2,50", "5.000"}, "sum 5002.5"},
      {{"1.234.567", "5,000"}, "sum 1234572"},
      {{"1,234.56", "5,000"}, "sum 6234.56"},
      // What comes before is not guessed at.
      {{"5,000", "999.99"}, kEitherComma},
      {{"5,000", "2,50"}, kEitherComma},
      // One of the two is wrong.
      {{"2,50", "999.99"}, kComma},
      {{"2.50", "999,99"}, kPoint},
  };
  for (const auto& file : files) {
    SCOPED_TRACE(absl::StrCat(file.nets[0], " ", file.nets[1]));
    EXPECT_THAT(Told(absl::StrCat("isrc;net\nGBAYE6800011;", file.nets[0],
                                  "\nGBAYE6800012;", file.nets[1], "\n"),
                     "generic"),
                ::testing::HasSubstr(file.want));
  }
}

// Counts what the reader takes of a file that never ends.
size_t taken = 0;

ByteSource Endless(absl::string_view start_and_rest) {
  const size_t at = start_and_rest.find('~');
  return [text = std::string(start_and_rest.substr(0, at)),
          rest = start_and_rest[at + 1]](
             std::span<char> buffer) mutable -> absl::StatusOr<size_t> {
    for (char& c : buffer) {
      c = rest;
      if (text.empty()) continue;
      c = text[0];
      text.erase(0, 1);
    }
    taken += buffer.size();
    return buffer.size();
  };
}

// What was taken is all that can be in memory: a gigabyte would be refused as
// early as what has no end at all.
TEST(StatementTrapsTest, WhatHasNoEndIsRefusedBeforeItFillsTheMemory) {
  const struct {
    const char* file;  // behind the ~ is what it goes on with for ever
    const char* want;
  } cases[] = {
      {"isrc,title,net\nGBAYE6800011,\"~x",
       "line 2, column 14: a field has more than 65536 bytes, or its quote is "
       "never closed"},
      {"isrc,title,net\nGBAYE6800011,\"~\"",
       "line 2, column 14: a field has more than 65536 bytes, or its quote is "
       "never closed"},
      {"isrc,title,net\nGBAYE6800011,\"~\n",
       "line 2, column 14: a field has more than 65536 bytes, or its quote is "
       "never closed"},
      {"isrc,title,net\nGBAYE6800011,~x",
       "line 2, column 14: a field has more than 65536 bytes"},
      {"isrc,net\n~,", "line 2, column 257: more than 256 columns"},
      {"~,", "line 1, column 257: more than 256 columns"},
      {"~x", "line 1, column 1: a field has more than 65536 bytes"},
      {"\xFF\xFE~x", "line 1, column 1: a field has more than 65536 bytes"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.file);
    taken = 0;
    EXPECT_THAT(Read(&Endless, c.file, "generic"),
                FailsWith(absl::StatusCode::kInvalidArgument, c.want));
    EXPECT_LE(taken, size_t{1024} * 1024);
  }
}

}  // namespace
}  // namespace ritornello::royalties
