#include "absl/strings/str_join.h"
#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"
#include "ritornello/catalog/v1/track_service.grpc.pb.h"

namespace ritornello::cli {

using catalog::v1::Duplicate;
using catalog::v1::ListDuplicatesRequest;
using catalog::v1::ListDuplicatesResponse;
using catalog::v1::TrackService;

namespace {

std::vector<std::string> ToRow(const Duplicate& duplicate) {
  const auto within = [](std::string* out, const std::string& name) {
    out->append(WithinTracks(name));
  };
  return {Humane(Duplicate::Kind_Name(duplicate.kind())),
          absl::StrJoin(duplicate.names(), " ", within), duplicate.value()};
}

}  // namespace

void AddTrackDuplicates(Program& program) {
  auto account = std::make_shared<std::string>();
  const Verb verb = program.AddVerb(
      "track", "duplicates", "The same audio, or one ISRC, at several places",
      {"ritornello track duplicates --account acme"},
      [account](Session& session) -> absl::Status {
        ListDuplicatesRequest request;
        RITORNELLO_ASSIGN_OR_RETURN(*request.mutable_parent(),
                                    AccountParent(*account));
        return List(session, &TrackService::Stub::ListDuplicates, request,
                    &ListDuplicatesResponse::duplicates,
                    {{"KIND"}, {"AT"}, {"VALUE"}}, ToRow);
      });
  AddAccountFlag(verb, *account);
}

}  // namespace ritornello::cli
