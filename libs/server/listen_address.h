// Addresses that a server may listen on.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ritornello::server {

// Whether only this machine can reach `address`: "unix:/path",
// "localhost:50051", "127.0.0.1:50051", "[::1]:50051".
bool IsLocal(absl::string_view address);

// What gRPC would let pass:
//
// InvalidArgument     it is neither host:port nor unix:/path; the port is not
//                     0..65535 (gRPC would take another one), or the path of
//                     a Unix socket is too long
// FailedPrecondition  some process listens there: gRPC would not say which
//                     flag to change, and take a Unix socket's name away from
//                     it; or this user may not, or the host is another machine
absl::Status CheckListenAddress(const std::string& address);

}  // namespace ritornello::server
