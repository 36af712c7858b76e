#include "cli/sample_table.h"

#include "cli/format.h"

namespace ritornello::cli {

std::vector<Column> SampleColumns() {
  return {{"SAMPLE"}, {"SOURCE"}, {"AGREEMENT"}};
}

std::vector<std::string> SampleRow(const catalog::v1::Sample& sample) {
  return {WithinTracks(sample.name()), sample.source(),
          sample.agreement().empty() ? "not cleared"
                                     : LastPart(sample.agreement())};
}

void ShowSample(Session& session, const catalog::v1::Sample& sample) {
  Table table(SampleColumns());
  table.AddRow(SampleRow(sample));
  Show(session, sample, table);
}

}  // namespace ritornello::cli
