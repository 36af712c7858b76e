#include "services/royalties/model/transaction.h"

#include <algorithm>
#include <limits>
#include <map>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/sha256/sha256.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/ledger_account.h"
#include "services/royalties/model/netstring.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

absl::Status ValidateText(absl::string_view field, absl::string_view text,
                          size_t size_max) {
  if (text.size() > size_max) {
    return InvalidField(field, absl::StrCat("must be at most ", size_max,
                                            " bytes, got ", text.size()));
  }
  for (const char c : text) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
      return InvalidField(field, "must not hold control characters");
    }
  }
  return absl::OkStatus();
}

bool IsCurrency(absl::string_view code) {
  return code.size() >= 3 && code.size() <= kCurrencySizeMax &&
         std::all_of(code.begin(), code.end(), absl::ascii_isupper);
}

absl::Status ValidateLeg(absl::string_view field, const Leg& leg) {
  RITORNELLO_RETURN_IF_ERROR(ValidateLedgerAccount(
      absl::StrCat(field, ".ledger_account"), leg.ledger_account));
  if (!IsCurrency(leg.currency)) {
    return InvalidField(absl::StrCat(field, ".currency"),
                        absl::StrCat("must be 3..", kCurrencySizeMax,
                                     " of A-Z, got \"", leg.currency, "\""));
  }
  if (leg.amount_micros == 0) {
    return InvalidField(absl::StrCat(field, ".amount_micros"), "must not be 0");
  }
  if (leg.amount_micros == std::numeric_limits<int64_t>::min()) {
    return absl::OutOfRangeError(
        absl::StrCat(field, ": amount does not fit, got ", leg.amount_micros));
  }
  return absl::OkStatus();
}

absl::Status ValidateZeroSum(const std::vector<Leg>& legs) {
  std::map<absl::string_view, absl::int128> sums;
  for (const Leg& leg : legs) sums[leg.currency] += leg.amount_micros;
  for (const auto& [currency, sum] : sums) {
    if (sum == 0) continue;
    return InvalidField(
        "legs", absl::StrCat("must add up to zero in ", currency, ", they are ",
                             sum > 0 ? "debit" : "credit", " heavy"));
  }
  return absl::OkStatus();
}

}  // namespace

std::string OneLine(absl::string_view text) {
  std::string line(text);
  absl::RemoveExtraAsciiWhitespace(&line);
  for (char& c : line) {
    if (absl::ascii_isspace(static_cast<unsigned char>(c))) c = ' ';
  }
  return line;
}

absl::Status Validate(const Transaction& transaction) {
  RITORNELLO_RETURN_IF_ERROR(ValidateText(
      "description", transaction.description, kDescriptionSizeMax));
  RITORNELLO_RETURN_IF_ERROR(
      ValidateText("document", transaction.document, kDocumentSizeMax));
  const size_t count = transaction.legs.size();
  if (count < 2 || count > kLegCountMax) {
    return InvalidField(
        "legs", absl::StrCat("must number 2..", kLegCountMax, ", got ", count));
  }
  for (size_t i = 0; i < count; ++i) {
    RITORNELLO_RETURN_IF_ERROR(
        ValidateLeg(absl::StrCat("legs[", i, "]"), transaction.legs[i]));
  }
  return ValidateZeroSum(transaction.legs);
}

absl::Status ValidateVoidReason(absl::string_view reason) {
  if (!reason.empty() && reason.size() <= kVoidReasonSizeMax) {
    return absl::OkStatus();
  }
  return InvalidField("reason", absl::StrCat("must be 1..", kVoidReasonSizeMax,
                                             " bytes, got ", reason.size()));
}

std::string PayloadSha256(const Transaction& transaction,
                          absl::string_view earnings_sha256) {
  std::string bytes;
  AppendNetstring(bytes, "ritornello-transaction-1");
  AppendNetstring(bytes, DayText(transaction.effective_date));
  AppendNetstring(bytes, PeriodText(transaction.period));
  AppendNetstring(bytes, transaction.description);
  AppendNetstring(bytes, transaction.document);
  AppendNetstring(bytes, absl::StrCat(transaction.reverses.value_or(0)));
  AppendNetstring(bytes, absl::StrCat(transaction.legs.size()));
  std::vector<const Leg*> ordered;
  ordered.reserve(transaction.legs.size());
  for (const Leg& leg : transaction.legs) ordered.push_back(&leg);
  std::sort(ordered.begin(), ordered.end(),
            [](const Leg* a, const Leg* b) { return *a < *b; });
  for (const Leg* leg : ordered) {
    AppendNetstring(bytes, leg->ledger_account);
    AppendNetstring(bytes, leg->currency);
    AppendNetstring(bytes, absl::StrCat(leg->amount_micros));
  }
  AppendNetstring(bytes, earnings_sha256);
  return Sha256Hex(bytes);
}

std::string ChainHash(absl::string_view previous, int64_t sequence,
                      absl::Time record_time, absl::string_view idempotency_key,
                      absl::string_view payload_sha256) {
  std::string bytes;
  AppendNetstring(bytes, previous);
  AppendNetstring(bytes, absl::StrCat(sequence));
  AppendNetstring(bytes, absl::StrCat(absl::ToUnixMicros(record_time)));
  AppendNetstring(bytes, idempotency_key);
  AppendNetstring(bytes, payload_sha256);
  return Sha256Hex(bytes);
}

Transaction Mirror(const PostedTransaction& posted, absl::CivilMonth period,
                   absl::string_view description) {
  Transaction mirror = posted.transaction;
  mirror.period = period;
  mirror.description = OneLine(description);
  mirror.reverses = posted.sequence;
  for (Leg& leg : mirror.legs) leg.amount_micros = -leg.amount_micros;
  return mirror;
}

}  // namespace ritornello::royalties
