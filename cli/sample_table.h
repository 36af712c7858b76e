// How samples look in a table.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/session.h"
#include "ritornello/catalog/v1/sample_service.pb.h"

namespace ritornello::cli {

std::vector<Column> SampleColumns();
std::vector<std::string> SampleRow(const catalog::v1::Sample& sample);

// One sample as the only row, or line of JSON.
void ShowSample(Session& session, const catalog::v1::Sample& sample);

}  // namespace ritornello::cli
