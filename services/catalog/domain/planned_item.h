// What taking in one item does, worked out before anything is written.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "services/catalog/domain/ingest_item.h"
#include "services/catalog/domain/split_sheets.h"
#include "services/catalog/model/track_change.h"

namespace ritornello::catalog {

enum class Merge {
  kReplace,  // an item is the whole truth of its track
  kFill,     // an item fills what is empty there; its versions are the truth
};

struct PlannedSheet {
  SubjectSheet sheet;
  std::string field;  // where the item says it: "works[0].split_sheets[2]"
};

struct PlannedItem {
  const IngestItem* item = nullptr;
  const Track* before = nullptr;  // nullptr: the track is new
  std::optional<TrackChange> change;
  std::vector<size_t> counted_works;  // of item->works: see CountedWorks()
  std::vector<PlannedSheet> sheets;   // first all that were sent, then the new
  std::vector<Party> parties;
  std::vector<Work> works;  // as they will be
  std::vector<Outlet> outlets;
  std::vector<Sample> samples;
  std::vector<Sample> cleared_samples;
  IngestAck ack;

  // The track as it will be.
  const Track& track() const {
    return change.has_value() ? change->track : *before;
  }
  // Nothing of it is written then.
  bool is_rejected() const { return !ack.error.ok(); }
};

}  // namespace ritornello::catalog
