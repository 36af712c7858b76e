#include "services/royalties/model/currency.h"

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"

namespace ritornello::royalties {
namespace {

// ISO 4217 list one, by the decimals of the minor unit.
constexpr absl::string_view kNoDecimals =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr absl::string_view kThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";
constexpr absl::string_view kFourDecimals = "CLF UYW";
constexpr absl::string_view kTwoDecimals =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL "
    "BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK "
    "DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK "
    "NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
    "USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

bool IsListed(absl::string_view list, absl::string_view code) {
  for (size_t at = 0; at < list.size(); at += 4) {
    if (list.substr(at, 3) == code) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<Currency> ParseCurrency(absl::string_view field,
                                       absl::string_view code) {
  if (code.size() == 3) {
    if (IsListed(kTwoDecimals, code)) return Currency(code, 2);
    if (IsListed(kNoDecimals, code)) return Currency(code, 0);
    if (IsListed(kThreeDecimals, code)) return Currency(code, 3);
    if (IsListed(kFourDecimals, code)) return Currency(code, 4);
  }
  return InvalidField(
      field, absl::StrCat("must be the ISO 4217 code of a currency, as USD, "
                          "got \"",
                          code, "\""));
}

}  // namespace ritornello::royalties
