// One RPC as the frame around its handler sees it.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <atomic>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/server/authenticator.h"
#include "libs/server/authorisation.h"
#include "libs/server/call.h"
#include "libs/server/log.h"
#include "libs/server/message_stream.h"
#include "libs/server/metrics.h"
#include "libs/server/worker_pool.h"

namespace ritornello::server {

// What the methods of one group of services share while a server runs.
struct GroupRuntime {
  WorkerPool& workers;  // for unary calls
  WorkerPool& streams;  // for streaming calls
  const Authenticator& authenticator;
  const Log& log;
  bool log_calls;  // false: only those that failed by the server's fault
  size_t message_size_max;  // bytes of an answer
  const std::atomic<bool>& is_draining;
};

// A handler without its types: runs it on `request` and writes the bytes of
// its answer to `response`.
using UnaryBody = std::function<absl::Status(
    Call& call, const google::protobuf::Message& request,
    grpc::ByteBuffer* response)>;
using StreamBody = std::function<absl::Status(Call& call, MessageStream& ends)>;

struct Method {
  absl::string_view name() const { return absl::string_view(path).substr(1); }

  const google::protobuf::MethodDescriptor* descriptor;
  std::string path;                          // "/package.Service/Method"
  const google::protobuf::Message* request;  // the default instance
  Permission permission;
  UnaryBody unary;    // exactly one
  StreamBody stream;  // of these
  // Set when a server starts.
  const GroupRuntime* runtime = nullptr;
  mutable MethodMetrics metrics = {};
};

// False when the bytes are no message of this type.
bool Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);

// Internal when the message cannot be written, which takes over 2 GiB.
absl::Status Serialise(const google::protobuf::Message& message,
                       grpc::ByteBuffer* bytes);

}  // namespace ritornello::server
