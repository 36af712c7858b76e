// Closing the months of a book.
#pragma once

#include "absl/status/statusor.h"
#include "libs/sql/pool.h"
#include "libs/time/clock.h"
#include "services/royalties/model/month.h"

namespace ritornello::royalties {

// What statements that are received, waiting or held are to closing.
enum class Unposted {
  kHinder,
  kAreLeft,  // to be posted to a later month
};

// Closes the month and every month before it, for good: Post() in ledger.h
// books what comes late in the first month that is open. A posting that is
// under way is either in the month or, when it locks the head of the book
// later than this, in a later one. What payees earned in the month does not
// change any more, as far as this book pays them. A month that is closed is
// returned as it stands.
//
// Errors: NotFound            no such book
//         FailedPrecondition  the month is not over, in UTC; reason
//                             MONTH_NOT_OVER; or statements of the months
//                             that it would close are not posted, unless these
//                             are left; reason STATEMENTS_NOT_POSTED
//         Unavailable         the outcome is unknown: close it again
absl::StatusOr<Month> CloseMonth(sql::Pool& pool, const Clock& clock,
                                 const MonthKey& key, Unposted unposted);

}  // namespace ritornello::royalties
