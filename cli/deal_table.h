// How deals look in a table.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/session.h"
#include "ritornello/royalties/v1/deal_service.pb.h"

namespace ritornello::cli {

std::vector<Column> DealColumns();
std::vector<std::string> DealRow(const royalties::v1::Deal& deal);

// As a table of one, or as JSON.
void ShowDeal(Session& session, const royalties::v1::Deal& deal);

}  // namespace ritornello::cli
