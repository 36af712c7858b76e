#include "services/catalog/domain/write_once.h"

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {

absl::StatusOr<std::string> WriteOnce(sql::Pool& pool, const Clock& clock,
                                      const request_log::Request& request,
                                      const Mutation& work) {
  std::string name;
  absl::Status answer;
  const absl::Status status = sql::RunTransaction(
      pool, [&](sql::Transaction& transaction) -> absl::Status {
        answer = absl::OkStatus();
        RITORNELLO_ASSIGN_OR_RETURN(const std::optional<std::string> done,
                                    request_log::Recall(transaction, request));
        if (done.has_value()) {
          name = *done;
          return absl::OkStatus();
        }
        const absl::Time now =
            absl::FromUnixMicros(absl::ToUnixMicros(clock.Now()));
        absl::StatusOr<std::string> made = work(transaction, now);
        if (absl::IsAborted(made.status()) &&
            !ReasonOf(made.status()).reason.empty()) {
          answer = made.status();
          return absl::CancelledError("answered");  // undoes, and stops
        }
        RITORNELLO_RETURN_IF_ERROR(made.status());
        name = *std::move(made);
        return request_log::Record(transaction, request, name, now);
      });
  RITORNELLO_RETURN_IF_ERROR(answer);
  RITORNELLO_RETURN_IF_ERROR(status);
  return name;
}

absl::Status RequireRevision(std::optional<int64_t> expected, int64_t current,
                             absl::string_view resource_name) {
  if (!expected.has_value() || *expected == current) return absl::OkStatus();
  return WithReason(
      absl::AbortedError(absl::StrCat("the etag is not the current one of ",
                                      resource_name, ": read it again")),
      "ETAG_MISMATCH", {{"resource", std::string(resource_name)}});
}

}  // namespace ritornello::catalog
