#include "libs/server/unary_call.h"

#include <memory>

#include "libs/server/call_frame.h"
#include "libs/status/status_macros.h"

namespace ritornello::server {
namespace {

class UnaryCall final : public grpc::ServerUnaryReactor,
                        public WorkerPool::Job {
 public:
  UnaryCall(const Method& method, const grpc::CallbackServerContext& context,
            const grpc::ByteBuffer& request, grpc::ByteBuffer* response)
      : method_(method),
        request_(request),
        response_(response),
        frame_(method, context) {
    method_.metrics.Received();
  }

  void Start() {
    if (!method_.runtime->workers.TrySubmit(*this)) {
      Finish(frame_.Close(WorkersBusy()));
    }
  }

  void Run() override {
    frame_.StopQueue();
    outcome_ = Serve();
  }

  // The last touch: gRPC may delete the call before Finish returns.
  void OnReleased() override {
    if (outcome_.ok()) method_.metrics.Sent();
    Finish(frame_.Close(outcome_));
  }

  void OnDone() override { delete this; }

 private:
  absl::Status Serve() {
    const std::unique_ptr<google::protobuf::Message> request(
        method_.request->New());
    if (!Parse(request_, *request)) return MalformedMessage(*method_.request);
    RITORNELLO_RETURN_IF_ERROR(frame_.Admit(*request));
    RITORNELLO_RETURN_IF_ERROR(
        method_.unary(frame_.call(), *request, response_));
    // gRPC would refuse to send it, but only we can say so in the log.
    const size_t size_max = method_.runtime->message_size_max;
    return response_->Length() <= size_max
               ? absl::OkStatus()
               : AnswerTooLarge(response_->Length(), size_max);
  }

  const Method& method_;
  const grpc::ByteBuffer& request_;
  grpc::ByteBuffer* response_;
  CallFrame frame_;
  absl::Status outcome_;
};

}  // namespace

grpc::ServerUnaryReactor* StartUnaryCall(
    const Method& method, const grpc::CallbackServerContext& context,
    const grpc::ByteBuffer& request, grpc::ByteBuffer* response) {
  auto* call = new UnaryCall(method, context, request, response);
  call->Start();
  return call;
}

}  // namespace ritornello::server
