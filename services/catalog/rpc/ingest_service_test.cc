#include "services/catalog/rpc/ingest_service.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/status_matchers.h"
#include "ritornello/catalog/v1/ingest_service.grpc.pb.h"
#include "services/catalog/rpc/testing/served_catalog.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using Ack = v1::IngestResponse;

v1::IngestRequest Start(const std::string& parent) {
  v1::IngestRequest request;
  request.mutable_start()->set_parent(parent);
  return request;
}

v1::IngestRequest Item(int64_t sequence, const std::string& reference) {
  v1::IngestRequest request;
  v1::IngestItem& item = *request.mutable_item();
  item.set_sequence(sequence);
  item.mutable_track()->set_client_reference(reference);
  item.mutable_track()->set_title("Title " + reference);
  v1::Version& version = *item.mutable_track()->add_versions();
  version.set_mix_type(v1::FULL_MIX);
  version.set_uri("file:///" + reference + ".wav");
  return request;
}

// One open call.
class Stream {
 public:
  explicit Stream(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::IngestService::NewStub(channel)) {
    server::testing::CallAs(server::Role::kEditor, "acme,nobody", "", context_);
    stream_ = stub_->Ingest(&context_);
  }
  bool Write(const v1::IngestRequest& request) {
    return stream_->Write(request);
  }
  bool Read(Ack* ack) { return stream_->Read(ack); }
  void WritesDone() { stream_->WritesDone(); }
  absl::Status Finish() { return rpc::FromGrpc(stream_->Finish()); }

 private:
  std::unique_ptr<v1::IngestService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::IngestRequest, Ack>> stream_;
};

class IngestServiceTest : public ::testing::Test {
 protected:
  IngestServiceTest() {
    served_.db().AddAccount("acme");
    std::vector<std::unique_ptr<server::BoundService>> services;
    services.push_back(MakeIngestService(ingestion_));
    served_.Serve(std::move(services));
  }

  // Sends all, then reads all.
  absl::Status Ingest(const std::vector<v1::IngestRequest>& requests,
                      std::vector<Ack>& acks) {
    Stream stream(served_.channel());
    for (const v1::IngestRequest& request : requests) {
      if (!stream.Write(request)) break;
    }
    stream.WritesDone();
    Ack ack;
    while (stream.Read(&ack)) acks.push_back(ack);
    return stream.Finish();
  }
  int64_t TrackCount() {
    return sql::Int(served_.db().Run("SELECT count(*) FROM tracks", {})[0][0]);
  }

  testing::ServedCatalog served_;
  const Vocabulary vocabulary_ = Vocabulary::Parse(
                                     "facet,term,synonyms,broader\n"
                                     "mood,Uplifting,happy,\n")
                                     .value();
  Ingestion ingestion_{served_.db().pool(), served_.clock(), vocabulary_,
                       [] {}};
};

TEST_F(IngestServiceTest, EveryItemIsAnsweredInOrder) {
  std::vector<v1::IngestRequest> requests = {Start("accounts/acme"),
                                             Item(7, "r1"), Item(8, "r2"),
                                             Item(9, "r1"), Item(10, "r3")};
  requests[2].mutable_item()->mutable_track()->add_moods("hapy");
  requests[3].mutable_item()->mutable_track()->set_title("Changed");
  requests[4]
      .mutable_item()
      ->mutable_track()
      ->mutable_versions(0)
      ->set_mix_type(v1::MIX_TYPE_UNSPECIFIED);
  std::vector<Ack> acks;
  ASSERT_THAT(Ingest(requests, acks), IsOk());
  std::vector<std::pair<int64_t, Ack::Outcome>> seen;
  for (const Ack& ack : acks) seen.emplace_back(ack.sequence(), ack.outcome());
  ASSERT_THAT(
      seen,
      ElementsAre(std::pair(7, Ack::CREATED), std::pair(8, Ack::REJECTED),
                  std::pair(9, Ack::UPDATED), std::pair(10, Ack::REJECTED)));
  EXPECT_EQ(acks[0].client_reference(), "r1");
  EXPECT_EQ(acks[0].track(),
            NameOf(TrackKey{"acme", TrackId("acme", "r1", "Title r1")}));
  EXPECT_EQ(acks[0].queued_version_count(), 1);
  EXPECT_EQ(acks[2].queued_version_count(), 0);
  EXPECT_EQ(acks[1].track(), "");
  // The error is what a call would have failed with.
  EXPECT_EQ(acks[1].error().code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::BadRequest details;
  bool has_details = false;
  for (const auto& any : acks[1].error().details()) {
    has_details = has_details || any.UnpackTo(&details);
  }
  ASSERT_TRUE(has_details) << acks[1].DebugString();
  ASSERT_EQ(details.field_violations_size(), 1);
  EXPECT_EQ(details.field_violations(0).field(), "track.moods[0]");
  EXPECT_THAT(acks[3].error().message(),
              ::testing::HasSubstr("track.versions[0].mix_type"));
}

TEST_F(IngestServiceTest, SentAgainNothingChanges) {
  const std::vector<v1::IngestRequest> requests = {Start("accounts/acme"),
                                                   Item(1, "r1")};
  for (const Ack::Outcome want : {Ack::CREATED, Ack::UNCHANGED}) {
    std::vector<Ack> acks;
    ASSERT_THAT(Ingest(requests, acks), IsOk());
    ASSERT_EQ(acks.size(), 1u);
    EXPECT_EQ(acks[0].outcome(), want);
  }
}

TEST_F(IngestServiceTest, FillIsAskedForInTheStart) {
  std::vector<v1::IngestRequest> requests = {Start("accounts/acme"),
                                             Item(1, "r1")};
  std::vector<Ack> acks;
  ASSERT_THAT(Ingest(requests, acks), IsOk());
  requests[0].mutable_start()->set_merge(v1::IngestStart::FILL);
  requests[1].mutable_item()->mutable_track()->set_title("from_tags");
  requests[1].mutable_item()->mutable_track()->set_album("Nights");
  ASSERT_THAT(Ingest(requests, acks), IsOk());
  EXPECT_EQ(acks[1].outcome(), Ack::UPDATED);
  const auto rows = served_.db().Run("SELECT title, album FROM tracks", {});
  EXPECT_EQ(sql::Text(rows[0][0]), "Title r1");
  EXPECT_EQ(sql::Text(rows[0][1]), "Nights");
}

TEST_F(IngestServiceTest, ValidatingOnlyTellsWhatAnItemWouldBringAlong) {
  std::vector<v1::IngestRequest> requests = {Start("accounts/acme"),
                                             Item(1, "r1")};
  v1::SplitSheet& sheet = *requests[1].mutable_item()->add_split_sheets();
  sheet.set_right(v1::MASTER);
  v1::Share& share = *sheet.add_shares();
  share.set_party_display_name("Ana Lima");
  share.set_role(v1::OWNER);
  share.set_weight(1);
  v1::Outlet& outlet = *requests[1].mutable_item()->add_outlets();
  outlet.set_name("spotify");
  outlet.set_kind(v1::Outlet::STREAMING);
  requests[1].mutable_item()->add_samples()->set_source("Amen");
  for (const bool validate_only : {true, true, false}) {
    requests[0].mutable_start()->set_validate_only(validate_only);
    std::vector<Ack> acks;
    ASSERT_THAT(Ingest(requests, acks), IsOk());
    ASSERT_EQ(acks.size(), 1u);
    EXPECT_EQ(acks[0].outcome(), Ack::CREATED);
    EXPECT_THAT(acks[0].created_parties(),
                ElementsAre("accounts/acme/parties/ana-lima"));
    EXPECT_EQ(TrackCount(), validate_only ? 0 : 1);
  }
  for (const char* table : {"parties", "split_sheets", "outlets", "samples"}) {
    EXPECT_EQ(sql::Int(served_.db().Run(
                  absl::StrCat("SELECT count(*) FROM ", table), {})[0][0]),
              1)
        << table;
  }
}

TEST_F(IngestServiceTest, RefusesWhatIsNoIngest) {
  const struct {
    std::vector<v1::IngestRequest> requests;
    absl::StatusCode code;
    const char* text;
  } cases[] = {
      {{}, absl::StatusCode::kInvalidArgument, "start"},
      {{Item(1, "r1")}, absl::StatusCode::kInvalidArgument, "start"},
      {{v1::IngestRequest()}, absl::StatusCode::kInvalidArgument, "start"},
      {{Start("acme")}, absl::StatusCode::kInvalidArgument, "start.parent"},
      {{Start("accounts/nobody")}, absl::StatusCode::kNotFound, "nobody"},
      // Not one of the caller's.
      {{Start("accounts/zenith")}, absl::StatusCode::kNotFound, ""},
      {{Start("accounts/acme"), Start("accounts/acme")},
       absl::StatusCode::kInvalidArgument,
       "item"},
      {{Start("accounts/acme"), v1::IngestRequest()},
       absl::StatusCode::kInvalidArgument,
       "item"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    std::vector<Ack> acks;
    EXPECT_THAT(Ingest(c.requests, acks), FailsWith(c.code, c.text));
  }
  EXPECT_EQ(TrackCount(), 0);
}

TEST_F(IngestServiceTest, AnItemIsAnsweredWhileTheStreamStaysOpen) {
  Stream stream(served_.channel());
  ASSERT_TRUE(stream.Write(Start("accounts/acme")));
  for (int64_t i = 1; i <= 3; ++i) {
    ASSERT_TRUE(stream.Write(Item(i, absl::StrCat("r", i))));
    Ack ack;
    ASSERT_TRUE(stream.Read(&ack));
    EXPECT_EQ(ack.sequence(), i);
    EXPECT_EQ(TrackCount(), i);
  }
  stream.WritesDone();
  EXPECT_THAT(stream.Finish(), IsOk());
}

TEST_F(IngestServiceTest, AnIdleStreamDoesNotHoldUpTheStop) {
  Stream stream(served_.NetworkChannel());
  ASSERT_TRUE(stream.Write(Start("accounts/acme")));
  ASSERT_TRUE(stream.Write(Item(1, "a")));
  Ack ack;
  ASSERT_TRUE(stream.Read(&ack));
  absl::Status finished;
  std::thread waiting([&] { finished = stream.Finish(); });
  const absl::Time begin = absl::Now();
  served_.Drain();
  waiting.join();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10));
  EXPECT_THAT(finished, FailsWith(absl::StatusCode::kUnavailable,
                                  "what was not acknowledged"));
}

TEST_F(IngestServiceTest, ASenderThatNeverPausesIsAnsweredMeanwhile) {
  Stream stream(served_.channel());
  ASSERT_TRUE(stream.Write(Start("accounts/acme")));
  std::atomic<bool> is_answered = false;
  int64_t sent_count = 0;
  std::thread sender([&] {
    while (!is_answered && sent_count < 500) {
      EXPECT_TRUE(
          stream.Write(Item(sent_count, absl::StrCat("r", sent_count))));
      ++sent_count;
      absl::SleepFor(absl::Milliseconds(5));
    }
    stream.WritesDone();
  });
  Ack ack;
  EXPECT_TRUE(stream.Read(&ack));
  is_answered = true;
  while (stream.Read(&ack)) continue;
  sender.join();
  EXPECT_LT(sent_count, 500);
  EXPECT_EQ(ack.sequence(), sent_count - 1);
  EXPECT_THAT(stream.Finish(), IsOk());
}

TEST_F(IngestServiceTest, WhoReadsNoAcksIsHeldBack) {
  constexpr int64_t kItemCount = 3 * kIngestBatchMax;
  Stream stream(served_.channel());
  std::thread sender([&] {
    EXPECT_TRUE(stream.Write(Start("accounts/acme")));
    for (int64_t i = 0; i < kItemCount; ++i) {
      EXPECT_TRUE(stream.Write(Item(i, absl::StrCat("r", i))));
    }
    stream.WritesDone();
  });
  // Until nothing has moved for half a second.
  int64_t count = 0;
  for (int still = 0; count == 0 || still < 5; ++still) {
    absl::SleepFor(absl::Milliseconds(100));
    const int64_t now = TrackCount();
    if (now != count) still = 0;
    count = now;
  }
  EXPECT_LE(count, static_cast<int64_t>(kIngestBatchMax));
  for (int64_t i = 0; i < kItemCount; ++i) {
    Ack ack;
    ASSERT_TRUE(stream.Read(&ack));
    ASSERT_EQ(ack.sequence(), i);
    ASSERT_EQ(ack.outcome(), Ack::CREATED);
  }
  sender.join();
  EXPECT_THAT(stream.Finish(), IsOk());
  EXPECT_EQ(TrackCount(), kItemCount);
}

}  // namespace
}  // namespace ritornello::catalog
