// A thousand spoilt files, one after the other: none crashes, hangs or eats
// memory, and each is answered with facts or with one refusal that names its
// place. scripts/drill audio takes ten thousand.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/analysis/domain/measure.h"
#include "services/analysis/testing/audio_file.h"
#include "tests/hostile/mutation.h"
#include "tests/hostile/seeds.h"
#include "tests/hostile/verdict.h"

// What was freed is kept by AddressSanitizer, up to 256 MB of it, to catch who
// still uses it: less, so that the process shows what is in use.
extern "C" const char* __asan_default_options() {
  return "quarantine_size_mb=8";
}

namespace ritornello::analysis {
namespace {

using ::ritornello::testing::IsOk;
using testing::AudioFile;

constexpr uint32_t kMutantCount = 1'000;

// Of one file, under sanitizers; the seeds take a twentieth of a second.
constexpr absl::Duration kCpuTimeMax = absl::Seconds(2);

// How much larger the process may become over the whole series.
constexpr int64_t kMemoryGrowthMaxKib = 48 << 10;

uint32_t MutantCount() {
  const char* asked = std::getenv("RITORNELLO_MUTANT_COUNT");
  if (asked == nullptr) return kMutantCount;
  uint32_t count = 0;
  RITORNELLO_CHECK(absl::SimpleAtoi(asked, &count) && count > 0);
  return count;
}

int64_t MemoryPeakKib() {
  rusage usage{};
  RITORNELLO_CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  return usage.ru_maxrss;
}

TEST(MutatedAudioTest, TheSeedsAreSound) {
  for (const Seed& seed : Seeds()) {
    SCOPED_TRACE(seed.name);
    const auto report = Measure(AudioFile(seed.bytes).fd());
    ASSERT_THAT(report, IsOk());
    EXPECT_FALSE(report->is_truncated);
    EXPECT_GT(report->duration_seconds, 0.2);
    EXPECT_LT(report->duration_seconds, 0.6);
  }
}

TEST(MutatedAudioTest, EachIsAnswered) {
  const std::vector<Seed> seeds = Seeds();
  for (const Seed& seed : seeds) {
    EXPECT_THAT(Measure(AudioFile(seed.bytes).fd()), IsOk());
  }
  const int64_t before_kib = MemoryPeakKib();
  const uint32_t count = MutantCount();
  std::map<std::string, uint32_t> answers;
  absl::Duration longest;
  for (uint32_t number = 0; number < count; ++number) {
    const Mutant mutant = MutantOf(seeds, number);
    SCOPED_TRACE(::testing::Message() << number << ": " << mutant.how);
    const AudioFile audio(mutant.bytes);
    const absl::Duration start = ThreadCpuTime();
    const auto answer = Measure(audio.fd());
    const absl::Duration cost = ThreadCpuTime() - start;
    longest = std::max(longest, cost);
    EXPECT_LT(cost, kCpuTimeMax);
    EXPECT_EQ(WrongWith(answer, static_cast<int64_t>(mutant.bytes.size())), "");
    ++answers[answer.ok() ? "MEASURED" : ReasonOf(answer.status()).reason];
  }
  const int64_t growth_kib = MemoryPeakKib() - before_kib;
  EXPECT_LT(growth_kib, kMemoryGrowthMaxKib);
  RecordProperty("longest_ms",
                 static_cast<int>(absl::ToInt64Milliseconds(longest)));
  RecordProperty("growth_kib", static_cast<int>(growth_kib));
  // Neither is everything refused, nor is everything measured.
  EXPECT_GT(answers["MEASURED"], count / 5);
  EXPECT_GT(answers["MALFORMED_AUDIO"], count / 20);
  EXPECT_GT(answers["UNSUPPORTED_AUDIO"], count / 20);
  EXPECT_GT(answers["AUDIO_TOO_LARGE"], 0U);
}

}  // namespace
}  // namespace ritornello::analysis
