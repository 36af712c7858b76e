#include "libs/rpc/grpc_status.h"

#include <string>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "libs/status/error.h"
#include "libs/utf8/utf8.h"

namespace ritornello::rpc {
namespace {

constexpr char kDomain[] = "ritornello";
constexpr char kMasked[] = "internal error; see the server's log";

// Percent-encoding may triple the message, base64 adds a third to the details:
// 3 * 1 KiB + 4 / 3 * 3 KiB stays below 8 KiB.
constexpr size_t kMessageSizeMax = 1024;
constexpr size_t kStatusSizeMax = 3072;
constexpr size_t kErrorInfoSizeMax = 1536;
// Of one field path, description, reason, metadata key or value.
constexpr size_t kTextSizeMax = 512;

std::string Text(absl::string_view text) { return ToUtf8(text, kTextSizeMax); }

std::string DefaultReason(absl::StatusCode code) {
  return absl::StatusCodeToString(code);
}

bool IsMasked(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal ||
         code == absl::StatusCode::kUnknown;
}

google::rpc::ErrorInfo MakeErrorInfo(const absl::Status& status) {
  google::rpc::ErrorInfo error_info;
  const Reason reason = ReasonOf(status);
  error_info.set_domain(kDomain);
  error_info.set_reason(reason.reason.empty() ? DefaultReason(status.code())
                                              : Text(reason.reason));
  for (const auto& [key, value] : reason.metadata) {
    auto& metadata = *error_info.mutable_metadata();
    const std::string name = Text(key);
    metadata[name] = Text(value);
    if (error_info.ByteSizeLong() > kErrorInfoSizeMax) {
      metadata.erase(name);
      break;
    }
  }
  return error_info;
}

google::rpc::RetryInfo MakeRetryInfo(absl::Duration delay) {
  google::rpc::RetryInfo retry_info;
  timespec parts = absl::ToTimespec(delay);
  retry_info.mutable_retry_delay()->set_seconds(parts.tv_sec);
  retry_info.mutable_retry_delay()->set_nanos(
      static_cast<int32_t>(parts.tv_nsec));
  return retry_info;
}

// As many violations, in order, as `size_max` bytes can tell.
google::rpc::BadRequest MakeBadRequest(
    const std::vector<FieldViolation>& violations, size_t size_max) {
  google::rpc::BadRequest bad_request;
  for (const FieldViolation& violation : violations) {
    auto* wire = bad_request.add_field_violations();
    wire->set_field(Text(violation.field));
    wire->set_description(Text(violation.description));
    if (bad_request.ByteSizeLong() > size_max) {
      bad_request.mutable_field_violations()->RemoveLast();
      break;
    }
  }
  return bad_request;
}

google::rpc::Status MakeDetails(const absl::Status& status,
                                const std::string& message) {
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(message);
  details.add_details()->PackFrom(MakeErrorInfo(status));
  if (const absl::Duration delay = RetryDelayOf(status);
      delay > absl::ZeroDuration()) {
    details.add_details()->PackFrom(MakeRetryInfo(delay));
  }
  constexpr size_t kEnvelopeSize = 64;  // the type URL of BadRequest, tags
  const size_t size = details.ByteSizeLong() + kEnvelopeSize;
  const auto bad_request =
      MakeBadRequest(FieldViolationsOf(status),
                     size < kStatusSizeMax ? kStatusSizeMax - size : 0);
  if (bad_request.field_violations_size() > 0) {
    details.add_details()->PackFrom(bad_request);
  }
  return details;
}

absl::Status WithErrorInfo(absl::Status status,
                           const google::rpc::ErrorInfo& error_info) {
  if (error_info.domain() != kDomain) return status;
  if (error_info.reason() == DefaultReason(status.code()) &&
      error_info.metadata().empty()) {
    return status;
  }
  return WithReason(
      status, error_info.reason(),
      {error_info.metadata().begin(), error_info.metadata().end()});
}

absl::Status WithViolations(absl::Status status,
                            const google::rpc::BadRequest& bad_request) {
  std::vector<FieldViolation> violations;
  for (const auto& wire : bad_request.field_violations()) {
    violations.push_back({wire.field(), wire.description()});
  }
  if (violations.empty()) return status;
  // The peer's sentence is kept; only the payload is taken over.
  InvalidFields(violations)
      .ForEachPayload(
          [&status](absl::string_view type, const absl::Cord& payload) {
            status.SetPayload(type, payload);
          });
  return status;
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const absl::Status told =
      IsMasked(status.code()) ? absl::Status(status.code(), kMasked) : status;
  const std::string message = ToUtf8(told.message(), kMessageSizeMax);
  return grpc::Status(static_cast<grpc::StatusCode>(told.code()), message,
                      MakeDetails(told, message).SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()),
                      status.error_message());
  google::rpc::Status details;
  if (result.ok() || !details.ParseFromString(status.error_details())) {
    return result;
  }
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo error_info;
    google::rpc::RetryInfo retry_info;
    google::rpc::BadRequest bad_request;
    if (detail.UnpackTo(&error_info)) {
      result = WithErrorInfo(result, error_info);
    } else if (detail.UnpackTo(&retry_info)) {
      result = WithRetryDelay(
          result, absl::Seconds(retry_info.retry_delay().seconds()) +
                      absl::Nanoseconds(retry_info.retry_delay().nanos()));
    } else if (detail.UnpackTo(&bad_request)) {
      result = WithViolations(result, bad_request);
    }
  }
  return result;
}

}  // namespace ritornello::rpc
