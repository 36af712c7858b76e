// What a verb says on standard output: tables for people, tab-separated lines
// for pipes, one JSON object a line for machines.
#pragma once

#include <google/protobuf/message.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ritornello::cli {

enum class Style {
  kTable,  // aligned columns under a header, for a terminal
  kTabs,   // tab-separated, no header, for a pipe
  kJson,   // proto3 JSON with proto field names, one object a line
};

enum class Align {
  kLeft,
  kRight,
  kPoint,  // to the right, decimal points one beneath the other
};

struct Column {
  std::string header;
  Align align = Align::kLeft;
  // Never cut, however narrow the terminal: what people copy, or must read to
  // its end. The first column and those of numbers never are.
  bool is_whole = false;
};

// Says that `out` is a terminal of so many columns, which a table has to fit;
// 0, as every stream starts: it is none, and nothing is cut.
void SetTerminalWidth(std::ostream& out, size_t column_count);

// Collects rows and prints them in the style of its output. Control
// characters of other people's text never reach a terminal.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // REQUIRES: as many cells as columns.
  void AddRow(std::vector<std::string> cells);

  bool empty() const { return rows_.empty(); }

  // On a terminal the widest cells are cut, with an ellipsis, until a line
  // fits; never in a pipe.
  void Print(Style style, std::ostream& out) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// `message` as one line of JSON without the line's end. Fields without
// presence are always there; an absent optional field is absent.
std::string ToJson(const google::protobuf::Message& message);

// `text` without control characters; each becomes a space.
std::string Printable(absl::string_view text);

// How many terminal columns `text`, in UTF-8, takes.
size_t DisplayWidth(absl::string_view text);

}  // namespace ritornello::cli
