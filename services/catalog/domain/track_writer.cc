#include "services/catalog/domain/track_writer.h"

#include <utility>
#include <vector>

#include "libs/status/status_macros.h"
#include "services/catalog/model/search_terms.h"
#include "services/catalog/storage/job_store.h"
#include "services/catalog/storage/search_store.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {

absl::Status WriteChanges(sql::Transaction& transaction,
                          const Vocabulary& vocabulary,
                          std::span<const TrackChange> changes,
                          absl::Time now) {
  std::vector<Track> inserted;
  std::vector<Track> updated;
  std::vector<std::pair<TrackKey, std::vector<SearchTerm>>> search_terms;
  std::vector<VersionKey> to_analyze;
  std::vector<TrackKey> to_assess;
  for (const TrackChange& change : changes) {
    const TrackKey& key = change.track.key;
    (change.is_new ? inserted : updated).push_back(change.track);
    search_terms.emplace_back(key, SearchTermsOf(change.track, vocabulary));
    for (const int64_t number : change.changed_versions) {
      to_analyze.push_back({key, number});
    }
    to_assess.push_back(key);
  }
  RITORNELLO_RETURN_IF_ERROR(InsertTracks(transaction, inserted));
  RITORNELLO_RETURN_IF_ERROR(UpdateTracks(transaction, updated));
  RITORNELLO_RETURN_IF_ERROR(ReplaceSearchTerms(transaction, search_terms));
  RITORNELLO_RETURN_IF_ERROR(EnqueueAnalyze(transaction, to_analyze, now));
  return EnqueueAssess(transaction, to_assess, now);
}

}  // namespace ritornello::catalog
