// What an audio file says about itself in its tags.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ritornello::cli {

struct Tags {
  std::string title;
  std::vector<std::string> artists;
  std::string album;
  std::string isrc;
  std::string key;  // as written: "Am", "F#"
  std::optional<double> tempo_bpm;
  std::vector<std::string> genres;
  std::vector<std::string> moods;
};

// Reads ID3, Vorbis comments, RIFF INFO and the like through TagLib; empty
// for a file without tags, or one that TagLib cannot read.
Tags ReadTags(const std::filesystem::path& path);

}  // namespace ritornello::cli
