// Binds plain functions to the methods of a gRPC service.
//
//   absl::StatusOr<v1::Track> GetTrack(Call& call,
//                                      const v1::GetTrackRequest& request);
//   absl::Status Ingest(Call& call, Reader<v1::IngestRequest>& requests,
//                       Writer<v1::IngestResponse>& responses);
//
//   auto service = std::make_unique<BoundService>(
//       "ritornello.catalog.v1.TrackService", kRules);
//   service->Unary("GetTrack", GetTrack);
//   service->Stream("Ingest", Ingest);
#pragma once

#include <grpcpp/impl/service_type.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/server/authorisation.h"
#include "libs/server/call.h"
#include "libs/server/message_stream.h"
#include "libs/server/method.h"

namespace ritornello::server {

// A gRPC service made of handlers.
//
// A handler may block; it runs on a thread of its service's group, after the
// deadline, the credential and the authorisation were checked on the request
// (of a stream: on its first message). An error it returns goes to the client
// with its details; INTERNAL and UNKNOWN go to the log only.
//
// A mistake in the wiring ends the process at start: a method that does not
// exist, is bound twice, has other types, streams otherwise, or has no rule;
// a method of the service that is not bound.
//
// Not thread-safe until the server runs. Handlers run concurrently.
class BoundService final : public grpc::Service {
 public:
  // REQUIRES: a service of that name is linked in.
  BoundService(const std::string& name, std::span<const Rule> rules);

  // `handler`: absl::StatusOr<Response>(Call&, const Request&).
  template <typename Handler>
  void Unary(const std::string& method, Handler handler) {
    BindUnary(method, std::function(std::move(handler)));
  }

  // `handler`: absl::Status(Call&, Reader<Request>&, Writer<Response>&).
  template <typename Handler>
  void Stream(const std::string& method, Handler handler) {
    BindStream(method, std::function(std::move(handler)));
  }

  // Called by Server::Start. REQUIRES: every method is bound. Both must
  // outlive the calls.
  void Attach(const GroupRuntime& runtime, const RpcMetrics& metrics);

  const std::string& name() const { return descriptor_->full_name(); }

 private:
  template <typename Request, typename Response>
  void BindUnary(
      const std::string& method,
      std::function<absl::StatusOr<Response>(Call&, const Request&)> handler) {
    AddUnary(method, Request::default_instance(), Response::descriptor(),
             [handler = std::move(handler)](
                 Call& call, const google::protobuf::Message& request,
                 grpc::ByteBuffer* response) -> absl::Status {
               const absl::StatusOr<Response> result =
                   handler(call, static_cast<const Request&>(request));
               if (!result.ok()) return result.status();
               return Serialise(*result, response);
             });
  }

  template <typename Request, typename Response>
  void BindStream(
      const std::string& method,
      std::function<absl::Status(Call&, Reader<Request>&, Writer<Response>&)>
          handler) {
    AddStream(method, Request::default_instance(), Response::descriptor(),
              [handler = std::move(handler)](Call& call, MessageStream& ends) {
                Reader<Request> reader(ends);
                Writer<Response> writer(ends);
                return handler(call, reader, writer);
              });
  }

  void AddUnary(const std::string& name,
                const google::protobuf::Message& request,
                const google::protobuf::Descriptor* response, UnaryBody body);
  void AddStream(const std::string& name,
                 const google::protobuf::Message& request,
                 const google::protobuf::Descriptor* response, StreamBody body);
  Method& Add(const std::string& name, bool is_stream,
              const google::protobuf::Message& request,
              const google::protobuf::Descriptor* response);

  const google::protobuf::ServiceDescriptor* descriptor_;
  std::span<const Rule> rules_;
  // gRPC keeps pointers to the methods' paths.
  std::vector<std::unique_ptr<Method>> methods_;
};

}  // namespace ritornello::server
