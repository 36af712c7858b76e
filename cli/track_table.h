// How tracks look in a table.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "ritornello/catalog/v1/track.pb.h"

namespace ritornello::cli {

std::vector<Column> TrackColumns();
std::vector<std::string> TrackRow(const catalog::v1::Track& track);

// Every fact of one track, with its versions and what was measured on each.
Table TrackFacts(const catalog::v1::Track& track);

}  // namespace ritornello::cli
