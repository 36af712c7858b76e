// The status codes that the comments of a .proto file promise. Tests only.
#pragma once

#include <google/protobuf/descriptor.h>

#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"

namespace ritornello::server::testing {

// For each method of `service`, by its bare name: the codes that its comment
// names from the line on that begins with "Errors". Reads the file that the
// service was generated from; aborts when it cannot.
std::map<std::string, std::set<absl::StatusCode>> DocumentedCodes(
    const google::protobuf::ServiceDescriptor& service);

}  // namespace ritornello::server::testing
