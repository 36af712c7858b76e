#include "services/catalog/domain/ingest_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/sql/testing/counting_connection.h"
#include "libs/sql/testing/fault_sweep.h"
#include "libs/sql/transaction.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/domain/agreements.h"
#include "services/catalog/domain/ingestion.h"
#include "services/catalog/domain/placements.h"
#include "services/catalog/domain/testing/ingested_catalog.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/party_store.h"
#include "services/catalog/storage/schema.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using testing::Item;
using Outcome = IngestAck::Outcome;

// Each item brings all there is along; `letter` tells batches apart.
std::vector<IngestItem> WholeItems(const std::string& letter, int count) {
  std::vector<IngestItem> items;
  for (int i = 0; i < count; ++i) {
    IngestItem item = Item(absl::StrCat(letter, i));
    item.track.isrc = absl::StrCat("GBAY", letter, "68", 10'000 + i);
    item.track.moods = {"Tense"};
    item.split_sheets = {
        {.shares = {{"ana", ShareRole::kOwner, 1},
                    {"", ShareRole::kProducer, 1, absl::StrCat("P", i)}}}};
    item.works = {{.work = {.title = "Own"}},
                  {.work = {.key = {"", "common"}, .title = "Common"}}};
    item.works[0].split_sheets = {
        {.right = Right::kSyncComposition,
         .shares = {{"", ShareRole::kWriter, 1, "Eva"}}}};
    item.outlets = {{.key = {{}, "spotify"}}, {.key = {{}, "tidal"}}};
    item.samples = {{.source = "Amen", .agreement_id = "signed"},
                    {.source = absl::StrCat("Think ", i)}};
    items.push_back(std::move(item));
  }
  return items;
}

// The account "acme" with the party "ana", who signed "signed".
class IngestPlanTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  IngestPlanTest() {
    EXPECT_THAT(
        sql::RunTransaction(
            *pool_,
            [&](sql::Transaction& transaction) -> absl::Status {
              EXPECT_THAT(InsertAccount(transaction, {.id = "acme"}), IsOk());
              EXPECT_THAT(InsertParty(transaction, {.key = {"acme", "ana"},
                                                    .display_name = "Ana"}),
                          IsOk());
              return InsertLibrary(
                         transaction,
                         {.id = "artlist",
                          .exclusivity_scope = ExclusivityScope::kStreaming})
                  .status();
            }),
        IsOk());
    Agreements agreements(*pool_, clock_);
    EXPECT_THAT(agreements.Create({.key = {"acme", "signed"},
                                   .party_id = "ana",
                                   .document = "binder"},
                                  {}),
                IsOk());
  }
  std::vector<IngestAck> Ingest(const std::vector<IngestItem>& items,
                                const IngestOptions& options = {}) {
    auto acks = ingestion_.Ingest("acme", options, items);
    EXPECT_THAT(acks, IsOk());
    return *std::move(acks);
  }
  // What all tables hold.
  sql::testing::Dump Everything() { return database_.Read({}); }

  ritornello::testing::FakeClock clock_;
  sql::testing::SweptDatabase database_{GetParam(), MigrateCatalog};
  const std::unique_ptr<sql::Pool> pool_ = database_.OpenPool();
  const Vocabulary vocabulary_ = testing::SmallVocabulary();
  int wake_count_ = 0;
  Ingestion ingestion_{*pool_, clock_, vocabulary_, [this] { ++wake_count_; }};
};

INSTANTIATE_TEST_SUITE_P(Both, IngestPlanTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(IngestPlanTest, WhatIsSentAgainWritesNothing) {
  const std::vector<IngestItem> items = WholeItems("r", 3);
  for (const IngestAck& ack : Ingest(items)) {
    EXPECT_EQ(ack.outcome, Outcome::kCreated);
  }
  const sql::testing::Dump before = Everything();
  clock_.Advance(absl::Seconds(1));
  for (const IngestAck& ack : Ingest(items)) {
    EXPECT_EQ(ack.outcome, Outcome::kUnchanged);
    EXPECT_EQ(ack.queued_version_count, 0);
    EXPECT_TRUE(ack.created_parties.empty());
  }
  EXPECT_EQ(Everything(), before);
}

TEST_P(IngestPlanTest, AnyPartOfAnItemMakesItUpdated) {
  const struct {
    const char* what;
    void (*add)(IngestItem&);
    Outcome when_replaced = Outcome::kUnchanged;
  } cases[] = {
      {"a sheet",
       [](IngestItem& i) {
         i.split_sheets = {{.shares = {{"ana", ShareRole::kLabel, 1}}}};
       }},
      {"an outlet",
       [](IngestItem& i) {
         i.outlets = {{.key = {{}, "deezer"}}};
       }},
      {"a sample", [](IngestItem& i) { i.samples = {{.source = "Funky"}}; }},
      {"a clearance",
       [](IngestItem& i) {
         i.samples = {{.source = "Think 0", .agreement_id = "signed"}};
       }},
      {"a work",
       [](IngestItem& i) {
         i.works = {{.work = {.title = "Own", .iswc = "T0345246801"}}};
       },
       Outcome::kUpdated},  // the track records no other any more
      {"a sheet of a work",
       [](IngestItem& i) {
         i.works = {{.work = {.title = "Own"}}};
         i.works[0].split_sheets = {
             {.right = Right::kMechanical,
              .shares = {{"ana", ShareRole::kWriter, 1}}}};
       }},
  };
  Ingest(WholeItems("r", 1));
  IngestItem bare = WholeItems("r", 1)[0];
  bare.split_sheets.clear();
  bare.works.clear();
  bare.outlets.clear();
  bare.samples.clear();
  EXPECT_EQ(Ingest({bare})[0].outcome, Outcome::kUnchanged);
  for (const Merge merge : {Merge::kFill, Merge::kReplace}) {
    for (const auto& c : cases) {
      SCOPED_TRACE(c.what);
      IngestItem item = bare;
      c.add(item);
      EXPECT_EQ(Ingest({item}, {.merge = merge})[0].outcome,
                merge == Merge::kFill ? Outcome::kUpdated : c.when_replaced);
    }
  }
}

// New, changed, unchanged and rejected items, each told as a real run does.
TEST_P(IngestPlanTest, ValidatingOnlyTellsAllAndWritesNothing) {
  std::vector<IngestItem> items = WholeItems("r", 2);
  const TrackKey placed = Ingest({items[0], items[1]})[1].track;
  items[1].outlets.push_back({.key = {{}, "deezer"}});
  for (IngestItem& item : WholeItems("n", 3)) items.push_back(item);
  items[2].split_sheets[0].shares[0].party_id = "none";
  items[3].split_sheets[0].shares[1].party_name = "Kim";
  items[3].track.isrc = items[1].track.isrc;
  items[4].track.title = "";
  Placements placements(*pool_, clock_);
  // Both tracks of the recording are forbidden to stream in Germany.
  for (const char* outlet : {"spotify", "tidal"}) {
    EXPECT_THAT(database_.connection().Run(
                    "DELETE FROM outlets WHERE track_id = $1 AND id = $2",
                    sql::Row{placed.track_id, outlet}),
                IsOk());
  }
  EXPECT_THAT(placements.Create({.key = {placed, 0},
                                 .library_id = "artlist",
                                 .scope = ExclusivityScope::kStreaming,
                                 .extent = {.territories = {"DE"}}},
                                {}),
              IsOk());
  for (Outlet& outlet : items[1].outlets) outlet.extent.territories = {"US"};
  const int woken = wake_count_;
  const sql::testing::Dump before = Everything();
  const std::vector<IngestAck> would = Ingest(items, {.validate_only = true});
  EXPECT_EQ(Everything(), before);
  EXPECT_EQ(wake_count_, woken);
  const std::vector<IngestAck> is = Ingest(items);
  ASSERT_EQ(would.size(), is.size());
  const Outcome want[] = {Outcome::kUnchanged, Outcome::kUpdated,
                          Outcome::kRejected, Outcome::kRejected,
                          Outcome::kRejected};
  for (size_t i = 0; i < is.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(is[i].outcome, want[i]);
    EXPECT_EQ(would[i].outcome, is[i].outcome);
    EXPECT_EQ(would[i].track, is[i].track);
    EXPECT_EQ(would[i].queued_version_count, is[i].queued_version_count);
    EXPECT_EQ(would[i].created_parties, is[i].created_parties);
    EXPECT_EQ(would[i].error, is[i].error);
  }
  EXPECT_NE(Everything(), before);
}

TEST_P(IngestPlanTest, ValidatingOnlyNamesThePartiesThatItWouldMake) {
  const std::vector<IngestItem> items = WholeItems("r", 2);
  const auto would = Ingest(items, {.validate_only = true});
  const auto is = Ingest(items);
  for (size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(would[i].outcome, Outcome::kCreated);
    EXPECT_EQ(would[i].track, is[i].track);
    EXPECT_EQ(would[i].queued_version_count, 1);
    EXPECT_EQ(would[i].created_parties, is[i].created_parties);
  }
  EXPECT_THAT(
      is[0].created_parties,
      ::testing::ElementsAre(PartyKey{"acme", "eva"}, PartyKey{"acme", "p0"}));
  EXPECT_EQ(wake_count_, 1);
}

TEST_P(IngestPlanTest, ManyItemsCostTheStatementsOfOne) {
  int count = 0;
  sql::Pool pool(
      [&]() -> absl::StatusOr<std::unique_ptr<sql::Connection>> {
        return std::make_unique<sql::testing::CountingConnection>(
            database_.Open(), count);
      },
      1, absl::Seconds(5));
  Ingestion ingestion(pool, clock_, vocabulary_, [] {});
  const auto cost = [&](const std::vector<IngestItem>& items,
                        bool validate_only) {
    count = 0;
    const auto acks =
        ingestion.Ingest("acme", {.validate_only = validate_only}, items);
    EXPECT_THAT(acks, IsOk());
    for (const IngestAck& ack : *acks) EXPECT_THAT(ack.error, IsOk());
    return count;
  };
  const auto plain = [](const std::string& prefix, int item_count) {
    std::vector<IngestItem> items;
    for (int i = 0; i < item_count; ++i) {
      items.push_back(Item(absl::StrCat(prefix, i)));
    }
    return items;
  };
  // What brings ISRCs in keeps out who changes them; SQLite has one writer.
  const int lock_count = GetParam() == sql::testing::Backend::kPostgres ? 1 : 0;
  const struct {
    const char* what;
    std::vector<IngestItem> one;
    std::vector<IngestItem> many;
    int written;    // statements, COMMIT among them
    int unchanged;  // sent again
    int validated;  // sent again, not to be written
  } cases[] = {{"plain", plain("o", 1), plain("m", 100), 9, 6, 6},
               {"whole", WholeItems("O", 1), WholeItems("M", 100),
                35 + lock_count, 15, 15}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    for (const auto* items : {&c.one, &c.many}) {
      EXPECT_LE(cost(*items, true), c.written);
      EXPECT_EQ(cost(*items, false), c.written);
      EXPECT_EQ(cost(*items, false), c.unchanged);
      EXPECT_EQ(cost(*items, true), c.validated);
    }
  }
}

}  // namespace
}  // namespace ritornello::catalog
