#include "services/catalog/model/clearance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    fields.push_back(violation.field);
  }
  return fields;
}

TEST(ClearanceTest, AnAgreementIsBroughtIntoForm) {
  Agreement agreement{.track_ids = {"b", "a", "b"},
                      .extent = {.territories = {"us"}},
                      .document = " binder 3 ",
                      .document_sha256 = std::string(64, 'A')};
  ASSERT_THAT(Normalize(agreement), IsOk());
  EXPECT_THAT(agreement.track_ids, ElementsAre("a", "b"));
  EXPECT_THAT(agreement.extent.territories, ElementsAre("US"));
  EXPECT_EQ(agreement.document, "binder 3");
  EXPECT_EQ(agreement.document_sha256, std::string(64, 'a'));
}

TEST(ClearanceTest, AllThatIsWrongIsTold) {
  Agreement agreement{.track_ids = std::vector<std::string>(1'001, "a"),
                      .extent = {.territories = {"UK"}},
                      .document = "  ",
                      .document_sha256 = std::string(63, 'a')};
  EXPECT_THAT(FieldsOf(Normalize(agreement)),
              ElementsAre("document", "document_sha256", "tracks",
                          "extent.territories[0]"));
  agreement = {.document = std::string(kDocumentSizeMax + 1, 'x'),
               .document_sha256 = std::string(64, 'g')};
  EXPECT_THAT(FieldsOf(Normalize(agreement)),
              ElementsAre("document", "document_sha256"));
  agreement = {.document = std::string(kDocumentSizeMax, 'x')};
  EXPECT_THAT(Normalize(agreement), IsOk());
}

TEST(ClearanceTest, ASampleHasASource) {
  Sample sample{.source = " Amen, Brother, 0:12 "};
  ASSERT_THAT(Normalize(sample), IsOk());
  EXPECT_EQ(sample.source, "Amen, Brother, 0:12");
  for (const std::string& bad :
       {std::string(" "), std::string(kSourceSizeMax + 1, 'x'),
        std::string("a\0b", 3)}) {
    sample.source = bad;
    EXPECT_THAT(FieldsOf(Normalize(sample)), ElementsAre("source"));
  }
}

TEST(ClearanceTest, WhatAnAgreementCovers) {
  const TrackKey air{"acme", "air"};
  const Extent germany_in_2026{.territories = {"DE"},
                               .first_day = absl::CivilDay(2026, 1, 1),
                               .last_day = absl::CivilDay(2026, 12, 31)};
  const struct {
    const char* what;
    Agreement agreement;
    Extent wanted;
    bool covers;
  } cases[] = {
      {"all tracks, for ever", {.key = {"acme", "x"}}, {}, true},
      {"this track", {.key = {"acme", "x"}, .track_ids = {"air"}}, {}, true},
      {"another track",
       {.key = {"acme", "x"}, .track_ids = {"aria"}},
       {},
       false},
      {"another account's", {.key = {"globex", "x"}}, {}, false},
      {"here and now",
       {.key = {"acme", "x"}, .extent = germany_in_2026},
       germany_in_2026,
       true},
      {"not the world",
       {.key = {"acme", "x"}, .extent = {.territories = {"DE", "FR"}}},
       {},
       false},
      {"not for ever",
       {.key = {"acme", "x"},
        .extent = {.last_day = absl::CivilDay(2030, 12, 31)}},
       {},
       false},
      {"not yet",
       {.key = {"acme", "x"},
        .extent = {.first_day = absl::CivilDay(2026, 1, 2)}},
       germany_in_2026,
       false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Covers(c.agreement, air, c.wanted), c.covers) << c.what;
  }
}

}  // namespace
}  // namespace ritornello::catalog
