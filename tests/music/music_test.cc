// Real music, two hours of it in `scripts/drill music`: the same answers as
// libebur128 and, where both define it alike, as ffmpeg. The music is Debian's
// wesnoth-1.16-music.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "services/analysis/domain/measure.h"
#include "tests/music/reference.h"

namespace ritornello::analysis {
namespace {

constexpr char kFolder[] = "/usr/share/games/wesnoth/1.16/data/core/music";
constexpr size_t kTrackCount = 41;
constexpr int kThreads = 2;

// One track of four is measured, if RITORNELLO_MUSIC_STRIDE does not say
// another number: the other programs take their time.
constexpr size_t kStride = 4;

size_t Stride() {
  const char* const said = std::getenv("RITORNELLO_MUSIC_STRIDE");
  if (said == nullptr) return kStride;
  return static_cast<size_t>(std::max(1, std::atoi(said)));
}

struct Track {
  explicit Track(std::string file) : path(std::move(file)) {}

  std::string path;
  absl::StatusOr<Report> report;
  absl::StatusOr<Loudness> libebur128;
  absl::StatusOr<Loudness> ffmpeg;

  std::string Name() const {
    return std::filesystem::path(path).stem().string();
  }
};

std::vector<Track> ListTracks() {
  std::vector<Track> tracks;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(kFolder, error)) {
    if (entry.path().extension() == ".ogg") {
      tracks.emplace_back(entry.path().string());
    }
  }
  std::sort(tracks.begin(), tracks.end(),
            [](const Track& a, const Track& b) { return a.path < b.path; });
  return tracks;
}

void MeasureTrack(Track& track) {
  const int fd = open(track.path.c_str(), O_RDONLY | O_CLOEXEC);
  track.report = Measure(fd);
  close(fd);
  track.libebur128 = AskLibebur128(track.path);
  track.ffmpeg = AskFfmpeg(track.path);
}

void MeasureAll(std::vector<Track>& tracks) {
  std::atomic<size_t> next = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (size_t n = next++; n < tracks.size(); n = next++) {
        MeasureTrack(tracks[n]);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

double Value(double number) { return number; }
template <typename Quantity>
double Value(const Quantity& quantity) {
  return quantity.value();
}

// Ours is absent where libebur128 says -inf.
template <typename Quantity>
void ExpectSame(const std::optional<Quantity>& ours, double theirs,
                const char* what) {
  constexpr double kTolerance = 0.001;
  ASSERT_EQ(ours.has_value(), std::isfinite(theirs)) << what;
  if (!ours.has_value()) return;
  EXPECT_NEAR(Value(*ours), theirs, kTolerance) << what;
}

void Print(const Track& track) {
  const Report& ours = *track.report;
  if (!ours.integrated.has_value()) return;
  std::printf("%-28s %7.2f %5.1f | %6.2f %6.2f %5.1f | %6.2f %6.1f %5.2f\n",
              track.Name().c_str(), ours.integrated->value(),
              track.ffmpeg->integrated_lufs, ours.loudness_range->value(),
              track.ffmpeg->loudness_range_lu,
              ours.loudness_range->value() - track.ffmpeg->loudness_range_lu,
              ours.true_peak->value(), track.ffmpeg->true_peak_dbtp,
              ours.true_peak->value() - track.ffmpeg->true_peak_dbtp);
}

TEST(MusicTest, EveryTrackReadsAsOtherProgramsReadIt) {
  std::vector<Track> all = ListTracks();
  ASSERT_EQ(all.size(), kTrackCount)
      << "Debian's wesnoth-1.16-music is not in " << kFolder
      << ": run scripts/bootstrap test";
  std::vector<Track> tracks;
  for (size_t n = 0; n < all.size(); n += Stride()) {
    tracks.push_back(std::move(all[n]));
  }
  MeasureAll(tracks);
  std::printf("%-28s %13s | %19s | %s\n", "", "I, ffmpeg", "LRA, ffmpeg, diff.",
              "true peak, ffmpeg, diff.");
  for (const Track& track : tracks) {
    SCOPED_TRACE(track.Name());
    ASSERT_TRUE(track.report.ok()) << track.report.status();
    ASSERT_TRUE(track.libebur128.ok()) << track.libebur128.status();
    ASSERT_TRUE(track.ffmpeg.ok()) << track.ffmpeg.status();
    const Report& ours = *track.report;
    const Loudness& theirs = *track.libebur128;
    EXPECT_FALSE(ours.is_truncated);
    ExpectSame(ours.integrated, theirs.integrated_lufs, "integrated");
    ExpectSame(ours.momentary_max, theirs.momentary_max_lufs, "momentary");
    ExpectSame(ours.short_term_max, theirs.short_term_max_lufs, "short-term");
    ExpectSame(ours.true_peak, theirs.true_peak_dbtp, "true peak");
    ExpectSame(ours.sample_peak_dbfs, theirs.sample_peak_dbfs, "sample peak");
    if (ours.loudness_range.has_value()) {
      ExpectSame(ours.loudness_range, theirs.loudness_range_lu, "range");
    }
    if (ours.integrated.has_value()) {
      // Includes the half of the one decimal that ffmpeg prints.
      EXPECT_NEAR(ours.integrated->value(), track.ffmpeg->integrated_lufs, 0.1);
    }
    Print(track);
  }
}

TEST(MusicTest, SilenceHasNoLoudness) {
  const std::string path = std::string(kFolder) + "/silence.ogg";
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0) << "Debian's wesnoth-1.16-music is not installed: run "
                      "scripts/bootstrap test";
  const auto report = Measure(fd);
  close(fd);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->integrated, std::nullopt);
  const Absence* absence = AbsenceOf(*report, "integrated_lufs");
  ASSERT_NE(absence, nullptr);
  EXPECT_EQ(absence->reason, Absence::Reason::kSilent);
}

}  // namespace
}  // namespace ritornello::analysis
