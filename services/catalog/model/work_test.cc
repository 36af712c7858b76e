#include "services/catalog/model/work.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    fields.push_back(violation.field);
  }
  return fields;
}

TEST(WorkTest, TextIsTrimmedAndTheIswcWrittenWithoutSeparators) {
  Work work{.title = " Nocturne ", .iswc = "t-034.524.680-1 "};
  ASSERT_THAT(Normalize(work), IsOk());
  EXPECT_EQ(work.title, "Nocturne");
  EXPECT_EQ(work.iswc, "T0345246801");

  Work unregistered{.title = std::string(kWorkTitleSizeMax, 'x')};
  EXPECT_THAT(Normalize(unregistered), IsOk());
  EXPECT_EQ(unregistered.iswc, "");
}

TEST(WorkTest, EveryFieldThatCannotBeIsNamed) {
  Work nothing{.title = "  ", .iswc = "T-034.524.680-2"};
  const absl::Status refused = Normalize(nothing);
  EXPECT_THAT(FieldsOf(refused), ElementsAre("title", "iswc"));
  EXPECT_THAT(FieldViolationsOf(refused)[0].description,
              "must have 1..500 "
              "bytes, got 0");
  Work too_long{.title = std::string(kWorkTitleSizeMax + 1, 'x')};
  EXPECT_THAT(FieldsOf(Normalize(too_long)), ElementsAre("title"));
  Work with_nul{.title = std::string("a\0b", 3)};
  EXPECT_THAT(Normalize(with_nul),
              FailsWith(absl::StatusCode::kInvalidArgument, "NUL"));
}

TEST(WorkTest, AMaskSaysWhichFieldsAreCopied) {
  const Work from{.key = {"acme", "b"}, .title = "B", .iswc = "T0345246801"};
  const Work before{.key = {"acme", "a"}, .title = "A", .iswc = ""};
  Work work = before;
  ASSERT_THAT(CopyFields(std::vector<std::string>{"title"}, from, work),
              IsOk());
  EXPECT_EQ(work, (Work{.key = {"acme", "a"}, .title = "B", .iswc = ""}));
  work = before;
  ASSERT_THAT(CopyFields(std::vector<std::string>{"iswc"}, from, work), IsOk());
  EXPECT_EQ(work.title, "A");
  EXPECT_EQ(work.iswc, "T0345246801");
  work = before;
  ASSERT_THAT(CopyFields({}, from, work), IsOk());
  EXPECT_EQ(work.title, "B");
  EXPECT_EQ(work.iswc, "T0345246801");
  EXPECT_EQ(work.key.work_id, "a");
  EXPECT_THAT(CopyFields(std::vector<std::string>{"name"}, from, work),
              FailsWith(absl::StatusCode::kInvalidArgument, "\"name\""));
}

TEST(WorkTest, PartsAreInOrderAndWeighOneWhereNothingIsSaid) {
  std::vector<WorkPart> parts = {{"b", 3}, {"a", 0}, {"c", 1}};
  ASSERT_THAT(Normalize(parts), IsOk());
  EXPECT_THAT(
      parts, ElementsAre(WorkPart{"a", 1}, WorkPart{"b", 3}, WorkPart{"c", 1}));
}

TEST(WorkTest, AWorkIsOncePartOfATrackAndTwentyAreTheMost) {
  std::vector<WorkPart> twice = {{"b", 1}, {"a", 1}, {"b", 2}};
  EXPECT_THAT(Normalize(twice),
              FailsWith(absl::StatusCode::kInvalidArgument, "got b twice"));
  std::vector<WorkPart> many;
  for (size_t i = 0; i < kTrackWorkCountMax; ++i) {
    many.push_back({absl::StrCat("w", i), 1});
  }
  EXPECT_THAT(Normalize(many), IsOk());
  many.push_back({"x", 1});
  EXPECT_THAT(Normalize(many), FailsWith(absl::StatusCode::kInvalidArgument,
                                         "at most 20, got 21"));
}

}  // namespace
}  // namespace ritornello::catalog
