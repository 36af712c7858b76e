// Calls of any method by its name, for tables of tests. Tests only.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ritornello::server::testing {

// The method named like "package.Service/Method"; null when nothing that is
// linked in has it.
const google::protobuf::MethodDescriptor* FindMethod(absl::string_view method);

// An empty request of `method`.
std::unique_ptr<google::protobuf::Message> NewRequest(
    const google::protobuf::MethodDescriptor& method);

// Sends `messages`, then the end, hands on each answer, if wanted, and returns
// how the call ended, at the latest after 20 s. A unary method is called as if
// it were streaming: on the wire they are the same.
absl::Status CallMethod(
    absl::string_view method,
    const std::vector<std::unique_ptr<google::protobuf::Message>>& messages,
    grpc::ClientContext& context, const std::shared_ptr<grpc::Channel>& channel,
    const std::function<void(const grpc::ByteBuffer&)>& on_answer = nullptr);

}  // namespace ritornello::server::testing
