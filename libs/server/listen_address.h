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
// InvalidArgument     the port is not 0..65535 (gRPC would take another one),
//                     or the path of a Unix socket is too long
// FailedPrecondition  some process still answers on the Unix socket (gRPC
//                     would take the name away from it)
absl::Status CheckListenAddress(const std::string& address);

}  // namespace ritornello::server
