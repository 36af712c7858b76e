// Works as people see them.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "ritornello/catalog/v1/work.pb.h"

namespace ritornello::cli {

std::vector<Column> WorkColumns();
std::vector<std::string> WorkRow(const catalog::v1::Work& work);

}  // namespace ritornello::cli
