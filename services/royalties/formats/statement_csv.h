// A statement as a table, read as a profile says (statement_profile.h).
//
// Every row is a line, the same row twice is two lines. A row needs an ISRC or
// a track, with three exceptions: one that the profile calls a rounding
// adjustment is a line like any other; a row of totals and what is below the
// lines are none. A row of totals says so in its ISRC, its track or its first
// cell (or in its title, where it has neither ISRC nor track), or it is the
// last and its net is the sum of the others to within one minor unit, and it
// has no title, day or territory, and no units but their sum: what has may be a
// line, and is refused. Lines may not follow it. Blank rows are no lines.
//
// What a spreadsheet made of an ISRC, "5.06E+12", stays as it came: the line
// waits for somebody who knows the track. A line is counted by the line of the
// file with which it begins, as an editor shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "libs/delimited/delimited.h"
#include "libs/status/error.h"
#include "services/royalties/formats/statement_layout.h"
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
  // quoting them, and as DelimitedReader; on "header.currency_code" when the
  // file is in another currency. The layout's profile must outlive the reader.
  static absl::StatusOr<StatementCsvReader> Open(ByteSource source,
                                                 const StatementLayout& layout,
                                                 Currency currency);

  // Replaces `line` by the next one that is well formed; false at the end of
  // the file, or after kViolationCountMax violations. Errors: those of
  // DelimitedReader.
  absl::StatusOr<bool> Next(StatementLine& line);

  // What was wrong with the rows that Next passed over: OK, or InvalidArgument
  // with fields like "lines[12].net", where 12 is the line of the file.
  absl::Status Verdict() const;

  // Lines so far, and what they add up to, exactly: kRecordCountMax of the
  // largest amounts fit.
  int64_t line_count() const { return line_count_; }
  absl::int128 net_sum() const { return net_sum_; }

  // In which month the source reported the line that Next gave last; nothing
  // when the file does not say.
  std::optional<absl::CivilMonth> reporting_month() const {
    return reporting_month_;
  }

  // How many lines the profile says to hold the statement for.
  int64_t hold_line_count() const { return hold_line_count_; }

  // What the rows of totals add up to, once the end is reached.
  std::optional<absl::int128> total_row() const { return total_row_; }

 private:
  static constexpr size_t kAbsent = StatementProfile::kNowhere;

  StatementCsvReader(DelimitedReader reader, const StatementProfile& profile,
                     Currency currency)
      : reader_(std::move(reader)),
        profile_(&profile),
        currency_(currency),
        mark_(profile.decimal_mark) {
    positions_.fill(kAbsent);
  }

  absl::Status ReadColumnNames();
  bool IsBlankRow() const;
  bool ChooseRow();
  bool IsTotalRow() const;
  bool IsFooter() const;
  bool IsRounding() const;
  bool HasMoreThanTotals(const StatementLine& line) const;
  bool IsMarked(const std::vector<std::string>& words) const;
  bool ReadRow(StatementLine& line);
  bool ReadTotal();
  void LookForMark();
  bool ReadAmounts(StatementLine& line);
  std::optional<absl::int128> ReadNumber(StatementColumn column);
  bool ReadUnits(StatementLine& line);
  bool ReadEarningDate(StatementLine& line);
  bool ReadReportingMonth();
  bool ReadDate(StatementColumn column, std::optional<absl::CivilDay>& day);
  bool ReadHold();
  bool ReadIsrc(StatementLine& line);
  bool CheckCurrency();
  void JudgeLastRow();
  absl::string_view Cell(StatementColumn column) const;
  absl::string_view FirstCell() const;
  void Refuse(std::optional<StatementColumn> column,
              absl::string_view description);
  void RefuseLine(int64_t line, absl::string_view description);

  DelimitedReader reader_;
  const StatementProfile* profile_;
  Currency currency_;
  DecimalMark mark_;  // of the profile, or what was shown so far
  StatementProfile::Positions positions_;  // of this row
  size_t cell_count_ = 0;
  size_t hold_position_ = kAbsent;
  std::vector<FieldViolation> violations_;
  int64_t line_count_ = 0;
  int64_t hold_line_count_ = 0;
  absl::int128 net_sum_ = 0;
  absl::int128 units_sum_ = 0;
  std::optional<absl::CivilMonth> reporting_month_;
  // A row that is a total if no line follows.
  struct Anonymous {
    int64_t line;
    absl::int128 net;
    bool may_be_line;  // it has what totals have not
  };
  std::optional<Anonymous> anonymous_;
  // The line of the last row that says it is a total.
  int64_t total_line_ = 0;
  std::optional<absl::int128> total_row_;
};

}  // namespace ritornello::royalties
