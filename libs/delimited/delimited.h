// Tables as text: CSV as RFC 4180 has it, and the same with tabs or
// semicolons.
//
//   ASSIGN_OR_RETURN(auto reader, DelimitedReader::Open(source));
//   for (;;) {
//     ASSIGN_OR_RETURN(const bool is_there, reader.Next());
//     if (!is_there) break;
//     Use(reader.fields());
//   }
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/delimited/text_source.h"

namespace ritornello {

// Beyond these a file is refused.
inline constexpr size_t kFieldSizeMax = 64 * 1024;    // bytes, as UTF-8
inline constexpr size_t kRecordSizeMax = 256 * 1024;  // as it came
inline constexpr size_t kColumnCountMax = 256;
inline constexpr int64_t kRecordCountMax = 5'000'000;  // unless said otherwise

struct DelimitedOptions {
  char delimiter = '\0';  // none: see below
  // Lines that are passed over unread: titles above the column names.
  int64_t skipped_line_count = 0;
  bool has_column_names = true;
  bool is_windows_1252 = false;
  // Of records behind the column names; blank ones included.
  int64_t record_count_max = kRecordCountMax;
  // What else, besides saving the file as UTF-8, helps whoever reads that a
  // byte is none, as in ", or say that it is windows-1252".
  absl::string_view encoding_advice = "";
};

// Strict: what could be read in two ways is refused, not repaired.
//
// Accepts:  UTF-8 with or without a mark, UTF-16 with one, code page 1252 if
//           the options say so; records end with
//           CRLF, LF or CR; a field in quotes may hold delimiters, line ends
//           and doubled quotes. The delimiter is the comma, tab or semicolon
//           that is most frequent in the first line that is not blank, unless
//           the options name it.
// Errors:   InvalidArgument on "file", "line 14, column 3: …" (lines of the
//           file and characters of the line, from 1): a byte that is not UTF-8,
//           a NUL, a quote inside a field that does not begin with one, text
//           behind a closing quote, a quote that is never closed, a limit
//           those of the source
// Memory:   a few times the longest record; nothing is allocated for a record
//           that is no longer than those before.
// Threads:  one reader belongs to one thread.
class DelimitedReader {
 public:
  // Reads as far as the column names, the first record that is not blank, if it
  // has any. InvalidArgument when there is none.
  static absl::StatusOr<DelimitedReader> Open(
      ByteSource source, const DelimitedOptions& options = {});

  char delimiter() const { return delimiter_; }
  const std::vector<std::string>& column_names() const { return column_names_; }

  // Goes on to the next record; false at the end. After an error the reader is
  // used up, or SkipRefused() is called. Records may differ in their number of
  // fields; a blank line is a record with one empty field.
  absl::StatusOr<bool> Next();

  // Where in the file, and why, Next() has refused a record: what its error
  // says, in parts. `line` is 0 for errors of the source, which stay.
  struct Refusal {
    int64_t line = 0;
    int64_t column = 0;
    std::string what;
  };
  const Refusal& refusal() const { return refusal_; }

  // After a refusal: passes over the record, or, where nobody knows where that
  // ends, over its first line, so that Next() goes on behind it. What follows
  // may then be read as something that it is not: for those who show a person
  // what was refused. Errors: those of the source.
  absl::Status SkipRefused();

  // The record, until Next() is called: fields without their quotes, and the
  // text as it came without its line end.
  std::span<const absl::string_view> fields() const { return fields_; }
  absl::string_view raw() const { return raw_; }

  // The line of the file with which the record begins, from 1.
  int64_t line() const { return line_; }

 private:
  struct Extent {
    size_t begin;
    size_t end;
    bool has_doubled_quotes;
  };
  enum class Scan { kRecord, kNeedsMore };

  DelimitedReader(ByteSource source, const DelimitedOptions& options)
      : source_(std::move(source), options.is_windows_1252),
        record_count_max_(options.record_count_max),
        encoding_advice_(options.encoding_advice) {}

  absl::Status FillStart();
  void ChooseDelimiter();
  void SkipLines(int64_t count);
  absl::Status Refill();
  absl::StatusOr<bool> NextRecord();
  absl::StatusOr<Scan> ScanRecord();
  absl::StatusOr<Scan> ScanField(size_t& at);
  absl::StatusOr<Scan> ScanQuoted(size_t& at);
  absl::Status CheckText(absl::string_view text);
  absl::Status MakeFields();
  absl::Status RecordTooLong();
  absl::Status Refuse(size_t at, absl::string_view what);
  bool EndsField(char c) const;

  TextSource source_;
  int64_t record_count_max_;
  std::string encoding_advice_;
  char delimiter_ = ',';
  std::vector<std::string> column_names_;
  std::string text_;  // what is read and not yet given out, from begin_
  size_t begin_ = 0;
  size_t end_ = 0;   // of the record, without its line end
  size_t next_ = 0;  // where the next one begins
  bool is_end_ = false;
  bool has_quotes_ = false;  // whether the record may span lines
  int64_t line_ = 1;         // of the file, where the record begins
  int64_t line_count_ = 0;   // of the record; 0 while its end is not known
  int64_t record_count_ = 0;
  std::vector<Extent> extents_;
  std::vector<absl::string_view> fields_;
  std::string unquoted_;
  absl::string_view raw_;
  Refusal refusal_;
};

}  // namespace ritornello
