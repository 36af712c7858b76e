#include <cstdint>
#include <cstdlib>

#include "libs/identifiers/ipi.h"

// Property: what Parse accepts, it prints as something it accepts unchanged.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = ritornello::IpiName::Parse(text);
  if (!parsed.ok()) return 0;
  const auto again = ritornello::IpiName::Parse(parsed->compact());
  if (!again.ok() || *again != *parsed) std::abort();
  return 0;
}
