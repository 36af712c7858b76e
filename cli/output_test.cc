#include "cli/output.h"

#include <gtest/gtest.h>

#include <clocale>
#include <sstream>

#include "ritornello/analysis/v1/report.pb.h"

namespace ritornello::cli {
namespace {

std::string Printed(const Table& table, Style style) {
  std::ostringstream out;
  table.Print(style, out);
  return out.str();
}

TEST(TableTest, AlignsOnATerminalAndTabsInAPipe) {
  Table table({{"TITLE"}, {"LUFS", Align::kRight}});
  table.AddRow({"Nocturne", "-14.2"});
  table.AddRow({"Étude", "-9.0"});
  std::setlocale(LC_CTYPE, "C.UTF-8");
  EXPECT_EQ(Printed(table, Style::kTable),
            "TITLE      LUFS\n"
            "Nocturne  -14.2\n"
            "Étude      -9.0\n");
  EXPECT_EQ(Printed(table, Style::kTabs), "Nocturne\t-14.2\nÉtude\t-9.0\n");
}

TEST(TableTest, WideCharactersTakeTwoColumns) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  Table table({{"A"}, {"B"}});
  table.AddRow({"夜想曲", "x"});
  table.AddRow({"abcdef", "y"});
  EXPECT_EQ(Printed(table, Style::kTable), "A       B\n夜想曲  x\nabcdef  y\n");
}

TEST(TableTest, DecimalPointsMeetInAColumnOfAmounts) {
  Table table({{"NAME"}, {"OWED", Align::kPoint}, {"IN"}});
  table.AddRow({"a", "0.76537", "USD"});
  table.AddRow({"b", "-1,000.765371", "USD"});
  table.AddRow({"c", "12.50", "USD"});
  table.AddRow({"d", "7", "USD"});
  table.AddRow({"e", "", ""});
  EXPECT_EQ(Printed(table, Style::kTable),
            "NAME           OWED  IN\n"
            "a          0.76537   USD\n"
            "b     -1,000.765371  USD\n"
            "c         12.50      USD\n"
            "d          7         USD\n"
            "e\n");
  EXPECT_EQ(Printed(table, Style::kTabs),
            "a\t0.76537\tUSD\nb\t-1,000.765371\tUSD\nc\t12.50\tUSD\n"
            "d\t7\tUSD\ne\t\t\n");
}

std::string PrintedAt(const Table& table, size_t width, Style style) {
  std::ostringstream out;
  SetTerminalWidth(out, width);
  table.Print(style, out);
  return out.str();
}

TEST(TableTest, FitsTheTerminalByCuttingTheWidestCells) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  Table table({{"TRACK"}, {"TITLE"}, {"MOODS"}, {"BPM", Align::kRight}});
  table.AddRow({"nocturne-1f00aa3c", "Nocturne for a rainy night",
                "Uplifting, Driving", "128"});
  table.AddRow({"x", "夜想曲夜想曲夜想曲", "Calm", "96"});
  EXPECT_EQ(PrintedAt(table, 48, Style::kTable),
            "TRACK              TITLE        MOODS        BPM\n"
            "nocturne-1f00aa3c  Nocturne f…  Uplifting,…  128\n"
            "x                  夜想曲夜想…  Calm          96\n");
  // Nothing is cut where it fits, or where it is no terminal.
  for (const size_t width : {size_t{0}, size_t{72}}) {
    EXPECT_NE(PrintedAt(table, width, Style::kTable)
                  .find("Nocturne for a rainy night  Uplifting, Driving"),
              std::string::npos);
  }
  EXPECT_EQ(PrintedAt(table, 20, Style::kTabs).find("…"), std::string::npos);
}

TEST(TableTest, NamesAndNumbersAndWhatMustBeReadAreNeverCut) {
  Table table({{"NAME"},
               {"SUM", Align::kPoint},
               {"WHY", Align::kLeft, /*is_whole=*/true}});
  table.AddRow({"a-very-long-name", "1,234,567.891234", "because of this"});
  EXPECT_EQ(PrintedAt(table, 10, Style::kTable),
            PrintedAt(table, 0, Style::kTable));
}

TEST(PrintableTest, NothingSteersTheTerminal) {
  const struct {
    const char* text;
    const char* want;
  } cases[] = {
      {"plain", "plain"},
      {"a\x1b[2Jb", "a [2Jb"},               // an escape sequence
      {"two\nlines\tand", "two lines and"},  // a row stays a row
      {"\xc2\x9b"
       "31m",
       " 31m"},                             // the 8-bit form of the same
      {"\xe2\x80\xaegpj.exe", " gpj.exe"},  // right-to-left override
      {"\xff\xfe", "\xff\xfe"},             // not UTF-8: as it is
      {"Motörhead", "Motörhead"},
  };
  for (const auto& c : cases) EXPECT_EQ(Printable(c.text), c.want);
}

TEST(ToJsonTest, KeepsProtoNamesAndLeavesOutWhatWasNotMeasured) {
  analysis::v1::Report report;
  report.set_integrated_lufs(-14.25);
  report.set_sample_rate_hz(44'100);
  const std::string json = ToJson(report);
  EXPECT_NE(json.find("\"integrated_lufs\":-14.25"), std::string::npos);
  EXPECT_NE(json.find("\"sample_rate_hz\":44100"), std::string::npos);
  EXPECT_NE(json.find("\"channel_count\":0"), std::string::npos);
  EXPECT_EQ(json.find("true_peak_dbtp"), std::string::npos);
  EXPECT_EQ(json.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace ritornello::cli
