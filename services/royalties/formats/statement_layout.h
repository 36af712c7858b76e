// Which profile a file is written in, and where its column names are.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "libs/delimited/delimited.h"
#include "libs/delimited/text_source.h"
#include "services/royalties/formats/statement_profile.h"

namespace ritornello::royalties {

// Lines above the column names, blank ones not counted.
inline constexpr int kTitleLineCountMax = 20;

struct StatementLayout {
  const StatementProfile* profile;
  DelimitedOptions options;
};

// Looks at the first lines for column names that fit one of `candidates`, or
// for rows that begin as it says.
//
// Errors: InvalidArgument  on "file": none fits; with one candidate the message
//                          says which columns are missing, with more it lists
//                          them; on "header.profile": several fit; they are
//                          listed, and one has to be named
//         those of the source
absl::StatusOr<StatementLayout> FindLayout(
    ByteSource source, std::span<const StatementProfile* const> candidates);

// The same, of all profiles or of the one that is named.
absl::StatusOr<StatementLayout> FindLayout(ByteSource source,
                                           const StatementProfiles& profiles,
                                           absl::string_view name);

// Where the columns of `profile` are among `names`. `currency` becomes the one
// that a name has in the place of "*", as in "Earnings (USD)".
// InvalidArgument on "file" when one is missing or there twice.
absl::StatusOr<StatementProfile::Positions> FindColumns(
    const StatementProfile& profile, std::span<const std::string> names,
    std::string& currency);

}  // namespace ritornello::royalties
