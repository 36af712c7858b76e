// A book as a table for spreadsheets: one row for each leg, RFC 4180, UTF-8,
// with a row of column names.
//
// A cell that begins with = + - @ is no formula: unless it is a number, an
// apostrophe is put in front.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/royalties/formats/journal.h"

namespace ritornello::royalties {

// The row of column names, which are the same whatever the book holds.
std::string CsvHeader(const JournalContents& contents);

// `balance` is what the ledger account holds after the leg.
void AppendCsv(const PostedTransaction& posted, std::string& text);

// `value` as a cell: harmless, and in quotes where it must be.
std::string CsvCell(absl::string_view value);

}  // namespace ritornello::royalties
