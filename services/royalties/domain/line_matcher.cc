#include "services/royalties/domain/line_matcher.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/names.h"
#include "services/royalties/storage/deal_store.h"
#include "services/royalties/storage/statement_line_store.h"

namespace ritornello::royalties {
namespace {

constexpr absl::string_view kAllAccounts = "accounts/-";
constexpr size_t kBatchLineCount = 1'000;

}  // namespace

absl::Status AskCatalogue(RightsSource& rights, const Clock& clock,
                          const Patience& patience,
                          absl::string_view traceparent, RightsTable& table) {
  RITORNELLO_CHECK(table.answer_count() == 0);
  const std::span<const RightsQuery> queries = table.queries();
  for (size_t begin = 0; begin < queries.size();
       begin += kRightsQueryCountMax) {
    const auto some = queries.subspan(
        begin, std::min(kRightsQueryCountMax, queries.size() - begin));
    if (patience.stop.stop_requested()) {
      return absl::CancelledError("the service is stopping");
    }
    const absl::Time deadline =
        std::min(patience.deadline, clock.Now() + patience.per_call);
    RITORNELLO_ASSIGN_OR_RETURN(
        std::vector<RightsAnswer> answers,
        rights.BatchGetRights(kAllAccounts, some, deadline, traceparent));
    if (answers.size() != some.size()) {
      return absl::InternalError(absl::StrCat("the catalogue gave ",
                                              answers.size(), " answers to ",
                                              some.size(), " questions"));
    }
    for (RightsAnswer& answer : answers) table.Answer(std::move(answer));
  }
  return absl::OkStatus();
}

absl::Status ForEachBatch(
    sql::Connection& connection, const StatementKey& statement, LineState state,
    const std::function<absl::Status(std::vector<StatementLine>&)>& use) {
  for (int64_t after = 0;;) {
    RITORNELLO_ASSIGN_OR_RETURN(
        std::vector<StatementLine> lines,
        ListLines(connection, statement, state, after, kBatchLineCount));
    if (lines.empty()) return absl::OkStatus();
    after = lines.back().ordinal;
    RITORNELLO_RETURN_IF_ERROR(use(lines));
  }
}

absl::StatusOr<LineMatcher> LineMatcher::Load(
    sql::Connection& connection, const Statement& statement,
    const std::vector<TrackKey>& tracks) {
  LineMatcher matcher(statement);
  RITORNELLO_ASSIGN_OR_RETURN(
      matcher.sheets_, GetRightsSnapshot(connection, NameOf(statement.key)));
  RITORNELLO_ASSIGN_OR_RETURN(auto deals,
                              FindDeals(connection, statement.source, tracks));
  for (auto& [track, deals_of_track] : deals) {
    matcher.deals_[NameOf(track)] = std::move(deals_of_track);
  }
  return matcher;
}

void LineMatcher::Match(StatementLine& line) {
  const RightsAnswer& rights = line.track.empty() ? no_owners_ : RightsOf(line);
  const Deal* deal =
      MatchDeal(deals_, rights, statement_.period, statement_.currency, line);
  if (deal == nullptr) return Leave(line);
  earned_.Add(line, statement_.period, *deal, rights);
  ++matched_line_count_;
  const absl::CivilDay day = EarningDay(line, statement_.period);
  absl::CivilDay& last_day = last_days_.try_emplace(deal, day).first->second;
  last_day = std::max(last_day, day);
}

DealUses LineMatcher::deal_uses() const {
  DealUses uses;  // a deal for many tracks is there for each of them
  for (const auto& [deal, day] : last_days_) {
    absl::CivilDay& last_day = uses.try_emplace(deal->key, day).first->second;
    last_day = std::max(last_day, day);
  }
  return uses;
}

void LineMatcher::Leave(const StatementLine& line) {
  suspense_ += line.net;
  ++suspense_line_count_;
}

const RightsAnswer& LineMatcher::RightsOf(const StatementLine& line) {
  // A track without sheets is told apart by its name.
  const bool has_sheet =
      !line.composition_sheet.empty() || !line.master_sheet.empty();
  auto [found, is_new] = rights_.try_emplace(
      {has_sheet ? line.composition_sheet : line.track, line.master_sheet});
  RightsAnswer& rights = found->second;
  if (!is_new) return rights;
  const auto key = ParseTrackName("track", line.track);
  RITORNELLO_CHECK(key.ok());
  rights.state = RightsAnswer::State::kFound;
  rights.track = *key;
  for (const std::string& name : {line.composition_sheet, line.master_sheet}) {
    if (name.empty()) continue;
    const auto stored = sheets_.find(name);
    RITORNELLO_CHECK(stored != sheets_.end());
    rights.title = stored->second.track_title;
    rights.split_sheets.push_back(stored->second.sheet);
  }
  return rights;
}

}  // namespace ritornello::royalties
