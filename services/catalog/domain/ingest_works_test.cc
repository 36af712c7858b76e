#include "services/catalog/domain/ingest_works.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "services/catalog/domain/testing/ingested_catalog.h"
#include "services/catalog/storage/split_sheet_store.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Item;
using ::testing::SizeIs;
using Outcome = IngestAck::Outcome;

// Without an id: the track's own.
IngestWork Called(const std::string& title, const std::string& id = "",
                  const std::string& iswc = "") {
  return {.work = {.key = {"", id}, .title = title, .iswc = iswc}};
}

IngestItem Recording(const std::string& reference,
                     std::vector<IngestWork> works) {
  IngestItem item = Item(reference);
  item.works = std::move(works);
  return item;
}

SplitSheet WrittenBy(const std::string& party_id,
                     Right right = Right::kSyncComposition) {
  return {.right = right, .shares = {{party_id, ShareRole::kWriter, 1}}};
}

class IngestWorksTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  // "nocturne Nocturne T0345246801 1" …: id, title, ISWC and revision.
  std::vector<std::string> Works() {
    std::vector<std::string> works;
    const auto found = ListWorks(catalog_.db().connection(), "acme", "", 99);
    for (const Work& work : found.value()) {
      works.push_back(absl::StrCat(work.key.work_id, " ", work.title, " ",
                                   work.iswc, " ", work.revision));
    }
    return works;
  }
  std::vector<SplitSheet> SheetsOf(const WorkKey& work) {
    return GetWorkSplitSheets(catalog_.db().connection(), {work}).value()[work];
  }

  // What the account has, and the track records, once it is said.
  struct Step {
    std::vector<IngestWork> works;
    Outcome outcome;
    std::vector<std::string> want;
    std::vector<WorkPart> parts;
  };
  void ExpectThat(const IngestItem& item, Merge merge, const Step& step) {
    const IngestAck ack = catalog_.Ingest({item}, {.merge = merge})[0];
    EXPECT_EQ(ack.outcome, step.outcome) << ack.error;
    EXPECT_EQ(Works(), step.want);
    EXPECT_EQ(catalog_.Read(ack.track).works, step.parts);
  }

  testing::IngestedCatalog catalog_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, IngestWorksTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(IngestWorksTest, WorksAreMadeAndChangedAndAreAllOfTheTracks) {
  const Step steps[] = {
      {{Called(" Nocturne ", "nocturne"), Called("Intro", "intro")},
       Outcome::kCreated,
       {"intro Intro  1", "nocturne Nocturne  1"},
       {{"intro", 1}, {"nocturne", 1}}},
      {{Called("Nocturne", "nocturne"), Called("Intro", "intro")},
       Outcome::kUnchanged,
       {"intro Intro  1", "nocturne Nocturne  1"},
       {{"intro", 1}, {"nocturne", 1}}},
      {{Called("Nocturne", "nocturne", "T-034.524.680-1")},
       Outcome::kUpdated,
       {"intro Intro  1", "nocturne Nocturne T0345246801 2"},
       {{"nocturne", 1}}},
      // Without an ISWC it keeps what it has, as does a track without works.
      {{Called("Nocturne", "nocturne")},
       Outcome::kUnchanged,
       {"intro Intro  1", "nocturne Nocturne T0345246801 2"},
       {{"nocturne", 1}}},
      {{},
       Outcome::kUnchanged,
       {"intro Intro  1", "nocturne Nocturne T0345246801 2"},
       {{"nocturne", 1}}},
      {{Called("Nocturne in E", "nocturne")},
       Outcome::kUpdated,
       {"intro Intro  1", "nocturne Nocturne in E T0345246801 3"},
       {{"nocturne", 1}}},
  };
  for (const Step& step : steps) {
    ExpectThat(Recording("r1", step.works), Merge::kReplace, step);
  }
}

// Who fills what is empty takes no works away, changes none, and says nothing
// of works that the track does not record.
TEST_P(IngestWorksTest, ATrackThatIsFilledKeepsItsWorks) {
  const Step steps[] = {
      {{}, Outcome::kCreated, {}, {}},
      {{Called("Nocturne", "nocturne")},
       Outcome::kUpdated,
       {"nocturne Nocturne  1"},
       {{"nocturne", 1}}},
      {{Called("Nocturne in E", "nocturne", "T-034.524.680-1"),
        Called("Intro", "intro")},
       Outcome::kUpdated,
       {"nocturne Nocturne T0345246801 2"},
       {{"nocturne", 1}}},
      {{Called("Nocturne", "nocturne", "T-000.000.001-0"), Called("Own")},
       Outcome::kUnchanged,
       {"nocturne Nocturne T0345246801 2"},
       {{"nocturne", 1}}},
  };
  for (const Step& step : steps) {
    IngestItem item = Recording("r1", step.works);
    for (IngestWork& work : item.works) {
      if (work.work.key.work_id == "nocturne") continue;
      work.split_sheets = {WrittenBy("nobody-there")};
    }
    ExpectThat(item, Merge::kFill, step);
  }
}

TEST_P(IngestWorksTest, AWorkWithoutANameIsTheTracksOwn) {
  IngestItem item = Recording("r1", {Called("Air"), Called("Intro", "intro")});
  item.works[0].weight = 3;
  const TrackKey track = catalog_.IngestOne(item);
  EXPECT_EQ(catalog_.Read(track).works,
            (std::vector<WorkPart>{{"intro", 1}, {track.track_id, 3}}));
  item.track.title = "Other";  // the id stays
  EXPECT_EQ(catalog_.Ingest({item})[0].track, track);
  EXPECT_THAT(Works(), ElementsAre("intro Intro  1",
                                   absl::StrCat(track.track_id, " Air  1")));
  EXPECT_EQ(catalog_.Ingest({item})[0].outcome, Outcome::kUnchanged);
}

TEST_P(IngestWorksTest, SheetsOfWorksAreRecordedWhereTheySaySomethingNew) {
  catalog_.db().AddParty({"acme", "bea"});
  const WorkKey nocturne{"acme", "nocturne"};
  IngestItem item = Recording("r1", {Called("Nocturne", "nocturne")});
  item.works[0].split_sheets = {WrittenBy("ana")};
  item.works[0].split_sheets[0].shares.push_back(
      {"", ShareRole::kPublisher, 2, "Edition Eva"});
  const IngestAck ack = catalog_.Ingest({item})[0];
  EXPECT_THAT(ack.created_parties,
              ElementsAre(PartyKey{"acme", "edition-eva"}));
  EXPECT_THAT(SheetsOf(nocturne), SizeIs(1));
  EXPECT_THAT(SheetsOf(nocturne)[0].shares,
              ElementsAre(Share{"ana", ShareRole::kWriter, 1},
                          Share{"edition-eva", ShareRole::kPublisher, 2}));
  EXPECT_EQ(catalog_.Ingest({item})[0].outcome, Outcome::kUnchanged);
  // Another track that records it says the same, and then something else.
  IngestItem cover = Recording("r2", item.works);
  IngestItem third = Recording("r3", item.works);
  catalog_.Ingest({cover, third});
  EXPECT_THAT(SheetsOf(nocturne), SizeIs(1));
  catalog_.db().Run("DELETE FROM jobs", {});
  cover.works[0].split_sheets = {WrittenBy("bea")};
  EXPECT_EQ(catalog_.Ingest({cover})[0].outcome, Outcome::kUpdated);
  EXPECT_THAT(SheetsOf(nocturne), SizeIs(2));
  EXPECT_THAT(catalog_.db().Jobs(), SizeIs(3));  // each is assessed again
}

TEST_P(IngestWorksTest, SeveralItemsOfOneBatchMaySayTheSameWork) {
  std::vector<IngestItem> items;
  for (const char* reference : {"r1", "r2", "r3"}) {
    items.push_back(Recording(reference, {Called("Nocturne", "nocturne")}));
    items.back().works[0].split_sheets = {WrittenBy("ana")};
  }
  for (const Outcome want : {Outcome::kCreated, Outcome::kUnchanged}) {
    for (const IngestAck& ack : catalog_.Ingest(items)) {
      EXPECT_EQ(ack.outcome, want);
    }
    EXPECT_THAT(Works(), ElementsAre("nocturne Nocturne  1"));
    EXPECT_THAT(SheetsOf({"acme", "nocturne"}), SizeIs(1));
  }
  // What the last one says holds.
  items[1].works[0].work.title = "Other";
  items[2].works[0].work.iswc = "T0345246801";
  items[2].works[0].work.title = "Last";
  catalog_.Ingest(items);
  EXPECT_THAT(Works(), ElementsAre("nocturne Last T0345246801 2"));
}

TEST_P(IngestWorksTest, WhatNoWorkCanBeRejectsTheItem) {
  const IngestWork fine = Called("Fine", "fine");
  const auto with_sheets = [&](std::vector<SplitSheet> sheets) {
    IngestWork work = fine;
    work.split_sheets = std::move(sheets);
    return std::vector<IngestWork>{Called("Other", "other"), work};
  };
  const struct {
    std::vector<IngestWork> works;
    const char* field;
  } cases[] = {
      {std::vector<IngestWork>(kTrackWorkCountMax + 1, fine), "works"},
      {{fine, Called("")}, "works[1].work.title"},
      {{fine, Called("Air", "", "T0345246802")}, "works[1].work.iswc"},
      {{fine, Called("Air", "fine")}, "works[1].work.name"},
      {{Called("a"), Called("b")}, "works[1].work.name"},
      {with_sheets({WrittenBy("ana", Right::kMaster)}),
       "works[1].split_sheets[0].right"},
      {with_sheets({WrittenBy("ana"), WrittenBy("ana")}),
       "works[1].split_sheets[1]"},
      {with_sheets({WrittenBy("ana", Right::kMechanical), WrittenBy("none")}),
       "works[1].split_sheets[1].shares[0].party"},
      {with_sheets({{.right = Right::kMechanical,
                     .shares = {{"", ShareRole::kWriter, 1, " "}}}}),
       "works[1].split_sheets[0].shares[0].party_display_name"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.field);
    const auto acks =
        catalog_.Ingest({Recording("bad", c.works), Recording("good", {})});
    EXPECT_EQ(acks[0].outcome, Outcome::kRejected);
    EXPECT_NE(acks[1].outcome, Outcome::kRejected);
    const auto violations = FieldViolationsOf(acks[0].error);
    ASSERT_THAT(violations, SizeIs(1));
    EXPECT_EQ(violations[0].field, c.field);
  }
  EXPECT_THAT(Works(), IsEmpty());
}

// A track that records works has no shares of the composition of its own.
TEST_P(IngestWorksTest, TheCompositionIsSharedInOnePlace) {
  IngestItem item = Recording("r1", {Called("Nocturne", "nocturne")});
  item.split_sheets = {WrittenBy("ana", Right::kMaster), WrittenBy("ana")};
  for (int i = 0; i < 2; ++i) {
    const auto violations = FieldViolationsOf(catalog_.Ingest({item})[0].error);
    ASSERT_THAT(violations, SizeIs(1));
    EXPECT_EQ(violations[0].field, "split_sheets[1].right");
    // Nor if the works are known and not said again.
    catalog_.IngestOne(Recording("r1", item.works));
    item.works.clear();
  }
  item.split_sheets.pop_back();
  EXPECT_EQ(catalog_.Ingest({item})[0].outcome, Outcome::kUpdated);
}

TEST_P(IngestWorksTest, WhoIngestsTheSameWorkTogetherMakesItOnce) {
  for (int round = 0; round < 5; ++round) {
    const std::string id = absl::StrCat("work-", round);
    std::vector<std::thread> senders;
    for (int n = 0; n < 4; ++n) {
      senders.emplace_back([&, n] {
        IngestItem item = Recording(absl::StrCat("r", round, "-", n),
                                    {Called("Nocturne", id)});
        item.works[0].split_sheets = {WrittenBy("ana")};
        EXPECT_EQ(catalog_.Ingest({item})[0].outcome, Outcome::kCreated);
      });
    }
    for (std::thread& sender : senders) sender.join();
    EXPECT_THAT(Works(), SizeIs(round + 1));
    EXPECT_THAT(SheetsOf({"acme", id}), SizeIs(1));
  }
}

}  // namespace
}  // namespace ritornello::catalog
