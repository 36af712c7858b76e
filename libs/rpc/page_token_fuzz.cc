#include <cstdint>
#include <cstdlib>

#include "libs/rpc/page_token.h"

// Properties: a token that is accepted is the one that its cursor makes, and
// every cursor comes back out of its token.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using ritornello::rpc::MakePageToken;
  using ritornello::rpc::ParsePageToken;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cursor = ParsePageToken(text, "arguments");
  if (cursor.ok() && !cursor->empty() &&
      MakePageToken("arguments", *cursor) != text) {
    std::abort();
  }
  if (text.empty()) return 0;
  const auto same =
      ParsePageToken(MakePageToken("arguments", text), "arguments");
  if (!same.ok() || *same != text) std::abort();
  return 0;
}
