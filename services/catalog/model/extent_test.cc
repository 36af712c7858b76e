#include "services/catalog/model/extent.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;

using Codes = std::vector<std::string>;
using Day = std::optional<absl::CivilDay>;

constexpr absl::CivilDay kJanuary(2026, 1, 1);
constexpr absl::CivilDay kMarch(2026, 3, 31);
constexpr absl::CivilDay kApril(2026, 4, 1);

TEST(ExtentTest, CodesAreBroughtIntoForm) {
  Extent extent{.territories = {"us", "DE", "de"},
                .excluded_territories = {"gb"}};
  ASSERT_THAT(Normalize(extent), IsOk());
  EXPECT_EQ(extent.territories, (Codes{"DE", "US"}));
  EXPECT_EQ(extent.excluded_territories, Codes{"GB"});
}

TEST(ExtentTest, RefusesWhatIsNoExtent) {
  const struct {
    Extent extent;
    const char* field;
    const char* words;
  } cases[] = {
      {{.territories = {"DE", "UK"}}, "territories[1]", "is GB"},
      {{.territories = {"WW"}}, "territories[0]", "for the world give none"},
      {{.territories = {"Germany"}}, "territories[0]", "like DE"},
      {{.territories = {""}}, "territories[0]", "like DE"},
      {{.territories = {"D1"}}, "territories[0]", "like DE"},
      {{.territories = {"ZZ"}}, "territories[0]", "like DE"},
      {{.excluded_territories = {"EL"}}, "excluded_territories[0]", "is GR"},
      {{.territories = {"DE"}, .excluded_territories = {"DE"}},
       "excluded_territories",
       "leaves no country"},
      {{.first_day = kApril, .last_day = kMarch}, "end_date", "2026-04-01"},
  };
  for (const auto& c : cases) {
    Extent extent = c.extent;
    const auto violations = FieldViolationsOf(Normalize(extent));
    ASSERT_EQ(violations.size(), 1u) << c.field;
    EXPECT_EQ(violations[0].field, c.field);
    EXPECT_NE(violations[0].description.find(c.words), std::string::npos)
        << violations[0].description;
  }
}

TEST(ExtentTest, OneDayAndOneCountryInCommonOverlap) {
  const struct {
    const char* what;
    Extent a;
    Extent b;
    bool overlap;
    bool covers;  // a covers b
  } cases[] = {
      {"always, everywhere", {}, {}, true, true},
      {"the last day is the first",
       {.last_day = kMarch},
       {.first_day = kMarch},
       true,
       false},
      {"the next day",
       {.last_day = kMarch},
       {.first_day = kApril},
       false,
       false},
      {"before",
       {.first_day = kApril},
       {.first_day = kJanuary, .last_day = kMarch},
       false,
       false},
      {"within",
       {.first_day = kJanuary},
       {.first_day = kMarch, .last_day = kApril},
       true,
       true},
      {"for ever is longer",
       {.first_day = kJanuary, .last_day = kApril},
       {.first_day = kJanuary},
       true,
       false},
      {"another country",
       {.territories = {"DE"}},
       {.territories = {"FR"}},
       false,
       false},
      {"one in common",
       {.territories = {"DE", "FR"}},
       {.territories = {"FR", "US"}},
       true,
       false},
      {"the world has it", {}, {.territories = {"FR"}}, true, true},
      {"the world without it",
       {.excluded_territories = {"FR"}},
       {.territories = {"FR"}},
       false,
       false},
      {"the world without another",
       {.excluded_territories = {"FR"}},
       {.territories = {"DE", "FR"}, .excluded_territories = {"FR"}},
       true,
       true},
      {"both but one country",
       {.excluded_territories = {"FR"}},
       {.excluded_territories = {"DE"}},
       true,
       false},
      {"same country, other days",
       {.territories = {"DE"}, .last_day = kMarch},
       {.territories = {"DE"}, .first_day = kApril},
       false,
       false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Overlap(c.a, c.b), c.overlap) << c.what;
    EXPECT_EQ(Overlap(c.b, c.a), c.overlap) << c.what;
    EXPECT_EQ(Covers(c.a, c.b), c.covers) << c.what;
  }
}

TEST(ExtentTest, AnEndComesNearerAndNeverFarther) {
  const struct {
    Extent extent;
    absl::CivilDay last_day;
    const char* problem;  // empty: done
  } cases[] = {
      {{}, kMarch, ""},
      {{.first_day = kMarch}, kMarch, ""},
      {{.first_day = kApril}, kMarch, "before the first day, 2026-04-01"},
      {{.last_day = kApril}, kMarch, ""},
      {{.last_day = kMarch}, kMarch, ""},
      {{.last_day = kMarch}, kApril, "after the last day so far, 2026-03-31"},
  };
  for (const auto& c : cases) {
    Extent extent = c.extent;
    const absl::Status status = EndOn(c.last_day, extent);
    if (*c.problem == '\0') {
      EXPECT_THAT(status, IsOk());
      EXPECT_EQ(extent.last_day, c.last_day);
    } else {
      ASSERT_EQ(FieldViolationsOf(status).size(), 1u);
      EXPECT_EQ(FieldViolationsOf(status)[0].field, "last_date");
      EXPECT_NE(status.message().find(c.problem), std::string::npos) << status;
      EXPECT_EQ(extent, c.extent);
    }
  }
}

// ISO 3166-1 counts 249 codes; XK is the one more.
TEST(ExtentTest, KnowsTheWorld) {
  std::set<std::string> known;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) {
      Extent extent{.territories = {{a, b}}};
      if (Normalize(extent).ok()) known.insert({a, b});
    }
  }
  EXPECT_EQ(known.size(), 250u);
  for (const char* code : {"DE", "GB", "GR", "US", "XK", "ZW", "AD"}) {
    EXPECT_EQ(known.count(code), 1u) << code;
  }
}

TEST(ExtentTest, SpeaksPlainly) {
  EXPECT_EQ(InWords({}), "for ever");
  EXPECT_EQ(InWords({.territories = {"DE", "FR"}, .last_day = kMarch}),
            "in DE, FR until 2026-03-31");
  EXPECT_EQ(InWords({.excluded_territories = {"US"}, .first_day = kJanuary}),
            "outside of US from 2026-01-01 for ever");
}

}  // namespace
}  // namespace ritornello::catalog
