#include "cli/progress.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace ritornello::cli {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(1);
constexpr absl::Duration kRedraw = absl::Milliseconds(100);
constexpr int64_t kCells = 30;
constexpr absl::string_view kClearLine = "\r\x1b[K";

// Times for people: "3s", "4m", "2h5m".
std::string TimeText(absl::Duration time) {
  const absl::Duration step =
      time < absl::Minutes(1) ? absl::Seconds(1) : absl::Minutes(1);
  std::string text = absl::FormatDuration(absl::Ceil(time, step));
  // "4m0s" is "4m" to us.
  if (step > absl::Seconds(1)) absl::StrReplaceAll({{"m0s", "m"}}, &text);
  return text;
}

// 1'234'567.
std::string Grouped(int64_t count) {
  std::string text = absl::StrCat(count);
  for (size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, "'");
  return text;
}

// "8.0", "412": digits that nobody reads are left out.
std::string RateText(double rate) {
  constexpr double kWholeMin = 10.0;
  return absl::StrFormat("%.*f", rate < kWholeMin ? 1 : 0, rate);
}

// "  8.0/s  1m left", or how long it takes while nothing is done.
std::string PaceText(int64_t done_now, int64_t left, absl::Duration elapsed) {
  if (done_now <= 0) return "  " + TimeText(elapsed);
  const double rate =
      static_cast<double>(done_now) / absl::ToDoubleSeconds(elapsed);
  return absl::StrCat("  ", RateText(rate), "/s  ",
                      TimeText(absl::Seconds(static_cast<double>(left) / rate)),
                      " left");
}

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
  if (!done_before_.has_value()) done_before_ = done;
  if (!is_terminal_ || now - start_ < kPatience || now - drawn_ < kRedraw) {
    return;
  }
  drawn_ = now;
  const int64_t filled =
      total <= 0 ? 0 : std::clamp(done * kCells / total, int64_t{0}, kCells);
  err_ << kClearLine
       << absl::StrFormat(
              "%s [%s%s] %s/%s%s", what_,
              std::string(static_cast<size_t>(filled), '#'),
              std::string(static_cast<size_t>(kCells - filled), '.'),
              Grouped(done), Grouped(total),
              PaceText(done - *done_before_, std::max<int64_t>(total - done, 0),
                       now - start_))
       << std::flush;
}

void Progress::Say(absl::string_view line) {
  if (drawn_ != absl::InfinitePast()) err_ << kClearLine;
  drawn_ = absl::InfinitePast();
  err_ << line << '\n' << std::flush;
}

}  // namespace ritornello::cli
