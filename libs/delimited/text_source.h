// Bytes of a file of unknown origin as UTF-8 text.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello {

// Puts the next bytes into `buffer` and returns how many: 0 at the end only.
using ByteSource = std::function<absl::StatusOr<size_t>(std::span<char>)>;

// The bytes of `text`, which must outlive the source.
ByteSource SourceOf(absl::string_view text);

// Takes a byte order mark away and turns UTF-16 with a mark (what spreadsheets
// call "Unicode text") into UTF-8. Everything else passes as it is: whoever
// reads checks whether it is UTF-8. A half surrogate pair becomes the byte FF,
// which is never UTF-8. What is said to be in code page 1252 is turned, too,
// unless it has a mark; a byte that it does not define becomes FF. Not
// thread-safe.
class TextSource {
 public:
  explicit TextSource(ByteSource source, bool is_windows_1252 = false)
      : source_(std::move(source)), is_windows_1252_(is_windows_1252) {}

  // Appends at least one byte to `text`, about `size_wanted`; false at the end.
  absl::StatusOr<bool> AppendTo(std::string& text, size_t size_wanted);

 private:
  enum class Encoding {
    kUnknown,
    kUtf8,
    kUtf16LittleEndian,
    kUtf16BigEndian,
    kWindows1252,
  };

  absl::Status Fill(size_t size_wanted);
  void TakeByteOrderMark();
  void DecodeWindows1252(std::string& text);
  void DecodeUtf16(std::string& text);
  void TakeUnit(char16_t unit, std::string& text);

  ByteSource source_;
  bool is_windows_1252_;
  Encoding encoding_ = Encoding::kUnknown;
  std::string bytes_;  // read, not yet given out
  bool is_end_ = false;
  char16_t high_surrogate_ = 0;  // waits for its other half; 0 for none
};

}  // namespace ritornello
