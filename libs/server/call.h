// What a handler knows of the call it serves.
#pragma once

#include <atomic>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/server/caller.h"

namespace grpc {
class CallbackServerContext;
}  // namespace grpc

namespace ritornello::server {

// Belongs to one call. The questions may be asked from any thread while the
// handler runs.
class Call {
 public:
  // All must outlive the call.
  Call(absl::string_view method, const grpc::CallbackServerContext& context,
       const std::atomic<bool>& is_draining);

  // "ritornello.catalog.v1.TrackService/GetTrack".
  absl::string_view method() const { return method_; }

  // When the caller stops waiting; InfiniteFuture when never. Calls made to
  // serve this one take the same deadline (libs/rpc/client_context.h).
  absl::Time deadline() const { return deadline_; }

  // Whether nobody waits for the answer any more: the caller cancelled or went
  // away, the deadline has passed, or a message of the stream cannot be read:
  // what came before it is then not all. Long work looks now and then.
  bool IsCancelled() const;

  // For the frame, when it cannot read a message.
  void Break() { is_broken_ = true; }

  // Whether the server is about to end. A stream that would go on for ever
  // ends now with Unavailable; everything else finishes what it does.
  bool IsDraining() const { return is_draining_; }

  // W3C trace context: the caller's, or a new one.
  const std::string& traceparent() const { return traceparent_; }

  const Caller& caller() const { return caller_; }

  // The bare id that the request names and the caller may touch: "acme", "-"
  // for all. Empty when the RPC's scope is another.
  const std::string& account() const { return account_; }
  const std::string& book() const { return book_; }

 private:
  friend class CallFrame;

  absl::string_view method_;
  const grpc::CallbackServerContext& context_;
  const std::atomic<bool>& is_draining_;
  std::atomic<bool> is_broken_ = false;
  absl::Time deadline_;
  std::string traceparent_;
  Caller caller_;
  std::string account_;
  std::string book_;
};

}  // namespace ritornello::server
