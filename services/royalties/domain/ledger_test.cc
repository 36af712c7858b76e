#include "services/royalties/domain/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/sql/row.h"
#include "libs/sql/testing/backends.h"
#include "libs/sql/testing/faulty_connection.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/royalties/domain/verify.h"
#include "services/royalties/model/ledger_account.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/payee_store.h"
#include "services/royalties/storage/schema.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::FakeClock;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::Fault;
using sql::testing::Faults;
using sql::testing::FaultyConnection;
using sql::testing::TestDatabase;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

Posting Fee(const std::string& key, int64_t micros,
            const std::string& currency = "USD") {
  Posting posting;
  posting.idempotency_key = key;
  posting.transaction.effective_date = absl::CivilDay(2026, 10, 5);
  posting.transaction.period = absl::CivilMonth(2026, 10);
  posting.transaction.description = "fee";
  posting.transaction.document = "accounts/acme/deals/d";
  posting.transaction.legs = {
      {"Assets:Receivable:artlist:acme.d", currency, micros},
      {"Liabilities:Undistributed:acme.d", currency, -micros}};
  return posting;
}

// 100 for Ana's composition and 50 for her master, in micro-units.
Posting Share(const std::string& key) {
  Posting posting = Fee(key, 1);
  posting.transaction.legs = {
      {"Liabilities:Undistributed:acme.d", "USD", 150},
      {"Liabilities:Accrued:acme:ana:Composition", "USD", -100},
      {"Liabilities:Accrued:acme:ana:Master", "USD", -50}};
  Earning earning;
  earning.payee = {"acme", "ana"};
  earning.currency = "USD";
  earning.effective_date = absl::CivilDay(2026, 10, 5);
  earning.period = absl::CivilMonth(2026, 10);
  earning.right = Right::kSyncComposition;
  earning.amount_micros = 100;
  posting.earnings.push_back(earning);
  earning.right = Right::kMaster;
  earning.amount_micros = 50;
  posting.earnings.push_back(earning);
  return posting;
}

class LedgerTest : public ::testing::TestWithParam<Backend> {
 protected:
  LedgerTest()
      : database_(GetParam(), MigrateRoyalties), pool_(database_.OpenPool()) {
    connection_ = database_.Open();
  }

  absl::StatusOr<std::vector<Receipt>> PostAll(
      const std::vector<Posting>& postings) {
    return Post(*pool_, clock_, "main", postings);
  }
  absl::StatusOr<Receipt> PostOne(const Posting& posting) {
    auto receipts = PostAll({posting});
    if (!receipts.ok()) return receipts.status();
    return receipts->at(0);
  }
  absl::StatusOr<std::vector<Receipt>> ReverseAll(
      const std::vector<int64_t>& sequences,
      const std::string& description = "wrong file") {
    std::vector<Receipt> receipts;
    const auto reverse = [&](sql::Transaction& transaction) -> absl::Status {
      auto done = Reverse(transaction, "main", clock_.Now(), sequences,
                          absl::CivilMonth(2026, 11), description);
      if (!done.ok()) return done.status();
      receipts = *done;
      return absl::OkStatus();
    };
    const absl::Status status = sql::RunTransaction(*pool_, reverse);
    if (!status.ok()) return status;
    return receipts;
  }
  std::vector<PostedTransaction> Everything() {
    TransactionFilter filter;
    filter.book = "main";
    std::vector<PostedTransaction> all;
    for (TransactionPage page{{}, true}; page.has_more;) {
      auto next = ListTransactions(*connection_, filter);
      EXPECT_THAT(next, IsOk());
      page = *std::move(next);
      for (auto& posted : page.transactions) {
        filter.after_sequence = posted.sequence;
        all.push_back(std::move(posted));
      }
    }
    return all;
  }
  std::map<BalanceKey, int64_t> TrialBalanceMap() {
    std::map<BalanceKey, int64_t> balances;
    const auto balance = GetTrialBalance(*connection_, "main");
    EXPECT_THAT(balance, IsOk());
    for (const LedgerBalance& line : balance->balances) {
      balances[{line.ledger_account, line.currency}] = line.amount_micros;
    }
    return balances;
  }
  int64_t Count(const std::string& table) {
    return sql::Int(
        connection_->Run("SELECT COUNT(*) FROM " + table, {}).value()[0][0]);
  }
  void Do(const std::string& script) {
    ASSERT_THAT(connection_->RunScript(script), IsOk());
  }

  TestDatabase database_;
  std::unique_ptr<sql::Pool> pool_;
  std::unique_ptr<sql::Connection> connection_;
  FakeClock clock_;
};

INSTANTIATE_TEST_SUITE_P(Both, LedgerTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(LedgerTest, FirstTransactionsOfABook) {
  Posting posting = Fee("a", 2'000'000'000);
  posting.transaction.description = " fee \n of  artlist";
  const auto receipts = PostAll({posting, Fee("b", 5)});
  ASSERT_THAT(receipts, IsOk());
  EXPECT_EQ((*receipts)[0].sequence, 1);
  EXPECT_EQ((*receipts)[1].sequence, 2);

  const std::vector<PostedTransaction> all = Everything();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].transaction.description, "fee of artlist");
  EXPECT_EQ(all[0].record_time, clock_.Now());
  EXPECT_EQ(all[0].hash, ChainHash(kGenesisHash, 1, clock_.Now(), "a",
                                   PayloadSha256(all[0].transaction, "")));
  EXPECT_EQ(all[1].hash, ChainHash(all[0].hash, 2, clock_.Now(), "b",
                                   PayloadSha256(all[1].transaction, "")));
  EXPECT_EQ(all[1].balances, (std::vector<RunningBalance>{
                                 {2'000'000'005, 2}, {-2'000'000'005, 2}}));
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

TEST_P(LedgerTest, UnknownBook) {
  EXPECT_THAT(Post(*pool_, clock_, "other", {Fee("a", 1)}),
              FailsWith(absl::StatusCode::kNotFound, "books/other"));
  EXPECT_THAT(VerifyBook(*pool_, "other"),
              FailsWith(absl::StatusCode::kNotFound, "books/other"));
}

TEST_P(LedgerTest, RefusesWhatIsNoPosting) {
  Posting unbalanced = Fee("b", 5);
  unbalanced.transaction.legs[0].amount_micros = 4;
  Posting no_key = Fee("", 5);
  Posting long_key = Fee(std::string(kIdempotencyKeySizeMax + 1, 'k'), 5);
  Posting wrong_earnings = Share("c");
  wrong_earnings.earnings[1].amount_micros = 49;
  struct {
    const Posting& posting;
    const char* text;
  } const cases[] = {
      {unbalanced, "postings[1].legs"},
      {no_key, "postings[1].idempotency_key"},
      {long_key, "500 bytes, got 501"},
      {wrong_earnings, "postings[1].earnings"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(PostAll({Fee("a", 1), c.posting}),
                FailsWith(absl::StatusCode::kInvalidArgument, c.text));
  }
  EXPECT_EQ(Count("transactions"), 0);
  EXPECT_THAT(PostOne(Fee(std::string(kIdempotencyKeySizeMax, 'k'), 5)),
              IsOk());
}

TEST_P(LedgerTest, AKeyIsGoodForEver) {
  const auto first = PostOne(Fee("a", 7));
  ASSERT_THAT(first, IsOk());
  clock_.Advance(absl::Hours(24 * 365));
  ASSERT_THAT(PostOne(Fee("b", 8)), IsOk());

  EXPECT_EQ(*PostOne(Fee("a", 7)), *first);
  Posting reordered = Fee("a", 7);
  std::swap(reordered.transaction.legs[0], reordered.transaction.legs[1]);
  reordered.transaction.description = " fee\n";
  EXPECT_EQ(*PostOne(reordered), *first);

  const auto other = PostOne(Fee("a", 8));
  EXPECT_THAT(other, FailsWith(absl::StatusCode::kAlreadyExists, "a"));
  EXPECT_EQ(ReasonOf(other.status()).reason, "IDEMPOTENCY_KEY_REUSED");
  EXPECT_EQ(Count("transactions"), 2);
}

TEST_P(LedgerTest, AKeyTwiceInOneCall) {
  const auto receipts = PostAll({Fee("a", 7), Fee("b", 1), Fee("a", 7)});
  ASSERT_THAT(receipts, IsOk());
  EXPECT_EQ((*receipts)[0], (*receipts)[2]);
  EXPECT_EQ(Count("transactions"), 2);
  EXPECT_THAT(PostAll({Fee("c", 7), Fee("c", 8)}),
              FailsWith(absl::StatusCode::kAlreadyExists, "c"));
  EXPECT_EQ(Count("transactions"), 2);
}

TEST_P(LedgerTest, SixteenCallersWithOneKey) {
  std::vector<absl::StatusOr<Receipt>> receipts(16, Receipt());
  std::vector<std::thread> callers;
  for (auto& receipt : receipts) {
    callers.emplace_back([&] { receipt = PostOne(Fee("a", 7)); });
  }
  for (std::thread& caller : callers) caller.join();
  for (const auto& receipt : receipts) {
    ASSERT_THAT(receipt, IsOk());
    EXPECT_EQ(*receipt, *receipts[0]);
  }
  EXPECT_EQ(Count("transactions"), 1);
  EXPECT_EQ(Count("entries"), 2);
}

// Every call that was acknowledged before another began has the smaller
// sequence, and there is no gap.
TEST_P(LedgerTest, EightWritersLeaveNoGap) {
  constexpr int kWriters = 8;
  constexpr int kCalls = 20;
  std::vector<std::vector<int64_t>> sequences(kWriters);
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int c = 0; c < kCalls; ++c) {
        const auto receipts =
            PostAll({Fee(absl::StrCat(w, "/", c, "/x"), 1 + w),
                     Fee(absl::StrCat(w, "/", c, "/y"), 1 + c)});
        ASSERT_THAT(receipts, IsOk());
        for (const Receipt& receipt : *receipts) {
          sequences[static_cast<size_t>(w)].push_back(receipt.sequence);
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  std::set<int64_t> all;
  for (const auto& mine : sequences) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), size_t{kWriters * kCalls * 2});
  EXPECT_EQ(*all.begin(), 1);
  EXPECT_EQ(*all.rbegin(), kWriters * kCalls * 2);
  const auto verified = VerifyBook(*pool_, "main");
  ASSERT_THAT(verified, IsOk());
  EXPECT_EQ(verified->transaction_count, kWriters * kCalls * 2);
  EXPECT_EQ(verified->entry_count, kWriters * kCalls * 4);
}

TEST_P(LedgerTest, ABalanceThatWouldNotFitPostsNothing) {
  ASSERT_THAT(PostOne(Fee("a", kMax)), IsOk());
  EXPECT_THAT(PostAll({Fee("b", 1, "EUR"), Fee("c", 1)}),
              FailsWith(absl::StatusCode::kOutOfRange,
                        "Assets:Receivable:artlist:acme.d in USD"));
  EXPECT_EQ(Count("transactions"), 1);
  // One step back is no problem.
  EXPECT_THAT(PostAll({Fee("d", -kMax), Fee("e", -kMax)}), IsOk());
  EXPECT_THAT(PostOne(Fee("f", -1)),
              FailsWith(absl::StatusCode::kOutOfRange, "USD"));
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

TEST_P(LedgerTest, TimeDoesNotRunBackwards) {
  const absl::Time start = clock_.Now();
  clock_.Advance(absl::Nanoseconds(1'500));
  ASSERT_THAT(PostOne(Fee("a", 1)), IsOk());
  clock_.Advance(-absl::Hours(24));
  const auto second = PostOne(Fee("b", 1));
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->record_time, start + absl::Microseconds(1));
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

TEST_P(LedgerTest, ReversingLeavesZeroEverywhere) {
  ASSERT_THAT(PostAll({Fee("a", 150), Share("b")}), IsOk());
  const auto reversals = ReverseAll({1, 2});
  ASSERT_THAT(reversals, IsOk());
  for (const auto& [key, micros] : TrialBalanceMap()) {
    EXPECT_EQ(micros, 0) << key.first;
  }
  const std::vector<PostedTransaction> all = Everything();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[3].transaction.reverses, 2);
  EXPECT_EQ(all[3].transaction.period, absl::CivilMonth(2026, 11));
  EXPECT_EQ(all[3].transaction.effective_date, absl::CivilDay(2026, 10, 5));
  const auto lines = ListEarnings(*connection_, {"acme", "ana"}, std::nullopt,
                                  std::nullopt, 10);
  ASSERT_THAT(lines, IsOk());
  ASSERT_EQ(lines->size(), 4u);
  EXPECT_EQ((*lines)[2].earning.amount_micros, -100);
  EXPECT_EQ((*lines)[2].earning.period, absl::CivilMonth(2026, 11));
  EXPECT_EQ((*lines)[2].reverses, 2);

  EXPECT_EQ(*ReverseAll({1, 2}), *reversals);  // once is enough
  EXPECT_EQ(Count("transactions"), 4);
  EXPECT_THAT(ReverseAll({2}, "other words"),
              FailsWith(absl::StatusCode::kAlreadyExists, "reverses/2"));
  EXPECT_THAT(ReverseAll({2, 5}),
              FailsWith(absl::StatusCode::kNotFound, "transactions/5"));
  // A reversal can be reversed: the amounts are back.
  ASSERT_THAT(ReverseAll({3, 4}), IsOk());
  EXPECT_EQ((TrialBalanceMap()[{"Liabilities:Accrued:acme:ana:Master", "USD"}]),
            -50);
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

TEST_P(LedgerTest, NothingPostedCanBeEdited) {
  ASSERT_THAT(PostOne(Share("a")), IsOk());
  for (const std::string table : {"transactions", "entries", "earnings"}) {
    EXPECT_THAT(
        connection_->Run("UPDATE " + table + " SET sequence = 9", {}),
        FailsWith(absl::StatusCode::kFailedPrecondition, "append-only"));
    EXPECT_THAT(
        connection_->Run("DELETE FROM " + table, {}),
        FailsWith(absl::StatusCode::kFailedPrecondition, "append-only"));
  }
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

// Somebody with access to the database edits behind our back: one thing each.
TEST_P(LedgerTest, VerifyFindsWhatWasTamperedWith) {
  ASSERT_THAT(PostAll({Fee("a", 150), Share("b"), Fee("c", 9)}), IsOk());
  Do(GetParam() == Backend::kSqlite
         ? "DROP TRIGGER transactions_refuse_update;"
           "DROP TRIGGER entries_refuse_update;"
           "DROP TRIGGER entries_refuse_delete;"
           "DROP TRIGGER earnings_refuse_update;"
           "DROP TRIGGER earnings_refuse_delete"
         : "DROP TRIGGER transactions_are_final ON transactions;"
           "DROP TRIGGER entries_are_final ON entries;"
           "DROP TRIGGER earnings_are_final ON earnings");
  struct {
    const char* edit;
    const char* undo;
    const char* text;
  } const cases[] = {
      {"UPDATE entries SET amount_micros = amount_micros + 1"
       " WHERE sequence = 2 AND position = 1",
       "UPDATE entries SET amount_micros = amount_micros - 1"
       " WHERE sequence = 2 AND position = 1",
       "transactions/2: its payload"},
      {"UPDATE entries SET ledger_account = 'Assets:Mine'"
       " WHERE sequence = 1 AND position = 1",
       "UPDATE entries SET ledger_account = 'Assets:Receivable:artlist:acme.d'"
       " WHERE sequence = 1 AND position = 1",
       "transactions/1: its payload"},
      {"UPDATE entries SET balance_after_micros = balance_after_micros + 1"
       " WHERE sequence = 3 AND position = 2",
       "UPDATE entries SET balance_after_micros = balance_after_micros - 1"
       " WHERE sequence = 3 AND position = 2",
       "transactions/3: its running balance"},
      {"UPDATE entries SET account_version = 7"
       " WHERE sequence = 1 AND position = 1",
       "UPDATE entries SET account_version = 1"
       " WHERE sequence = 1 AND position = 1",
       "transactions/1: its running balance"},
      {"UPDATE transactions SET description = 'feee' WHERE sequence = 2",
       "UPDATE transactions SET description = 'fee' WHERE sequence = 2",
       "transactions/2: its payload"},
      {"UPDATE transactions SET recorded_at_us = recorded_at_us + 1"
       " WHERE sequence = 3",
       "UPDATE transactions SET recorded_at_us = recorded_at_us - 1"
       " WHERE sequence = 3",
       "transactions/3: its hash"},
      {"UPDATE transactions SET recorded_at_us = recorded_at_us - 1"
       " WHERE sequence = 3",
       "UPDATE transactions SET recorded_at_us = recorded_at_us + 1"
       " WHERE sequence = 3",
       "transactions/3: was recorded before"},
      {"UPDATE transactions SET idempotency_key = 'z' WHERE sequence = 2",
       "UPDATE transactions SET idempotency_key = 'b' WHERE sequence = 2",
       "transactions/2: its hash"},
      {"UPDATE earnings SET amount_micros = 51 WHERE position = 2",
       "UPDATE earnings SET amount_micros = 50 WHERE position = 2",
       "transactions/2: its payload"},
      // What the legs say remains; who earned it for what does not.
      {"UPDATE earnings SET track_title = 'Mine'",
       "UPDATE earnings SET track_title = ''", "transactions/2: its payload"},
      {"CREATE TABLE taken AS SELECT * FROM earnings; DELETE FROM earnings",
       "INSERT INTO earnings SELECT * FROM taken; DROP TABLE taken",
       "transactions/2: its payload"},
      {"UPDATE balances SET amount_micros = 0 WHERE ledger_account ="
       " 'Liabilities:Accrued:acme:ana:Master'",
       "UPDATE balances SET amount_micros = -50 WHERE ledger_account ="
       " 'Liabilities:Accrued:acme:ana:Master'",
       "Accrued:acme:ana:Master in USD"},
      {"INSERT INTO balances (book, ledger_account, currency, amount_micros,"
       " version) VALUES ('main', 'Assets:Mine', 'USD', 0, 1)",
       "DELETE FROM balances WHERE ledger_account = 'Assets:Mine'",
       "Assets:Mine in USD"},
      {"UPDATE books SET head_sequence = 4",
       "UPDATE books SET head_sequence = 3", "head of the book says 4"},
      {"UPDATE books SET head_hash = 'x' || head_hash",
       "UPDATE books SET head_hash = substr(head_hash, 2)", "head of the book"},
  };
  for (const auto& c : cases) {
    Do(c.edit);
    EXPECT_THAT(VerifyBook(*pool_, "main"),
                FailsWith(absl::StatusCode::kDataLoss, c.text))
        << c.edit;
    Do(c.undo);
    ASSERT_THAT(VerifyBook(*pool_, "main"), IsOk()) << c.undo;
  }
  Do("DELETE FROM entries WHERE sequence = 3");
  EXPECT_THAT(VerifyBook(*pool_, "main"),
              FailsWith(absl::StatusCode::kDataLoss, "transactions/3"));
}

// Fails each database call in turn, in both ways a call can fail: nothing is
// ever half there, and posting again with the same key posts once.
TEST_P(LedgerTest, PostingAgainAfterAnyFaultPostsExactlyOnce) {
  Faults faults;
  sql::Pool pool(
      [&]() -> absl::StatusOr<std::unique_ptr<sql::Connection>> {
        return std::make_unique<FaultyConnection>(database_.Open(), faults);
      },
      1, absl::Seconds(20));
  int64_t posted = 0;
  for (const Fault fault : {Fault::kNotDone, Fault::kAnswerLost}) {
    for (int n = 0;; ++n) {
      const Posting posting = Share(absl::StrCat("key-", posted));
      faults.FailCall(n, fault);
      const auto first = Post(pool, clock_, "main", {posting});
      if (!faults.fault_happened()) {
        ASSERT_THAT(first, IsOk());
        ++posted;
        // BEGIN, head, keys, balances, transaction, entries, payees, earnings,
        // balances, head, COMMIT
        EXPECT_EQ(n, 11);
        faults.Stop();
        break;
      }
      EXPECT_THAT(first, FailsWith(absl::StatusCode::kUnavailable, "injected"));
      const int64_t visible = Count("transactions");
      ASSERT_EQ(Count("entries"), 3 * visible) << "fault at call " << n;
      ASSERT_EQ(Count("earnings"), 2 * visible) << "fault at call " << n;

      ASSERT_THAT(Post(pool, clock_, "main", {posting}), IsOk());
      ++posted;
      ASSERT_EQ(Count("transactions"), posted) << "fault at call " << n;
      ASSERT_EQ(Count("entries"), 3 * posted) << "fault at call " << n;
    }
  }
  const auto verified = VerifyBook(*pool_, "main");
  ASSERT_THAT(verified, IsOk());
  EXPECT_EQ(verified->transaction_count, posted);
}

// A thousand random transactions and reversals, in random groups, against a
// map of sums.
class Simulation {
 public:
  explicit Simulation(uint64_t seed) : random_(seed) {}

  Posting Next() {
    Posting posting = Fee(absl::StrCat("key-", count_++), 1);
    posting.transaction.effective_date += static_cast<int>(random_() % 400);
    posting.transaction.legs.clear();
    for (size_t c = 0; c < 1 + random_() % 2; ++c) {
      const std::string currency = c == 0 ? "USD" : "EUR";
      int64_t sum = 0;
      for (size_t i = 0; i < 1 + random_() % 4; ++i) {
        const int64_t size =
            1 + static_cast<int64_t>(random_() >> (16 + random_() % 46));
        Add(posting, currency, random_() % 2 == 0 ? size : -size, sum);
      }
      if (sum == 0) Add(posting, currency, 1, sum);
      Add(posting, currency, -sum, sum);
    }
    for (const Leg& leg : posting.transaction.legs) {
      RunningBalance& balance = balances[{leg.ledger_account, leg.currency}];
      balance.amount_micros += leg.amount_micros;
      ++balance.version;
    }
    return posting;
  }

  size_t GroupSize() { return 1 + random_() % 40; }

  std::map<BalanceKey, RunningBalance> balances;

 private:
  void Add(Posting& posting, const std::string& currency, int64_t micros,
           int64_t& sum) {
    posting.transaction.legs.push_back(
        {absl::StrCat("Assets:A", random_() % 9), currency, micros});
    sum += micros;
  }

  std::mt19937_64 random_;
  int count_ = 0;
};

TEST_P(LedgerTest, ThousandRandomTransactionsAgainstAModel) {
  Simulation simulation(20'261'005);
  for (int posted = 0; posted < 1'000;) {
    std::vector<Posting> group(simulation.GroupSize());
    for (Posting& posting : group) posting = simulation.Next();
    posted += static_cast<int>(group.size());
    ASSERT_THAT(PostAll(group), IsOk());
  }
  std::map<BalanceKey, int64_t> want;
  for (const auto& [key, balance] : simulation.balances) {
    want[key] = balance.amount_micros;
  }
  EXPECT_EQ(TrialBalanceMap(), want);

  // At every prefix each currency adds up to zero, and each running balance is
  // the sum of what came before it.
  std::map<BalanceKey, RunningBalance> running;
  std::map<std::string, absl::int128> sums;
  std::vector<int64_t> sequences;
  for (const PostedTransaction& posted : Everything()) {
    sequences.push_back(posted.sequence);
    ASSERT_EQ(posted.sequence, static_cast<int64_t>(sequences.size()));
    for (size_t i = 0; i < posted.transaction.legs.size(); ++i) {
      const Leg& leg = posted.transaction.legs[i];
      sums[leg.currency] += leg.amount_micros;
      RunningBalance& balance = running[{leg.ledger_account, leg.currency}];
      balance.amount_micros += leg.amount_micros;
      ++balance.version;
      ASSERT_EQ(posted.balances[i], balance) << posted.sequence;
    }
    for (const auto& [currency, sum] : sums) ASSERT_EQ(sum, 0) << currency;
  }
  EXPECT_EQ(running, simulation.balances);
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());

  ASSERT_THAT(ReverseAll(sequences), IsOk());
  for (const auto& [key, micros] : TrialBalanceMap()) {
    EXPECT_EQ(micros, 0) << key.first;
  }
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

// How postings are grouped into calls leaves no trace, not even in the hash.
TEST_P(LedgerTest, GroupsLeaveNoTrace) {
  std::vector<std::string> hashes;
  for (const size_t group_size : {1, 7, 100}) {
    const TestDatabase database(GetParam(), MigrateRoyalties);
    const auto pool = database.OpenPool();
    Simulation simulation(7);
    std::vector<Posting> group;
    for (int i = 0; i < 100; ++i) {
      group.push_back(simulation.Next());
      if (group.size() < group_size && i < 99) continue;
      ASSERT_THAT(Post(*pool, clock_, "main", group), IsOk());
      group.clear();
    }
    const auto verified = VerifyBook(*pool, "main");
    ASSERT_THAT(verified, IsOk());
    hashes.push_back(verified->hash);
  }
  EXPECT_EQ(hashes[0], hashes[1]);
  EXPECT_EQ(hashes[0], hashes[2]);
}

}  // namespace
}  // namespace ritornello::royalties
