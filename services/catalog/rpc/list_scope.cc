#include "services/catalog/rpc/list_scope.h"

#include <utility>

#include "absl/strings/match.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {

absl::StatusOr<ListScope> ParseListScope(const std::string& parent,
                                         const std::string& library) {
  ListScope scope;
  if (absl::StrContains(parent, "/tracks/")) {
    RITORNELLO_ASSIGN_OR_RETURN(TrackKey track,
                                ParseTrackName("parent", parent));
    scope.account_id = std::move(track.account_id);
    scope.track_id = std::move(track.track_id);
  } else {
    RITORNELLO_ASSIGN_OR_RETURN(scope.account_id,
                                ParseAccountName("parent", parent));
  }
  if (!library.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(scope.library_id,
                                ParseLibraryName("library", library));
  }
  return scope;
}

absl::Status RequireExists(sql::Connection& connection,
                           const ListScope& scope) {
  if (scope.track_id.has_value()) {
    RITORNELLO_RETURN_IF_ERROR(GetTrack(connection,
                                        {scope.account_id, *scope.track_id},
                                        WithReports::kNo)
                                   .status());
  } else {
    RITORNELLO_RETURN_IF_ERROR(
        GetAccount(connection, scope.account_id).status());
  }
  if (!scope.library_id.has_value()) return absl::OkStatus();
  return GetLibrary(connection, *scope.library_id).status();
}

}  // namespace ritornello::catalog
