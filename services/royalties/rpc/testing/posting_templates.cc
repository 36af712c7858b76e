#include "services/royalties/rpc/testing/posting_templates.h"

#include <fstream>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/status/check.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties::testing {
namespace {

// "2000", "-1621.50", "0.001905" as micro-units.
int64_t MicrosOf(absl::string_view text) {
  std::vector<std::string> parts = absl::StrSplit(text, '.');
  parts.resize(2);
  parts[1].resize(6, '0');
  int64_t micros = 0;
  RITORNELLO_CHECK(absl::SimpleAtoi(parts[0] + parts[1], &micros));
  return micros;
}

}  // namespace

std::vector<PostingTemplate> ReadTemplates(absl::string_view journal) {
  std::vector<PostingTemplate> templates;
  for (const absl::string_view line : absl::StrSplit(journal, '\n')) {
    if (line.empty() || line[0] == ';') continue;
    if (line[0] != ' ') {
      PostingTemplate& added = templates.emplace_back();
      added.transaction.effective_date = *ParseDay("day", line.substr(0, 10));
      added.transaction.period =
          absl::CivilMonth(added.transaction.effective_date);
      added.transaction.description = std::string(line.substr(11));
      const size_t end = line.find(')');
      RITORNELLO_CHECK(line[11] == '(' && end != absl::string_view::npos);
      added.code = std::string(line.substr(12, end - 12));
      continue;
    }
    const std::vector<std::string> words =
        absl::StrSplit(line, ' ', absl::SkipEmpty());
    RITORNELLO_CHECK(words.size() == 3);
    templates.back().transaction.legs.push_back(
        {words[0], words[2], MicrosOf(words[1])});
  }
  return templates;
}

std::string TemplateJournal() {
  std::ifstream file(RITORNELLO_POSTING_TEMPLATES);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace ritornello::royalties::testing
