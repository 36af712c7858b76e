#include "services/catalog/rpc/wire_placement.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/wire_library.h"
#include "services/catalog/rpc/wire_time.h"

namespace ritornello::catalog {
namespace {

absl::StatusOr<std::optional<absl::CivilDay>> MaybeDay(
    absl::string_view field, bool is_there, const google::type::Date& wire) {
  if (!is_there) return std::nullopt;
  RITORNELLO_ASSIGN_OR_RETURN(const absl::CivilDay day,
                              DateFromWire(field, wire));
  return day;
}

}  // namespace

v1::Extent ToWire(const Extent& extent) {
  v1::Extent wire;
  for (const std::string& code : extent.territories) {
    wire.add_territories(code);
  }
  for (const std::string& code : extent.excluded_territories) {
    wire.add_excluded_territories(code);
  }
  if (extent.first_day.has_value()) {
    *wire.mutable_start_date() = DateToWire(*extent.first_day);
  }
  if (extent.last_day.has_value()) {
    *wire.mutable_end_date() = DateToWire(*extent.last_day);
  }
  return wire;
}

v1::Outlet ToWire(const Outlet& outlet) {
  v1::Outlet wire;
  wire.set_name(NameOf(outlet.key));
  wire.set_display_name(outlet.display_name);
  v1::Outlet::Kind kind = v1::Outlet::KIND_UNSPECIFIED;
  RITORNELLO_CHECK(
      v1::Outlet::Kind_Parse(std::string(OutletKindName(outlet.kind)), &kind));
  wire.set_kind(kind);
  *wire.mutable_extent() = ToWire(outlet.extent);
  for (const std::string& id : outlet.agreed_library_ids) {
    wire.add_agreed_libraries(LibraryName(id));
  }
  *wire.mutable_create_time() = TimeToWire(outlet.create_time);
  return wire;
}

v1::Placement ToWire(const Placement& placement) {
  v1::Placement wire;
  wire.set_name(NameOf(placement.key));
  wire.set_library(LibraryName(placement.library_id));
  wire.set_exclusivity_scope(ToWire(placement.scope));
  *wire.mutable_extent() = ToWire(placement.extent);
  v1::Placement::State state = v1::Placement::STATE_UNSPECIFIED;
  RITORNELLO_CHECK(v1::Placement::State_Parse(
      std::string(PlacementStateName(placement.state)), &state));
  wire.set_state(state);
  if (!placement.submission_id.empty()) {
    wire.set_submission(NameOf(SubmissionKey{placement.key.track.account_id,
                                             placement.submission_id}));
  }
  wire.set_content_id_policy(ToWire(placement.content_id_policy));
  *wire.mutable_create_time() = TimeToWire(placement.create_time);
  return wire;
}

v1::Conflict ToWire(const Conflict& conflict) {
  v1::Conflict wire;
  wire.set_name(conflict.name);
  wire.set_problem(conflict.problem);
  return wire;
}

absl::StatusOr<Extent> FromWire(const v1::Extent& wire) {
  Extent extent{
      .territories = {wire.territories().begin(), wire.territories().end()},
      .excluded_territories = {wire.excluded_territories().begin(),
                               wire.excluded_territories().end()}};
  RITORNELLO_ASSIGN_OR_RETURN(
      extent.first_day,
      MaybeDay("start_date", wire.has_start_date(), wire.start_date()));
  RITORNELLO_ASSIGN_OR_RETURN(
      extent.last_day,
      MaybeDay("end_date", wire.has_end_date(), wire.end_date()));
  return extent;
}

absl::StatusOr<Outlet> FromWire(const v1::Outlet& wire) {
  Outlet outlet{.display_name = wire.display_name()};
  const auto kind = ParseOutletKind(v1::Outlet::Kind_Name(wire.kind()));
  if (!kind.ok()) {
    return InvalidField("kind", absl::StrCat("must be STREAMING, LICENSING or "
                                             "CONTENT_ID, got ",
                                             wire.kind()));
  }
  outlet.kind = *kind;
  absl::StatusOr<Extent> extent = FromWire(wire.extent());
  if (!extent.ok()) return WithFieldPrefix(extent.status(), "extent");
  outlet.extent = *std::move(extent);
  for (int i = 0; i < wire.agreed_libraries_size(); ++i) {
    RITORNELLO_ASSIGN_OR_RETURN(
        std::string id,
        ParseLibraryName(absl::StrCat("agreed_libraries[", i, "]"),
                         wire.agreed_libraries(i)));
    outlet.agreed_library_ids.push_back(std::move(id));
  }
  return outlet;
}

absl::StatusOr<Placement> FromWire(const v1::Placement& wire) {
  Placement placement;
  RITORNELLO_ASSIGN_OR_RETURN(placement.library_id,
                              ParseLibraryName("library", wire.library()));
  RITORNELLO_ASSIGN_OR_RETURN(placement.scope,
                              FromWire(wire.exclusivity_scope()));
  absl::StatusOr<Extent> extent = FromWire(wire.extent());
  if (!extent.ok()) return WithFieldPrefix(extent.status(), "extent");
  placement.extent = *std::move(extent);
  return placement;
}

}  // namespace ritornello::catalog
