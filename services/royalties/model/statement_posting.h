// The transactions that a statement makes.
//
//   receipt       what the source owes is undistributed; what its declared
//                 total differs from the lines by, as far as it may, is
//                 rounding
//   suspense      what nobody could match
//   distribution  what was matched, divided once for each deal, track, set of
//                 split sheets and month, never line by line
//
// Lines are summed exactly; each sum is then rounded to the micro-unit so that
// all of them together are the rounded total. In which order lines come makes
// no difference.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/royalties/model/deal.h"
#include "services/royalties/model/earning.h"
#include "services/royalties/model/rights.h"
#include "services/royalties/model/statement.h"
#include "services/royalties/model/transaction.h"

namespace ritornello::royalties {

// A transaction of a statement, its earnings, and what makes it one of a kind
// within the statement: "receipt", "distribution/2026-10/1".
struct StatementPosting {
  std::string step;
  Transaction transaction;
  std::vector<Earning> earnings;
};

// Adds up matched lines, exactly: one sum for each deal, track, set of split
// sheets and month of earning. Not thread-safe.
class EarnedSums {
 public:
  struct Sum {
    absl::int128 net = 0;  // units of 10^-18
    absl::CivilMonth month;
    Deal deal;
    RightsAnswer rights;
  };

  // Adds the net of a line that is divided by `deal` among the owners in
  // `rights`, of which a sum that is new keeps copies.
  void Add(const StatementLine& line, absl::CivilMonth period, const Deal& deal,
           const RightsAnswer& rights);

  // By month, deal, track and sheets.
  std::vector<const Sum*> Sorted() const;

 private:
  absl::flat_hash_map<std::string, Sum> sums_;
  std::string key_;
};

// What a statement posts for the first time. `suspense` is the exact sum of the
// lines in suspense, `total_tolerance` how far the declared total may be from
// the sum of all lines, both in units of 10^-18: one that is further away was
// let pass by a person, and the lines are what is owed. Returns OutOfRange if a
// sum does not fit.
struct StatementPostings {
  std::vector<StatementPosting> postings;
  int64_t suspense_micros = 0;  // left in suspense
};
absl::StatusOr<StatementPostings> PostFirst(const Statement& statement,
                                            const EarnedSums& earned,
                                            absl::int128 suspense,
                                            absl::int128 total_tolerance);

// What lines post that leave suspense. `rest` is the exact sum of the lines
// that stay, nothing when none does: then the suspense account is emptied to
// the last micro-unit. Steps are within "resolution/<number>".
absl::StatusOr<StatementPostings> PostResolved(const Statement& statement,
                                               const EarnedSums& earned,
                                               std::optional<absl::int128> rest,
                                               int64_t number);

}  // namespace ritornello::royalties
