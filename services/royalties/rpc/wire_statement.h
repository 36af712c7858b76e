// Translates statements and their lines.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "ritornello/royalties/v1/statement_service.pb.h"
#include "services/royalties/domain/suspense.h"
#include "services/royalties/formats/statement_profile.h"
#include "services/royalties/model/statement.h"

namespace ritornello::royalties {

// InvalidArgument naming the field, as "header.period", for what cannot be
// translated and for a profile that there is not; Validate() judges the rest.
absl::StatusOr<StatementHeader> FromWire(const v1::StatementHeader& wire);

// Nothing for STATE_UNSPECIFIED; InvalidArgument on "state" for no state.
absl::StatusOr<std::optional<LineState>> FromWire(
    v1::StatementLine::State wire);

v1::Statement ToWire(const Statement& statement);
v1::StatementLine ToWire(const StatementLine& line);
v1::StatementProfile ToWire(const StatementProfile& profile);

}  // namespace ritornello::royalties
