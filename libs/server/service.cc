#include "libs/server/service.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>

#include "absl/strings/str_cat.h"
#include "libs/server/stream_call.h"
#include "libs/server/unary_call.h"
#include "libs/status/check.h"

namespace ritornello::server {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using grpc::ByteBuffer;
using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

const char* TypeOf(const MethodDescriptor& method) {
  if (!method.client_streaming()) {
    return method.server_streaming() ? "server_stream" : "unary";
  }
  return method.server_streaming() ? "bidi_stream" : "client_stream";
}

}  // namespace

BoundService::BoundService(const std::string& name, std::span<const Rule> rules)
    : descriptor_(DescriptorPool::generated_pool()->FindServiceByName(name)),
      rules_(rules) {
  RITORNELLO_CHECK(descriptor_ != nullptr);
}

Method& BoundService::Add(const std::string& name, bool is_stream,
                          const Message& request, const Descriptor* response) {
  const MethodDescriptor* method = descriptor_->FindMethodByName(name);
  RITORNELLO_CHECK(method != nullptr);
  RITORNELLO_CHECK(method->input_type() == request.GetDescriptor());
  RITORNELLO_CHECK(method->output_type() == response);
  const bool declared_stream =
      method->client_streaming() || method->server_streaming();
  RITORNELLO_CHECK(is_stream == declared_stream);
  for (const auto& other : methods_) {
    RITORNELLO_CHECK(other->descriptor != method);
  }
  const std::string full_name =
      absl::StrCat(descriptor_->full_name(), "/", name);
  const Rule* rule = FindRule(rules_, full_name);
  RITORNELLO_CHECK(rule != nullptr);
  methods_.push_back(std::make_unique<Method>(
      Method{.descriptor = method,
             .path = absl::StrCat("/", full_name),
             .request = &request,
             .permission = Permission(*rule, request.GetDescriptor()),
             .unary = {},
             .stream = {}}));
  return *methods_.back();
}

// Messages cross gRPC as bytes: they are parsed on the thread that serves
// them, and one instantiation of gRPC's handlers serves every method.
void BoundService::AddUnary(const std::string& name, const Message& request,
                            const Descriptor* response, UnaryBody body) {
  Method& method = Add(name, /*is_stream=*/false, request, response);
  method.unary = std::move(body);
  AddMethod(new RpcServiceMethod(method.path.c_str(), RpcMethod::NORMAL_RPC,
                                 nullptr));
  MarkMethodRawCallback(
      static_cast<int>(methods_.size()) - 1,
      new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
          [&method](grpc::CallbackServerContext* context,
                    const ByteBuffer* request_bytes,
                    ByteBuffer* response_bytes) {
            return StartUnaryCall(method, *context, *request_bytes,
                                  response_bytes);
          }));
}

void BoundService::AddStream(const std::string& name, const Message& request,
                             const Descriptor* response, StreamBody body) {
  Method& method = Add(name, /*is_stream=*/true, request, response);
  method.stream = std::move(body);
  // On the wire the three kinds of streams differ only in who sends how many.
  AddMethod(new RpcServiceMethod(method.path.c_str(), RpcMethod::BIDI_STREAMING,
                                 nullptr));
  MarkMethodRawCallback(
      static_cast<int>(methods_.size()) - 1,
      new grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>(
          [&method](grpc::CallbackServerContext* context) {
            return StartStreamCall(method, *context);
          }));
}

void BoundService::Attach(const GroupRuntime& runtime,
                          const RpcMetrics& metrics) {
  RITORNELLO_CHECK(methods_.size() ==
                   static_cast<size_t>(descriptor_->method_count()));
  for (const auto& method : methods_) {
    method->runtime = &runtime;
    method->metrics =
        metrics.ForMethod(TypeOf(*method->descriptor), descriptor_->full_name(),
                          method->descriptor->name());
  }
}

}  // namespace ritornello::server
