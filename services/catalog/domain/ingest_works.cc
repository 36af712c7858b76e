#include "services/catalog/domain/ingest_works.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

// `before`, or a new work, with what an item says of it.
Work Changed(const Work* before, const Work& said, const WorkKey& key,
             Merge merge, absl::Time now) {
  Work work = before != nullptr
                  ? *before
                  : Work{.key = key, .revision = 1, .create_time = now};
  const bool keeps = before != nullptr && merge == Merge::kFill;
  if (!keeps) work.title = said.title;
  if (!said.iswc.empty() && (!keeps || work.iswc.empty())) {
    work.iswc = said.iswc;
  }
  work.update_time = now;
  return work;
}

bool SaysSomethingNew(const Work& work, const Work& before) {
  return work.title != before.title || work.iswc != before.iswc;
}

}  // namespace

std::string WorkIdOf(const IngestWork& work, const std::string& track_id) {
  return work.work.key.work_id.empty() ? track_id : work.work.key.work_id;
}

absl::StatusOr<std::vector<WorkPart>> WorkPartsOf(const IngestItem& item,
                                                  const std::string& track_id) {
  std::vector<WorkPart> parts;
  std::map<std::string, size_t> by_id;
  for (size_t i = 0; i < item.works.size(); ++i) {
    std::string id = WorkIdOf(item.works[i], track_id);
    const auto [twin, is_first] = by_id.try_emplace(id, i);
    if (!is_first) {
      return InvalidField(
          absl::StrCat("works[", i, "].work.name"),
          absl::StrCat("is that of works[", twin->second, "], too"));
    }
    parts.push_back({std::move(id), item.works[i].weight});
  }
  RITORNELLO_CHECK(Normalize(parts).ok());
  return parts;
}

std::vector<size_t> CountedWorks(std::span<const IngestWork> works,
                                 const Track& track) {
  std::set<std::string> ids;
  for (const WorkPart& part : track.works) ids.insert(part.work_id);
  std::vector<size_t> counted;
  for (size_t i = 0; i < works.size(); ++i) {
    if (ids.count(WorkIdOf(works[i], track.key.track_id)) > 0) {
      counted.push_back(i);
    }
  }
  return counted;
}

absl::Status PlanWorks(sql::Transaction& transaction,
                       const std::string& account_id, Merge merge,
                       std::span<PlannedItem> items, absl::Time now) {
  std::set<WorkKey> keys;
  for (const PlannedItem& item : items) {
    if (item.is_rejected()) continue;
    for (const size_t i : item.counted_works) {
      keys.insert({account_id,
                   WorkIdOf(item.item->works[i], item.ack.track.track_id)});
    }
  }
  RITORNELLO_ASSIGN_OR_RETURN(auto known, LockWorks(transaction, keys));
  for (PlannedItem& item : items) {
    if (item.is_rejected()) continue;
    for (const size_t i : item.counted_works) {
      const IngestWork& said = item.item->works[i];
      const WorkKey key{account_id, WorkIdOf(said, item.ack.track.track_id)};
      const auto before = known.find(key);
      const bool is_new = before == known.end();
      Work work = Changed(is_new ? nullptr : &before->second, said.work, key,
                          merge, now);
      if (!is_new && !SaysSomethingNew(work, before->second)) continue;
      known.insert_or_assign(key, work);
      item.works.push_back(std::move(work));
    }
  }
  return absl::OkStatus();
}

}  // namespace ritornello::catalog
