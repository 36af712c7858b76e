// What a sender says of one track, and what became of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/catalog/model/clearance.h"
#include "services/catalog/model/party.h"
#include "services/catalog/model/placement.h"
#include "services/catalog/model/split_sheet.h"
#include "services/catalog/model/track.h"
#include "services/catalog/model/vocabulary.h"
#include "services/catalog/model/work.h"

namespace ritornello::catalog {

// Of one item.
inline constexpr size_t kIngestSheetCountMax = 100;  // and of each work
inline constexpr size_t kIngestOutletCountMax = 100;
inline constexpr size_t kIngestSampleCountMax = 100;

struct IngestWork {
  Work work;            // without an id: the track's own
  uint32_t weight = 0;  // see WorkPart
  std::vector<SplitSheet> split_sheets;
};

struct IngestItem {
  Track track;                           // its works are those below
  std::vector<SplitSheet> split_sheets;  // may name parties, see Share
  std::vector<IngestWork> works;         // empty: those that are known
  std::vector<Outlet> outlets;           // with an id, of no track yet
  std::vector<Sample> samples;           // without a number
  bool keeps_other_versions = false;     // those that it does not name
};

// Brings the item into the form that is stored, but for its split sheets, whose
// shares stay as they were sent until it is known who they are of.
// InvalidArgument names the fields: "track.moods[2]",
// "split_sheets[0].shares[2].party_display_name", "outlets[1].extent.end_date",
// "samples[0].source", "works[0].work.iswc".
absl::Status Normalize(const std::string& account_id,
                       const Vocabulary& vocabulary, IngestItem& item);

struct IngestAck {
  enum class Outcome { kCreated, kUpdated, kUnchanged, kRejected };
  Outcome outcome = Outcome::kRejected;
  TrackKey track;  // unless rejected
  int64_t queued_version_count = 0;
  std::vector<PartyKey> created_parties;  // named here first
  std::vector<Version> removed_versions;  // as they were
  absl::Status error;  // when rejected: InvalidArgument naming the fields
};

}  // namespace ritornello::catalog
