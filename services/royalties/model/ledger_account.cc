#include "services/royalties/model/ledger_account.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/status/check.h"
#include "libs/status/error.h"

namespace ritornello::royalties {
namespace {

bool IsRoot(absl::string_view segment) {
  return segment == "Assets" || segment == "Liabilities" ||
         segment == "Equity" || segment == "Income" || segment == "Expenses";
}

bool IsSegment(absl::string_view segment) {
  for (const char c : segment) {
    if (!absl::ascii_isalnum(c) && c != '.' && c != '_' && c != '-') {
      return false;
    }
  }
  return !segment.empty();
}

bool IsLedgerAccount(absl::string_view name) {
  if (name.size() > kLedgerAccountSizeMax) return false;
  const std::vector<absl::string_view> segments = absl::StrSplit(name, ':');
  if (segments.size() < 2 || !IsRoot(segments[0])) return false;
  for (const absl::string_view segment : segments) {
    if (!IsSegment(segment)) return false;
  }
  return true;
}

}  // namespace

absl::Status ValidateLedgerAccount(absl::string_view field,
                                   absl::string_view name) {
  if (IsLedgerAccount(name)) return absl::OkStatus();
  return InvalidField(
      field,
      absl::StrCat("must be Assets, Liabilities, Equity, Income or Expenses "
                   "and segments of letters, digits, '.', '_' and '-' after "
                   "colons, at most ",
                   kLedgerAccountSizeMax, " bytes, got \"",
                   name.substr(0, kLedgerAccountSizeMax), "\""));
}

absl::string_view AccruedRightWord(Right right) {
  RITORNELLO_CHECK(right == Right::kMaster || right == Right::kSyncComposition);
  return right == Right::kMaster ? "Master" : "Composition";
}

std::string DocumentSegment(const DealKey& deal) {
  return absl::StrCat(deal.account_id, ".", deal.deal_id);
}

std::string DocumentSegment(const StatementKey& statement) {
  return statement.statement_id;
}

std::string ReceivableAccount(absl::string_view source,
                              absl::string_view document_segment) {
  return absl::StrCat("Assets:Receivable:", source, ":", document_segment);
}

std::string UndistributedAccount(absl::string_view document_segment) {
  return absl::StrCat("Liabilities:Undistributed:", document_segment);
}

std::string SuspenseAccount(absl::string_view document_segment) {
  return absl::StrCat("Liabilities:Suspense:Unmatched:", document_segment);
}

std::string AccruedAccount(const PartyKey& payee, Right right) {
  return absl::StrCat("Liabilities:Accrued:", payee.account_id, ":",
                      payee.party_id, ":", AccruedRightWord(right));
}

}  // namespace ritornello::royalties
