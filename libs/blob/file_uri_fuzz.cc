#include <cstdint>
#include <cstdlib>

#include "libs/blob/file_uri.h"

// Property: a path that PathOf gives comes back unchanged through FileUri, and
// never climbs.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view uri(reinterpret_cast<const char*>(data), size);
  const auto path = ritornello::blob::PathOf(uri);
  if (!path.ok()) return 0;
  const auto again = ritornello::blob::PathOf(ritornello::blob::FileUri(*path));
  if (!again.ok() || *again != *path) std::abort();
  if (path->find("/../") != std::string::npos) std::abort();
  return 0;
}
