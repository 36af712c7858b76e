#include "services/royalties/formats/statement_csv.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/identifiers/isrc.h"
#include "libs/status/status_macros.h"
#include "libs/utf8/utf8.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/money.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

// In the order of Column.
constexpr absl::string_view kColumnNames[] = {
    "isrc", "track",    "title",      "units",     "gross",     "fee",
    "net",  "currency", "usage_date", "territory", "payment_id"};

constexpr absl::string_view kRoundingTitle = "rounding adjustment";

// 10^-18 units in one unit and in one micro-unit.
constexpr int64_t kPerUnit = 1'000'000'000'000'000'000;
constexpr int64_t kPerMicro = kPerUnit / kMicrosPerUnit;

// How much of a cell a message quotes.
constexpr size_t kQuotedSizeMax = 60;

std::string Quoted(absl::string_view text) {
  absl::string_view start = text.substr(0, kQuotedSizeMax);
  while (FindInvalidUtf8(start) != absl::string_view::npos) {
    start.remove_suffix(1);
  }
  return absl::StrCat("\"", start, start.size() < text.size() ? "…\"" : "\"");
}

// "1.234", which is 1.234 or 1234.
bool MayBeThousands(absl::string_view text) {
  const size_t mark = text.find('.');
  if (mark == absl::string_view::npos) return false;
  const auto is_digit = [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  };
  absl::string_view before = text.substr(0, mark);
  before.remove_prefix(static_cast<size_t>(
      std::find_if(before.begin(), before.end(), is_digit) - before.begin()));
  absl::string_view behind = text.substr(mark + 1);
  if (absl::EndsWith(behind, ")")) behind.remove_suffix(1);
  return !before.empty() && before.size() <= 3 && before[0] != '0' &&
         behind.size() == 3 &&
         std::all_of(behind.begin(), behind.end(), is_digit);
}

void Assign(absl::string_view text, std::string& to) {
  to.assign(text.data(), text.size());
}

}  // namespace

absl::StatusOr<StatementCsvReader> StatementCsvReader::Open(ByteSource source,
                                                            Currency currency) {
  RITORNELLO_ASSIGN_OR_RETURN(auto table,
                              DelimitedReader::Open(std::move(source)));
  StatementCsvReader reader(std::move(table), currency);
  RITORNELLO_RETURN_IF_ERROR(reader.FindColumns());
  return reader;
}

absl::Status StatementCsvReader::FindColumns() {
  const std::vector<std::string>& names = reader_.column_names();
  for (size_t i = 0; i < names.size(); ++i) {
    const absl::string_view name = absl::StripAsciiWhitespace(names[i]);
    for (size_t column = 0; column < kColumnCount; ++column) {
      if (!absl::EqualsIgnoreCase(name, kColumnNames[column])) continue;
      if (position_[column] != kAbsent) {
        return InvalidField("file", absl::StrCat("has two columns named ",
                                                 kColumnNames[column]));
      }
      position_[column] = i;
    }
  }
  if (position_[kNet] == kAbsent) return MissingColumn("net");
  if (position_[kIsrc] == kAbsent && position_[kTrack] == kAbsent) {
    return MissingColumn("isrc or track");
  }
  return absl::OkStatus();
}

absl::Status StatementCsvReader::MissingColumn(absl::string_view name) const {
  return InvalidField(
      "file",
      absl::StrCat("must begin with a line of column names, among them ", name,
                   ", got ",
                   Quoted(absl::StrJoin(reader_.column_names(), ", "))));
}

absl::StatusOr<bool> StatementCsvReader::Next(StatementLine& line) {
  while (violations_.size() < kViolationCountMax) {
    RITORNELLO_ASSIGN_OR_RETURN(const bool is_there, reader_.Next());
    if (!is_there) {
      JudgeLastRow();
      return false;
    }
    if (IsBlankRow()) continue;
    if (anonymous_.has_value()) {
      Refuse(anonymous_->ordinal, "", "must have an isrc or a track");
      anonymous_.reset();
    }
    if (!ReadRow(line)) continue;
    ++line_count_;
    net_sum_ += line.net;
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

// Reads all of the row even when something is wrong, to say all of it.
bool StatementCsvReader::ReadRow(StatementLine& line) {
  const int64_t ordinal = reader_.record_count();
  const size_t column_count = reader_.column_names().size();
  if (reader_.fields().size() != column_count) {
    Refuse(ordinal, "",
           absl::StrCat("must have ", column_count, " cells, as there are ",
                        "columns, got ", reader_.fields().size()));
    return false;
  }
  line.ordinal = ordinal;
  bool is_good = ReadAmounts(line);
  is_good &= CheckCurrency();
  is_good &= ReadUnits(line);
  is_good &= ReadUsageDate(line);
  const absl::string_view isrc = Cell(kIsrc);
  const absl::string_view title = Cell(kTitle);
  if (isrc.empty() && Cell(kTrack).empty() &&
      !absl::EqualsIgnoreCase(title, kRoundingTitle)) {
    if (is_good) anonymous_ = {ordinal, line.net};
    return false;
  }
  if (!is_good) return false;

  Assign(reader_.raw(), line.raw);
  Assign(isrc, line.isrc);
  if (!isrc.empty()) {
    const auto parsed = Isrc::Parse(isrc);
    if (parsed.ok()) line.isrc = parsed->compact();
  }
  Assign(Cell(kTrack), line.track_reference);
  Assign(title, line.title);
  Assign(Cell(kTerritory), line.territory);
  Assign(Cell(kPaymentId), line.payment_id);
  return true;
}

bool StatementCsvReader::ReadAmounts(StatementLine& line) {
  const size_t violations_before = violations_.size();
  line.gross = ReadNumber(kGross);
  line.fee = ReadNumber(kFee);
  if (Cell(kNet).empty()) {
    Refuse(line.ordinal, "net", "must not be empty");
  } else {
    line.net = ReadNumber(kNet).value_or(0);
  }
  return violations_.size() == violations_before;
}

std::optional<absl::int128> StatementCsvReader::ReadNumber(Column column) {
  const absl::string_view text = Cell(column);
  if (text.empty()) return std::nullopt;
  const absl::StatusOr<absl::int128> number = ParseNumber(text);
  if (number.ok()) return *number;
  Refuse(reader_.record_count(), kColumnNames[column],
         number.status().message());
  return std::nullopt;
}

bool StatementCsvReader::ReadUnits(StatementLine& line) {
  line.units = 0;
  const absl::string_view text = Cell(kUnits);
  if (text.empty()) return true;
  const auto number = ParseNumber(text);
  if (!number.ok() || *number % kPerUnit != 0) {
    Refuse(line.ordinal, "units",
           absl::StrCat("must be a whole number, got ", Quoted(text)));
    return false;
  }
  line.units = static_cast<int64_t>(*number / kPerUnit);
  return true;
}

bool StatementCsvReader::ReadUsageDate(StatementLine& line) {
  line.usage_date.reset();
  const absl::string_view text = Cell(kUsageDate);
  if (text.empty()) return true;
  if (const auto day = ParseDay("usage_date", text); day.ok()) {
    line.usage_date = *day;
  } else if (const auto month = ParsePeriod("usage_date", text); month.ok()) {
    line.usage_date = LastDay(*month);
  } else {
    Refuse(
        line.ordinal, "usage_date",
        absl::StrCat("must be like 2026-10-05 or 2026-10, got ", Quoted(text)));
    return false;
  }
  return true;
}

bool StatementCsvReader::CheckCurrency() {
  const absl::string_view text = Cell(kCurrency);
  if (text.empty() || text == currency_.code()) return true;
  Refuse(reader_.record_count(), "currency",
         absl::StrCat("must be ", currency_.code(), ", the statement's, got ",
                      Quoted(text)));
  return false;
}

absl::StatusOr<absl::int128> StatementCsvReader::ParseNumber(
    absl::string_view text) const {
  DecimalFormat format;
  format.has_parentheses = true;
  if (reader_.delimiter() == ';') {
    const bool has_comma = absl::StrContains(text, ',');
    if (!has_comma && MayBeThousands(text)) {
      return absl::InvalidArgumentError(
          absl::StrCat("could be a fraction or thousands; write 1,234 or 1234",
                       ", got ", Quoted(text)));
    }
    const bool has_groups = text.find('.') != text.rfind('.');
    format.has_decimal_comma = has_comma || has_groups;
    format.has_thousands = format.has_decimal_comma;
  }
  return ParseDecimal(text, format);
}

void StatementCsvReader::JudgeLastRow() {
  if (!anonymous_.has_value()) return;
  const Anonymous row = *std::exchange(anonymous_, std::nullopt);
  const absl::int128 difference = row.net - net_sum_;
  const absl::int128 tolerance =
      absl::int128(MinorUnitMicros(currency_)) * kPerMicro;
  if (difference <= tolerance && difference >= -tolerance) {
    total_row_ = row.net;
    return;
  }
  // With lines missing the sum means nothing.
  if (!violations_.empty()) return;
  Refuse(row.ordinal, "",
         absl::StrCat("must have an isrc or a track; as a total its net would ",
                      "have to be ", DecimalText(net_sum_), ", got ",
                      DecimalText(row.net)));
}

absl::string_view StatementCsvReader::Cell(Column column) const {
  if (position_[column] == kAbsent) return "";
  return absl::StripAsciiWhitespace(reader_.fields()[position_[column]]);
}

void StatementCsvReader::Refuse(int64_t ordinal, absl::string_view column,
                                absl::string_view description) {
  if (violations_.size() == kViolationCountMax) return;
  violations_.push_back(
      {absl::StrCat("lines[", ordinal, "]", column.empty() ? "" : ".", column),
       std::string(description)});
}

}  // namespace ritornello::royalties
