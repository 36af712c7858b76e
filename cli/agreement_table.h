// How agreements look in a table.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/session.h"
#include "ritornello/catalog/v1/agreement_service.pb.h"

namespace ritornello::cli {

std::vector<Column> AgreementColumns();
std::vector<std::string> AgreementRow(const catalog::v1::Agreement& agreement);

// One agreement as the only row, or line of JSON.
void ShowAgreement(Session& session, const catalog::v1::Agreement& agreement);

}  // namespace ritornello::cli
