#include "services/catalog/model/placement.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/error.h"
#include "services/catalog/model/named.h"

namespace ritornello::catalog {
namespace {

constexpr Named<OutletKind> kOutletKinds[] = {
    {OutletKind::kStreaming, "STREAMING"},
    {OutletKind::kLicensing, "LICENSING"},
    {OutletKind::kContentId, "CONTENT_ID"}};
constexpr Named<PlacementState> kPlacementStates[] = {
    {PlacementState::kOffered, "OFFERED"},
    {PlacementState::kHeld, "HELD"},
    {PlacementState::kClosed, "CLOSED"}};

constexpr OutletKind kKinds[] = {OutletKind::kStreaming, OutletKind::kLicensing,
                                 OutletKind::kContentId};

// As many as an error has room for.
constexpr size_t kConflictsToldMax = 5;

bool IsExclusiveFor(ExclusivityScope scope, OutletKind kind) {
  switch (scope) {
    case ExclusivityScope::kUnspecified:
    case ExclusivityScope::kNonExclusive:
      return false;
    case ExclusivityScope::kLicensing:
      return kind == OutletKind::kLicensing;
    case ExclusivityScope::kStreaming:
      return kind == OutletKind::kStreaming;
    case ExclusivityScope::kContentId:
      return kind == OutletKind::kContentId;
    case ExclusivityScope::kAll:
      return true;
  }
  RITORNELLO_CHECK(false);
  return false;
}

absl::string_view InWords(OutletKind kind) {
  switch (kind) {
    case OutletKind::kStreaming:
      return "streaming";
    case OutletKind::kLicensing:
      return "licensing";
    case OutletKind::kContentId:
      return "Content ID";
  }
  RITORNELLO_CHECK(false);
  return "";
}

// "exclusively for streaming and Content ID".
std::string InWords(ExclusivityScope scope) {
  std::vector<absl::string_view> kinds;
  for (const OutletKind kind : kKinds) {
    if (IsExclusiveFor(scope, kind)) kinds.push_back(InWords(kind));
  }
  return kinds.empty()
             ? "not exclusively"
             : absl::StrCat("exclusively for ", absl::StrJoin(kinds, " and "));
}

// "libraries/artlist holds it exclusively for licensing until 2027-03-31".
std::string InWords(const Placement& placement) {
  return absl::StrCat(LibraryName(placement.library_id),
                      placement.state == PlacementState::kOffered
                          ? " is offered it "
                          : " holds it ",
                      InWords(placement.scope), " ", InWords(placement.extent));
}

// A placement is itself a way to license the track.
bool Contradict(ExclusivityScope a, ExclusivityScope b) {
  if (IsExclusiveFor(a, OutletKind::kLicensing) ||
      IsExclusiveFor(b, OutletKind::kLicensing)) {
    return true;
  }
  return std::any_of(
      std::begin(kKinds), std::end(kKinds), [&](OutletKind kind) {
        return IsExclusiveFor(a, kind) && IsExclusiveFor(b, kind);
      });
}

bool HasAgreed(const Outlet& outlet, const std::string& library_id) {
  return std::binary_search(outlet.agreed_library_ids.begin(),
                            outlet.agreed_library_ids.end(), library_id);
}

// Why the library of `placement` does not bear the outlet; empty if it does.
std::string WhyNot(const Placement& placement, const Outlet& outlet) {
  if (!Overlap(placement.extent, outlet.extent)) return "";
  const bool is_content_id = outlet.kind == OutletKind::kContentId;
  if (is_content_id &&
      placement.content_id_policy == ContentIdPolicy::kNotAllowed) {
    return "allows no Content ID";
  }
  if (HasAgreed(outlet, placement.library_id)) return "";
  if (is_content_id &&
      placement.content_id_policy == ContentIdPolicy::kWithWhitelist) {
    return "must be on the whitelist of Content ID";
  }
  if (!IsExclusiveFor(placement.scope, outlet.kind)) return "";
  return absl::StrCat("is exclusive for ", InWords(outlet.kind));
}

void SortByName(std::vector<Conflict>& conflicts) {
  std::sort(
      conflicts.begin(), conflicts.end(),
      [](const Conflict& a, const Conflict& b) { return a.name < b.name; });
}

}  // namespace

absl::string_view OutletKindName(OutletKind kind) {
  return NameIn(kOutletKinds, kind);
}
absl::string_view PlacementStateName(PlacementState state) {
  return NameIn(kPlacementStates, state);
}
absl::StatusOr<OutletKind> ParseOutletKind(absl::string_view name) {
  return ValueIn(kOutletKinds, "kind of outlet", name);
}
absl::StatusOr<PlacementState> ParsePlacementState(absl::string_view name) {
  return ValueIn(kPlacementStates, "state of a placement", name);
}

absl::Status Normalize(Outlet& outlet) {
  outlet.display_name =
      std::string(absl::StripAsciiWhitespace(outlet.display_name));
  if (outlet.display_name.empty()) outlet.display_name = outlet.key.outlet_id;
  if (outlet.display_name.size() > kOutletNameSizeMax) {
    return InvalidField(
        "display_name",
        absl::StrCat("must have at most ", kOutletNameSizeMax, " bytes, got ",
                     outlet.display_name.size()));
  }
  if (absl::StrContains(outlet.display_name, '\0')) {
    return InvalidField("display_name", "must have no NUL byte");
  }
  std::vector<std::string>& agreed = outlet.agreed_library_ids;
  if (agreed.size() > kAgreedLibraryCountMax) {
    return InvalidField(
        "agreed_libraries",
        absl::StrCat("must number at most ", kAgreedLibraryCountMax, ", got ",
                     agreed.size()));
  }
  std::sort(agreed.begin(), agreed.end());
  agreed.erase(std::unique(agreed.begin(), agreed.end()), agreed.end());
  return WithFieldPrefix(Normalize(outlet.extent), "extent");
}

Placement PlacementAt(const Library& library, const TrackKey& track,
                      const Extent& extent) {
  return {.key = {track, 0},
          .library_id = library.id,
          .scope = library.exclusivity_scope == ExclusivityScope::kUnspecified
                       ? ExclusivityScope::kNonExclusive
                       : library.exclusivity_scope,
          .content_id_policy = library.content_id_policy,
          .extent = extent};
}

std::vector<Conflict> ConflictsOf(const Placement& placement,
                                  std::span<const Placement> others,
                                  std::span<const Outlet> outlets) {
  std::vector<Conflict> conflicts;
  for (const Placement& other : others) {
    if (other.key == placement.key || other.state == PlacementState::kClosed ||
        !Overlap(placement.extent, other.extent)) {
      continue;
    }
    if (other.library_id == placement.library_id ||
        Contradict(placement.scope, other.scope)) {
      conflicts.push_back({NameOf(other.key), InWords(other)});
    }
  }
  for (const Outlet& outlet : outlets) {
    const std::string why = WhyNot(placement, outlet);
    if (why.empty()) continue;
    conflicts.push_back(
        {NameOf(outlet.key),
         absl::StrCat("it is on ", outlet.display_name, " ",
                      InWords(outlet.extent), ", and ",
                      LibraryName(placement.library_id), " ", why)});
  }
  SortByName(conflicts);
  return conflicts;
}

std::vector<Conflict> ConflictsOf(const Outlet& outlet,
                                  std::span<const Placement> placements) {
  std::vector<Conflict> conflicts;
  for (const Placement& placement : placements) {
    if (placement.state == PlacementState::kClosed) continue;
    const std::string why = WhyNot(placement, outlet);
    if (why.empty()) continue;
    // That it is exclusive has just been said.
    conflicts.push_back(
        {NameOf(placement.key),
         absl::StartsWith(why, "is exclusive")
             ? InWords(placement)
             : absl::StrCat(InWords(placement), ", and ", why)});
  }
  SortByName(conflicts);
  return conflicts;
}

std::vector<Conflict> ConflictsOfJoin(const std::set<TrackKey>& joining,
                                      const Recording& recording) {
  Recording ours;
  Recording theirs;
  for (const Placement& placement : recording.placements) {
    if (placement.state == PlacementState::kClosed) continue;
    Recording& side = joining.count(placement.key.track) > 0 ? ours : theirs;
    side.placements.push_back(placement);
  }
  for (const Outlet& outlet : recording.outlets) {
    Recording& side = joining.count(outlet.key.track) > 0 ? ours : theirs;
    side.outlets.push_back(outlet);
  }
  std::vector<Conflict> conflicts;
  const auto add = [&](const std::vector<Conflict>& more) {
    conflicts.insert(conflicts.end(), more.begin(), more.end());
  };
  for (const Placement& placement : ours.placements) {
    add(ConflictsOf(placement, theirs.placements, theirs.outlets));
  }
  for (const Outlet& outlet : ours.outlets) {
    add(ConflictsOf(outlet, theirs.placements));
  }
  SortByName(conflicts);
  conflicts.erase(std::unique(conflicts.begin(), conflicts.end(),
                              [](const Conflict& a, const Conflict& b) {
                                return a.name == b.name;
                              }),
                  conflicts.end());
  return conflicts;
}

absl::Status RefuseConflicts(std::span<const Conflict> conflicts) {
  if (conflicts.empty()) return absl::OkStatus();
  const size_t more =
      conflicts.size() - std::min(conflicts.size(), kConflictsToldMax);
  conflicts = conflicts.first(conflicts.size() - more);
  const auto problem = [](std::string* out, const Conflict& conflict) {
    absl::StrAppend(out, conflict.name, ": ", conflict.problem);
  };
  const auto name = [](std::string* out, const Conflict& conflict) {
    absl::StrAppend(out, conflict.name);
  };
  return WithReason(
      absl::FailedPreconditionError(
          absl::StrCat(absl::StrJoin(conflicts, "; ", problem),
                       more == 0 ? "" : absl::StrCat("; and ", more, " more"))),
      "EXCLUSIVITY_CONFLICT",
      {{"conflicts", absl::StrJoin(conflicts, " ", name)}});
}

}  // namespace ritornello::catalog
