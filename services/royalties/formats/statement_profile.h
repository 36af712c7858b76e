// How one source writes its statements: a profile, which is data.
//
// A profile is a JSON object. `columns` says which of the file's column names
// is which of our columns, best first; "*" in a name stands for a currency, as
// in "Earnings (*)". A file without column names has `rows` instead: what a row
// of a kind begins with, how many cells it has, and where our columns are, 1
// being the first cell.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/royalties/model/currency.h"

namespace ritornello::royalties {

enum StatementColumn {
  kIsrc,
  kTrack,
  kTitle,
  kUnits,
  kGross,
  kFee,
  kNet,
  kCurrency,
  kUsageDate,
  kSaleMonth,
  kTerritory,
  kPaymentId,
  kReportingMonth,
  kStatementColumnCount,
};

// In the order of StatementColumn, as in profiles and in errors.
inline constexpr absl::string_view kStatementColumnNames[] = {
    "isrc",      "track",      "title",          "units",      "gross",
    "fee",       "net",        "currency",       "usage_date", "sale_month",
    "territory", "payment_id", "reporting_month"};

enum class DecimalMark {
  kByDelimiter,  // a comma where semicolons stand between cells, else a point
  kPoint,
  kComma,
};

inline constexpr size_t kProfileSizeMax = 64 * 1024;

struct StatementProfile {
  // Where a column is in a row; kNowhere for none.
  static constexpr size_t kNowhere = static_cast<size_t>(-1);
  using Positions = std::array<size_t, kStatementColumnCount>;

  struct Row {
    std::vector<std::string> begins;
    size_t cell_count = 0;
    Positions positions;
    bool is_total = false;
  };
  // Lines whose cell is below are reason to hold the statement, unless it is
  // settled who got the rest.
  struct Hold {
    std::string column;
    absl::int128 below = 0;  // in units of 10^-18
    std::string why;
    std::string settled;
  };

  std::string name;
  std::string display_name;
  std::string provenance;  // where its column names were seen
  std::array<std::vector<std::string>, kStatementColumnCount> columns;
  // Columns that a file must have; net, and one of isrc and track, in any case.
  std::vector<StatementColumn> required;
  std::vector<Row> rows;
  char delimiter = '\0';  // none: found in the file
  bool is_windows_1252 = false;
  DecimalMark decimal_mark = DecimalMark::kByDelimiter;
  std::optional<Currency> currency;  // of all its files
  // See statement_date.h. A month of sale, or of reporting, may be any day of
  // it.
  std::vector<std::string> date_formats;
  bool allows_negatives = false;
  // What stands in the ISRC, the track or the first cell of a row of totals, of
  // what is below the lines, and of what makes rounded lines add up; lower
  // case.
  std::vector<std::string> total_words = {"total", "totals", "grand total",
                                          "sum", "summe"};
  std::vector<std::string> footer_words;
  std::vector<std::string> rounding_words = {"rounding adjustment"};
  // To which the source rounds each line; nothing when it does not.
  std::optional<int> line_decimals;
  std::optional<Hold> hold;
};

// The names of the columns a file must have, alternatives joined by " or ":
// net, the others that are required, and isrc or track. None for a profile of
// rows.
std::vector<std::string> RequiredNames(const StatementProfile& profile);

// Errors: InvalidArgument  naming the field and what would be right; `file` is
//                          the file's name, and the field "columns.net" and the
//                          like
absl::StatusOr<StatementProfile> ParseProfile(absl::string_view file,
                                              absl::string_view json);

// Profiles by name.
class StatementProfiles {
 public:
  // AlreadyExists for a name that is taken.
  absl::Status Add(StatementProfile profile);

  const std::vector<StatementProfile>& all() const { return profiles_; }

  // InvalidArgument on "header.profile", listing those there are.
  absl::StatusOr<const StatementProfile*> Find(absl::string_view name) const;

 private:
  std::vector<StatementProfile> profiles_;
};

// How far a declared total may be from the sum of `line_count` lines, in units
// of 10^-18: one minor unit; where each line was rounded, half a unit of its
// last digit for each, and no more than three times the root of their number.
absl::int128 ToleranceOfTotal(const StatementProfile& profile,
                              Currency currency, int64_t line_count);

}  // namespace ritornello::royalties
