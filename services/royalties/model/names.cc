#include "services/royalties/model/names.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

bool IsIdText(absl::string_view text, size_t size_max) {
  if (text.empty() || text.size() > size_max) return false;
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') {
      return false;
    }
  }
  return true;
}

bool IsId(absl::string_view text) {
  return IsIdText(text, kIdSizeMax) && absl::ascii_islower(text[0]);
}

absl::Status Unlike(absl::string_view field, absl::string_view form,
                    absl::string_view name) {
  return InvalidField(field,
                      absl::StrCat("must be like ", form, ", got \"",
                                   name.substr(0, 2 * kIdSizeMax), "\""));
}

// The ids of a name whose pattern is "collection/id" or
// "collection/id/collection/id"; empty when it is not so.
std::vector<std::string> IdsOf(absl::string_view name, absl::string_view outer,
                               absl::string_view inner) {
  std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() != (inner.empty() ? 2 : 4)) return {};
  if (parts[0] != outer || !IsId(parts[1])) return {};
  if (inner.empty()) return {parts[1]};
  if (parts[2] != inner || parts[3].empty()) return {};
  return {parts[1], parts[3]};
}

absl::StatusOr<std::string> ParseOne(absl::string_view field,
                                     absl::string_view name,
                                     absl::string_view collection,
                                     absl::string_view form) {
  const std::vector<std::string> ids = IdsOf(name, collection, "");
  if (ids.empty()) return Unlike(field, form, name);
  return ids[0];
}

template <typename Key>
absl::StatusOr<Key> ParseOfAccount(absl::string_view field,
                                   absl::string_view name,
                                   absl::string_view collection,
                                   absl::string_view form) {
  const std::vector<std::string> ids = IdsOf(name, "accounts", collection);
  if (ids.empty() || !IsId(ids[1])) return Unlike(field, form, name);
  return Key{ids[0], ids[1]};
}

}  // namespace

absl::Status ValidateId(absl::string_view field, absl::string_view id) {
  if (IsId(id)) return absl::OkStatus();
  return InvalidField(
      field, absl::StrCat("must be 1..", kIdSizeMax,
                          " of a-z, 0-9 and hyphens and start with a letter, "
                          "got \"",
                          id.substr(0, 2 * kIdSizeMax), "\""));
}

absl::StatusOr<std::string> ParseBookName(absl::string_view field,
                                          absl::string_view name) {
  return ParseOne(field, name, "books", "books/{book}");
}

absl::StatusOr<StatementKey> ParseStatementName(absl::string_view field,
                                                absl::string_view name) {
  const std::vector<std::string> ids = IdsOf(name, "books", "statements");
  if (ids.empty() || !IsIdText(ids[1], kStatementIdSizeMax)) {
    return Unlike(field, "books/{book}/statements/{statement}", name);
  }
  return StatementKey{ids[0], ids[1]};
}

absl::StatusOr<MonthKey> ParseMonthName(absl::string_view field,
                                        absl::string_view name) {
  const std::vector<std::string> ids = IdsOf(name, "books", "months");
  if (ids.empty()) return Unlike(field, "books/{book}/months/2026-10", name);
  RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilMonth month,
                              ParsePeriod(field, ids[1]));
  return MonthKey{ids[0], month};
}

absl::StatusOr<std::string> ParseAccountName(absl::string_view field,
                                             absl::string_view name) {
  return ParseOne(field, name, "accounts", "accounts/{account}");
}

absl::StatusOr<DealKey> ParseDealName(absl::string_view field,
                                      absl::string_view name) {
  return ParseOfAccount<DealKey>(field, name, "deals",
                                 "accounts/{account}/deals/{deal}");
}

absl::StatusOr<PartyKey> ParsePayeeName(absl::string_view field,
                                        absl::string_view name) {
  return ParseOfAccount<PartyKey>(field, name, "payees",
                                  "accounts/{account}/payees/{payee}");
}

absl::StatusOr<PartyKey> ParsePartyName(absl::string_view field,
                                        absl::string_view name) {
  return ParseOfAccount<PartyKey>(field, name, "parties",
                                  "accounts/{account}/parties/{party}");
}

absl::StatusOr<TrackKey> ParseTrackName(absl::string_view field,
                                        absl::string_view name) {
  return ParseOfAccount<TrackKey>(field, name, "tracks",
                                  "accounts/{account}/tracks/{track}");
}

absl::StatusOr<std::string> ParseLibraryName(absl::string_view field,
                                             absl::string_view name) {
  return ParseOne(field, name, "libraries", "libraries/{library}");
}

std::string BookName(absl::string_view book) {
  return absl::StrCat("books/", book);
}
std::string AccountName(absl::string_view account_id) {
  return absl::StrCat("accounts/", account_id);
}
std::string LibraryName(absl::string_view library_id) {
  return absl::StrCat("libraries/", library_id);
}
std::string PayeeName(const PartyKey& key) {
  return absl::StrCat("accounts/", key.account_id, "/payees/", key.party_id);
}
std::string PartyName(const PartyKey& key) {
  return absl::StrCat("accounts/", key.account_id, "/parties/", key.party_id);
}
std::string NameOf(const TransactionKey& key) {
  return absl::StrCat("books/", key.book, "/transactions/", key.sequence);
}
std::string NameOf(const StatementKey& key) {
  return absl::StrCat("books/", key.book, "/statements/", key.statement_id);
}
std::string NameOf(const MonthKey& key) {
  return absl::StrCat("books/", key.book, "/months/", PeriodText(key.month));
}
std::string NameOf(const DealKey& key) {
  return absl::StrCat("accounts/", key.account_id, "/deals/", key.deal_id);
}
std::string NameOf(const TrackKey& key) {
  return absl::StrCat("accounts/", key.account_id, "/tracks/", key.track_id);
}

}  // namespace ritornello::royalties
