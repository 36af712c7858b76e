#include "services/catalog/domain/ingest_parties.h"

#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/party_store.h"

namespace ritornello::catalog {
namespace {

// What the account has of the parties that shares name, by id or by name.
struct Known {
  std::set<PartyKey> missing;
  std::map<std::string, std::vector<PartyKey>> by_name;
};

absl::StatusOr<Known> ReadKnown(sql::Connection& connection,
                                const std::string& account_id,
                                std::span<const PlannedItem> items) {
  std::set<PartyKey> keys;
  std::set<std::string> names;
  for (const PlannedItem& item : items) {
    for (const PlannedSheet& planned : item.sheets) {
      for (const Share& share : planned.sheet.sheet.shares) {
        if (share.party_id.empty()) {
          names.insert(share.party_name);
        } else {
          keys.insert({account_id, share.party_id});
        }
      }
    }
  }
  Known known;
  RITORNELLO_ASSIGN_OR_RETURN(known.missing, MissingParties(connection, keys));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Party> parties,
      FindPartiesByDisplayName(connection, account_id, names));
  for (const Party& party : parties) {
    known.by_name[party.display_name].push_back(party.key);
  }
  return known;
}

absl::Status Find(const Known& known, const std::string& account_id,
                  const std::string& field, Share& share) {
  if (!share.party_id.empty()) {
    const PartyKey key{account_id, share.party_id};
    if (known.missing.count(key) == 0) return absl::OkStatus();
    return InvalidField(
        absl::StrCat(field, ".party"),
        absl::StrCat("no party ", NameOf(key), "; create it first"));
  }
  const auto found = known.by_name.find(share.party_name);
  if (found == known.by_name.end()) return absl::OkStatus();
  if (found->second.size() > 1) {
    const auto name = [](std::string* out, const PartyKey& key) {
      absl::StrAppend(out, NameOf(key));
    };
    return InvalidField(
        absl::StrCat(field, ".party_display_name"),
        absl::StrCat("is the name of ",
                     absl::StrJoin(found->second, " and ", name),
                     ": say which as party"));
  }
  share.party_id = found->second[0].party_id;
  share.party_name.clear();
  return absl::OkStatus();
}

absl::Status FindInItem(const Known& known, const std::string& account_id,
                        PlannedItem& item) {
  for (PlannedSheet& planned : item.sheets) {
    std::vector<Share>& shares = planned.sheet.sheet.shares;
    for (size_t i = 0; i < shares.size(); ++i) {
      RITORNELLO_RETURN_IF_ERROR(
          Find(known, account_id,
               absl::StrCat(planned.field, ".shares[", i, "]"), shares[i]));
    }
    // One party may have been named in two ways.
    RITORNELLO_RETURN_IF_ERROR(
        WithFieldPrefix(Normalize(planned.sheet.sheet), planned.field));
  }
  return absl::OkStatus();
}

// Names that are left, and which item says each first.
std::map<std::string, PlannedItem*> NewNames(std::span<PlannedItem> items) {
  std::map<std::string, PlannedItem*> names;
  for (PlannedItem& item : items) {
    if (item.is_rejected()) continue;
    for (const PlannedSheet& planned : item.sheets) {
      for (const Share& share : planned.sheet.sheet.shares) {
        if (share.party_id.empty()) names.try_emplace(share.party_name, &item);
      }
    }
  }
  return names;
}

// An id for each of `names` that no party of the account and no other of them
// has; the same whenever the same ones are taken.
absl::StatusOr<std::map<std::string, PartyKey>> FreeIds(
    sql::Connection& connection, const std::string& account_id,
    const std::map<std::string, PlannedItem*>& names) {
  std::map<std::string, PartyKey> ids;
  std::set<PartyKey> given;
  for (int retry = 0; ids.size() < names.size(); ++retry) {
    std::map<std::string, PartyKey> wanted;
    std::set<PartyKey> keys;
    for (const auto& [name, item] : names) {
      if (ids.count(name) > 0) continue;
      wanted[name] = {account_id, PartyId(name, retry)};
      keys.insert(wanted[name]);
    }
    RITORNELLO_ASSIGN_OR_RETURN(const std::set<PartyKey> free,
                                MissingParties(connection, keys));
    for (const auto& [name, key] : wanted) {
      if (free.count(key) > 0 && given.insert(key).second) ids[name] = key;
    }
  }
  return ids;
}

// Aborted, to look again, when somebody else has made one of `names` since it
// was looked for: its id would be taken, and its name made twice.
absl::Status RequireStillNew(sql::Connection& connection,
                             const std::string& account_id,
                             const std::map<std::string, PlannedItem*>& names) {
  std::set<std::string> wanted;
  for (const auto& [name, item] : names) wanted.insert(name);
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Party> parties,
      FindPartiesByDisplayName(connection, account_id, wanted));
  if (parties.empty()) return absl::OkStatus();
  return absl::AbortedError(
      absl::StrCat(NameOf(parties[0].key), " has just been made"));
}

}  // namespace

absl::Status FindParties(sql::Connection& connection,
                         const std::string& account_id,
                         std::span<PlannedItem> items) {
  RITORNELLO_ASSIGN_OR_RETURN(const Known known,
                              ReadKnown(connection, account_id, items));
  for (PlannedItem& item : items) {
    if (item.is_rejected()) continue;
    item.ack.error = FindInItem(known, account_id, item);
  }
  return absl::OkStatus();
}

absl::Status PlanParties(sql::Connection& connection,
                         const std::string& account_id,
                         std::span<PlannedItem> items, absl::Time now) {
  const std::map<std::string, PlannedItem*> names = NewNames(items);
  if (names.empty()) return absl::OkStatus();
  RITORNELLO_ASSIGN_OR_RETURN(const auto ids,
                              FreeIds(connection, account_id, names));
  RITORNELLO_RETURN_IF_ERROR(RequireStillNew(connection, account_id, names));
  for (const auto& [name, item] : names) {
    item->parties.push_back({.key = ids.at(name),
                             .display_name = name,
                             .revision = 1,
                             .create_time = now,
                             .update_time = now});
    item->ack.created_parties.push_back(ids.at(name));
  }
  for (PlannedItem& item : items) {
    if (item.is_rejected()) continue;
    for (PlannedSheet& planned : item.sheets) {
      for (Share& share : planned.sheet.sheet.shares) {
        if (!share.party_id.empty()) continue;
        share.party_id = ids.at(share.party_name).party_id;
        share.party_name.clear();
      }
      RITORNELLO_CHECK(Normalize(planned.sheet.sheet).ok());
    }
  }
  return absl::OkStatus();
}

}  // namespace ritornello::catalog
