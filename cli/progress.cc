#include "cli/progress.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace ritornello::cli {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(1);
constexpr absl::Duration kRedraw = absl::Milliseconds(100);
constexpr int64_t kCells = 30;
constexpr absl::string_view kClearLine = "\r\x1b[K";

}  // namespace

Progress::Progress(absl::string_view what, bool is_terminal, std::ostream& err,
                   const Clock& clock)
    : what_(what),
      is_terminal_(is_terminal),
      err_(err),
      clock_(clock),
      start_(clock.Now()) {}

Progress::~Progress() {
  if (drawn_ != absl::InfinitePast()) err_ << kClearLine << std::flush;
}

void Progress::Show(int64_t done, int64_t total) {
  const absl::Time now = clock_.Now();
  if (!is_terminal_ || now - start_ < kPatience || now - drawn_ < kRedraw) {
    return;
  }
  drawn_ = now;
  const int64_t filled =
      total <= 0 ? 0 : std::clamp(done * kCells / total, int64_t{0}, kCells);
  err_ << kClearLine
       << absl::StrFormat(
              "%s [%s%s] %d/%d  %s", what_,
              std::string(static_cast<size_t>(filled), '#'),
              std::string(static_cast<size_t>(kCells - filled), '.'), done,
              total,
              absl::FormatDuration(absl::Trunc(now - start_, absl::Seconds(1))))
       << std::flush;
}

}  // namespace ritornello::cli
