#include "services/royalties/domain/statements.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/sql/transaction.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/domain/ledger.h"
#include "services/royalties/formats/statement_csv.h"
#include "services/royalties/formats/statement_layout.h"
#include "services/royalties/model/allocation.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/statement_posting.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/statement_line_store.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

// What is read of a file before it is written.
constexpr size_t kInsertLineCount = 1'000;
constexpr size_t kInsertByteCount = 4 * 1024 * 1024;

// Two imports for the same source, account and period choose the same id, so
// that one of them fails and looks again; each time there is one more.
constexpr int kInsertTriesMax = 10;

// Reads all of the file and stores nothing: what a statement has of its lines.
struct FileSummary {
  int64_t line_count = 0;
  int64_t total_micros = 0;
  absl::int128 total = 0;
  std::optional<absl::int128> total_row;
  std::optional<int64_t> total_row_micros;
  int64_t hold_line_count = 0;
};

absl::StatusOr<FileSummary> ReadThrough(const StatementHeader& header,
                                        const StatementLayout& layout,
                                        const SpooledFile& file) {
  RITORNELLO_ASSIGN_OR_RETURN(
      auto reader,
      StatementCsvReader::Open(file.Open(), layout, header.currency));
  StatementLine line;
  for (bool is_there = true; is_there;) {
    RITORNELLO_ASSIGN_OR_RETURN(is_there, reader.Next(line));
  }
  RITORNELLO_RETURN_IF_ERROR(reader.Verdict());
  if (reader.line_count() == 0) return InvalidField("file", "has no lines");
  FileSummary summary;
  summary.line_count = reader.line_count();
  summary.total = reader.net_sum();
  summary.hold_line_count = reader.hold_line_count();
  summary.total_row = reader.total_row();
  RITORNELLO_ASSIGN_OR_RETURN(summary.total_micros,
                              RoundToMicros(summary.total));
  if (summary.total_row.has_value()) {
    RITORNELLO_ASSIGN_OR_RETURN(summary.total_row_micros,
                                RoundToMicros(*summary.total_row));
  }
  return summary;
}

constexpr absl::string_view kGivenTotal = "the declared total is ";
constexpr absl::int128 kUnitsPerMicro = 1'000'000'000'000;

void AddReason(Statement& statement, absl::string_view reason) {
  if (!statement.hold_reason.empty()) statement.hold_reason += "; ";
  absl::StrAppend(&statement.hold_reason, reason);
}

// "…, the sum of the lines 12.5, 0.5 less", unless they agree.
void CheckTotal(absl::string_view what, absl::int128 declared,
                const StatementProfile& profile, const FileSummary& summary,
                Statement& statement) {
  const absl::int128 difference = summary.total - declared;
  const absl::int128 size = difference < 0 ? -difference : difference;
  if (size <=
      ToleranceOfTotal(profile, statement.currency, summary.line_count)) {
    return;
  }
  AddReason(statement,
            absl::StrCat(what, DecimalText(declared), ", the sum of the lines ",
                         DecimalText(summary.total), ", ", DecimalText(size),
                         difference < 0 ? " less" : " more"));
}

Statement MakeStatement(const StatementHeader& header,
                        const StatementProfile& profile,
                        const SpooledFile& file, const FileSummary& summary,
                        absl::Time now) {
  Statement statement{.key = {header.book, ""},
                      .source = header.source,
                      .source_account = header.source_account,
                      .period = header.period,
                      .currency = header.currency};
  statement.profile = profile.name;
  statement.file_sha256 = file.Sha256();
  statement.file_name = header.file_name;
  statement.line_count = summary.line_count;
  statement.total_micros = summary.total_micros;
  statement.declared_total_micros = summary.total_row_micros;
  if (header.declared_total.has_value()) {
    statement.declared_total_micros = header.declared_total->micros();
  }
  statement.receive_time = absl::FromUnixMicros(absl::ToUnixMicros(now));
  if (header.declared_total.has_value()) {
    CheckTotal(kGivenTotal, header.declared_total->micros() * kUnitsPerMicro,
               profile, summary, statement);
  }
  if (summary.total_row.has_value()) {
    CheckTotal("the total in the file is ", *summary.total_row, profile,
               summary, statement);
  }
  if (summary.hold_line_count > 0) {
    AddReason(statement, absl::StrCat(summary.hold_line_count, " lines have ",
                                      profile.hold->column, " below ",
                                      DecimalText(profile.hold->below), ": ",
                                      profile.hold->why));
  }
  return statement;
}

bool IsOf(const Statement& statement, const StatementHeader& header) {
  return statement.source == header.source &&
         statement.source_account == header.source_account &&
         statement.period == header.period;
}

// What a statement must not be posted beside unseen.
struct Rivals {
  // All of its source, account and period, void ones included.
  std::vector<Statement> of_month;
  // Those with its very file that are not void and not of its month.
  std::vector<Statement> of_file;
};

absl::StatusOr<Rivals> FindRivals(sql::Connection& connection,
                                  const StatementHeader& header,
                                  absl::string_view file_sha256) {
  Rivals rivals;
  RITORNELLO_ASSIGN_OR_RETURN(rivals.of_month,
                              FindStatements(connection, header));
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Statement> of_file,
      FindStatementsOfFile(connection, header.book, file_sha256));
  for (Statement& other : of_file) {
    if (!IsOf(other, header)) rivals.of_file.push_back(std::move(other));
  }
  return rivals;
}

bool IsInTheBooks(const Statement& statement) {
  return statement.state == StatementState::kReceived ||
         statement.state == StatementState::kRightsResolved ||
         statement.state == StatementState::kPosted;
}

// The same file among `others`, if it counts.
absl::StatusOr<std::optional<Statement>> SameFile(
    const std::vector<Statement>& others, const Statement& statement) {
  for (const Statement& other : others) {
    if (other.state == StatementState::kVoid ||
        other.file_sha256 != statement.file_sha256) {
      continue;
    }
    if (other.currency != statement.currency) {
      return InvalidField(
          "header.currency_code",
          absl::StrCat("must be ", other.currency.code(),
                       ", in which this file was imported before as ",
                       NameOf(other.key)));
    }
    return other;
  }
  return std::nullopt;
}

void AddHoldReason(Statement& statement, absl::string_view reason,
                   const Statement& other) {
  AddReason(statement, absl::StrCat(reason, NameOf(other.key)));
}

// Names in the reason of `statement` each rival that `counts`, after the words
// for one of its month or for one with its file.
void HoldFor(const Rivals& rivals,
             const std::function<bool(const Statement&)>& counts,
             absl::string_view of_month, absl::string_view of_file,
             Statement& statement) {
  for (const Statement& other : rivals.of_month) {
    if (other.currency != statement.currency || !counts(other)) continue;
    AddHoldReason(statement, of_month, other);
  }
  for (const Statement& other : rivals.of_file) {
    if (counts(other)) AddHoldReason(statement, of_file, other);
  }
}

// Held or not: only one of the two may be right, and a person has to see both.
void HoldForOthers(const Rivals& rivals, Statement& statement) {
  HoldFor(
      rivals,
      [](const Statement& other) {
        return other.state != StatementState::kVoid;
      },
      "there is another file for this source, account and period: ",
      "the same file came before: ", statement);
}

bool Names(absl::string_view hold_reason, const Statement& other) {
  const std::vector<absl::string_view> reasons =
      absl::StrSplit(hold_reason, "; ");
  return std::any_of(reasons.begin(), reasons.end(),
                     [name = NameOf(other.key)](absl::string_view reason) {
                       return absl::EndsWith(reason, name);
                     });
}

// Adds to the reason of `held` what has gone into the books since it was held,
// and whoever releases it may not know of; whether there is any.
bool HoldForNews(const Rivals& rivals, Statement& held) {
  const std::string known = held.hold_reason;
  const auto is_news = [&](const Statement& other) {
    return other.key != held.key && IsInTheBooks(other) && !Names(known, other);
  };
  HoldFor(rivals, is_news,
          "another file for this source, account and period has been posted "
          "since: ",
          "the same file has been posted since: ", held);
  return held.hold_reason != known;
}

// Whether `taken` is what another import has made since `others` were read.
bool IsNewOther(const Statement& taken, const StatementHeader& header,
                const std::vector<Statement>& others) {
  return IsOf(taken, header) && std::none_of(others.begin(), others.end(),
                                             [&](const Statement& other) {
                                               return other.key == taken.key;
                                             });
}

absl::Status StoreLines(sql::Transaction& transaction,
                        const StatementHeader& header,
                        const StatementLayout& layout, const StatementKey& key,
                        const SpooledFile& file) {
  RITORNELLO_ASSIGN_OR_RETURN(
      auto reader,
      StatementCsvReader::Open(file.Open(), layout, header.currency));
  std::vector<StatementLine> lines(kInsertLineCount);
  for (bool is_there = true; is_there;) {
    size_t count = 0;
    size_t size = 0;
    while (count < lines.size() && size < kInsertByteCount && is_there) {
      RITORNELLO_ASSIGN_OR_RETURN(is_there, reader.Next(lines[count]));
      if (is_there) size += lines[count++].raw.size();
    }
    RITORNELLO_RETURN_IF_ERROR(
        InsertLines(transaction, key, std::span(lines).first(count)));
  }
  return absl::OkStatus();
}

// A total that comes later than its file: takes the place of the one that was
// given, in the reason why `held` is, too.
void TakeTotal(const Statement& received, Statement& held) {
  held.declared_total_micros = received.declared_total_micros;
  std::vector<std::string> reasons;
  for (const absl::string_view reason :
       absl::StrSplit(held.hold_reason, "; ")) {
    if (!absl::StartsWith(reason, kGivenTotal)) reasons.emplace_back(reason);
  }
  const std::vector<absl::string_view> news =
      absl::StrSplit(received.hold_reason, "; ");
  if (absl::StartsWith(news[0], kGivenTotal)) {
    reasons.insert(reasons.begin(), std::string(news[0]));
  }
  held.hold_reason = absl::StrJoin(reasons, "; ");
  if (reasons.empty()) held.state = StatementState::kReceived;
}

// The bytes that came are those that the sender read.
absl::Status CheckFile(const StatementHeader& header, const SpooledFile& file) {
  const int64_t size = header.file_size_bytes.value_or(file.size());
  if (size != file.size()) {
    return InvalidField(
        "header.file_size_bytes",
        absl::StrCat("must be the size of the file, ", file.size(),
                     " bytes came of ", size, ": send it again"));
  }
  if (!header.file_sha256.empty() && header.file_sha256 != file.Sha256()) {
    return InvalidField(
        "header.file_sha256",
        absl::StrCat("must be that of the file, got ", header.file_sha256,
                     " for bytes with ", file.Sha256(), ": send it again"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Statement> Statements::Import(const StatementHeader& header,
                                             const SpooledFile& file) {
  RITORNELLO_RETURN_IF_ERROR(Validate(header));
  RITORNELLO_RETURN_IF_ERROR(CheckFile(header, file));
  RITORNELLO_ASSIGN_OR_RETURN(
      const StatementLayout layout,
      FindLayout(file.Open(), profiles_, header.profile));
  RITORNELLO_ASSIGN_OR_RETURN(const FileSummary summary,
                              ReadThrough(header, layout, file));
  const Statement received =
      MakeStatement(header, *layout.profile, file, summary, clock_.Now());
  Statement stored = received;
  const auto store = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_RETURN_IF_ERROR(
        GetBookHead(transaction.connection(), header.book).status());
    Statement statement = received;
    RITORNELLO_RETURN_IF_ERROR(
        LockStatementFile(transaction, header.book, statement.file_sha256));
    RITORNELLO_ASSIGN_OR_RETURN(
        const Rivals rivals,
        FindRivals(transaction.connection(), header, statement.file_sha256));
    const std::vector<Statement>& others = rivals.of_month;
    RITORNELLO_ASSIGN_OR_RETURN(const std::optional<Statement> same,
                                SameFile(others, statement));
    if (same.has_value()) {
      stored = *same;
      if (same->state != StatementState::kHeld ||
          !header.declared_total.has_value() ||
          same->declared_total_micros == received.declared_total_micros) {
        return absl::OkStatus();
      }
      RITORNELLO_ASSIGN_OR_RETURN(stored,
                                  LockStatement(transaction, same->key));
      if (stored.state != StatementState::kHeld) return absl::OkStatus();
      TakeTotal(received, stored);
      return UpdateStatement(transaction, stored);
    }
    HoldForOthers(rivals, statement);
    if (!statement.hold_reason.empty()) statement.state = StatementState::kHeld;
    // Accounts whose names look alike share their ids.
    int revision = static_cast<int>(others.size()) + 1;
    for (;; ++revision) {
      statement.key.statement_id = StatementId(header, revision);
      const auto taken = GetStatement(transaction.connection(), statement.key);
      if (absl::IsNotFound(taken.status())) break;
      RITORNELLO_RETURN_IF_ERROR(taken.status());
      if (IsNewOther(*taken, header, others)) {
        return absl::AbortedError("another import was quicker: look again");
      }
    }
    RITORNELLO_RETURN_IF_ERROR(InsertStatement(transaction, statement));
    stored = statement;
    return StoreLines(transaction, header, layout, statement.key, file);
  };
  absl::Status status;
  for (int i = 0; i < kInsertTriesMax; ++i) {
    status = sql::RunTransaction(pool_, store);
    if (!absl::IsAlreadyExists(status)) break;
  }
  if (absl::IsAlreadyExists(status)) {
    return absl::UnavailableError("too many imports at once; try again");
  }
  RITORNELLO_RETURN_IF_ERROR(status);
  return stored;
}

absl::StatusOr<Statement> Statements::Release(const StatementKey& key) {
  std::optional<Statement> released;
  const auto release = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_ASSIGN_OR_RETURN(released, LockStatement(transaction, key));
    RITORNELLO_RETURN_IF_ERROR(
        LockStatementFile(transaction, key.book, released->file_sha256));
    if (released->state != StatementState::kHeld) {
      if (released->is_released) return absl::OkStatus();
      return WithReason(
          absl::FailedPreconditionError(absl::StrCat(
              NameOf(key), " is ", StateName(released->state), ", not HELD")),
          "STATEMENT_NOT_HELD", {{"statement", NameOf(key)}});
    }
    RITORNELLO_ASSIGN_OR_RETURN(
        const Rivals rivals,
        FindRivals(transaction.connection(),
                   {.book = key.book,
                    .source = released->source,
                    .source_account = released->source_account,
                    .period = released->period,
                    .currency = released->currency},
                   released->file_sha256));
    if (HoldForNews(rivals, *released)) {
      return UpdateStatement(transaction, *released);
    }
    released->state = StatementState::kReceived;
    released->hold_reason.clear();
    released->is_released = true;
    return UpdateStatement(transaction, *released);
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool_, release));
  return *released;
}

absl::StatusOr<Statement> Statements::Void(const StatementKey& key,
                                           absl::string_view reason) {
  RITORNELLO_RETURN_IF_ERROR(ValidateVoidReason(reason));
  std::optional<Statement> voided;
  const auto reverse = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_ASSIGN_OR_RETURN(voided, LockStatement(transaction, key));
    if (voided->state == StatementState::kVoid) return absl::OkStatus();
    RITORNELLO_CHECK(MayBecome(voided->state, StatementState::kVoid));
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<int64_t> sequences,
        ListPostedSequences(transaction.connection(), key.book, NameOf(key)));
    if (!sequences.empty()) {
      RITORNELLO_RETURN_IF_ERROR(Reverse(transaction, key.book, clock_.Now(),
                                         sequences, voided->period,
                                         absl::StrCat("Void: ", reason))
                                     .status());
    }
    voided->state = StatementState::kVoid;
    voided->hold_reason.clear();
    voided->waiting_for.clear();
    voided->suspense_micros = 0;
    return UpdateStatement(transaction, *voided);
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool_, reverse));
  return *voided;
}

}  // namespace ritornello::royalties
