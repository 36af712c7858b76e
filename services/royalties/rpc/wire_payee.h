// Translates what payees earned.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ritornello/royalties/v1/payee_service.pb.h"
#include "services/royalties/model/payee_statement.h"

namespace ritornello::royalties {

v1::Payee ToWire(const Payee& payee);

v1::PayeeStatement ToWire(
    const PartyKey& payee, absl::string_view period,
    const std::vector<PayeeStatementCurrency>& currencies);

}  // namespace ritornello::royalties
