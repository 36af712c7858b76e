// A catalogue that takes tracks in and works off its backlog. Tests only.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/domain/backlog.h"
#include "services/catalog/domain/ingestion.h"
#include "services/catalog/peers/fake_analyzer.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/readiness_store.h"
#include "services/catalog/storage/testing/catalog_database.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog::testing {

inline Vocabulary SmallVocabulary() {
  return Vocabulary::Parse(
             "facet,term,synonyms,broader\n"
             "mood,Uplifting,happy,Positive\n"
             "mood,Tense,,\n"
             "use,Corporate,,\n"
             "genre,Ambient,,\n")
      .value();
}

// One full mix at "file:///<reference>.wav".
inline IngestItem Item(const std::string& reference) {
  return {.track = {.client_reference = reference,
                    .title = "Title " + reference,
                    .versions = {{.uri = "file:///" + reference + ".wav",
                                  .size_bytes = 1}}}};
}

inline Report ReportOf(const std::string& sha256) {
  return {.analyzer_version = "analysis/1",
          .file_sha256 = sha256,
          .container = "WAV",
          .encoding = "PCM",
          .sample_rate_hz = 48'000,
          .channel_count = 2,
          .integrated_lufs = -15};
}

// Has the accounts "acme" and "zenith", and the party "ana" in "acme".
class IngestedCatalog {
 public:
  explicit IngestedCatalog(sql::testing::Backend backend) : db_(backend) {
    db_.AddAccount("acme");
    db_.AddAccount("zenith");
    db_.AddParty({"acme", "ana"});
  }

  CatalogDatabase& db() { return db_; }
  ritornello::testing::FakeClock& clock() { return clock_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  FakeAnalyzer& analyzer() { return analyzer_; }
  Ingestion& ingestion() { return ingestion_; }
  Backlog& backlog() { return backlog_; }
  int wake_count() const { return wake_count_; }

  std::vector<IngestAck> Ingest(std::vector<IngestItem> items,
                                const IngestOptions& options = {}) {
    auto acks = ingestion_.Ingest("acme", options, std::move(items));
    EXPECT_THAT(acks, ritornello::testing::IsOk());
    return acks.ok() ? *std::move(acks) : std::vector<IngestAck>();
  }
  // The track of an item that is accepted.
  TrackKey IngestOne(const IngestItem& item) { return Ingest({item})[0].track; }
  // Does all that is due; returns how many jobs that was.
  int WorkOff() {
    int count = 0;
    while (true) {
      const auto did_one = backlog_.DoOne();
      EXPECT_THAT(did_one, ritornello::testing::IsOk());
      if (!did_one.ok() || !*did_one) return count;
      ++count;
    }
  }
  Track Read(const TrackKey& key) {
    return GetTrack(db_.connection(), key, WithReports::kYes).value();
  }
  void AddLibrary(const Library& library) {
    EXPECT_THAT(sql::RunTransaction(
                    db_.pool(),
                    [&](sql::Transaction& transaction) {
                      return InsertLibrary(transaction, library).status();
                    }),
                ritornello::testing::IsOk());
  }
  Readiness ReadinessFor(const TrackKey& track, const std::string& library_id) {
    const auto readiness = GetReadiness(db_.connection(), {track, library_id});
    EXPECT_THAT(readiness, ritornello::testing::IsOk());
    return readiness->value();
  }

 private:
  CatalogDatabase db_;
  ritornello::testing::FakeClock clock_;
  const Vocabulary vocabulary_ = SmallVocabulary();
  FakeAnalyzer analyzer_;
  std::atomic<int> wake_count_ = 0;
  Ingestion ingestion_{db_.pool(), clock_, vocabulary_,
                       [this] { ++wake_count_; }};
  Backlog backlog_{db_.pool(), clock_, analyzer_};
};

}  // namespace ritornello::catalog::testing
