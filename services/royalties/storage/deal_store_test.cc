#include "services/royalties/storage/deal_store.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/storage/schema.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::TestDatabase;

Deal DealOf(const std::string& account, const std::string& id,
            std::vector<std::string> tracks) {
  Deal deal;
  deal.key = {account, id};
  deal.library_id = "artlist";
  deal.track_ids = std::move(tracks);
  deal.start_date = absl::CivilDay(2026, 1, 1);
  deal.create_time = absl::FromUnixMicros(1'800'000'000'000'001);
  return deal;
}

class DealStoreTest : public ::testing::TestWithParam<Backend> {
 protected:
  DealStoreTest()
      : database_(GetParam(), MigrateRoyalties),
        connection_(database_.Open()) {}

  void Insert(const Deal& deal) {
    auto transaction = sql::Transaction::Begin(*connection_);
    ASSERT_THAT(transaction, IsOk());
    ASSERT_THAT(InsertDeal(*transaction, deal), IsOk());
    ASSERT_THAT(transaction->Commit(), IsOk());
  }

  TestDatabase database_;
  std::unique_ptr<sql::Connection> connection_;
};

INSTANTIATE_TEST_SUITE_P(Both, DealStoreTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(DealStoreTest, ADealComesBackAsItWas) {
  Deal deal = DealOf("acme", "d", {"zulu", "alpha"});
  deal.licensing_model = LicensingModel::kDirectPayout;
  deal.royalty_ppm = 1;
  deal.commission_ppm = 2;
  deal.composition_ppm = 3;
  deal.fee = Money(ParseCurrency("currency", "JPY").value(), 7);
  deal.end_date = absl::CivilDay(2026, 12, 31);
  Insert(deal);
  Insert(DealOf("acme", "open", {}));

  const auto got = GetDeal(*connection_, deal.key);
  ASSERT_THAT(got, IsOk());
  EXPECT_EQ(got->key, deal.key);
  EXPECT_EQ(got->library_id, deal.library_id);
  EXPECT_EQ(got->licensing_model, deal.licensing_model);
  EXPECT_EQ(got->track_ids, deal.track_ids);  // in the order given
  EXPECT_EQ(got->royalty_ppm, 1);
  EXPECT_EQ(got->commission_ppm, 2);
  EXPECT_EQ(got->composition_ppm, 3);
  EXPECT_EQ(got->fee, deal.fee);
  EXPECT_EQ(got->start_date, deal.start_date);
  EXPECT_EQ(got->end_date, deal.end_date);
  EXPECT_EQ(got->create_time, deal.create_time);

  const auto open = GetDeal(*connection_, {"acme", "open"});
  ASSERT_THAT(open, IsOk());
  EXPECT_FALSE(open->fee.has_value());
  EXPECT_FALSE(open->end_date.has_value());
  EXPECT_TRUE(open->track_ids.empty());

  EXPECT_THAT(GetDeal(*connection_, {"umbrella", "d"}),
              FailsWith(absl::StatusCode::kNotFound, "umbrella/deals/d"));
}

// Hyphens sort before digits and letters, whatever the locale.
TEST_P(DealStoreTest, ListsByIdInByteOrder) {
  for (const char* id : {"a1", "ab", "a-b", "a", "b"}) {
    Insert(DealOf("acme", id, {absl::StrCat("t-", id)}));
  }
  Insert(DealOf("umbrella", "aa", {}));
  const auto names = [&](const std::string& after, size_t count_max) {
    std::string joined;
    const auto deals = ListDeals(*connection_, "acme", after, count_max);
    EXPECT_THAT(deals, IsOk());
    for (const Deal& deal : *deals) {
      EXPECT_EQ(deal.track_ids,
                std::vector<std::string>{"t-" + deal.key.deal_id});
      absl::StrAppend(&joined, deal.key.deal_id, " ");
    }
    return joined;
  };
  EXPECT_EQ(names("", 10), "a a-b a1 ab b ");
  EXPECT_EQ(names("", 2), "a a-b ");
  EXPECT_EQ(names("a-b", 2), "a1 ab ");
  EXPECT_EQ(names("b", 2), "");
}

TEST_P(DealStoreTest, FindsTheDealsOfTracks) {
  Deal later = DealOf("acme", "later", {"a", "b"});
  later.start_date = absl::CivilDay(2027, 1, 1);
  Insert(later);
  Insert(DealOf("acme", "named", {"a"}));
  Insert(DealOf("umbrella", "whole", {}));
  Deal elsewhere = DealOf("acme", "elsewhere", {"a"});
  elsewhere.library_id = "pond5";
  Insert(elsewhere);

  std::vector<TrackKey> tracks = {{"acme", "a"},     {"acme", "b"},
                                  {"acme", "c"},     {"umbrella", "a"},
                                  {"umbrella", "b"}, {"nobody", "a"}};
  // More than one statement takes.
  for (int i = 0; i < 1'500; ++i) {
    tracks.push_back({"umbrella", absl::StrCat("t", i)});
  }
  const auto found = FindDeals(*connection_, "artlist", tracks);
  ASSERT_THAT(found, IsOk());
  const auto ids = [&](const TrackKey& track) {
    std::string joined;
    const auto deals = found->find(track);
    if (deals == found->end()) return joined;
    for (const Deal& deal : deals->second) {
      EXPECT_TRUE(Covers(deal, track.track_id, absl::CivilDay(2027, 1, 1)));
      absl::StrAppend(&joined, deal.key.deal_id, " ");
    }
    return joined;
  };
  EXPECT_EQ(ids({"acme", "a"}), "named later ");
  EXPECT_EQ(ids({"acme", "b"}), "later ");
  EXPECT_EQ(ids({"acme", "c"}), "");
  EXPECT_EQ(ids({"umbrella", "a"}), "whole ");
  EXPECT_EQ(ids({"umbrella", "t1499"}), "whole ");
  EXPECT_EQ(ids({"nobody", "a"}), "");
}

}  // namespace
}  // namespace ritornello::royalties
