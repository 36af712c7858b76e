// What a mutation says beside its resource: which request it is, and which
// revision it means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/request_log/request_log.h"
#include "libs/server/call.h"
#include "libs/sha256/sha256.h"

namespace ritornello::catalog {

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

// "r7" for revision 7.
std::string EtagOf(int64_t revision);

// The revision that `etag` means; none for an empty one. InvalidArgument
// naming `field` for what EtagOf() never made.
absl::StatusOr<std::optional<int64_t>> RevisionFromEtag(absl::string_view field,
                                                        absl::string_view etag);

}  // namespace ritornello::catalog
