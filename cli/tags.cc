#include "cli/tags.h"

#include <taglib/fileref.h>
#include <taglib/tpropertymap.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace ritornello::cli {
namespace {

// All values of a property; one value may itself list several.
std::vector<std::string> List(const TagLib::PropertyMap& properties,
                              const char* name) {
  std::vector<std::string> list;
  for (const TagLib::String& value : properties[name]) {
    for (const absl::string_view part :
         absl::StrSplit(value.to8Bit(true), absl::ByAnyChar(";/,"))) {
      const absl::string_view trimmed = absl::StripAsciiWhitespace(part);
      if (!trimmed.empty()) list.emplace_back(trimmed);
    }
  }
  return list;
}

std::string First(const TagLib::PropertyMap& properties, const char* name) {
  const TagLib::StringList& values = properties[name];
  if (values.isEmpty()) return "";
  return std::string(absl::StripAsciiWhitespace(values.front().to8Bit(true)));
}

std::vector<std::string> Whole(const TagLib::PropertyMap& properties,
                               const char* name) {
  std::vector<std::string> values;
  for (const TagLib::String& value : properties[name]) {
    values.push_back(value.to8Bit(true));
  }
  return values;
}

}  // namespace

Tags ReadTags(const std::filesystem::path& path) {
  const TagLib::FileRef file(path.c_str(), /*readAudioProperties=*/false);
  if (file.isNull() || file.file() == nullptr) return {};
  const TagLib::PropertyMap properties = file.file()->properties();
  Tags tags{.title = First(properties, "TITLE"),
            // "Simon, Garfunkel" may be one artist or two: as credited.
            .artists = Whole(properties, "ARTIST"),
            .album = First(properties, "ALBUM"),
            .isrc = First(properties, "ISRC"),
            .key = First(properties, "INITIALKEY"),
            .tempo_bpm = std::nullopt,
            .genres = List(properties, "GENRE"),
            .moods = List(properties, "MOOD")};
  double bpm = 0;
  if (absl::SimpleAtod(First(properties, "BPM"), &bpm) && bpm > 0) {
    tags.tempo_bpm = bpm;
  }
  return tags;
}

}  // namespace ritornello::cli
