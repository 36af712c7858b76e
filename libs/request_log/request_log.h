// Which mutations were done for which request_id, so that a retry after a lost
// answer does nothing twice (Google AIP-155).
//
//   RunTransaction(pool, [&](sql::Transaction& transaction) -> absl::Status {
//     ASSIGN_OR_RETURN(done, Recall(transaction, request));
//     if (done.has_value()) return absl::OkStatus();
//     RETURN_IF_ERROR(InsertParty(transaction, party));
//     return Record(transaction, request, name, clock.Now());
//   });
//
// The table is the service's own, in its first migration:
//
//   CREATE TABLE request_log (
//     subject TEXT, request_id TEXT, method TEXT, payload_sha256 TEXT,
//     resource_name TEXT, recorded_at_us BIGINT (all NOT NULL),
//     PRIMARY KEY (subject, request_id))
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/transaction.h"

namespace ritornello::request_log {

inline constexpr size_t kRequestIdSizeMax = 64;  // characters

struct Request {
  std::string subject;     // who asks: ids of different callers never meet
  std::string request_id;  // empty: nothing is recorded or recalled
  std::string method;      // "package.Service/Method"
  std::string payload_sha256;
};

// The name of the resource that the same request, with the same method and
// payload, made before; nothing when it is new. From here to the end of the
// transaction the id is the caller's: a second call with it waits and then
// recalls what the first one recorded.
//
// Errors: InvalidArgument on request_id  longer than kRequestIdSizeMax, or
//                                        used before for something else
//         those of sql::Connection
absl::StatusOr<std::optional<std::string>> Recall(sql::Transaction& transaction,
                                                  const Request& request);

// Remembers what `request` made, in the transaction that makes it.
// REQUIRES: Recall() of this request returned nothing in this transaction, and
//           `resource_name` is not empty.
absl::Status Record(sql::Transaction& transaction, const Request& request,
                    absl::string_view resource_name, absl::Time now);

}  // namespace ritornello::request_log
