#include "services/catalog/domain/submission_facts.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/status/status_macros.h"
#include "services/catalog/storage/agreement_store.h"
#include "services/catalog/storage/library_store.h"
#include "services/catalog/storage/party_store.h"
#include "services/catalog/storage/readiness_store.h"
#include "services/catalog/storage/sample_store.h"
#include "services/catalog/storage/submission_store.h"
#include "services/catalog/storage/track_keys.h"
#include "services/catalog/storage/track_rights_store.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {
namespace {

// Notes who has a share in any of `sheets`.
void AddParties(const std::vector<SplitSheet>& sheets,
                std::set<std::string>& party_ids) {
  for (const SplitSheet& sheet : sheets) {
    for (const Share& share : sheet.shares) party_ids.insert(share.party_id);
  }
}

// Parties with a share in any sheet, and agreements that samples name.
absl::Status LoadEvidence(sql::Connection& connection,
                          const std::string& account_id,
                          SubmissionFacts& facts) {
  std::set<std::string> party_ids;
  std::set<std::string> agreement_ids;
  for (const SubmittedTrackFacts& track : facts.tracks) {
    AddParties(track.rights.sheets, party_ids);
    for (const WorkRights& work : track.rights.works) {
      AddParties(work.sheets, party_ids);
    }
    for (const Sample& sample : track.samples) {
      if (!sample.agreement_id.empty()) {
        agreement_ids.insert(sample.agreement_id);
      }
    }
  }
  std::set<PartyKey> parties;
  for (const std::string& party_id : party_ids) {
    parties.insert({account_id, party_id});
  }
  RITORNELLO_ASSIGN_OR_RETURN(facts.parties, GetParties(connection, parties));
  RITORNELLO_ASSIGN_OR_RETURN(
      facts.agreements,
      FindAgreements(connection, account_id, party_ids, agreement_ids));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SubmissionFacts> LoadSubmissionFacts(
    sql::Connection& connection, const Submission& submission,
    std::map<TrackKey, Recording> recordings) {
  SubmissionFacts facts;
  RITORNELLO_ASSIGN_OR_RETURN(facts.library,
                              GetLibrary(connection, submission.library_id));
  std::set<TrackKey> keys;
  for (const auto& [key, recording] : recordings) keys.insert(key);
  RITORNELLO_ASSIGN_OR_RETURN(auto tracks,
                              GetTracks(connection, keys, WithReports::kNo));
  RITORNELLO_ASSIGN_OR_RETURN(auto rights, GetTrackRights(connection, keys));
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Sample> samples,
                              SamplesOf(connection, keys));
  for (const SubmittedTrack& submitted : submission.tracks) {
    const TrackKey key{submission.key.account_id, submitted.track_id};
    const auto track = tracks.find(key);
    if (track == tracks.end()) return TrackNotFound(key);
    SubmittedTrackFacts of_track{.track = std::move(track->second),
                                 .rights = std::move(rights[key]),
                                 .recording = std::move(recordings[key])};
    RITORNELLO_ASSIGN_OR_RETURN(
        std::optional<Readiness> readiness,
        GetReadiness(connection, {key, submission.library_id}));
    of_track.readiness = readiness.has_value()
                             ? *std::move(readiness)
                             : NotYetAssessed({key, submission.library_id},
                                              of_track.track.title);
    for (const Sample& sample : samples) {
      if (sample.key.track == key) of_track.samples.push_back(sample);
    }
    facts.tracks.push_back(std::move(of_track));
  }
  RITORNELLO_RETURN_IF_ERROR(
      LoadEvidence(connection, submission.key.account_id, facts));
  RITORNELLO_ASSIGN_OR_RETURN(
      facts.earlier,
      EarlierTracks(connection, submission.key, submission.library_id));
  return facts;
}

}  // namespace ritornello::catalog
