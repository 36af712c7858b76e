#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "services/analysis/decode/ogg_pages.h"
#include "services/analysis/decode/opus_header.h"
#include "services/analysis/testing/audio_file.h"

// Property: a position is never negative, and a refusal always says why.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ritornello::analysis;
  const std::string input(reinterpret_cast<const char*>(data), size);
  // A page of one segment up to its packet; what follows is worth varying.
  std::string opus("OggS\0\2", 6);
  opus.append(20, '\0').append("\1\23OpusHead").append(input);
  for (const std::string& bytes : {opus, input}) {
    const testing::AudioFile audio(bytes);
    const auto file = FileBytes::Of(audio.fd());
    if (!file.ok()) std::abort();
    const absl::Status checked = CheckOpusHeader(*file);
    if (!checked.ok() && checked.message().empty()) std::abort();
    const auto facts = ReadOggPages(*file);
    if (facts.ok() ? facts->last_position.value_or(0) < 0
                   : facts.status().message().empty()) {
      std::abort();
    }
  }
  return 0;
}
