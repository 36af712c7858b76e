// Who may call which RPC of the royalties service.
#pragma once

#include <span>

#include "libs/server/authorisation.h"

namespace ritornello::royalties {

// One rule for each RPC, by method.
std::span<const server::Rule> Rules();

}  // namespace ritornello::royalties
