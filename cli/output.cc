#include "cli/output.h"

#include <google/protobuf/util/json_util.h>
#include <wchar.h>

#include <algorithm>

#include "absl/strings/str_join.h"
#include "libs/status/check.h"

namespace ritornello::cli {
namespace {

struct CodePoint {
  uint32_t value;
  size_t size;  // bytes taken
};

// The code point at the start of `text`; a byte that starts none stands for
// itself.
CodePoint FirstOf(absl::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t size = lead < 0x80             ? 1
                      : (lead & 0xE0) == 0xC0 ? 2
                      : (lead & 0xF0) == 0xE0 ? 3
                      : (lead & 0xF8) == 0xF0 ? 4
                                              : 1;
  if (size == 1 || text.size() < size) return {lead, 1};
  uint32_t value = lead & (0xFFu >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {lead, 1};
    value = (value << 6) | (byte & 0x3Fu);
  }
  return {value, size};
}

// Narrower than this a cell says nothing any more; the line is wrapped instead.
constexpr size_t kCutWidthMin = 8;
constexpr size_t kGapWidth = 2;
constexpr char kEllipsis[] = "\u2026";

// Where a stream keeps the width of its terminal.
int WidthSlot() {
  static const int slot = std::ios_base::xalloc();
  return slot;
}

// The beginning of `text` in at most `width` columns, with an ellipsis where
// something is missing.
std::string Cut(absl::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string cut;
  while (true) {
    const absl::string_view first = text.substr(0, FirstOf(text).size);
    if (DisplayWidth(cut) + DisplayWidth(first) + 1 > width) break;
    cut.append(first.data(), first.size());
    text.remove_prefix(first.size());
  }
  return cut + kEllipsis;
}

// Takes columns from the widest that may be cut until a line fits.
void Narrow(const std::vector<Column>& columns, size_t line_width,
            std::vector<size_t>& widths) {
  size_t sum = (widths.size() - 1) * kGapWidth;
  for (const size_t width : widths) sum += width;
  while (sum > line_width) {
    size_t widest = 0;  // the first column is never cut
    for (size_t i = 1; i < widths.size(); ++i) {
      const size_t least =
          std::max(kCutWidthMin, DisplayWidth(columns[i].header));
      if (columns[i].align == Align::kLeft && !columns[i].is_whole &&
          widths[i] > least && (widest == 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest == 0) return;
    --widths[widest];
    --sum;
  }
}

bool IsControl(uint32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0) ||
         (value >= 0x202A && value <= 0x202E) ||  // bidirectional overrides
         (value >= 0x2066 && value <= 0x2069);
}

void PrintAligned(const std::vector<Column>& columns,
                  const std::vector<size_t>& widths,
                  const std::vector<std::string>& cells, std::ostream& out) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = Cut(cells[i], widths[i]);
    const std::string gap(widths[i] - DisplayWidth(cell), ' ');
    if (i > 0) line.append(kGapWidth, ' ');
    line += columns[i].align == Align::kLeft ? cell + gap : gap + cell;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

// Fills the cells of column `index` up behind their decimal points, so that
// the points meet when the cells are put to the right.
void AlignPoints(size_t index, std::vector<std::vector<std::string>>& rows) {
  const auto tail_width = [&](const std::vector<std::string>& row) {
    const std::string& cell = row[index];
    return DisplayWidth(
        absl::string_view(cell).substr(std::min(cell.find('.'), cell.size())));
  };
  size_t widest = 0;
  for (const auto& row : rows) widest = std::max(widest, tail_width(row));
  for (auto& row : rows) row[index].append(widest - tail_width(row), ' ');
}

}  // namespace

std::string Printable(absl::string_view text) {
  std::string printable;
  while (!text.empty()) {
    const CodePoint first = FirstOf(text);
    if (IsControl(first.value)) {
      printable.push_back(' ');
    } else {
      printable.append(text.data(), first.size);
    }
    text.remove_prefix(first.size);
  }
  return printable;
}

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const CodePoint first = FirstOf(text);
    const int columns = ::wcwidth(static_cast<wchar_t>(first.value));
    width += columns < 0 ? 1 : static_cast<size_t>(columns);
    text.remove_prefix(first.size);
  }
  return width;
}

void SetTerminalWidth(std::ostream& out, size_t column_count) {
  out.iword(WidthSlot()) = static_cast<long>(column_count);
}

void Table::AddRow(std::vector<std::string> cells) {
  RITORNELLO_CHECK(cells.size() == columns_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

void Table::Print(Style style, std::ostream& out) const {
  if (style == Style::kTabs) {
    for (const auto& row : rows_) out << absl::StrJoin(row, "\t") << '\n';
    return;
  }
  std::vector<std::string> headers;
  std::vector<size_t> widths;
  for (const Column& column : columns_) {
    headers.push_back(column.header);
    widths.push_back(DisplayWidth(column.header));
  }
  std::vector<std::vector<std::string>> rows = rows_;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].align == Align::kPoint) AlignPoints(i, rows);
  }
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  const auto line_width = static_cast<size_t>(out.iword(WidthSlot()));
  if (line_width > 0) Narrow(columns_, line_width, widths);
  PrintAligned(columns_, widths, headers, out);
  for (const auto& row : rows) PrintAligned(columns_, widths, row, out);
}

std::string ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  RITORNELLO_CHECK(
      google::protobuf::util::MessageToJsonString(message, &json, options)
          .ok());
  return json;
}

}  // namespace ritornello::cli
