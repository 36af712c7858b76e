#include "libs/rpc/page.h"

#include <google/protobuf/struct.pb.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/status/status_matchers.h"

namespace ritornello::rpc {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

// As a List request is to Page.
struct ListRequest {
  int page_size() const { return size; }
  const std::string& page_token() const { return token; }
  operator const google::protobuf::Message&() const { return filter; }

  int size = 0;
  std::string token;
  google::protobuf::Value filter;
};

// What a store answers: the numbers behind the cursor.
std::vector<int> Read(const std::vector<int>& all, const Page& page) {
  int after = -1;
  EXPECT_TRUE(page.cursor().empty() || absl::SimpleAtoi(page.cursor(), &after));
  std::vector<int> rows(std::upper_bound(all.begin(), all.end(), after),
                        all.end());
  rows.resize(std::min(rows.size(), page.row_count()));
  return rows;
}

TEST(PageTest, EveryRowIsOnOnePageAndNoPageIsEmpty) {
  for (int count = 0; count < 8; ++count) {
    std::vector<int> all;
    for (int i = 0; i < count; ++i) all.push_back(10 * i);
    for (int size = 1; size < 5; ++size) {
      ListRequest request{.size = size, .token = "", .filter = {}};
      std::vector<int> seen;
      int page_count = 0;
      do {
        const auto page = Page::Of(request, 1, 1000);
        ASSERT_THAT(page, IsOk());
        std::vector<int> rows = Read(all, *page);
        request.token =
            page->Cut(rows, [](int last) { return absl::StrCat(last); });
        EXPECT_LE(rows.size(), static_cast<size_t>(size));
        seen.insert(seen.end(), rows.begin(), rows.end());
        ++page_count;
      } while (!request.token.empty());
      EXPECT_EQ(seen, all) << count << " rows by " << size;
      EXPECT_EQ(page_count, std::max(1, (count + size - 1) / size));
    }
  }
}

TEST(PageTest, TakesDefaultAndMaximum) {
  EXPECT_EQ(Page::Of(ListRequest{}, 50, 100)->row_count(), 51u);
  EXPECT_EQ(Page::Of(ListRequest{.size = 101}, 50, 100)->row_count(), 101u);
}

TEST(PageTest, RefusesWhatItCannotContinue) {
  EXPECT_THAT(Page::Of(ListRequest{.size = -1}, 50, 100),
              FailsWith(absl::StatusCode::kInvalidArgument, "page_size"));
  ListRequest request{.size = 1};
  std::vector<int> rows = {1, 2};
  request.token = Page::Of(request, 50, 100)->Cut(rows, [](int last) {
    return absl::StrCat(last);
  });
  request.filter.set_string_value("another");
  EXPECT_THAT(Page::Of(request, 50, 100),
              FailsWith(absl::StatusCode::kInvalidArgument, "page_token"));
}

}  // namespace
}  // namespace ritornello::rpc
