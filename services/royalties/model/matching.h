// Whose a statement line is: first which track of the catalogue it names, then
// which deal divides it.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/royalties/model/currency.h"
#include "services/royalties/model/deal.h"
#include "services/royalties/model/rights.h"
#include "services/royalties/model/statement.h"

namespace ritornello::royalties {

// What to ask the catalogue about a line: its track reference if that can be
// the name of a track or its last part, and its ISRC if that is one.
struct LineQueries {
  std::optional<RightsQuery> by_track;
  std::optional<RightsQuery> by_isrc;
};
LineQueries QueriesOf(const StatementLine& line, absl::CivilMonth period);

// Questions and their answers, each question once. What the catalogue answers
// alike, as about a track on all days of a month, is kept once: about 150 bytes
// a question, and the sheets of each track.
class RightsTable {
 public:
  RightsTable() = default;
  // A copy would answer with the answers of the other.
  RightsTable(const RightsTable&) = delete;
  RightsTable& operator=(const RightsTable&) = delete;
  RightsTable(RightsTable&&) = default;

  // Remembers a question; nothing when it is there already.
  void Ask(const RightsQuery& query);
  void Ask(const LineQueries& queries);  // those that there are

  // In the order in which they were asked.
  const std::vector<RightsQuery>& queries() const { return queries_; }

  // Adds the answer to the first question that has none.
  // REQUIRES: there is one.
  void Answer(RightsAnswer answer);
  size_t answer_count() const { return answers_.size(); }
  // Those that differ, in the order in which they came. Split sheets never
  // change: those of one name are the same.
  const std::deque<RightsAnswer>& distinct_answers() const {
    return distinct_answers_;
  }

  // REQUIRES: asked and answered.
  const RightsAnswer& AnswerTo(const RightsQuery& query) const;

 private:
  using Key = std::pair<std::string, int>;  // reference, day
  using KeyView = std::pair<absl::string_view, int>;
  // Lets a question be looked up without a copy of its text.
  struct Hash {
    using is_transparent = void;
    size_t operator()(const KeyView& key) const {
      return absl::Hash<KeyView>()(key);
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const KeyView& a, const KeyView& b) const { return a == b; }
  };
  using Index = absl::flat_hash_map<Key, size_t, Hash, Equal>;

  Index index_of_track_;
  Index index_of_isrc_;
  std::vector<RightsQuery> queries_;
  std::vector<const RightsAnswer*> answers_;  // by question
  std::deque<RightsAnswer> distinct_answers_;
  absl::flat_hash_map<std::string, const RightsAnswer*> answer_by_content_;
};

// Writes what the catalogue answered into the line, which stays open: the
// track and its sheets, or the reason why there is none, and notes. A track
// reference counts more than an ISRC; the ISRC decides when the catalogue
// knows no such track. Returns the answer that found the track, or nullptr.
// REQUIRES: `table` answers QueriesOf(line, period).
const RightsAnswer* ResolveTrack(const RightsTable& table,
                                 absl::CivilMonth period, StatementLine& line);

// Deals of the statement's source by the name of a track.
using DealsByTrack = absl::flat_hash_map<std::string, std::vector<Deal>>;

// Decides a line whose track is resolved, MATCHED or SUSPENSE, and returns the
// deal that divides it, or nullptr. `rights` is what is known of the line's
// track on its day; not used when it has none.
//
// Notes a line with a gross of which it pays another part than the deal says;
// half a minor unit of the currency is allowed for rounding.
const Deal* MatchDeal(const DealsByTrack& deals, const RightsAnswer& rights,
                      absl::CivilMonth period, Currency currency,
                      StatementLine& line);

}  // namespace ritornello::royalties
