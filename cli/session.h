// What a verb is given to work with.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/connection.h"
#include "cli/output.h"
#include "libs/rpc/grpc_status.h"
#include "libs/time/clock.h"

namespace ritornello::cli {

// How long one answer may take; streams have none.
inline constexpr absl::Duration kCallTimeout = absl::Seconds(60);

// How much a page of a list asks for: a hundred of the largest resources stay
// far below the largest message that is sent.
inline constexpr int32_t kPageSize = 100;

struct Session {
  Connection channel;
  Style style = Style::kTable;
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;
  const Clock& clock;
};

// The error with which a stream or a call ended. What gRPC says of its own is
// no sentence for people: NoServer() for a server that cannot be reached.
absl::Status StatusFrom(const grpc::Status& status);

// Unavailable, with what to do; `at` is "" or " at 127.0.0.1:7100".
absl::Status NoServer(absl::string_view at);
// True for what NoServer() made.
bool IsNoServer(const absl::Status& status);

// Calls one unary method:
//   Call(session, &v1::TrackService::Stub::GetTrack, request)
template <class Stub, class Request, class Response>
absl::StatusOr<Response> Call(Session& session,
                              grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                           const Request&,
                                                           Response*),
                              const Request& request,
                              absl::Duration timeout = kCallTimeout) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  Stub stub(session.channel);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return StatusFrom(status);
  return response;
}

// Calls a List method page by page and hands each page to `use`.
template <class Stub, class Request, class Response, class Use>
absl::Status ForEachPage(Session& session,
                         grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                      const Request&,
                                                      Response*),
                         Request request, Use use) {
  do {
    const absl::StatusOr<Response> page = Call(session, method, request);
    if (!page.ok()) return page.status();
    use(*page);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

// Calls a List method to its last page and prints each resource: as a line of
// JSON, or as the row that `to_row` makes of it.
//   List(session, &v1::TrackService::Stub::ListTracks, request,
//        &v1::ListTracksResponse::tracks, {{"TRACK"}, {"TITLE"}}, ToRow)
template <class Stub, class Request, class Response, class Resource,
          class ToRow>
absl::Status List(Session& session,
                  grpc::Status (Stub::*method)(grpc::ClientContext*,
                                               const Request&, Response*),
                  Request request,
                  const google::protobuf::RepeatedPtrField<Resource>& (
                      Response::*resources)() const,
                  std::vector<Column> columns, ToRow to_row) {
  Table table(std::move(columns));
  const absl::Status status = ForEachPage(
      session, method, std::move(request), [&](const Response& page) {
        for (const Resource& resource : (page.*resources)()) {
          if (session.style == Style::kJson) {
            session.out << ToJson(resource) << '\n';
          } else {
            table.AddRow(to_row(resource));
          }
        }
      });
  if (status.ok() && session.style != Style::kJson) {
    table.Print(session.style, session.out);
  }
  return status;
}

// One resource as the only line of JSON, or, for people, as `table`.
void Show(Session& session, const google::protobuf::Message& message,
          const Table& table);

// A random request_id, so that a retry inside a call is safe.
std::string NewRequestId();

}  // namespace ritornello::cli
