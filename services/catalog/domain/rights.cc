#include "services/catalog/domain/rights.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "libs/identifiers/isrc.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/storage/job_store.h"
#include "services/catalog/storage/party_store.h"
#include "services/catalog/storage/rights_lookup.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

constexpr Right kRights[] = {Right::kMaster, Right::kSyncComposition,
                             Right::kPerformance, Right::kMechanical};

absl::Status RequireParties(sql::Connection& connection,
                            const TrackSplitSheet& sheet) {
  std::set<PartyKey> keys;
  for (const Share& share : sheet.sheet.shares) {
    keys.insert({sheet.track.account_id, share.party_id});
  }
  RITORNELLO_ASSIGN_OR_RETURN(const std::set<PartyKey> missing,
                              MissingParties(connection, keys));
  if (missing.empty()) return absl::OkStatus();
  const std::string name = NameOf(*missing.begin());
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "PARTY_NOT_FOUND", {{"party", name}});
}

int64_t NextNumber(const std::vector<SplitSheet>& sheets, Right right) {
  int64_t last = 0;
  for (const SplitSheet& sheet : sheets) {
    if (sheet.right == right) last = std::max(last, sheet.number);
  }
  return last + 1;
}

// Where the tracks that queries mean are looked for.
class Lookup {
 public:
  absl::Status Run(sql::Connection& connection, absl::string_view account_id,
                   std::span<const RightsQuery> queries) {
    std::set<TrackKey> keys;
    std::set<std::string> ids;
    std::set<std::string> isrcs;
    for (const RightsQuery& query : queries) {
      if (const auto key = KeyOf(query)) {
        keys.insert(*key);
      } else if (const auto isrc = IsrcOf(query)) {
        isrcs.insert(*isrc);
      } else if (ValidateId("track", query.track).ok()) {
        ids.insert(query.track);
      }
    }
    RITORNELLO_ASSIGN_OR_RETURN(by_key_,
                                FindTracksByKey(connection, account_id, keys));
    RITORNELLO_ASSIGN_OR_RETURN(by_id_,
                                FindTracksById(connection, account_id, ids));
    RITORNELLO_ASSIGN_OR_RETURN(
        by_isrc_, FindTracksByIsrc(connection, account_id, isrcs));
    return absl::OkStatus();
  }

  // nullptr when nothing answers to the query.
  const TrackMatch* Find(const RightsQuery& query) const {
    if (const auto key = KeyOf(query)) return FindIn(by_key_, *key);
    if (const auto isrc = IsrcOf(query)) return FindIn(by_isrc_, *isrc);
    return FindIn(by_id_, query.track);
  }

 private:
  static std::optional<TrackKey> KeyOf(const RightsQuery& query) {
    const auto key = ParseTrackName("track", query.track);
    if (!key.ok()) return std::nullopt;
    return *key;
  }

  static std::optional<std::string> IsrcOf(const RightsQuery& query) {
    const auto isrc = Isrc::Parse(query.isrc);
    if (!isrc.ok()) return std::nullopt;
    return isrc->compact();
  }

  template <typename Key>
  static const TrackMatch* FindIn(const std::map<Key, TrackMatch>& matches,
                                  const Key& key) {
    const auto found = matches.find(key);
    return found == matches.end() ? nullptr : &found->second;
  }

  std::map<TrackKey, TrackMatch> by_key_;
  std::map<std::string, TrackMatch> by_id_;
  std::map<std::string, TrackMatch> by_isrc_;
};

RightsAnswer AnswerOf(const TrackMatch& match,
                      const std::vector<SplitSheet>& sheets,
                      absl::CivilDay as_of_date) {
  RightsAnswer answer{.state = RightsAnswer::State::kFound,
                      .track = match.key,
                      .title = match.title,
                      .isrc = match.isrc};
  for (const Right right : kRights) {
    const SplitSheet* sheet = SheetAsOf(sheets, right, as_of_date);
    if (sheet != nullptr) answer.split_sheets.push_back(*sheet);
  }
  return answer;
}

// A sheet changes what holds from its date on, never what holds before: looked
// at in this order, each finds in force what it will find when sent again.
std::vector<size_t> InOrderOfDates(std::span<const TrackSplitSheet> sheets) {
  std::vector<size_t> order(sheets.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return sheets[a].sheet.effective_date < sheets[b].sheet.effective_date;
  });
  return order;
}

}  // namespace

absl::StatusOr<TrackSplitSheet> Rights::Create(
    TrackSplitSheet sheet, const request_log::Request& request) {
  RITORNELLO_RETURN_IF_ERROR(
      WithFieldPrefix(Normalize(sheet.sheet), "split_sheet"));
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    RITORNELLO_ASSIGN_OR_RETURN(const std::set<TrackKey> locked,
                                LockTracks(transaction, {sheet.track}));
    if (locked.empty()) return TrackNotFound(sheet.track);
    RITORNELLO_RETURN_IF_ERROR(RequireParties(transaction.connection(), sheet));
    RITORNELLO_ASSIGN_OR_RETURN(
        auto sheets, GetSplitSheets(transaction.connection(), {sheet.track}));
    sheet.sheet.number = NextNumber(sheets[sheet.track], sheet.sheet.right);
    sheet.sheet.create_time = now;
    RITORNELLO_RETURN_IF_ERROR(InsertSplitSheets(transaction, {&sheet, 1}));
    RITORNELLO_RETURN_IF_ERROR(EnqueueAssess(transaction, sheet.track, now));
    return NameOf(
        SplitSheetKey{sheet.track, sheet.sheet.right, sheet.sheet.number});
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  RITORNELLO_ASSIGN_OR_RETURN(const SplitSheetKey key,
                              ParseSplitSheetName("name", name));
  // A sheet never changes: what was asked for again is what was recorded.
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(auto sheets,
                              GetSplitSheets(*connection, {key.track}));
  for (SplitSheet& found : sheets[key.track]) {
    if (found.right == key.right && found.number == key.number) {
      return TrackSplitSheet{key.track, std::move(found)};
    }
  }
  return absl::InternalError(absl::StrCat(name, " is recorded and not there"));
}

absl::StatusOr<std::vector<bool>> SetSplitSheets(
    sql::Transaction& transaction, std::span<const TrackSplitSheet> sheets,
    absl::Time now) {
  std::set<TrackKey> tracks;
  for (const TrackSplitSheet& sheet : sheets) tracks.insert(sheet.track);
  RITORNELLO_ASSIGN_OR_RETURN(const std::set<TrackKey> locked,
                              LockTracks(transaction, tracks));
  RITORNELLO_CHECK(locked == tracks);
  RITORNELLO_ASSIGN_OR_RETURN(auto known,
                              GetSplitSheets(transaction.connection(), tracks));
  std::vector<bool> is_new(sheets.size());
  std::vector<TrackSplitSheet> recorded;
  std::set<TrackKey> changed;
  for (const size_t i : InOrderOfDates(sheets)) {
    const auto& [track, sheet] = sheets[i];
    std::vector<SplitSheet>& of_track = known[track];
    const SplitSheet* holds =
        SheetAsOf(of_track, sheet.right, sheet.effective_date);
    is_new[i] = holds == nullptr || holds->shares != sheet.shares;
    if (!is_new[i]) continue;
    SplitSheet next = sheet;
    next.number = NextNumber(of_track, sheet.right);
    next.create_time = now;
    of_track.push_back(next);
    recorded.push_back({track, std::move(next)});
    changed.insert(track);
  }
  RITORNELLO_RETURN_IF_ERROR(InsertSplitSheets(transaction, recorded));
  RITORNELLO_RETURN_IF_ERROR(EnqueueAssess(
      transaction, std::vector<TrackKey>(changed.begin(), changed.end()), now));
  return is_new;
}

absl::StatusOr<std::vector<RightsAnswer>> BatchGetRights(
    sql::Connection& connection, absl::string_view account_id,
    std::span<const RightsQuery> queries) {
  RITORNELLO_CHECK(queries.size() <= kRightsQueryCountMax);
  Lookup lookup;
  RITORNELLO_RETURN_IF_ERROR(lookup.Run(connection, account_id, queries));
  std::set<TrackKey> tracks;
  for (const RightsQuery& query : queries) {
    const TrackMatch* match = lookup.Find(query);
    if (match != nullptr && match->track_count == 1) tracks.insert(match->key);
  }
  RITORNELLO_ASSIGN_OR_RETURN(auto sheets, GetSplitSheets(connection, tracks));
  std::vector<RightsAnswer> answers;
  for (const RightsQuery& query : queries) {
    const TrackMatch* match = lookup.Find(query);
    if (match == nullptr) {
      answers.emplace_back();
    } else if (match->track_count > 1) {
      answers.push_back({.state = RightsAnswer::State::kAmbiguous});
    } else {
      answers.push_back(AnswerOf(*match, sheets[match->key], query.as_of_date));
    }
  }
  return answers;
}

}  // namespace ritornello::catalog
