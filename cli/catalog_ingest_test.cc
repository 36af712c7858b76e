#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/program.h"
#include "cli/testing/run_program.h"
#include "ritornello/catalog/v1/account_service.grpc.pb.h"
#include "ritornello/catalog/v1/backlog_service.grpc.pb.h"
#include "ritornello/catalog/v1/ingest_service.grpc.pb.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"
#include "ritornello/catalog/v1/vocabulary_service.grpc.pb.h"

namespace ritornello::cli {
namespace {

namespace v1 = catalog::v1;

// A catalogue that takes everything.
class FakeAccounts final : public v1::AccountService::Service {
 public:
  std::function<void()> on_get = [] {};

 private:
  grpc::Status GetAccount(grpc::ServerContext* /*context*/,
                          const v1::GetAccountRequest* request,
                          v1::Account* response) override {
    on_get();
    response->set_name(request->name());
    return grpc::Status::OK;
  }
};

class FakeVocabulary final : public v1::VocabularyService::Service {
  grpc::Status ListTerms(grpc::ServerContext* /*context*/,
                         const v1::ListTermsRequest* /*request*/,
                         v1::ListTermsResponse* /*response*/) override {
    return grpc::Status::OK;
  }
};

class FakeBacklog final : public v1::BacklogService::Service {
 public:
  // What has failed when it is asked for the first time, and from then on.
  std::vector<v1::Job> failed_before, failed;

 private:
  grpc::Status ListJobs(grpc::ServerContext* /*context*/,
                        const v1::ListJobsRequest* request,
                        v1::ListJobsResponse* response) override {
    EXPECT_EQ(request->state(), v1::Job::FAILED);
    for (const v1::Job& job : was_asked_ ? failed : failed_before) {
      *response->add_jobs() = job;
    }
    was_asked_ = true;
    return grpc::Status::OK;
  }
  bool was_asked_ = false;

  grpc::Status GetBacklog(grpc::ServerContext* /*context*/,
                          const v1::GetBacklogRequest* /*request*/,
                          v1::Backlog* /*response*/) override {
    return grpc::Status::OK;
  }
};

class FakeIngest final : public v1::IngestService::Service {
 public:
  std::vector<std::string> titles;
  size_t removed_count = 0;  // of versions of each track

 private:
  grpc::Status Ingest(
      grpc::ServerContext* /*context*/,
      grpc::ServerReaderWriter<v1::IngestResponse, v1::IngestRequest>* stream)
      override {
    v1::IngestRequest request;
    while (stream->Read(&request)) {
      if (!request.has_item()) continue;
      titles.push_back(request.item().track().title());
      v1::IngestResponse ack;
      ack.set_sequence(request.item().sequence());
      ack.set_outcome(v1::IngestResponse::CREATED);
      ack.set_track("accounts/acme/tracks/" + request.item().track().title());
      ack.set_queued_version_count(1);
      for (size_t i = 0; i < removed_count; ++i) {
        v1::Version& removed = *ack.add_removed_versions();
        removed.set_mix_type(v1::NO_MELODY);
        removed.set_uri("file:///music/Caf%C3%A9.wav");
      }
      stream->Write(ack);
    }
    return grpc::Status::OK;
  }
};

// Where the failed file lies.
class FakeTracks final : public v1::TrackService::Service {
 public:
  std::string next_page_token;
  grpc::Status duplicates_status;

 private:
  grpc::Status GetTrack(grpc::ServerContext* /*context*/,
                        const v1::GetTrackRequest* request,
                        v1::Track* response) override {
    v1::Version& version = *response->add_versions();
    version.set_name(request->name() + "/versions/1");
    version.set_uri("file:///music/Air.wav");
    return grpc::Status::OK;
  }

  grpc::Status ListDuplicates(grpc::ServerContext* /*context*/,
                              const v1::ListDuplicatesRequest* request,
                              v1::ListDuplicatesResponse* response) override {
    EXPECT_EQ(request->page_token(), "");
    EXPECT_EQ(request->page_size(), 500);
    response->add_duplicates()->set_value("8f");
    response->add_duplicates()->set_value("GBAYE6800011");
    response->set_next_page_token(next_page_token);
    return duplicates_status;
  }
};

v1::Job FailedJob(const std::string& track, const std::string& error) {
  v1::Job job;
  job.set_name("accounts/acme/jobs/analyze-" + track + "-1");
  job.set_subject("accounts/acme/tracks/" + track + "/versions/1");
  job.set_error(error);
  return job;
}

class CatalogIngestTest : public ::testing::Test {
 protected:
  // Takes in a folder of `files`, which are no audio.
  testing::Ran Ingest(const std::vector<std::string>& files,
                      const std::vector<std::string>& flags) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    for (const std::string& file : files) {
      std::ofstream(folder_ / file) << "what it is the service finds out";
    }
    grpc::ServerBuilder builder;
    builder.RegisterService(&accounts_);
    builder.RegisterService(&backlog_);
    builder.RegisterService(&ingest_);
    builder.RegisterService(&tracks_);
    builder.RegisterService(&vocabulary_);
    std::vector<std::string> words = {"catalog", "ingest", folder_.string(),
                                      "--account", "acme"};
    words.insert(words.end(), flags.begin(), flags.end());
    return testing::RunProgram(words, builder);
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(::testing::TempDir()) / "ingested";
  FakeAccounts accounts_;
  FakeBacklog backlog_;
  FakeIngest ingest_;
  FakeTracks tracks_;
  FakeVocabulary vocabulary_;
};

TEST_F(CatalogIngestTest, WhatFailedInThisRunIsNamedAndEndsWithOne) {
  backlog_.failed_before = {FailedJob("Old", "cut off")};
  backlog_.failed = {FailedJob("Old", "cut off"),
                     FailedJob("Air", "no audio that we know")};
  const testing::Ran ran = Ingest({"Air.wav"}, {"--wait"});
  EXPECT_EQ(ran.exit_code, kExitRefused);
  // Created, updated, unchanged, rejected, to measure, failed.
  EXPECT_EQ(ran.out, "1\t0\t0\t0\t1\t1\n");
  EXPECT_EQ(
      ran.err,
      "failed /music/Air.wav: no audio that we know\n"
      "mend these files and ingest them again; what only the server was "
      "to blame for is tried again with `ritornello job rerun --account "
      "acme`\n"
      "1 more failed in earlier runs: ritornello job list --account acme "
      "--state failed\n"
      "2 recordings are there more than once: ritornello track duplicates "
      "--account acme\n"
      "ritornello: 1 of 1 files could not be measured, see above\n");
}

// What is said of them after a run is only a hint.
TEST_F(CatalogIngestTest, DuplicatesAreAskedForOnceAndFailNoRun) {
  const struct {
    const char* next_page_token;
    grpc::Status status;
    const char* want;
  } cases[] = {
      {"", grpc::Status::OK,
       "2 recordings are there more than once: ritornello track duplicates "
       "--account acme\n"},
      {"more", grpc::Status::OK,
       "at least 2 recordings are there more than once: ritornello track "
       "duplicates --account acme\n"},
      {"",
       {grpc::StatusCode::RESOURCE_EXHAUSTED, "the database is busy"},
       "what is there more than once was not found out: the database is "
       "busy\n"},
  };
  for (const auto& c : cases) {
    tracks_.next_page_token = c.next_page_token;
    tracks_.duplicates_status = c.status;
    const testing::Ran ran = Ingest({"Air.wav"}, {"--wait"});
    EXPECT_EQ(ran.exit_code, kExitDone);
    EXPECT_EQ(ran.err, c.want);
  }
}

TEST_F(CatalogIngestTest, VersionsThatAreTakenAwayAreNamedByTheirFiles) {
  ingest_.removed_count = 2;
  const struct {
    std::vector<std::string> flags;
    std::string want;
  } cases[] = {{{}, "took away "}, {{"--check"}, "would take away "}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.want);
    const std::string want = c.want + "no-melody of Air, /music/Café.wav\n";
    const testing::Ran ran = Ingest({"Air.wav"}, c.flags);
    EXPECT_EQ(ran.exit_code, kExitDone);
    EXPECT_EQ(ran.err, want + want);
  }
  const testing::Ran ran = Ingest({"Air.wav"}, {"--json"});
  EXPECT_EQ(ran.err, "");
  EXPECT_NE(ran.out.find("removed_versions"), std::string::npos);
}

// A folder is read for a while, and people go on working in it.
TEST_F(CatalogIngestTest, AFileThatHasGoneIsLeftOutAndTheOthersAreSent) {
  accounts_.on_get = [&] { std::filesystem::remove(folder_ / "Gone.wav"); };
  const testing::Ran ran = Ingest({"Air.wav", "Gone.wav", "Nocturne.wav"}, {});
  EXPECT_EQ(ran.exit_code, kExitRefused);
  EXPECT_EQ(ingest_.titles, (std::vector<std::string>{"Air", "Nocturne"}));
  EXPECT_NE(ran.err.find("left out: " + (folder_ / "Gone.wav").string() +
                         ": No such file or directory"),
            std::string::npos)
      << ran.err;
  EXPECT_NE(ran.err.find("1 of 3 tracks were rejected or left out"),
            std::string::npos)
      << ran.err;
}

}  // namespace
}  // namespace ritornello::cli
