// Which RPCs write, by their names. Tests only.
#pragma once

#include <string>
#include <vector>

namespace ritornello::server::testing {

// The RPCs of `services` that do not read only, "package.Service/Method": all
// whose verb is not one of those that read. A new verb counts as a write until
// it is named there.
// REQUIRES: the services are linked in.
std::vector<std::string> WriteMethods(const std::vector<std::string>& services);

}  // namespace ritornello::server::testing
