// What is done around every handler, in one place: deadline, credential,
// authorisation, metrics, log.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/server/call.h"
#include "libs/server/method.h"

namespace ritornello::server {

// One call, from its arrival to its answer. Not thread-safe: used by one
// thread after the other.
//
//   CallFrame frame(method, context);   // arrival
//   frame.StopQueue();                  // a thread has it
//   frame.Admit(request)                // may the handler run?
//   frame.Close(status)                 // metrics, log, the answer
class CallFrame {
 public:
  // Both must outlive the frame.
  CallFrame(const Method& method, const grpc::CallbackServerContext& context);

  // The wait for a thread is over.
  void StopQueue();

  // OK when the handler may run on `request`; Cancelled or DeadlineExceeded
  // when nobody waits for it any more, else the errors of the authenticator
  // and of Permission::Check. Fills call().
  absl::Status Admit(const google::protobuf::Message& request);

  // Counts and logs the end of the call and turns `status` into what the
  // client gets.
  grpc::Status Close(const absl::Status& status);

  Call& call() { return call_; }
  const Call& call() const { return call_; }

 private:
  absl::Status Refusal() const;
  void WriteLog(const absl::Status& status, absl::Duration duration) const;

  const Method& method_;
  const grpc::CallbackServerContext& context_;
  Call call_;
  absl::Time arrival_time_;
  absl::Duration queue_duration_;
};

// ResourceExhausted with a delay after which to come back.
absl::Status WorkersBusy();
absl::Status StreamsBusy();

// ResourceExhausted for an answer of more bytes than may be sent.
absl::Status AnswerTooLarge(size_t byte_count, size_t byte_count_max);

// InvalidArgument for bytes that are no message of the declared type.
absl::Status MalformedMessage(const google::protobuf::Message& prototype);

}  // namespace ritornello::server
