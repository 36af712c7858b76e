#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "services/analysis/decode/riff_header.h"
#include "services/analysis/testing/audio_file.h"

// Property: a promise is never negative, and a refusal always says why.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ritornello::analysis;
  // The walk starts behind the form; so do the bytes worth varying.
  std::string bytes("RIFF\xFF\xFF\xFF\xFFWAVE", 12);
  bytes.append(reinterpret_cast<const char*>(data), size);
  const testing::AudioFile audio(bytes);
  const auto file = FileBytes::Of(audio.fd());
  if (!file.ok()) std::abort();
  const auto facts = ReadRiffHeader(*file);
  if (!facts.ok()) {
    if (facts.status().message().empty()) std::abort();
    return 0;
  }
  if (facts->declared_frame_count.value_or(0) < 0) std::abort();
  return 0;
}
