#include "services/royalties/storage/statement_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/testing/backends.h"
#include "libs/status/status_matchers.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/storage/document_store.h"
#include "services/royalties/storage/rights_snapshot_store.h"
#include "services/royalties/storage/schema.h"
#include "services/royalties/storage/statement_line_store.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using sql::testing::Backend;
using sql::testing::TestDatabase;
using ::testing::ElementsAre;

Statement October(const std::string& id, int second = 0) {
  Statement statement{.key = {"main", id},
                      .source = "artlist",
                      .source_account = "a",
                      .period = absl::CivilMonth(2026, 10),
                      .currency = ParseCurrency("c", "JPY").value()};
  statement.file_sha256 = id;
  statement.file_name = "october.csv";
  statement.hold_reason = "why";
  statement.waiting_for = "catalog";
  statement.line_count = 1;
  statement.matched_line_count = 2;
  statement.suspense_line_count = 3;
  statement.total_micros = 4;
  statement.suspense_micros = 6;
  statement.receive_time = absl::FromUnixSeconds(1'800'000'000 + second);
  return statement;
}

class StatementStoreTest : public ::testing::TestWithParam<Backend> {
 protected:
  StatementStoreTest()
      : database_(GetParam(), MigrateRoyalties),
        connection_(database_.Open()) {}

  absl::Status Write(
      const std::function<absl::Status(sql::Transaction&)>& write) {
    auto transaction = sql::Transaction::Begin(*connection_);
    EXPECT_THAT(transaction, IsOk());
    const absl::Status status = write(*transaction);
    if (!status.ok()) return status;
    return transaction->Commit();
  }
  absl::Status Insert(const Statement& statement) {
    return Write([&](sql::Transaction& transaction) {
      return InsertStatement(transaction, statement);
    });
  }
  std::vector<std::string> Ids(
      const absl::StatusOr<std::vector<Statement>>& statements) {
    EXPECT_THAT(statements, IsOk());
    std::vector<std::string> ids;
    for (const Statement& statement : *statements) {
      ids.push_back(statement.key.statement_id);
    }
    return ids;
  }

  TestDatabase database_;
  std::unique_ptr<sql::Connection> connection_;
};

TEST_P(StatementStoreTest, WhatWasInsertedIsRead) {
  Statement written = October("s");
  written.declared_total_micros = 5;
  written.post_time = absl::FromUnixMicros(1'800'000'000'000'001);
  written.is_released = true;
  ASSERT_THAT(Insert(written), IsOk());
  const auto read = GetStatement(*connection_, {"main", "s"});
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->key, written.key);
  EXPECT_EQ(read->source, "artlist");
  EXPECT_EQ(read->source_account, "a");
  EXPECT_EQ(read->period, absl::CivilMonth(2026, 10));
  EXPECT_EQ(read->currency.code(), "JPY");
  EXPECT_EQ(read->profile, "generic");
  EXPECT_EQ(read->file_sha256, "s");
  EXPECT_EQ(read->file_name, "october.csv");
  EXPECT_EQ(read->state, StatementState::kReceived);
  EXPECT_EQ(read->hold_reason, "why");
  EXPECT_TRUE(read->is_released);
  EXPECT_EQ(read->waiting_for, "catalog");
  EXPECT_EQ(read->line_count, 1);
  EXPECT_EQ(read->matched_line_count, 2);
  EXPECT_EQ(read->suspense_line_count, 3);
  EXPECT_EQ(read->total_micros, 4);
  EXPECT_EQ(read->declared_total_micros, 5);
  EXPECT_EQ(read->suspense_micros, 6);
  EXPECT_EQ(read->receive_time, written.receive_time);
  EXPECT_EQ(read->post_time, written.post_time);
  EXPECT_EQ(read->revision, 1);
  EXPECT_THAT(GetStatement(*connection_, {"main", "none"}),
              FailsWith(absl::StatusCode::kNotFound, "statements/none"));
}

TEST_P(StatementStoreTest, TheSameFileIsRefusedUnlessVoid) {
  Statement statement = October("s");
  ASSERT_THAT(Insert(statement), IsOk());
  EXPECT_THAT(Insert(statement),
              FailsWith(absl::StatusCode::kAlreadyExists, ""));
  statement.key.statement_id = "s-2";
  EXPECT_THAT(Insert(statement),
              FailsWith(absl::StatusCode::kAlreadyExists, ""));
  ASSERT_THAT(Write([](sql::Transaction& transaction) -> absl::Status {
                auto locked = LockStatement(transaction, {"main", "s"});
                if (!locked.ok()) return locked.status();
                locked->state = StatementState::kVoid;
                return UpdateStatement(transaction, *locked);
              }),
              IsOk());
  EXPECT_EQ(GetStatement(*connection_, {"main", "s"})->revision, 2);
  EXPECT_THAT(Insert(statement), IsOk());
  StatementHeader header{.book = "main",
                         .source = "artlist",
                         .source_account = "a",
                         .period = absl::CivilMonth(2026, 10),
                         .currency = statement.currency,
                         .file_name = ""};
  EXPECT_THAT(Ids(FindStatements(*connection_, header)),
              ElementsAre("s", "s-2"));
  header.source_account = "b";
  EXPECT_THAT(Ids(FindStatements(*connection_, header)), ElementsAre());
}

TEST_P(StatementStoreTest, ListsNewestFirst) {
  for (const char* id : {"b", "a", "c"}) {
    ASSERT_THAT(Insert(October(id, *id == 'c' ? 1 : 0)), IsOk());
  }
  Statement posted = October("d");
  posted.state = StatementState::kPosted;
  ASSERT_THAT(Insert(posted), IsOk());
  EXPECT_THAT(Ids(ListStatements(*connection_, "main", std::nullopt, 10)),
              ElementsAre("c", "d", "b", "a"));
  EXPECT_THAT(Ids(ListStatements(*connection_, "main",
                                 StatementCursor{posted.receive_time, "d"}, 1)),
              ElementsAre("b"));
  EXPECT_THAT(Ids(ListUnfinishedStatements(*connection_, 2)),
              ElementsAre("a", "b"));
}

TEST_P(StatementStoreTest, Lines) {
  const StatementKey key = {"main", "s"};
  ASSERT_THAT(Insert(October("s")), IsOk());
  std::vector<StatementLine> lines(3);
  for (int i = 0; i < 3; ++i) lines[static_cast<size_t>(i)].ordinal = 2 * i + 1;
  StatementLine& full = lines[1];
  full.raw = "raw\r\n\"x\"";
  full.isrc = "GBAYE6800011";
  full.track_reference = "nocturne";
  full.title = "Caf\xC3\xA9";
  full.units = -3;
  full.gross = ParseDecimal("-0.000000000000000001", {}).value();
  full.fee = 0;
  full.net = ParseDecimal("9999999999999.123456789012345678", {}).value();
  full.usage_date = absl::CivilDay(2026, 10, 5);
  full.territory = "DE";
  full.payment_id = "P";
  ASSERT_THAT(Write([&](sql::Transaction& transaction) {
                return InsertLines(transaction, key, lines);
              }),
              IsOk());
  full.state = LineState::kMatched;
  full.track = "accounts/acme/tracks/nocturne";
  full.deal = "accounts/acme/deals/d";
  full.composition_sheet = "c";
  full.master_sheet = "m";
  full.suspense_reason = SuspenseReason::kRightsMissing;
  full.note = "n";
  ASSERT_THAT(Write([&](sql::Transaction& transaction) {
                return UpdateLines(transaction, key, std::span(&full, 1));
              }),
              IsOk());
  const auto matched = ListLines(*connection_, key, LineState::kMatched, 0, 10);
  ASSERT_THAT(matched, IsOk());
  ASSERT_EQ(matched->size(), 1u);
  const StatementLine& read = matched->at(0);
  EXPECT_EQ(read.ordinal, 3);
  EXPECT_EQ(read.raw, full.raw);
  EXPECT_EQ(read.isrc, full.isrc);
  EXPECT_EQ(read.track_reference, full.track_reference);
  EXPECT_EQ(read.title, full.title);
  EXPECT_EQ(read.units, full.units);
  EXPECT_EQ(read.gross, full.gross);
  EXPECT_EQ(read.fee, full.fee);
  EXPECT_EQ(read.net, full.net);
  EXPECT_EQ(read.usage_date, full.usage_date);
  EXPECT_EQ(read.territory, full.territory);
  EXPECT_EQ(read.payment_id, full.payment_id);
  EXPECT_EQ(read.track, full.track);
  EXPECT_EQ(read.deal, full.deal);
  EXPECT_EQ(read.composition_sheet, full.composition_sheet);
  EXPECT_EQ(read.master_sheet, full.master_sheet);
  EXPECT_EQ(read.suspense_reason, full.suspense_reason);
  EXPECT_EQ(read.note, full.note);

  const auto rest = ListLines(*connection_, key, std::nullopt, 1, 10);
  ASSERT_EQ(rest->size(), 2u);
  EXPECT_EQ(rest->at(1).gross, std::nullopt);
  EXPECT_EQ(rest->at(1).usage_date, std::nullopt);
  const auto named = GetLines(*connection_, key, std::vector<int64_t>{5, 4, 1});
  ASSERT_EQ(named->size(), 2u);
  EXPECT_EQ(named->at(0).ordinal, 1);
  EXPECT_THAT(ListTracksOfLines(*connection_, key).value(),
              ElementsAre(TrackKey{"acme", "nocturne"}));
}

TEST_P(StatementStoreTest, CountsWhatWaitsInAllBooks) {
  const auto none = CountStatements(*connection_);
  ASSERT_THAT(none, IsOk());
  EXPECT_EQ(
      none->received + none->rights_resolved + none->held + none->suspense_line,
      0);

  ASSERT_THAT(connection_->RunScript("INSERT INTO books VALUES"
                                     " ('other', 0, '', 0, '')"),
              IsOk());
  struct Case {
    std::string book;
    StatementState state;
    int64_t suspense_line_count;
  };
  const std::vector<Case> cases = {
      {"main", StatementState::kReceived, 0},
      {"main", StatementState::kReceived, 0},
      {"other", StatementState::kReceived, 0},
      {"main", StatementState::kRightsResolved, 0},
      {"main", StatementState::kHeld, 0},
      {"other", StatementState::kHeld, 0},
      {"main", StatementState::kPosted, 0},
      {"main", StatementState::kPosted, 40},
      {"other", StatementState::kPosted, 2},
      // Its lines were reversed; it still knows how many there were.
      {"main", StatementState::kVoid, 900},
  };
  for (size_t i = 0; i < cases.size(); ++i) {
    Statement statement = October(absl::StrCat("s", i));
    statement.key.book = cases[i].book;
    statement.state = cases[i].state;
    statement.suspense_line_count = cases[i].suspense_line_count;
    ASSERT_THAT(Insert(statement), IsOk());
  }
  const auto counts = CountStatements(*connection_);
  ASSERT_THAT(counts, IsOk());
  EXPECT_EQ(counts->received, 3);
  EXPECT_EQ(counts->rights_resolved, 1);
  EXPECT_EQ(counts->held, 2);
  EXPECT_EQ(counts->suspense_line, 42);
}

TEST_P(StatementStoreTest, RightsSnapshot) {
  RightsAnswer answer;
  answer.track = {"acme", "nocturne"};
  answer.title = "Nocturne";
  const SplitSheet sheet{"accounts/acme/tracks/nocturne/splitSheets/m",
                         Right::kMaster,
                         absl::CivilDay(2026, 9, 1),
                         {{{"acme", "ana"}, "LABEL", 4'294'967'295u},
                          {{"acme", "ben"}, "OWNER", 1}}};
  answer.split_sheets = {sheet};
  ASSERT_THAT(Write([&](sql::Transaction& transaction) {
                return InsertDocumentRights(transaction, "books/main/x",
                                            {answer});
              }),
              IsOk());
  const auto snapshot = GetRightsSnapshot(*connection_, "books/main/x");
  ASSERT_THAT(snapshot, IsOk());
  ASSERT_EQ(snapshot->size(), 1u);
  EXPECT_EQ(snapshot->at(sheet.name).track_title, "Nocturne");
  EXPECT_EQ(snapshot->at(sheet.name).sheet, sheet);
  EXPECT_TRUE(GetRightsSnapshot(*connection_, "books/main/y")->empty());
}

INSTANTIATE_TEST_SUITE_P(Both, StatementStoreTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

}  // namespace
}  // namespace ritornello::royalties
