// Every database call of every write of the royalties fails in turn: nothing
// is left half-written, a second try writes once, and the book stays sound.
#include "libs/sql/testing/fault_sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/server/testing/refusals.h"
#include "libs/server/testing/write_methods.h"
#include "libs/status/status_macros.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/domain/statement_runner.h"
#include "services/royalties/domain/verify.h"
#include "services/royalties/rpc/testing/service_fixture.h"
#include "services/royalties/storage/schema.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FakeClock;
using ::ritornello::testing::IsOk;
using server::testing::Spoilt;
using sql::testing::Backend;
using sql::testing::SweepResult;
using sql::testing::SweptDatabase;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using Answer = absl::StatusOr<std::string>;

constexpr char kPackage[] = "ritornello.royalties.v1.";

constexpr char kHeader[] =
    "header { parent: 'books/main' source: 'artlist' source_account: 'a' "
    "period: '2026-10' currency_code: 'USD' profile: 'generic' }";
constexpr char kDeclaringFive[] =
    "declared_total { currency_code: 'USD' micros: 5000000 }";
constexpr char kStatement[] = "name: 'books/main/statements/artlist-a-2026-10'";

constexpr char kSplit[] =
    "parent: 'accounts/acme' deal_id: 'split' deal { library: "
    "'libraries/artlist' licensing_model: ROYALTY_SPLIT commission_ppm: 100000 "
    "start_date { year: 2026 month: 1 day: 1 } } request_id: 'r-1'";
constexpr char kPayout[] =
    "parent: 'accounts/acme' deal_id: 'payout' deal { library: "
    "'libraries/epidemic-sound' licensing_model: DIRECT_PAYOUT "
    "commission_ppm: 100000 composition_ppm: 500000 "
    "tracks: 'accounts/acme/tracks/air' fee { currency_code: 'USD' "
    "micros: 2000000000 } start_date { year: 2026 month: 1 day: 1 } } "
    "request_id: 'r-1'";

// Written so that a row is locked; what they count means nothing.
const std::set<std::string> kLockCounts = {"deal_scopes.deal_count",
                                           "statement_files.import_count",
                                           "statement_sources.import_count"};

// Two lines of a track that is known and two of tracks that are not.
const std::string& Lines() {
  static const std::string lines =
      absl::StrCat("chunk: '",
                   absl::CEscape("isrc,net\nGBAYE6800011,200\nGBAYE6800011,50\n"
                                 "GBAYE6800012,18.45\nGBAYE6800013,1.55\n"),
                   "'");
  return lines;
}

// One line in common with every other such file, and one that differs.
std::string UsedLine(absl::string_view net) {
  return absl::StrCat("chunk: '",
                      absl::CEscape(absl::StrCat("isrc,net,usage_date\n"
                                                 "GBAYE6800011,200,2026-10-02\n"
                                                 "GBAYE6800011,",
                                                 net, ",2026-10-03\n")),
                      "'");
}

// Is made before the service that uses it.
struct Base {
  explicit Base(Backend backend) : database(backend, MigrateRoyalties) {}
  SweptDatabase database;
};

// The service on a swept database; the catalogue knows one track, "air".
class Swept : private Base, public testing::ServiceFixture {
 public:
  explicit Swept(Backend backend)
      : Base(backend), ServiceFixture(Base::database.OpenPool()) {
    rights_.Add(Track("air", "GBAYE6800011"));
  }

  SweptDatabase& swept() { return Base::database; }
  sql::Pool& pool() { return *pool_; }
  testing::FakeRightsSource& rights() { return rights_; }

  static RightsAnswer Track(const std::string& id, const std::string& isrc) {
    RightsAnswer track;
    track.track = {"acme", id};
    track.isrc = isrc;
    for (const Right right : {Right::kSyncComposition, Right::kMaster}) {
      track.split_sheets.push_back({absl::StrCat(id, "/", RightName(right)),
                                    right,
                                    kAlways,
                                    {{{"acme", "ana"}, "OWNER", 1}}});
    }
    return track;
  }

  Answer Call(absl::string_view method,
              const std::vector<std::string>& messages) {
    return server::testing::AnswerWithText(absl::StrCat(kPackage, method),
                                           messages, channel());
  }
  void Must(absl::string_view method,
            const std::vector<std::string>& messages) {
    EXPECT_THAT(Call(method, messages), IsOk());
  }

  // One round of the runner of statements that wait.
  Answer RunOnce() {
    StatementRunner runner(waiting_run_, [](const absl::Status&) {}, {});
    RITORNELLO_RETURN_IF_ERROR(runner.RunOnce());
    return "";
  }

  void TestBody() override {}

 private:
  StatementRun waiting_run_{*pool_, clock_, rights_,
                            testing::BuiltInProfiles()};
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
};

std::function<Answer(Swept&)> Calls(const std::string& method,
                                    const std::vector<std::string>& messages) {
  return [=](Swept& swept) -> Answer { return swept.Call(method, messages); };
}

void MakeDeal(Swept& swept) { swept.Must("DealService/CreateDeal", {kSplit}); }
void MakePayout(Swept& swept) {
  swept.Must("DealService/CreateDeal", {kPayout});
}
void Import(Swept& swept) {
  MakeDeal(swept);
  swept.Must("StatementService/ImportStatement", {kHeader, Lines()});
}
void ImportHeld(Swept& swept) {
  MakeDeal(swept);
  swept.Must("StatementService/ImportStatement",
             {Spoilt(kHeader, "profile: 'generic'", kDeclaringFive), Lines()});
}
void ImportUsed(Swept& swept) {
  MakeDeal(swept);
  swept.Must("StatementService/ImportStatement", {kHeader, UsedLine("51")});
}
void ImportWaiting(Swept& swept) {
  MakeDeal(swept);
  swept.rights().Fail(absl::UnavailableError("away"));
  swept.Must("StatementService/ImportStatement", {kHeader, Lines()});
  swept.rights().Fail(absl::OkStatus());
}
// The third line's track is known by now, or those of all.
void ImportAndLearnOne(Swept& swept) {
  Import(swept);
  swept.rights().Add(Swept::Track("birds", "GBAYE6800012"));
}
void ImportAndLearnAll(Swept& swept) {
  ImportAndLearnOne(swept);
  swept.rights().Add(Swept::Track("clouds", "GBAYE6800013"));
}

std::vector<WritePath> CallPaths() {
  return {
      // The request_id is claimed first.
      {"DealService/CreateDeal (split)",
       Calls("DealService/CreateDeal", {kSplit}), [](Swept&) {}, 2},
      {"DealService/CreateDeal (payout)",
       Calls("DealService/CreateDeal", {kPayout}), [](Swept&) {}, 2},
      {"DealService/EndDeal",
       Calls("DealService/EndDeal",
             {"name: 'accounts/acme/deals/split' "
              "end_date { year: 2026 month: 2 day: 1 }"}),
       MakeDeal},
      {"DealService/VoidDeal",
       Calls("DealService/VoidDeal",
             {"name: 'accounts/acme/deals/payout' reason: 'wrong'"}),
       MakePayout},
      {"LedgerService/CloseMonth",
       Calls("LedgerService/CloseMonth", {"name: 'books/main/months/2026-01'"}),
       MakePayout},
      // Received, rights resolved, posted.
      {"StatementService/ImportStatement",
       Calls("StatementService/ImportStatement", {kHeader, Lines()}), MakeDeal,
       3},
      {"StatementService/ImportStatement (held)",
       Calls("StatementService/ImportStatement",
             {Spoilt(kHeader, "profile: 'generic'", kDeclaringFive), Lines()}),
       MakeDeal},
      // Its line came before, in a file of another month.
      {"StatementService/ImportStatement (repeated)",
       Calls("StatementService/ImportStatement",
             {Spoilt(kHeader, "2026-10", "2026-11"), UsedLine("50")}),
       ImportUsed},
      {"StatementService/ReleaseStatement",
       Calls("StatementService/ReleaseStatement", {kStatement}), ImportHeld, 3},
      {"StatementService/ResolveSuspense (all)",
       Calls("StatementService/ResolveSuspense", {kStatement}),
       ImportAndLearnAll},
      // The line that is left is tried once more.
      {"StatementService/ResolveSuspense (some)",
       Calls("StatementService/ResolveSuspense", {kStatement}),
       ImportAndLearnOne,
       1,
       {"statements.revision"}},
      {"StatementService/ResolveSuspense (one)",
       Calls("StatementService/ResolveSuspense",
             {absl::StrCat(kStatement,
                           " matches { ordinal: 4 "
                           "track: 'accounts/acme/tracks/air' }")}),
       Import},
      {"StatementService/VoidStatement",
       Calls("StatementService/VoidStatement",
             {absl::StrCat(kStatement, " reason: 'wrong'")}),
       Import},
  };
}

std::vector<WritePath> AllPaths() {
  std::vector<WritePath> all = CallPaths();
  all.push_back({"(posts what waited for the catalogue)",
                 [](Swept& swept) { return swept.RunOnce(); }, ImportWaiting,
                 2});
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
    std::set<std::string> ignored_columns = kLockCounts;
    ignored_columns.insert(path.ignored_columns.begin(),
                           path.ignored_columns.end());
    const SweepResult result = sql::testing::SweepFaults(
        swept.swept(),
        {.commit_count = path.commit_count, .ignored_columns = ignored_columns},
        [&] { return path.write(swept); });
    EXPECT_THAT(result.wrong, IsEmpty());
    EXPECT_GE(result.call_count, 3);  // BEGIN, one statement, COMMIT
    EXPECT_THAT(VerifyBook(swept.pool(), "main"), IsOk());
    case_count += result.case_count;
  }
  std::printf("%d cases\n", case_count);
}

TEST_P(FaultSweepTest, TheSchemaIsWholeAfterASecondTry) {
  const SweepResult result =
      sql::testing::SweepMigration(GetParam(), [](sql::Connection& connection) {
        return MigrateRoyalties(connection, FakeClock().Now());
      });
  EXPECT_THAT(result.wrong, IsEmpty());
}

TEST(WritePathsTest, NoneIsLeftOut) {
  std::vector<std::string> swept;
  for (const WritePath& path : CallPaths()) {
    swept.push_back(
        absl::StrCat(kPackage, path.name.substr(0, path.name.find(' '))));
  }
  EXPECT_THAT(
      swept,
      IsSupersetOf(server::testing::WriteMethods(testing::kServiceNames)));
}

}  // namespace
}  // namespace ritornello::royalties
