#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/delimited/delimited.h"
#include "libs/delimited/testing/delimited_writer.h"

namespace ritornello {
namespace {

struct Table {
  char delimiter = ',';
  std::vector<std::vector<std::string>> records;
};

std::optional<Table> Parse(absl::string_view text) {
  auto reader = DelimitedReader::Open(SourceOf(text));
  if (!reader.ok()) return std::nullopt;
  Table table{reader->delimiter(), {reader->column_names()}};
  for (;;) {
    const auto is_there = reader->Next();
    if (!is_there.ok()) return std::nullopt;
    if (!*is_there) return table;
    table.records.emplace_back(reader->fields().begin(),
                               reader->fields().end());
  }
}

}  // namespace
}  // namespace ritornello

// Property: what is accepted and written again is read as the same table.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ritornello;
  const auto table =
      Parse(absl::string_view(reinterpret_cast<const char*>(data), size));
  if (!table.has_value()) return 0;
  std::string written;
  for (const auto& record : table->records) {
    written += testing::DelimitedRecord(record, table->delimiter, "\n");
  }
  const auto again = Parse(written);
  // A table of one column has no delimiter to be recognised by.
  const bool is_same_delimiter =
      table->records[0].size() == 1 || again->delimiter == table->delimiter;
  if (!again.has_value() || again->records != table->records ||
      !is_same_delimiter) {
    std::abort();
  }
  return 0;
}
