#include <google/protobuf/util/json_util.h>

#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/library_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::GetLibraryRequest;
using catalog::v1::Library;
using catalog::v1::LibraryService;

namespace {

// The form that `library apply` takes back.
std::string ToFile(const Library& library) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.add_whitespace = true;
  std::string json;
  RITORNELLO_CHECK(
      google::protobuf::util::MessageToJsonString(library, &json, options)
          .ok());
  return json;
}

absl::Status Run(const std::string& name, Session& session) {
  GetLibraryRequest request;
  request.set_name(LibraryName(name));
  RITORNELLO_ASSIGN_OR_RETURN(
      const Library library,
      Call(session, &LibraryService::Stub::GetLibrary, request));
  session.out << (session.style == Style::kJson ? ToJson(library) + "\n"
                                                : ToFile(library));
  return absl::OkStatus();
}

}  // namespace

void AddLibraryGet(Program& program) {
  auto name = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "library", "get", "Show a library, in the form that `apply` takes",
      {"ritornello library get artlist",
       "ritornello library get artlist > artlist.json"},
      [name](Session& session) { return Run(*name, session); });
  verb.AddOption("LIBRARY", *name, "\"artlist\" or \"libraries/artlist\"")
      .Required();
}

}  // namespace ritornello::cli
