#include "cli/interruption.h"

#include <atomic>
#include <charconv>

#include "absl/strings/string_view.h"

namespace ritornello::cli {
namespace {

std::atomic<int64_t> noted_done{0};
std::atomic<int64_t> noted_total{0};  // 0: nothing is noted
std::atomic<int64_t> noted_line{0};
static_assert(std::atomic<int64_t>::is_always_lock_free);

// Appends without allocating, which no handler may do.
class Text {
 public:
  explicit Text(std::span<char> buffer) : buffer_(buffer) {}

  Text& operator<<(absl::string_view text) {
    for (const char c : text) {
      if (size_ < buffer_.size()) buffer_[size_++] = c;
    }
    return *this;
  }

  Text& operator<<(int64_t number) {
    constexpr size_t kDigitCountMax = 20;
    char digits[kDigitCountMax];
    const char* const end =
        std::to_chars(digits, digits + kDigitCountMax, number).ptr;
    return *this << absl::string_view(digits,
                                      static_cast<size_t>(end - digits));
  }

  size_t size() const { return size_; }

 private:
  std::span<char> buffer_;
  size_t size_ = 0;
};

}  // namespace

void NoteProgress(int64_t done, int64_t total, int64_t line) {
  noted_done = done;
  noted_line = line;
  noted_total = total;
}

void ForgetProgress() { noted_total = 0; }

size_t InterruptText(std::span<char> buffer) {
  Text text(buffer);
  text << "ritornello: interrupted";
  if (noted_total > 0) {
    text << "; " << noted_done << " of " << noted_total << " tracks are done";
    if (noted_line > 0) text << ", up to line " << noted_line;
    text << "; the same command goes on from there";
  }
  text << "\n";
  return text.size();
}

}  // namespace ritornello::cli
