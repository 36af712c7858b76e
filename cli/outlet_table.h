// How outlets look in a table.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/session.h"
#include "ritornello/catalog/v1/outlet_service.pb.h"

namespace ritornello::cli {

std::vector<Column> OutletColumns();
std::vector<std::string> OutletRow(const catalog::v1::Outlet& outlet);

// One outlet as the only row, or line of JSON.
void ShowOutlet(Session& session, const catalog::v1::Outlet& outlet);

}  // namespace ritornello::cli
