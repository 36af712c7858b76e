#include "services/royalties/domain/statement_run.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/transaction.h"
#include "libs/status/status_macros.h"
#include "services/royalties/domain/statement_ledger.h"
#include "services/royalties/model/matching.h"
#include "services/royalties/model/statement_posting.h"
#include "services/royalties/storage/deal_use_store.h"
#include "services/royalties/storage/document_store.h"
#include "services/royalties/storage/statement_line_store.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

// The catalogue is away or busy, and will be back.
bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsCancelled(status);
}

absl::StatusOr<Statement> Read(sql::Pool& pool, const StatementKey& key) {
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  return GetStatement(*connection, key);
}

// As when it was imported; one minor unit if the profile is gone since.
absl::int128 ToleranceOf(const StatementProfiles& profiles,
                         const Statement& statement) {
  const auto profile = profiles.Find(statement.profile);
  return ToleranceOfTotal(profile.ok() ? **profile : StatementProfile(),
                          statement.currency, statement.line_count);
}

}  // namespace

absl::Status StatementRun::CheckSource(absl::string_view source,
                                       absl::Time deadline,
                                       absl::string_view traceparent) {
  const absl::Status status =
      rights_.CheckLibrary(source, deadline, traceparent);
  return absl::IsNotFound(status) ? status : absl::OkStatus();
}

absl::StatusOr<Statement> StatementRun::Advance(const StatementKey& key,
                                                absl::Time deadline,
                                                absl::string_view traceparent) {
  return AdvanceWith(key, {.deadline = deadline}, traceparent);
}

absl::StatusOr<Statement> StatementRun::AdvanceWith(
    const StatementKey& key, const Patience& patience,
    absl::string_view traceparent) {
  RITORNELLO_ASSIGN_OR_RETURN(Statement statement, Read(pool_, key));
  if (statement.state == StatementState::kReceived) {
    RITORNELLO_RETURN_IF_ERROR(ResolveRights(statement, patience, traceparent));
    RITORNELLO_ASSIGN_OR_RETURN(statement, Read(pool_, key));
  }
  if (statement.state == StatementState::kRightsResolved) {
    absl::Status posted = Post(key);
    if (absl::IsOutOfRange(posted)) {
      posted = Hold(statement, posted.message());
    }
    RITORNELLO_RETURN_IF_ERROR(posted);
    RITORNELLO_ASSIGN_OR_RETURN(statement, Read(pool_, key));
  }
  return statement;
}

absl::Status StatementRun::AdvanceUnfinished(size_t count_max,
                                             const Patience& patience) {
  std::vector<Statement> statements;
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
    RITORNELLO_ASSIGN_OR_RETURN(
        statements, ListUnfinishedStatements(*connection, count_max));
  }
  absl::Status first_error;
  for (const Statement& statement : statements) {
    if (patience.stop.stop_requested()) break;
    first_error.Update(AdvanceWith(statement.key, patience, "").status());
  }
  return first_error;
}

// Fills `table` with the answers about its lines. NotFound when the catalogue
// has no such source, else the errors of AskCatalogue.
absl::Status StatementRun::Ask(const Statement& statement,
                               const Patience& patience,
                               absl::string_view traceparent,
                               RightsTable& table) {
  RITORNELLO_RETURN_IF_ERROR(rights_.CheckLibrary(
      statement.source,
      std::min(patience.deadline, clock_.Now() + patience.per_call),
      traceparent));
  return AskCatalogue(rights_, clock_, patience, traceparent, table);
}

absl::Status StatementRun::ResolveRights(const Statement& statement,
                                         const Patience& patience,
                                         absl::string_view traceparent) {
  const absl::CivilMonth period = statement.period;
  RightsTable table;
  const auto collect = [&](std::vector<StatementLine>& lines) -> absl::Status {
    for (const StatementLine& line : lines) {
      table.Ask(QueriesOf(line, period));
    }
    return absl::OkStatus();
  };
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
    RITORNELLO_RETURN_IF_ERROR(
        ForEachBatch(*connection, statement.key, LineState::kOpen, collect));
  }
  const absl::Status asked = Ask(statement, patience, traceparent, table);
  if (absl::IsNotFound(asked)) return Hold(statement, asked.message());
  if (!asked.ok()) {
    RITORNELLO_RETURN_IF_ERROR(Wait(statement.key));
    // What does not pass by itself is for a person to know of.
    return IsPassing(asked) ? absl::OkStatus() : asked;
  }

  return sql::RunTransaction(
      pool_, [&](sql::Transaction& transaction) -> absl::Status {
        RITORNELLO_ASSIGN_OR_RETURN(Statement locked,
                                    LockStatement(transaction, statement.key));
        if (locked.state != StatementState::kReceived) return absl::OkStatus();
        RITORNELLO_RETURN_IF_ERROR(InsertDocumentRights(
            transaction, NameOf(statement.key), table.distinct_answers()));
        const auto resolve =
            [&](std::vector<StatementLine>& lines) -> absl::Status {
          for (StatementLine& line : lines) ResolveTrack(table, period, line);
          return UpdateLines(transaction, statement.key, lines);
        };
        RITORNELLO_RETURN_IF_ERROR(ForEachBatch(transaction.connection(),
                                                statement.key, LineState::kOpen,
                                                resolve));
        locked.state = StatementState::kRightsResolved;
        locked.waiting_for.clear();
        return UpdateStatement(transaction, locked);
      });
}

absl::Status StatementRun::Wait(const StatementKey& key) {
  return sql::RunTransaction(
      pool_, [&](sql::Transaction& transaction) -> absl::Status {
        RITORNELLO_ASSIGN_OR_RETURN(Statement locked,
                                    LockStatement(transaction, key));
        if (locked.state != StatementState::kReceived ||
            locked.waiting_for == kWaitingForCatalogue) {
          return absl::OkStatus();
        }
        locked.waiting_for = std::string(kWaitingForCatalogue);
        return UpdateStatement(transaction, locked);
      });
}

absl::Status StatementRun::Post(const StatementKey& key) {
  return sql::RunTransaction(
      pool_, [&](sql::Transaction& transaction) -> absl::Status {
        RITORNELLO_ASSIGN_OR_RETURN(Statement statement,
                                    LockStatement(transaction, key));
        if (statement.state != StatementState::kRightsResolved) {
          return absl::OkStatus();
        }
        RITORNELLO_ASSIGN_OR_RETURN(
            const std::vector<TrackKey> tracks,
            ListTracksOfLines(transaction.connection(), key));
        RITORNELLO_ASSIGN_OR_RETURN(
            LineMatcher matcher,
            LineMatcher::Load(transaction.connection(), statement, tracks));
        const auto match =
            [&](std::vector<StatementLine>& lines) -> absl::Status {
          for (StatementLine& line : lines) matcher.Match(line);
          return UpdateLines(transaction, key, lines);
        };
        RITORNELLO_RETURN_IF_ERROR(ForEachBatch(transaction.connection(), key,
                                                LineState::kOpen, match));
        RITORNELLO_RETURN_IF_ERROR(
            RecordDealUses(transaction, key, matcher.deal_uses()));
        RITORNELLO_ASSIGN_OR_RETURN(
            StatementPostings posted,
            PostFirst(statement, matcher.earned(), matcher.suspense(),
                      ToleranceOf(profiles_, statement)));
        const absl::Time now = clock_.Now();
        RITORNELLO_RETURN_IF_ERROR(
            PostToLedger(transaction, key, std::move(posted.postings), now));
        statement.state = StatementState::kPosted;
        statement.matched_line_count = matcher.matched_line_count();
        statement.suspense_line_count = matcher.suspense_line_count();
        statement.suspense_micros = posted.suspense_micros;
        statement.post_time = now;
        return UpdateStatement(transaction, statement);
      });
}

// Unless it has gone on since it was read.
absl::Status StatementRun::Hold(const Statement& read,
                                absl::string_view reason) {
  return sql::RunTransaction(
      pool_, [&](sql::Transaction& transaction) -> absl::Status {
        RITORNELLO_ASSIGN_OR_RETURN(Statement statement,
                                    LockStatement(transaction, read.key));
        if (statement.state != read.state) return absl::OkStatus();
        statement.state = StatementState::kHeld;
        statement.hold_reason = std::string(reason);
        statement.waiting_for.clear();
        return UpdateStatement(transaction, statement);
      });
}

}  // namespace ritornello::royalties
