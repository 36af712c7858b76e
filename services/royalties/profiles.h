// The profiles a service knows: those of the program and those of its operator.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/royalties/formats/statement_profile.h"

namespace ritornello::royalties {

// Those that are part of the program, and the files *.json of `folder`, none if
// it is empty. One of the operator's has a name of its own.
//
// Errors: InvalidArgument, AlreadyExists  naming the file, the field and what
//                                         would be right
//         NotFound                        no such folder
absl::StatusOr<StatementProfiles> LoadProfiles(const std::string& folder);

}  // namespace ritornello::royalties
