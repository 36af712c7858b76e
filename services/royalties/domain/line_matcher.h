// Matching the stored lines of a statement, batch by batch.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/sql/connection.h"
#include "libs/time/clock.h"
#include "services/royalties/model/matching.h"
#include "services/royalties/model/statement.h"
#include "services/royalties/model/statement_posting.h"
#include "services/royalties/peers/rights_source.h"
#include "services/royalties/storage/deal_use_store.h"
#include "services/royalties/storage/rights_snapshot_store.h"

namespace ritornello::royalties {

// How long the catalogue may take.
struct Patience {
  absl::Time deadline = absl::InfiniteFuture();  // for everything
  // For kRightsQueryCountMax questions, which take it some ten milliseconds.
  absl::Duration per_call = absl::Seconds(30);
  std::stop_token stop = {};  // looked at between two calls
};

// Asks the catalogue everything in `table`, among the tracks of all accounts,
// and puts the answers in. Errors: those of RightsSource, Cancelled when told
// to stop, and Internal when it answers another number of questions.
// REQUIRES: nothing is answered; no transaction is open on this thread.
absl::Status AskCatalogue(RightsSource& rights, const Clock& clock,
                          const Patience& patience,
                          absl::string_view traceparent, RightsTable& table);

// Reads the lines of `statement` in one state in batches and gives them to
// `use`; stops at the first error. `use` may change the state of the lines.
absl::Status ForEachBatch(
    sql::Connection& connection, const StatementKey& statement, LineState state,
    const std::function<absl::Status(std::vector<StatementLine>&)>& use);

// Decides lines whose tracks are resolved, by the owners that are stored with
// the statement and the deals as they are now, and adds them up.
class LineMatcher {
 public:
  // `tracks` are those that lines name.
  static absl::StatusOr<LineMatcher> Load(sql::Connection& connection,
                                          const Statement& statement,
                                          const std::vector<TrackKey>& tracks);

  void Match(StatementLine& line);

  // Lines that stay in suspense without being tried.
  void Leave(const StatementLine& line);

  const EarnedSums& earned() const { return earned_; }
  // The deals that matched lines earned under, each with the last day.
  DealUses deal_uses() const;
  int64_t matched_line_count() const { return matched_line_count_; }
  int64_t suspense_line_count() const { return suspense_line_count_; }
  // The exact sum of the lines in suspense.
  absl::int128 suspense() const { return suspense_; }

 private:
  explicit LineMatcher(const Statement& statement) : statement_(statement) {}
  const RightsAnswer& RightsOf(const StatementLine& line);

  Statement statement_;
  absl::flat_hash_map<std::string, StoredSheet> sheets_;
  DealsByTrack deals_;
  // By the names of the two sheets.
  absl::flat_hash_map<std::pair<std::string, std::string>, RightsAnswer>
      rights_;
  RightsAnswer no_owners_;
  EarnedSums earned_;
  absl::flat_hash_map<const Deal*, absl::CivilDay> last_days_;
  absl::int128 suspense_ = 0;
  int64_t matched_line_count_ = 0;
  int64_t suspense_line_count_ = 0;
};

}  // namespace ritornello::royalties
