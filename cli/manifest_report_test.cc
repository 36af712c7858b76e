#include "cli/manifest_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"

namespace ritornello::cli {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

class ManifestReportTest : public ::testing::Test {
 protected:
  std::string Printed(Style style, bool is_terminal) {
    std::ostringstream out, err;
    Session session{.channel = Connection([] { return nullptr; }, {}),
                    .style = style,
                    .out = out,
                    .err = err,
                    .err_is_terminal = is_terminal,
                    .clock = clock_};
    report_.Print("m.csv", session);
    EXPECT_EQ(out.str(), "");
    return err.str();
  }

  std::string Written() const {
    std::stringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }

  const std::string path_ = ::testing::TempDir() + "/errors.csv";
  ManifestReport report_;
  ::ritornello::testing::FakeClock clock_;
};

TEST_F(ManifestReportTest, SaysInOneFormInTheOrderOfLines) {
  report_.Add({{12, "moods", "no mood \"x\""}, {3, "", "character 4: no"}});
  report_.Add({{7, "uri", "a\x1b[31mb"}});
  EXPECT_EQ(Printed(Style::kTabs, false),
            "m.csv:3: character 4: no\n"
            "m.csv:7: uri: a [31mb\n"
            "m.csv:12: moods: no mood \"x\"\n");
  EXPECT_EQ(Printed(Style::kJson, false),
            "{\"file\":\"m.csv\",\"line\":3,\"column\":\"\",\"message\":"
            "\"character 4: no\"}\n"
            "{\"file\":\"m.csv\",\"line\":7,\"column\":\"uri\",\"message\":"
            "\"a\\u001b[31mb\"}\n"
            "{\"file\":\"m.csv\",\"line\":12,\"column\":\"moods\",\"message\":"
            "\"no mood \\\"x\\\"\"}\n");
}

// However a run ends, what was found is in the file.
TEST_F(ManifestReportTest, AFileGetsThemWhenTheyAreFound) {
  ASSERT_THAT(report_.WriteTo(path_), IsOk());
  EXPECT_EQ(Written(), "line,column,message\n");
  report_.Add({{12, "moods", "no mood \"x\""}, {3, "", "character 4: no"}});
  EXPECT_EQ(Written(),
            "line,column,message\n"
            "12,\"moods\",\"no mood \"\"x\"\"\"\n"
            "3,\"\",\"character 4: no\"\n");
  report_.Add({{7, "uri", "a\x1b[31mb"}});
  EXPECT_THAT(report_.Close(), IsOk());
  EXPECT_EQ(Written(),
            "line,column,message\n"
            "12,\"moods\",\"no mood \"\"x\"\"\"\n"
            "3,\"\",\"character 4: no\"\n"
            "7,\"uri\",\"a\x1b[31mb\"\n");
}

TEST_F(ManifestReportTest, AFileThatCannotBeWrittenSaysWhy) {
  EXPECT_THAT(report_.WriteTo("/nowhere/errors.csv"),
              FailsWith(absl::StatusCode::kUnavailable,
                        "cannot write /nowhere/errors.csv: No such file"));
  ManifestReport full;
  EXPECT_THAT(full.WriteTo("/dev/full"),
              FailsWith(absl::StatusCode::kUnavailable,
                        "cannot write /dev/full: No space left on device"));
  // A disk that is full later is told at the end; printing goes on.
  full.Add({{1, "uri", "x"}});
  EXPECT_THAT(full.Close(), FailsWith(absl::StatusCode::kUnavailable,
                                      "No space left on device"));
  EXPECT_EQ(full.count(), 1);
}

size_t LineCount(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_F(ManifestReportTest, ATerminalIsShownAHundred) {
  report_.Add(std::vector<ManifestProblem>(kProblemsShownMax, {1, "uri", "x"}));
  EXPECT_EQ(LineCount(Printed(Style::kTable, true)), kProblemsShownMax);
  report_.Add({{2, "uri", "x"}});
  const std::string shown = Printed(Style::kTable, true);
  EXPECT_EQ(LineCount(shown), kProblemsShownMax + 1);
  EXPECT_NE(shown.find("\nand 1 more; --errors FILE writes all of them down\n"),
            std::string::npos);
  EXPECT_EQ(LineCount(Printed(Style::kTabs, false)), kProblemsShownMax + 1);
  ASSERT_THAT(report_.WriteTo(path_), IsOk());
  EXPECT_NE(Printed(Style::kTable, true)
                .find("\nand 1 more, all of them in " + path_ + "\n"),
            std::string::npos);
}

TEST_F(ManifestReportTest, KeepsSoManyAndCountsAndWritesAll) {
  ASSERT_THAT(report_.WriteTo(path_), IsOk());
  report_.Add(std::vector<ManifestProblem>(kProblemsKeptMax, {1, "uri", "x"}));
  report_.Add({{2, "uri", "x"}});
  EXPECT_EQ(LineCount(Written()), 1 + kProblemsKeptMax + 1);
  EXPECT_EQ(report_.count(), int64_t{kProblemsKeptMax} + 1);
  EXPECT_NE(Printed(Style::kTabs, false).find("\nand 1 more, "),
            std::string::npos);
}

}  // namespace
}  // namespace ritornello::cli
