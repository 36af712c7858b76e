#include "services/catalog/rpc/wire_work.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/request.h"
#include "services/catalog/rpc/wire_time.h"

namespace ritornello::catalog {

v1::Work ToWire(const Work& work) {
  v1::Work wire;
  wire.set_name(NameOf(work.key));
  wire.set_title(work.title);
  wire.set_iswc(work.iswc);
  *wire.mutable_create_time() = TimeToWire(work.create_time);
  *wire.mutable_update_time() = TimeToWire(work.update_time);
  wire.set_etag(EtagOf(work.revision));
  return wire;
}

Work FromWire(const v1::Work& wire) {
  return {.title = wire.title(), .iswc = wire.iswc()};
}

absl::StatusOr<std::vector<WorkPart>> WorksFromWire(
    const v1::Track& track, absl::string_view account_id) {
  std::vector<WorkPart> works;
  for (const v1::WorkPart& wire : track.works()) {
    const std::string field = absl::StrCat("works[", works.size(), "].work");
    RITORNELLO_ASSIGN_OR_RETURN(WorkKey key, ParseWorkName(field, wire.work()));
    if (key.account_id != account_id) {
      return InvalidField(
          field, absl::StrCat("must be of accounts/", account_id, ", got ",
                              wire.work()));
    }
    works.push_back({std::move(key.work_id), wire.weight()});
  }
  return works;
}

}  // namespace ritornello::catalog
