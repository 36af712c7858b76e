#include "services/royalties/domain/months.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
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

}  // namespace

absl::StatusOr<Month> CloseMonth(sql::Pool& pool, const Clock& clock,
                                 const MonthKey& key) {
  const auto close = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_ASSIGN_OR_RETURN(const BookHead head,
                                LockBookHead(transaction, key.book));
    if (head.closed_through.has_value() && key.month <= *head.closed_through) {
      return absl::OkStatus();
    }
    const absl::Time now =
        absl::FromUnixMicros(absl::ToUnixMicros(clock.Now()));
    RITORNELLO_RETURN_IF_ERROR(CheckOver(key, now));
    return InsertClosing(transaction, key.book,
                         {key.month, now, head.sequence, head.hash});
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool, close));
  // Counted while others post again: the month does not change any more.
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool.Borrow());
  return GetMonth(*connection, key);
}

}  // namespace ritornello::royalties
