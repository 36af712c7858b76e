#include "services/royalties/model/matching.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/royalties/model/decimal.h"

namespace ritornello::royalties {
namespace {

constexpr absl::CivilMonth kOctober(2026, 10);
constexpr char kNocturne[] = "accounts/acme/tracks/nocturne";

absl::int128 Units(absl::string_view text) {
  return ParseDecimal(text, {}).value();
}

RightsAnswer Found(const std::string& track, const std::string& isrc = "") {
  RightsAnswer answer;
  answer.state = RightsAnswer::State::kFound;
  answer.track = {"acme", track};
  answer.title = "Nocturne";
  answer.isrc = isrc;
  for (const Right right : {Right::kSyncComposition, Right::kMaster}) {
    SplitSheet sheet;
    sheet.name = absl::StrCat(NameOf(answer.track), "/splitSheets/",
                              right == Right::kMaster ? "master" : "words");
    sheet.right = right;
    sheet.shares = {{{"acme", "ana"}, "OWNER", 1}};
    answer.split_sheets.push_back(sheet);
  }
  return answer;
}

RightsAnswer Unanswered(RightsAnswer::State state) {
  RightsAnswer answer;
  answer.state = state;
  return answer;
}

// Every track but "unknown" and "twice" exists; the ISRC is Nocturne's, that
// which ends in 9 nobody's.
RightsAnswer Catalogue(const RightsQuery& query) {
  using State = RightsAnswer::State;
  if (query.track == "unknown" || query.isrc == "GBAYE6800019") {
    return Unanswered(State::kNotFound);
  }
  if (query.track == "twice") return Unanswered(State::kAmbiguous);
  return Found("nocturne", "GBAYE6800011");
}

StatementLine Line(const std::string& track, const std::string& isrc) {
  StatementLine line;
  line.track_reference = track;
  line.isrc = isrc;
  line.net = Units("1");
  return line;
}

StatementLine Resolved(StatementLine line) {
  RightsTable table;
  const LineQueries queries = QueriesOf(line, kOctober);
  if (queries.by_track) table.Ask(*queries.by_track);
  if (queries.by_isrc) table.Ask(*queries.by_isrc);
  for (const RightsQuery& query : table.queries()) {
    table.Answer(Catalogue(query));
  }
  ResolveTrack(table, kOctober, line);
  return line;
}

TEST(MatchingTest, ResolveTrack) {
  const struct {
    const char* track;
    const char* isrc;
    const char* want;  // a track or a reason
    const char* note;
  } cases[] = {
      {"nocturne", "", kNocturne, ""},
      {kNocturne, "", kNocturne, ""},
      {"", "GBAYE6800011", kNocturne, ""},
      {"nocturne", "GBAYE6800011", kNocturne, ""},
      {"nocturne", "GBAYE6800012", kNocturne,
       "the ISRC of the track is GBAYE6800011"},
      {"unknown", "", "TRACK_UNKNOWN", ""},
      {"unknown", "GBAYE6800011", kNocturne, ""},  // the ISRC decides
      {"", "GBAYE6800019", "TRACK_UNKNOWN", ""},
      {"twice", "", "TRACK_AMBIGUOUS", ""},
      {"twice", "GBAYE6800011", "TRACK_AMBIGUOUS", ""},
      // Never asked: no name of a track, no ISRC.
      {"", "5.06E+12", "IDENTIFIER_LOST",
       "no ISRC: 5.06E+12, a number made by a spreadsheet; ask for the file as "
       "it was sent"},
      {"", "5,06E+12", "IDENTIFIER_LOST",  // where the comma is decimal
       "no ISRC: 5,06E+12, a number made by a spreadsheet; ask for the file as "
       "it was sent"},
      {"8.59E+11", "", "IDENTIFIER_LOST",
       "no name of a track: 8.59E+11, a number made by a spreadsheet; ask for "
       "the file as it was sent"},
      {"unknown", "5.06E+12", "IDENTIFIER_LOST",
       "no ISRC: 5.06E+12, a number made by a spreadsheet; ask for the file as "
       "it was sent"},
      {"8.59E+11", "GBAYE6800011", kNocturne,
       "no name of a track: 8.59E+11, a number made by a spreadsheet; ask for "
       "the file as it was sent"},
      // Not made by one.
      {"", "E+12", "TRACK_UNKNOWN", "no ISRC: E+12"},
      {"", "5.06E+", "TRACK_UNKNOWN", "no ISRC: 5.06E+"},
      {"", "5.06E+1x", "TRACK_UNKNOWN", "no ISRC: 5.06E+1x"},
      {"", "GBE+12", "TRACK_UNKNOWN", "no ISRC: GBE+12"},
      {"nocturne", "5.06E+12", kNocturne,
       "no ISRC: 5.06E+12, a number made by a spreadsheet; ask for the file as "
       "it was sent"},
      {"Nocturne (live)", "", "TRACK_UNKNOWN",
       "no name of a track: Nocturne (live)"},
      {"accounts/acme/works/x", "GBAYE6800011", kNocturne,
       "no name of a track: accounts/acme/works/x"},
      {"", "", "TRACK_UNKNOWN", ""},  // a rounding adjustment
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(absl::StrCat(c.track, " ", c.isrc));
    const StatementLine line = Resolved(Line(c.track, c.isrc));
    EXPECT_EQ(
        line.track.empty() ? ReasonName(line.suspense_reason) : line.track,
        c.want);
    EXPECT_EQ(line.note, c.note);
    EXPECT_EQ(line.state, LineState::kOpen);
    EXPECT_EQ(line.master_sheet.empty(), line.track.empty());
    EXPECT_EQ(line.composition_sheet.empty(), line.track.empty());
  }
}

TEST(MatchingTest, AsksForTheDayOfUsageElseTheLastOfTheMonth) {
  StatementLine line = Line("nocturne", "GBAYE6800011");
  EXPECT_EQ(QueriesOf(line, kOctober).by_track->as_of_date,
            absl::CivilDay(2026, 10, 31));
  line.usage_date = absl::CivilDay(2026, 9, 3);
  EXPECT_EQ(QueriesOf(line, kOctober).by_isrc->as_of_date,
            absl::CivilDay(2026, 9, 3));
}

TEST(MatchingTest, EachQuestionIsAskedOnce) {
  RightsTable table;
  const absl::CivilDay day(2026, 10, 31);
  for (const RightsQuery& query :
       {RightsQuery{"x", "", day}, RightsQuery{"", "x", day},
        RightsQuery{"x", "", day}, RightsQuery{"x", "", day + 1}}) {
    table.Ask(query);
  }
  EXPECT_EQ(table.queries().size(), 3u);
}

TEST(MatchingTest, WhatIsAnsweredAlikeIsKeptOnce) {
  RightsTable table;
  const absl::CivilDay first(2026, 10, 1);
  for (int day = 0; day < 31; ++day) {
    table.Ask({"nocturne", "", first + day});
    table.Ask({"none", "", first + day});
  }
  for (const RightsQuery& query : table.queries()) {
    RightsAnswer answer;
    if (query.track != "none") answer = Catalogue(query);
    // A new sheet holds from the 16th on.
    if (query.as_of_date.day() > 15 && !answer.split_sheets.empty()) {
      answer.split_sheets[0].name += "-2";
    }
    table.Answer(std::move(answer));
  }
  EXPECT_EQ(table.answer_count(), 62u);
  EXPECT_EQ(table.distinct_answers().size(), 3u);
  const auto sheet_on = [&](int day) {
    return table.AnswerTo({"nocturne", "", first + day - 1})
        .split_sheets[0]
        .name;
  };
  EXPECT_EQ(sheet_on(1), sheet_on(15));
  EXPECT_EQ(sheet_on(16), sheet_on(1) + "-2");
  EXPECT_EQ(table.AnswerTo({"none", "", first}).state,
            RightsAnswer::State::kNotFound);
}

Deal Split(int32_t royalty_ppm = 0) {
  Deal deal;
  deal.key = {"acme", "artlist-2026"};
  deal.library_id = "artlist";
  deal.royalty_ppm = royalty_ppm;
  deal.start_date = absl::CivilDay(2026, 10, 1);
  deal.end_date = absl::CivilDay(2026, 10, 31);
  return deal;
}

TEST(MatchingTest, MatchDeal) {
  Deal payout = Split();
  payout.licensing_model = LicensingModel::kDirectPayout;
  payout.track_ids = {"nocturne"};
  Deal other_track = Split();
  other_track.track_ids = {"etude"};
  RightsAnswer no_master = Found("nocturne");
  no_master.split_sheets.pop_back();
  Deal all_composition = Split();
  all_composition.composition_ppm = 1'000'000;
  const struct {
    const char* what;
    std::vector<Deal> deals;
    absl::CivilDay day;
    RightsAnswer rights;
    const char* want;
  } cases[] = {
      {"a deal",
       {Split()},
       absl::CivilDay(2026, 10, 1),
       Found("nocturne"),
       "MATCHED"},
      {"its last day",
       {Split()},
       absl::CivilDay(2026, 10, 31),
       Found("nocturne"),
       "MATCHED"},
      {"too early",
       {Split()},
       absl::CivilDay(2026, 9, 30),
       Found("nocturne"),
       "DEAL_MISSING"},
      {"too late",
       {Split()},
       absl::CivilDay(2026, 11, 1),
       Found("nocturne"),
       "DEAL_MISSING"},
      {"no deal",
       {},
       absl::CivilDay(2026, 10, 1),
       Found("nocturne"),
       "DEAL_MISSING"},
      {"another",
       {other_track},
       absl::CivilDay(2026, 10, 1),
       Found("nocturne"),
       "DEAL_MISSING"},
      {"paid once",
       {payout},
       absl::CivilDay(2026, 10, 1),
       Found("nocturne"),
       "DEAL_EARNS_NOTHING"},
      {"no owners",
       {Split()},
       absl::CivilDay(2026, 10, 1),
       no_master,
       "RIGHTS_MISSING"},
      {"none needed",
       {all_composition},
       absl::CivilDay(2026, 10, 1),
       no_master,
       "MATCHED"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    StatementLine line = Resolved(Line("nocturne", ""));
    line.usage_date = c.day;
    const Deal* deal = MatchDeal({{kNocturne, c.deals}}, c.rights, kOctober,
                                 ParseCurrency("c", "USD").value(), line);
    EXPECT_EQ(line.state == LineState::kMatched
                  ? "MATCHED"
                  : ReasonName(line.suspense_reason),
              c.want);
    EXPECT_EQ(deal != nullptr, line.state == LineState::kMatched);
    EXPECT_EQ(line.note, "");
  }
  StatementLine unknown = Resolved(Line("unknown", ""));
  EXPECT_EQ(
      MatchDeal({}, {}, kOctober, ParseCurrency("c", "USD").value(), unknown),
      nullptr);
  EXPECT_EQ(unknown.state, LineState::kSuspense);
  EXPECT_EQ(unknown.suspense_reason, SuspenseReason::kTrackUnknown);
}

TEST(MatchingTest, NotesAnotherRate) {
  const struct {
    const char* gross;
    const char* net;
    int32_t royalty_ppm;
    const char* note;
  } cases[] = {
      {"10", "5", 500'000, ""},
      {"10", "4", 500'000, "pays 40% of gross, the deal says 50%"},
      {"10", "5.005", 500'000, ""},  // rounded to the cent
      {"10", "5.0051", 500'000, "pays 50.051% of gross, the deal says 50%"},
      {"-10", "-4", 500'000, "pays 40% of gross, the deal says 50%"},
      {"3", "1", 500'000, "pays 33.3333% of gross, the deal says 50%"},
      {"10", "4", 0, ""},  // nobody knows the rate
      {"0", "4", 500'000, ""},
      {"9999999999999", "9999999999999", 500'000,
       "pays 100% of gross, the deal says 50%"},
      {"0.000000000000000001", "9999999999999", 500'000,
       "pays 100000000000000% of gross, the deal says 50%"},
  };
  for (const auto& c : cases) {
    StatementLine line = Resolved(Line("nocturne", ""));
    line.gross = Units(c.gross);
    line.net = Units(c.net);
    MatchDeal({{kNocturne, {Split(c.royalty_ppm)}}}, Found("nocturne"),
              kOctober, ParseCurrency("c", "USD").value(), line);
    EXPECT_EQ(line.note, c.note);
    EXPECT_EQ(line.state, LineState::kMatched);
  }
}

}  // namespace
}  // namespace ritornello::royalties
