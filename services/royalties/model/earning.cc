#include "services/royalties/model/earning.h"

#include <map>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "services/royalties/model/ledger_account.h"

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

}  // namespace ritornello::royalties
