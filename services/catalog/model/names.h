// Resource names of the catalogue: how they are written, read and refused.
//
//   accounts/{account}
//   accounts/{account}/parties/{party}
//   accounts/{account}/agreements/{agreement}
//   accounts/{account}/submissions/{submission}
//   accounts/{account}/works/{work}
//   accounts/{account}/works/{work}/splitSheets/{right}-{number}
//                                                 (split_sheet.h)
//   accounts/{account}/tracks/{track}
//   accounts/{account}/tracks/{track}/versions/{number}
//   accounts/{account}/tracks/{track}/splitSheets/{right}-{number}
//                                                 (split_sheet.h)
//   accounts/{account}/tracks/{track}/readiness/{library}
//   accounts/{account}/tracks/{track}/outlets/{outlet}
//   accounts/{account}/tracks/{track}/placements/{number}
//   accounts/{account}/tracks/{track}/samples/{number}
//   libraries/{library}
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::catalog {

// Longest id of an account, a party, a library, a work, a track.
inline constexpr size_t kIdSizeMax = 63;

// Of an id that is made of a name or a title: what people can read of it.
inline constexpr size_t kSlugSizeMax = 40;

// Returns InvalidArgument naming `field` unless `id` is 1..63 of a-z, 0-9 and
// hyphens and starts with a letter.
absl::Status ValidateId(absl::string_view field, absl::string_view id);

struct PartyKey {
  std::string account_id;
  std::string party_id;
  friend auto operator<=>(const PartyKey&, const PartyKey&) = default;
};

struct AgreementKey {
  std::string account_id;
  std::string agreement_id;
  friend auto operator<=>(const AgreementKey&, const AgreementKey&) = default;
};

struct SubmissionKey {
  std::string account_id;
  std::string submission_id;
  friend auto operator<=>(const SubmissionKey&, const SubmissionKey&) = default;
};

struct WorkKey {
  std::string account_id;
  std::string work_id;
  friend auto operator<=>(const WorkKey&, const WorkKey&) = default;
};

struct TrackKey {
  std::string account_id;
  std::string track_id;
  friend auto operator<=>(const TrackKey&, const TrackKey&) = default;
};

struct VersionKey {
  TrackKey track;
  int64_t number = 0;  // from 1
  friend auto operator<=>(const VersionKey&, const VersionKey&) = default;
};

struct ReadinessKey {
  TrackKey track;
  std::string library_id;
  friend auto operator<=>(const ReadinessKey&, const ReadinessKey&) = default;
};

struct OutletKey {
  TrackKey track;
  std::string outlet_id;
  friend auto operator<=>(const OutletKey&, const OutletKey&) = default;
};

struct PlacementKey {
  TrackKey track;
  int64_t number = 0;  // from 1
  friend auto operator<=>(const PlacementKey&, const PlacementKey&) = default;
};

struct SampleKey {
  TrackKey track;
  int64_t number = 0;  // from 1
  friend auto operator<=>(const SampleKey&, const SampleKey&) = default;
};

// In place of an account's id, where a method reads through all of them.
inline constexpr absl::string_view kAllAccounts = "-";

// Each returns InvalidArgument naming `field` and showing the expected form.
absl::StatusOr<std::string> ParseAccountName(absl::string_view field,
                                             absl::string_view name);
// As above; "accounts/-" gives kAllAccounts.
absl::StatusOr<std::string> ParseAccountNameOrAll(absl::string_view field,
                                                  absl::string_view name);
absl::StatusOr<std::string> ParseLibraryName(absl::string_view field,
                                             absl::string_view name);
absl::StatusOr<PartyKey> ParsePartyName(absl::string_view field,
                                        absl::string_view name);
absl::StatusOr<AgreementKey> ParseAgreementName(absl::string_view field,
                                                absl::string_view name);
absl::StatusOr<SubmissionKey> ParseSubmissionName(absl::string_view field,
                                                  absl::string_view name);
absl::StatusOr<WorkKey> ParseWorkName(absl::string_view field,
                                      absl::string_view name);
absl::StatusOr<TrackKey> ParseTrackName(absl::string_view field,
                                        absl::string_view name);
absl::StatusOr<VersionKey> ParseVersionName(absl::string_view field,
                                            absl::string_view name);
absl::StatusOr<ReadinessKey> ParseReadinessName(absl::string_view field,
                                                absl::string_view name);
absl::StatusOr<OutletKey> ParseOutletName(absl::string_view field,
                                          absl::string_view name);
absl::StatusOr<PlacementKey> ParsePlacementName(absl::string_view field,
                                                absl::string_view name);
absl::StatusOr<SampleKey> ParseSampleName(absl::string_view field,
                                          absl::string_view name);

std::string AccountName(absl::string_view account_id);
std::string LibraryName(absl::string_view library_id);
std::string NameOf(const PartyKey& key);
std::string NameOf(const AgreementKey& key);
std::string NameOf(const SubmissionKey& key);
std::string NameOf(const WorkKey& key);
std::string NameOf(const TrackKey& key);
std::string NameOf(const VersionKey& key);
std::string NameOf(const ReadinessKey& key);
std::string NameOf(const OutletKey& key);
std::string NameOf(const PlacementKey& key);
std::string NameOf(const SampleKey& key);

}  // namespace ritornello::catalog
