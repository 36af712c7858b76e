// absl::Status at the border of gRPC, with its details.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace ritornello::rpc {

// The status as a client sees it.
//
// Details: a google.rpc.Status in error_details() with exactly one ErrorInfo
//          (domain "ritornello"; the reason is the attached one, else the name
//          of the code), BadRequest for field violations, RetryInfo for a
//          retry delay.
// Masked:  INTERNAL and UNKNOWN keep nothing but their code; what they say is
//          for the log.
// Limits:  the message is cut at 1 KiB; details that would make the status
//          larger than 3 KiB are left out, the last ones first. More would not
//          fit into the 8 KiB of metadata that clients accept by default.
grpc::Status ToGrpc(const absl::Status& status);

// What a peer answered, with the details that ToGrpc() gave it; details of
// another domain and malformed details are ignored. For every status that is
// not masked and within the limits, FromGrpc(ToGrpc(status)) == status.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace ritornello::rpc
