#include "services/royalties/formats/statement_csv.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "libs/identifiers/isrc.h"
#include "libs/status/status_macros.h"
#include "services/royalties/formats/quoted.h"
#include "services/royalties/formats/statement_date.h"
#include "services/royalties/formats/statement_number.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/money.h"

namespace ritornello::royalties {
namespace {

// 10^-18 units in one unit and in one micro-unit.
constexpr int64_t kPerUnit = 1'000'000'000'000'000'000;
constexpr int64_t kPerMicro = kPerUnit / kMicrosPerUnit;

void Assign(absl::string_view text, std::string& to) {
  to.assign(text.data(), text.size());
}

}  // namespace

absl::StatusOr<StatementCsvReader> StatementCsvReader::Open(
    ByteSource source, const StatementLayout& layout, Currency currency) {
  RITORNELLO_ASSIGN_OR_RETURN(
      auto table, DelimitedReader::Open(std::move(source), layout.options));
  StatementCsvReader reader(std::move(table), *layout.profile, currency);
  const std::optional<Currency>& fixed = layout.profile->currency;
  if (fixed.has_value() && fixed->code() != currency.code()) {
    return InvalidField(
        "header.currency_code",
        absl::StrCat("must be ", fixed->code(), ", the currency of profile ",
                     layout.profile->name));
  }
  if (!layout.options.has_column_names) return reader;
  RITORNELLO_RETURN_IF_ERROR(reader.ReadColumnNames());
  return reader;
}

absl::Status StatementCsvReader::ReadColumnNames() {
  const std::vector<std::string>& names = reader_.column_names();
  std::string currency;
  RITORNELLO_ASSIGN_OR_RETURN(positions_,
                              FindColumns(*profile_, names, currency));
  if (!currency.empty() && currency != currency_.code()) {
    return InvalidField(
        "header.currency_code",
        absl::StrCat("must be ", currency, ", as the column names say"));
  }
  cell_count_ = names.size();
  for (size_t i = 0; i < names.size() && profile_->hold.has_value(); ++i) {
    if (absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(names[i]),
                               profile_->hold->column)) {
      hold_position_ = i;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> StatementCsvReader::Next(StatementLine& line) {
  while (violations_.size() < kViolationCountMax) {
    RITORNELLO_ASSIGN_OR_RETURN(const bool is_there, reader_.Next());
    if (!is_there) {
      JudgeLastRow();
      return false;
    }
    if (IsBlankRow() || !ChooseRow()) continue;
    if (!ReadRow(line)) continue;
    ++line_count_;
    net_sum_ += line.net;
    units_sum_ += line.units;
    return true;
  }
  return false;
}

absl::Status StatementCsvReader::Verdict() const {
  if (violations_.empty()) return absl::OkStatus();
  return InvalidFields(violations_);
}

bool StatementCsvReader::IsBlankRow() const {
  const auto fields = reader_.fields();
  return std::all_of(fields.begin(), fields.end(), [](absl::string_view field) {
    return absl::StripAsciiWhitespace(field).empty();
  });
}

// Finds out of what kind the row is, and whether it has to be read as a line:
// of totals everything is read here.
bool StatementCsvReader::ChooseRow() {
  if (profile_->rows.empty()) return true;
  const auto fields = reader_.fields();
  for (const StatementProfile::Row& row : profile_->rows) {
    if (fields.size() < row.begins.size() ||
        !std::equal(row.begins.begin(), row.begins.end(), fields.begin())) {
      continue;
    }
    positions_ = row.positions;
    cell_count_ = row.cell_count;
    if (!row.is_total) return true;
    if (fields.size() == cell_count_) {
      ReadTotal();
    } else {
      Refuse(std::nullopt, absl::StrCat("must have ", cell_count_,
                                        " cells, got ", fields.size()));
    }
    return false;
  }
  Refuse(std::nullopt,
         absl::StrCat("begins as no row of profile ", profile_->name, ", got ",
                      Quoted(reader_.raw())));
  return false;
}

bool StatementCsvReader::IsMarked(const std::vector<std::string>& words) const {
  const auto is_word = [&](absl::string_view cell) {
    absl::ConsumeSuffix(&cell, ":");
    return std::any_of(words.begin(), words.end(), [&](const auto& word) {
      return absl::EqualsIgnoreCase(cell, word);
    });
  };
  const bool has_track = !Cell(kIsrc).empty() || !Cell(kTrack).empty();
  return is_word(Cell(kIsrc)) || is_word(Cell(kTrack)) ||
         is_word(FirstCell()) || (!has_track && is_word(Cell(kTitle)));
}

bool StatementCsvReader::IsTotalRow() const {
  return IsMarked(profile_->total_words);
}

bool StatementCsvReader::IsRounding() const {
  return IsMarked(profile_->rounding_words);
}

// Whether a row without a name says what no total of lines can.
bool StatementCsvReader::HasMoreThanTotals(const StatementLine& line) const {
  return !Cell(kTitle).empty() || !Cell(kTerritory).empty() ||
         line.usage_date.has_value() ||
         (line.units != 0 && line.units != units_sum_);
}

bool StatementCsvReader::IsFooter() const {
  return std::any_of(profile_->footer_words.begin(),
                     profile_->footer_words.end(), [&](const auto& word) {
                       return absl::StartsWithIgnoreCase(FirstCell(), word);
                     });
}

// Reads all of the row even when something is wrong, to say all of it.
bool StatementCsvReader::ReadRow(StatementLine& line) {
  const bool is_known = ReadIsrc(line);
  const bool is_rounding = !is_known && IsRounding();
  if (!is_known && !is_rounding && profile_->rows.empty()) {
    if (IsFooter()) return false;
    if (IsTotalRow()) {
      ReadTotal();
      return false;
    }
  }
  if (reader_.fields().size() != cell_count_) {
    Refuse(std::nullopt, absl::StrCat("must have ", cell_count_,
                                      " cells, as there are columns, got ",
                                      reader_.fields().size()));
    return false;
  }
  if (anonymous_.has_value()) {
    RefuseLine(anonymous_->line, "must have an isrc or a track");
    anonymous_.reset();
  }
  if (total_line_ != 0) {
    RefuseLine(total_line_,
               "is a row of totals, and lines follow it; take it out, or the "
               "lines below");
    total_line_ = 0;
  }
  line.ordinal = reader_.line();
  bool is_good = ReadAmounts(line);
  is_good &= CheckCurrency();
  is_good &= ReadUnits(line);
  is_good &= ReadEarningDate(line);
  is_good &= ReadReportingMonth();
  is_good &= ReadHold();
  if (line.isrc.empty() && Cell(kTrack).empty() && !is_rounding) {
    if (is_good) {
      anonymous_ = {line.ordinal, line.net, HasMoreThanTotals(line)};
    }
    return false;
  }
  if (!is_good) return false;

  Assign(reader_.raw(), line.raw);
  Assign(Cell(kTrack), line.track_reference);
  Assign(Cell(kTitle), line.title);
  Assign(Cell(kTerritory), line.territory);
  Assign(Cell(kPaymentId), line.payment_id);
  if (is_rounding) {
    line.isrc.clear();
    line.track_reference.clear();
    if (line.title.empty()) line.title = profile_->rounding_words[0];
  }
  return true;
}

bool StatementCsvReader::ReadTotal() {
  if (reader_.fields().size() <= positions_[kNet]) {
    Refuse(kNet, "must be there in a row of totals, in the column of the net");
    return false;
  }
  const size_t violations_before = violations_.size();
  const std::optional<absl::int128> total = ReadNumber(kNet);
  if (!total.has_value()) {
    if (violations_.size() == violations_before) {
      Refuse(kNet, "must not be empty in a row of totals");
    }
    return false;
  }
  if (reader_.fields().size() == cell_count_ && !CheckCurrency()) return false;
  total_row_ = total_row_.value_or(0) + *total;
  // Where rows say what they are, totals may stand anywhere.
  if (profile_->rows.empty()) total_line_ = reader_.line();
  return true;
}

// Whether it is one. What is none stays as it came, for a person to see.
bool StatementCsvReader::ReadIsrc(StatementLine& line) {
  const absl::string_view cell = Cell(kIsrc);
  Assign(cell, line.isrc);
  if (cell.empty()) return false;
  auto parsed = Isrc::Parse(cell);
  if (!parsed.ok()) parsed = Isrc::Parse(WithoutInvisible(cell));
  if (parsed.ok()) line.isrc = parsed->compact();
  return parsed.ok();
}

// Files with semicolons come from both sides of the decimal comma: what one
// amount shows holds for all from its row on. A file that contradicts itself
// is refused where it does.
void StatementCsvReader::LookForMark() {
  if (reader_.delimiter() != ';' || mark_ != DecimalMark::kByDelimiter) return;
  for (const StatementColumn column : {kNet, kGross, kFee}) {
    mark_ = ShownMark(Cell(column), currency_);
    if (mark_ != DecimalMark::kByDelimiter) return;
  }
}

bool StatementCsvReader::ReadAmounts(StatementLine& line) {
  LookForMark();
  const size_t violations_before = violations_.size();
  line.gross = ReadNumber(kGross);
  line.fee = ReadNumber(kFee);
  if (Cell(kNet).empty()) {
    Refuse(kNet, "must not be empty");
  } else {
    line.net = ReadNumber(kNet).value_or(0);
  }
  if (line.net < 0 && !profile_->allows_negatives) {
    Refuse(kNet, absl::StrCat("must not be negative in profile ",
                              profile_->name, ", got ", Quoted(Cell(kNet))));
  }
  return violations_.size() == violations_before;
}

std::optional<absl::int128> StatementCsvReader::ReadNumber(
    StatementColumn column) {
  const absl::string_view text = Cell(column);
  if (text.empty()) return std::nullopt;
  const absl::StatusOr<absl::int128> number =
      ParseStatementNumber(text, mark_, reader_.delimiter(), currency_);
  if (number.ok()) return *number;
  Refuse(column, number.status().message());
  return std::nullopt;
}

bool StatementCsvReader::ReadUnits(StatementLine& line) {
  line.units = 0;
  const absl::string_view text = Cell(kUnits);
  if (text.empty()) return true;
  const auto number =
      ParseStatementNumber(text, mark_, reader_.delimiter(), currency_);
  if (!number.ok() || *number % kPerUnit != 0) {
    Refuse(kUnits, absl::StrCat("must be a whole number, got ", Quoted(text)));
    return false;
  }
  line.units = static_cast<int64_t>(*number / kPerUnit);
  return true;
}

// The day of usage, else the last of the month of sale.
bool StatementCsvReader::ReadEarningDate(StatementLine& line) {
  line.usage_date.reset();
  std::optional<absl::CivilDay> sale_month;
  const bool is_good = ReadDate(kSaleMonth, sale_month);
  if (!ReadDate(kUsageDate, line.usage_date) || !is_good) return false;
  if (line.usage_date.has_value() || !sale_month.has_value()) return true;
  line.usage_date = LastDay(absl::CivilMonth(*sale_month));
  return true;
}

bool StatementCsvReader::ReadReportingMonth() {
  reporting_month_.reset();
  std::optional<absl::CivilDay> day;
  if (!ReadDate(kReportingMonth, day)) return false;
  if (day.has_value()) reporting_month_ = absl::CivilMonth(*day);
  return true;
}

bool StatementCsvReader::ReadDate(StatementColumn column,
                                  std::optional<absl::CivilDay>& day) {
  const absl::string_view text = Cell(column);
  if (text.empty()) return true;
  day = ParseStatementDate(text, profile_->date_formats);
  if (day.has_value()) return true;
  Refuse(column, absl::StrCat("must be a date like ",
                              absl::StrJoin(profile_->date_formats, " or "),
                              ", got ", Quoted(text)));
  return false;
}

bool StatementCsvReader::ReadHold() {
  if (hold_position_ == kAbsent) return true;
  const StatementProfile::Hold& hold = *profile_->hold;
  absl::string_view text =
      absl::StripAsciiWhitespace(reader_.fields()[hold_position_]);
  absl::ConsumeSuffix(&text, "%");
  if (text.empty()) return true;
  const auto number = ParseDecimal(text, {});
  if (!number.ok()) {
    RefuseLine(reader_.line(),
               absl::StrCat(number.status().message(), " in ", hold.column));
    return false;
  }
  if (*number < hold.below && hold.settled.empty()) ++hold_line_count_;
  return true;
}

bool StatementCsvReader::CheckCurrency() {
  const absl::string_view text = Cell(kCurrency);
  if (text.empty() || text == currency_.code()) return true;
  Refuse(kCurrency, absl::StrCat("must be ", currency_.code(),
                                 ", the statement's, got ", Quoted(text)));
  return false;
}

void StatementCsvReader::JudgeLastRow() {
  if (!anonymous_.has_value()) return;
  const Anonymous row = *std::exchange(anonymous_, std::nullopt);
  const absl::int128 difference = row.net - net_sum_;
  const absl::int128 tolerance =
      absl::int128(MinorUnitMicros(currency_)) * kPerMicro;
  const bool is_sum = difference <= tolerance && difference >= -tolerance;
  if (is_sum && !row.may_be_line) {
    total_row_ = row.net;
    return;
  }
  // With lines missing the sum means nothing.
  if (!violations_.empty()) return;
  // Taken as either, money that is counted twice or not at all would be seen by
  // nobody.
  if (is_sum) {
    return RefuseLine(
        row.line,
        "has no isrc or track, and its net is the sum of the lines above: "
        "write \"Total\" in its first cell if it is a row of totals, or in its "
        "isrc or track what it is for, as in \"bonus\", if it is a line, which "
        "then waits in suspense");
  }
  RefuseLine(
      row.line,
      absl::StrCat("must have an isrc or a track; as a total its net "
                   "would have to be ",
                   DecimalText(net_sum_), ", got ", DecimalText(row.net)));
}

absl::string_view StatementCsvReader::Cell(StatementColumn column) const {
  const size_t position = positions_[column];
  if (position >= reader_.fields().size()) return "";
  return absl::StripAsciiWhitespace(reader_.fields()[position]);
}

absl::string_view StatementCsvReader::FirstCell() const {
  for (const absl::string_view field : reader_.fields()) {
    const absl::string_view cell = absl::StripAsciiWhitespace(field);
    if (!cell.empty()) return cell;
  }
  return "";
}

// Says where the cell is: an editor counts lines, a spreadsheet columns.
void StatementCsvReader::Refuse(std::optional<StatementColumn> column,
                                absl::string_view description) {
  if (!column.has_value()) return RefuseLine(reader_.line(), description);
  if (violations_.size() == kViolationCountMax) return;
  const size_t position = positions_[*column];
  const auto& names = reader_.column_names();
  violations_.push_back(
      {absl::StrCat("lines[", reader_.line(), "].",
                    kStatementColumnNames[*column]),
       absl::StrCat(description, " (column ", position + 1,
                    position < names.size() ? ", " : "",
                    position < names.size() ? Quoted(names[position]) : "",
                    ")")});
}

void StatementCsvReader::RefuseLine(int64_t line,
                                    absl::string_view description) {
  if (violations_.size() == kViolationCountMax) return;
  violations_.push_back(
      {absl::StrCat("lines[", line, "]"), std::string(description)});
}

}  // namespace ritornello::royalties
