// How statements look in a table, and how one is named on a command line.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "ritornello/royalties/v1/statement_service.pb.h"

namespace ritornello::cli {

// The book that every verb means: a deployment has one.
inline constexpr char kBook[] = "books/main";

std::vector<Column> StatementColumns();
std::vector<std::string> StatementRow(
    const royalties::v1::Statement& statement);

// "books/main/statements/x" for "x"; a full name as it stands.
std::string StatementName(const std::string& text);

// One statement as a table.
Table StatementTable(const royalties::v1::Statement& statement);

}  // namespace ritornello::cli
