// A placement as flags say it, and how placements look in a table.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/extent_flags.h"
#include "cli/output.h"
#include "cli/program.h"
#include "cli/session.h"
#include "ritornello/catalog/v1/placement_service.pb.h"

namespace ritornello::cli {

struct PlacementFlags {
  std::string account;
  std::string track;
  std::string library;
  std::string exclusive;
  ExtentFlags extent;
};

// TRACK, --library, --exclusive and those of an extent.
void AddPlacementFlags(Verb verb, PlacementFlags& flags);

absl::StatusOr<catalog::v1::Placement> PlacementOf(const PlacementFlags& flags);

std::vector<Column> PlacementColumns();
std::vector<std::string> PlacementRow(const catalog::v1::Placement& placement);

// One placement as the only row, or line of JSON.
void ShowPlacement(Session& session, const catalog::v1::Placement& placement);

}  // namespace ritornello::cli
