#include "cli/manifest_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "cli/manifest_rows.h"
#include "libs/status/status_macros.h"
#include "libs/utf8/utf8.h"

namespace ritornello::cli {
namespace {

constexpr size_t kChunkSize = 256 * 1024;
constexpr size_t kCharacterSizeMax = 4;
// How xlsx and ods begin: they are archives.
constexpr absl::string_view kZip = "PK\x03\x04";

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isascii(static_cast<unsigned char>(c));
  });
}

// What a file is made of, from pieces of it.
class Encodings {
 public:
  void Add(absl::string_view piece, bool is_last) {
    std::string text = std::move(rest_);
    text.append(piece.data(), piece.size());
    rest_.clear();
    absl::string_view left = text;
    for (;;) {
      const size_t valid = FindInvalidUtf8(left);
      has_others_ = has_others_ || !IsAscii(left.substr(0, valid));
      if (valid == absl::string_view::npos) return;
      left.remove_prefix(valid);
      // The beginning of a character whose end is still to come.
      if (left.size() < kCharacterSizeMax && !is_last) {
        rest_ = std::string(left);
        return;
      }
      has_invalid_ = true;
      left.remove_prefix(1);
    }
  }

  bool is_windows_1252() const { return has_invalid_ && !has_others_; }

 private:
  std::string rest_;
  bool has_others_ = false;  // characters that are no ASCII
  bool has_invalid_ = false;
};

absl::StatusOr<size_t> ReadAt(int fd, std::span<char> buffer, int64_t offset) {
  for (;;) {
    const ssize_t count = ::pread(fd, buffer.data(), buffer.size(), offset);
    if (count >= 0) return static_cast<size_t>(count);
    if (errno != EINTR) {
      return absl::UnavailableError(
          absl::StrCat("cannot be read: ", std::strerror(errno)));
    }
  }
}

bool HasMark(absl::string_view start) {
  return absl::StartsWith(start, "\xEF\xBB\xBF") ||
         absl::StartsWith(start, "\xFF\xFE") ||
         absl::StartsWith(start, "\xFE\xFF");
}

// The first character that is no blank; NUL where there is none.
absl::StatusOr<char> FirstCharacter(ByteSource source) {
  TextSource text(std::move(source));
  std::string start;
  while (absl::StripLeadingAsciiWhitespace(start).empty()) {
    start.clear();
    RITORNELLO_ASSIGN_OR_RETURN(const bool is_more,
                                text.AppendTo(start, kChunkSize));
    if (!is_more) return '\0';
  }
  return absl::StripLeadingAsciiWhitespace(start)[0];
}

}  // namespace

bool IsManifestName(const std::string& path) {
  if (path == "-") return true;
  const std::string extension =
      absl::AsciiStrToLower(std::filesystem::path(path).extension().string());
  // The last ones to be told what to do with them.
  for (const char* known :
       {".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx", ".ods"}) {
    if (extension == known) return true;
  }
  return false;
}

absl::StatusOr<ManifestFile> ManifestFile::Open(const std::string& path) {
  ManifestFile file;
  file.name_ = path;
  if (path == "-") {
    file.folder_ = std::filesystem::current_path();
    RITORNELLO_RETURN_IF_ERROR(file.SpoolInput(STDIN_FILENO));
  } else {
    file.fd_ =
        blob::UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat facts = {};
    if (!file.fd_.is_open() || ::fstat(file.fd_.get(), &facts) != 0) {
      return absl::NotFoundError(
          absl::StrCat(path, ": ", std::strerror(errno)));
    }
    if (S_ISDIR(facts.st_mode)) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " is a folder; take it in without --manifest"));
    }
    file.folder_ = std::filesystem::absolute(path).parent_path();
    // What cannot be read twice, as a pipe, is put aside, too.
    if (!S_ISREG(facts.st_mode)) {
      RITORNELLO_RETURN_IF_ERROR(file.SpoolInput(file.fd_.get()));
    } else if (facts.st_size > kManifestSizeMax) {
      return absl::InvalidArgumentError(absl::StrCat(
          path, " has ", facts.st_size, " bytes, at most ", kManifestSizeMax,
          " are read; divide it, and keep all rows of one "
          "client_reference in one file"));
    }
  }
  RITORNELLO_RETURN_IF_ERROR(file.Look());
  return file;
}

absl::Status ManifestFile::SpoolInput(int fd) {
  RITORNELLO_ASSIGN_OR_RETURN(spool_, blob::Spool::Create(kManifestSizeMax));
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  std::string chunk(kChunkSize, '\0');
  for (;;) {
    const ssize_t count = ::read(fd, chunk.data(), chunk.size());
    if (count == 0) return absl::OkStatus();
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return absl::UnavailableError(
          absl::StrCat(name_, " cannot be read: ", std::strerror(errno)));
    }
    RITORNELLO_RETURN_IF_ERROR(spool_->Append(
        absl::string_view(chunk).substr(0, static_cast<size_t>(count))));
  }
}

absl::Status ManifestFile::Look() {
  const ByteSource source = Read();
  std::string chunk(kChunkSize, '\0');
  Encodings encodings;
  bool has_mark = false;
  for (bool is_first = true, is_last = false; !is_last; is_first = false) {
    RITORNELLO_ASSIGN_OR_RETURN(const size_t size, source(chunk));
    is_last = size == 0;
    const auto piece = absl::string_view(chunk).substr(0, size);
    if (is_first && absl::StartsWith(piece, kZip)) {
      return absl::InvalidArgumentError(
          absl::StrCat(name_,
                       " is in a spreadsheet's own format; save it as "
                       "CSV, in UTF-8"));
    }
    if (is_first) has_mark = HasMark(piece);
    if (has_mark) break;
    encodings.Add(piece, is_last);
  }
  is_windows_1252_ = !has_mark && encodings.is_windows_1252();
  RITORNELLO_ASSIGN_OR_RETURN(const char first, FirstCharacter(Read()));
  if (first == '[') {
    return absl::InvalidArgumentError(absl::StrCat(
        name_,
        " is one JSON array; write one object a line, as `jq -c '.[]'` does"));
  }
  is_json_ = first == '{';
  return absl::OkStatus();
}

ByteSource ManifestFile::Read() const {
  return [fd = fd(), offset = int64_t{0}](
             std::span<char> buffer) mutable -> absl::StatusOr<size_t> {
    RITORNELLO_ASSIGN_OR_RETURN(const size_t count, ReadAt(fd, buffer, offset));
    offset += static_cast<int64_t>(count);
    return count;
  };
}

}  // namespace ritornello::cli
