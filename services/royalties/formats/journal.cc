#include "services/royalties/formats/journal.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/status/check.h"
#include "services/royalties/formats/beancount_journal.h"
#include "services/royalties/formats/csv_journal.h"
#include "services/royalties/formats/ledger_journal.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

struct Writer {
  std::string (*header)(const JournalContents& contents);
  void (*append)(const PostedTransaction& posted, std::string& text);
};

Writer WriterOf(JournalFormat format) {
  switch (format) {
    case JournalFormat::kHledger:
    case JournalFormat::kLedger:
      return {LedgerHeader, AppendLedger};
    case JournalFormat::kBeancount:
      return {BeancountHeader, AppendBeancount};
    case JournalFormat::kCsv:
      return {CsvHeader, AppendCsv};
  }
  RITORNELLO_CHECK(false);
}

}  // namespace

std::string JournalHeader(JournalFormat format,
                          const JournalContents& contents) {
  return WriterOf(format).header(contents);
}

void AppendTransaction(JournalFormat format, const PostedTransaction& posted,
                       std::string& text) {
  WriterOf(format).append(posted, text);
}

std::vector<JournalTag> TagsOf(const PostedTransaction& posted) {
  std::vector<JournalTag> tags = {
      {"period", PeriodText(posted.transaction.period)},
      {"document", posted.transaction.document}};
  if (posted.transaction.reverses.has_value()) {
    tags.push_back({"reverses", absl::StrCat(*posted.transaction.reverses)});
  }
  tags.push_back(
      {"recorded-us", absl::StrCat(absl::ToUnixMicros(posted.record_time))});
  tags.push_back({"hash", posted.hash});
  return tags;
}

std::vector<absl::string_view> TagNames() {
  return {"period", "document", "reverses", "recorded-us", "hash"};
}

std::string PlainLine(absl::string_view text) {
  std::string line = OneLine(text);
  for (char& c : line) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
  }
  return line;
}

}  // namespace ritornello::royalties
