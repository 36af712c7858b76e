#include "services/catalog/domain/samples.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/storage/agreement_store.h"
#include "services/catalog/storage/sample_store.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

absl::Status LockTrack(sql::Transaction& transaction, const TrackKey& track) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::set<TrackKey> locked,
                              LockTracks(transaction, {track}));
  return locked.empty() ? TrackNotFound(track) : absl::OkStatus();
}

absl::Status RequireAgreement(sql::Connection& connection,
                              const std::string& account_id,
                              const std::string& agreement_id) {
  if (agreement_id.empty()) return absl::OkStatus();
  return GetAgreement(connection, {account_id, agreement_id}).status();
}

}  // namespace

absl::StatusOr<Sample> Samples::Create(Sample sample,
                                       const request_log::Request& request) {
  RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(sample), "sample"));
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    const TrackKey& track = sample.key.track;
    RITORNELLO_RETURN_IF_ERROR(LockTrack(transaction, track));
    RITORNELLO_RETURN_IF_ERROR(RequireAgreement(
        transaction.connection(), track.account_id, sample.agreement_id));
    RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Sample> others,
                                SamplesOf(transaction.connection(), {track}));
    if (others.size() >= kSampleCountMax) {
      return InvalidField("sample",
                          absl::StrCat("is one more than the ", kSampleCountMax,
                                       " that a track can have"));
    }
    sample.key.number = others.empty() ? 1 : others.back().key.number + 1;
    sample.create_time = now;
    RITORNELLO_RETURN_IF_ERROR(InsertSamples(transaction, {&sample, 1}));
    return NameOf(sample.key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::StatusOr<Sample> Samples::Clear(const SampleKey& key,
                                      const std::string& agreement_id,
                                      const request_log::Request& request) {
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time) -> absl::StatusOr<std::string> {
    RITORNELLO_RETURN_IF_ERROR(LockTrack(transaction, key.track));
    RITORNELLO_ASSIGN_OR_RETURN(Sample sample,
                                GetSample(transaction.connection(), key));
    RITORNELLO_RETURN_IF_ERROR(RequireAgreement(
        transaction.connection(), key.track.account_id, agreement_id));
    sample.agreement_id = agreement_id;
    RITORNELLO_RETURN_IF_ERROR(UpdateSamples(transaction, {&sample, 1}));
    return NameOf(key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  return Read(name);
}

absl::Status Samples::Delete(const SampleKey& key,
                             const request_log::Request& request) {
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time) -> absl::StatusOr<std::string> {
    RITORNELLO_RETURN_IF_ERROR(LockTrack(transaction, key.track));
    RITORNELLO_RETURN_IF_ERROR(
        GetSample(transaction.connection(), key).status());
    RITORNELLO_RETURN_IF_ERROR(DeleteSample(transaction, key));
    return NameOf(key);
  };
  return WriteOnce(pool_, clock_, request, work).status();
}

absl::StatusOr<Sample> Samples::Read(const std::string& name) {
  RITORNELLO_ASSIGN_OR_RETURN(const SampleKey key,
                              ParseSampleName("name", name));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetSample(*connection, key);
}

}  // namespace ritornello::catalog
