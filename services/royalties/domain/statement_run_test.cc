#include "services/royalties/domain/statement_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "libs/sha256/sha256.h"
#include "libs/sql/row.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/royalties/domain/deals.h"
#include "services/royalties/domain/statement_runner.h"
#include "services/royalties/domain/statements.h"
#include "services/royalties/domain/suspense.h"
#include "services/royalties/domain/verify.h"
#include "services/royalties/formats/testing/profiles.h"
#include "services/royalties/peers/testing/fake_rights_source.h"
#include "services/royalties/storage/deal_store.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/payee_store.h"
#include "services/royalties/storage/schema.h"
#include "services/royalties/storage/statement_line_store.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::FakeClock;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::TestDatabase;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Balances = std::map<std::string, int64_t>;

// 250.00 of Nocturne and 18.45 of a track nobody knows: the statement of the
// posting templates S1, S4 and S5.
constexpr char kFile[] =
    "isrc,track,title,net\n"
    "GBAYE6800011,,Nocturne,200.00\n"
    "GBAYE6800011,,Nocturne,25.00\n"
    "GBAYE6800011,,Nocturne,25.00\n"
    ",waltz,Waltz,18.45\n";

RightsAnswer Track(const std::string& id, const std::string& isrc,
                   const std::string& owner) {
  RightsAnswer track;
  track.track = {"acme", id};
  track.title = id;
  track.isrc = isrc;
  for (const Right right : {Right::kSyncComposition, Right::kMaster}) {
    track.split_sheets.push_back(
        {absl::StrCat(NameOf(track.track), "/splitSheets/", RightName(right)),
         right,
         kAlways,
         {{{"acme", owner}, "OWNER", 1}}});
  }
  return track;
}

class StatementRunTest : public ::testing::TestWithParam<Backend> {
 protected:
  StatementRunTest()
      : database_(GetParam(), MigrateRoyalties),
        pool_([this] { return database_.Open(); }, 4, absl::Seconds(5)),
        connection_(database_.Open()) {
    rights_.Add(Track("nocturne", "GBAYE6800011", "ana"));
    AddDeal("artlist-2026", {});
  }

  void AddDeal(const std::string& id, std::vector<std::string> tracks,
               LicensingModel model = LicensingModel::kRoyaltySplit,
               const std::string& account = "acme",
               const std::string& library = "artlist") {
    Deal deal;
    deal.key = {account, id};
    deal.library_id = library;
    deal.licensing_model = model;
    deal.track_ids = std::move(tracks);
    deal.commission_ppm = 100'000;
    deal.start_date = absl::CivilDay(2026, 1, 1);
    auto transaction = sql::Transaction::Begin(*connection_);
    ASSERT_THAT(transaction, IsOk());
    ASSERT_THAT(InsertDeal(*transaction, deal), IsOk());
    ASSERT_THAT(transaction->Commit(), IsOk());
  }

  static StatementHeader Header(const std::string& account = "a") {
    return {.book = "main",
            .source = "artlist",
            .source_account = account,
            .period = absl::CivilMonth(2026, 10),
            .currency = ParseCurrency("c", "USD").value(),
            .file_name = "october.csv"};
  }
  absl::StatusOr<Statement> Import(const StatementHeader& header,
                                   absl::string_view text = kFile) {
    auto file = SpooledFile::Create();
    EXPECT_THAT(file, IsOk());
    EXPECT_THAT(file->Append(text), IsOk());
    return statements_.Import(header, *file);
  }
  absl::StatusOr<Statement> Advance(const StatementKey& key) {
    return run_.Advance(key, absl::InfiniteFuture(), "");
  }
  // Imported and taken as far as it goes.
  Statement Imported(const StatementHeader& header,
                     absl::string_view text = kFile) {
    const auto imported = Import(header, text);
    EXPECT_THAT(imported, IsOk());
    const auto advanced = Advance(imported->key);
    EXPECT_THAT(advanced, IsOk());
    return *advanced;
  }

  // Accounts that are not at zero; the book is sound.
  Balances Book() {
    EXPECT_THAT(VerifyBook(pool_, "main"), IsOk());
    return Trial();
  }
  Balances Trial() {
    Balances balances;
    const auto trial = GetTrialBalance(*connection_, "main");
    EXPECT_THAT(trial, IsOk());
    for (const LedgerBalance& line : trial->balances) {
      if (line.amount_micros != 0) {
        balances[line.ledger_account] = line.amount_micros;
      }
    }
    return balances;
  }
  std::vector<std::string> Lines(const StatementKey& key) {
    std::vector<std::string> texts;
    const auto lines = ListLines(*connection_, key, std::nullopt, 0, 1'000);
    EXPECT_THAT(lines, IsOk());
    for (const StatementLine& line : *lines) {
      texts.push_back(absl::StrCat(
          line.ordinal, " ", StateName(line.state), " ",
          line.state == LineState::kMatched ? line.track
                                            : ReasonName(line.suspense_reason),
          line.note.empty() ? "" : ": ", line.note));
    }
    return texts;
  }

  const Balances kPosted = {
      {"Assets:Receivable:artlist:artlist-a-2026-10", 268'450'000},
      {"Income:Commission", -25'000'000},
      {"Liabilities:Accrued:acme:ana:Composition", -112'500'000},
      {"Liabilities:Accrued:acme:ana:Master", -112'500'000},
      {"Liabilities:Suspense:Unmatched:artlist-a-2026-10", -18'450'000}};
  const Balances kResolved = {
      {"Assets:Receivable:artlist:artlist-a-2026-10", 268'450'000},
      {"Income:Commission", -26'845'000},
      {"Liabilities:Accrued:acme:ana:Composition", -112'500'000},
      {"Liabilities:Accrued:acme:ana:Master", -112'500'000},
      {"Liabilities:Accrued:acme:ben:Composition", -8'302'500},
      {"Liabilities:Accrued:acme:ben:Master", -8'302'500}};

  TestDatabase database_;
  sql::Pool pool_;
  std::unique_ptr<sql::Connection> connection_;
  FakeClock clock_;
  testing::FakeRightsSource rights_;
  Statements statements_{pool_, clock_, testing::BuiltInProfiles()};
  StatementRun run_{pool_, clock_, rights_, testing::BuiltInProfiles()};
  Suspense suspense_{pool_, clock_, rights_};
  Deals deals_{pool_, clock_, rights_};
};

TEST_P(StatementRunTest, PostsWhatIsMatchedAndSuspendsTheRest) {
  const Statement statement = Imported(Header());
  EXPECT_EQ(NameOf(statement.key), "books/main/statements/artlist-a-2026-10");
  EXPECT_EQ(statement.state, StatementState::kPosted);
  EXPECT_EQ(statement.line_count, 4);
  EXPECT_EQ(statement.matched_line_count, 3);
  EXPECT_EQ(statement.suspense_line_count, 1);
  EXPECT_EQ(statement.total_micros, 268'450'000);
  EXPECT_EQ(statement.suspense_micros, 18'450'000);
  EXPECT_EQ(statement.post_time, clock_.Now());
  EXPECT_EQ(Book(), kPosted);
  EXPECT_THAT(Lines(statement.key),
              ElementsAre("2 MATCHED accounts/acme/tracks/nocturne",
                          "3 MATCHED accounts/acme/tracks/nocturne",
                          "4 MATCHED accounts/acme/tracks/nocturne",
                          "5 SUSPENSE TRACK_UNKNOWN"));
  const auto earned =
      ListEarnings(*connection_, {"acme", "ana"}, absl::CivilMonth(2026, 10),
                   std::nullopt, 100);
  ASSERT_THAT(earned, IsOk());
  ASSERT_EQ(earned->size(), 2u);
  EXPECT_EQ(earned->at(0).earning.document, NameOf(statement.key));
  EXPECT_EQ(earned->at(0).earning.track_title, "nocturne");
}

TEST_P(StatementRunTest, TheSameFileIsTheSameStatement) {
  const Statement first = Imported(Header());
  const Statement again = Imported(Header());
  EXPECT_EQ(again.key, first.key);
  EXPECT_EQ(again.revision, first.revision);
  EXPECT_EQ(Book(), kPosted);
  StatementHeader euro = Header();
  euro.currency = ParseCurrency("c", "EUR").value();
  EXPECT_THAT(Import(euro), FailsWith(absl::StatusCode::kInvalidArgument,
                                      "header.currency_code: must be USD"));
}

// Two artists' statements of one library are two statements, and so are those
// of two months; but the very same bytes are somebody's mistake.
TEST_P(StatementRunTest, TheSameFileForAnotherIsHeld) {
  const Statement first = Imported(Header());
  EXPECT_EQ(Imported(Header("b"), "isrc,net\nGBAYE6800011,1\n").state,
            StatementState::kPosted);
  StatementHeader november = Header();
  november.period = absl::CivilMonth(2026, 11);
  StatementHeader other_source = Header();
  other_source.source = "epidemic-sound";
  std::vector<StatementKey> held;
  std::string reason =
      "the same file came before: books/main/statements/artlist-a-2026-10";
  for (const StatementHeader& header : {november, Header("c"), other_source}) {
    const Statement statement = Imported(header);
    EXPECT_EQ(statement.state, StatementState::kHeld);
    EXPECT_EQ(statement.hold_reason, reason);
    absl::StrAppend(&reason,
                    "; the same file came before: ", NameOf(statement.key));
    held.push_back(statement.key);
  }
  // Of those that were held, nobody may post two unseen either: the second
  // names the first, which does not name the second.
  ASSERT_THAT(statements_.Void(first.key, "was c's"), IsOk());
  ASSERT_THAT(statements_.Release(held[1]), IsOk());
  EXPECT_EQ(Advance(held[1])->state, StatementState::kPosted);
  const auto again = statements_.Release(held[0]);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->state, StatementState::kHeld);
  EXPECT_EQ(again->hold_reason,
            "the same file came before: books/main/statements/"
            "artlist-a-2026-10; the same file has been posted since: "
            "books/main/statements/artlist-c-2026-10");
  ASSERT_THAT(statements_.Release(held[0]), IsOk());
  EXPECT_EQ(Advance(held[0])->state, StatementState::kPosted);
}

// However many files a month has: each release is a word about all of them.
TEST_P(StatementRunTest, TheThirdFileOfAMonthCanBeReleased) {
  std::vector<StatementKey> keys;
  for (const char* title : {"One", "Two", "Three", "Four"}) {
    keys.push_back(
        Imported(Header(), absl::StrReplaceAll(kFile, {{"Waltz", title}})).key);
  }
  // The second does not know of the third and fourth, which know of it.
  for (const size_t i : {2u, 3u}) {
    ASSERT_THAT(statements_.Release(keys[i]), IsOk());
    EXPECT_EQ(Advance(keys[i])->state, StatementState::kPosted) << i;
  }
  const auto held = statements_.Release(keys[1]);
  ASSERT_THAT(held, IsOk());
  EXPECT_EQ(held->state, StatementState::kHeld);
  for (const size_t i : {0u, 2u, 3u}) {
    EXPECT_THAT(held->hold_reason, HasSubstr(NameOf(keys[i])));
  }
  ASSERT_THAT(statements_.Release(keys[1]), IsOk());
  EXPECT_EQ(Advance(keys[1])->state, StatementState::kPosted);
  EXPECT_EQ(Book()["Income:Commission"], -100'000'000);
}

TEST_P(StatementRunTest, OneOfManyAtOnceWithTheSameFileIsPosted) {
  std::vector<std::thread> threads;
  for (const char* account : {"a", "b", "c", "d"}) {
    threads.emplace_back([this, account] { Imported(Header(account)); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Book()["Income:Commission"], kPosted.at("Income:Commission"));
}

// Those of one source wait for each other, however long the first one takes.
TEST_P(StatementRunTest, ManyImportsAtOnceLeaveAConnectionToOthers) {
  sql::Pool pool([this] { return database_.Open(); }, kImportCountMax + 1,
                 absl::Milliseconds(100));
  Statements statements(pool, clock_, testing::BuiltInProfiles(),
                        absl::Milliseconds(200));
  const Statement first = Imported(Header());
  auto busy = sql::Transaction::Begin(*connection_);
  ASSERT_THAT(busy, IsOk());
  ASSERT_THAT(LockStatementSource(*busy, first), IsOk());
  std::atomic<int> stored = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kImportCountMax + 2; ++i) {
    threads.emplace_back([&, i] {
      auto file = SpooledFile::Create();
      EXPECT_THAT(file->Append(absl::StrCat(kFile, "other,,,", i, "\n")),
                  IsOk());
      const auto imported = statements.Import(Header(), *file);
      if (imported.ok()) {
        ++stored;
        return;
      }
      EXPECT_THAT(imported, FailsWith(absl::StatusCode::kResourceExhausted,
                                      "6 other statements have been at it for "
                                      "200ms; nothing of this one is stored: "
                                      "import again"));
      ++refused;
    });
  }
  for (int i = 0; i < 1'000 && refused < 2; ++i) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_EQ(refused, 2);
  EXPECT_THAT(pool.Borrow(), IsOk());
  EXPECT_THAT(busy->Commit(), IsOk());
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(stored, kImportCountMax);
}

TEST_P(StatementRunTest, AFileMustBeWhatItsHeaderSays) {
  StatementHeader header = Header();
  header.file_sha256 = Sha256Hex(kFile);
  header.file_size_bytes = sizeof(kFile) - 1;
  EXPECT_THAT(Import(header, absl::string_view(kFile).substr(0, 60)),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "header.file_size_bytes: must be the size of the "
                        "file, 60 bytes came of "));
  std::string spoilt = kFile;
  spoilt.back() = ' ';
  EXPECT_THAT(Import(header, spoilt),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "header.file_sha256: must be that of the file"));
  EXPECT_THAT(ListStatements(*connection_, "main", std::nullopt, 10).value(),
              ElementsAre());
  EXPECT_THAT(Import(header), IsOk());
}

TEST_P(StatementRunTest, AccountsThatLookAlikeGetDifferentIds) {
  EXPECT_EQ(Imported(Header("A b")).key.statement_id, "artlist-a-b-2026-10");
  EXPECT_EQ(Imported(Header("a-B")).key.statement_id, "artlist-a-b-2026-10-2");
}

TEST_P(StatementRunTest, AnotherFileForTheSameMonthIsHeldUntilReleased) {
  Imported(Header());
  const Statement second =
      Imported(Header(), absl::StrCat(kFile, "GBAYE6800011,,More,1\n"));
  EXPECT_EQ(second.key.statement_id, "artlist-a-2026-10-2");
  EXPECT_EQ(second.state, StatementState::kHeld);
  EXPECT_THAT(second.hold_reason,
              HasSubstr("books/main/statements/artlist-a-2026-10"));
  EXPECT_EQ(Book(), kPosted);

  const auto released = statements_.Release(second.key);
  ASSERT_THAT(released, IsOk());
  EXPECT_EQ(released->hold_reason, "");
  EXPECT_EQ(Advance(second.key)->state, StatementState::kPosted);
  EXPECT_EQ(Book()["Income:Commission"], -50'100'000);
  EXPECT_THAT(statements_.Release(second.key), IsOk());  // a retry
  EXPECT_THAT(statements_.Release({"main", "artlist-a-2026-10"}),
              FailsWith(absl::StatusCode::kFailedPrecondition, "is POSTED"));
  EXPECT_THAT(statements_.Release({"main", "x"}),
              FailsWith(absl::StatusCode::kNotFound, "statements/x"));
}

// Whoever releases a file decided about what was wrong with it, and not about
// another file that came later.
TEST_P(StatementRunTest, OfTwoFilesForAMonthNeitherIsPostedUnseen) {
  StatementHeader wrong = Header();
  wrong.declared_total = Money(wrong.currency, 999'000'000);
  const Statement first = Imported(wrong);
  ASSERT_EQ(first.state, StatementState::kHeld);
  const Statement second =
      Imported(Header(), absl::StrCat(kFile, "GBAYE6800011,,More,1\n"));
  EXPECT_EQ(second.state, StatementState::kHeld);
  EXPECT_THAT(second.hold_reason, HasSubstr(NameOf(first.key)));
  EXPECT_EQ(Book(), Balances());

  // The second names the first: releasing it is a word about both.
  EXPECT_EQ(statements_.Release(second.key)->state, StatementState::kReceived);
  EXPECT_EQ(Advance(second.key)->state, StatementState::kPosted);
  const Balances posted = Book();

  const auto kept = statements_.Release(first.key);
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->state, StatementState::kHeld);
  EXPECT_THAT(kept->hold_reason, HasSubstr(NameOf(second.key)));
  EXPECT_EQ(Book(), posted);
  // Now it names the second.
  EXPECT_EQ(statements_.Release(first.key)->state, StatementState::kReceived);
}

// An import locks a file and a source, then a statement. A release that holds
// the statement while it waits for those would wait for ever, but for the
// database, which kills one of the two.
TEST_P(StatementRunTest, AReleaseLocksInTheOrderOfAnImport) {
  StatementHeader wrong = Header();
  wrong.declared_total = Money(wrong.currency, 1);
  const Statement held = Imported(wrong);
  auto import = sql::Transaction::Begin(*connection_);
  ASSERT_THAT(import, IsOk());
  ASSERT_THAT(LockStatementFile(*import, "main", held.file_sha256), IsOk());
  ASSERT_THAT(LockStatementSource(*import, held), IsOk());
  absl::StatusOr<Statement> released;
  std::thread release([&] { released = statements_.Release(held.key); });
  absl::SleepFor(absl::Milliseconds(100));  // now it waits
  if (GetParam() == Backend::kPostgres) {
    EXPECT_THAT(import->Run("SET LOCAL lock_timeout = '100ms'", {}), IsOk());
  }
  EXPECT_THAT(LockStatement(*import, held.key), IsOk());
  EXPECT_THAT(import->Commit(), IsOk());
  release.join();
  ASSERT_THAT(released, IsOk());
  EXPECT_EQ(released->state, StatementState::kReceived);
}

// The right total is a word about the file, not about what has come since.
TEST_P(StatementRunTest, ATotalDoesNotLetItGoOnBesideWhatWasPostedSince) {
  constexpr char kDayed[] =
      "isrc,net,usage_date\n"
      "GBAYE6800011,5,2026-10-03\n"
      "GBAYE6800011,1,2026-10-04\n";
  struct Case {
    const char* account;
    absl::CivilMonth month;  // of the file that comes second
    const char* second;
    const char* why;
  };
  const Case cases[] = {
      {"a", absl::CivilMonth(2026, 10),
       "isrc,net,usage_date\nGBAYE6800011,6,2026-10-03\n",
       "another file for this source, account and period has been posted "
       "since: books/main/statements/artlist-a-2026-10-2"},
      {"b", absl::CivilMonth(2026, 11),
       "isrc,net,usage_date\nGBAYE6800011,5,2026-10-03\n",
       "line 2 came into the books since, word for word, with: "
       "books/main/statements/artlist-b-2026-11"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.account);
    StatementHeader wrong = Header(c.account);
    wrong.declared_total = Money(wrong.currency, 999'000'000);
    const std::string first =
        absl::StrCat(kDayed, "GBAYE6800011,1,2026-10-05\n", c.account, ",1,\n");
    ASSERT_EQ(Imported(wrong, first).state, StatementState::kHeld);
    StatementHeader other = Header(c.account);
    other.period = c.month;
    const Statement second = Imported(other, c.second);
    ASSERT_EQ(second.state, StatementState::kHeld);
    ASSERT_THAT(statements_.Release(second.key), IsOk());
    ASSERT_EQ(Advance(second.key)->state, StatementState::kPosted);
    const Balances posted = Book();

    StatementHeader right = wrong;
    right.declared_total = Money(wrong.currency, 8'000'000);
    const Statement held = Imported(right, first);
    EXPECT_EQ(held.state, StatementState::kHeld);
    EXPECT_EQ(held.hold_reason, c.why);
    EXPECT_EQ(held.declared_total_micros, 8'000'000);
    EXPECT_EQ(Book(), posted);
    // Now it names the second: releasing it is a word about both.
    ASSERT_THAT(statements_.Release(held.key), IsOk());
    EXPECT_EQ(Advance(held.key)->state, StatementState::kPosted);
  }
}

TEST_P(StatementRunTest, DeclaredTotal) {
  const struct {
    int64_t declared;
    const char* account;
    bool is_held;
  } cases[] = {{268'450'000, "b", false},
               {268'460'000, "c", false},  // one cent
               {268'460'001, "d", true}};
  for (const auto& c : cases) {
    StatementHeader header = Header(c.account);
    header.declared_total = Money(header.currency, c.declared);
    const Statement statement =
        Imported(header, absl::StrReplaceAll(kFile, {{"Waltz", c.account}}));
    EXPECT_EQ(statement.state == StatementState::kHeld, c.is_held);
    EXPECT_EQ(statement.hold_reason,
              c.is_held ? "the declared total is 268.460001, the sum of the "
                          "lines 268.45, 0.010001 less"
                        : "");
  }
  EXPECT_EQ(Book()["Expenses:Rounding"], -10'000);
  // A row of totals in the file declares it too.
  const Statement summed =
      Imported(Header("e"), absl::StrCat(kFile, ",,Total,268.45\n"));
  EXPECT_EQ(summed.declared_total_micros, 268'450'000);
  EXPECT_EQ(summed.line_count, 4);
}

// What a profile lets a total differ by is posted as rounding, all of it: the
// source owes what it declared. 1'600 lines with four decimals may be
// 3 * 40 * 0.0001 off.
TEST_P(StatementRunTest, ATotalOfRoundedLinesIsWhatIsOwed) {
  const struct {
    const char* account;
    const char* total;
    StatementState state;
    int64_t receivable;
  } cases[] = {
      {"a", "1600.0120", StatementState::kPosted, 1'600'012'000},
      {"b", "1599.9880", StatementState::kPosted, 1'599'988'000},
      {"c", "1600.0121", StatementState::kHeld, 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.account);
    std::string file =
        absl::StrCat("T,M,2026-10-01T00:00:00.000Z,2026-10-31T23:59:59.999Z,",
                     "1600,USD,0.0000,", c.total, ",1600.01\n");
    for (int i = 0; i < 1'600; ++i) {
      absl::StrAppend(&file, "S,M,2026-10-03T10:11:12.000Z,", c.account,
                      ",Nocturne,Ana,GBAYE6800011,0,L,US,USD,25.0000,0.0000,"
                      "0.0000,0.0000,0.0000,70.00,1.0000\n");
    }
    StatementHeader header = Header(c.account);
    header.profile = "clicknclear";
    EXPECT_EQ(Imported(header, file).state, c.state);
    EXPECT_EQ(Book()[absl::StrCat("Assets:Receivable:artlist:artlist-",
                                  c.account, "-2026-10")],
              c.receivable);
  }
  EXPECT_EQ(Book()["Expenses:Rounding"], 0);
}

// A file may say another total than what came with it; each is compared.
TEST_P(StatementRunTest, ATotalThatComesLaterLetsItGoOn) {
  const Currency usd = Header().currency;
  const std::string with_total = absl::StrCat(kFile, "Total,,,300\n");
  const struct {
    const char* account;
    std::string text;
    std::vector<std::pair<int64_t, std::string>> totals;  // and why it is held
  } cases[] = {
      {"a",
       kFile,
       {{100'000'000,
         "the declared total is 100, the sum of the lines 268.45, 168.45 more"},
        {300'000'000,
         "the declared total is 300, the sum of the lines 268.45, 31.55 less"},
        {268'450'000, ""},
        {268'455'000, ""}}},  // what goes on is not stopped any more
      {"b",
       with_total,
       {{100'000'000,
         "the declared total is 100, the sum of the lines 268.45, 168.45 more; "
         "the total in the file is 300, the sum of the lines 268.45, 31.55 "
         "less"},
        {268'450'000,
         "the total in the file is 300, the sum of the lines 268.45, 31.55 "
         "less"}}},
  };
  for (const auto& c : cases) {
    for (const auto& [total, why] : c.totals) {
      StatementHeader header = Header(c.account);
      header.declared_total = Money(usd, total);
      // Another title, so that it is another file.
      const Statement statement =
          Imported(header, absl::StrReplaceAll(c.text, {{"Waltz", c.account}}));
      EXPECT_EQ(statement.hold_reason, why);
      EXPECT_EQ(statement.state,
                why.empty() ? StatementState::kPosted : StatementState::kHeld);
    }
  }
  EXPECT_THAT(VerifyBook(pool_, "main"), IsOk());
}

// What is in the books, or on its way there, cannot be held any more; a total
// that is not that of its lines is not passed over in silence.
TEST_P(StatementRunTest, ATotalThatComesTooLateIsRefused) {
  StatementHeader right = Header();
  right.declared_total = Money(right.currency, 268'450'000);
  StatementHeader wrong = right;
  wrong.declared_total = Money(right.currency, 100'000'000);
  const auto is_refused = FailsWith(
      absl::StatusCode::kFailedPrecondition,
      "and the declared total is 100, the sum of the lines 268.45, 168.45 "
      "more: void it first and import it again");

  rights_.Fail(absl::UnavailableError("away"));
  EXPECT_EQ(Imported(right).state, StatementState::kReceived);
  EXPECT_THAT(Import(wrong), is_refused);
  rights_.Fail(absl::OkStatus());
  const Statement posted = Imported(Header());
  EXPECT_EQ(posted.state, StatementState::kPosted);
  EXPECT_THAT(Import(wrong), is_refused);
  EXPECT_EQ(ReasonOf(Import(wrong).status()).reason, "STATEMENT_NOT_HELD");
  EXPECT_EQ(Imported(right).revision, posted.revision);
  EXPECT_EQ(Book(), kPosted);

  // Voided, it is another statement, and the total holds it.
  ASSERT_THAT(statements_.Void(posted.key, "total"), IsOk());
  EXPECT_EQ(Imported(wrong).state, StatementState::kHeld);
}

// Whoever let it go on in spite of its total hears no more of that total.
TEST_P(StatementRunTest, ATotalThatWasReleasedMayComeAgain) {
  StatementHeader wrong = Header();
  wrong.declared_total = Money(wrong.currency, 100'000'000);
  const Statement held = Imported(wrong);
  ASSERT_THAT(statements_.Release(held.key), IsOk());
  EXPECT_EQ(Imported(wrong).state, StatementState::kPosted);
  EXPECT_EQ(Imported(wrong).state, StatementState::kPosted);
}

// "artlst" would never divide anything, whatever becomes of its lines. It was
// taken in while the catalogue was away.
TEST_P(StatementRunTest, ASourceThatTheCatalogueLacksIsHeldUntilItHasIt) {
  rights_.Lack("libraries/artlst");
  rights_.Fail(absl::UnavailableError("away"));
  StatementHeader header = Header();
  header.source = "artlst";
  const Statement waiting = Imported(header);
  EXPECT_EQ(waiting.state, StatementState::kReceived);
  EXPECT_EQ(waiting.waiting_for, "catalog");

  rights_.Fail(absl::OkStatus());
  for (int i = 0; i < 2; ++i) {
    const auto held = Advance(waiting.key);
    ASSERT_THAT(held, IsOk());
    EXPECT_EQ(held->state, StatementState::kHeld);
    EXPECT_EQ(held->hold_reason, "the catalogue has no libraries/artlst");
    EXPECT_EQ(held->waiting_for, "");
    EXPECT_EQ(Book(), Balances());
    ASSERT_THAT(statements_.Release(waiting.key), IsOk());
  }
  rights_.Have("libraries/artlst");
  EXPECT_EQ(Advance(waiting.key)->state, StatementState::kPosted);
}

TEST_P(StatementRunTest, ATeamsShareIsHeld) {
  const std::string file =
      "Reporting Date\tSale Month\tStore\tArtist\tTitle\tISRC\tQuantity\t"
      "Team Percentage\tCountry of Sale\tEarnings (USD)\n"
      "2026-10-01\t2026-08\tA\tX\tNocturne\tGBAYE6800011\t1\t100\tDE\t1\n"
      "2026-10-01\t2026-08\tA\tX\tNocturne\tGBAYE6800011\t1\t50\tDE\t1\n";
  const Statement statement = Imported(Header(), file);
  EXPECT_EQ(statement.profile, "distrokid");
  EXPECT_EQ(statement.state, StatementState::kHeld);
  EXPECT_EQ(statement.hold_reason,
            "1 line has Team Percentage below 100: the rest was paid to "
            "others by the source");
}

TEST_P(StatementRunTest, RefusedFilesLeaveNothing) {
  EXPECT_THAT(Import(Header(), "isrc,net\nGBAYE6800011,x\n"),
              FailsWith(absl::StatusCode::kInvalidArgument, "lines[2].net"));
  EXPECT_THAT(Import(Header(), "isrc,net\n"),
              FailsWith(absl::StatusCode::kInvalidArgument, "has no lines"));
  EXPECT_THAT(Import(Header(), "isrc,net\nGBAYE6800011,9999999999999\n"),
              FailsWith(absl::StatusCode::kOutOfRange, ""));
  StatementHeader header = Header();
  header.book = "other";
  EXPECT_THAT(Import(header), FailsWith(absl::StatusCode::kNotFound, "other"));
  EXPECT_THAT(ListStatements(*connection_, "main", std::nullopt, 10).value(),
              ElementsAre());
}

TEST_P(StatementRunTest, VoidReversesEverythingAndTheFileMayComeAgain) {
  const Statement statement = Imported(Header());
  rights_.Add(Track("waltz", "", "ben"));
  ASSERT_THAT(suspense_.Resolve(statement.key, {}, absl::InfiniteFuture(), ""),
              IsOk());
  ASSERT_EQ(Book(), kResolved);
  EXPECT_THAT(statements_.Void(statement.key, ""),
              FailsWith(absl::StatusCode::kInvalidArgument, "reason"));
  EXPECT_THAT(
      statements_.Void(statement.key, std::string(kVoidReasonSizeMax + 1, 'x')),
      FailsWith(absl::StatusCode::kInvalidArgument, "reason"));
  const auto voided = statements_.Void(statement.key, "corrected file");
  ASSERT_THAT(voided, IsOk());
  EXPECT_EQ(voided->state, StatementState::kVoid);
  EXPECT_EQ(voided->suspense_micros, 0);
  EXPECT_EQ(Book(), Balances());
  const auto earned = ListEarnings(*connection_, {"acme", "ben"}, std::nullopt,
                                   std::nullopt, 100);
  ASSERT_EQ(earned->size(), 4u);
  int64_t sum = 0;
  for (const auto& line : *earned) sum += line.earning.amount_micros;
  EXPECT_EQ(sum, 0);
  EXPECT_THAT(statements_.Void(statement.key, "again"), IsOk());
  EXPECT_EQ(Book(), Balances());

  const Statement again = Imported(Header());
  EXPECT_EQ(again.key.statement_id, "artlist-a-2026-10-2");
  EXPECT_EQ(again.state, StatementState::kPosted);
  EXPECT_EQ(Book()["Liabilities:Accrued:acme:ben:Master"], -8'302'500);
}

// The days on which money was divided under a deal stay its days.
TEST_P(StatementRunTest, ADealThatWasUsedIsKept) {
  const DealKey deal{"acme", "artlist-2026"};
  const Statement statement =
      Imported(Header(),
               "isrc,net,usage_date\nGBAYE6800011,1,2026-10-20\n"
               "GBAYE6800011,1,2026-10-02\nGBAYE6800019,1,2026-10-30\n");
  for (const auto& refused :
       {deals_.End(deal, absl::CivilDay(2026, 10, 19)).status(),
        deals_.Void(deal, "wrong terms").status()}) {
    EXPECT_THAT(refused,
                FailsWith(absl::StatusCode::kFailedPrecondition,
                          "books/main/statements/artlist-a-2026-10 earned "
                          "under accounts/acme/deals/artlist-2026 on "
                          "2026-10-20"));
    EXPECT_EQ(ReasonOf(refused).reason, "DEAL_USED");
  }
  ASSERT_THAT(deals_.End(deal, absl::CivilDay(2026, 10, 20)), IsOk());

  // What is resolved later is not for a deal that has ended.
  rights_.Add(Track("waltz", "GBAYE6800019", "ben"));
  const auto resolved =
      suspense_.Resolve(statement.key, {}, absl::InfiniteFuture(), "");
  ASSERT_THAT(resolved, IsOk());
  EXPECT_EQ(Lines(statement.key).at(2), "4 SUSPENSE DEAL_MISSING");
  ASSERT_THAT(deals_.End(deal, absl::CivilDay(2026, 10, 30)), IsOk());
  ASSERT_THAT(suspense_.Resolve(statement.key, {}, absl::InfiniteFuture(), ""),
              IsOk());
  EXPECT_EQ(Lines(statement.key).at(2), "4 MATCHED accounts/acme/tracks/waltz");
  EXPECT_THAT(deals_.End(deal, absl::CivilDay(2026, 10, 29)),
              FailsWith(absl::StatusCode::kFailedPrecondition, "2026-10-30"));

  ASSERT_THAT(statements_.Void(statement.key, "wrong terms"), IsOk());
  ASSERT_THAT(deals_.Void(deal, "wrong terms"), IsOk());
  EXPECT_EQ(Book(), Balances());
  const Statement again = Imported(Header());
  EXPECT_EQ(again.suspense_line_count, 4);
  EXPECT_EQ(Lines(again.key).at(0), "2 SUSPENSE DEAL_MISSING");
}

// Whoever comes first: a line never earns under a deal that had ended.
TEST_P(StatementRunTest, EndingADealRacesWithPosting) {
  for (int i = 0; i < 10; ++i) {
    const std::string id = absl::StrCat("track-", i);
    const DealKey deal{"acme", id};
    rights_.Add(Track(id, "", "ana"));
    AddDeal(id, {id}, LicensingModel::kRoyaltySplit, "acme", "pond5");
    StatementHeader header = Header(id);
    header.source = "pond5";
    absl::Status voided;
    std::thread other([&] { voided = deals_.Void(deal, "race").status(); });
    const Statement statement =
        Imported(header, absl::StrCat("track,net\n", id, ",1\n"));
    other.join();
    EXPECT_EQ(statement.state, StatementState::kPosted);
    EXPECT_NE(statement.matched_line_count == 1, voided.ok()) << voided;
  }
}

TEST_P(StatementRunTest, WaitsForTheCatalogueAndGoesOnByItself) {
  rights_.Fail(absl::UnavailableError("away"));
  const Statement waiting = Imported(Header());
  EXPECT_EQ(waiting.state, StatementState::kReceived);
  EXPECT_EQ(waiting.waiting_for, "catalog");
  EXPECT_EQ(Book(), Balances());
  StatementRunner runner(run_, [](const absl::Status&) {}, {});
  EXPECT_THAT(runner.RunOnce(), IsOk());
  EXPECT_EQ(GetStatement(*connection_, waiting.key)->revision,
            waiting.revision);
  rights_.Fail(absl::OkStatus());
  EXPECT_THAT(runner.RunOnce(), IsOk());
  const auto posted = GetStatement(*connection_, waiting.key);
  EXPECT_EQ(posted->state, StatementState::kPosted);
  EXPECT_EQ(posted->waiting_for, "");
  EXPECT_EQ(Book(), kPosted);
}

TEST_P(StatementRunTest, AnErrorThatDoesNotPassIsReported) {
  rights_.Fail(
      absl::PermissionDeniedError("the catalogue knows no such caller"));
  ASSERT_EQ(Import(Header())->state, StatementState::kReceived);
  StatementRunner runner(run_, [&](const absl::Status&) {}, {});
  EXPECT_THAT(runner.RunOnce(),
              FailsWith(absl::StatusCode::kPermissionDenied, "no such caller"));
  EXPECT_EQ(Import(Header())->waiting_for, "catalog");
  rights_.Fail(absl::OkStatus());
  EXPECT_THAT(runner.RunOnce(), IsOk());
  EXPECT_EQ(Book(), kPosted);
}

TEST_P(StatementRunTest, RunnerStops) {
  StatementRunner runner(run_, [](const absl::Status&) {},
                         {.interval = absl::InfiniteDuration()});
  rights_.Fail(absl::UnavailableError("away"));
  Imported(Header());
  rights_.Fail(absl::OkStatus());
  std::thread thread([&] { runner.Run(); });
  while (Book() != kPosted) std::this_thread::yield();
  runner.Stop();
  thread.join();
  runner.Run();  // returns at once
}

// A catalogue that is slow but answers is not asked from the beginning again
// and again; it is interrupted between two calls.
TEST_P(StatementRunTest, EveryCallToTheCatalogueHasItsTime) {
  rights_.Fail(absl::UnavailableError("away"));
  std::string file = "track,net\n";
  for (int i = 0; i < 2'500; ++i) absl::StrAppend(&file, "t", i, ",1\n");
  const StatementKey key = Imported(Header(), file).key;
  rights_.Fail(absl::OkStatus());
  StatementRunner runner(run_, [](const absl::Status&) {}, {});
  std::vector<absl::Duration> given;
  rights_.before_answer = [&](absl::Time deadline) {
    given.push_back(deadline - clock_.Now());
    clock_.Advance(absl::Seconds(29));
  };
  EXPECT_THAT(runner.RunOnce(), IsOk());
  EXPECT_EQ(given, std::vector<absl::Duration>(3, absl::Seconds(30)));
  EXPECT_EQ(GetStatement(*connection_, key)->state, StatementState::kPosted);

  rights_.Fail(absl::UnavailableError("away"));
  const StatementKey other =
      Imported(Header(), absl::StrReplaceAll(file, {{"t2", "u2"}})).key;
  ASSERT_THAT(statements_.Release(other), IsOk());
  rights_.Fail(absl::OkStatus());
  int call_count = 0;
  rights_.before_answer = [&](absl::Time) {
    ++call_count;
    runner.Stop();
  };
  EXPECT_THAT(runner.RunOnce(), IsOk());
  EXPECT_EQ(call_count, 1);
  EXPECT_EQ(GetStatement(*connection_, other)->state,
            StatementState::kReceived);
}

TEST_P(StatementRunTest, EveryReasonForSuspense) {
  rights_.Add(Track("twin", "GBAYE6800099", "ana"));
  rights_.Add(Track("twin", "GBAYE6800099", "ana"));
  RightsAnswer ownerless = Track("ownerless", "", "ana");
  ownerless.split_sheets.clear();
  rights_.Add(ownerless);
  RightsAnswer foreign = Track("foreign", "", "ana");
  foreign.track.account_id = "other";
  rights_.Add(foreign);
  RightsAnswer bought = Track("bought", "", "eve");
  bought.track.account_id = "third";
  rights_.Add(bought);
  AddDeal("buyout", {"bought"}, LicensingModel::kDirectPayout, "third");
  const Statement statement = Imported(Header(),
                                       "isrc,track,net,gross,usage_date\n"
                                       ",nobody,1,,\n"
                                       "GBAYE6800099,,1,,\n"
                                       ",foreign,1,,\n"
                                       ",bought,1,,\n"
                                       ",ownerless,1,,\n"
                                       "5.06E+12,,1,,\n"
                                       "5.06E+12,nocturne,1,2,\n"
                                       ",nocturne,1,,2025-12-31\n");
  EXPECT_THAT(
      Lines(statement.key),
      ElementsAre("2 SUSPENSE TRACK_UNKNOWN", "3 SUSPENSE TRACK_AMBIGUOUS",
                  "4 SUSPENSE DEAL_MISSING", "5 SUSPENSE DEAL_EARNS_NOTHING",
                  "6 SUSPENSE RIGHTS_MISSING",
                  "7 SUSPENSE IDENTIFIER_LOST: no ISRC: 5.06E+12, a number "
                  "made by a spreadsheet; ask for the file as it was sent",
                  "8 MATCHED accounts/acme/tracks/nocturne: no ISRC: 5.06E+12, "
                  "a number made by a spreadsheet; ask for the file as it was "
                  "sent",
                  "9 SUSPENSE DEAL_MISSING"));
  EXPECT_EQ(statement.suspense_micros, 7'000'000);
}

// The sheet of the day of usage divides, also when it changed within the month.
TEST_P(StatementRunTest, OwnersOfTheDayOfUsage) {
  RightsAnswer sold = Track("sold", "", "ana");
  for (const SplitSheet& sheet : Track("sold", "", "ben").split_sheets) {
    sold.split_sheets.push_back(sheet);
    sold.split_sheets.back().name += "-2";
    sold.split_sheets.back().effective_date = absl::CivilDay(2026, 10, 15);
  }
  rights_.Add(sold);
  Imported(Header(),
           "track,net,usage_date\nsold,10,2026-10-14\nsold,20,2026-10-15\n");
  EXPECT_EQ(Book()["Liabilities:Accrued:acme:ana:Master"], -4'500'000);
  EXPECT_EQ(Book()["Liabilities:Accrued:acme:ben:Master"], -9'000'000);
}

TEST_P(StatementRunTest, ResolvesNamedLines) {
  const Statement statement = Imported(Header());
  rights_.Add(Track("etude", "", "ben"));
  const auto resolve = [&](const std::vector<LineMatch>& matches) {
    return suspense_.Resolve(statement.key, matches, absl::InfiniteFuture(),
                             "");
  };
  const struct {
    std::vector<LineMatch> matches;
    absl::StatusCode code;
    const char* want;
  } refused[] = {
      {{{5, "etude"}}, absl::StatusCode::kInvalidArgument, "matches[0].track"},
      {{{9, "accounts/acme/tracks/etude"}},
       absl::StatusCode::kInvalidArgument,
       "matches[0].ordinal: the statement has no line 9"},
      {{{5, "accounts/acme/tracks/etude"}, {5, "accounts/acme/tracks/etude"}},
       absl::StatusCode::kInvalidArgument,
       "matches[1].ordinal: line 5 is named twice"},
      {{{2, "accounts/acme/tracks/etude"}},
       absl::StatusCode::kInvalidArgument,
       "matches[0].ordinal: line 2 is not in suspense"},
      {{{5, "accounts/acme/tracks/none"}},
       absl::StatusCode::kNotFound,
       "no track accounts/acme/tracks/none"},
      {std::vector<LineMatch>(kLineMatchCountMax + 1),
       absl::StatusCode::kInvalidArgument, "at most 10000"},
  };
  for (const auto& c : refused) {
    EXPECT_THAT(resolve(c.matches), FailsWith(c.code, c.want));
    EXPECT_EQ(Book(), kPosted);
  }
  for (int i = 0; i < 2; ++i) {  // a retry changes nothing
    const auto resolved = resolve({{5, "accounts/acme/tracks/etude"}});
    ASSERT_THAT(resolved, IsOk());
    EXPECT_EQ(resolved->suspense_micros, 0);
    EXPECT_EQ(resolved->suspense_line_count, 0);
    EXPECT_EQ(resolved->matched_line_count, 4);
    EXPECT_EQ(Book(), kResolved);
  }
  EXPECT_EQ(GetLines(*connection_, statement.key, std::vector<int64_t>{5})
                ->at(0)
                .track_reference,
            "waltz");
}

// What a person said is not forgotten because a deal was missing that day.
TEST_P(StatementRunTest, ANamedTrackWaitsForItsDeal) {
  rights_.Add(Track("etude", "GBAYE6800012", "ben"));
  RightsAnswer elsewhere = Track("gigue", "", "zoe");
  elsewhere.track.account_id = "umbrella";
  rights_.Add(elsewhere);
  const StatementKey key = Imported(Header()).key;
  const auto resolve = [&](const std::vector<LineMatch>& matches) {
    EXPECT_THAT(suspense_.Resolve(key, matches, absl::InfiniteFuture(), ""),
                IsOk());
    return Lines(key).at(3);
  };
  EXPECT_EQ(resolve({{5, "accounts/umbrella/tracks/gigue"}}),
            "5 SUSPENSE DEAL_MISSING");
  EXPECT_EQ(resolve({}), "5 SUSPENSE DEAL_MISSING");
  AddDeal("umbrella-2026", {}, LicensingModel::kRoyaltySplit, "umbrella");
  EXPECT_EQ(resolve({}), "5 MATCHED accounts/umbrella/tracks/gigue");
}

TEST_P(StatementRunTest, ResolvesAllThatCanBe) {
  const Statement statement =
      Imported(Header(), absl::StrCat(kFile, ",lost,Lost,1.00\n"));
  rights_.Add(Track("waltz", "", "ben"));
  rights_.Fail(absl::UnavailableError("away"));
  EXPECT_THAT(suspense_.Resolve(statement.key, {}, absl::InfiniteFuture(), ""),
              FailsWith(absl::StatusCode::kUnavailable, "away"));
  rights_.Fail(absl::OkStatus());
  const auto resolved =
      suspense_.Resolve(statement.key, {}, absl::InfiniteFuture(), "");
  ASSERT_THAT(resolved, IsOk());
  EXPECT_EQ(resolved->suspense_micros, 1'000'000);
  EXPECT_EQ(resolved->suspense_line_count, 1);
  EXPECT_EQ(Book()["Liabilities:Accrued:acme:ben:Master"], -8'302'500);
  ASSERT_THAT(statements_.Void(statement.key, "gone"), IsOk());
  EXPECT_THAT(suspense_.Resolve(statement.key, {}, absl::InfiniteFuture(), ""),
              FailsWith(absl::StatusCode::kFailedPrecondition, "is VOID"));
}

// What the books cannot hold waits for a person instead of being tried for
// ever.
TEST_P(StatementRunTest, WhatDoesNotFitIsHeld) {
  const auto report = [this](const std::string& account) {
    return Imported(Header(account),
                    absl::StrCat("isrc,title,net\nGBAYE6800011,", account,
                                 ",9000000000000\n"));
  };
  // Half of it, less the commission, for each of Ana's two rights.
  EXPECT_EQ(report("a").state, StatementState::kPosted);
  EXPECT_EQ(report("b").state, StatementState::kPosted);
  const Statement held = report("c");
  EXPECT_EQ(held.state, StatementState::kHeld);
  EXPECT_THAT(held.hold_reason, HasSubstr("would not fit"));
}

TEST_P(StatementRunTest, ManyAtOnceImportAndPostOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { Imported(Header()); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Book(), kPosted);
  EXPECT_EQ(ListStatements(*connection_, "main", std::nullopt, 10)->size(), 1u);
}

TEST(SpooledFileTest, HashesAndReadsWhatWasAppended) {
  auto file = SpooledFile::Create();
  ASSERT_THAT(file, IsOk());
  // FIPS 180-2, appendices B.1 and the empty message.
  EXPECT_EQ(file->Sha256(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_THAT(file->Append("a"), IsOk());
  EXPECT_THAT(file->Append("bc"), IsOk());
  EXPECT_EQ(file->Sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  for (int i = 0; i < 2; ++i) {
    char buffer[8];
    ByteSource source = file->Open();
    EXPECT_EQ(source(buffer).value(), 3u);
    EXPECT_EQ(std::string(buffer, 3), "abc");
    EXPECT_EQ(source(buffer).value(), 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(Both, StatementRunTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

}  // namespace
}  // namespace ritornello::royalties
