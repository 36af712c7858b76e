// Split sheets and rights between the wire and the model.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ritornello/catalog/v1/rights_service.pb.h"
#include "services/catalog/domain/rights_query.h"
#include "services/catalog/model/split_sheet.h"

namespace ritornello::catalog {

v1::SplitSheet ToWire(const SheetSubject& subject, const SplitSheet& sheet);

// Whether a share may say the display name of its party in place of the party.
enum class PartyNames { kRefused, kTaken };

// What a sender may say of a sheet of a track or work of `account_id`;
// percentages become weights. InvalidArgument naming the field, as in
// "shares[1].party": no right, role or such day; a party of another account;
// not exactly one of party and party_display_name; percentages that do not
// total exactly 100; weights and percentages mixed. What else is no sheet is
// Normalize()'s to refuse.
absl::StatusOr<SplitSheet> FromWire(
    const v1::SplitSheet& wire, absl::string_view account_id,
    PartyNames party_names = PartyNames::kRefused);

v1::RightsAnswer ToWire(const RightsAnswer& answer);

// InvalidArgument naming the field unless exactly one of track and isrc is set
// and as_of_date is a day.
absl::StatusOr<RightsQuery> FromWire(const v1::RightsQuery& wire);

}  // namespace ritornello::catalog
