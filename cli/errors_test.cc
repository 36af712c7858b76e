#include "cli/errors.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/session.h"
#include "libs/status/error.h"

namespace ritornello::cli {
namespace {

TEST(InFlagsTest, AFieldIsTheFlagThatWasTyped) {
  CLI::App verb;
  std::vector<std::string> parties, moods;
  std::string account, royalty, id, from, bpm, name;
  verb.add_option("ID", id);
  verb.add_option("--party", parties);
  verb.add_option("--mood", moods);
  verb.add_option("--account", account);
  verb.add_option("--royalty", royalty);
  verb.add_option("--from", from);
  verb.add_option("--bpm", bpm);
  verb.add_option("--display-name", name);
  std::vector<std::string> arguments = {
      "x",          "--party",   "ana=60%", "--party",
      "ben=4%",     "--mood",    "hapy",    "--account",
      "acme",       "--royalty", "150%",    "--from",
      "2026-11-31", "--bpm",     "900..",   "--display-name",
      "X"};
  std::reverse(arguments.begin(), arguments.end());
  verb.parse(arguments);
  const struct {
    const char* field;
    const char* want;
  } cases[] = {
      {"split_sheet.shares[1].percent", "--party ben=4%"},
      {"split_sheet.shares[0].party", "--party ana=60%"},
      {"split_sheet.shares", "--party"},  // which of them it is not
      {"split_sheet.shares[7].weight", "--party"},
      {"split_sheet.effective_date", "--from 2026-11-31"},
      {"moods[0]", "--mood hapy"},
      {"track.moods[0]", "--mood hapy"},
      {"deal.royalty_ppm", "--royalty 150%"},
      {"tempo_min_bpm", "--bpm 900.."},
      {"parent", "--account acme"},
      {"account.display_name", "--display-name X"},
      {"party_id", "ID x"},
      {"name", "ID x"},
      {"deal.mystery", "deal.mystery"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(InFlags(InvalidField(c.field, "is wrong"), verb),
              std::string(c.want) + ": is wrong");
  }
}

TEST(InFlagsTest, EveryFieldOfOneAnswerIsNamed) {
  CLI::App verb;
  std::vector<std::string> moods;
  verb.add_option("--mood", moods);
  std::vector<std::string> arguments = {"b", "a", "--mood"};
  verb.parse(arguments);
  const std::string text = InFlags(
      InvalidFields({{"moods[0]", "unknown"}, {"moods[1]", "too"}}), verb);
  EXPECT_NE(text.find("--mood a: unknown"), std::string::npos) << text;
  EXPECT_NE(text.find("--mood b: too"), std::string::npos) << text;
}

TEST(ExplainTest, WhatGrpcSaysIsAnAnswer) {
  const Asked asked = {.command = "track list",
                       .program = "ritornello-catalog",
                       .server = "127.0.0.1:7101"};
  const struct {
    absl::Status status;
    const char* want;
  } cases[] = {
      {absl::UnimplementedError(""),
       "the server at 127.0.0.1:7101 does not know `track list`: that is "
       "served by ritornello-catalog, or by ritornello-standalone; name one "
       "with --server HOST:PORT or RITORNELLO_SERVER"},
      {StatusFrom(grpc::Status(grpc::StatusCode::UNAVAILABLE,
                               "failed to connect to all addresses")),
       "no server answers at 127.0.0.1:7101; start one with "
       "`ritornello-standalone --data_dir DIR`, or name another with --server "
       "HOST:PORT or RITORNELLO_SERVER"},
      {absl::DeadlineExceededError("Deadline Exceeded"),
       "the server at 127.0.0.1:7101 did not answer in time; try again"},
      {absl::NotFoundError("no accounts/x"), "no accounts/x"},
      {WithReason(absl::UnimplementedError("not this format"), "FORMAT", {}),
       "not this format"},
  };
  for (const auto& c : cases) {
    const absl::Status explained = Explain(c.status, asked);
    EXPECT_EQ(explained.message(), c.want);
    EXPECT_EQ(explained.code(), c.status.code());
  }
}

TEST(ErrorJsonTest, IsOneObjectWithRawFields) {
  const std::string json =
      ErrorJson(WithReason(InvalidField("moods[0]", "no mood \"hapy\"\n"),
                           "UNKNOWN_TERM", {{"term", "hap\xE9"}}));
  EXPECT_EQ(json.find('\n'), std::string::npos);
  google::protobuf::Struct parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &parsed).ok())
      << json;
  const auto& error = parsed.fields().at("error").struct_value().fields();
  EXPECT_EQ(error.at("code").string_value(), "INVALID_ARGUMENT");
  EXPECT_EQ(error.at("message").string_value(), "moods[0]: no mood \"hapy\"\n");
  EXPECT_EQ(error.at("reason").string_value(), "UNKNOWN_TERM");
  EXPECT_EQ(
      error.at("metadata").struct_value().fields().at("term").string_value(),
      "hap\xEF\xBF\xBD");
  EXPECT_EQ(error.at("field_violations")
                .list_value()
                .values(0)
                .struct_value()
                .fields()
                .at("field")
                .string_value(),
            "moods[0]");
  EXPECT_EQ(ErrorJson(absl::NotFoundError("gone")),
            "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"gone\"}}");
}

}  // namespace
}  // namespace ritornello::cli
