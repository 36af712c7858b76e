#include "libs/server/call_frame.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/rpc/grpc_status.h"
#include "libs/rpc/traceparent.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"

namespace ritornello::server {
namespace {

// A worker is free again soon, a stream may last.
constexpr absl::Duration kWorkersRetryDelay = absl::Milliseconds(100);
constexpr absl::Duration kStreamsRetryDelay = absl::Seconds(1);

// Whose fault an error is, and so how loud it is logged.
Severity SeverityOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return Severity::kError;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDeadlineExceeded:
      return Severity::kWarning;
    default:
      return Severity::kInfo;
  }
}

}  // namespace

CallFrame::CallFrame(const Method& method,
                     const grpc::CallbackServerContext& context)
    : method_(method),
      context_(context),
      call_(method.name(), context, method.runtime->is_draining),
      arrival_time_(absl::Now()) {
  method_.metrics.Started();
}

void CallFrame::StopQueue() {
  queue_duration_ = absl::Now() - arrival_time_;
  method_.metrics.Queued(queue_duration_);
}

// The deadline first: a call whose deadline has passed is cancelled as well.
absl::Status CallFrame::Refusal() const {
  if (absl::Now() >= call_.deadline()) {
    return absl::DeadlineExceededError("the deadline passed in the queue");
  }
  if (call_.IsCancelled()) {
    return absl::CancelledError("the caller went away before the call began");
  }
  return absl::OkStatus();
}

absl::Status CallFrame::Admit(const google::protobuf::Message& request) {
  RITORNELLO_RETURN_IF_ERROR(Refusal());
  RITORNELLO_ASSIGN_OR_RETURN(call_.caller_,
                              method_.runtime->authenticator.Authenticate(
                                  Metadata(context_.client_metadata())));
  RITORNELLO_ASSIGN_OR_RETURN(std::string owner,
                              method_.permission.Check(call_.caller_, request));
  if (method_.permission.scope() == Scope::kAccount) {
    call_.account_ = std::move(owner);
  } else {
    call_.book_ = std::move(owner);
  }
  return absl::OkStatus();
}

grpc::Status CallFrame::Close(const absl::Status& status) {
  const absl::Duration duration = absl::Now() - arrival_time_;
  method_.metrics.Handled(status.code(), duration);
  if (method_.runtime->log_calls ||
      SeverityOf(status.code()) != Severity::kInfo) {
    WriteLog(status, duration);
  }
  return rpc::ToGrpc(status);
}

void CallFrame::WriteLog(const absl::Status& status,
                         absl::Duration duration) const {
  const auto* descriptor = method_.descriptor;
  const std::string peer = context_.peer();
  method_.runtime->log.Write(
      SeverityOf(status.code()), status.message(),
      {{"service", descriptor->service()->full_name()},
       {"method", descriptor->name()},
       {"code", CodeWord(status.code())},
       {"duration_ms", absl::ToDoubleMilliseconds(duration)},
       {"queue_ms", absl::ToDoubleMilliseconds(queue_duration_)},
       {"peer", peer},
       {"subject", call_.caller().subject},
       {"account", call_.account()},
       {"trace_id", rpc::TraceIdOf(call_.traceparent())}});
}

absl::Status WorkersBusy() {
  return WithRetryDelay(
      WithReason(absl::ResourceExhaustedError("all workers are busy and the "
                                              "queue is full"),
                 "WORKERS_BUSY", {}),
      kWorkersRetryDelay);
}

absl::Status AnswerTooLarge(size_t byte_count, size_t byte_count_max) {
  return WithReason(
      absl::ResourceExhaustedError(absl::StrCat(
          "the answer has ", byte_count, " bytes and at most ", byte_count_max,
          " can be sent: ask for less, as with a smaller page_size")),
      "ANSWER_TOO_LARGE", {});
}

absl::Status StreamsBusy() {
  return WithRetryDelay(
      WithReason(absl::ResourceExhaustedError("too many streams are open"),
                 "STREAMS_BUSY", {}),
      kStreamsRetryDelay);
}

absl::Status MalformedMessage(const google::protobuf::Message& prototype) {
  return WithReason(absl::InvalidArgumentError(absl::StrCat(
                        "the bytes are not a ", prototype.GetTypeName())),
                    "MALFORMED_MESSAGE", {});
}

}  // namespace ritornello::server
