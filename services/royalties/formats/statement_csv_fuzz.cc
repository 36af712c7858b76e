#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "royalties_data/royalties_data.h"
#include "services/royalties/formats/statement_csv.h"

namespace ritornello::royalties {
namespace {

const StatementProfiles& Profiles() {
  static const StatementProfiles* const profiles = [] {
    auto* all = new StatementProfiles;
    for (const auto& file : royalties_data::Files()) {
      if (!all->Add(ParseProfile(file.path, file.content).value()).ok()) {
        std::abort();
      }
    }
    return all;
  }();
  return *profiles;
}

}  // namespace
}  // namespace ritornello::royalties

// Property: lines are counted upwards, within the file, and add up. The first
// byte chooses a profile, or none.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ritornello::royalties;
  if (size == 0) return 0;
  const auto& all = Profiles().all();
  const size_t choice = data[0] % (all.size() + 1);
  const std::string name = choice == all.size() ? "" : all[choice].name;
  const absl::string_view text(reinterpret_cast<const char*>(data) + 1,
                               size - 1);
  const auto layout = FindLayout(SourceOf(text), Profiles(), name);
  if (!layout.ok()) return 0;
  auto reader = StatementCsvReader::Open(SourceOf(text), *layout,
                                         ParseCurrency("c", "USD").value());
  if (!reader.ok()) return 0;
  StatementLine line;
  int64_t last = 0;
  absl::int128 sum = 0;
  for (;;) {
    const auto is_there = reader->Next(line);
    if (!is_there.ok() || !*is_there) break;
    if (line.ordinal <= last || line.ordinal > static_cast<int64_t>(size)) {
      std::abort();
    }
    last = line.ordinal;
    sum += line.net;
  }
  if (sum != reader->net_sum()) std::abort();
  return 0;
}
