#include "services/catalog/domain/ingest_samples.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/agreement_store.h"
#include "services/catalog/storage/sample_store.h"

namespace ritornello::catalog {
namespace {

// What is there already.
struct Known {
  std::map<TrackKey, std::vector<Sample>> samples;
  std::set<std::string> agreement_ids;
};

absl::StatusOr<Known> ReadKnown(sql::Connection& connection,
                                const std::string& account_id,
                                std::span<const PlannedItem> items) {
  std::set<TrackKey> tracks;
  std::set<std::string> agreement_ids;
  for (const PlannedItem& item : items) {
    if (item.is_rejected() || item.item->samples.empty()) continue;
    tracks.insert(item.ack.track);
    for (const Sample& sample : item.item->samples) {
      if (sample.agreement_id.empty()) continue;
      agreement_ids.insert(sample.agreement_id);
    }
  }
  Known known;
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Sample> samples,
                              SamplesOf(connection, tracks));
  for (Sample& sample : samples) {
    known.samples[sample.key.track].push_back(std::move(sample));
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Agreement> agreements,
      FindAgreements(connection, account_id, {}, agreement_ids));
  for (const Agreement& agreement : agreements) {
    known.agreement_ids.insert(agreement.key.agreement_id);
  }
  return known;
}

absl::Status RequireAgreements(const Known& known,
                               const std::string& account_id,
                               std::span<const Sample> samples) {
  for (size_t i = 0; i < samples.size(); ++i) {
    const std::string& id = samples[i].agreement_id;
    if (id.empty() || known.agreement_ids.count(id) > 0) continue;
    return InvalidField(
        absl::StrCat("samples[", i, "].agreement"),
        absl::StrCat("no ", NameOf(AgreementKey{account_id, id}),
                     "; create it first"));
  }
  return absl::OkStatus();
}

absl::Status PlanOf(std::span<const Sample> known, absl::Time now,
                    PlannedItem& item) {
  int64_t last_number = known.empty() ? 0 : known.back().key.number;
  for (const Sample& sample : item.item->samples) {
    bool is_known = false;
    for (Sample before : known) {
      if (before.source != sample.source) continue;
      is_known = true;
      if (!before.agreement_id.empty() || sample.agreement_id.empty()) continue;
      before.agreement_id = sample.agreement_id;
      item.cleared_samples.push_back(std::move(before));
    }
    if (is_known) continue;
    item.samples.push_back({.key = {item.ack.track, ++last_number},
                            .source = sample.source,
                            .agreement_id = sample.agreement_id,
                            .create_time = now});
  }
  const size_t count = known.size() + item.samples.size();
  if (count <= kSampleCountMax) return absl::OkStatus();
  return InvalidField("samples", absl::StrCat("would make ", count,
                                              ", and a track can "
                                              "have ",
                                              kSampleCountMax));
}

}  // namespace

absl::Status PlanSamples(sql::Connection& connection,
                         const std::string& account_id,
                         std::span<PlannedItem> items, absl::Time now) {
  RITORNELLO_ASSIGN_OR_RETURN(Known known,
                              ReadKnown(connection, account_id, items));
  for (PlannedItem& item : items) {
    if (item.is_rejected() || item.item->samples.empty()) continue;
    item.ack.error = RequireAgreements(known, account_id, item.item->samples);
    if (item.is_rejected()) continue;
    item.ack.error = PlanOf(known.samples[item.ack.track], now, item);
  }
  return absl::OkStatus();
}

}  // namespace ritornello::catalog
