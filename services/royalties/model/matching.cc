#include "services/royalties/model/matching.h"

#include <algorithm>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/identifiers/isrc.h"
#include "libs/status/check.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/distribution.h"
#include "services/royalties/model/names.h"
#include "services/royalties/model/netstring.h"
#include "services/royalties/model/rate.h"

namespace ritornello::royalties {
namespace {

// 10^-18 units in one micro-unit.
constexpr int64_t kPerMicro = 1'000'000'000'000;

int Number(absl::CivilDay day) {
  return static_cast<int>(day - absl::CivilDay());
}

bool MayNameATrack(absl::string_view reference) {
  if (reference.empty()) return false;
  return absl::StrContains(reference, '/')
             ? ParseTrackName("track", reference).ok()
             : ValidateId("track", reference).ok();
}

// "5.06E+12", or "5,06E+12" where the comma is decimal: what a spreadsheet
// shows, and saves, of a long row of digits.
bool IsMadeBySpreadsheet(absl::string_view identifier) {
  const size_t e = identifier.find("E+");
  if (e == absl::string_view::npos || e == 0) return false;
  const absl::string_view digits = identifier.substr(0, e);
  const absl::string_view exponent = identifier.substr(e + 2);
  return digits.find_first_not_of("0123456789.,") == absl::string_view::npos &&
         !exponent.empty() &&
         exponent.find_first_not_of("0123456789") == absl::string_view::npos;
}

// Says of an identifier that cannot be asked for why; whether it is lost.
bool NoteUnusable(absl::string_view what, const std::string& identifier,
                  StatementLine& line) {
  const bool is_lost = IsMadeBySpreadsheet(identifier);
  AddNote(line, absl::StrCat("no ", what, ": ", identifier,
                             is_lost ? ", a number made by a spreadsheet; ask "
                                       "for the file as it was sent"
                                     : ""));
  return is_lost;
}

// The same for answers that say the same.
std::string ContentOf(const RightsAnswer& answer) {
  std::string content;
  AppendNetstring(content, absl::StrCat(static_cast<int>(answer.state)));
  AppendNetstring(content, NameOf(answer.track));
  AppendNetstring(content, answer.title);
  AppendNetstring(content, answer.isrc);
  for (const SplitSheet& sheet : answer.split_sheets) {
    AppendNetstring(content, sheet.name);
  }
  return content;
}

void Suspend(SuspenseReason reason, StatementLine& line) {
  line.state = LineState::kSuspense;
  line.suspense_reason = reason;
}

// "40" for 400'000, "33.3333" for 333'333.
std::string Percent(absl::int128 ppm) {
  // Of a gross of next to nothing it could be any number.
  const absl::int128 most = 1'000'000'000'000'000'000;
  // A ten-thousandth of DecimalText's whole.
  constexpr int64_t kUnitsPerPpm = 100'000'000'000'000;
  return DecimalText(std::clamp(ppm, -most, most) * kUnitsPerPpm);
}

// Says so when the line pays another part of its gross than the deal has.
void CompareRate(const Deal& deal, Currency currency, StatementLine& line) {
  if (deal.royalty_ppm == 0 || line.gross.value_or(0) == 0) return;
  const absl::int128 gross = *line.gross;
  const absl::int128 expected =
      gross / kWholePpm * deal.royalty_ppm +
      gross % kWholePpm * deal.royalty_ppm / kWholePpm;
  const absl::int128 difference = line.net - expected;
  const absl::int128 allowed =
      absl::int128(MinorUnitMicros(currency)) * kPerMicro / 2;
  if (difference <= allowed && difference >= -allowed) return;
  AddNote(line, absl::StrCat("pays ", Percent(line.net * kWholePpm / gross),
                             "% of gross, the deal says ",
                             Percent(deal.royalty_ppm), "%"));
}

}  // namespace

LineQueries QueriesOf(const StatementLine& line, absl::CivilMonth period) {
  LineQueries queries;
  const absl::CivilDay day = EarningDay(line, period);
  if (MayNameATrack(line.track_reference)) {
    queries.by_track = {line.track_reference, "", day};
  }
  if (!line.isrc.empty() && Isrc::Parse(line.isrc).ok()) {
    queries.by_isrc = {"", line.isrc, day};
  }
  return queries;
}

void RightsTable::Ask(const RightsQuery& query) {
  const bool is_track = !query.track.empty();
  auto& index = is_track ? index_of_track_ : index_of_isrc_;
  const bool is_new = index
                          .try_emplace({is_track ? query.track : query.isrc,
                                        Number(query.as_of_date)},
                                       queries_.size())
                          .second;
  if (is_new) queries_.push_back(query);
}

void RightsTable::Ask(const LineQueries& queries) {
  if (queries.by_track) Ask(*queries.by_track);
  if (queries.by_isrc) Ask(*queries.by_isrc);
}

void RightsTable::Answer(RightsAnswer answer) {
  RITORNELLO_CHECK(answers_.size() < queries_.size());
  const auto [known, is_new] =
      answer_by_content_.try_emplace(ContentOf(answer), nullptr);
  if (is_new) {
    known->second = &distinct_answers_.emplace_back(std::move(answer));
  }
  answers_.push_back(known->second);
}

const RightsAnswer& RightsTable::AnswerTo(const RightsQuery& query) const {
  const bool is_track = !query.track.empty();
  const auto& index = is_track ? index_of_track_ : index_of_isrc_;
  const auto found = index.find(
      KeyView(is_track ? query.track : query.isrc, Number(query.as_of_date)));
  RITORNELLO_CHECK(found != index.end() && found->second < answers_.size());
  return *answers_[found->second];
}

const RightsAnswer* ResolveTrack(const RightsTable& table,
                                 absl::CivilMonth period, StatementLine& line) {
  using State = RightsAnswer::State;
  const LineQueries queries = QueriesOf(line, period);
  line.note.clear();
  line.track.clear();
  line.composition_sheet.clear();
  line.master_sheet.clear();
  line.suspense_reason = SuspenseReason::kNone;
  bool is_lost = false;
  if (!line.track_reference.empty() && !queries.by_track) {
    is_lost |= NoteUnusable("name of a track", line.track_reference, line);
  }
  if (!line.isrc.empty() && !queries.by_isrc) {
    is_lost |= NoteUnusable("ISRC", line.isrc, line);
  }
  const RightsAnswer* answer = nullptr;
  if (queries.by_track) answer = &table.AnswerTo(*queries.by_track);
  const bool is_open = answer == nullptr || answer->state == State::kNotFound;
  if (is_open && queries.by_isrc) answer = &table.AnswerTo(*queries.by_isrc);
  if (answer == nullptr || answer->state == State::kNotFound) {
    line.suspense_reason = is_lost ? SuspenseReason::kIdentifierLost
                                   : SuspenseReason::kTrackUnknown;
    return nullptr;
  }
  if (answer->state == State::kAmbiguous) {
    line.suspense_reason = SuspenseReason::kTrackAmbiguous;
    return nullptr;
  }
  line.track = NameOf(answer->track);
  if (queries.by_isrc && !answer->isrc.empty() && answer->isrc != line.isrc) {
    AddNote(line, absl::StrCat("the ISRC of the track is ", answer->isrc));
  }
  if (const auto* sheet = SheetOf(*answer, Right::kSyncComposition)) {
    line.composition_sheet = sheet->name;
  }
  if (const auto* sheet = SheetOf(*answer, Right::kMaster)) {
    line.master_sheet = sheet->name;
  }
  return answer;
}

const Deal* MatchDeal(const DealsByTrack& deals, const RightsAnswer& rights,
                      absl::CivilMonth period, Currency currency,
                      StatementLine& line) {
  line.deal.clear();
  if (line.track.empty()) {
    Suspend(line.suspense_reason, line);
    return nullptr;
  }
  const absl::CivilDay day = EarningDay(line, period);
  const Deal* deal = nullptr;
  if (const auto found = deals.find(line.track); found != deals.end()) {
    for (const Deal& each : found->second) {
      if (Covers(each, rights.track.track_id, day)) deal = &each;
    }
  }
  if (deal == nullptr) {
    Suspend(SuspenseReason::kDealMissing, line);
    return nullptr;
  }
  line.deal = NameOf(deal->key);
  if (deal->licensing_model == LicensingModel::kDirectPayout) {
    Suspend(SuspenseReason::kDealEarnsNothing, line);
    return nullptr;
  }
  if (!CheckRights(*deal, rights, line.track).ok()) {
    Suspend(SuspenseReason::kRightsMissing, line);
    return nullptr;
  }
  line.state = LineState::kMatched;
  line.suspense_reason = SuspenseReason::kNone;
  CompareRate(*deal, currency, line);
  return deal;
}

}  // namespace ritornello::royalties
