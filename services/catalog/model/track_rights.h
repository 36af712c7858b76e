// Who owns a track on a day: by its own split sheets, or by those of the works
// that it records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/catalog/model/split_sheet.h"

namespace ritornello::catalog {

// A work that a track records, and all sheets of the work.
struct WorkRights {
  std::string work_id;  // of the track's account
  uint32_t weight = 1;  // see WorkPart
  std::vector<SplitSheet> sheets;
};

struct TrackRights {
  std::vector<SplitSheet> sheets;  // all of the track's own
  std::vector<WorkRights> works;   // by id
};

// The sheet that holds, or why none does.
struct HoldingSheet {
  // Of several works it is the sum of their sheets, each as much as its work
  // is of the track, in lowest terms; it begins with the last of them. Its
  // number is 0 when it comes from works.
  std::optional<SplitSheet> sheet;

  // Last part of its name, "master-1", or "sync-composition@nocturne-3", or
  // "sync-composition@intro-1+nocturne-3*2" when the nocturne weighs 2. The
  // same sheets of the same works always have the same name, and others never.
  std::string id;

  // Without a sheet: the works that have none. Empty when the track records no
  // work and has none itself, or when:
  std::vector<std::string> works_without_sheet;

  // The works' weights have no common multiple that fits.
  bool is_inexact = false;
};

// Master sheets are the track's own. All others are those of its works from
// the moment that it has any.
HoldingSheet HoldingSheetOf(const TrackRights& rights, Right right,
                            absl::CivilDay day);

// That it comes from the works, not from the track.
bool ComesFromWorks(const TrackRights& rights, Right right);

}  // namespace ritornello::catalog
