#include "cli/work_table.h"

namespace ritornello::cli {

std::vector<Column> WorkColumns() { return {{"WORK"}, {"TITLE"}, {"ISWC"}}; }

std::vector<std::string> WorkRow(const catalog::v1::Work& work) {
  return {work.name(), work.title(), work.iswc()};
}

}  // namespace ritornello::cli
