#include "cli/outlet_table.h"

#include "absl/strings/str_join.h"
#include "cli/extent_flags.h"
#include "cli/format.h"

namespace ritornello::cli {

std::vector<Column> OutletColumns() {
  return {{"OUTLET"}, {"NAME"},  {"KIND"},  {"TERRITORIES"},
          {"FROM"},   {"UNTIL"}, {"AGREED"}};
}

std::vector<std::string> OutletRow(const catalog::v1::Outlet& outlet) {
  const auto id = [](std::string* out, const std::string& name) {
    out->append(LastPart(name));
  };
  return {LastPart(outlet.name()),
          outlet.display_name(),
          Humane(catalog::v1::Outlet::Kind_Name(outlet.kind())),
          TerritoriesText(outlet.extent()),
          DateText(outlet.extent().start_date()),
          DateText(outlet.extent().end_date()),
          absl::StrJoin(outlet.agreed_libraries(), ",", id)};
}

void ShowOutlet(Session& session, const catalog::v1::Outlet& outlet) {
  Table table(OutletColumns());
  table.AddRow(OutletRow(outlet));
  Show(session, outlet, table);
}

}  // namespace ritornello::cli
