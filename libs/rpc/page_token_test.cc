#include "libs/rpc/page_token.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <climits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::rpc {
namespace {

using ::ritornello::testing::FailsWith;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(PageTokenTest, CarriesAnyCursor) {
  for (const std::string& cursor :
       {std::string("a"), std::string("\0", 1), std::string("\xFF\xFE?>"),
        std::string(1000, 'z')}) {
    const std::string token = MakePageToken("arguments", cursor);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "abcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_"),
              std::string::npos)
        << token;
    const auto got = ParsePageToken(token, "arguments");
    ASSERT_TRUE(got.ok()) << got.status();
    EXPECT_EQ(*got, cursor);
  }
}

TEST(PageTokenTest, EmptyIsTheFirstPage) {
  const auto got = ParsePageToken("", "arguments");
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(*got, "");
}

// A token outlives the process that made it: this one is written down, and
// was computed by a Python of six lines.
TEST(PageTokenTest, IsTheSameInEveryBuild) {
  EXPECT_EQ(MakePageToken("filter=x", "42"), "BjSX8DnMf480Mg");
}

TEST(PageTokenTest, RefusesWhatItDidNotMake) {
  const std::string good = MakePageToken("arguments", "cursor");
  std::vector<std::string> bad = {"x",
                                  "=",
                                  "AAAA",
                                  "AAAAAAAAAAA",
                                  absl::StrCat(good, "="),
                                  absl::StrCat(good, "\n"),
                                  absl::StrCat(" ", good),
                                  absl::StrCat(good, "A")};
  for (size_t i = 0; i < good.size(); ++i) {
    std::string damaged = good;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    bad.push_back(damaged);
    bad.push_back(good.substr(0, i == 0 ? 1 : i));
  }
  for (const std::string& token : bad) {
    EXPECT_THAT(ParsePageToken(token, "arguments"),
                FailsWith(kInvalid, "page_token"))
        << token;
  }
}

TEST(PageTokenTest, RefusesOtherArguments) {
  const std::string token = MakePageToken("ab", "c");
  for (const char* other : {"", "a", "abc", "b"}) {
    const absl::Status status = ParsePageToken(token, other).status();
    EXPECT_THAT(status, FailsWith(kInvalid, "same arguments"));
    EXPECT_EQ(FieldViolationsOf(status)[0].field, "page_token");
  }
}

TEST(PageArgumentsTest, MapsHaveNoOrder) {
  google::rpc::ErrorInfo one;
  google::rpc::ErrorInfo two;
  const std::string value(1, 'v');
  for (int i = 0; i < 50; ++i) {
    (*one.mutable_metadata())[std::to_string(i)] = value;
    (*two.mutable_metadata())[std::to_string(49 - i)] = value;
  }
  EXPECT_EQ(PageArguments(one), PageArguments(two));
  two.set_reason("other");
  EXPECT_NE(PageArguments(one), PageArguments(two));
}

TEST(PageSizeTest, FallsBackAndCaps) {
  struct {
    int32_t requested;
    int want;  // -1: refused
  } const cases[] = {{0, 50},          {1, 1},     {50, 50},
                     {499, 499},       {500, 500}, {501, 500},
                     {INT32_MAX, 500}, {-1, -1},   {INT32_MIN, -1}};
  for (const auto& c : cases) {
    const auto got = PageSize(c.requested, 50, 500);
    if (c.want < 0) {
      EXPECT_THAT(got, FailsWith(kInvalid, "page_size"));
    } else {
      ASSERT_TRUE(got.ok());
      EXPECT_EQ(*got, c.want);
    }
  }
}

}  // namespace
}  // namespace ritornello::rpc
