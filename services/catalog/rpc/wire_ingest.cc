#include "services/catalog/rpc/wire_ingest.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/status.pb.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/wire_clearance.h"
#include "services/catalog/rpc/wire_placement.h"
#include "services/catalog/rpc/wire_rights.h"
#include "services/catalog/rpc/wire_track.h"

namespace ritornello::catalog {
namespace {

// Reads each of `wire`; an error names its place in `field`.
template <typename Wire, typename Read, typename Value>
absl::Status ReadEach(const Wire& wire, absl::string_view field, Read read,
                      std::vector<Value>& values) {
  for (int i = 0; i < wire.size(); ++i) {
    absl::StatusOr<Value> value = read(wire[i]);
    if (!value.ok()) {
      return WithFieldPrefix(value.status(), absl::StrCat(field, "[", i, "]"));
    }
    values.push_back(*std::move(value));
  }
  return absl::OkStatus();
}

bool IsBareId(const std::string& name) { return !absl::StrContains(name, '/'); }

absl::Status OfAnotherAccount(const std::string& name,
                              const std::string& account_id) {
  return InvalidField(
      "name",
      absl::StrCat("must be of ", AccountName(account_id), ", got ", name));
}

// "spotify", or the name of an outlet of any track of the account: whoever
// sends a track does not know its id yet.
absl::StatusOr<std::string> OutletIdFrom(const std::string& name,
                                         const std::string& account_id) {
  if (IsBareId(name)) {
    RITORNELLO_RETURN_IF_ERROR(ValidateId("name", name));
    return name;
  }
  RITORNELLO_ASSIGN_OR_RETURN(const OutletKey key,
                              ParseOutletName("name", name));
  if (key.track.account_id == account_id) return key.outlet_id;
  return OfAnotherAccount(name, account_id);
}

// "nocturne", or a name; empty for the track's own work.
absl::StatusOr<std::string> WorkIdFrom(const std::string& name,
                                       const std::string& account_id) {
  if (name.empty()) return name;
  if (IsBareId(name)) {
    RITORNELLO_RETURN_IF_ERROR(ValidateId("name", name));
    return name;
  }
  RITORNELLO_ASSIGN_OR_RETURN(const WorkKey key, ParseWorkName("name", name));
  if (key.account_id == account_id) return key.work_id;
  return OfAnotherAccount(name, account_id);
}

absl::StatusOr<Outlet> OutletFromWire(const v1::Outlet& wire,
                                      const std::string& account_id) {
  RITORNELLO_ASSIGN_OR_RETURN(std::string id,
                              OutletIdFrom(wire.name(), account_id));
  RITORNELLO_ASSIGN_OR_RETURN(Outlet outlet, FromWire(wire));
  outlet.key.outlet_id = std::move(id);
  return outlet;
}

absl::Status SheetsFromWire(
    const google::protobuf::RepeatedPtrField<v1::SplitSheet>& wire,
    const std::string& account_id, std::vector<SplitSheet>& sheets) {
  return ReadEach(
      wire, "split_sheets",
      [&](const v1::SplitSheet& sheet) {
        return FromWire(sheet, account_id, PartyNames::kTaken);
      },
      sheets);
}

absl::StatusOr<IngestWork> WorkFromWire(const v1::IngestWork& wire,
                                        const std::string& account_id) {
  IngestWork work{
      .work = {.title = wire.work().title(), .iswc = wire.work().iswc()},
      .weight = wire.weight()};
  absl::StatusOr<std::string> id = WorkIdFrom(wire.work().name(), account_id);
  if (!id.ok()) return WithFieldPrefix(id.status(), "work");
  work.work.key = {account_id, *std::move(id)};
  RITORNELLO_RETURN_IF_ERROR(
      SheetsFromWire(wire.split_sheets(), account_id, work.split_sheets));
  return work;
}

v1::IngestResponse::Outcome ToWire(IngestAck::Outcome outcome) {
  switch (outcome) {
    case IngestAck::Outcome::kCreated:
      return v1::IngestResponse::CREATED;
    case IngestAck::Outcome::kUpdated:
      return v1::IngestResponse::UPDATED;
    case IngestAck::Outcome::kUnchanged:
      return v1::IngestResponse::UNCHANGED;
    case IngestAck::Outcome::kRejected:
      return v1::IngestResponse::REJECTED;
  }
  return v1::IngestResponse::OUTCOME_UNSPECIFIED;
}

// With the details that a call's error would have.
google::rpc::Status StatusToWire(const absl::Status& status) {
  google::rpc::Status wire;
  RITORNELLO_CHECK(wire.ParseFromString(rpc::ToGrpc(status).error_details()));
  return wire;
}

}  // namespace

absl::StatusOr<IngestItem> FromWire(const v1::IngestItem& wire,
                                    const std::string& account_id) {
  IngestItem item{.keeps_other_versions = wire.keep_other_versions()};
  absl::StatusOr<Track> track = FromWire(wire.track());
  if (!track.ok()) return WithFieldPrefix(track.status(), "track");
  item.track = *std::move(track);
  if (wire.track().works_size() > 0) {
    return InvalidField("track.works", "must be said as works of the item");
  }
  RITORNELLO_RETURN_IF_ERROR(
      SheetsFromWire(wire.split_sheets(), account_id, item.split_sheets));
  RITORNELLO_RETURN_IF_ERROR(ReadEach(
      wire.works(), "works",
      [&](const v1::IngestWork& work) {
        return WorkFromWire(work, account_id);
      },
      item.works));
  RITORNELLO_RETURN_IF_ERROR(ReadEach(
      wire.outlets(), "outlets",
      [&](const v1::Outlet& outlet) {
        return OutletFromWire(outlet, account_id);
      },
      item.outlets));
  RITORNELLO_RETURN_IF_ERROR(ReadEach(
      wire.samples(), "samples",
      [&](const v1::Sample& sample) { return FromWire(sample, account_id); },
      item.samples));
  return item;
}

absl::StatusOr<IngestOptions> FromWire(const v1::IngestStart& wire) {
  IngestOptions options{.validate_only = wire.validate_only()};
  switch (wire.merge()) {
    case v1::IngestStart::MERGE_UNSPECIFIED:
    case v1::IngestStart::REPLACE:
      options.merge = Merge::kReplace;
      return options;
    case v1::IngestStart::FILL:
      options.merge = Merge::kFill;
      return options;
    default:
      return InvalidField("merge", "must be REPLACE or FILL");
  }
}

v1::IngestResponse ToWire(const v1::IngestItem& item, const IngestAck& ack) {
  v1::IngestResponse response;
  response.set_sequence(item.sequence());
  response.set_client_reference(item.track().client_reference());
  response.set_outcome(ToWire(ack.outcome));
  if (ack.outcome == IngestAck::Outcome::kRejected) {
    *response.mutable_error() = StatusToWire(ack.error);
  } else {
    response.set_track(NameOf(ack.track));
    response.set_queued_version_count(
        static_cast<int32_t>(ack.queued_version_count));
    for (const PartyKey& party : ack.created_parties) {
      response.add_created_parties(NameOf(party));
    }
    for (const Version& version : ack.removed_versions) {
      *response.add_removed_versions() = ToWire(ack.track, version);
    }
  }
  return response;
}

}  // namespace ritornello::catalog
