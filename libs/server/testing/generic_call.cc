#include "libs/server/testing/generic_call.h"

#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/rpc/grpc_status.h"
#include "libs/server/method.h"
#include "libs/status/check.h"

namespace ritornello::server::testing {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

constexpr absl::Duration kTimeout = absl::Seconds(20);

// One operation at a time is under way: its end is the next event.
bool Ended(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  RITORNELLO_CHECK(queue.Next(&tag, &ok));
  return ok;
}

}  // namespace

const google::protobuf::MethodDescriptor* FindMethod(absl::string_view method) {
  return DescriptorPool::generated_pool()->FindMethodByName(
      absl::StrReplaceAll(method, {{"/", "."}}));
}

std::unique_ptr<Message> NewRequest(
    const google::protobuf::MethodDescriptor& method) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()
                                      ->GetPrototype(method.input_type())
                                      ->New());
}

absl::Status CallMethod(
    absl::string_view method,
    const std::vector<std::unique_ptr<Message>>& messages,
    grpc::ClientContext& context, const std::shared_ptr<grpc::Channel>& channel,
    const std::function<void(const grpc::ByteBuffer&)>& on_answer) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + kTimeout));
  grpc::CompletionQueue queue;
  const auto call = grpc::GenericStub(channel).PrepareCall(
      &context, absl::StrCat("/", method), &queue);
  call->StartCall(nullptr);
  bool is_open = Ended(queue);
  for (size_t i = 0; is_open && i < messages.size(); ++i) {
    grpc::ByteBuffer bytes;
    RITORNELLO_CHECK(Serialise(*messages[i], &bytes).ok());
    call->Write(bytes, nullptr);
    is_open = Ended(queue);
  }
  if (is_open) {
    call->WritesDone(nullptr);
    is_open = Ended(queue);
  }
  while (is_open) {
    grpc::ByteBuffer answer;
    call->Read(&answer, nullptr);
    is_open = Ended(queue);
    if (is_open && on_answer) on_answer(answer);
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  RITORNELLO_CHECK(Ended(queue));
  return rpc::FromGrpc(status);
}

}  // namespace ritornello::server::testing
