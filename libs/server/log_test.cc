#include "libs/server/log.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "libs/time/fake_clock.h"

namespace ritornello::server {
namespace {

// The JSON parser of protobuf is the independent reader here.
google::protobuf::Struct Parse(const std::string& line) {
  google::protobuf::Struct parsed;
  const auto status = google::protobuf::util::JsonStringToMessage(
      line.substr(0, line.size() - 1), &parsed);
  EXPECT_TRUE(status.ok()) << status.ToString() << ": " << line;
  return parsed;
}

class LogTest : public ::testing::Test {
 protected:
  google::protobuf::Struct Write(Severity severity, absl::string_view message,
                                 std::initializer_list<LogField> fields) {
    line_.clear();
    log_.Write(severity, message, fields);
    return Parse(line_);
  }

  std::string line_;
  testing::FakeClock clock_;
  Log log_{clock_, [this](absl::string_view line) {
             line_.append(line.data(), line.size());
           }};
};

TEST_F(LogTest, OneLineIsOneObject) {
  Write(Severity::kInfo, "serving", {{"port", int64_t{50051}}, {"n", 0.5}});
  EXPECT_EQ(line_,
            "{\"time\":\"2027-01-15T08:00:00.000000Z\",\"severity\":\"INFO\","
            "\"message\":\"serving\",\"port\":50051,\"n\":0.5}\n");
}

TEST_F(LogTest, APersonIsToldWhatMattersInPlainWords) {
  std::string lines;
  const Log log(
      clock_,
      [&lines](absl::string_view line) {
        lines.append(line.data(), line.size());
      },
      LogFormat::kText);
  log.Write(Severity::kInfo, "call", {{"method", "ListTracks"}});
  log.Write(Severity::kNotice, "serving", {{"port", int64_t{7100}}});
  log.Write(Severity::kWarning, "gauges\ncannot be read",
            {{"group", "catalog"}, {"tries", 0.5}, {"x", "\x1b[2J"}});
  log.Write(Severity::kError, "no disk", {});
  // Without the time, which is that of the place.
  std::string without_times;
  for (size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) {
    EXPECT_EQ(lines[at + 2], ':');
    without_times += lines.substr(at + 9, lines.find('\n', at) - at - 8);
  }
  EXPECT_EQ(without_times,
            "serving (port: 7100)\n"
            "WARNING gauges cannot be read (group: catalog, tries: 0.5, x:  "
            "[2J)\n"
            "ERROR no disk\n");
}

TEST_F(LogTest, SeverityIsNamed) {
  struct {
    Severity severity;
    const char* want;
  } const cases[] = {{Severity::kInfo, "INFO"},
                     {Severity::kNotice, "INFO"},
                     {Severity::kWarning, "WARNING"},
                     {Severity::kError, "ERROR"}};
  for (const auto& c : cases) {
    EXPECT_EQ(Write(c.severity, "", {}).fields().at("severity").string_value(),
              c.want);
  }
}

TEST_F(LogTest, AnyByteMayBeLogged) {
  std::string ascii;
  for (char c = 0; c < 127; ++c) ascii.push_back(c);
  ascii.push_back(127);
  const auto parsed = Write(Severity::kInfo, ascii,
                            {{"text", "naïve 🎵"}, {"bad", "a\xFF\xC0z"}});
  EXPECT_EQ(parsed.fields().at("message").string_value(), ascii);
  EXPECT_EQ(parsed.fields().at("text").string_value(), "naïve 🎵");
  EXPECT_EQ(parsed.fields().at("bad").string_value(), "a��z");
  EXPECT_EQ(line_.find('\n'), line_.size() - 1);
}

TEST_F(LogTest, LongTextIsCut) {
  const std::string longest(kLogTextSizeMax, 'x');
  EXPECT_EQ(
      Write(Severity::kInfo, longest, {}).fields().at("message").string_value(),
      longest);
  EXPECT_EQ(Write(Severity::kInfo, longest + "y", {})
                .fields()
                .at("message")
                .string_value(),
            longest);
}

TEST_F(LogTest, NumbersJsonCannotWriteAreNull) {
  const double infinity = std::numeric_limits<double>::infinity();
  const auto parsed = Write(Severity::kInfo, "",
                            {{"up", infinity}, {"nan", infinity - infinity}});
  EXPECT_TRUE(parsed.fields().at("up").has_null_value());
  EXPECT_TRUE(parsed.fields().at("nan").has_null_value());
}

}  // namespace
}  // namespace ritornello::server
