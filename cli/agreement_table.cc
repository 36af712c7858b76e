#include "cli/agreement_table.h"

#include "absl/strings/str_cat.h"
#include "cli/extent_flags.h"
#include "cli/format.h"

namespace ritornello::cli {

std::vector<Column> AgreementColumns() {
  return {{"AGREEMENT"}, {"PARTY"}, {"TRACKS"},  {"TERRITORIES"},
          {"FROM"},      {"UNTIL"}, {"DOCUMENT"}};
}

std::vector<std::string> AgreementRow(const catalog::v1::Agreement& agreement) {
  return {LastPart(agreement.name()),
          LastPart(agreement.party()),
          agreement.tracks().empty() ? "all"
                                     : absl::StrCat(agreement.tracks_size()),
          TerritoriesText(agreement.extent()),
          DateText(agreement.extent().start_date()),
          DateText(agreement.extent().end_date()),
          agreement.document()};
}

void ShowAgreement(Session& session, const catalog::v1::Agreement& agreement) {
  Table table(AgreementColumns());
  table.AddRow(AgreementRow(agreement));
  Show(session, agreement, table);
}

}  // namespace ritornello::cli
