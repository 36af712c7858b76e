// Who may call which RPC of the catalog service.
#pragma once

#include <span>

#include "libs/server/authorisation.h"

namespace ritornello::catalog {

// One rule for each RPC, by method.
std::span<const server::Rule> Rules();

}  // namespace ritornello::catalog
