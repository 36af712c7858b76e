#include "libs/request_log/request_log.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/row.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "libs/utf8/utf8.h"

namespace ritornello::request_log {
namespace {

// Claims the id, or locks the row that has it. Without the claim two calls
// that race would both find nothing, and the slower one would be told that its
// own resource already exists. A claim that was committed and never recorded
// (the resource has no name) goes to whoever asks next.
constexpr char kClaim[] =
    "INSERT INTO request_log (subject, request_id, method, payload_sha256,"
    " resource_name, recorded_at_us) VALUES ($1, $2, $3, $4, '', 0)"
    " ON CONFLICT (subject, request_id) DO UPDATE SET"
    " method = CASE request_log.resource_name WHEN '' THEN excluded.method"
    " ELSE request_log.method END,"
    " payload_sha256 = CASE request_log.resource_name WHEN ''"
    " THEN excluded.payload_sha256 ELSE request_log.payload_sha256 END"
    " RETURNING method, payload_sha256, resource_name";
constexpr char kRecord[] =
    "UPDATE request_log SET resource_name = $3, recorded_at_us = $4"
    " WHERE subject = $1 AND request_id = $2 AND resource_name = ''"
    " RETURNING request_id";

}  // namespace

absl::StatusOr<std::optional<std::string>> Recall(sql::Transaction& transaction,
                                                  const Request& request) {
  if (request.request_id.empty()) return std::nullopt;
  const size_t size = CountUtf8Characters(request.request_id);
  if (size > kRequestIdSizeMax) {
    return InvalidField("request_id",
                        absl::StrCat("must have at most ", kRequestIdSizeMax,
                                     " characters, got ", size));
  }
  const sql::Value parameters[] = {request.subject, request.request_id,
                                   request.method, request.payload_sha256};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              transaction.Run(kClaim, parameters));
  RITORNELLO_CHECK(rows.size() == 1);
  if (sql::Text(rows[0][0]) != request.method ||
      sql::Text(rows[0][1]) != request.payload_sha256) {
    return InvalidField(
        "request_id",
        absl::StrCat("must be new for another request; it was used for ",
                     sql::Text(rows[0][0]), ", which made ",
                     sql::Text(rows[0][2])));
  }
  const std::string& resource_name = sql::Text(rows[0][2]);
  if (resource_name.empty()) return std::nullopt;
  return resource_name;
}

absl::Status Record(sql::Transaction& transaction, const Request& request,
                    absl::string_view resource_name, absl::Time now) {
  RITORNELLO_CHECK(!resource_name.empty());
  if (request.request_id.empty()) return absl::OkStatus();
  const sql::Value parameters[] = {request.subject, request.request_id,
                                   std::string(resource_name),
                                   absl::ToUnixMicros(now)};
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              transaction.Run(kRecord, parameters));
  RITORNELLO_CHECK(rows.size() == 1);
  return absl::OkStatus();
}

}  // namespace ritornello::request_log
