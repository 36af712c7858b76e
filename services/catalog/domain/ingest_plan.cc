#include "services/catalog/domain/ingest_plan.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/ingest_outlets.h"
#include "services/catalog/domain/ingest_parties.h"
#include "services/catalog/domain/ingest_samples.h"
#include "services/catalog/domain/ingest_works.h"
#include "services/catalog/domain/split_sheets.h"
#include "services/catalog/domain/track_writer.h"
#include "services/catalog/storage/outlet_store.h"
#include "services/catalog/storage/party_store.h"
#include "services/catalog/storage/sample_store.h"
#include "services/catalog/storage/track_store.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

using Outcome = IngestAck::Outcome;

// The track as `item` wants it.
absl::StatusOr<Track> Wanted(const IngestItem& item, Merge merge,
                             const Track* before) {
  Track wanted = item.track;
  const std::string track_id =
      before != nullptr ? before->key.track_id
                        : TrackId(wanted.key.account_id,
                                  wanted.client_reference, wanted.title);
  RITORNELLO_ASSIGN_OR_RETURN(wanted.works, WorkPartsOf(item, track_id));
  if (before != nullptr) {
    if (merge == Merge::kFill) wanted = FillFrom(*before, std::move(wanted));
    // Who says nothing of works means those that are known.
    if (item.works.empty()) wanted.works = before->works;
    if (item.keeps_other_versions) KeepOtherVersions(*before, wanted);
  }
  if (wanted.works.empty()) return wanted;
  for (size_t i = 0; i < item.split_sheets.size(); ++i) {
    if (item.split_sheets[i].right == Right::kMaster) continue;
    return InvalidField(
        absl::StrCat("split_sheets[", i, "].right"),
        absl::StrCat(RightName(item.split_sheets[i].right),
                     " is of the works that the track records: share it in "
                     "works[0].split_sheets"));
  }
  return wanted;
}

void AddSheets(const SheetSubject& subject, absl::string_view field,
               std::span<const SplitSheet> sheets, PlannedItem& planned) {
  for (size_t i = 0; i < sheets.size(); ++i) {
    planned.sheets.push_back(
        {{subject, sheets[i]}, absl::StrCat(field, "[", i, "]")});
  }
}

PlannedItem PlanTrack(const IngestItem& item, Merge merge,
                      const std::map<std::string, Track>& existing,
                      absl::Time now) {
  PlannedItem planned{.item = &item};
  const auto found = existing.find(item.track.client_reference);
  if (found != existing.end()) planned.before = &found->second;
  absl::StatusOr<Track> wanted = Wanted(item, merge, planned.before);
  planned.ack.error = wanted.status();
  if (planned.is_rejected()) return planned;
  planned.change = PlanChange(planned.before, *std::move(wanted), now);
  planned.ack.track = planned.track().key;
  const auto& [account_id, track_id] = planned.ack.track;
  AddSheets(planned.ack.track, "split_sheets", item.split_sheets, planned);
  planned.counted_works = CountedWorks(item.works, planned.track());
  for (const size_t i : planned.counted_works) {
    AddSheets(WorkKey{account_id, WorkIdOf(item.works[i], track_id)},
              absl::StrCat("works[", i, "].split_sheets"),
              item.works[i].split_sheets, planned);
  }
  return planned;
}

// Leaves the sheets that say something new.
absl::Status PlanSheets(sql::Connection& connection,
                        std::span<PlannedItem> items, absl::Time now) {
  std::vector<SubjectSheet> sheets;
  for (PlannedItem& item : items) {
    if (item.is_rejected()) continue;
    for (PlannedSheet& planned : item.sheets) {
      sheets.push_back(std::move(planned.sheet));
    }
  }
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<bool> is_new,
                              NumberNewSheets(connection, sheets, now));
  size_t i = 0;
  for (PlannedItem& item : items) {
    if (item.is_rejected()) continue;
    std::vector<PlannedSheet> fresh;
    for (PlannedSheet& planned : item.sheets) {
      planned.sheet = std::move(sheets[i]);
      if (is_new[i++]) fresh.push_back(std::move(planned));
    }
    item.sheets = std::move(fresh);
  }
  return absl::OkStatus();
}

void Conclude(PlannedItem& item) {
  if (item.is_rejected()) {
    item.ack = {.error = std::move(item.ack.error)};
    return;
  }
  const bool does_anything = item.change.has_value() || !item.sheets.empty() ||
                             !item.works.empty() || !item.outlets.empty() ||
                             !item.samples.empty() ||
                             !item.cleared_samples.empty();
  item.ack.outcome = item.before == nullptr ? Outcome::kCreated
                     : does_anything        ? Outcome::kUpdated
                                            : Outcome::kUnchanged;
  if (!item.change.has_value()) return;
  item.ack.queued_version_count =
      static_cast<int64_t>(item.change->changed_versions.size());
  if (item.before == nullptr) return;
  item.ack.removed_versions = RemovedVersions(*item.before, *item.change);
}

// Takes those of all items that are not rejected.
template <typename T>
std::vector<T> Take(std::vector<T> PlannedItem::*list, IngestPlan& plan) {
  std::vector<T> all;
  for (PlannedItem& item : plan.items) {
    if (item.is_rejected()) continue;
    std::move((item.*list).begin(), (item.*list).end(),
              std::back_inserter(all));
  }
  return all;
}

// Each once, by key: what the last item says holds. Batches that write in the
// same order never wait for each other.
template <typename T>
std::vector<T> TakeByKey(std::vector<T> PlannedItem::*list, IngestPlan& plan) {
  std::map<decltype(T::key), T> by_key;
  for (T& one : Take(list, plan)) {
    by_key.insert_or_assign(one.key, std::move(one));
  }
  std::vector<T> all;
  for (auto& [key, one] : by_key) all.push_back(std::move(one));
  return all;
}

// What tracks and sheets refer to first.
absl::Status Write(sql::Transaction& transaction, const Vocabulary& vocabulary,
                   absl::Time now, IngestPlan& plan) {
  RITORNELLO_RETURN_IF_ERROR(
      InsertParties(transaction, TakeByKey(&PlannedItem::parties, plan)));
  RITORNELLO_RETURN_IF_ERROR(
      UpsertWorks(transaction, TakeByKey(&PlannedItem::works, plan)));
  std::vector<TrackChange> changes;
  for (PlannedItem& item : plan.items) {
    if (item.is_rejected() || !item.change.has_value()) continue;
    changes.push_back(*std::move(item.change));
  }
  RITORNELLO_RETURN_IF_ERROR(
      WriteChanges(transaction, vocabulary, changes, now));
  std::vector<SubjectSheet> sheets;
  for (PlannedSheet& planned : Take(&PlannedItem::sheets, plan)) {
    sheets.push_back(std::move(planned.sheet));
  }
  RITORNELLO_RETURN_IF_ERROR(RecordSplitSheets(transaction, sheets, now));
  RITORNELLO_RETURN_IF_ERROR(
      InsertOutlets(transaction, Take(&PlannedItem::outlets, plan)));
  RITORNELLO_RETURN_IF_ERROR(
      InsertSamples(transaction, Take(&PlannedItem::samples, plan)));
  return UpdateSamples(transaction, Take(&PlannedItem::cleared_samples, plan));
}

}  // namespace

absl::StatusOr<IngestPlan> PlanBatch(sql::Transaction& transaction,
                                     const std::string& account_id, Merge merge,
                                     std::span<const IngestItem> items,
                                     absl::Time now) {
  sql::Connection& connection = transaction.connection();
  std::set<std::string> references;
  for (const IngestItem& item : items) {
    references.insert(item.track.client_reference);
  }
  IngestPlan plan;
  RITORNELLO_ASSIGN_OR_RETURN(
      plan.existing,
      LockTracksByReference(transaction, account_id, references));
  for (const IngestItem& item : items) {
    plan.items.push_back(PlanTrack(item, merge, plan.existing, now));
  }
  RITORNELLO_RETURN_IF_ERROR(FindParties(connection, account_id, plan.items));
  RITORNELLO_RETURN_IF_ERROR(
      PlanSamples(connection, account_id, plan.items, now));
  RITORNELLO_RETURN_IF_ERROR(
      PlanOutlets(transaction, account_id, plan.items, now));
  // Tracks are locked before works.
  RITORNELLO_RETURN_IF_ERROR(
      PlanWorks(transaction, account_id, merge, plan.items, now));
  RITORNELLO_RETURN_IF_ERROR(
      PlanParties(connection, account_id, plan.items, now));
  RITORNELLO_RETURN_IF_ERROR(PlanSheets(connection, plan.items, now));
  for (PlannedItem& item : plan.items) Conclude(item);
  return plan;
}

absl::Status WriteBatch(sql::Transaction& transaction,
                        const Vocabulary& vocabulary, absl::Time now,
                        IngestPlan& plan) {
  const absl::Status written = Write(transaction, vocabulary, now, plan);
  // Somebody else has just made one of the things: look again.
  if (absl::IsAlreadyExists(written)) {
    return absl::AbortedError(written.message());
  }
  return written;
}

}  // namespace ritornello::catalog
