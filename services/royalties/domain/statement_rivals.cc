#include "services/royalties/domain/statement_rivals.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/names.h"
#include "services/royalties/storage/statement_line_store.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

// Lines that are named; of the others only how many they are.
constexpr size_t kNamedLineCount = 3;

bool IsOfSameSource(const Statement& a, const Statement& b) {
  return a.source == b.source && a.source_account == b.source_account;
}

bool IsInTheBooks(const Statement& statement) {
  return statement.state == StatementState::kReceived ||
         statement.state == StatementState::kRightsResolved ||
         statement.state == StatementState::kPosted;
}

// Each line of a file is of one month: two months of it share none.
bool TakeDifferentLines(const Statement& a, const Statement& b) {
  return a.is_range && b.is_range && IsOfSameSource(a, b) &&
         a.period != b.period;
}

std::string Named(const RepeatedLines& repeated) {
  const auto& first = repeated.first_ordinals;
  const int64_t more = repeated.count - static_cast<int64_t>(first.size());
  return absl::StrCat(repeated.count == 1 ? "line " : "lines ",
                      absl::StrJoin(first, ", "),
                      more > 0 ? absl::StrCat(" and ", more, " more") : "");
}

// The words for a rival of its month, one with its file, and one with lines of
// it.
struct Words {
  absl::string_view of_month;
  absl::string_view of_file;
  absl::string_view of_lines;
};

// Names in the reason of `statement` each rival that `counts`.
void HoldFor(const Rivals& rivals,
             const std::function<bool(const Statement&)>& counts,
             const Words& words, Statement& statement) {
  for (const Statement& other : rivals.of_month) {
    if (other.currency != statement.currency || !counts(other)) continue;
    AddHoldReason(statement, absl::StrCat(words.of_month, NameOf(other.key)));
  }
  for (const Statement& other : rivals.of_file) {
    if (!counts(other)) continue;
    AddHoldReason(statement, absl::StrCat(words.of_file, NameOf(other.key)));
  }
  for (const Rivals::OfLines& rival : rivals.of_lines) {
    if (!counts(rival.other)) continue;
    AddHoldReason(statement, absl::StrCat(rival.lines, words.of_lines,
                                          NameOf(rival.other.key)));
  }
}

bool Names(absl::string_view hold_reason, const Statement& other) {
  const std::vector<absl::string_view> reasons =
      absl::StrSplit(hold_reason, "; ");
  return std::any_of(reasons.begin(), reasons.end(),
                     [name = NameOf(other.key)](absl::string_view reason) {
                       return absl::EndsWith(reason, name);
                     });
}

}  // namespace

void AddHoldReason(Statement& statement, absl::string_view reason) {
  if (!statement.hold_reason.empty()) statement.hold_reason += "; ";
  absl::StrAppend(&statement.hold_reason, reason);
}

absl::StatusOr<Rivals> FindRivals(sql::Transaction& transaction,
                                  const Statement& statement) {
  RITORNELLO_RETURN_IF_ERROR(LockStatementFile(transaction, statement.key.book,
                                               statement.file_sha256));
  RITORNELLO_RETURN_IF_ERROR(LockStatementSource(transaction, statement));
  sql::Connection& connection = transaction.connection();
  Rivals rivals;
  RITORNELLO_ASSIGN_OR_RETURN(
      rivals.of_month,
      FindStatements(connection, {.book = statement.key.book,
                                  .source = statement.source,
                                  .source_account = statement.source_account,
                                  .period = statement.period,
                                  .currency = statement.currency}));
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Statement> of_file,
      FindStatementsOfFile(connection, statement.key.book,
                           statement.file_sha256));
  for (Statement& other : of_file) {
    const bool is_of_month =
        IsOfSameSource(other, statement) && other.period == statement.period;
    if (is_of_month || TakeDifferentLines(other, statement)) continue;
    rivals.of_file.push_back(std::move(other));
  }
  return rivals;
}

absl::Status FindRivalsOfLines(sql::Connection& connection,
                               const Statement& statement, Rivals& rivals) {
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Statement> others,
      FindStatementsOfOtherMonths(connection, statement));
  for (Statement& other : others) {
    // The same file has been named already, or other lines of it are taken.
    if (other.file_sha256 == statement.file_sha256) continue;
    RITORNELLO_ASSIGN_OR_RETURN(const RepeatedLines repeated,
                                FindRepeatedLines(connection, statement.key,
                                                  other.key, kNamedLineCount));
    if (repeated.count == 0) continue;
    rivals.of_lines.push_back({std::move(other), Named(repeated)});
  }
  return absl::OkStatus();
}

void HoldForOthers(const Rivals& rivals, Statement& statement) {
  HoldFor(
      rivals,
      [](const Statement& other) {
        return other.state != StatementState::kVoid;
      },
      {.of_month =
           "there is another file for this source, account and period: ",
       .of_file = "the same file came before: ",
       .of_lines = " came before, word for word, in: "},
      statement);
}

bool HoldForNews(const Rivals& rivals, Statement& held) {
  const std::string known = held.hold_reason;
  const auto is_news = [&](const Statement& other) {
    return other.key != held.key && IsInTheBooks(other) && !Names(known, other);
  };
  HoldFor(
      rivals, is_news,
      {.of_month = "another file for this source, account and period has been "
                   "posted since: ",
       .of_file = "the same file has been posted since: ",
       .of_lines = " came into the books since, word for word, with: "},
      held);
  return held.hold_reason != known;
}

}  // namespace ritornello::royalties
