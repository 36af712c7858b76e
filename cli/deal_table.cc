#include "cli/deal_table.h"

#include "absl/strings/str_cat.h"
#include "cli/format.h"

namespace ritornello::cli {
namespace {

// Parts per million as a percentage: "12.5%".
std::string PercentText(int32_t ppm) {
  std::string text = absl::StrCat(ppm / 10'000);
  std::string fraction = absl::StrCat(10'000 + ppm % 10'000).substr(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (!fraction.empty()) absl::StrAppend(&text, ".", fraction);
  return text + "%";
}

}  // namespace

std::vector<Column> DealColumns() {
  return {{"DEAL"},
          {"LIBRARY"},
          {"MODEL"},
          {"TRACKS"},
          {"ROYALTY", Align::kRight},
          {"COMMISSION", Align::kRight},
          {"COMPOSITION", Align::kRight},
          {"FEE", Align::kPoint},
          {"FROM"},
          {"UNTIL"}};
}

std::vector<std::string> DealRow(const royalties::v1::Deal& deal) {
  return {deal.name(),
          LastPart(deal.library()),
          Humane(royalties::v1::LicensingModel_Name(deal.licensing_model())),
          deal.tracks_size() == 0   ? "all"
          : deal.tracks_size() == 1 ? LastPart(deal.tracks(0))
                                    : absl::StrCat(deal.tracks_size()),
          deal.royalty_ppm() == 0 ? "" : PercentText(deal.royalty_ppm()),
          PercentText(deal.commission_ppm()),
          PercentText(deal.composition_ppm()),
          deal.has_fee() ? absl::StrCat(AmountText(deal.fee()), " ",
                                        deal.fee().currency_code())
                         : "",
          DateText(deal.start_date()),
          deal.has_void_time() ? "void" : DateText(deal.end_date())};
}

void ShowDeal(Session& session, const royalties::v1::Deal& deal) {
  Table table(DealColumns());
  table.AddRow(DealRow(deal));
  Show(session, deal, table);
}

}  // namespace ritornello::cli
