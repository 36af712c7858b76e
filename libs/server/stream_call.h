// Serves streaming calls, of all three kinds.
#pragma once

#include <grpcpp/support/server_callback.h>

#include "libs/server/method.h"

namespace ritornello::server {

// Begins to serve one call of `method`. The call takes a thread of its group
// when its first message, or the end of an empty stream, is there; it is
// refused with STREAMS_BUSY when there is none. The reactor owns itself. Never
// blocks.
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartStreamCall(
    const Method& method, const grpc::CallbackServerContext& context);

}  // namespace ritornello::server
