#include "services/catalog/domain/ingestion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "services/catalog/domain/testing/ingested_catalog.h"
#include "services/catalog/storage/job_store.h"
#include "services/catalog/storage/split_sheet_store.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using testing::Item;
using ::testing::SizeIs;
using Outcome = IngestAck::Outcome;

SplitSheet Owned(Right right, const std::string& party_id) {
  return {.right = right, .shares = {{party_id, ShareRole::kOwner, 1}}};
}

IngestItem WithSheet(IngestItem item, SplitSheet sheet) {
  item.split_sheets.push_back(std::move(sheet));
  return item;
}

std::vector<Outcome> OutcomesOf(const std::vector<IngestAck>& acks) {
  std::vector<Outcome> outcomes;
  for (const IngestAck& ack : acks) outcomes.push_back(ack.outcome);
  return outcomes;
}

class IngestionTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  std::vector<Job> Jobs(const std::string& account_id = "acme") {
    return ListJobs(catalog_.db().connection(), account_id, std::nullopt, {},
                    5'000)
        .value();
  }
  void ForgetJobs() { catalog_.db().Run("DELETE FROM jobs", {}); }
  int64_t SheetCount(const std::string& account_id = "acme") {
    return sql::Int(catalog_.db().Run(
        "SELECT count(*) FROM split_sheets WHERE account_id = $1",
        {account_id})[0][0]);
  }

  testing::IngestedCatalog catalog_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, IngestionTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(IngestionTest, ANewTrackIsThereWithItsWork) {
  IngestItem item = WithSheet(Item("r1"), Owned(Right::kMaster, "ana"));
  item.track.moods = {"HAPPY"};
  item.track.versions.push_back(
      {.mix_type = MixType::kLoop, .uri = "file:///loop.wav"});
  const auto acks = catalog_.Ingest({item});
  ASSERT_THAT(OutcomesOf(acks), ElementsAre(Outcome::kCreated));
  EXPECT_EQ(acks[0].queued_version_count, 2);
  const Track track = catalog_.Read(acks[0].track);
  EXPECT_THAT(track.moods, ElementsAre("Uplifting"));
  EXPECT_EQ(track.revision, 1);
  EXPECT_EQ(track.create_time, catalog_.clock().Now());
  EXPECT_EQ(track.versions[1].number, 2);
  EXPECT_EQ(track.versions[1].analysis_state, AnalysisState::kPending);
  EXPECT_EQ(SheetCount(), 1);
  const std::vector<Job> jobs = Jobs();
  ASSERT_THAT(jobs, SizeIs(3));
  EXPECT_EQ(jobs[0].key, (JobKey{track.key, JobKind::kAnalyze, 1}));
  EXPECT_EQ(jobs[1].key, (JobKey{track.key, JobKind::kAnalyze, 2}));
  EXPECT_EQ(jobs[2].key, (JobKey{track.key, JobKind::kAssess, 0}));
  EXPECT_EQ(catalog_.wake_count(), 1);
}

TEST_P(IngestionTest, OnlyWhatChangedIsWrittenAndOnlyOtherAudioMeasured) {
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  const struct {
    const char* what;
    std::function<void(IngestItem&)> change;
    Outcome outcome;
    int64_t queued;
    size_t job_count;
  } cases[] = {
      {"nothing", [](IngestItem&) {}, Outcome::kUnchanged, 0, 0},
      {"case and spaces", [](IngestItem& i) { i.track.title += " "; },
       Outcome::kUnchanged, 0, 0},
      {"the title", [](IngestItem& i) { i.track.title = "Other"; },
       Outcome::kUpdated, 0, 1},
      {"the file's size",
       [](IngestItem& i) { i.track.versions[0].size_bytes = 2; },
       Outcome::kUpdated, 1, 2},
      {"the file's time",
       [](IngestItem& i) { i.track.versions[0].mtime_ns = 2; },
       Outcome::kUpdated, 1, 2},
      {"the declared hash",
       [](IngestItem& i) {
         i.track.versions[0].declared_sha256 = std::string(64, 'a');
       },
       Outcome::kUpdated, 1, 2},
      {"the mix type",
       [](IngestItem& i) { i.track.versions[0].mix_type = MixType::kStem; },
       Outcome::kUpdated, 0, 1},
      {"the file", [](IngestItem& i) { i.track.versions[0].uri = "file:///n"; },
       Outcome::kUpdated, 1, 2},
  };
  int64_t revision = 1;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    catalog_.Ingest({Item("r1")});  // as it was
    revision = catalog_.Read(key).revision;
    ForgetJobs();
    IngestItem item = Item("r1");
    c.change(item);
    for (const bool is_again : {false, true}) {
      const IngestAck ack = catalog_.Ingest({item})[0];
      EXPECT_EQ(ack.track, key);
      EXPECT_EQ(ack.outcome, is_again ? Outcome::kUnchanged : c.outcome);
      EXPECT_EQ(ack.queued_version_count, is_again ? 0 : c.queued);
      EXPECT_THAT(Jobs(), SizeIs(c.job_count));
    }
    EXPECT_EQ(catalog_.Read(key).revision,
              revision + (c.outcome == Outcome::kUpdated ? 1 : 0));
  }
}

TEST_P(IngestionTest, ABadItemFailsNoOther) {
  const struct {
    std::function<void(IngestItem&)> spoil;
    const char* field;
  } cases[] = {
      {[](IngestItem& i) { i.track.title = ""; }, "track.title"},
      {[](IngestItem& i) { i.track.title = std::string("a\0b", 3); },
       "track.title"},
      {[](IngestItem& i) {
         i.track.moods = {"Tense", "hapy"};
       },
       "track.moods[1]"},
      {[](IngestItem& i) { i.track.versions.clear(); }, "track.versions"},
      {[](IngestItem& i) {
         i.track.versions[0].uri = std::string(kUriSizeMax + 1, 'x');
       },
       "track.versions[0].uri"},
      {[](IngestItem& i) { i.split_sheets = {{.right = Right::kMaster}}; },
       "split_sheets[0].shares"},
      {[](IngestItem& i) {
         i.split_sheets = {Owned(Right::kMaster, "ana"),
                           Owned(Right::kSyncComposition, "nobody")};
       },
       "split_sheets[1].shares[0].party"},
      {[](IngestItem& i) {
         i.split_sheets = {Owned(Right::kMaster, "ana"),
                           Owned(Right::kSyncComposition, "ana"),
                           Owned(Right::kMaster, "bea")};
       },
       "split_sheets[2]"},
      {[](IngestItem& i) { i.split_sheets.resize(kIngestSheetCountMax + 1); },
       "split_sheets"},
  };
  std::vector<IngestItem> items;
  for (size_t i = 0; i < std::size(cases); ++i) {
    items.push_back(Item(absl::StrCat("good", i)));
    items.push_back(Item(absl::StrCat("bad", i)));
    cases[i].spoil(items.back());
  }
  const auto acks = catalog_.Ingest(items);
  ASSERT_THAT(acks, SizeIs(items.size()));
  for (size_t i = 0; i < std::size(cases); ++i) {
    SCOPED_TRACE(cases[i].field);
    EXPECT_EQ(acks[2 * i].outcome, Outcome::kCreated);
    const IngestAck& bad = acks[2 * i + 1];
    EXPECT_EQ(bad.outcome, Outcome::kRejected);
    const auto violations = FieldViolationsOf(bad.error);
    ASSERT_THAT(violations, SizeIs(1));
    EXPECT_EQ(violations[0].field, cases[i].field);
  }
  EXPECT_EQ(
      sql::Int(catalog_.db().Run("SELECT count(*) FROM tracks", {})[0][0]),
      static_cast<int64_t>(std::size(cases)));
  EXPECT_EQ(SheetCount(), 0);
}

TEST_P(IngestionTest, ItemsOfOneTrackAreAppliedInOrder) {
  std::vector<IngestItem> items = {Item("r1"), Item("r2"), Item("r1"),
                                   Item("r1"), Item("r1")};
  items[2].track.title = "Second";
  items[3].track.title = "";
  items[4].track.title = "Third";
  const auto acks = catalog_.Ingest(items);
  EXPECT_THAT(
      OutcomesOf(acks),
      ElementsAre(Outcome::kCreated, Outcome::kCreated, Outcome::kUpdated,
                  Outcome::kRejected, Outcome::kUpdated));
  EXPECT_EQ(catalog_.Read(acks[0].track).title, "Third");
  EXPECT_EQ(acks[4].track, acks[0].track);
}

TEST_P(IngestionTest, ASheetIsRecordedWhenItSaysSomethingNew) {
  catalog_.db().AddParty({"acme", "bea"});
  const auto ingest = [&](const SplitSheet& sheet) {
    return catalog_.Ingest({WithSheet(Item("r1"), sheet)})[0].outcome;
  };
  EXPECT_EQ(ingest(Owned(Right::kMaster, "ana")), Outcome::kCreated);
  EXPECT_EQ(ingest(Owned(Right::kMaster, "ana")), Outcome::kUnchanged);
  EXPECT_EQ(ingest(Owned(Right::kSyncComposition, "ana")), Outcome::kUpdated);
  EXPECT_EQ(ingest(Owned(Right::kMaster, "bea")), Outcome::kUpdated);
  EXPECT_EQ(SheetCount(), 3);
  // A right that is not named keeps what it has.
  EXPECT_EQ(catalog_.Ingest({Item("r1")})[0].outcome, Outcome::kUnchanged);
  EXPECT_EQ(SheetCount(), 3);
}

TEST_P(IngestionTest, AsManySheetsAsThereMayBe) {
  IngestItem item = Item("r1");
  for (size_t i = 0; i < kIngestSheetCountMax; ++i) {
    item.split_sheets.push_back(Owned(Right::kMaster, "ana"));
    item.split_sheets.back().effective_date =
        absl::CivilDay(2026, 1, 1) + static_cast<int>(i);
    item.split_sheets.back().shares[0].role =
        i % 2 == 0 ? ShareRole::kOwner : ShareRole::kLabel;
  }
  EXPECT_EQ(catalog_.Ingest({item})[0].outcome, Outcome::kCreated);
  EXPECT_EQ(SheetCount(), 100);
  EXPECT_EQ(catalog_.Ingest({item})[0].outcome, Outcome::kUnchanged);
}

// Every order of every choice of owners on three days, each day before known or
// not: what was sent again changes nothing, and what was sent holds.
TEST_P(IngestionTest, SheetsSentAgainInAnyOrderChangeNothing) {
  catalog_.db().AddParty({"acme", "bea"});
  const absl::CivilDay days[] = {kAlways, absl::CivilDay(2026, 2, 1),
                                 absl::CivilDay(2026, 3, 1)};
  int track_count = 0;
  for (int owners = 0; owners < 8; ++owners) {
    std::vector<SplitSheet> sheets;
    for (int i = 0; i < 3; ++i) {
      sheets.push_back(
          Owned(Right::kMaster, (owners >> i & 1) != 0 ? "ana" : "bea"));
      sheets.back().effective_date = days[i];
    }
    std::vector<size_t> order = {0, 1, 2};
    do {
      for (const bool is_known_before : {false, true}) {
        IngestItem item = Item(absl::StrCat("r", ++track_count));
        if (is_known_before) {
          catalog_.Ingest({WithSheet(item, Owned(Right::kMaster, "ana"))});
        }
        for (const size_t i : order) item.split_sheets.push_back(sheets[i]);
        const TrackKey key = catalog_.Ingest({item})[0].track;
        EXPECT_EQ(catalog_.Ingest({item})[0].outcome, Outcome::kUnchanged)
            << owners << is_known_before << ::testing::PrintToString(order);
        auto known =
            GetSplitSheets(catalog_.db().connection(), {key}).value()[key];
        for (const SplitSheet& sheet : sheets) {
          EXPECT_EQ(
              SheetAsOf(known, Right::kMaster, sheet.effective_date)->shares,
              sheet.shares);
        }
      }
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST_P(IngestionTest, FillKeepsWhatSomebodyWrote) {
  IngestItem first = Item("r1");
  first.track.moods = {"Tense"};
  const TrackKey key = catalog_.IngestOne(first);
  IngestItem tags = Item("r1");
  tags.track.title = "from_tags_01";
  tags.track.moods = {"Uplifting"};
  tags.track.genres = {"Ambient"};
  tags.track.versions[0].size_bytes = 2;
  EXPECT_EQ(
      catalog_.Ingest({tags}, {.merge = Merge::kFill})[0].queued_version_count,
      1);
  const Track filled = catalog_.Read(key);
  EXPECT_EQ(filled.title, "Title r1");
  EXPECT_THAT(filled.moods, ElementsAre("Tense"));
  EXPECT_THAT(filled.genres, ElementsAre("Ambient"));
  EXPECT_EQ(catalog_.Ingest({tags}, {.merge = Merge::kFill})[0].outcome,
            Outcome::kUnchanged);
  catalog_.Ingest({tags});
  EXPECT_EQ(catalog_.Read(key).title, "from_tags_01");
}

// Versions are as the item says, unless its sender may have missed one.
TEST_P(IngestionTest, VersionsThatAreNotNamedGoUnlessTheyAreKept) {
  const auto version = [](const std::string& name, MixType mix_type) {
    return Version{
        .mix_type = mix_type, .uri = "file:///" + name, .size_bytes = 1};
  };
  IngestItem both = Item("r1");
  both.track.versions = {version("full", MixType::kFullMix),
                         version("inst", MixType::kInstrumental)};
  const TrackKey key = catalog_.IngestOne(both);
  IngestItem one = Item("r1");
  one.track.versions = {version("full", MixType::kFullMix)};
  IngestItem other = Item("r1");
  other.track.versions = {version("loop", MixType::kLoop)};
  const auto numbers = [&] {
    std::vector<int64_t> numbers;
    for (const Version& each : catalog_.Read(key).versions) {
      numbers.push_back(each.number);
    }
    return numbers;
  };
  one.keeps_other_versions = other.keeps_other_versions = true;
  for (const Merge merge : {Merge::kReplace, Merge::kFill}) {
    const auto ack = catalog_.Ingest({one}, {.merge = merge})[0];
    EXPECT_EQ(ack.outcome, Outcome::kUnchanged);
    EXPECT_THAT(numbers(), ElementsAre(1, 2));
  }
  EXPECT_EQ(catalog_.Ingest({other})[0].queued_version_count, 1);
  EXPECT_THAT(numbers(), ElementsAre(1, 2, 3));
  one.keeps_other_versions = false;
  for (const bool validate_only : {true, false}) {
    const auto ack =
        catalog_.Ingest({one}, {.validate_only = validate_only})[0];
    EXPECT_EQ(ack.outcome, Outcome::kUpdated);
    EXPECT_THAT(ack.removed_versions,
                ElementsAre(Field(&Version::uri, "file:///inst"),
                            Field(&Version::uri, "file:///loop")));
  }
  EXPECT_THAT(numbers(), ElementsAre(1));
  EXPECT_THAT(catalog_.Ingest({one})[0].removed_versions, IsEmpty());
}

TEST_P(IngestionTest, WhoSaysNothingOfWorksKeepsThem) {
  const TrackKey key = catalog_.IngestOne(Item("r1"));
  catalog_.db().AddWork({"acme", "nocturne"});
  catalog_.db().AddTrackWork(key, "nocturne", 2);
  EXPECT_EQ(catalog_.Ingest({Item("r1")})[0].outcome, Outcome::kUnchanged);
  IngestItem other = Item("r1");
  other.track.title = "Another";
  for (const Merge merge : {Merge::kReplace, Merge::kFill}) {
    catalog_.Ingest({other}, {.merge = merge});
    EXPECT_THAT(catalog_.Read(key).works, ElementsAre(WorkPart{"nocturne", 2}));
  }
  EXPECT_EQ(catalog_.Read(key).title, "Another");
}

TEST_P(IngestionTest, AccountsAreApart) {
  catalog_.Ingest({Item("r1")});
  const auto other = catalog_.ingestion().Ingest("zenith", {}, {Item("r1")});
  EXPECT_EQ(other.value()[0].outcome, Outcome::kCreated);
  // A party is of one account.
  const auto foreign = catalog_.ingestion().Ingest(
      "zenith", {}, {WithSheet(Item("r2"), Owned(Right::kMaster, "ana"))});
  EXPECT_THAT(foreign.value()[0].error,
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "accounts/zenith/parties/ana"));
  EXPECT_THAT(catalog_.ingestion().Ingest("nobody", {}, {}),
              FailsWith(absl::StatusCode::kNotFound, ""));
}

TEST_P(IngestionTest, AFullBatch) {
  std::vector<IngestItem> items;
  for (size_t i = 0; i < kIngestBatchMax; ++i) {
    items.push_back(
        WithSheet(Item(absl::StrCat("r", i)), Owned(Right::kMaster, "ana")));
  }
  EXPECT_THAT(OutcomesOf(catalog_.Ingest(items)),
              ::testing::Each(Outcome::kCreated));
  EXPECT_THAT(OutcomesOf(catalog_.Ingest(items)),
              ::testing::Each(Outcome::kUnchanged));
  EXPECT_EQ(SheetCount(), static_cast<int64_t>(kIngestBatchMax));
}

// An index of PostgreSQL takes no more than it says it does.
TEST_P(IngestionTest, ATrackAtEveryLimitIsKept) {
  std::mt19937_64 random(20'260'103);
  // Of letters that cannot be compressed.
  const auto text = [&](size_t size) {
    std::string letters;
    while (letters.size() < size) {
      letters.push_back(static_cast<char>('!' + random() % 90));
    }
    return letters;
  };
  const auto texts = [&](size_t count, size_t size) {
    std::vector<std::string> list;
    while (list.size() < count) list.push_back(text(size));
    return list;
  };
  IngestItem item;
  item.track.client_reference = text(kClientReferenceSizeMax);
  item.track.title = text(kTitleSizeMax);
  item.track.album = text(kTitleSizeMax);
  item.track.artists = texts(kArtistCountMax, kTitleSizeMax);
  item.track.keywords = texts(kKeywordCountMax, kKeywordSizeMax);
  for (size_t i = 0; i < kVersionCountMax; ++i) {
    item.track.versions.push_back({.mix_type = MixType::kStem,
                                   .uri = text(kUriSizeMax),
                                   .size_bytes = INT64_MAX,
                                   .mtime_ns = INT64_MIN});
  }
  const auto acks = catalog_.Ingest({item});
  ASSERT_THAT(OutcomesOf(acks), ElementsAre(Outcome::kCreated));
  Track read = catalog_.Read(acks[0].track);
  EXPECT_EQ(read.artists, item.track.artists);
  EXPECT_EQ(read.keywords, item.track.keywords);
  ASSERT_THAT(read.versions, SizeIs(kVersionCountMax));
  EXPECT_EQ(read.versions.back().uri, item.track.versions.back().uri);
  EXPECT_EQ(read.versions.back().mtime_ns, INT64_MIN);
  EXPECT_THAT(OutcomesOf(catalog_.Ingest({item})),
              ElementsAre(Outcome::kUnchanged));
}

TEST_P(IngestionTest, WhoIngestsTheSameTogetherMakesItOnce) {
  std::vector<IngestItem> items;
  for (int i = 0; i < 20; ++i) items.push_back(Item(absl::StrCat("r", i)));
  constexpr int kSenderCount = 4;
  std::atomic<int> created = 0;
  std::vector<std::thread> senders;
  for (int n = 0; n < kSenderCount; ++n) {
    senders.emplace_back([&] {
      for (const Outcome outcome : OutcomesOf(catalog_.Ingest(items))) {
        created += outcome == Outcome::kCreated ? 1 : 0;
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  EXPECT_EQ(created, 20);
  EXPECT_EQ(
      sql::Int(catalog_.db().Run("SELECT count(*) FROM tracks", {})[0][0]), 20);
}

}  // namespace
}  // namespace ritornello::catalog
