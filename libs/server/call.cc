#include "libs/server/call.h"

#include <grpcpp/server_context.h>

#include <chrono>

#include "libs/rpc/traceparent.h"
#include "libs/server/authenticator.h"

namespace ritornello::server {
namespace {

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) {
    return absl::InfiniteFuture();
  }
  return absl::FromChrono(deadline);
}

std::string TraceparentOf(const grpc::CallbackServerContext& context) {
  const absl::string_view text =
      Metadata(context.client_metadata()).Find(rpc::kTraceparentKey);
  return rpc::IsTraceparent(text) ? std::string(text) : rpc::NewTraceparent();
}

}  // namespace

Call::Call(absl::string_view method, const grpc::CallbackServerContext& context,
           const std::atomic<bool>& is_draining)
    : method_(method),
      context_(context),
      is_draining_(is_draining),
      deadline_(DeadlineOf(context)),
      traceparent_(TraceparentOf(context)) {}

bool Call::IsCancelled() const { return is_broken_ || context_.IsCancelled(); }

}  // namespace ritornello::server
