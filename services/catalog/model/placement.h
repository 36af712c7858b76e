// Who holds a track, where else it is available, and what exclusivity forbids.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/catalog/model/extent.h"
#include "services/catalog/model/library.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

enum class OutletKind { kStreaming, kLicensing, kContentId };
enum class PlacementState {
  kOffered,  // submitted, not decided; stands in the way like one that is held
  kHeld,
  kClosed,  // rejected, withdrawn, or never was: stands in nobody's way
};

// "STREAMING", "HELD", …: as on the wire and in rows.
absl::string_view OutletKindName(OutletKind kind);
absl::string_view PlacementStateName(PlacementState state);
absl::StatusOr<OutletKind> ParseOutletKind(absl::string_view name);
absl::StatusOr<PlacementState> ParsePlacementState(absl::string_view name);

// Somewhere else a track is available.
struct Outlet {
  OutletKey key;
  std::string display_name;
  OutletKind kind = OutletKind::kStreaming;
  Extent extent;
  // Libraries that supply it, permit it or are on its whitelist; in order.
  std::vector<std::string> agreed_library_ids;
  absl::Time create_time;
  friend bool operator==(const Outlet&, const Outlet&) = default;
};

inline constexpr size_t kOutletCountMax = 200;  // of one track
inline constexpr size_t kOutletNameSizeMax = 200;
inline constexpr size_t kAgreedLibraryCountMax = 50;

// Gives the outlet its id for a name if it has none, and brings its extent into
// form. InvalidArgument names every field that cannot be: "display_name",
// "extent.…", "agreed_libraries".
absl::Status Normalize(Outlet& outlet);

// A track offered to or held by a library.
struct Placement {
  PlacementKey key;
  std::string library_id;
  ExclusivityScope scope = ExclusivityScope::kNonExclusive;
  // The library's when it was placed.
  ContentIdPolicy content_id_policy = ContentIdPolicy::kAllowed;
  Extent extent;
  PlacementState state = PlacementState::kHeld;
  std::string submission_id;  // empty: recorded by hand
  absl::Time create_time;
  friend bool operator==(const Placement&, const Placement&) = default;
};

// A track as it is placed at `library` by the library's own rule; one that says
// nothing of exclusivity wants none. Number, state and time are the caller's.
Placement PlacementAt(const Library& library, const TrackKey& track,
                      const Extent& extent);

// All tracks of one recording, with what exclusivity is about.
struct Recording {
  std::set<TrackKey> tracks;
  std::vector<Placement> placements;  // of all of them, by track
  std::vector<Outlet> outlets;        // the same
};

struct Conflict {
  std::string name;     // of what stands in the way
  std::string problem;  // why, in words
  friend bool operator==(const Conflict&, const Conflict&) = default;
};

// What of one recording stands in the way of `placement`: placements and
// outlets of its track and of every other with the same recording, whose
// extents overlap. By name.
//
//   another placement at the same library
//   another placement, where one of the two is exclusive for licensing, or both
//     for the same other scope
//   an outlet that the scope forbids, or a Content ID outlet that the library's
//     policy does, unless the library agreed to it; to a Content ID outlet
//     nobody can agree whose policy is kNotAllowed
std::vector<Conflict> ConflictsOf(const Placement& placement,
                                  std::span<const Placement> others,
                                  std::span<const Outlet> outlets);

// What of `placements`, which are of one recording, forbids `outlet`. By name.
std::vector<Conflict> ConflictsOf(const Outlet& outlet,
                                  std::span<const Placement> placements);

// What forbids that `joining` tracks become one recording with the others of
// `recording`: placements and outlets of these. By name, each once.
std::vector<Conflict> ConflictsOfJoin(const std::set<TrackKey>& joining,
                                      const Recording& recording);

// FailedPrecondition, EXCLUSIVITY_CONFLICT, telling the first of `conflicts`
// and how many more there are; OK when there is none.
absl::Status RefuseConflicts(std::span<const Conflict> conflicts);

}  // namespace ritornello::catalog
