#include "services/royalties/rpc/statement_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/rpc/page.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/royalties/v1/statement_service.pb.h"
#include "services/royalties/model/names.h"
#include "services/royalties/rpc/authorisation.h"
#include "services/royalties/rpc/wire_statement.h"
#include "services/royalties/storage/ledger_store.h"
#include "services/royalties/storage/statement_line_store.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

using Dependencies = StatementDependencies;

constexpr int kStatementPageSizeDefault = 50;
constexpr int kStatementPageSizeMax = 500;
constexpr int kLinePageSizeDefault = 100;
constexpr int kLinePageSizeMax = 1'000;
constexpr size_t kChunkSizeMax = 1024 * 1024;
// Who sends nothing for so long in the middle of a file has gone.
constexpr absl::Duration kChunkPatience = absl::Seconds(30);

// How long a call waits for the catalogue before the statement waits for it.
constexpr absl::Duration kCatalogueWaitMax = absl::Seconds(60);

// How long a sender waits for the catalogue before it may send its file.
constexpr absl::Duration kSourceWaitMax = absl::Seconds(5);

absl::Time CatalogueDeadline(const Dependencies& dependencies,
                             const server::Call& call) {
  return std::min(call.deadline(),
                  dependencies.clock.Now() + kCatalogueWaitMax);
}

absl::Status BadPageToken() {
  return InvalidField("page_token", "must be one that this list gave out");
}

absl::StatusOr<Statement> Advance(const Dependencies& dependencies,
                                  server::Call& call, const StatementKey& key) {
  return dependencies.run.Advance(key, CatalogueDeadline(dependencies, call),
                                  call.traceparent());
}

absl::Status ReadFile(server::Call& call,
                      server::Reader<v1::ImportStatementRequest>& requests,
                      SpooledFile& file) {
  v1::ImportStatementRequest request;
  while (true) {
    RITORNELLO_ASSIGN_OR_RETURN(const bool has_chunk,
                                requests.ReadWithin(kChunkPatience, &request));
    if (!has_chunk) break;
    if (!request.has_chunk()) {
      return InvalidField("chunk",
                          "must be set in every message but the first");
    }
    if (request.chunk().size() > kChunkSizeMax) {
      return InvalidField("chunk",
                          absl::StrCat("must be at most ", kChunkSizeMax,
                                       " bytes, got ", request.chunk().size()));
    }
    RITORNELLO_RETURN_IF_ERROR(file.Append(request.chunk()));
  }
  // What came is not the whole file.
  if (call.IsCancelled()) return absl::CancelledError("the caller went away");
  return absl::OkStatus();
}

absl::Status ImportStatement(
    const Dependencies& dependencies, server::Call& call,
    server::Reader<v1::ImportStatementRequest>& requests,
    server::Writer<v1::Statement>& responses) {
  v1::ImportStatementRequest request;
  if (!requests.Read(&request) || !request.has_header()) {
    return InvalidField("header", "must be set in the first message");
  }
  RITORNELLO_ASSIGN_OR_RETURN(const StatementHeader header,
                              FromWire(request.header()));
  RITORNELLO_RETURN_IF_ERROR(Validate(header, dependencies.clock.Now()));
  if (!header.profile.empty()) {
    RITORNELLO_RETURN_IF_ERROR(
        dependencies.profiles.Find(header.profile).status());
  }
  RITORNELLO_RETURN_IF_ERROR(dependencies.run.CheckSource(
      header.source,
      std::min(call.deadline(), dependencies.clock.Now() + kSourceWaitMax),
      call.traceparent()));
  RITORNELLO_ASSIGN_OR_RETURN(SpooledFile file, SpooledFile::Create());
  RITORNELLO_RETURN_IF_ERROR(ReadFile(call, requests, file));
  RITORNELLO_ASSIGN_OR_RETURN(const Statement imported,
                              dependencies.statements.Import(header, file));
  RITORNELLO_ASSIGN_OR_RETURN(const Statement statement,
                              Advance(dependencies, call, imported.key));
  responses.Write(ToWire(statement));
  return absl::OkStatus();
}

absl::StatusOr<v1::ListStatementProfilesResponse> ListStatementProfiles(
    const Dependencies& dependencies,
    const v1::ListStatementProfilesRequest& request) {
  RITORNELLO_RETURN_IF_ERROR(
      ParseBookName("parent", request.parent()).status());
  v1::ListStatementProfilesResponse response;
  for (const StatementProfile& profile : dependencies.profiles.all()) {
    *response.add_profiles() = ToWire(profile);
  }
  return response;
}

absl::StatusOr<v1::Statement> GetStatement(
    const Dependencies& dependencies, const v1::GetStatementRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const StatementKey key,
                              ParseStatementName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection,
                              dependencies.pool.Borrow());
  RITORNELLO_ASSIGN_OR_RETURN(const Statement statement,
                              GetStatement(*connection, key));
  return ToWire(statement);
}

std::string CursorText(const Statement& statement) {
  return absl::StrCat(absl::ToUnixMicros(statement.receive_time), " ",
                      statement.key.statement_id);
}

absl::StatusOr<std::optional<StatementCursor>> ParseCursor(
    absl::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits(' ', 1));
  int64_t micros = 0;
  if (!absl::SimpleAtoi(parts.first, &micros)) return BadPageToken();
  return StatementCursor{absl::FromUnixMicros(micros), parts.second};
}

absl::StatusOr<v1::ListStatementsResponse> ListStatements(
    const Dependencies& dependencies,
    const v1::ListStatementsRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::string book,
                              ParseBookName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kStatementPageSizeDefault, kStatementPageSizeMax));
  RITORNELLO_ASSIGN_OR_RETURN(const std::optional<StatementCursor> cursor,
                              ParseCursor(page.cursor()));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection,
                              dependencies.pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetBookHead(*connection, book).status());
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<Statement> statements,
      ListStatements(*connection, book, cursor, page.row_count()));
  v1::ListStatementsResponse response;
  response.set_next_page_token(
      page.Cut(statements, [](const auto& last) { return CursorText(last); }));
  for (const Statement& statement : statements) {
    *response.add_statements() = ToWire(statement);
  }
  return response;
}

absl::StatusOr<v1::ListStatementLinesResponse> ListStatementLines(
    const Dependencies& dependencies,
    const v1::ListStatementLinesRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const StatementKey key,
                              ParseStatementName("parent", request.parent()));
  RITORNELLO_ASSIGN_OR_RETURN(const std::optional<LineState> state,
                              FromWire(request.state()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const rpc::Page page,
      rpc::Page::Of(request, kLinePageSizeDefault, kLinePageSizeMax));
  int64_t after_ordinal = 0;
  if (!page.cursor().empty() &&
      !absl::SimpleAtoi(page.cursor(), &after_ordinal)) {
    return BadPageToken();
  }
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection,
                              dependencies.pool.Borrow());
  RITORNELLO_RETURN_IF_ERROR(GetStatement(*connection, key).status());
  RITORNELLO_ASSIGN_OR_RETURN(
      std::vector<StatementLine> lines,
      ListLines(*connection, key, state, after_ordinal, page.row_count()));
  v1::ListStatementLinesResponse response;
  response.set_next_page_token(page.Cut(
      lines, [](const auto& last) { return absl::StrCat(last.ordinal); }));
  for (const StatementLine& line : lines) *response.add_lines() = ToWire(line);
  return response;
}

absl::StatusOr<v1::Statement> ResolveSuspense(
    const Dependencies& dependencies, server::Call& call,
    const v1::ResolveSuspenseRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const StatementKey key,
                              ParseStatementName("name", request.name()));
  std::vector<LineMatch> matches;
  for (const v1::LineMatch& match : request.matches()) {
    matches.push_back({match.ordinal(), match.track()});
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const Statement statement,
      dependencies.suspense.Resolve(key, matches,
                                    CatalogueDeadline(dependencies, call),
                                    call.traceparent()));
  return ToWire(statement);
}

absl::StatusOr<v1::Statement> ReleaseStatement(
    const Dependencies& dependencies, server::Call& call,
    const v1::ReleaseStatementRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const StatementKey key,
                              ParseStatementName("name", request.name()));
  RITORNELLO_RETURN_IF_ERROR(dependencies.statements.Release(key).status());
  RITORNELLO_ASSIGN_OR_RETURN(const Statement statement,
                              Advance(dependencies, call, key));
  return ToWire(statement);
}

absl::StatusOr<v1::Statement> VoidStatement(
    const Dependencies& dependencies, const v1::VoidStatementRequest& request) {
  RITORNELLO_ASSIGN_OR_RETURN(const StatementKey key,
                              ParseStatementName("name", request.name()));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Statement statement,
      dependencies.statements.Void(key, request.reason()));
  return ToWire(statement);
}

}  // namespace

std::unique_ptr<server::BoundService> MakeStatementService(
    const StatementDependencies& d) {
  auto service = std::make_unique<server::BoundService>(
      "ritornello.royalties.v1.StatementService", Rules());
  service->Stream("ImportStatement",
                  [d](server::Call& call,
                      server::Reader<v1::ImportStatementRequest>& requests,
                      server::Writer<v1::Statement>& responses) {
                    return ImportStatement(d, call, requests, responses);
                  });
  service->Unary("ListStatementProfiles",
                 [d](server::Call& /*call*/,
                     const v1::ListStatementProfilesRequest& request) {
                   return ListStatementProfiles(d, request);
                 });
  service->Unary("GetStatement", [d](server::Call& /*call*/,
                                     const v1::GetStatementRequest& request) {
    return GetStatement(d, request);
  });
  service->Unary(
      "ListStatements",
      [d](server::Call& /*call*/, const v1::ListStatementsRequest& request) {
        return ListStatements(d, request);
      });
  service->Unary("ListStatementLines",
                 [d](server::Call& /*call*/,
                     const v1::ListStatementLinesRequest& request) {
                   return ListStatementLines(d, request);
                 });
  service->Unary(
      "ResolveSuspense",
      [d](server::Call& call, const v1::ResolveSuspenseRequest& request) {
        return ResolveSuspense(d, call, request);
      });
  service->Unary(
      "ReleaseStatement",
      [d](server::Call& call, const v1::ReleaseStatementRequest& request) {
        return ReleaseStatement(d, call, request);
      });
  service->Unary("VoidStatement", [d](server::Call& /*call*/,
                                      const v1::VoidStatementRequest& request) {
    return VoidStatement(d, request);
  });
  return service;
}

}  // namespace ritornello::royalties
