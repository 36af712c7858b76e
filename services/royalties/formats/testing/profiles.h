// The profiles that are part of the program. Tests only.
#pragma once

#include "services/royalties/formats/statement_profile.h"

namespace ritornello::royalties::testing {

// Lives as long as the program.
const StatementProfiles& BuiltInProfiles();

}  // namespace ritornello::royalties::testing
