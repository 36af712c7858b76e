#include "tests/conformance/measured.h"

#include <gtest/gtest.h>

#include "services/analysis/domain/measure.h"
#include "services/analysis/testing/audio_file.h"

namespace ritornello::analysis {

Report Measured(const testing::Signal& signal) {
  const testing::AudioFile audio =
      testing::Encode(testing::FileKind::kWavFloat, signal);
  auto report = Measure(audio.fd());
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *std::move(report) : Report{};
}

}  // namespace ritornello::analysis
