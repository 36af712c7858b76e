#include "services/catalog/storage/track_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/status/error.h"
#include "services/catalog/storage/job_store.h"
#include "services/catalog/storage/report_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const TrackKey kNocturne{"acme", "nocturne"};

// Every field has a value of its own, so that two that are mixed up differ.
Track Full(const TrackKey& key) {
  return {.key = key,
          .client_reference = "ref-" + key.track_id,
          .title = "Nocturne \xC3\xA9",
          .artists = {"Zoe", "Ana"},
          .isrc = "GBAYE6800011",
          .album = "Nights",
          .moods = {"Uplifting", "Dreamy"},
          .instruments = {"Piano"},
          .uses = {"Travel Vlog"},
          .genres = {"Ambient"},
          .keywords = {"rain", "moon", "cello"},
          .declared_tempo_bpm = 84.5,
          .declared_key = "Eb:major",
          .versions = {{.number = 1,
                        .uri = "file:///nocturne.wav",
                        .size_bytes = 5'000'000'000,
                        .mtime_ns = 1'800'000'000'123'456'789,
                        .declared_sha256 = std::string(64, 'a')},
                       {.number = 3,
                        .mix_type = MixType::kLoop,
                        .uri = "file:///loop.wav",
                        .size_bytes = 7,
                        .mtime_ns = -1,
                        .analysis_state = AnalysisState::kFailed,
                        .analysis_error = "no audio"}},
          .works = {{"intro", 4'294'967'295}, {"nocturne", 1}},
          .completeness = 61,
          .revision = 4,
          .create_time = absl::FromUnixMicros(11),
          .update_time = absl::FromUnixMicros(12)};
}

Track Bare(const std::string& account_id, const std::string& id) {
  return {.key = {account_id, id},
          .client_reference = id,
          .title = id,
          .revision = 1,
          .create_time = absl::FromUnixMicros(1),
          .update_time = absl::FromUnixMicros(1)};
}

class TrackStoreTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  TrackStoreTest() {
    db_.AddAccount("acme");
    db_.AddAccount("zenith");
    for (const char* work : {"intro", "nocturne"}) db_.AddWork({"acme", work});
  }
  absl::Status Write(
      const std::function<absl::Status(sql::Transaction&)>& work) {
    return sql::RunTransaction(db_.pool(), work);
  }
  absl::Status Insert(const std::vector<Track>& tracks) {
    return Write([&](sql::Transaction& t) { return InsertTracks(t, tracks); });
  }
  absl::Status Update(const Track& track) {
    return Write([&](sql::Transaction& t) {
      return UpdateTracks(t, std::span(&track, 1));
    });
  }
  Track Read(const TrackKey& key, WithReports with_reports) {
    return GetTrack(db_.connection(), key, with_reports).value();
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, TrackStoreTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(TrackStoreTest, WhatIsInsertedIsRead) {
  const Track full = Full(kNocturne);
  const Track bare = Bare("zenith", "nocturne");
  ASSERT_THAT(Insert({full, bare}), IsOk());
  EXPECT_EQ(Read(full.key, WithReports::kNo), full);
  EXPECT_EQ(Read(full.key, WithReports::kYes), full);
  EXPECT_EQ(Read(bare.key, WithReports::kYes), bare);
}

TEST_P(TrackStoreTest, AnUnknownTrackIsNotFound) {
  ASSERT_THAT(Insert({Bare("zenith", "nocturne")}), IsOk());
  const auto track = GetTrack(db_.connection(), kNocturne, WithReports::kYes);
  EXPECT_THAT(track, FailsWith(absl::StatusCode::kNotFound,
                               "accounts/acme/tracks/nocturne"));
  EXPECT_EQ(ReasonOf(track.status()).reason, "TRACK_NOT_FOUND");
}

TEST_P(TrackStoreTest, ReportsComeWhenTheyAreAskedFor) {
  Track track = Full(kNocturne);
  track.versions[0].analysis_state = AnalysisState::kAnalyzed;
  track.versions[0].report_sha256 = "5ha";
  track.versions[0].report_analyzer_version = "analysis/1";
  const Report report{.analyzer_version = "analysis/1",
                      .file_sha256 = "5ha",
                      .integrated_lufs = -14.25};
  ASSERT_THAT(Write([&](sql::Transaction& t) -> absl::Status {
                EXPECT_THAT(InsertReport(t, report), IsOk());
                return InsertTracks(t, std::span(&track, 1));
              }),
              IsOk());
  EXPECT_EQ(Read(kNocturne, WithReports::kNo), track);
  track.versions[0].report = report;
  EXPECT_EQ(Read(kNocturne, WithReports::kYes), track);
}

TEST_P(TrackStoreTest, MoreThanAStatementHoldsAreReadTogether) {
  std::vector<Track> tracks;
  std::set<TrackKey> keys = {{"acme", "unknown"}};
  std::set<std::string> references = {"unknown"};
  for (size_t i = 0; i <= sql::kInListSizeMax; ++i) {
    tracks.push_back(Bare("acme", absl::StrCat("t", i)));
    tracks.back().keywords = {absl::StrCat("word", i)};
    keys.insert(tracks.back().key);
    references.insert(tracks.back().client_reference);
  }
  ASSERT_THAT(Insert(tracks), IsOk());
  const auto read = GetTracks(db_.connection(), keys, WithReports::kYes);
  ASSERT_THAT(read, IsOk());
  ASSERT_THAT(*read, SizeIs(tracks.size()));
  for (const Track& track : tracks) EXPECT_EQ(read->at(track.key), track);
  EXPECT_THAT(Write([&](sql::Transaction& t) -> absl::Status {
                const auto locked =
                    LockTracksByReference(t, "acme", references);
                EXPECT_THAT(*locked, SizeIs(tracks.size()));
                return locked.status();
              }),
              IsOk());
}

TEST_P(TrackStoreTest, AClientReferenceIsOfOneAccount) {
  const Track track = Full(kNocturne);
  ASSERT_THAT(Insert({track}), IsOk());
  Track same_reference = Bare("acme", "other");
  same_reference.client_reference = track.client_reference;
  EXPECT_THAT(Insert({same_reference}),
              FailsWith(absl::StatusCode::kAlreadyExists, ""));
  same_reference.key.account_id = "zenith";
  EXPECT_THAT(Insert({same_reference}), IsOk());
  EXPECT_THAT(Write([&](sql::Transaction& t) -> absl::Status {
                const auto found = LockTracksByReference(
                    t, "acme", {track.client_reference, "nobody"});
                EXPECT_THAT(*found, SizeIs(1));
                EXPECT_EQ(found->at(track.client_reference), track);
                return found.status();
              }),
              IsOk());
}

TEST_P(TrackStoreTest, UpdatePutsAllThatATrackHasInPlaceOfWhatItHad) {
  Track track = Full(kNocturne);
  const Track neighbour = Full({"acme", "neighbour"});
  ASSERT_THAT(Insert({track, neighbour}), IsOk());
  const VersionKey versions[] = {{kNocturne, 1}, {kNocturne, 3}};
  ASSERT_THAT(Write([&](sql::Transaction& t) {
                return EnqueueAnalyze(t, versions, absl::UnixEpoch());
              }),
              IsOk());
  track.title = "Etude";
  track.album = "";
  track.isrc = "";
  track.artists = {"Bea"};
  track.moods = {};
  track.keywords = {"moon", "rain"};
  track.declared_tempo_bpm.reset();
  track.declared_key = "";
  track.completeness = 12;
  track.revision = 5;
  track.update_time = absl::FromUnixMicros(99);
  // The second file takes the first one's place under a new number.
  track.works = {{"intro", 7}};
  track.versions = {track.versions[1], track.versions[0]};
  track.versions[0].mix_type = MixType::kStinger;
  track.versions[1].number = 4;
  ASSERT_THAT(Update(track), IsOk());
  EXPECT_EQ(Read(kNocturne, WithReports::kNo), track);
  EXPECT_EQ(Read(neighbour.key, WithReports::kNo), neighbour);
  const auto jobs =
      ListJobs(db_.connection(), "acme", std::nullopt, {}, 10).value();
  ASSERT_THAT(jobs, SizeIs(1));  // that of the version that went is gone
  EXPECT_EQ(jobs[0].key.version_number, 3);

  track.versions.clear();
  ASSERT_THAT(Update(track), IsOk());
  EXPECT_EQ(Read(kNocturne, WithReports::kNo), track);
  EXPECT_THAT(db_.Jobs(), IsEmpty());
}

TEST_P(TrackStoreTest, ListsByIdInPages) {
  ASSERT_THAT(
      Insert({Bare("acme", "c"), Full({"acme", "a"}), Bare("acme", "b-2"),
              Bare("acme", "b"), Bare("zenith", "a")}),
      IsOk());
  std::vector<std::string> ids;
  std::string after;
  while (true) {
    const auto page = ListTracks(db_.connection(), "acme", after, 2).value();
    if (page.empty()) break;
    for (const Track& track : page) ids.push_back(track.key.track_id);
    after = ids.back();
  }
  EXPECT_THAT(ids, ElementsAre("a", "b", "b-2", "c"));
  EXPECT_EQ(ListTracks(db_.connection(), "acme", "", 1).value()[0],
            Full({"acme", "a"}));
}

TEST_P(TrackStoreTest, ListsThoseThatRecordAWork) {
  Track a = Bare("acme", "a");
  a.works = {{"intro", 1}, {"nocturne", 1}};
  Track b = Bare("acme", "b");
  b.works = {{"nocturne", 1}};
  db_.AddWork({"zenith", "nocturne"});
  Track elsewhere = Bare("zenith", "c");
  elsewhere.works = {{"nocturne", 1}};
  ASSERT_THAT(Insert({a, b, Bare("acme", "c"), elsewhere}), IsOk());
  const auto of = [&](const std::string& work_id, const std::string& after,
                      size_t count_max) {
    return ListTracks(db_.connection(), "acme", after, count_max, work_id)
        .value();
  };
  EXPECT_THAT(of("nocturne", "", 9), ElementsAre(a, b));
  EXPECT_THAT(of("nocturne", "", 1), ElementsAre(a));
  EXPECT_THAT(of("nocturne", "a", 9), ElementsAre(b));
  EXPECT_THAT(of("intro", "", 9), ElementsAre(a));
  EXPECT_THAT(of("sonata", "", 9), IsEmpty());
}

TEST_P(TrackStoreTest, WhoLocksATrackReadsWhatTheOneBeforeWrote) {
  ASSERT_THAT(Insert({Bare("acme", "a")}), IsOk());
  constexpr int kWriterCount = 4;
  constexpr int kRoundCount = 10;
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriterCount; ++i) {
    writers.emplace_back([&] {
      for (int round = 0; round < kRoundCount; ++round) {
        EXPECT_THAT(Write([](sql::Transaction& t) -> absl::Status {
                      auto tracks = LockTracksByReference(t, "acme", {"a"});
                      if (!tracks.ok()) return tracks.status();
                      Track& track = tracks->at("a");
                      track.revision += 1;
                      return UpdateTracks(t, std::span(&track, 1));
                    }),
                    IsOk());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(Read({"acme", "a"}, WithReports::kNo).revision,
            1 + kWriterCount * kRoundCount);
}

TEST_P(TrackStoreTest, AnalysisIsNotedOnOneVersion) {
  Track track = Full(kNocturne);
  ASSERT_THAT(Insert({track}), IsOk());
  const auto pending = [&] {
    int64_t count = -1;
    EXPECT_THAT(Write([&](sql::Transaction& t) -> absl::Status {
                  count = CountPendingVersions(t, kNocturne).value();
                  return absl::OkStatus();
                }),
                IsOk());
    return count;
  };
  EXPECT_EQ(pending(), 1);
  track.versions[0].analysis_state = AnalysisState::kFailed;
  track.versions[0].analysis_error = "not a WAV";
  ASSERT_THAT(Write([&](sql::Transaction& t) {
                return UpdateAnalysis(t, {kNocturne, 1}, track.versions[0]);
              }),
              IsOk());
  EXPECT_EQ(pending(), 0);
  EXPECT_EQ(Read(kNocturne, WithReports::kNo), track);
}

}  // namespace
}  // namespace ritornello::catalog
