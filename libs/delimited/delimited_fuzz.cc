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

// Whatever is refused is passed over, and the end is reached.
void ReadAround(absl::string_view text) {
  auto reader = DelimitedReader::Open(SourceOf(text));
  if (!reader.ok()) return;
  for (size_t i = 0; i <= text.size(); ++i) {
    const auto is_there = reader->Next();
    if (is_there.ok() && !*is_there) return;
    if (is_there.ok()) continue;
    const int64_t line = reader->refusal().line;
    if (line < reader->line() || !reader->SkipRefused().ok()) std::abort();
  }
  std::abort();  // more records than bytes
}

}  // namespace
}  // namespace ritornello

// Property: what is accepted and written again is read as the same table.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ritornello;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  ReadAround(text);
  const auto table = Parse(text);
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
