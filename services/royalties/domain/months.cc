#include "services/royalties/domain/months.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/period.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/month_store.h"

namespace ritornello::royalties {
namespace {

// There is no reopening, so a slip of the pen must not close years to come.
absl::Status CheckOver(const MonthKey& key, absl::Time now) {
  const absl::CivilMonth this_month =
      absl::ToCivilMonth(now, absl::UTCTimeZone());
  if (key.month < this_month) return absl::OkStatus();
  const std::string name = NameOf(key);
  const std::string first_day = DayText(absl::CivilDay(key.month + 1));
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          name, " is not over: close it from ", first_day,
          " on, the last month that is over is ", PeriodText(this_month - 1))),
      "MONTH_NOT_OVER", {{"month", name}, {"first_day", first_day}});
}

// How many statements are named; there may be more.
constexpr size_t kUnpostedNamedMax = 10;

absl::Status CheckPosted(sql::Connection& connection, const MonthKey& key,
                         std::optional<absl::CivilMonth> closed_through) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<UnpostedStatement> unposted,
                              ListUnposted(connection, key.book, closed_through,
                                           key.month, kUnpostedNamedMax + 1));
  if (unposted.empty()) return absl::OkStatus();
  std::vector<std::string> names;
  std::vector<std::string> told;
  for (size_t i = 0; i < std::min(unposted.size(), kUnpostedNamedMax); ++i) {
    names.push_back(NameOf(unposted[i].key));
    told.push_back(
        absl::StrCat(names.back(), " (", StateName(unposted[i].state), ")"));
  }
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          NameOf(key), " would be closed without ", absl::StrJoin(told, ", "),
          unposted.size() > told.size() ? " and others" : "",
          ": release or void what is HELD, and wait for the rest; or close it "
          "with leave_unposted (`ritornello ledger close --leave-unposted`), "
          "and they come late")),
      "STATEMENTS_NOT_POSTED",
      {{"month", NameOf(key)}, {"statements", absl::StrJoin(names, ", ")}});
}

}  // namespace

absl::StatusOr<Month> CloseMonth(sql::Pool& pool, const Clock& clock,
                                 const MonthKey& key, Unposted unposted) {
  const auto close = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_ASSIGN_OR_RETURN(const BookHead head,
                                LockBookHead(transaction, key.book));
    if (head.closed_through.has_value() && key.month <= *head.closed_through) {
      return absl::OkStatus();
    }
    const absl::Time now =
        absl::FromUnixMicros(absl::ToUnixMicros(clock.Now()));
    RITORNELLO_RETURN_IF_ERROR(CheckOver(key, now));
    if (unposted == Unposted::kHinder) {
      RITORNELLO_RETURN_IF_ERROR(
          CheckPosted(transaction.connection(), key, head.closed_through));
    }
    return InsertClosing(transaction, key.book,
                         {key.month, now, head.sequence, head.hash});
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool, close));
  // Counted while others post again: the month does not change any more.
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  return GetMonth(*connection, key);
}

}  // namespace ritornello::royalties
