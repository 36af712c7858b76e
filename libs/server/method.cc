#include "libs/server/method.h"

#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <climits>

#include "absl/strings/str_cat.h"

namespace ritornello::server {

bool Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  grpc::ByteBuffer own = bytes;  // shares the memory; the reader wants a right
  grpc::ProtoBufferReader reader(&own);
  return reader.status().ok() && message.ParseFromZeroCopyStream(&reader);
}

absl::Status Serialise(const google::protobuf::Message& message,
                       grpc::ByteBuffer* bytes) {
  bytes->Clear();
  const size_t size = message.ByteSizeLong();
  bool is_written = size <= static_cast<size_t>(INT_MAX);
  if (is_written) {
    grpc::ProtoBufferWriter writer(
        bytes, grpc::kProtoBufferWriterMaxBufferLength, static_cast<int>(size));
    is_written = message.SerializeToZeroCopyStream(&writer);
  }
  if (is_written) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(
      "cannot write ", message.GetTypeName(), " of ", size, " bytes"));
}

}  // namespace ritornello::server
