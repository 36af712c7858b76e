// Every database call of every write of the catalogue fails in turn: nothing
// is left half-written, and a second try writes once.
#include "libs/sql/testing/fault_sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/server/testing/refusals.h"
#include "libs/server/testing/write_methods.h"
#include "libs/status/status_macros.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/domain/backlog.h"
#include "services/catalog/peers/fake_analyzer.h"
#include "services/catalog/rpc/seed.h"
#include "services/catalog/rpc/testing/whole_catalog.h"
#include "services/catalog/storage/schema.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FakeClock;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::SweepResult;
using sql::testing::SweptDatabase;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using Answer = absl::StatusOr<std::string>;

constexpr char kPackage[] = "ritornello.catalog.v1.";

// Behind the title the beginning of the SHA-256 of "acme/a-1".
constexpr char kAir[] = "accounts/acme/tracks/air-ad089b166bb6";

// What an item may say besides its track. "Air" has a sample from Amen.
constexpr char kAlong[] =
    "split_sheets { right: MASTER shares { party_display_name: 'Eva' "
    "role: OWNER weight: 1 } } "
    "works { work { title: 'Air' iswc: 'T0345246801' } split_sheets { "
    "right: MECHANICAL shares { party_display_name: 'Eva' role: WRITER "
    "weight: 1 } } } "
    "outlets { name: 'spotify' kind: STREAMING } "
    "samples { source: 'Amen' agreement: 'accounts/acme/agreements/x' } "
    "samples { source: 'Think' } ";

// The catalogue and its background work on one swept database: the account
// "acme" with the party "ana" and the track "Air", which has one version, not
// measured yet.
class Swept {
 public:
  explicit Swept(Backend backend) : database_(backend, MigrateCatalog) {
    pool_ = database_.OpenPool();
    catalog_ = std::make_unique<testing::WholeCatalog>(pool_.get());
    backlog_ = std::make_unique<Backlog>(*pool_, clock_, analyzer_);
    libraries_ = std::make_unique<Libraries>(*pool_, clock_, vocabulary_);
    analyzer_.SetAnswer("file:///air.wav", Report{.analyzer_version = "a/1",
                                                  .file_sha256 = "air",
                                                  .container = "WAV",
                                                  .encoding = "PCM",
                                                  .sample_rate_hz = 48'000,
                                                  .channel_count = 2,
                                                  .integrated_lufs = -15});
    Must("AccountService/CreateAccount", {"account_id: 'acme'"});
    Must("PartyService/CreateParty", {"parent: 'accounts/acme' party_id: 'ana' "
                                      "party { display_name: 'Ana' }"});
    Must("LibraryService/UpdateLibrary",
         {"library { name: 'libraries/open' display_name: 'Open' "
          "licensing_model: DIRECT_PAYOUT } allow_missing: true"});
    Must("TrackService/CreateTrack",
         {"parent: 'accounts/acme' track { client_reference: 'a-1' "
          "title: 'Air' versions { mix_type: FULL_MIX "
          "uri: 'file:///air.wav' } }"});
  }

  SweptDatabase& database() { return database_; }
  FakeClock& clock() { return clock_; }
  testing::FakeAnalyzer& analyzer() { return analyzer_; }
  Libraries& libraries() { return *libraries_; }

  Answer Call(absl::string_view method,
              const std::vector<std::string>& messages) {
    return server::testing::AnswerWithText(absl::StrCat(kPackage, method),
                                           messages, catalog_->channel());
  }
  void Must(absl::string_view method,
            const std::vector<std::string>& messages) {
    EXPECT_THAT(Call(method, messages), IsOk());
  }

  // Leaves no job but those of one kind.
  void LeaveJobs(const std::string& kind) {
    EXPECT_THAT(database_.connection().Run("DELETE FROM jobs WHERE kind <> $1",
                                           sql::Row{kind}),
                IsOk());
  }
  // Does the one job of this kind; OK when it is done, be it before.
  Answer DoOne(const std::string& kind) {
    if (!IsLeft(kind)) return "";
    RITORNELLO_RETURN_IF_ERROR(backlog_->DoOne().status());
    if (IsLeft(kind)) return absl::UnavailableError("the job is left");
    return "";
  }

 private:
  bool IsLeft(const std::string& kind) {
    return !database_.connection()
                .Run(
                    "SELECT kind FROM jobs WHERE kind = $1"
                    " AND state <> 'FAILED'",
                    sql::Row{kind})
                ->empty();
  }

  FakeClock clock_;
  SweptDatabase database_;
  testing::FakeAnalyzer analyzer_;
  const Vocabulary vocabulary_ = EmbeddedVocabulary();
  std::unique_ptr<sql::Pool> pool_;
  std::unique_ptr<testing::WholeCatalog> catalog_;
  std::unique_ptr<Backlog> backlog_;
  std::unique_ptr<Libraries> libraries_;
};

struct WritePath {
  // A method without its package; in brackets which case of it, or what runs
  // without a call.
  std::string name;
  std::function<Answer(Swept&)> write;
  std::function<void(Swept&)> prepare = [](Swept&) {};
  // As in SweepOptions.
  int commit_count = 1;
  std::set<std::string> ignored_columns = {};
  std::function<void(Swept&)> before_retry = [](Swept&) {};
};

// A call that is tried again with its request_id.
std::function<Answer(Swept&)> Once(const std::string& method,
                                   const std::string& request) {
  return [=](Swept& swept) {
    return swept.Call(method, {request + " request_id: 'r-1'"});
  };
}

// What a second try may answer otherwise: that it had nothing to do any more.
std::function<Answer(Swept&)> Again(const std::string& method,
                                    const std::vector<std::string>& messages,
                                    const std::vector<std::string>& changing) {
  return [=](Swept& swept) -> Answer {
    RITORNELLO_ASSIGN_OR_RETURN(std::string answer,
                                swept.Call(method, messages));
    for (const std::string& text : changing) {
      answer = absl::StrReplaceAll(answer, {{text, ""}});
    }
    return answer;
  };
}

// "Air" records a work of that name.
void WithWork(Swept& swept) {
  swept.Must("WorkService/CreateWork",
             {"parent: 'accounts/acme' work_id: 'air' work { title: 'Air' }"});
  swept.Must("TrackService/UpdateTrack",
             {absl::StrCat("track { name: '", kAir,
                           "' works { work: 'accounts/acme/works/air' } } "
                           "update_mask { paths: 'works' }")});
}

// The file of "Air" is no audio; nothing else is to be done.
void Spoil(Swept& swept) {
  swept.LeaveJobs("ANALYZE");
  swept.analyzer().SetAnswer("file:///air.wav",
                             absl::InvalidArgumentError("no audio"));
}

std::vector<WritePath> CallPaths() {
  const std::string sheet =
      "split_sheet%s { right: MASTER shares { party: "
      "'accounts/acme/parties/ana' role: OWNER weight: 1 } } ";
  const auto with_failed_job = [](Swept& swept) {
    Spoil(swept);
    EXPECT_THAT(swept.DoOne("ANALYZE"), IsOk());
  };
  return {
      {"AccountService/CreateAccount",
       Once("AccountService/CreateAccount",
            "account_id: 'new' account { display_name: 'New' }")},
      {"BacklogService/RerunJobs",
       Again("BacklogService/RerunJobs", {"parent: 'accounts/acme'"},
             {"rerun_count: 1\n"}),
       with_failed_job},
      {"IngestService/Ingest (new)",
       Again("IngestService/Ingest",
             {"start { parent: 'accounts/acme' }",
              "item { sequence: 1 track { client_reference: 'n-1' "
              "title: 'New' moods: 'Dark' versions { mix_type: FULL_MIX "
              "uri: 'file:///new.wav' } } " +
                  absl::StrReplaceAll(sheet, {{"%s", "s"}}) + "}"},
             {"CREATED", "UNCHANGED", "queued_version_count: 1\n"})},
      {"IngestService/Ingest (with all that comes along)",
       Again("IngestService/Ingest",
             {"start { parent: 'accounts/acme' }",
              absl::StrCat("item { track { client_reference: 'a-1' "
                           "title: 'Air' versions { mix_type: FULL_MIX "
                           "uri: 'file:///air.wav' } } ",
                           kAlong, "}")},
             {"UPDATED", "UNCHANGED",
              "created_parties: \"accounts/acme/parties/eva\"\n"}),
       [](Swept& swept) {
         swept.Must(
             "AgreementService/CreateAgreement",
             {"parent: 'accounts/acme' agreement_id: 'x' agreement { "
              "party: 'accounts/acme/parties/ana' document: 'binder' }"});
         swept.Must(
             "SampleService/CreateSample",
             {absl::StrCat("parent: '", kAir, "' sample { source: 'Amen' }")});
       }},
      {"IngestService/Ingest (changed)",
       Again("IngestService/Ingest",
             {"start { parent: 'accounts/acme' }",
              "item { sequence: 1 track { client_reference: 'a-1' "
              "title: 'Aria' versions { mix_type: FULL_MIX "
              "uri: 'file:///aria.wav' } } }"},
             {"UPDATED", "UNCHANGED", "queued_version_count: 1\n",
              absl::StrCat("removed_versions {\n  name: \"", kAir,
                           "/versions/1\"\n  mix_type: FULL_MIX\n  uri: "
                           "\"file:///air.wav\"\n  analysis_state: PENDING\n"
                           "}\n")})},
      {"LibraryService/UpdateLibrary (new)",
       Once("LibraryService/UpdateLibrary",
            "library { name: 'libraries/new' display_name: 'New' "
            "licensing_model: ROYALTY_SPLIT favoured_moods: 'Dark' } "
            "allow_missing: true")},
      {"LibraryService/UpdateLibrary (changed)",
       Once("LibraryService/UpdateLibrary",
            "library { name: 'libraries/open' favoured_moods: 'Dark' } "
            "update_mask { paths: 'favoured_moods' }")},
      {"PartyService/CreateParty",
       Once("PartyService/CreateParty",
            "parent: 'accounts/acme' party_id: 'ben' "
            "party { display_name: 'Ben' }")},
      {"PartyService/UpdateParty",
       Once("PartyService/UpdateParty",
            "party { name: 'accounts/acme/parties/ana' pro: 'PRS' } "
            "update_mask { paths: 'pro' }")},
      {"RightsService/CreateSplitSheet",
       Once("RightsService/CreateSplitSheet",
            absl::StrCat("parent: '", kAir, "' ",
                         absl::StrReplaceAll(sheet, {{"%s", ""}})))},
      {"RightsService/CreateSplitSheet (of a work)",
       Once("RightsService/CreateSplitSheet",
            "parent: 'accounts/acme/works/air' split_sheet { "
            "right: PERFORMANCE shares { party: 'accounts/acme/parties/ana' "
            "role: WRITER weight: 1 } } "),
       WithWork},
      {"TrackService/CreateTrack",
       Once("TrackService/CreateTrack",
            "parent: 'accounts/acme' track { client_reference: 'n-1' "
            "title: 'New' moods: 'Dark' versions { mix_type: FULL_MIX "
            "uri: 'file:///new.wav' } }")},
      {"TrackService/UpdateTrack",
       Once("TrackService/UpdateTrack",
            absl::StrCat("track { name: '", kAir,
                         "' title: 'Aria' moods: 'Dark' } "
                         "update_mask { paths: 'title' paths: 'moods' }"))},
      {"TrackService/UpdateTrack (works)",
       Once("TrackService/UpdateTrack",
            absl::StrCat("track { name: '", kAir,
                         "' works { work: 'accounts/acme/works/air' "
                         "weight: 2 } } update_mask { paths: 'works' }")),
       WithWork},
      {"WorkService/CreateWork",
       Once("WorkService/CreateWork",
            "parent: 'accounts/acme' work_id: 'new' work { title: 'New' }")},
      {"WorkService/UpdateWork",
       Once("WorkService/UpdateWork",
            "work { name: 'accounts/acme/works/air' title: 'Aria' }"),
       WithWork},
  };
}

// "Air" is Ana's, who is the account itself, and READY for "open": nobody
// here measures it, so that its rows are written by hand.
void MakeReady(Swept& swept) {
  for (const char* right : {"MASTER", "SYNC_COMPOSITION"}) {
    swept.Must(
        "RightsService/CreateSplitSheet",
        {absl::StrCat("parent: '", kAir, "' split_sheet { right: ", right,
                      " shares { party: 'accounts/acme/parties/ana' "
                      "role: OWNER weight: 1 } }")});
  }
  swept.Must("PartyService/UpdateParty",
             {"party { name: 'accounts/acme/parties/ana' is_own: true } "
              "update_mask { paths: 'is_own' }"});
  sql::Connection& connection = swept.database().connection();
  EXPECT_THAT(connection.Run("DELETE FROM jobs", {}), IsOk());
  EXPECT_THAT(connection.Run("INSERT INTO readiness (account_id, track_id,"
                             " library_id, state, technical_state,"
                             " versions_state, metadata_state, rights_state,"
                             " assessed_at_us) SELECT 'acme', id, 'open',"
                             " 'READY', 'READY', 'READY', 'READY', 'READY', 1"
                             " FROM tracks",
                             {}),
              IsOk());
}

constexpr char kSpring[] = "name: 'accounts/acme/submissions/spring' ";

void Draft(Swept& swept) {
  MakeReady(swept);
  swept.Must("SubmissionService/CreateSubmission",
             {absl::StrCat("parent: 'accounts/acme' submission_id: 'spring' "
                           "submission { library: 'libraries/open' tracks { "
                           "track: '",
                           kAir, "' } }")});
}

void Submit(Swept& swept) {
  Draft(swept);
  swept.Must("SubmissionService/SubmitSubmission",
             {absl::StrCat(kSpring, "availability_declared: true")});
}

std::vector<WritePath> PlacingPaths() {
  const std::string of_air = absl::StrCat("parent: '", kAir, "' ");
  const std::string last_date = " last_date { year: 2030 month: 6 day: 30 } ";
  const std::string spotify = "outlet_id: 'spotify' outlet { kind: STREAMING }";
  const std::string at_open = "placement { library: 'libraries/open' }";
  const std::string agreement =
      "parent: 'accounts/acme' agreement_id: 'x' agreement { "
      "party: 'accounts/acme/parties/ana' document: 'binder 3' ";
  const auto must = [](const std::string& method, const std::string& request) {
    return [=](Swept& swept) { swept.Must(method, {request}); };
  };
  const auto with_agreement =
      must("AgreementService/CreateAgreement", agreement + "}");
  const auto with_sample = [=](Swept& swept) {
    with_agreement(swept);
    swept.Must("SampleService/CreateSample",
               {of_air + "sample { source: 'Amen' }"});
  };
  // A row of everything that a track may have.
  const auto with_all_of_a_track = [=](Swept& swept) {
    MakeReady(swept);
    swept.Must("OutletService/CreateOutlet", {of_air + spotify});
    with_sample(swept);
  };
  return {
      {"OutletService/CreateOutlet",
       Once("OutletService/CreateOutlet", of_air + spotify)},
      {"OutletService/EndOutlet",
       Once("OutletService/EndOutlet",
            absl::StrCat("name: '", kAir, "/outlets/spotify' ", last_date)),
       must("OutletService/CreateOutlet", of_air + spotify)},
      {"OutletService/DeleteOutlet",
       Once("OutletService/DeleteOutlet",
            absl::StrCat("name: '", kAir, "/outlets/spotify' ")),
       must("OutletService/CreateOutlet", of_air + spotify)},
      {"PlacementService/CreatePlacement",
       Once("PlacementService/CreatePlacement", of_air + at_open)},
      {"PlacementService/EndPlacement",
       Once("PlacementService/EndPlacement",
            absl::StrCat("name: '", kAir, "/placements/1' ", last_date)),
       must("PlacementService/CreatePlacement", of_air + at_open)},
      {"AgreementService/CreateAgreement",
       Once("AgreementService/CreateAgreement",
            absl::StrCat(agreement, "tracks: '", kAir, "' }"))},
      {"AgreementService/EndAgreement",
       Once("AgreementService/EndAgreement",
            "name: 'accounts/acme/agreements/x' " + last_date),
       with_agreement},
      {"SampleService/CreateSample",
       Once("SampleService/CreateSample",
            of_air + "sample { source: 'Amen' }")},
      {"SampleService/ClearSample",
       Once("SampleService/ClearSample",
            absl::StrCat("name: '", kAir,
                         "/samples/1' "
                         "agreement: 'accounts/acme/agreements/x' ")),
       with_sample},
      {"SampleService/DeleteSample",
       Once("SampleService/DeleteSample",
            absl::StrCat("name: '", kAir, "/samples/1' ")),
       with_sample},
      {"TrackService/DeleteTrack",
       Once("TrackService/DeleteTrack", absl::StrCat("name: '", kAir, "' ")),
       with_all_of_a_track},
      {"SubmissionService/CreateSubmission",
       Once("SubmissionService/CreateSubmission",
            absl::StrCat("parent: 'accounts/acme' submission_id: 'spring' "
                         "submission { library: 'libraries/open' tracks { "
                         "track: '",
                         kAir, "' } }"))},
      {"SubmissionService/UpdateSubmission",
       Once("SubmissionService/UpdateSubmission",
            "submission { name: 'accounts/acme/submissions/spring' "
            "note: 'hello' } update_mask { paths: 'note' }"),
       Draft},
      {"SubmissionService/SubmitSubmission",
       Once("SubmissionService/SubmitSubmission",
            absl::StrCat(kSpring, "availability_declared: true")),
       Draft},
      {"SubmissionService/StartReview",
       Once("SubmissionService/StartReview", kSpring), Submit},
      {"SubmissionService/RecordDecisions",
       Once("SubmissionService/RecordDecisions",
            absl::StrCat(kSpring, "decisions { track: '", kAir,
                         "' outcome: ACCEPTED }")),
       Submit},
      {"SubmissionService/WithdrawSubmission",
       Once("SubmissionService/WithdrawSubmission", kSpring), Submit},
  };
}

std::vector<WritePath> BackgroundPaths() {
  // Whoever has a job and does not come back is waited for; its try counts.
  const std::set<std::string> of_tries = {"jobs.lease",
                                          "jobs.state",
                                          "jobs.attempt_count",
                                          "jobs.error",
                                          "jobs.due_at_us",
                                          "tracks.updated_at_us",
                                          "readiness.assessed_at_us"};
  const auto past_the_lease = [](Swept& swept) {
    swept.clock().Advance(2 * kLease);
  };
  const auto measure = [](Swept& swept) { return swept.DoOne("ANALYZE"); };
  const auto assess = [](Swept& swept) { return swept.DoOne("ASSESS"); };
  return {
      {.name = "(measures)",
       .write = measure,
       .prepare = [](Swept& swept) { swept.LeaveJobs("ANALYZE"); },
       .ignored_columns = of_tries,
       .before_retry = past_the_lease},
      {.name = "(cannot measure)",
       .write = measure,
       .prepare = Spoil,
       .ignored_columns = of_tries,
       .before_retry = past_the_lease},
      {.name = "(assesses)",
       .write = assess,
       .prepare = [](Swept& swept) { swept.LeaveJobs("ASSESS"); },
       .ignored_columns = of_tries,
       .before_retry = past_the_lease},
      {.name = "(seeds libraries)",
       .write = [](Swept& swept) -> Answer {
         RITORNELLO_RETURN_IF_ERROR(SeedLibraries(swept.libraries()));
         return "";
       },
       .commit_count = 5},
  };
}

// Those that begin with a call.
std::vector<WritePath> AllCallPaths() {
  std::vector<WritePath> all = CallPaths();
  for (WritePath& path : PlacingPaths()) all.push_back(std::move(path));
  return all;
}

std::vector<WritePath> AllPaths() {
  std::vector<WritePath> all = AllCallPaths();
  for (WritePath& path : BackgroundPaths()) all.push_back(std::move(path));
  return all;
}

class FaultSweepTest : public ::testing::TestWithParam<Backend> {};

INSTANTIATE_TEST_SUITE_P(Both, FaultSweepTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(FaultSweepTest, NothingIsHalfWrittenAndARetryWritesOnce) {
  int case_count = 0;
  for (const WritePath& path : AllPaths()) {
    SCOPED_TRACE(path.name);
    Swept swept(GetParam());
    path.prepare(swept);
    const SweepResult result = sql::testing::SweepFaults(
        swept.database(),
        {.commit_count = path.commit_count,
         .ignored_columns = path.ignored_columns,
         .before_retry = [&] { path.before_retry(swept); }},
        [&] { return path.write(swept); });
    EXPECT_THAT(result.wrong, IsEmpty());
    EXPECT_GE(result.call_count, 3);  // BEGIN, one statement, COMMIT
    case_count += result.case_count;
  }
  std::printf("%d cases\n", case_count);
}

TEST_P(FaultSweepTest, TheSchemaIsWholeAfterASecondTry) {
  const SweepResult result =
      sql::testing::SweepMigration(GetParam(), [](sql::Connection& connection) {
        return MigrateCatalog(connection, FakeClock().Now());
      });
  EXPECT_THAT(result.wrong, IsEmpty());
}

TEST(WritePathsTest, NoneIsLeftOut) {
  std::vector<std::string> swept;
  for (const WritePath& path : AllCallPaths()) {
    swept.push_back(
        absl::StrCat(kPackage, path.name.substr(0, path.name.find(' '))));
  }
  EXPECT_THAT(
      swept,
      IsSupersetOf(server::testing::WriteMethods(testing::kServiceNames)));
}

}  // namespace
}  // namespace ritornello::catalog
