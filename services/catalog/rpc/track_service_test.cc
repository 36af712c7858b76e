#include "services/catalog/rpc/track_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"
#include "services/catalog/rpc/testing/served_catalog.h"
#include "services/catalog/storage/report_store.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::StartsWith;
using Stub = v1::TrackService::Stub;

class TrackServiceTest : public ::testing::Test {
 protected:
  TrackServiceTest() {
    served_.db().AddAccount("acme");
    served_.db().AddAccount("zenith");
    std::vector<std::unique_ptr<server::BoundService>> services;
    services.push_back(MakeTrackService(served_.db().pool(), tracks_));
    served_.Serve(std::move(services));
  }

  static v1::CreateTrackRequest Creation(const std::string& reference) {
    v1::CreateTrackRequest request;
    request.set_parent("accounts/acme");
    v1::Track& track = *request.mutable_track();
    track.set_client_reference(reference);
    track.set_title("Nocturne");
    track.add_moods("happy");
    v1::Version& version = *track.add_versions();
    version.set_mix_type(v1::FULL_MIX);
    version.set_uri("file:///a.wav");
    return request;
  }
  absl::StatusOr<v1::Track> Create(const v1::CreateTrackRequest& request) {
    return served_.Call(&Stub::CreateTrack, request);
  }
  absl::StatusOr<v1::Track> Get(const std::string& name) {
    v1::GetTrackRequest request;
    request.set_name(name);
    return served_.Call(&Stub::GetTrack, request);
  }
  absl::StatusOr<v1::ListTracksResponse> List(const std::string& parent,
                                              int32_t size,
                                              const std::string& token) {
    v1::ListTracksRequest request;
    request.set_parent(parent);
    request.set_page_size(size);
    request.set_page_token(token);
    return served_.Call(&Stub::ListTracks, request);
  }
  absl::StatusOr<v1::Track> Update(const v1::Track& track,
                                   const std::vector<std::string>& mask) {
    v1::UpdateTrackRequest request;
    *request.mutable_track() = track;
    for (const std::string& path : mask) {
      request.mutable_update_mask()->add_paths(path);
    }
    return served_.Call(&Stub::UpdateTrack, request);
  }

  testing::ServedCatalog served_;
  const Vocabulary vocabulary_ = Vocabulary::Parse(
                                     "facet,term,synonyms,broader\n"
                                     "mood,Uplifting,happy,\n")
                                     .value();
  int wake_count_ = 0;
  Tracks tracks_{served_.db().pool(), served_.clock(), vocabulary_,
                 [this] { ++wake_count_; }};
};

TEST_F(TrackServiceTest, ATrackComesWithItsWorksAndIsListedByThem) {
  for (const char* work : {"intro", "nocturne"}) {
    served_.db().AddWork({"acme", work});
  }
  v1::CreateTrackRequest medley = Creation("medley");
  medley.mutable_track()->add_works()->set_work("accounts/acme/works/nocturne");
  v1::WorkPart& intro = *medley.mutable_track()->add_works();
  intro.set_work("accounts/acme/works/intro");
  intro.set_weight(2);
  const auto made = Create(medley);
  ASSERT_THAT(made, IsOk());
  ASSERT_EQ(made->works_size(), 2);
  EXPECT_EQ(made->works(0).work(), "accounts/acme/works/intro");
  EXPECT_EQ(made->works(0).weight(), 2u);
  EXPECT_EQ(made->works(1).work(), "accounts/acme/works/nocturne");
  EXPECT_EQ(made->works(1).weight(), 1u);  // when nothing was said
  ASSERT_THAT(Create(Creation("other")), IsOk());

  v1::ListTracksRequest list;
  list.set_parent("accounts/acme");
  list.set_work("accounts/acme/works/intro");
  const auto of_intro = served_.Call(&Stub::ListTracks, list);
  ASSERT_THAT(of_intro, IsOk());
  ASSERT_EQ(of_intro->tracks_size(), 1);
  EXPECT_EQ(of_intro->tracks(0).name(), made->name());

  v1::UpdateTrackRequest update;
  update.mutable_track()->set_name(made->name());
  update.mutable_update_mask()->add_paths("works");
  EXPECT_EQ(served_.Call(&Stub::UpdateTrack, update)->works_size(), 0);
  EXPECT_EQ(served_.Call(&Stub::ListTracks, list)->tracks_size(), 0);
}

TEST_F(TrackServiceTest, WhatIsCreatedIsRead) {
  const auto made = Create(Creation("r1"));
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(made->name(), StartsWith("accounts/acme/tracks/nocturne-"));
  EXPECT_THAT(made->moods(), ElementsAre("Uplifting"));
  EXPECT_EQ(made->etag(), "r1");
  ASSERT_EQ(made->versions_size(), 1);
  EXPECT_EQ(made->versions(0).name(), made->name() + "/versions/1");
  EXPECT_EQ(made->versions(0).analysis_state(), v1::PENDING);
  EXPECT_EQ(Get(made->name())->DebugString(), made->DebugString());
  EXPECT_EQ(wake_count_, 1);
}

TEST_F(TrackServiceTest, CreateRefuses) {
  ASSERT_THAT(Create(Creation("taken")), IsOk());
  const struct {
    std::function<void(v1::CreateTrackRequest&)> spoil;
    absl::StatusCode code;
    const char* text;
  } cases[] = {
      {[](auto& r) { r.set_parent("acme"); },
       absl::StatusCode::kInvalidArgument, "parent"},
      {[](auto& r) { r.set_parent("accounts/nobody"); },
       absl::StatusCode::kNotFound, "accounts/nobody"},
      {[](auto& r) { r.clear_track(); }, absl::StatusCode::kInvalidArgument,
       "track.client_reference"},
      {[](auto& r) { r.mutable_track()->add_moods("hapy"); },
       absl::StatusCode::kInvalidArgument, "did you mean Uplifting"},
      {[](auto& r) {
         r.mutable_track()->mutable_versions(0)->clear_mix_type();
       },
       absl::StatusCode::kInvalidArgument, "track.versions[0].mix_type"},
      {[](auto& r) { r.mutable_track()->set_client_reference("taken"); },
       absl::StatusCode::kAlreadyExists, "\"taken\" is taken"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    v1::CreateTrackRequest request = Creation("r1");
    c.spoil(request);
    EXPECT_THAT(Create(request), FailsWith(c.code, c.text));
  }
}

TEST_F(TrackServiceTest, ARepeatedRequestIsDoneOnce) {
  v1::CreateTrackRequest request = Creation("r1");
  request.set_request_id("once");
  const auto made = Create(request);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(Create(request)->name(), made->name());
  request.mutable_track()->set_title("Another");
  EXPECT_THAT(Create(request),
              FailsWith(absl::StatusCode::kInvalidArgument, "request_id"));
}

TEST_F(TrackServiceTest, GetShowsReportsAndListDoesNot) {
  const auto made = Create(Creation("r1"));
  ASSERT_THAT(made, IsOk());
  const TrackKey key = ParseTrackName("name", made->name()).value();
  const Report report{.analyzer_version = "analysis/1",
                      .file_sha256 = "5ha",
                      .container = "WAV",
                      .integrated_lufs = -14.5};
  ASSERT_THAT(
      sql::RunTransaction(served_.db().pool(),
                          [&](sql::Transaction& t) -> absl::Status {
                            EXPECT_THAT(InsertReport(t, report), IsOk());
                            return UpdateAnalysis(
                                t, {key, 1},
                                {.analysis_state = AnalysisState::kAnalyzed,
                                 .report_sha256 = "5ha",
                                 .report_analyzer_version = "analysis/1"});
                          }),
      IsOk());
  const auto read = Get(made->name());
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->versions(0).analysis_state(), v1::ANALYZED);
  EXPECT_EQ(read->versions(0).report().integrated_lufs(), -14.5);
  const auto list = List("accounts/acme", 0, "");
  ASSERT_THAT(list, IsOk());
  EXPECT_EQ(list->tracks(0).versions(0).analysis_state(), v1::ANALYZED);
  EXPECT_FALSE(list->tracks(0).versions(0).has_report());
}

TEST_F(TrackServiceTest, ListsInPagesByName) {
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) {
    names.push_back(Create(Creation(absl::StrCat("r", i)))->name());
  }
  std::sort(names.begin(), names.end());
  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = List("accounts/acme", 2, token);
    ASSERT_THAT(page, IsOk());
    for (const v1::Track& track : page->tracks()) seen.push_back(track.name());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(seen, names);
  EXPECT_EQ(List("accounts/zenith", 0, "")->tracks_size(), 0);
}

TEST_F(TrackServiceTest, UpdateChangesWhatTheMaskNames) {
  v1::Track track = Create(Creation("r1")).value();
  track.set_title("Etude");
  track.set_album("Nights");
  const auto updated = Update(track, {"title"});
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->title(), "Etude");
  EXPECT_EQ(updated->album(), "");
  EXPECT_EQ(updated->etag(), "r2");
  EXPECT_THAT(Update(track, {"album"}),
              FailsWith(absl::StatusCode::kAborted, "read it again"));
  track.clear_etag();
  EXPECT_EQ(Update(track, {"album"})->album(), "Nights");
}

}  // namespace
}  // namespace ritornello::catalog
