// How fast a statement becomes transactions, without the database: lines are
// parsed, matched with tracks and deals, summed and divided. `items_per_second`
// is lines per second of one core.
#include <benchmark/benchmark.h>

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "services/royalties/formats/statement_csv.h"
#include "services/royalties/model/matching.h"
#include "services/royalties/model/statement_posting.h"

namespace ritornello::royalties {
namespace {

constexpr size_t kLineCount = 1'000'000;
constexpr size_t kTrackCount = 5'000;
constexpr absl::CivilMonth kPeriod(2026, 10);

std::string IsrcOf(size_t track) {
  return absl::StrCat("GBAYE26", absl::Dec(track, absl::kZeroPad5));
}

// Lines use tracks on so many days of the month.
std::string Csv(int day_count) {
  std::mt19937_64 random(1);
  std::string text =
      "isrc,title,units,gross,net,currency,usage_date,territory\n";
  for (size_t i = 0; i < kLineCount; ++i) {
    const size_t track = random() % kTrackCount;
    absl::StrAppend(&text, IsrcOf(track), ",Nocturne No. ", track, ",",
                    random() % 9, ",0.0",
                    absl::Dec(random() % 100'000, absl::kZeroPad5), ",0.00",
                    absl::Dec(random() % 100'000, absl::kZeroPad5), ",USD,");
    absl::StrAppend(&text, "2026-10-",
                    absl::Dec(1 + random() % static_cast<uint64_t>(day_count),
                              absl::kZeroPad2),
                    ",DE\n");
  }
  return text;
}

// The profile is found once, however long the file.
StatementLayout Layout(const std::string& text) {
  static const StatementProfile* const profile = [] {
    const char json[] =
        R"({"name": "generic", "display_name": "Generic", "provenance": "own",
            "columns": {"isrc": ["isrc"], "title": ["title"],
                        "units": ["units"], "gross": ["gross"],
                        "net": ["net"], "currency": ["currency"],
                        "usage_date": ["usage_date"],
                        "territory": ["territory"]},
            "date_formats": ["YYYY-MM-DD", "YYYY-MM"]})";
    return new StatementProfile(ParseProfile("generic.json", json).value());
  }();
  return FindLayout(SourceOf(text), std::vector{profile}).value();
}

RightsAnswer AnswerOf(const RightsQuery& query) {
  RightsAnswer answer;
  answer.state = RightsAnswer::State::kFound;
  answer.track = {"acme", "track-" + query.isrc.substr(7)};
  answer.isrc = query.isrc;
  for (const Right right : {Right::kSyncComposition, Right::kMaster}) {
    answer.split_sheets.push_back(
        {absl::StrCat(NameOf(answer.track), "/splitSheets/", RightName(right)),
         right,
         kAlways,
         {{{"acme", "ana"}, "WRITER", 1}, {{"acme", "ben"}, "WRITER", 2}}});
  }
  return answer;
}

// The catalogue's answers and the deals: in a run they come from elsewhere.
struct World {
  RightsTable rights;
  DealsByTrack deals;
};

World MakeWorld(int day_count) {
  World world;
  Deal deal;
  deal.key = {"acme", "artlist-2026"};
  deal.library_id = "artlist";
  deal.commission_ppm = 100'000;
  deal.start_date = absl::CivilDay(2026, 1, 1);
  for (size_t track = 0; track < kTrackCount; ++track) {
    for (int day = 1; day <= day_count; ++day) {
      const RightsQuery query{"", IsrcOf(track), absl::CivilDay(2026, 10, day)};
      world.rights.Ask(query);
      world.rights.Answer(AnswerOf(query));
    }
    world.deals["accounts/acme/tracks/track-" + IsrcOf(track).substr(7)] = {
        deal};
  }
  return world;
}

void Parse(benchmark::State& state) {
  const auto day_count = static_cast<int>(state.range(0));
  const std::string text = Csv(day_count);
  const Currency currency = ParseCurrency("c", "USD").value();
  const StatementLayout layout = Layout(text);
  for (auto _ : state) {
    auto reader = StatementCsvReader::Open(SourceOf(text), layout, currency);
    StatementLine line;
    while (*reader->Next(line)) {
    }
    RITORNELLO_CHECK(reader->line_count() == kLineCount);
  }
  state.SetItemsProcessed(state.iterations() * int64_t{kLineCount});
}
BENCHMARK(Parse)->Arg(31)->Unit(benchmark::kMillisecond);

void ParseMatchAndAllocate(benchmark::State& state) {
  const auto day_count = static_cast<int>(state.range(0));
  const std::string text = Csv(day_count);
  const Currency currency = ParseCurrency("c", "USD").value();
  const StatementLayout layout = Layout(text);
  const World world = MakeWorld(day_count);
  const Statement statement{.key = {"main", "st"},
                            .source = "artlist",
                            .source_account = "a",
                            .period = kPeriod,
                            .currency = currency};
  for (auto _ : state) {
    auto reader = StatementCsvReader::Open(SourceOf(text), layout, currency);
    EarnedSums earned;
    StatementLine line;
    while (*reader->Next(line)) {
      const RightsAnswer& rights = *ResolveTrack(world.rights, kPeriod, line);
      const Deal* deal =
          MatchDeal(world.deals, rights, kPeriod, currency, line);
      earned.Add(line, kPeriod, *deal, rights);
    }
    const auto posted = PostFirst(statement, earned, 0, 0);
    RITORNELLO_CHECK(posted.ok() && posted->postings.size() == 2);
  }
  state.SetItemsProcessed(state.iterations() * int64_t{kLineCount});
}
BENCHMARK(ParseMatchAndAllocate)
    ->Arg(1)
    ->Arg(31)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ritornello::royalties
