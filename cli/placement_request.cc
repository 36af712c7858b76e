#include "cli/placement_request.h"

#include "cli/format.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {

using catalog::v1::ExclusivityScope;
using catalog::v1::Placement;

void AddPlacementFlags(Verb verb, PlacementFlags& flags) {
  verb.AddOption("TRACK", flags.track, "Name, or its last part").Required();
  AddAccountFlag(verb, flags.account);
  verb.AddOption("--library", flags.library, "The library").Required();
  verb.AddOption("--exclusive", flags.exclusive,
                 "non-exclusive, licensing, streaming, content-id or all; "
                 "the library's own when not given");
  AddExtentFlags(verb, flags.extent);
}

absl::StatusOr<Placement> PlacementOf(const PlacementFlags& flags) {
  Placement placement;
  placement.set_library(LibraryName(flags.library));
  ExclusivityScope scope = catalog::v1::EXCLUSIVITY_SCOPE_UNSPECIFIED;
  if (!flags.exclusive.empty() &&
      !catalog::v1::ExclusivityScope_Parse(Shouted(flags.exclusive), &scope)) {
    return WrongUsage("--exclusive",
                      "must be non-exclusive, licensing, streaming, "
                      "content-id or all");
  }
  placement.set_exclusivity_scope(scope);
  RITORNELLO_ASSIGN_OR_RETURN(*placement.mutable_extent(),
                              ExtentOf(flags.extent));
  return placement;
}

std::vector<Column> PlacementColumns() {
  return {{"PLACEMENT"},   {"LIBRARY"}, {"EXCLUSIVE"}, {"STATE"},
          {"TERRITORIES"}, {"FROM"},    {"UNTIL"},     {"SUBMISSION"}};
}

std::vector<std::string> PlacementRow(const Placement& placement) {
  return {WithinTracks(placement.name()),
          LastPart(placement.library()),
          Humane(ExclusivityScope_Name(placement.exclusivity_scope())),
          Humane(Placement::State_Name(placement.state())),
          TerritoriesText(placement.extent()),
          DateText(placement.extent().start_date()),
          DateText(placement.extent().end_date()),
          LastPart(placement.submission())};
}

void ShowPlacement(Session& session, const Placement& placement) {
  Table table(PlacementColumns());
  table.AddRow(PlacementRow(placement));
  Show(session, placement, table);
}

}  // namespace ritornello::cli
