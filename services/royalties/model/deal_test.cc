#include "services/royalties/model/deal.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

Money Usd(int64_t micros) {
  return Money(ParseCurrency("currency", "USD").value(), micros);
}

Deal Split() {
  Deal deal;
  deal.key = {"acme", "pond5-2026"};
  deal.library_id = "pond5";
  deal.licensing_model = LicensingModel::kRoyaltySplit;
  deal.start_date = absl::CivilDay(2026, 1, 1);
  return deal;
}

Deal Payout() {
  Deal deal = Split();
  deal.licensing_model = LicensingModel::kDirectPayout;
  deal.track_ids = {"nocturne"};
  deal.fee = Usd(1);
  return deal;
}

TEST(DealTest, Validate) {
  const auto tracks = [](size_t count) {
    std::vector<std::string> ids;
    for (size_t i = 0; i < count; ++i) ids.push_back(absl::StrCat("t", i));
    return ids;
  };
  struct {
    const char* field;  // nullptr: fine
    Deal base;
    std::function<void(Deal&)> change;
  } const cases[] = {
      {nullptr, Split(), [](Deal&) {}},
      {nullptr, Payout(), [](Deal&) {}},
      {"deal_id", Split(), [](Deal& d) { d.key.deal_id = "Pond5"; }},
      {"deal.library", Split(), [](Deal& d) { d.library_id = ""; }},
      {nullptr, Split(), [&](Deal& d) { d.track_ids = tracks(1'000); }},
      {"deal.tracks", Split(), [&](Deal& d) { d.track_ids = tracks(1'001); }},
      {"deal.tracks[1]", Split(),
       [](Deal& d) {
         d.track_ids = {"a", "a"};
       }},
      {"deal.tracks[0]", Split(), [](Deal& d) { d.track_ids = {"A"}; }},
      {nullptr, Split(), [](Deal& d) { d.royalty_ppm = 1'000'000; }},
      {"deal.royalty_ppm", Split(), [](Deal& d) { d.royalty_ppm = 1'000'001; }},
      {"deal.royalty_ppm", Split(), [](Deal& d) { d.royalty_ppm = -1; }},
      {nullptr, Split(), [](Deal& d) { d.commission_ppm = 1'000'000; }},
      {"deal.commission_ppm", Split(),
       [](Deal& d) { d.commission_ppm = 1'000'001; }},
      {nullptr, Split(), [](Deal& d) { d.composition_ppm = 0; }},
      {"deal.composition_ppm", Split(),
       [](Deal& d) { d.composition_ppm = -1; }},
      {nullptr, Split(), [](Deal& d) { d.end_date = d.start_date; }},
      {"deal.end_date", Split(),
       [](Deal& d) { d.end_date = d.start_date - 1; }},
      {"deal.fee", Split(), [](Deal& d) { d.fee = Usd(1); }},
      {"deal.fee", Payout(), [](Deal& d) { d.fee.reset(); }},
      {"deal.fee", Payout(), [](Deal& d) { d.fee = Usd(0); }},
      {"deal.tracks", Payout(), [](Deal& d) { d.track_ids.clear(); }},
      {"deal.tracks", Payout(),
       [](Deal& d) {
         d.track_ids = {"a", "b"};
       }},
  };
  for (size_t i = 0; i < std::size(cases); ++i) {
    SCOPED_TRACE(i);
    Deal deal = cases[i].base;
    cases[i].change(deal);
    const absl::Status status = Validate(deal);
    if (cases[i].field == nullptr) {
      EXPECT_THAT(status, IsOk());
    } else {
      ASSERT_EQ(FieldViolationsOf(status).size(), 1u) << status;
      EXPECT_EQ(FieldViolationsOf(status)[0].field, cases[i].field);
    }
  }
}

TEST(DealTest, CoversTracksOnDays) {
  Deal deal = Split();
  deal.end_date = absl::CivilDay(2026, 12, 31);
  EXPECT_FALSE(Covers(deal, "any", absl::CivilDay(2025, 12, 31)));
  EXPECT_TRUE(Covers(deal, "any", absl::CivilDay(2026, 1, 1)));
  EXPECT_TRUE(Covers(deal, "any", absl::CivilDay(2026, 12, 31)));
  EXPECT_FALSE(Covers(deal, "any", absl::CivilDay(2027, 1, 1)));
  deal.end_date.reset();
  EXPECT_TRUE(Covers(deal, "any", absl::CivilDay(2127, 1, 1)));
  deal.track_ids = {"a", "b"};
  EXPECT_TRUE(Covers(deal, "b", absl::CivilDay(2026, 1, 1)));
  EXPECT_FALSE(Covers(deal, "c", absl::CivilDay(2026, 1, 1)));
}

TEST(DealTest, ModelsHaveNames) {
  EXPECT_EQ(*ParseLicensingModel("DIRECT_PAYOUT"),
            LicensingModel::kDirectPayout);
  EXPECT_EQ(*ParseLicensingModel("ROYALTY_SPLIT"),
            LicensingModel::kRoyaltySplit);
  EXPECT_THAT(ParseLicensingModel("POOL"),
              FailsWith(absl::StatusCode::kInvalidArgument, "POOL"));
}

}  // namespace
}  // namespace ritornello::royalties
