#include "libs/server/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace ritornello::server {
namespace {

using ::testing::HasSubstr;

struct Row {
  const char* flag;
  const char* environment;
  const char* value;  // not the default
  std::function<std::string(const ServerOptions&)> read;
};

template <typename Field>
std::function<std::string(const ServerOptions&)> Number(Field field) {
  return [field](const ServerOptions& options) {
    return std::to_string(options.*field);
  };
}

std::function<std::string(const ServerOptions&)> Bool(
    bool ServerOptions::*field) {
  return [field](const ServerOptions& options) {
    return std::string(options.*field ? "true" : "false");
  };
}

const std::vector<Row>& Rows() {
  static const auto* const rows = new std::vector<Row>{
      {"--listen", "RITORNELLO_LISTEN", "[::1]:7",
       [](const ServerOptions& options) { return options.listen; }},
      {"--metrics_listen", "RITORNELLO_METRICS_LISTEN", "127.0.0.1:8",
       [](const ServerOptions& options) { return options.metrics_listen; }},
      {"--insecure", "RITORNELLO_INSECURE", "true",
       Bool(&ServerOptions::insecure)},
      {"--reflection", "RITORNELLO_REFLECTION", "false",
       Bool(&ServerOptions::reflection)},
      {"--log_format", "RITORNELLO_LOG_FORMAT", "text",
       [](const ServerOptions& options) { return options.log_format; }},
      {"--log_calls", "RITORNELLO_LOG_CALLS", "false",
       Bool(&ServerOptions::log_calls)},
      {"--concurrent_streams_max", "RITORNELLO_CONCURRENT_STREAMS_MAX", "9",
       Number(&ServerOptions::concurrent_streams_max)},
      {"--message_size_max", "RITORNELLO_MESSAGE_SIZE_MAX", "1024",
       Number(&ServerOptions::message_size_max)},
      {"--drain_delay_seconds", "RITORNELLO_DRAIN_DELAY_SECONDS", "5",
       Number(&ServerOptions::drain_delay_seconds)},
      {"--drain_seconds", "RITORNELLO_DRAIN_SECONDS", "0",
       Number(&ServerOptions::drain_seconds)},
      {"--keepalive_seconds", "RITORNELLO_KEEPALIVE_SECONDS", "10",
       Number(&ServerOptions::keepalive_seconds)},
      {"--max_connection_age_seconds", "RITORNELLO_MAX_CONNECTION_AGE_SECONDS",
       "1", Number(&ServerOptions::max_connection_age_seconds)},
      {"--max_connection_age_grace_seconds",
       "RITORNELLO_MAX_CONNECTION_AGE_GRACE_SECONDS", "2",
       Number(&ServerOptions::max_connection_age_grace_seconds)},
      {"--worker_count", "RITORNELLO_WORKER_COUNT", "3",
       Number(&ServerOptions::worker_count)},
      {"--queue_limit", "RITORNELLO_QUEUE_LIMIT", "0",
       Number(&ServerOptions::queue_limit)},
      {"--stream_limit", "RITORNELLO_STREAM_LIMIT", "1",
       Number(&ServerOptions::stream_limit)},
  };
  return *rows;
}

void AddAllFlags(CLI::App& app, ServerOptions& options) {
  AddServerFlags(app, options);
  AddCallLimitFlags(app, options);
}

// Options from a command line; false when it is refused.
bool ParseLine(const std::vector<std::string>& arguments,
               ServerOptions& options,
               void (*add_flags)(CLI::App&, ServerOptions&) = AddAllFlags) {
  CLI::App app;
  add_flags(app, options);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError&) {
    return false;
  }
  return true;
}

TEST(FlagsTest, EachIsAFlagAndAVariable) {
  for (const Row& row : Rows()) {
    SCOPED_TRACE(row.flag);
    EXPECT_EQ(EnvironmentName(row.flag), row.environment);
    EXPECT_NE(row.read(ServerOptions()), row.value);

    ServerOptions by_flag;
    EXPECT_TRUE(ParseLine({std::string(row.flag) + "=" + row.value}, by_flag));
    EXPECT_EQ(row.read(by_flag), row.value);

    ServerOptions by_variable;
    setenv(row.environment, row.value, 1);
    EXPECT_TRUE(ParseLine({}, by_variable));
    unsetenv(row.environment);
    EXPECT_EQ(row.read(by_variable), row.value);
  }
}

TEST(FlagsTest, NoneLeavesTheDefaults) {
  ServerOptions options;
  EXPECT_TRUE(ParseLine({}, options));
  for (const Row& row : Rows()) {
    EXPECT_EQ(row.read(options), row.read(ServerOptions())) << row.flag;
  }
}

TEST(FlagsTest, CommandLineWins) {
  setenv("RITORNELLO_LISTEN", "127.0.0.1:1", 1);
  ServerOptions options;
  EXPECT_TRUE(ParseLine({"--listen=127.0.0.1:2"}, options));
  unsetenv("RITORNELLO_LISTEN");
  EXPECT_EQ(options.listen, "127.0.0.1:2");
}

TEST(FlagsTest, AHyphenIsAnUnderscoreMeant) {
  CLI::App app;
  ServerOptions options;
  AddAllFlags(app, options);
  const struct {
    const char* argument;
    const char* want;
  } cases[] = {
      {"--metrics-listen", "--metrics_listen"},
      {"--worker-count=3", "--worker_count"},
      {"--metrics_listen", ""},  // it is known
      {"--data-folder", ""},     // no such flag
      {"-l", ""},
      {"127.0.0.1:7100", ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(MeantFlag(app, c.argument), c.want) << c.argument;
  }
}

// In a program that would not read them.
TEST(FlagsTest, LimitsOfCallsAreRefusedWhereNobodyAddedThem) {
  for (const char* argument :
       {"--worker_count=3", "--queue_limit=3", "--stream_limit=3"}) {
    ServerOptions options;
    EXPECT_TRUE(ParseLine({argument}, options)) << argument;
    EXPECT_FALSE(ParseLine({argument}, options, AddServerFlags)) << argument;
  }
}

TEST(FlagsTest, SwitchNeedsNoValue) {
  ServerOptions options;
  EXPECT_TRUE(ParseLine({"--insecure"}, options));
  EXPECT_TRUE(options.insecure);
}

TEST(FlagsTest, RangesAreChecked) {
  struct {
    const char* argument;
    bool want;
  } const cases[] = {
      {"--log_format=json", true},
      {"--log_format=xml", false},
      {"--worker_count=1", true},
      {"--worker_count=0", false},
      {"--worker_count=1024", true},
      {"--worker_count=1025", false},
      {"--queue_limit=0", true},
      {"--queue_limit=-1", false},
      {"--queue_limit=100001", false},
      {"--stream_limit=0", false},
      {"--stream_limit=4097", false},
      {"--concurrent_streams_max=0", false},
      {"--message_size_max=1023", false},
      {"--message_size_max=1073741825", false},
      {"--drain_seconds=3601", false},
      {"--drain_delay_seconds=-1", false},
      {"--keepalive_seconds=9", false},
      {"--max_connection_age_seconds=0", false},
      {"--max_connection_age_grace_seconds=86401", false},
      {"--drain_seconds=soon", false},
      {"--no_such_flag=1", false},
  };
  for (const auto& c : cases) {
    ServerOptions options;
    EXPECT_EQ(ParseLine({c.argument}, options), c.want) << c.argument;
  }
}

TEST(FlagsTest, HelpTellsAll) {
  CLI::App app;
  ServerOptions options;
  AddAllFlags(app, options);
  const std::string help = app.help();
  for (const Row& row : Rows()) {
    EXPECT_THAT(help, HasSubstr(row.flag));
    EXPECT_THAT(help, HasSubstr(row.environment));
  }
  EXPECT_THAT(help, HasSubstr("127.0.0.1:50051"));
}

}  // namespace
}  // namespace ritornello::server
