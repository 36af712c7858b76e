#include "libs/delimited/delimited.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "libs/utf8/utf8.h"

namespace ritornello {
namespace {

constexpr size_t kChunkSize = 256 * 1024;
constexpr size_t kNone = absl::string_view::npos;

bool EndsLine(char c) { return c == '\n' || c == '\r'; }

// Where the lines that follow the first one in `text` begin: a CR with its LF
// is one line end.
int64_t CountLineEnds(absl::string_view text) {
  int64_t count = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    if (EndsLine(text[i])) ++count;
  }
  return count;
}

}  // namespace

absl::StatusOr<DelimitedReader> DelimitedReader::Open(
    ByteSource source, const DelimitedOptions& options) {
  DelimitedReader reader(std::move(source), options);
  RITORNELLO_RETURN_IF_ERROR(reader.FillStart());
  reader.SkipLines(options.skipped_line_count);
  reader.delimiter_ = options.delimiter;
  if (options.delimiter == '\0') reader.ChooseDelimiter();
  if (!options.has_column_names) return reader;
  do {
    RITORNELLO_ASSIGN_OR_RETURN(const bool is_there, reader.NextRecord());
    if (!is_there) return InvalidField("file", "has no line of column names");
  } while (reader.fields_.size() == 1 && reader.fields_[0].empty());
  reader.column_names_ =
      std::vector<std::string>(reader.fields_.begin(), reader.fields_.end());
  return reader;
}

absl::StatusOr<bool> DelimitedReader::Next() {
  RITORNELLO_ASSIGN_OR_RETURN(const bool is_there, NextRecord());
  if (!is_there) return false;
  if (record_count_ == record_count_max_) {
    return Refuse(begin_, absl::StrCat("a file may have at most ",
                                       record_count_max_, " lines"));
  }
  ++record_count_;
  return true;
}

absl::Status DelimitedReader::SkipRefused() {
  refusal_ = {};
  if (line_count_ > 0) return absl::OkStatus();
  line_count_ = 1;
  for (size_t at = begin_;;) {
    at = text_.find_first_of("\r\n", at);
    if (at == kNone && is_end_) break;
    // A line feed may still come behind a carriage return.
    if (at != kNone && (is_end_ || at + 1 < text_.size())) {
      next_ = at + (text_.compare(at, 2, "\r\n") == 0 ? 2 : 1);
      return absl::OkStatus();
    }
    begin_ = std::min(at, text_.size());  // nobody wants what is before
    RITORNELLO_RETURN_IF_ERROR(Refill());
    at = begin_;
  }
  next_ = text_.size();
  return absl::OkStatus();
}

// The column names are within the first chunk, or a limit is exceeded that is
// found later.
absl::Status DelimitedReader::FillStart() {
  while (!is_end_ && text_.size() < kChunkSize) {
    RITORNELLO_RETURN_IF_ERROR(Refill());
  }
  return absl::OkStatus();
}

void DelimitedReader::SkipLines(int64_t count) {
  for (; line_ <= count && next_ < text_.size(); ++line_) {
    next_ = std::min(text_.find_first_of("\r\n", next_), text_.size() - 1);
    const bool is_pair = text_.compare(next_, 2, "\r\n") == 0;
    next_ += is_pair ? 2 : 1;
  }
}

void DelimitedReader::ChooseDelimiter() {
  delimiter_ = ',';
  int64_t commas = 0;
  int64_t tabs = 0;
  int64_t semicolons = 0;
  bool is_quoted = false;
  bool is_blank = true;
  for (const char c : absl::string_view(text_).substr(next_)) {
    if (EndsLine(c) && !is_quoted && !is_blank) break;
    if (c == '"') is_quoted = !is_quoted;
    is_blank = is_blank && EndsLine(c);
    if (is_quoted) continue;
    if (c == ',') ++commas;
    if (c == '\t') ++tabs;
    if (c == ';') ++semicolons;
  }
  if (tabs > commas) delimiter_ = '\t';
  if (semicolons > std::max(commas, tabs)) delimiter_ = ';';
}

// Doubles what is held, so that a long record is looked at only a few times.
absl::Status DelimitedReader::Refill() {
  text_.erase(0, begin_);
  begin_ = 0;
  next_ = 0;
  RITORNELLO_ASSIGN_OR_RETURN(
      const bool is_more,
      source_.AppendTo(text_, std::max(kChunkSize, text_.size())));
  is_end_ = !is_more;
  return absl::OkStatus();
}

absl::StatusOr<bool> DelimitedReader::NextRecord() {
  begin_ = next_;
  line_ += line_count_;
  line_count_ = 0;
  for (;;) {
    if (begin_ == text_.size() && is_end_) return false;
    RITORNELLO_ASSIGN_OR_RETURN(const Scan scan, ScanRecord());
    if (scan == Scan::kRecord) break;
    if (text_.size() - begin_ > kRecordSizeMax) return RecordTooLong();
    RITORNELLO_RETURN_IF_ERROR(Refill());
  }
  if (end_ - begin_ > kRecordSizeMax) return RecordTooLong();
  raw_ = absl::string_view(text_).substr(begin_, end_ - begin_);
  line_count_ = 1 + (has_quotes_ ? CountLineEnds(raw_) : 0);
  RITORNELLO_RETURN_IF_ERROR(CheckText(raw_));
  RITORNELLO_RETURN_IF_ERROR(MakeFields());
  return true;
}

absl::StatusOr<DelimitedReader::Scan> DelimitedReader::ScanRecord() {
  extents_.clear();
  has_quotes_ = false;
  for (size_t at = begin_;;) {
    if (extents_.size() == kColumnCountMax) {
      return Refuse(at,
                    absl::StrCat("more than ", kColumnCountMax, " columns"));
    }
    RITORNELLO_ASSIGN_OR_RETURN(const Scan scan, ScanField(at));
    if (scan == Scan::kNeedsMore) return scan;
    end_ = at;
    next_ = at;
    if (at == text_.size()) return Scan::kRecord;
    if (text_[at] == delimiter_) {
      ++at;
      continue;
    }
    // A line feed belongs to the carriage return before it.
    if (text_[at] == '\r' && at + 1 == text_.size() && !is_end_) {
      return Scan::kNeedsMore;
    }
    const bool is_pair =
        text_[at] == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n';
    next_ = at + (is_pair ? 2 : 1);
    return Scan::kRecord;
  }
}

// Moves `at` from the begin of a field to its end.
absl::StatusOr<DelimitedReader::Scan> DelimitedReader::ScanField(size_t& at) {
  if (at == text_.size() && !is_end_) return Scan::kNeedsMore;
  if (at < text_.size() && text_[at] == '"') return ScanQuoted(at);
  const size_t begin = at;
  while (at < text_.size() && !EndsField(text_[at]) && text_[at] != '"') ++at;
  if (at - begin > kFieldSizeMax) {
    return Refuse(
        begin, absl::StrCat("a field has more than ", kFieldSizeMax, " bytes"));
  }
  if (at == text_.size() && !is_end_) return Scan::kNeedsMore;
  if (at < text_.size() && text_[at] == '"') {
    return Refuse(
        at,
        "a quote inside a field; put the field in quotes and write each "
        "quote within twice");
  }
  extents_.push_back({begin, at, false});
  return Scan::kRecord;
}

absl::StatusOr<DelimitedReader::Scan> DelimitedReader::ScanQuoted(size_t& at) {
  has_quotes_ = true;
  Extent extent = {at + 1, at + 1, false};
  for (size_t quote = text_.find('"', at + 1);;
       quote = text_.find('"', quote + 2)) {
    // Every second byte may be a doubled quote.
    const size_t size = std::min(quote, text_.size()) - extent.begin;
    if (size > 2 * kFieldSizeMax) {
      return Refuse(at, absl::StrCat("a field has more than ", kFieldSizeMax,
                                     " bytes, or its quote is never closed"));
    }
    if (quote == kNone && is_end_) {
      return Refuse(at, "this quote is never closed");
    }
    if (quote == kNone) return Scan::kNeedsMore;
    if (quote + 1 == text_.size() && !is_end_) return Scan::kNeedsMore;
    extent.end = quote;
    if (quote + 1 == text_.size() || text_[quote + 1] != '"') break;
    extent.has_doubled_quotes = true;
  }
  at = extent.end + 1;
  if (at < text_.size() && !EndsField(text_[at])) {
    return Refuse(at, "text behind a closing quote");
  }
  extents_.push_back(extent);
  return Scan::kRecord;
}

absl::Status DelimitedReader::CheckText(absl::string_view text) {
  const void* nul = std::memchr(text.data(), '\0', text.size());
  if (nul != nullptr) {
    return Refuse(
        static_cast<size_t>(static_cast<const char*>(nul) - text_.data()),
        "a NUL byte; this is no text file");
  }
  const size_t invalid = FindInvalidUtf8(text);
  if (invalid == kNone) return absl::OkStatus();
  return Refuse(begin_ + invalid,
                absl::StrCat("a byte that is not UTF-8; save the file as UTF-8",
                             encoding_advice_));
}

absl::Status DelimitedReader::MakeFields() {
  // Fields point into it, so it may not move while it is filled.
  unquoted_.clear();
  unquoted_.reserve(raw_.size());
  fields_.clear();
  const absl::string_view text = text_;
  for (const Extent& extent : extents_) {
    absl::string_view field =
        text.substr(extent.begin, extent.end - extent.begin);
    if (extent.has_doubled_quotes) {
      const size_t begin = unquoted_.size();
      for (size_t i = 0; i < field.size(); ++i) {
        unquoted_.push_back(field[i]);
        if (field[i] == '"') ++i;
      }
      field = absl::string_view(unquoted_).substr(begin);
    }
    if (field.size() > kFieldSizeMax) {
      return Refuse(extent.begin, absl::StrCat("a field has more than ",
                                               kFieldSizeMax, " bytes"));
    }
    fields_.push_back(field);
  }
  return absl::OkStatus();
}

absl::Status DelimitedReader::RecordTooLong() {
  return Refuse(
      begin_, absl::StrCat("a line has more than ", kRecordSizeMax, " bytes"));
}

absl::Status DelimitedReader::Refuse(size_t at, absl::string_view what) {
  const absl::string_view before =
      absl::string_view(text_).substr(begin_, at - begin_);
  const size_t line_end = before.find_last_of("\r\n");
  const absl::string_view of_line =
      line_end == kNone ? before : before.substr(line_end + 1);
  refusal_ = {line_ + CountLineEnds(before),
              static_cast<int64_t>(CountUtf8Characters(of_line)) + 1,
              std::string(what)};
  return InvalidField(
      "file", absl::StrCat("line ", refusal_.line, ", column ", refusal_.column,
                           ": ", refusal_.what));
}

bool DelimitedReader::EndsField(char c) const {
  return c == delimiter_ || EndsLine(c);
}

}  // namespace ritornello
