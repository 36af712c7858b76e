#include "cli/manifest_rows.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/sha256/sha256.h"
#include "libs/status/check.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {
namespace {

constexpr size_t kPendingSize = 256 * 1024;
constexpr size_t kWordDigitCount = 16;

uint64_t Word(absl::string_view hex) {
  uint64_t word = 0;
  RITORNELLO_CHECK(absl::SimpleHexAtoi(hex, &word));
  return word;
}

void AppendSize(size_t size, std::string& bytes) {
  const auto wire = static_cast<uint32_t>(size);
  char raw[sizeof(wire)];
  std::memcpy(raw, &wire, sizeof(wire));
  bytes.append(raw, sizeof(raw));
}

size_t TakeSize(absl::string_view& bytes) {
  uint32_t wire = 0;
  RITORNELLO_CHECK(bytes.size() >= sizeof(wire));
  std::memcpy(&wire, bytes.data(), sizeof(wire));
  bytes.remove_prefix(sizeof(wire));
  return wire;
}

}  // namespace

absl::StatusOr<ManifestRows> ManifestRows::Create(int64_t row_count_max) {
  RITORNELLO_ASSIGN_OR_RETURN(blob::Spool spool,
                              blob::Spool::Create(2 * kManifestSizeMax));
  return ManifestRows(std::move(spool), row_count_max);
}

absl::Status ManifestRows::Append(absl::string_view reference, int64_t line,
                                  std::span<const absl::string_view> cells) {
  if (rows_.size() == static_cast<size_t>(row_count_max_)) {
    return absl::OutOfRangeError(absl::StrCat(
        "more than ", row_count_max_,
        " rows; divide the manifest, and keep all rows of one client_reference "
        "in one file"));
  }
  const auto row = static_cast<uint32_t>(rows_.size());
  rows_.push_back({spool_.size() + static_cast<int64_t>(pending_.size()),
                   static_cast<uint32_t>(line), kNone});
  for (const absl::string_view cell : cells) {
    AppendSize(cell.size(), pending_);
    pending_.append(cell.data(), cell.size());
  }
  const std::string digest = Sha256Hex(reference);
  const Key key = {
      Word(absl::string_view(digest).substr(0, kWordDigitCount)),
      Word(absl::string_view(digest).substr(kWordDigitCount, kWordDigitCount))};
  const auto [found, is_new] =
      by_key_.try_emplace(key, static_cast<uint32_t>(tracks_.size()));
  if (is_new) {
    tracks_.push_back({row, row, 1});
  } else {
    Track& track = tracks_[found->second];
    rows_[track.last].next = row;
    track.last = row;
    ++track.row_count;
  }
  return pending_.size() < kPendingSize ? absl::OkStatus() : Flush();
}

absl::Status ManifestRows::Finish() {
  by_key_ = {};
  return Flush();
}

absl::Status ManifestRows::Flush() {
  RITORNELLO_RETURN_IF_ERROR(spool_.Append(pending_));
  pending_.clear();
  return absl::OkStatus();
}

// Rows lie one behind the other.
absl::StatusOr<std::string> ManifestRows::Bytes(uint32_t row) const {
  const int64_t end =
      row + 1 < rows_.size() ? rows_[row + 1].offset : spool_.size();
  int64_t offset = rows_[row].offset;
  std::string bytes(static_cast<size_t>(end - offset), '\0');
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count =
        ::pread(spool_.fd(), bytes.data() + done, bytes.size() - done, offset);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      return absl::UnavailableError(
          absl::StrCat("cannot read a temporary file: ",
                       count < 0 ? std::strerror(errno) : "it is cut off"));
    }
    done += static_cast<size_t>(count);
    offset += count;
  }
  return bytes;
}

absl::StatusOr<std::vector<ManifestRow>> ManifestRows::Read(
    int64_t track, int64_t count_max) const {
  std::vector<ManifestRow> rows;
  for (uint32_t row = At(track).first;
       row != kNone && static_cast<int64_t>(rows.size()) < count_max;
       row = rows_[row].next) {
    RITORNELLO_ASSIGN_OR_RETURN(const std::string bytes, Bytes(row));
    ManifestRow& out = rows.emplace_back();
    out.line = rows_[row].line;
    for (absl::string_view rest = bytes; !rest.empty();) {
      const size_t size = TakeSize(rest);
      out.cells.emplace_back(rest.substr(0, size));
      rest.remove_prefix(size);
    }
  }
  return rows;
}

}  // namespace ritornello::cli
