#include "services/catalog/domain/rights_query.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "libs/identifiers/isrc.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/split_sheet.h"
#include "services/catalog/storage/rights_lookup.h"
#include "services/catalog/storage/track_rights_store.h"

namespace ritornello::catalog {
namespace {

constexpr Right kRights[] = {Right::kMaster, Right::kSyncComposition,
                             Right::kPerformance, Right::kMechanical};

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

RightsAnswer AnswerOf(const TrackMatch& match, const TrackRights& rights,
                      absl::CivilDay as_of_date) {
  RightsAnswer answer{.state = RightsAnswer::State::kFound,
                      .track = match.key,
                      .title = match.title,
                      .isrc = match.isrc};
  for (const Right right : kRights) {
    HoldingSheet holding = HoldingSheetOf(rights, right, as_of_date);
    if (!holding.sheet.has_value()) continue;
    answer.split_sheets.push_back(std::move(holding));
  }
  return answer;
}

}  // namespace

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
  RITORNELLO_ASSIGN_OR_RETURN(auto rights, GetTrackRights(connection, tracks));
  std::vector<RightsAnswer> answers;
  for (const RightsQuery& query : queries) {
    const TrackMatch* match = lookup.Find(query);
    if (match == nullptr) {
      answers.emplace_back();
    } else if (match->track_count > 1) {
      answers.push_back({.state = RightsAnswer::State::kAmbiguous});
    } else {
      answers.push_back(AnswerOf(*match, rights[match->key], query.as_of_date));
    }
  }
  return answers;
}

}  // namespace ritornello::catalog
