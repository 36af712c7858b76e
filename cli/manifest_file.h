// The file that a manifest comes in.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "libs/blob/spool.h"
#include "libs/blob/unique_fd.h"
#include "libs/delimited/text_source.h"

namespace ritornello::cli {

// True for what is named like a manifest: csv, tsv, jsonl, ndjson, in any case,
// and like a spreadsheet, which Open() refuses with advice; "-" is one that
// comes over standard input.
bool IsManifestName(const std::string& path);

class ManifestFile {
 public:
  // Standard input, for "-", is put aside first. Looks through all of it.
  // Errors: NotFound         there is none
  //         InvalidArgument  it is a folder, a spreadsheet in its own format,
  //                          an array of JSON, or larger than kManifestSizeMax
  //         Unavailable      it cannot be read
  static absl::StatusOr<ManifestFile> Open(const std::string& path);

  // Reads it from its beginning. The file must outlive the source; one source
  // at a time.
  ByteSource Read() const;

  // As people call it, "manifest.csv"; standard input is "-".
  const std::string& name() const { return name_; }

  // Where its relative paths begin.
  const std::filesystem::path& folder() const { return folder_; }

  // Spreadsheets on Windows write code page 1252 when they are asked for
  // "CSV". It is taken for that if it is no UTF-8, and has not one character
  // that would be UTF-8 and no ASCII.
  bool is_windows_1252() const { return is_windows_1252_; }

  // One JSON object a line, by its first character; else a table.
  bool is_json() const { return is_json_; }

 private:
  absl::Status SpoolInput(int fd);
  absl::Status Look();
  int fd() const { return spool_.has_value() ? spool_->fd() : fd_.get(); }

  std::string name_;
  std::filesystem::path folder_;
  blob::UniqueFd fd_;
  std::optional<blob::Spool> spool_;
  bool is_windows_1252_ = false;
  bool is_json_ = false;
};

}  // namespace ritornello::cli
