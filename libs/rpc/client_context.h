// The context of an outgoing call.
#pragma once

#include <grpcpp/client_context.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/rpc/traceparent.h"

namespace ritornello::rpc {

// A context for one call that ends at `deadline` and belongs to the trace
// `traceparent` (none when empty). A service that calls on behalf of a caller
// passes that call's own, so that nobody works on after the caller has gone;
// InfiniteFuture, no deadline, is for streams that are watched by keepalive.
inline std::unique_ptr<grpc::ClientContext> MakeClientContext(
    absl::Time deadline, absl::string_view traceparent) {
  auto context = std::make_unique<grpc::ClientContext>();
  if (deadline != absl::InfiniteFuture()) {
    context->set_deadline(absl::ToChronoTime(deadline));
  }
  if (!traceparent.empty()) {
    context->AddMetadata(kTraceparentKey, std::string(traceparent));
  }
  return context;
}

}  // namespace ritornello::rpc
