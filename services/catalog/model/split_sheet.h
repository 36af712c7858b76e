// Who owns which share of one right of a track, or of a work, from a date on.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {

enum class Right { kMaster, kSyncComposition, kPerformance, kMechanical };
enum class ShareRole {
  kWriter,
  kPublisher,
  kPerformer,
  kProducer,
  kLabel,
  kOwner
};

// "MASTER", "SYNC_COMPOSITION", …; "WRITER", …: as on the wire and in rows.
absl::string_view RightName(Right right);
absl::string_view ShareRoleName(ShareRole role);
absl::StatusOr<Right> ParseRight(absl::string_view name);
absl::StatusOr<ShareRole> ParseShareRole(absl::string_view name);

struct Share {
  std::string party_id;  // of the account whose sheet it is
  ShareRole role = ShareRole::kOwner;
  uint32_t weight = 0;
  // In ingestion, in place of an id: the display name of a party that is looked
  // for, or made.
  std::string party_name = {};
  friend auto operator<=>(const Share&, const Share&) = default;
};

// Holds from this day when no date is given.
inline constexpr absl::CivilDay kAlways(1, 1, 1);

struct SplitSheet {
  Right right = Right::kMaster;
  int64_t number = 0;  // from 1, in the order recorded, of each right
  absl::CivilDay effective_date = kAlways;
  std::vector<Share> shares;  // by party, then role
  absl::Time create_time;
  friend bool operator==(const SplitSheet&, const SplitSheet&) = default;
};

// What has split sheets: a track, or a work, which has none of its master.
using SheetSubject = std::variant<TrackKey, WorkKey>;

std::string NameOf(const SheetSubject& subject);
// InvalidArgument naming `field` and showing both forms.
absl::StatusOr<SheetSubject> ParseSheetSubject(absl::string_view field,
                                               absl::string_view name);

const std::string& AccountOf(const SheetSubject& subject);

struct SplitSheetKey {
  SheetSubject subject;
  Right right = Right::kMaster;
  int64_t number = 0;  // from 1
  friend auto operator<=>(const SplitSheetKey&, const SplitSheetKey&) = default;
};

// "accounts/acme/tracks/nocturne-1f00aa3c/splitSheets/sync-composition-1".
std::string NameOf(const SplitSheetKey& key);
// The same for a sheet's last part, as in HoldingSheet::id.
std::string SplitSheetName(const SheetSubject& subject, absl::string_view id);
// "sync-composition": a right in the name of a sheet, and as a flag's value.
std::string RightSlug(Right right);
// InvalidArgument naming `field` and showing the expected form.
absl::StatusOr<SplitSheetKey> ParseSplitSheetName(absl::string_view field,
                                                  absl::string_view name);

inline constexpr size_t kShareCountMax = 200;

// Turns percentages, decimals with at most 6 places, into integer weights in
// lowest terms. InvalidArgument naming "shares[i].percent" for text that is
// no such number or not positive, and "shares" with the sum found unless they
// total exactly 100.
absl::StatusOr<std::vector<uint32_t>> WeightsFromPercent(
    const std::vector<std::string>& percent);

// Sorts the shares and refuses what cannot be a sheet: no or more than
// kShareCountMax shares, a weight of 0, a party twice in one role.
// InvalidArgument names "shares" or "shares[i].weight", i as in the input.
absl::Status Normalize(SplitSheet& sheet);

// The sheet that holds on `day` among all sheets of one right: of those with
// effective_date <= day the one that begins last, and of two for one date the
// one recorded last. nullptr when there is none.
const SplitSheet* SheetAsOf(const std::vector<SplitSheet>& sheets, Right right,
                            absl::CivilDay day);

}  // namespace ritornello::catalog
