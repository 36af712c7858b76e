#include "cli/audio_folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include "libs/status/status_matchers.h"
#include "libs/utf8/utf8.h"

namespace ritornello::cli {
namespace {

using ::ritornello::testing::FailsWith;
namespace fs = std::filesystem;

catalog::v1::ListTermsResponse Terms() {
  catalog::v1::ListTermsResponse terms;
  const auto add = [&](const char* term,
                       std::initializer_list<const char*> synonyms) {
    catalog::v1::Term& added = *terms.add_terms();
    added.set_facet(catalog::v1::VERSION);
    added.set_term(term);
    for (const char* synonym : synonyms) added.add_synonyms(synonym);
  };
  add("Full Mix", {"main", "full"});
  add("Instrumental Mix", {"instrumental", "inst", "no vocals"});
  add("No Melody Mix", {"no melody", "underscore"});
  add("Loop", {"looped"});
  add("30 Second Edit", {"30s", "30 sec"});
  add("Stems", {"stem pack"});
  return terms;
}

TEST(VersionNamesTest, ReadsWhatPeopleWrite) {
  const struct {
    const char* stem;
    const char* title;
    catalog::v1::MixType mix_type;
  } cases[] = {
      {"Nocturne", "Nocturne", catalog::v1::FULL_MIX},
      {"Nocturne (Instrumental)", "Nocturne", catalog::v1::INSTRUMENTAL},
      {"Nocturne [INST]", "Nocturne", catalog::v1::INSTRUMENTAL},
      {"Nocturne - Instrumental", "Nocturne", catalog::v1::INSTRUMENTAL},
      {"nocturne_instrumental", "nocturne", catalog::v1::INSTRUMENTAL},
      {"nocturne_no_melody", "nocturne", catalog::v1::NO_MELODY},
      {"Nocturne (No-Melody)", "Nocturne", catalog::v1::NO_MELODY},
      {"Nocturne-30s", "Nocturne", catalog::v1::CUTDOWN},
      {"Nocturne Loop", "Nocturne", catalog::v1::LOOP},
      {"Nocturne (full mix)", "Nocturne", catalog::v1::FULL_MIX},
      // Words that are no version's belong to the title.
      {"Nocturne (Remix)", "Nocturne (Remix)", catalog::v1::FULL_MIX},
      {"Loop", "Loop", catalog::v1::FULL_MIX},
      {"(Instrumental)", "(Instrumental)", catalog::v1::FULL_MIX},
      {"Twenty-One", "Twenty-One", catalog::v1::FULL_MIX},
      {"Live at the Main", "Live at the Main", catalog::v1::FULL_MIX},
  };
  const VersionNames names(Terms());
  for (const auto& c : cases) {
    const NamedVersion got = names.Read(c.stem);
    EXPECT_EQ(got.title, c.title) << c.stem;
    EXPECT_EQ(got.mix_type, c.mix_type) << c.stem;
  }
}

class AudioFolderTest : public ::testing::Test {
 protected:
  AudioFolderTest() {
    std::string pattern = (fs::temp_directory_path() / "music-XXXXXX").string();
    root_ = fs::canonical(mkdtemp(pattern.data()));
  }
  ~AudioFolderTest() override { fs::remove_all(root_); }

  void Touch(const std::string& name) {
    const fs::path path = root_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "x";
  }
  std::vector<std::string> Found(const std::vector<std::string>& paths) {
    const auto files = AudioFiles(paths);
    EXPECT_TRUE(files.ok()) << files.status();
    std::vector<std::string> names;
    for (const fs::path& file : *files) {
      names.push_back(fs::relative(file, root_).string());
    }
    return names;
  }

  fs::path root_;
};

TEST_F(AudioFolderTest, FindsAudioToTheBottomOnce) {
  for (const char* name :
       {"b.WAV", "a/x.flac", "a/deep/y.Mp3", "notes.txt", "c.opus", "d.rf64",
        "e.m4a", ".hidden.wav", ".trash/z.wav", "cover.jpg"}) {
    Touch(name);
  }
  fs::create_symlink(root_ / "b.WAV", root_ / "same.wav");
  EXPECT_EQ(Found({root_.string(), (root_ / "b.WAV").string()}),
            (std::vector<std::string>{"a/deep/y.Mp3", "a/x.flac", "b.WAV",
                                      "c.opus", "d.rf64"}));
}

TEST_F(AudioFolderTest, AFileThatIsNamedAndNoAudioIsRefused) {
  Touch("notes.txt");
  EXPECT_THAT(AudioFiles({(root_ / "notes.txt").string()}),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "notes.txt is no audio by its name"));
}

// A track is replaced as a whole, so a version that is named alone must bring
// the others along.
TEST_F(AudioFolderTest, AFileStandsForItsTrack) {
  for (const char* name : {"A.wav", "A (Instrumental).wav", "A.mp3", "B.wav",
                           "deep/A (Loop).wav"}) {
    Touch(name);
  }
  for (const char* named : {"A.wav", "A (Instrumental).wav", "A.mp3"}) {
    std::vector<fs::path> left_out;
    SkippedFiles skipped;
    const auto tracks = TracksAt((root_ / named).string(),
                                 VersionNames(Terms()), left_out, skipped);
    ASSERT_TRUE(tracks.ok()) << tracks.status();
    ASSERT_EQ(tracks->size(), 1u) << named;
    const TrackFiles& track = tracks->front();
    EXPECT_EQ(track.reference, (root_ / "A").string());
    ASSERT_EQ(track.versions.size(), 2u) << named;
    EXPECT_EQ(track.versions[0].path, root_ / "A.wav");
    EXPECT_EQ(track.versions[1].path, root_ / "A (Instrumental).wav");
    EXPECT_EQ(left_out, std::vector<fs::path>{root_ / "A.mp3"});
  }
}

TEST_F(AudioFolderTest, CountsMusicThatItCannotRead) {
  for (const char* name : {"a.wav", "b.m4a", "x/c.M4A", "d.wma", "notes.txt",
                           ".hidden.m4a", "cover.jpg"}) {
    Touch(name);
  }
  SkippedFiles skipped;
  ASSERT_TRUE(AudioFiles({root_.string()}, &skipped).ok());
  EXPECT_EQ(SkippedText(skipped),
            "left out: 2 .m4a, 1 .wma files; analysis reads WAV, AIFF, FLAC, "
            "Ogg and MP3: convert them, e.g. ffmpeg -i SONG.m4a SONG.flac\n");
  EXPECT_EQ(SkippedText({}), "");
}

TEST_F(AudioFolderTest, SaysWhatIsMissing) {
  EXPECT_THAT(AudioFiles({(root_ / "nowhere").string()}),
              FailsWith(absl::StatusCode::kNotFound, "nowhere"));
  EXPECT_THAT(AudioFiles({root_.string()}),
              FailsWith(absl::StatusCode::kNotFound, "no audio in"));
}

TEST_F(AudioFolderTest, GroupsVersionsAndKeepsFoldersApart) {
  const std::vector<fs::path> files = {"/m/A (Instrumental).wav", "/m/A.flac",
                                       "/m/A.wav", "/m/B.mp3", "/m/x/A.wav"};
  std::vector<fs::path> left_out;
  const auto tracks = GroupIntoTracks(files, VersionNames(Terms()), left_out);
  ASSERT_EQ(tracks.size(), 3u);
  EXPECT_EQ(tracks[0].reference, "/m/A");
  EXPECT_EQ(tracks[0].title, "A");
  ASSERT_EQ(tracks[0].versions.size(), 2u);
  EXPECT_EQ(tracks[0].versions[0].path, "/m/A.wav");
  EXPECT_EQ(tracks[0].versions[0].mix_type, catalog::v1::FULL_MIX);
  EXPECT_EQ(tracks[0].versions[1].mix_type, catalog::v1::INSTRUMENTAL);
  EXPECT_EQ(tracks[1].reference, "/m/B");
  EXPECT_EQ(tracks[2].reference, "/m/x/A");
  EXPECT_EQ(left_out, std::vector<fs::path>{"/m/A.flac"});
}

TEST_F(AudioFolderTest, ATrackHasOneFullMixHoweverItIsNamed) {
  std::vector<fs::path> left_out;
  const auto tracks =
      GroupIntoTracks({"/m/A (Full Mix).wav", "/m/A.flac", "/m/A.wav",
                       "/m/A 30s.wav", "/m/A (30 sec).wav"},
                      VersionNames(Terms()), left_out);
  ASSERT_EQ(tracks.size(), 1u);
  EXPECT_EQ(tracks[0].versions.size(), 3u);
  EXPECT_EQ(tracks[0].versions[0].path, "/m/A (Full Mix).wav");
  EXPECT_EQ(left_out, (std::vector<fs::path>{"/m/A.flac", "/m/A.wav"}));
}

TEST_F(AudioFolderTest, EveryPathHasAReferenceOfItsOwn) {
  const std::string folder(150, 'x');
  const std::string deep = "/" + folder + "/" + folder;
  const std::vector<fs::path> files = {"/" + std::string(199, 'y') + ".wav",
                                       deep + "a.wav", deep + "b.wav",
                                       "/m/Caf\xE9.wav", "/m/Caf\xE8.wav"};
  std::vector<fs::path> left_out;
  const auto tracks = GroupIntoTracks(files, VersionNames(Terms()), left_out);
  EXPECT_TRUE(left_out.empty());
  ASSERT_EQ(tracks.size(), files.size());
  for (const TrackFiles& track : tracks) {
    EXPECT_LE(track.reference.size(), 200u);
    EXPECT_EQ(ToUtf8(track.reference, 200), track.reference);
    EXPECT_EQ(ToUtf8(track.title, 200), track.title);
  }
  // What the catalogue can keep is kept as it is.
  EXPECT_EQ(tracks.back().reference, "/" + std::string(199, 'y'));
  EXPECT_EQ(tracks[0].title.substr(0, 3), "Caf");
}

}  // namespace
}  // namespace ritornello::cli
