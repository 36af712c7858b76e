#include "services/royalties/domain/months.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/royalties/domain/ledger.h"
#include "services/royalties/domain/payees.h"
#include "services/royalties/domain/verify.h"
#include "services/royalties/model/period.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/month_store.h"
#include "services/royalties/storage/payee_store.h"
#include "services/royalties/storage/schema.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::FakeClock;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::TestDatabase;

const PartyKey kAna = {"acme", "ana"};

absl::CivilMonth In2026(int month) { return absl::CivilMonth(2026, month); }

// `micros` for Ana's master, earned on the 5th of the month it belongs to.
Posting Share(const std::string& key, absl::CivilMonth month, int64_t micros) {
  Posting posting;
  posting.idempotency_key = key;
  posting.transaction.effective_date = absl::CivilDay(month) + 4;
  posting.transaction.period = month;
  posting.transaction.description = "share";
  posting.transaction.document = "accounts/acme/deals/d";
  posting.transaction.legs = {
      {"Liabilities:Undistributed:acme.d", "USD", micros},
      {"Liabilities:Accrued:acme:ana:Master", "USD", -micros}};
  Earning earning;
  earning.payee = kAna;
  earning.currency = "USD";
  earning.amount_micros = micros;
  earning.right = Right::kMaster;
  earning.effective_date = posting.transaction.effective_date;
  earning.period = month;
  posting.earnings.push_back(earning);
  return posting;
}

// The clock stands in January 2027.
class MonthsTest : public ::testing::TestWithParam<Backend> {
 protected:
  MonthsTest()
      : database_(GetParam(), MigrateRoyalties), pool_(database_.OpenPool()) {
    connection_ = database_.Open();
  }

  absl::StatusOr<Receipt> PostOne(const Posting& posting) {
    auto receipts = Post(*pool_, clock_, "main", {posting});
    if (!receipts.ok()) return receipts.status();
    return receipts->at(0);
  }
  absl::StatusOr<Month> Close(absl::CivilMonth month) {
    return CloseMonth(*pool_, clock_, {"main", month}, Unposted::kHinder);
  }
  absl::Status ReverseInto(int64_t sequence, absl::CivilMonth month) {
    return sql::RunTransaction(*pool_, [&](sql::Transaction& transaction) {
      return Reverse(transaction, "main", clock_.Now(), std::span(&sequence, 1),
                     month, "Void: wrong")
          .status();
    });
  }
  std::vector<PostedTransaction> Everything() {
    const auto head = GetBookHead(*connection_, "main");
    std::vector<int64_t> sequences;
    for (int64_t i = 1; i <= head->sequence; ++i) sequences.push_back(i);
    const auto all = GetTransactions(*connection_, "main", sequences);
    EXPECT_THAT(all, IsOk());
    return *all;
  }
  // Each month as "2026-10 closed at 3: 2".
  std::vector<std::string> Months() {
    const auto months = ListMonths(*connection_, "main", std::nullopt, 100);
    EXPECT_THAT(months, IsOk());
    std::vector<std::string> texts;
    for (const Month& month : *months) {
      texts.push_back(absl::StrCat(
          PeriodText(month.key.month),
          month.closing ? absl::StrCat(" closed at ", month.closing->sequence)
                        : " open",
          ": ", month.transaction_count));
    }
    return texts;
  }
  // What Ana is told of a month: opening, each line, closing.
  std::string StatementOf(absl::CivilMonth month) {
    const auto page =
        GetPayeeStatement(*connection_, kAna, month, std::nullopt, 100'000);
    if (absl::IsNotFound(page.status())) return "";
    EXPECT_THAT(page, IsOk());
    std::string text;
    for (const PayeeStatementCurrency& sums : page->currencies) {
      absl::StrAppend(&text, sums.currency, " ", sums.opening_micros);
      for (const PayeeStatementLine& line : sums.lines) {
        absl::StrAppend(&text, " ", NameOf(line.transaction), " ",
                        DayText(line.earning.effective_date), " ",
                        line.earning.amount_micros);
      }
      absl::StrAppend(&text, " ", sums.closing_micros, "\n");
    }
    return text;
  }

  TestDatabase database_;
  std::unique_ptr<sql::Pool> pool_;
  std::unique_ptr<sql::Connection> connection_;
  FakeClock clock_;
};

INSTANTIATE_TEST_SUITE_P(Both, MonthsTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(MonthsTest, AMonthIsClosedWithAllBeforeIt) {
  ASSERT_THAT(PostOne(Share("a", In2026(9), 1)), IsOk());
  ASSERT_THAT(PostOne(Share("b", In2026(10), 2)), IsOk());
  ASSERT_THAT(PostOne(Share("c", In2026(12), 3)), IsOk());
  EXPECT_EQ(Months(),
            (std::vector<std::string>{"2026-12 open: 1", "2026-10 open: 1",
                                      "2026-09 open: 1"}));

  const auto closed = Close(In2026(10));
  ASSERT_THAT(closed, IsOk());
  const std::vector<PostedTransaction> all = Everything();
  EXPECT_EQ(*closed,
            (Month{{"main", In2026(10)},
                   1,
                   0,
                   Closing{In2026(10), clock_.Now(), 3, all[2].hash}}));
  EXPECT_EQ(Months(), (std::vector<std::string>{"2026-12 open: 1",
                                                "2026-10 closed at 3: 1",
                                                "2026-09 closed at 3: 1"}));

  // Again, a month before it, one before anything was posted: as they stand.
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(*Close(In2026(10)), *closed);
  EXPECT_EQ(Close(In2026(9))->closing, closed->closing);
  EXPECT_EQ(*Close(In2026(1)),
            (Month{{"main", In2026(1)}, 0, 0, closed->closing}));

  // A month without transactions is closed like any other, and listed.
  ASSERT_THAT(PostOne(Share("d", In2026(12), 4)), IsOk());
  EXPECT_EQ(Close(In2026(11))->closing->sequence, 4);
  EXPECT_EQ(Months(), (std::vector<std::string>{
                          "2026-12 open: 2", "2026-11 closed at 4: 0",
                          "2026-10 closed at 3: 1", "2026-09 closed at 3: 1"}));
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

TEST_P(MonthsTest, OnlyWhatIsOverIsClosed) {
  const auto refused = Close(absl::CivilMonth(2027, 1));
  EXPECT_THAT(
      refused,
      FailsWith(absl::StatusCode::kFailedPrecondition,
                "books/main/months/2027-01 is not over: close it from "
                "2027-02-01 on, the last month that is over is 2026-12"));
  EXPECT_EQ(ReasonOf(refused.status()).reason, "MONTH_NOT_OVER");
  EXPECT_THAT(Close(absl::CivilMonth(2062, 10)),
              FailsWith(absl::StatusCode::kFailedPrecondition, "2062-11-01"));
  EXPECT_THAT(
      CloseMonth(*pool_, clock_, {"other", In2026(10)}, Unposted::kHinder),
      FailsWith(absl::StatusCode::kNotFound, "books/other"));

  const absl::Time february =
      absl::FromCivil(absl::CivilMonth(2027, 2), absl::UTCTimeZone());
  clock_.Advance(february - clock_.Now() - absl::Microseconds(1));
  EXPECT_THAT(Close(absl::CivilMonth(2027, 1)),
              FailsWith(absl::StatusCode::kFailedPrecondition, "not over"));
  clock_.Advance(absl::Microseconds(1));
  EXPECT_THAT(Close(absl::CivilMonth(2027, 1)), IsOk());
}

TEST_P(MonthsTest, WhatComesLateIsBookedInTheFirstOpenMonth) {
  ASSERT_THAT(PostOne(Share("a", In2026(9), 1)), IsOk());
  ASSERT_THAT(Close(In2026(10)), IsOk());
  const std::string september = StatementOf(In2026(9));
  EXPECT_EQ(september, "USD 0 books/main/transactions/1 2026-09-05 1 1\n");
  const std::string october = StatementOf(In2026(10));

  ASSERT_THAT(PostOne(Share("late", In2026(9), 10)), IsOk());
  ASSERT_THAT(PostOne(Share("at the edge", In2026(10), 20)), IsOk());
  ASSERT_THAT(PostOne(Share("in time", In2026(11), 30)), IsOk());
  ASSERT_THAT(PostOne(Share("early", In2026(12), 40)), IsOk());
  ASSERT_THAT(ReverseInto(1, In2026(9)), IsOk());

  std::vector<std::string> booked;
  for (const PostedTransaction& posted : Everything()) {
    booked.push_back(absl::StrCat(PeriodText(posted.transaction.period), " ",
                                  DayText(posted.transaction.effective_date)));
  }
  EXPECT_EQ(booked, (std::vector<std::string>{
                        "2026-09 2026-09-05", "2026-11 2026-09-05",
                        "2026-11 2026-10-05", "2026-11 2026-11-05",
                        "2026-12 2026-12-05", "2026-11 2026-09-05"}));
  EXPECT_EQ(StatementOf(In2026(9)), september);
  EXPECT_EQ(StatementOf(In2026(10)), october);
  EXPECT_EQ(StatementOf(In2026(11)),
            "USD 1 books/main/transactions/2 2026-09-05 10"
            " books/main/transactions/3 2026-10-05 20"
            " books/main/transactions/4 2026-11-05 30"
            " books/main/transactions/6 2026-09-05 -1 60\n");
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

// Closing must not turn a retry into a conflict, nor a conflict into a retry.
TEST_P(MonthsTest, AKeyIsGoodForEverWhateverIsClosed) {
  const auto before = PostOne(Share("before", In2026(9), 1));
  ASSERT_THAT(before, IsOk());
  ASSERT_THAT(ReverseInto(1, In2026(9)), IsOk());
  ASSERT_THAT(Close(In2026(10)), IsOk());
  const auto between = PostOne(Share("between", In2026(9), 2));
  ASSERT_THAT(between, IsOk());
  ASSERT_THAT(Close(In2026(11)), IsOk());

  EXPECT_EQ(*PostOne(Share("before", In2026(9), 1)), *before);
  EXPECT_EQ(*PostOne(Share("between", In2026(9), 2)), *between);
  EXPECT_THAT(ReverseInto(1, In2026(9)), IsOk());
  EXPECT_EQ(Everything().size(), 3u);
  const Posting others[] = {
      Share("before", In2026(9), 2),    // another amount
      Share("before", In2026(10), 1),   // another month, closed now, open then
      Share("between", In2026(12), 2),  // another month, open then and now
  };
  for (const Posting& other : others) {
    EXPECT_THAT(PostOne(other),
                FailsWith(absl::StatusCode::kAlreadyExists, "was used"));
  }
}

TEST_P(MonthsTest, VerifyFindsWhatWasSlippedIntoAClosedMonth) {
  ASSERT_THAT(PostOne(Share("a", In2026(9), 1)), IsOk());
  ASSERT_THAT(Close(In2026(9)), IsOk());
  ASSERT_THAT(PostOne(Share("b", In2026(10), 2)), IsOk());
  const auto Do = [&](const char* script) {
    ASSERT_THAT(connection_->RunScript(script), IsOk()) << script;
  };
  for (const char* edit : {"UPDATE book_closings SET period = '2026-08'",
                           "DELETE FROM book_closings"}) {
    EXPECT_THAT(
        connection_->Run(edit, {}),
        FailsWith(absl::StatusCode::kFailedPrecondition, "append-only"));
  }
  Do("UPDATE books SET closed_through = ''");
  EXPECT_THAT(VerifyBook(*pool_, "main"),
              FailsWith(absl::StatusCode::kDataLoss, "head of the book"));
  // The month open again, behind our back.
  ASSERT_THAT(PostOne(Share("c", In2026(9), 3)), IsOk());
  Do("UPDATE books SET closed_through = '2026-09'");
  EXPECT_THAT(VerifyBook(*pool_, "main"),
              FailsWith(absl::StatusCode::kDataLoss,
                        "transactions/3: was posted to 2026-09 after 2026-09 "
                        "was closed"));
}

TEST_P(MonthsTest, VerifyFindsAClosingOfAnotherBook) {
  ASSERT_THAT(PostOne(Share("a", In2026(9), 1)), IsOk());
  ASSERT_THAT(connection_->RunScript(
                  "INSERT INTO book_closings (book, period, closed_at_us,"
                  " head_sequence, head_hash)"
                  " VALUES ('main', '2026-09', 0, 1, 'x');"
                  "UPDATE books SET closed_through = '2026-09'"),
              IsOk());
  EXPECT_THAT(VerifyBook(*pool_, "main"),
              FailsWith(absl::StatusCode::kDataLoss,
                        "transactions/1: its hash is not the one with which "
                        "2026-09 was closed"));
}

// Random postings, reversals and closings against a model that knows only a
// list and one month.
TEST_P(MonthsTest, ThreeHundredRandomStepsAgainstAModel) {
  struct Entry {
    absl::CivilMonth period;
    absl::CivilDay day;
    int64_t micros;
  };
  std::mt19937_64 random(20'261'005);
  std::vector<Entry> entries;
  std::vector<size_t> open_to_reversal;
  absl::CivilMonth first_open = In2026(1);
  std::map<absl::CivilMonth, std::string> told;
  // By looking at every entry.
  const auto statement_of = [&](absl::CivilMonth month) -> std::string {
    if (entries.empty()) return "";
    int64_t opening = 0;
    int64_t closing = 0;
    bool is_any = false;
    std::string lines;
    for (size_t i = 0; i < entries.size(); ++i) {
      const Entry& entry = entries[i];
      if (entry.period > month) continue;
      is_any = true;
      closing += entry.micros;
      if (entry.period < month) {
        opening += entry.micros;
        continue;
      }
      absl::StrAppend(&lines, " books/main/transactions/", i + 1, " ",
                      DayText(entry.day), " ", entry.micros);
    }
    if (!is_any) return "";
    return absl::StrCat("USD ", opening, lines, " ", closing, "\n");
  };
  for (int step = 0; step < 300; ++step) {
    const absl::CivilMonth month = In2026(1 + static_cast<int>(random() % 12));
    const uint64_t dice = random() % 100;
    if (dice < 5) {
      // Rarely far ahead, so that it takes many steps to close the year.
      const absl::CivilMonth closed = std::min(month, first_open + 1);
      ASSERT_THAT(Close(closed), IsOk());
      for (; first_open <= closed; ++first_open) {
        told[first_open] = StatementOf(first_open);
        EXPECT_EQ(told[first_open], statement_of(first_open));
      }
    } else if (dice < 30 && !open_to_reversal.empty()) {
      std::swap(open_to_reversal[random() % open_to_reversal.size()],
                open_to_reversal.back());
      const size_t index = open_to_reversal.back();
      open_to_reversal.pop_back();
      ASSERT_THAT(ReverseInto(static_cast<int64_t>(index) + 1, month), IsOk());
      entries.push_back({std::max(month, first_open), entries[index].day,
                         -entries[index].micros});
    } else {
      const auto micros = static_cast<int64_t>(1 + random() % 1'000'000);
      ASSERT_THAT(PostOne(Share(absl::StrCat(step), month, micros)), IsOk());
      open_to_reversal.push_back(entries.size());
      entries.push_back(
          {std::max(month, first_open), absl::CivilDay(month) + 4, micros});
    }
  }
  EXPECT_GT(told.size(), 6u);
  for (const auto& [month, text] : told) {
    EXPECT_EQ(StatementOf(month), text) << PeriodText(month);
  }
  for (absl::CivilMonth month = In2026(1); month <= In2026(12); ++month) {
    EXPECT_EQ(StatementOf(month), statement_of(month)) << PeriodText(month);
  }
  const std::vector<PostedTransaction> all = Everything();
  ASSERT_EQ(all.size(), entries.size());
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].transaction.period, entries[i].period);
    EXPECT_EQ(all[i].transaction.effective_date, entries[i].day);
  }
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

// Whoever locks the head first is first: nothing is in the month that came
// after it was closed, and nothing is refused.
TEST_P(MonthsTest, FourWritersWhileTheMonthIsClosed) {
  constexpr int kWriters = 4;
  constexpr int kPostings = 30;
  std::atomic<int> posted = 0;
  std::atomic<int> closed_count = 0;
  std::vector<std::thread> threads;
  for (int w = 0; w < kWriters; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < kPostings; ++i) {
        // Some come later for certain, however busy the machine is.
        while (i == kPostings - 5 && closed_count < 2) {
          std::this_thread::yield();
        }
        EXPECT_THAT(PostOne(Share(absl::StrCat(w, "/", i), In2026(10), 1)),
                    IsOk());
        ++posted;
      }
    });
  }
  std::vector<absl::StatusOr<Month>> closed(2, Month());
  for (auto& month : closed) {
    threads.emplace_back([&] {
      while (posted < kWriters * kPostings / 3) std::this_thread::yield();
      month = Close(In2026(10));
      ++closed_count;
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_THAT(closed[0], IsOk());
  ASSERT_THAT(closed[1], IsOk());
  EXPECT_EQ(*closed[0], *closed[1]);
  const std::vector<PostedTransaction> all = Everything();
  ASSERT_EQ(all.size(), size_t{kWriters * kPostings});
  int64_t in_month = 0;
  for (const PostedTransaction& transaction : all) {
    const bool is_before = transaction.sequence <= closed[0]->closing->sequence;
    in_month += is_before ? 1 : 0;
    EXPECT_EQ(transaction.transaction.period, In2026(is_before ? 10 : 11));
  }
  EXPECT_EQ(closed[0]->transaction_count, in_month);
  EXPECT_GT(in_month, 0);
  EXPECT_LT(in_month, kWriters * kPostings);
  EXPECT_THAT(VerifyBook(*pool_, "main"), IsOk());
}

// A posting that holds the head when the month is closed is in the month, and
// the closing waits for it.
TEST_P(MonthsTest, APostingUnderWayIsAwaited) {
  std::thread closer;
  std::atomic<bool> is_closed = false;
  const auto post = [&](sql::Transaction& transaction) -> absl::Status {
    const auto receipts =
        Post(transaction, "main", clock_.Now(), {Share("a", In2026(10), 1)});
    closer = std::thread([&] {
      EXPECT_EQ(Close(In2026(10))->closing->sequence, 1);
      is_closed = true;
    });
    absl::SleepFor(absl::Milliseconds(200));
    EXPECT_FALSE(is_closed);
    return receipts.status();
  };
  ASSERT_THAT(sql::RunTransaction(*pool_, post), IsOk());
  closer.join();
  EXPECT_EQ(Months(), std::vector<std::string>{"2026-10 closed at 1: 1"});
}

}  // namespace
}  // namespace ritornello::royalties
