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
#include "services/royalties/domain/statement_months.h"
#include "services/royalties/domain/statement_rivals.h"
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

// Lines, the exact sum of their net, and how many to hold a statement for.
struct Sum {
  int64_t line_count = 0;
  absl::int128 net = 0;
  int64_t hold_line_count = 0;
};

// What a file has of a statement.
struct FileSummary {
  Sum of_statement;
  Sum of_file;  // more when it is a range
  int64_t total_micros = 0;
  std::optional<absl::int128> total_row;
  std::optional<int64_t> total_row_micros;
  StatementMonths months;
};

absl::StatusOr<FileSummary> ReadThrough(const StatementHeader& header,
                                        const StatementLayout& layout,
                                        const SpooledFile& file) {
  RITORNELLO_ASSIGN_OR_RETURN(
      auto reader,
      StatementCsvReader::Open(file.Open(), layout, header.currency));
  FileSummary summary;
  StatementLine line;
  for (;;) {
    RITORNELLO_ASSIGN_OR_RETURN(const bool is_there, reader.Next(line));
    if (!is_there) break;
    const Sum before = summary.of_file;
    summary.of_file = {reader.line_count(), reader.net_sum(),
                       reader.hold_line_count()};
    summary.months.Add(line.ordinal, reader.reporting_month());
    if (!IsOfStatement(header, reader.reporting_month())) continue;
    Sum& sum = summary.of_statement;
    ++sum.line_count;
    sum.net += line.net;
    sum.hold_line_count +=
        summary.of_file.hold_line_count - before.hold_line_count;
  }
  RITORNELLO_RETURN_IF_ERROR(reader.Verdict());
  if (reader.line_count() == 0) return InvalidField("file", "has no lines");
  RITORNELLO_RETURN_IF_ERROR(summary.months.Check(header));
  summary.total_row = reader.total_row();
  RITORNELLO_ASSIGN_OR_RETURN(summary.total_micros,
                              RoundToMicros(summary.of_statement.net));
  if (summary.total_row.has_value()) {
    RITORNELLO_ASSIGN_OR_RETURN(summary.total_row_micros,
                                RoundToMicros(*summary.total_row));
  }
  return summary;
}

constexpr absl::string_view kGivenTotal = "the declared total is ";
constexpr absl::int128 kUnitsPerMicro = 1'000'000'000'000;

// "…, the sum of the lines 12.5, 0.5 less", unless they agree.
void CheckTotal(absl::string_view what, absl::int128 declared,
                const StatementProfile& profile, const Sum& sum,
                Statement& statement) {
  const absl::int128 difference = sum.net - declared;
  const absl::int128 size = difference < 0 ? -difference : difference;
  if (size <= ToleranceOfTotal(profile, statement.currency, sum.line_count)) {
    return;
  }
  AddHoldReason(
      statement,
      absl::StrCat(what, DecimalText(declared), ", the sum of the lines ",
                   DecimalText(sum.net), ", ", DecimalText(size),
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
  statement.is_range = header.is_range;
  statement.line_count = summary.of_statement.line_count;
  statement.total_micros = summary.total_micros;
  // Of a range, the row of totals is that of all its months.
  if (!header.is_range) {
    statement.declared_total_micros = summary.total_row_micros;
  }
  if (header.declared_total.has_value()) {
    statement.declared_total_micros = header.declared_total->micros();
  }
  statement.receive_time = absl::FromUnixMicros(absl::ToUnixMicros(now));
  if (header.declared_total.has_value()) {
    CheckTotal(kGivenTotal, header.declared_total->micros() * kUnitsPerMicro,
               profile, summary.of_statement, statement);
  }
  if (summary.total_row.has_value()) {
    CheckTotal("the total in the file is ", *summary.total_row, profile,
               summary.of_file, statement);
  }
  const int64_t hold_line_count = summary.of_statement.hold_line_count;
  if (hold_line_count > 0) {
    AddHoldReason(statement, absl::StrCat(hold_line_count,
                                          hold_line_count == 1 ? " line has "
                                                               : " lines have ",
                                          profile.hold->column, " below ",
                                          DecimalText(profile.hold->below),
                                          ": ", profile.hold->why));
  }
  return statement;
}

bool IsOf(const Statement& statement, const StatementHeader& header) {
  return statement.source == header.source &&
         statement.source_account == header.source_account &&
         statement.period == header.period;
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
      if (!is_there || !IsOfStatement(header, reader.reporting_month())) {
        continue;
      }
      size += lines[count++].raw.size();
    }
    RITORNELLO_RETURN_IF_ERROR(
        InsertLines(transaction, key, std::span(lines).first(count)));
  }
  return absl::OkStatus();
}

// Its lines, which are stored, may have come before with another month's.
absl::Status HoldForLines(sql::Transaction& transaction, Statement& statement) {
  Rivals rivals;
  RITORNELLO_RETURN_IF_ERROR(
      FindRivalsOfLines(transaction.connection(), statement, rivals));
  if (rivals.of_lines.empty()) return absl::OkStatus();
  HoldForOthers(rivals, statement);
  statement.state = StatementState::kHeld;
  return UpdateStatement(transaction, statement);
}

// A total that comes later than its file: takes the place of the one that was
// given, in the reason why `held` is, too. What has gone into the books since
// holds it as it would hold one that is released.
absl::Status TakeTotal(sql::Transaction& transaction, const Statement& received,
                       Rivals& rivals, Statement& held) {
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
  RITORNELLO_RETURN_IF_ERROR(
      FindRivalsOfLines(transaction.connection(), held, rivals));
  HoldForNews(rivals, held);
  if (held.hold_reason.empty()) held.state = StatementState::kReceived;
  return UpdateStatement(transaction, held);
}

// A total that comes when the statement is on its way into the books, or there:
// it holds nothing any more, and must not seem to.
absl::Status RefuseLateTotal(const Statement& received,
                             const Statement& stored) {
  const std::vector<absl::string_view> reasons =
      absl::StrSplit(received.hold_reason, "; ");
  if (!absl::StartsWith(reasons[0], kGivenTotal)) return absl::OkStatus();
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          NameOf(stored.key), " is ", StateName(stored.state), ", and ",
          reasons[0],
          ": void it first and import it again, or import it without a total "
          "if the lines are right")),
      "STATEMENT_NOT_HELD", {{"statement", NameOf(stored.key)}});
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
  RITORNELLO_RETURN_IF_ERROR(Validate(header, clock_.Now()));
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
    RITORNELLO_ASSIGN_OR_RETURN(Rivals rivals,
                                FindRivals(transaction, statement));
    const std::vector<Statement>& others = rivals.of_month;
    RITORNELLO_ASSIGN_OR_RETURN(const std::optional<Statement> same,
                                SameFile(others, statement));
    if (same.has_value()) {
      stored = *same;
      if (!header.declared_total.has_value() ||
          same->declared_total_micros == received.declared_total_micros) {
        return absl::OkStatus();
      }
      RITORNELLO_ASSIGN_OR_RETURN(stored,
                                  LockStatement(transaction, same->key));
      if (stored.state == StatementState::kVoid) {
        return absl::AbortedError("it was voided meanwhile: look again");
      }
      if (stored.state != StatementState::kHeld) {
        return RefuseLateTotal(received, stored);
      }
      return TakeTotal(transaction, received, rivals, stored);
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
    RITORNELLO_RETURN_IF_ERROR(
        StoreLines(transaction, header, layout, statement.key, file));
    if (!summary.months.are_told()) {
      RITORNELLO_RETURN_IF_ERROR(HoldForLines(transaction, statement));
    }
    stored = statement;
    return absl::OkStatus();
  };
  absl::Status status;
  for (int i = 0; i < kInsertTriesMax; ++i) {
    status = InTurn(store);
    if (!absl::IsAlreadyExists(status)) break;
  }
  if (absl::IsAlreadyExists(status)) {
    return absl::UnavailableError("too many imports at once; try again");
  }
  RITORNELLO_RETURN_IF_ERROR(status);
  return stored;
}

absl::Status Statements::InTurn(
    const std::function<absl::Status(sql::Transaction&)>& store) {
  const auto has_room = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return import_count_ < kImportCountMax;
  };
  {
    absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithTimeout(absl::Condition(&has_room), wait_max_)) {
      return absl::ResourceExhaustedError(absl::StrCat(
          kImportCountMax, " other statements have been at it for ",
          absl::FormatDuration(wait_max_),
          "; nothing of this one is stored: import again in a minute"));
    }
    ++import_count_;
  }
  const absl::Status status = sql::RunTransaction(pool_, store);
  absl::MutexLock lock(&mutex_);
  --import_count_;
  return status;
}

absl::StatusOr<Statement> Statements::Release(const StatementKey& key) {
  std::optional<Statement> released;
  const auto release = [&](sql::Transaction& transaction) -> absl::Status {
    // Locked in the order in which Import locks: file and source, which never
    // change, before the statement. The other way round, a release and an
    // import of the same file would wait for each other.
    RITORNELLO_ASSIGN_OR_RETURN(const Statement unlocked,
                                GetStatement(transaction.connection(), key));
    RITORNELLO_ASSIGN_OR_RETURN(Rivals rivals,
                                FindRivals(transaction, unlocked));
    RITORNELLO_ASSIGN_OR_RETURN(released, LockStatement(transaction, key));
    if (released->state != StatementState::kHeld) {
      if (released->is_released) return absl::OkStatus();
      return WithReason(
          absl::FailedPreconditionError(absl::StrCat(
              NameOf(key), " is ", StateName(released->state), ", not HELD")),
          "STATEMENT_NOT_HELD", {{"statement", NameOf(key)}});
    }
    RITORNELLO_RETURN_IF_ERROR(
        FindRivalsOfLines(transaction.connection(), *released, rivals));
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
