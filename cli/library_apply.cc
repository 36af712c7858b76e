#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/library_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Library;
using catalog::v1::LibraryService;
using catalog::v1::UpdateLibraryRequest;

namespace {

absl::StatusOr<Library> ReadLibrary(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  Library library;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage(text.str(), &library);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": ", std::string(parsed.message())));
  }
  return library;
}

// Somebody, or this file before, has changed the library since it was read.
absl::Status Outdated(const absl::Status& status, const std::string& library,
                      const std::string& path) {
  return WithReasonOf(status,
                      absl::AbortedError(absl::StrCat(
                          status.message(), ". Take the etag out of ", path,
                          " to make ", LastPart(library),
                          " as the file says, whatever it is now; or change "
                          "what `ritornello library get ",
                          LastPart(library), "` prints")));
}

absl::Status Run(const std::string& path, Session& session) {
  UpdateLibraryRequest request;
  RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_library(), ReadLibrary(path));
  request.set_allow_missing(true);
  request.set_request_id(NewRequestId());
  const absl::StatusOr<Library> applied =
      Call(session, &LibraryService::Stub::UpdateLibrary, request);
  if (ReasonOf(applied.status()).reason == "ETAG_MISMATCH") {
    return Outdated(applied.status(), request.library().name(), path);
  }
  RITORNELLO_ASSIGN_OR_RETURN(const Library library, applied);
  Table table({{"LIBRARY"}, {"NAME"}, {"ETAG"}});
  table.AddRow({library.name(), library.display_name(), library.etag()});
  Show(session, library, table);
  return absl::OkStatus();
}

}  // namespace

void AddLibraryApply(Program& program) {
  auto path = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "library", "apply",
      "Make or replace a library; every track is assessed against it again",
      {"ritornello library get artlist > artlist.json",
       "ritornello library apply artlist.json"},
      [path](Session& session) { return Run(*path, session); });
  verb.AddOption("FILE", *path, "JSON, as `library get` prints it").Required();
}

}  // namespace ritornello::cli
