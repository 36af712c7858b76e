// What makes a retried mutation the same request.
#pragma once

#include <string>

#include "libs/request_log/request_log.h"
#include "libs/server/call.h"
#include "libs/sha256/sha256.h"

namespace ritornello::royalties {

// Identifies `request` by its request_id, its caller and all its other fields.
template <typename Request>
request_log::Request OnceOnly(const server::Call& call,
                              const Request& request) {
  Request payload = request;
  payload.clear_request_id();
  return {.subject = call.caller().subject,
          .request_id = request.request_id(),
          .method = std::string(call.method()),
          .payload_sha256 = Sha256Hex(payload.SerializeAsString())};
}

}  // namespace ritornello::royalties
