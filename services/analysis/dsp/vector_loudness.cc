#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "services/analysis/dsp/k_weighting.h"
#include "services/analysis/dsp/kernels.h"
#include "services/analysis/dsp/loudness_engine.h"
#include "services/analysis/dsp/loudness_gate.h"
#include "services/analysis/dsp/power_windows.h"

namespace ritornello::analysis {
namespace {

constexpr size_t kBlockFrames = simd::kDoubles;
// Filtered at once: what the energies take stays in the first-level cache.
constexpr size_t kBlocksAtOnce = 128;

// Sums the energies of frames into what windows are made of: hops of 10 ms, and
// steps of 100 ms. Eight lanes are summed each for itself up to the next end of
// either, so that it does not matter how the frames come in.
class EnergySums {
 public:
  explicit EnergySums(int32_t sample_rate_hz)
      : hop_frames_(static_cast<size_t>(sample_rate_hz / kHopsPerSecond)),
        // As libebur128 has them: at 22'050 Hz not ten times the hop.
        step_frames_(static_cast<size_t>((sample_rate_hz + 5) / 10)),
        hop_left_(hop_frames_),
        step_left_(step_frames_) {
    BeginPiece();
  }

  void AddBlock(const double* energies) {
    if (piece_left_ <= kBlockFrames) return AddFrames(energies, kBlockFrames);
    simd::Doubles block;
    simd::Load(energies, block);
    lanes_ += block;
    piece_left_ -= kBlockFrames;
  }

  void AddFrames(const double* energies, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      rest_ += energies[i];
      if (--piece_left_ == 0) FinishPiece();
    }
  }

  const PowerWindows& windows() const { return windows_; }
  std::span<const double> gate_powers() const { return gate_powers_; }
  std::span<const double> range_powers() const { return range_powers_; }

 private:
  // Windows of BS.1770's gate and of Tech 3342, in steps of 100 ms; libebur128
  // takes the latter once a second.
  static constexpr size_t kGateSteps = 4;
  static constexpr size_t kRangeSteps = 30;
  static constexpr size_t kRangePeriodSteps = 10;

  void BeginPiece() {
    piece_frames_ = std::min(hop_left_, step_left_);
    piece_left_ = piece_frames_;
    lanes_ = simd::Doubles{};
    rest_ = 0;
  }

  void FinishPiece() {
    double sum = rest_;
    for (size_t lane = 0; lane < kBlockFrames; ++lane) sum += lanes_[lane];
    hop_sum_ += sum;
    step_sum_ += sum;
    hop_left_ -= piece_frames_;
    step_left_ -= piece_frames_;
    if (hop_left_ == 0) FinishHop();
    if (step_left_ == 0) FinishStep();
    BeginPiece();
  }

  void FinishHop() {
    windows_.AddHop(hop_sum_ / static_cast<double>(hop_frames_));
    hop_sum_ = 0;
    hop_left_ = hop_frames_;
  }

  void FinishStep() {
    steps_[step_count_ % kRangeSteps] = step_sum_;
    ++step_count_;
    step_sum_ = 0;
    step_left_ = step_frames_;
    if (step_count_ >= kGateSteps) gate_powers_.push_back(Mean(kGateSteps));
    if (step_count_ >= kRangeSteps && step_count_ % kRangePeriodSteps == 0) {
      range_powers_.push_back(Mean(kRangeSteps));
    }
  }

  // Over the last `steps` steps.
  double Mean(size_t steps) const {
    double sum = 0;
    for (size_t step = step_count_ - steps; step < step_count_; ++step) {
      sum += steps_[step % kRangeSteps];
    }
    return sum / static_cast<double>(steps * step_frames_);
  }

  size_t hop_frames_;
  size_t step_frames_;
  size_t hop_left_;
  size_t step_left_;
  double hop_sum_ = 0;
  double step_sum_ = 0;
  size_t piece_frames_ = 0;
  size_t piece_left_ = 0;
  simd::Doubles lanes_{};
  double rest_ = 0;
  size_t step_count_ = 0;
  std::array<double, kRangeSteps> steps_{};  // ring, by step number
  PowerWindows windows_;
  std::vector<double> gate_powers_;
  std::vector<double> range_powers_;
};

// What comes in is filtered in blocks of eight frames; those that fill none
// wait for more, and are filtered with silence behind them when somebody asks,
// which changes nothing before it.
class VectorEngine final : public LoudnessEngine {
 public:
  VectorEngine(int32_t sample_rate_hz, int32_t channel_count)
      : channels_(static_cast<size_t>(channel_count)),
        filter_(MakeKWeighting(sample_rate_hz)),
        sums_(sample_rate_hz) {}

  void Add(std::span<const float> interleaved) override {
    if (waiting_frames_ > 0) {
      const size_t missing = (kBlockFrames - waiting_frames_) * channels_;
      const size_t taken = std::min(missing, interleaved.size());
      std::copy_n(interleaved.begin(), taken,
                  waiting_.begin() +
                      static_cast<ptrdiff_t>(waiting_frames_ * channels_));
      waiting_frames_ += taken / channels_;
      interleaved = interleaved.subspan(taken);
      if (waiting_frames_ < kBlockFrames) return;
      AddBlocks(waiting_.data(), 1);
      waiting_frames_ = 0;
    }
    const size_t block_size = kBlockFrames * channels_;
    while (interleaved.size() >= block_size) {
      const size_t blocks =
          std::min(interleaved.size() / block_size, kBlocksAtOnce);
      AddBlocks(interleaved.data(), blocks);
      interleaved = interleaved.subspan(blocks * block_size);
    }
    std::copy(interleaved.begin(), interleaved.end(), waiting_.begin());
    waiting_frames_ = interleaved.size() / channels_;
  }

  double IntegratedPower() const override {
    return GatedPower(Finished().gate_powers());
  }
  bool has_range() const override {
    return Finished().windows().range_power_max() >= PowerOf(kAbsoluteGateLufs);
  }
  double RangeLu() const override {
    return analysis::RangeLu(Finished().range_powers());
  }
  double MomentaryMaxPower() const override {
    return Finished().windows().momentary_max();
  }
  double ShortTermMaxPower() const override {
    return Finished().windows().short_term_max();
  }

 private:
  struct States {
    simd::FourDoubles of_channel[2] = {};
  };

  void Filter(const float* samples, size_t blocks, States& states,
              double* energies) const {
    const auto filter =
        channels_ == 1 ? kernels_.mono_energy : kernels_.stereo_energy;
    filter(samples, blocks, filter_, states.of_channel, energies);
  }

  void AddBlocks(const float* samples, size_t blocks) {
    std::array<double, kBlocksAtOnce * kBlockFrames> energies;
    Filter(samples, blocks, states_, energies.data());
    for (size_t block = 0; block < blocks; ++block) {
      sums_.AddBlock(&energies[block * kBlockFrames]);
    }
  }

  EnergySums Finished() const {
    EnergySums sums = sums_;
    if (waiting_frames_ == 0) return sums;
    std::array<float, 2 * kBlockFrames> last{};
    std::copy_n(waiting_.begin(), waiting_frames_ * channels_, last.begin());
    States states = states_;
    std::array<double, kBlockFrames> energies;
    Filter(last.data(), 1, states, energies.data());
    sums.AddFrames(energies.data(), waiting_frames_);
    return sums;
  }

  const Kernels& kernels_ = BestKernels();
  const size_t channels_;
  const FilterBlock filter_;
  States states_;
  EnergySums sums_;
  std::array<float, 2 * kBlockFrames> waiting_{};
  size_t waiting_frames_ = 0;
};

}  // namespace

std::unique_ptr<LoudnessEngine> MakeVectorEngine(int32_t sample_rate_hz,
                                                 int32_t channel_count) {
  return std::make_unique<VectorEngine>(sample_rate_hz, channel_count);
}

}  // namespace ritornello::analysis
