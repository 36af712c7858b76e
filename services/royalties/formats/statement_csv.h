// A library's statement as a table: the generic profile.
//
// Columns, in any order, letter case and blanks around ignored: isrc, track,
// title, units, gross, fee, net, currency, usage_date, territory, payment_id.
// There must be net, and isrc or track. Others are ignored, because libraries
// add columns; a name twice is refused.
//
// Numbers are plain decimals, "4.2E-05" and "(4.10)" for -4.10. Where the
// delimiter is a semicolon, a comma is the decimal mark and full stops stand
// between thousands: "1.234,56"; a number without a comma may have a full stop
// as its mark, unless that could stand between thousands: "1.234" is refused,
// "1.2345" is not. Dates are "2026-10-05", or "2026-10" for the last day of the
// month.
//
// Every row is a line, the same row twice is two lines. A row needs an ISRC or
// a track, with two exceptions: one whose title is "Rounding adjustment" is a
// line like any other; and the last row of the file, if its net is the sum of
// the others to within one minor unit, is their total and no line. Blank rows
// are counted but are no lines.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "libs/status/error.h"
#include "services/royalties/formats/delimited.h"
#include "services/royalties/model/currency.h"
#include "services/royalties/model/statement.h"

namespace ritornello::royalties {

// Beyond this many it is not read on: the file is of another kind.
inline constexpr size_t kViolationCountMax = 100;

// One reader belongs to one thread. Allocates nothing for a line that is no
// longer than those before.
class StatementCsvReader {
 public:
  // Reads the column names. InvalidArgument on "file" when they do not suffice,
  // quoting them, and as DelimitedReader.
  static absl::StatusOr<StatementCsvReader> Open(ByteSource source,
                                                 Currency currency);

  // Replaces `line` by the next one that is well formed; false at the end of
  // the file, or after kViolationCountMax violations. Errors: those of
  // DelimitedReader.
  absl::StatusOr<bool> Next(StatementLine& line);

  // What was wrong with the rows that Next passed over: OK, or InvalidArgument
  // with fields like "lines[12].net", where 12 is the ordinal.
  absl::Status Verdict() const;

  // Lines so far, and what they add up to, exactly: kRecordCountMax of the
  // largest amounts fit.
  int64_t line_count() const { return line_count_; }
  absl::int128 net_sum() const { return net_sum_; }

  // The net of the row of totals, once the end is reached.
  std::optional<absl::int128> total_row() const { return total_row_; }

 private:
  enum Column {
    kIsrc,
    kTrack,
    kTitle,
    kUnits,
    kGross,
    kFee,
    kNet,
    kCurrency,
    kUsageDate,
    kTerritory,
    kPaymentId,
    kColumnCount,
  };
  static constexpr size_t kAbsent = static_cast<size_t>(-1);

  StatementCsvReader(DelimitedReader reader, Currency currency)
      : reader_(std::move(reader)), currency_(currency) {
    position_.fill(kAbsent);
  }

  absl::Status FindColumns();
  absl::Status MissingColumn(absl::string_view name) const;
  bool IsBlankRow() const;
  bool ReadRow(StatementLine& line);
  bool ReadAmounts(StatementLine& line);
  std::optional<absl::int128> ReadNumber(Column column);
  bool ReadUnits(StatementLine& line);
  bool ReadUsageDate(StatementLine& line);
  bool CheckCurrency();
  absl::StatusOr<absl::int128> ParseNumber(absl::string_view text) const;
  void JudgeLastRow();
  absl::string_view Cell(Column column) const;
  void Refuse(int64_t ordinal, absl::string_view column,
              absl::string_view description);

  DelimitedReader reader_;
  Currency currency_;
  std::array<size_t, kColumnCount> position_;
  std::vector<FieldViolation> violations_;
  int64_t line_count_ = 0;
  absl::int128 net_sum_ = 0;
  // A row without ISRC and track: a total if no other row follows.
  struct Anonymous {
    int64_t ordinal;
    absl::int128 net;
  };
  std::optional<Anonymous> anonymous_;
  std::optional<absl::int128> total_row_;
};

}  // namespace ritornello::royalties
