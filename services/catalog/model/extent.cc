#include "services/catalog/model/extent.h"

#include <algorithm>
#include <bitset>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/status/error.h"

namespace ritornello::catalog {
namespace {

// ISO 3166-1, officially assigned codes as of 2024, and XK, which is assigned
// by its users and which statements carry.
constexpr absl::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ"
    " BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO "
    "CR"
    " CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR"
    " GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
    "HU"
    " ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ"
    " LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP "
    "MQ"
    " MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
    "PF"
    " PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH "
    "SI"
    " SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO "
    "TR"
    " TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM"
    " ZW";

// One bit for each pair of letters.
using Countries = std::bitset<26 * 26>;

size_t BitOf(absl::string_view code) {
  return static_cast<size_t>(code[0] - 'A') * 26 +
         static_cast<size_t>(code[1] - 'A');
}

const Countries& World() {
  static const Countries kWorld = [] {
    Countries world;
    for (size_t i = 0; i < kCountries.size(); i += 3) {
      world.set(BitOf(kCountries.substr(i, 2)));
    }
    return world;
  }();
  return kWorld;
}

bool IsCountry(absl::string_view code) {
  return code.size() == 2 && absl::ascii_isupper(code[0]) &&
         absl::ascii_isupper(code[1]) && World().test(BitOf(code));
}

Countries CountriesOf(const Extent& extent) {
  Countries countries;
  for (const std::string& code : extent.territories) {
    countries.set(BitOf(code));
  }
  if (extent.territories.empty()) countries = World();
  for (const std::string& code : extent.excluded_territories) {
    countries.reset(BitOf(code));
  }
  return countries;
}

absl::string_view MeantBy(absl::string_view code) {
  if (code == "UK") return "; the United Kingdom is GB";
  if (code == "EL") return "; Greece is GR";
  if (code == "WW" || code == "XW") return "; for the world give none";
  return "";
}

void NormalizeCodes(absl::string_view field, std::vector<std::string>& codes,
                    std::vector<FieldViolation>& violations) {
  const size_t wrong_before = violations.size();
  for (size_t i = 0; i < codes.size(); ++i) {
    codes[i] = absl::AsciiStrToUpper(codes[i]);
    if (IsCountry(codes[i])) continue;
    violations.push_back(
        {absl::StrCat(field, "[", i, "]"),
         absl::StrCat("must be an ISO 3166-1 alpha-2 code like DE, got \"",
                      absl::string_view(codes[i]).substr(0, 20), "\"",
                      MeantBy(codes[i]))});
  }
  if (violations.size() > wrong_before) return;
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
}

absl::CivilDay FirstDay(const Extent& extent) {
  return extent.first_day.value_or(absl::CivilDay::min());
}
absl::CivilDay LastDay(const Extent& extent) {
  return extent.last_day.value_or(absl::CivilDay::max());
}

}  // namespace

absl::Status Normalize(Extent& extent) {
  std::vector<FieldViolation> violations;
  NormalizeCodes("territories", extent.territories, violations);
  NormalizeCodes("excluded_territories", extent.excluded_territories,
                 violations);
  if (violations.empty() && CountriesOf(extent).none()) {
    violations.push_back({"excluded_territories", "leaves no country"});
  }
  if (LastDay(extent) < FirstDay(extent)) {
    violations.push_back(
        {"end_date", absl::StrCat("must not be before the first day, ",
                                  absl::FormatCivilTime(FirstDay(extent)))});
  }
  if (violations.empty()) return absl::OkStatus();
  return InvalidFields(violations);
}

bool Overlap(const Extent& a, const Extent& b) {
  return FirstDay(a) <= LastDay(b) && FirstDay(b) <= LastDay(a) &&
         (CountriesOf(a) & CountriesOf(b)).any();
}

bool Covers(const Extent& a, const Extent& b) {
  return FirstDay(a) <= FirstDay(b) && LastDay(a) >= LastDay(b) &&
         (CountriesOf(b) & ~CountriesOf(a)).none();
}

absl::Status EndOn(absl::CivilDay last_day, Extent& extent) {
  const auto refuse = [](absl::string_view what, absl::CivilDay day) {
    return InvalidField(
        "last_date",
        absl::StrCat("must not be ", what, " ", absl::FormatCivilTime(day)));
  };
  if (last_day < FirstDay(extent)) {
    return refuse("before the first day,", FirstDay(extent));
  }
  if (last_day > LastDay(extent)) {
    return refuse("after the last day so far,", LastDay(extent));
  }
  extent.last_day = last_day;
  return absl::OkStatus();
}

std::string InWords(const Extent& extent) {
  std::vector<std::string> words;
  if (!extent.territories.empty()) {
    words.push_back(
        absl::StrCat("in ", absl::StrJoin(extent.territories, ", ")));
  }
  if (!extent.excluded_territories.empty()) {
    words.push_back(absl::StrCat(
        "outside of ", absl::StrJoin(extent.excluded_territories, ", ")));
  }
  if (extent.first_day.has_value()) {
    words.push_back(
        absl::StrCat("from ", absl::FormatCivilTime(*extent.first_day)));
  }
  words.push_back(
      extent.last_day.has_value()
          ? absl::StrCat("until ", absl::FormatCivilTime(*extent.last_day))
          : "for ever");
  return absl::StrJoin(words, " ");
}

}  // namespace ritornello::catalog
