#include "services/analysis/decode/file_digest.h"

#include <gtest/gtest.h>

#include <string>

#include "libs/status/status_matchers.h"
#include "services/analysis/testing/audio_file.h"

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using testing::AudioFile;

// FIPS 180-4 examples, published by NIST.
TEST(FileDigestTest, KnownAnswers) {
  struct {
    std::string bytes;
    const char* sha256;
  } const cases[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc",
       "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& c : cases) {
    const AudioFile audio(c.bytes);
    const auto file = FileBytes::Of(audio.fd());
    ASSERT_THAT(file, IsOk());
    const auto digest = Sha256Hex(*file, [] { return false; });
    ASSERT_THAT(digest, IsOk());
    EXPECT_EQ(*digest, c.sha256);
  }
}

TEST(FileDigestTest, StopsBetweenBlocks) {
  const AudioFile audio(std::string((1 << 20) + 1, 'a'));
  const auto file = FileBytes::Of(audio.fd());
  ASSERT_THAT(file, IsOk());
  int asked = 0;
  EXPECT_THAT(Sha256Hex(*file, [&] { return ++asked == 2; }),
              FailsWith(absl::StatusCode::kCancelled, "gave up"));
  EXPECT_EQ(asked, 2);
}

}  // namespace
}  // namespace ritornello::analysis
