#include "services/catalog/rpc/wire_clearance.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"
#include "services/catalog/rpc/wire_placement.h"
#include "services/catalog/rpc/wire_time.h"

namespace ritornello::catalog {
namespace {

absl::Status RequireAccount(absl::string_view field,
                            absl::string_view account_id,
                            absl::string_view wanted, const std::string& name) {
  if (account_id == wanted) return absl::OkStatus();
  return InvalidField(
      field, absl::StrCat("must be of ", AccountName(wanted), ", got ", name));
}

}  // namespace

v1::Agreement ToWire(const Agreement& agreement) {
  v1::Agreement wire;
  const std::string& account_id = agreement.key.account_id;
  wire.set_name(NameOf(agreement.key));
  wire.set_party(NameOf(PartyKey{account_id, agreement.party_id}));
  for (const std::string& track_id : agreement.track_ids) {
    wire.add_tracks(NameOf(TrackKey{account_id, track_id}));
  }
  *wire.mutable_extent() = ToWire(agreement.extent);
  wire.set_document(agreement.document);
  wire.set_document_sha256(agreement.document_sha256);
  *wire.mutable_create_time() = TimeToWire(agreement.create_time);
  return wire;
}

v1::Sample ToWire(const Sample& sample) {
  v1::Sample wire;
  wire.set_name(NameOf(sample.key));
  wire.set_source(sample.source);
  if (!sample.agreement_id.empty()) {
    wire.set_agreement(
        NameOf(AgreementKey{sample.key.track.account_id, sample.agreement_id}));
  }
  *wire.mutable_create_time() = TimeToWire(sample.create_time);
  return wire;
}

absl::StatusOr<Agreement> FromWire(const v1::Agreement& wire,
                                   absl::string_view account_id) {
  Agreement agreement{.document = wire.document(),
                      .document_sha256 = wire.document_sha256()};
  RITORNELLO_ASSIGN_OR_RETURN(const PartyKey party,
                              ParsePartyName("party", wire.party()));
  RITORNELLO_RETURN_IF_ERROR(
      RequireAccount("party", party.account_id, account_id, wire.party()));
  agreement.party_id = party.party_id;
  for (int i = 0; i < wire.tracks_size(); ++i) {
    const std::string field = absl::StrCat("tracks[", i, "]");
    RITORNELLO_ASSIGN_OR_RETURN(const TrackKey track,
                                ParseTrackName(field, wire.tracks(i)));
    RITORNELLO_RETURN_IF_ERROR(
        RequireAccount(field, track.account_id, account_id, wire.tracks(i)));
    agreement.track_ids.push_back(track.track_id);
  }
  absl::StatusOr<Extent> extent = FromWire(wire.extent());
  if (!extent.ok()) return WithFieldPrefix(extent.status(), "extent");
  agreement.extent = *std::move(extent);
  return agreement;
}

absl::StatusOr<Sample> FromWire(const v1::Sample& wire,
                                absl::string_view account_id) {
  Sample sample{.source = wire.source()};
  if (wire.agreement().empty()) return sample;
  RITORNELLO_ASSIGN_OR_RETURN(
      sample.agreement_id,
      AgreementIdOf("agreement", wire.agreement(), account_id));
  return sample;
}

absl::StatusOr<std::string> AgreementIdOf(absl::string_view field,
                                          const std::string& name,
                                          absl::string_view account_id) {
  RITORNELLO_ASSIGN_OR_RETURN(const AgreementKey key,
                              ParseAgreementName(field, name));
  RITORNELLO_RETURN_IF_ERROR(
      RequireAccount(field, key.account_id, account_id, name));
  return key.agreement_id;
}

}  // namespace ritornello::catalog
