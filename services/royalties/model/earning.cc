#include "services/royalties/model/earning.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/sha256/sha256.h"
#include "libs/status/error.h"
#include "services/royalties/model/ledger_account.h"
#include "services/royalties/model/netstring.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {

absl::Status CheckEarnings(const Transaction& transaction,
                           std::span<const Earning> earnings) {
  std::map<std::pair<std::string, std::string>, absl::int128> sums;
  for (const Earning& earning : earnings) {
    sums[{AccruedAccount(earning.payee, earning.right), earning.currency}] +=
        earning.amount_micros;
  }
  if (sums.empty()) return absl::OkStatus();
  for (const Leg& leg : transaction.legs) {
    const auto sum = sums.find({leg.ledger_account, leg.currency});
    if (sum != sums.end()) sum->second += leg.amount_micros;
  }
  for (const auto& [key, sum] : sums) {
    if (sum == 0) continue;
    return InvalidField("earnings",
                        absl::StrCat("must add up to the legs of ", key.first));
  }
  return absl::OkStatus();
}

std::string EarningsSha256(std::span<const Earning> earnings) {
  if (earnings.empty()) return "";
  std::vector<std::string> texts;
  texts.reserve(earnings.size());
  for (const Earning& earning : earnings) {
    std::string& text = texts.emplace_back();
    AppendNetstring(text, earning.payee.account_id);
    AppendNetstring(text, earning.payee.party_id);
    AppendNetstring(text, earning.currency);
    AppendNetstring(text, absl::StrCat(earning.amount_micros));
    AppendNetstring(text, AccruedRightWord(earning.right));
    AppendNetstring(text, earning.role);
    AppendNetstring(text, absl::StrCat(earning.weight));
    AppendNetstring(text, absl::StrCat(earning.weight_total));
    AppendNetstring(text, earning.track);
    AppendNetstring(text, earning.track_title);
    AppendNetstring(text, earning.source);
    AppendNetstring(text, earning.document);
    AppendNetstring(text, DayText(earning.effective_date));
    AppendNetstring(text, PeriodText(earning.period));
  }
  std::sort(texts.begin(), texts.end());
  Sha256 sha256;
  for (const std::string& text : texts) sha256.Add(text);
  return sha256.Hex();
}

}  // namespace ritornello::royalties
