// What the cells of a manifest say. Errors are InvalidArgument with a sentence
// that names the value; whoever reads the row knows line and column.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ritornello/catalog/v1/outlet_service.pb.h"
#include "ritornello/catalog/v1/rights_service.pb.h"
#include "ritornello/catalog/v1/sample_service.pb.h"

namespace ritornello::cli {

// "Dark; Tense;" as {"Dark", "Tense"}.
std::vector<std::string> SplitList(absl::string_view cell);

// "120", "97.5".
absl::StatusOr<double> ReadTempo(absl::string_view cell);

// "Ana Souza=60;@ben=40", weights or percentages, all of `role`. A party is
// called by its display name, or by "@" and its id, or by its full name,
// "accounts/acme/parties/ana"; `parent` is "accounts/acme". One party without
// an amount has neither weight nor percentage: see CompleteShares().
absl::StatusOr<std::vector<catalog::v1::Share>> ReadShares(
    absl::string_view cell, catalog::v1::ShareRole role,
    absl::string_view parent);

// Checks that `shares` are all of a right: weights or percentages, not both,
// the latter exactly 100. A single share without an amount is the whole.
absl::Status CompleteShares(std::vector<catalog::v1::Share>& shares);

// "Amen, Brother, 0:12; Apache=winstons": what was taken, and the agreement
// that clears it, by its id or full name.
absl::StatusOr<std::vector<catalog::v1::Sample>> ReadSamples(
    absl::string_view cell, absl::string_view parent);

// "Spotify;YouTube=content-id;Pond5=licensing": streaming, where nothing else
// is said. The id is made of the name.
absl::StatusOr<std::vector<catalog::v1::Outlet>> ReadOutlets(
    absl::string_view cell);

}  // namespace ritornello::cli
