// Serves unary calls.
#pragma once

#include <grpcpp/support/server_callback.h>

#include "libs/server/method.h"

namespace ritornello::server {

// Begins to serve one call of `method` on a worker of its group, or refuses it
// with WORKERS_BUSY. The reactor owns itself. Never blocks.
grpc::ServerUnaryReactor* StartUnaryCall(
    const Method& method, const grpc::CallbackServerContext& context,
    const grpc::ByteBuffer& request, grpc::ByteBuffer* response);

}  // namespace ritornello::server
