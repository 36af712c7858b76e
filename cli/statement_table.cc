#include "cli/statement_table.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/format.h"

namespace ritornello::cli {
namespace {

std::string StateText(const royalties::v1::Statement& statement) {
  std::string text =
      Humane(royalties::v1::Statement::State_Name(statement.state()));
  if (!statement.waiting_for().empty()) {
    absl::StrAppend(&text, ", waits for ", statement.waiting_for());
  }
  if (!statement.hold_reason().empty()) {
    absl::StrAppend(&text, ": ", statement.hold_reason());
  }
  return text;
}

}  // namespace

std::vector<Column> StatementColumns() {
  return {{"STATEMENT"},
          {"SOURCE"},
          {"PERIOD"},
          {"LINES", Align::kRight},
          {"MATCHED", Align::kRight},
          {"SUSPENSE", Align::kRight},
          {"TOTAL", Align::kPoint},
          {"IN SUSPENSE", Align::kPoint},
          {"CURRENCY"},
          {"STATE"}};
}

std::vector<std::string> StatementRow(
    const royalties::v1::Statement& statement) {
  return {LastPart(statement.name()),
          statement.source(),
          statement.period(),
          absl::StrCat(statement.line_count()),
          absl::StrCat(statement.matched_line_count()),
          absl::StrCat(statement.suspense_line_count()),
          AmountText(statement.total()),
          AmountText(statement.suspense()),
          statement.currency_code(),
          StateText(statement)};
}

std::string StatementName(const std::string& text) {
  return absl::StartsWith(text, "books/")
             ? text
             : absl::StrCat(kBook, "/statements/", text);
}

Table StatementTable(const royalties::v1::Statement& statement) {
  Table table(StatementColumns());
  table.AddRow(StatementRow(statement));
  return table;
}

}  // namespace ritornello::cli
