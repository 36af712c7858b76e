#include "cli/manifest.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/manifest_columns.h"
#include "cli/manifest_json.h"
#include "cli/manifest_strays.h"
#include "cli/manifest_table.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::cli {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;
namespace v1 = catalog::v1;

// What a manifest gives: items, and what is wrong as "line: column: message".
struct Got {
  absl::Status status;
  std::vector<v1::IngestItem> items;
  std::vector<std::string> problems;
};

class ManifestTest : public ::testing::Test {
 protected:
  ManifestTest() {
    fs::create_directories(folder_ / "songs");
    for (const char* name : {"Air.wav", "Air inst.wav", "songs/Aria.flac"}) {
      std::ofstream(folder_ / name) << "12345";
    }
    std::ofstream(folder_ / "notes.txt") << "no audio";
    v1::Term& term = *terms_.add_terms();
    term.set_facet(v1::VERSION);
    term.set_term("Instrumental Mix");
    term.add_synonyms("inst");
  }

  std::string Write(const std::string& bytes) {
    const fs::path path = folder_ / "manifest.csv";
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

  absl::StatusOr<Manifest> Open(const std::string& bytes) {
    const auto file = ManifestFile::Open(Write(bytes));
    if (!file.ok()) return file.status();
    return Manifest::Open(
        *file, {"accounts/acme", file->folder(), VersionNames(terms_)});
  }

  Got Read(const std::string& bytes) {
    Got got;
    const auto manifest = Open(bytes);
    got.status = manifest.status();
    if (!manifest.ok()) return got;
    std::vector<ManifestProblem> problems = manifest->problems();
    for (int64_t i = 0; i < manifest->track_count(); ++i) {
      const auto draft = manifest->Draft(i);
      EXPECT_THAT(draft, IsOk());
      EXPECT_EQ(draft->item.has_value(), draft->problems.empty());
      problems.insert(problems.end(), draft->problems.begin(),
                      draft->problems.end());
      if (draft->item.has_value()) got.items.push_back(*draft->item);
    }
    for (const ManifestProblem& problem : problems) {
      got.problems.push_back(absl::StrCat(problem.line, ": ", problem.column,
                                          ": ", problem.message));
    }
    return got;
  }

  // An item as somebody else writes it; FOLDER stands for the manifest's.
  v1::IngestItem Item(const std::string& json) {
    v1::IngestItem item;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(
            absl::StrReplaceAll(json, {{"FOLDER", folder_.string()}}), &item)
            .ok())
        << json;
    for (v1::Version& version : *item.mutable_track()->mutable_versions()) {
      version.set_size_bytes(5);
    }
    return item;
  }

  // Items without the times of their files, as text.
  static std::vector<std::string> Texts(std::vector<v1::IngestItem> items) {
    std::vector<std::string> texts;
    for (v1::IngestItem& item : items) {
      for (v1::Version& version : *item.mutable_track()->mutable_versions()) {
        EXPECT_GT(version.mtime_ns(), 0);
        version.clear_mtime_ns();
      }
      texts.push_back(item.DebugString());
    }
    return texts;
  }

  const fs::path folder_ = fs::canonical(::testing::TempDir()) / "manifests";
  v1::ListTermsResponse terms_;
};

constexpr char kHeader[] = "client_reference,title,version,uri";

TEST_F(ManifestTest, RowsOfOneReferenceAreATrack) {
  const Got got = Read(
      "URI,Client Reference,title,version,artists,isrc,moods,bpm,key,keywords,"
      "writers,publishers,master-owners,samples,outlets,album\n"
      "Air.wav,r1,Air,full mix,Ana;Ben ,GBAYE6800011,Dark; tense;,97.5,Am,"
      "rain;city,Ana Souza=50%;@ben=25%,Pub=25%,Ana Souza,"
      "\"Amen, Brother;Apache=winstons\",Spotify;YouTube=content-id,First\n"
      "songs/Aria.flac,r2,\"Aria, \"\"the\"\" one\",Stinger,,,,,,,,,Ana=2;"
      "accounts/acme/parties/ben=1,,\n"
      "Air inst.wav,r1,Air,INST,,,,,,,,,,,\n");
  ASSERT_THAT(got.status, IsOk());
  EXPECT_THAT(got.problems, ElementsAre());
  const std::string shares = R"("shares": [
      {"party_display_name": "Ana Souza", "role": "WRITER", "percent": "50"},
      {"party": "accounts/acme/parties/ben", "role": "WRITER", "percent": "25"},
      {"party_display_name": "Pub", "role": "PUBLISHER", "percent": "25"}])";
  const std::string air = absl::StrCat(R"({
    "track": {
      "client_reference": "r1", "title": "Air", "artists": ["Ana", "Ben"],
      "isrc": "GBAYE6800011", "album": "First", "moods": ["Dark", "tense"],
      "keywords": ["rain", "city"], "declared_tempo_bpm": 97.5,
      "declared_key": "Am", "versions": [
        {"mix_type": "FULL_MIX", "uri": "file://FOLDER/Air.wav"},
        {"mix_type": "INSTRUMENTAL", "uri": "file://FOLDER/Air%20inst.wav"}]},
    "split_sheets": [{"right": "MASTER", "shares": [
      {"party_display_name": "Ana Souza", "role": "OWNER", "weight": 1}]}],
    "works": [{"work": {"title": "Air"}, "split_sheets": [
      {"right": "SYNC_COMPOSITION", )",
                                       shares, R"(},
      {"right": "PERFORMANCE", )",
                                       shares, R"(},
      {"right": "MECHANICAL", )",
                                       shares, R"(}]}],
    "outlets": [
      {"name": "spotify", "display_name": "Spotify", "kind": "STREAMING"},
      {"name": "youtube-content-id", "display_name": "YouTube",
       "kind": "CONTENT_ID"}],
    "samples": [
      {"source": "Amen, Brother"},
      {"source": "Apache", "agreement": "accounts/acme/agreements/winstons"}]
    })");
  const std::string aria = R"({
    "track": {"client_reference": "r2", "title": "Aria, \"the\" one",
              "versions": [{"mix_type": "STINGER",
                            "uri": "file://FOLDER/songs/Aria.flac"}]},
    "split_sheets": [{"right": "MASTER", "shares": [
      {"party_display_name": "Ana", "role": "OWNER", "weight": 2},
      {"party": "accounts/acme/parties/ben", "role": "OWNER", "weight": 1}]}]
    })";
  EXPECT_THAT(Texts(got.items),
              ElementsAre(Item(air).DebugString(), Item(aria).DebugString()));
}

// What spreadsheets make of one table.
TEST_F(ManifestTest, WrittenInWhateverWayItIsTheSame) {
  const std::string text =
      absl::StrCat(kHeader, "\nr1,Caf\u00E9,full mix,Air.wav\n");
  const auto utf16 = [&](bool is_little) {
    std::string wide = is_little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char c :
         absl::StrReplaceAll(text, {{"\u00E9", "\xE9"}, {",", "\t"}})) {
      if (!is_little) wide.push_back('\0');
      wide.push_back(c);
      if (is_little) wide.push_back('\0');
    }
    return wide;
  };
  const std::string cases[] = {
      text,
      "\xEF\xBB\xBF" + text,
      absl::StrReplaceAll(text, {{"\n", "\r\n"}}),
      absl::StrReplaceAll(text, {{"\n", "\r"}}),
      absl::StrReplaceAll(text, {{",", ";"}}),
      absl::StrReplaceAll(text, {{",", "\t"}}),
      utf16(true),
      utf16(false),
      absl::StrReplaceAll(text, {{"\u00E9", "\xE9"}}),  // code page 1252
      absl::StrReplaceAll(text,
                          {{"uri\n", "uri,,mine\n"}, {"wav\n", "wav,\n"}}),
      absl::StrCat("\n\n", text, "\n,,,\n"),
      "{\"track\": {\"client_reference\": \"r1\", \"title\": \"Caf\u00E9\", "
      "\"versions\": [{\"mix_type\": \"FULL_MIX\", \"uri\": \"Air.wav\"}]}, "
      "\"sequence\": 7}\n",
  };
  const v1::IngestItem want = Item(
      R"({"track": {"client_reference": "r1", "title": "Café", "versions": [
          {"mix_type": "FULL_MIX", "uri": "file://FOLDER/Air.wav"}]}})");
  for (const std::string& bytes : cases) {
    SCOPED_TRACE(bytes);
    const Got got = Read(bytes);
    ASSERT_THAT(got.status, IsOk());
    EXPECT_THAT(got.problems, ElementsAre());
    EXPECT_THAT(Texts(got.items), ElementsAre(want.DebugString()));
  }
}

TEST_F(ManifestTest, WaysToNameAFile) {
  for (const std::string& uri :
       {std::string("Air.wav"), std::string("./songs/../Air.wav"),
        (folder_ / "Air.wav").string(),
        absl::StrCat("file://", folder_.string(), "/Air.wav")}) {
    const Got got =
        Read(absl::StrCat(kHeader, "\nr1,Air,full mix,", uri, "\n"));
    ASSERT_EQ(got.items.size(), 1u) << uri;
    EXPECT_EQ(got.items[0].track().versions(0).uri(),
              absl::StrCat("file://", folder_.string(), "/Air.wav"));
  }
}

// A bad row beside a good one: what is said of it, where.
TEST_F(ManifestTest, ABadRowIsRefusedAloneAndSaysWhere) {
  const struct {
    const char* columns;  // besides those that are required
    const char* row;
    std::vector<std::string> want;
  } cases[] = {
      {"",
       "r1,Air,full mix,Gone.wav",
       {"2: uri: ", "Gone.wav: No such file on this machine"}},
      {"", "r1,Air,full mix,notes.txt", {"2: uri: ", "no audio by its name"}},
      {"", "r1,Air,full mix,songs", {"2: uri: ", "songs is no file"}},
      {"",
       "r1,Air,full mix,s3://b/a.wav",
       {"2: uri: must be a file on this machine that the server reads",
        "s3://b/a.wav"}},
      {"", "r1,Air,full mix,file://host/a.wav", {"2: uri: must be like file:"}},
      {"", "r1,Air,full mix,", {"2: uri: is empty"}},
      {"", "r1,Air,,Air.wav", {"2: version: is empty"}},
      {"",
       "r1,Air,instrumentl,Air.wav",
       {"2: version: no version \"instrumentl\"; did you mean instrumental?"}},
      {"",
       "r1,Air,remix 3000,Air.wav",
       {"2: version: no version \"remix 3000\"; `ritornello vocabulary list"}},
      {"", "r1,,full mix,Air.wav", {"2: title: is empty in all rows"}},
      {"", ",Air,full mix,Air.wav", {"2: client_reference: is empty"}},
      {"",
       "r1,Air, the song,full mix,Air.wav",
       {"2: version: no version \"the song\"",
        "2: : has more cells than there are columns; the first is \"Air.wav\"",
        "full mix"}},
      {"",
       "r1,Air 12\" mix,full mix,Air.wav",
       {"2: : character 10: a quote inside a field"}},
      {"",
       "r1,Caf\xE9\u00E9,full mix,Air.wav",
       {"2: : character 7: a byte that is not UTF-8; save the file as UTF-8"}},
      {"bpm",
       "r1,Air,full mix,Air.wav,fast",
       {"2: bpm: must be a number like 120 or 97.5, got \"fast\""}},
      {"bpm", "r1,Air,full mix,Air.wav,-1", {"2: bpm: must be a number"}},
      {"bpm", "r1,Air,full mix,Air.wav,nan", {"2: bpm: must be a number"}},
      {"writers",
       "r1,Air,full mix,Air.wav,Ana=60%;Ben=39%",
       {"2: writers: percentages must total exactly 100, got 99"}},
      {"writers",
       "r1,Air,full mix,Air.wav,Ana=60%;Ben=40.000001%",
       {"2: writers: percentages must total exactly 100, got 100.000001"}},
      {"writers",
       "r1,Air,full mix,Air.wav,Ana=60%;Ben=40",
       {"2: writers: has weights and percentages"}},
      {"writers",
       "r1,Air,full mix,Air.wav,Ana;Ben",
       {"2: writers: where several share, each must have a share, as in "
        "Ana=50%"}},
      {"writers",
       "r1,Air,full mix,Air.wav,Ana=33.3;Ben=1",
       {"2: writers: a share must be a whole number, or a percentage like "
        "33.3%, got \"33.3\""}},
      {"writers",
       "r1,Air,full mix,Air.wav,Ana=0",
       {"2: writers: a share must"}},
      {"writers",
       "r1,Air,full mix,Air.wav,Ana=4294967296",
       {"2: writers: a share must"}},
      {"writers", "r1,Air,full mix,Air.wav,=50%", {"2: writers: must be like"}},
      {"publishers",
       "r1,Air,full mix,Air.wav,Pub=99%",
       {"2: publishers: percentages must total exactly 100, got 99"}},
      {"writers,publishers",
       "r1,Air,full mix,Air.wav,Ana,Pub",
       {"2: writers: where several share, each must have a share"}},
      {"master_owners",
       "r1,Air,full mix,Air.wav,Ana=1;Ben=x",
       {"2: master_owners: a share must be", "\"x\""}},
      {"samples",
       "r1,Air,full mix,Air.wav,Apache=The Shadows",
       {"2: samples: must be like Amen, Brother=winstons", "The Shadows"}},
      {"outlets",
       "r1,Air,full mix,Air.wav,Pond5=licencing",
       {"2: outlets: no such kind of outlet; did you mean licensing?, got "
        "\"licencing\""}},
      {"outlets",
       "r1,Air,full mix,Air.wav,=streaming",
       {"2: outlets: must be like Spotify"}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.row);
    const std::string separator = *c.columns == '\0' ? "" : ",";
    const Got got =
        Read(absl::StrCat(kHeader, separator, c.columns, "\n", c.row,
                          "\nr2,Aria,stinger,songs/Aria.flac\n"));
    ASSERT_THAT(got.status, IsOk());
    for (const std::string& want : c.want) {
      EXPECT_THAT(absl::StrJoin(got.problems, "\n"), HasSubstr(want));
    }
    ASSERT_EQ(got.items.size(), 1u);
    EXPECT_EQ(got.items[0].track().client_reference(), "r2");
  }
}

// A service deletes the versions that an item does not name, and a row that is
// of no track may be any of them.
TEST_F(ManifestTest, RowsThatMayBeVersionsOfAnyTrackKeepThoseOfAll) {
  const std::string line =
      "{\"track\":{\"client_reference\":\"r1\",\"title\":\"Air\",\"versions\":["
      "{\"mix_type\":\"LOOP\",\"uri\":\"Air.wav\"}]}}\n";
  const std::string r1 = absl::StrCat(kHeader, "\nr1,Air,full mix,Air.wav\n");
  const struct {
    std::string text;
    bool is_kept;
  } cases[] = {
      {r1, false},
      {r1 + "r1,,inst,Air inst.wav\n", false},
      {r1 + "r1,,inst 12\" mix,Air inst.wav\n", true},
      {r1 + "r1,,\"inst,Air inst.wav\n", true},
      {r1 + "r1,,inst,Air " + std::string(1, '\0') + ".wav\n", true},
      {r1 + "r1,,inst,Air \xFF\u00E9.wav\n", true},
      {r1 + ",,inst,Air inst.wav\n", true},
      // Of a track, which is left out.
      {r1 + "r2,,inst,Air inst.wav\n", false},
      {line, false},
      {line + "{\"track\": no JSON}\n", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const Got got = Read(c.text);
    ASSERT_EQ(got.items.size(), 1u);
    EXPECT_EQ(got.items[0].keep_other_versions(), c.is_kept);
  }
}

TEST_F(ManifestTest, EverythingThatIsWrongWithATrackIsSaidAtOnce) {
  const Got got =
      Read(absl::StrCat(kHeader,
                        ",bpm,writers,master_owners,outlets\n"
                        "r1,,full mix,Gone.wav,fast,Ana=50%,Ben=1;Cy,=x\n"
                        "r1,,mix,,,,,\n"));
  ASSERT_EQ(got.problems.size(), 8u);
  const char* want[] = {"2: title: ",         "2: bpm: ",        "2: uri: ",
                        "2: master_owners: ", "2: writers: ",    "2: outlets: ",
                        "3: version: no ver", "3: uri: is empty"};
  for (size_t i = 0; i < std::size(want); ++i) {
    EXPECT_THAT(got.problems[i], ::testing::StartsWith(want[i]));
  }
}

TEST_F(ManifestTest, RowsOfATrackMustAgreeAndBothAreNamed) {
  const Got got =
      Read(absl::StrCat(kHeader,
                        ",moods,bpm\nr1,Air,full mix,Air.wav,Dark,97\n"
                        "r2,Aria,stinger,songs/Aria.flac,,\n"
                        "r1,Air,inst,Air inst.wav,Calm,\n"));
  EXPECT_THAT(got.problems,
              ElementsAre("4: moods: says \"Calm\", and line 2 \"Dark\"; rows "
                          "of one track must agree"));
  EXPECT_EQ(got.items.size(), 1u);
}

TEST_F(ManifestTest, ColumnsThatAreWrongRefuseTheFile) {
  const struct {
    const char* text;
    std::vector<std::string> want;
  } cases[] = {
      {"client_reference,title,version\nr1,Air,inst\n",
       {"1: uri: this column is missing; there are client_reference, title, "
        "version"}},
      {"client_reference,title,version,uri,Title\nr1,Air,inst,Air.wav,Air\n",
       {"1: title: is there twice, as column 2 and as 5"}},
      {"\nclient_reference,title,version,uri,mood\n"
       "r1,Air,inst,Air.wav,Dark\n",
       {"2: mood: no such column, and it is not empty; did you mean moods?"}},
      {"client_reference,title,version,uri,\nr1,Air,inst,Air.wav,Dark\n",
       {"1: : no such column, and it is not empty; there are client_ref"}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const Got got = Read(c.text);
    ASSERT_EQ(got.problems.size(), c.want.size());
    for (size_t i = 0; i < c.want.size(); ++i) {
      EXPECT_THAT(got.problems[i], HasSubstr(c.want[i]));
    }
    EXPECT_TRUE(got.items.empty());
  }
}

TEST_F(ManifestTest, WhatIsNoManifestIsRefused) {
  EXPECT_THAT(Open("").status(), FailsWith(absl::StatusCode::kInvalidArgument,
                                           "has no line of column names"));
  EXPECT_THAT(Open("PK\x03\x04 and more").status(),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "is in a spreadsheet's own format; save it as CSV"));
  EXPECT_THAT(Open("\xEF\xBB\xBF\n [{\"track\":{}}]").status(),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        "is one JSON array; write one object a line, as `jq "
                        "-c '.[]'` does"));
  EXPECT_THAT(ManifestFile::Open(folder_.string()).status(),
              FailsWith(absl::StatusCode::kInvalidArgument, "is a folder"));
  EXPECT_THAT(ManifestFile::Open((folder_ / "gone.csv").string()).status(),
              FailsWith(absl::StatusCode::kNotFound, "No such file"));
}

TEST_F(ManifestTest, LinesOfJsonSayWhatIsWrongWhere) {
  const std::string good =
      "{\"track\":{\"client_reference\":\"r2\",\"title\":\"Aria\",\"versions\":"
      "[{\"mix_type\":\"STINGER\",\"uri\":\"songs/Aria.flac\"}]}}\n";
  const auto with = [](const std::string& more) {
    return absl::StrCat(
        "{\"track\":{\"client_reference\":\"r1\",\"title\":\"Air\",", more,
        "}}\n");
  };
  const struct {
    std::string line;
    const char* want;
  } cases[] = {
      {with("\"moodz\":[\"Dark\"]"),
       "3: track.moodz: no such field; did you mean moods?"},
      {with("\"quux\":[\"Dark\"]"),
       "3: track.quux: no such field; there are name, client_reference"},
      {with("\"versions\":[{\"mix_type\":\"FULMIX\",\"uri\":\"Air.wav\"}]"),
       "3: track.versions[0].mix_type: invalid value \"FULMIX\"; must be "
       "FULL_MIX, INSTRUMENTAL"},
      {with("\"declared_tempo_bpm\":\"fast\""),
       "3: track.declared_tempo_bpm: invalid value \"fast\""},
      {with("\"versions\":[{\"mix_type\":\"LOOP\",\"uri\":\"Air.wav\"},"
            "{\"mix_type\":\"LOOP\",\"uri\":\"Gone.wav\"}]"),
       "3: track.versions[1].uri: "},
      {with("\"versions\":[{\"mix_type\":\"LOOP\"}]"),
       "3: track.versions[0].uri: is empty"},
      {"{\"track\":{\"title\":\"Air\"}}\n",
       "3: track.client_reference: is empty"},
      {"{\"track\":{\"title\":\"Caf\u00E9\" \"Air\"}}\n",
       "3: : character 30: this is no JSON"},
      {"{\"track\":\n", "3: : character 10: this is no JSON, or not all of it"},
      {"[]\n", "3: : "},
      {with("\"title\":\"\xE9\u00E9\""), "a byte that is not UTF-8"},
      {good, "3: track.client_reference: is that of line 2, too"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const Got got = Read(absl::StrCat("\n", good, c.line));
    ASSERT_THAT(got.status, IsOk());
    ASSERT_EQ(got.problems.size(), 1u);
    EXPECT_THAT(got.problems[0], HasSubstr(c.want));
    EXPECT_EQ(got.items.size(), c.line == good ? 0u : 1u);
  }
}

TEST_F(ManifestTest, WhatAServiceRefusesIsOfALineAndAColumn) {
  const std::string table =
      absl::StrCat(kHeader,
                   ",writers,publishers,moods\n"
                   "r1,Air,full mix,Air.wav,Ana=1;Ben=1,Pub=2,\n"
                   "r1,,inst,Air inst.wav,,,Darc\n");
  const struct {
    const char* field;
    int64_t line;
    const char* column;
  } cases[] = {
      {"track.moods[0]", 3, "moods"},
      {"track.title", 2, "title"},
      {"track.versions[1].uri", 3, "uri"},
      {"track.versions[1].mix_type", 3, "version"},
      {"track.versions", 2, "uri"},
      {"works[0].split_sheets[2].shares[1].party", 2, "writers"},
      {"works[0].split_sheets[2].shares[2].party_display_name", 2,
       "publishers"},
      {"works[0].work.title", 2, "title"},
      {"split_sheets[0].shares[0].party", 2, "master_owners"},
      {"outlets[1].name", 2, "outlets"},
      {"samples[0].source", 2, "samples"},
      {"track.declared_key", 2, "key"},
      {"track.surprise", 2, "track.surprise"},
  };
  const auto manifest = Open(table);
  ASSERT_THAT(manifest, IsOk());
  for (const auto& c : cases) {
    EXPECT_EQ(manifest->Rejected(0, InvalidField(c.field, "no")),
              (std::vector<ManifestProblem>{{c.line, c.column, "no"}}))
        << c.field;
  }
  EXPECT_EQ(manifest->Rejected(0, absl::NotFoundError("no such account")),
            (std::vector<ManifestProblem>{{2, "", "no such account"}}));
  const auto json = Open("\n{\"track\":{\"client_reference\":\"r\"}}\n");
  ASSERT_THAT(json, IsOk());
  EXPECT_EQ(json->Rejected(0, InvalidField("track.moods[0]", "no")),
            (std::vector<ManifestProblem>{{2, "track.moods[0]", "no"}}));
}

TEST_F(ManifestTest, LimitsHold) {
  std::string rows = absl::StrCat(kHeader, "\n");
  for (int64_t i = 0; i < kManifestVersionCountMax; ++i) {
    rows += "r1,Air,stem,Air.wav\n";
  }
  EXPECT_EQ(Read(rows).items.size(), 1u);
  EXPECT_THAT(Read(rows + "r1,Air,stem,Air.wav\n").problems,
              ElementsAre(HasSubstr("2: client_reference: has 65 rows, and a "
                                    "track at most 64 versions")));

  std::string malformed = absl::StrCat(kHeader, "\n");
  for (size_t i = 0; i < kMalformedCountMax; ++i) malformed += "r1,a\"b\n";
  const std::string good = "r2,Aria,stinger,songs/Aria.flac\n";
  EXPECT_EQ(Read(malformed + good).items.size(), 1u);
  const Got refused = Read(malformed + "r1,a\"b\n" + good);
  EXPECT_TRUE(refused.items.empty());
  EXPECT_THAT(refused.problems.back(), HasSubstr("102: : more than 100 lines "
                                                 "cannot be read: is this a "
                                                 "table?"));
  // Rows that can be read, but of no track, are told one by one.
  std::string strays = absl::StrCat(kHeader, "\n", good);
  for (size_t i = 0; i <= kMalformedCountMax; ++i) {
    strays += ",Air,full mix,Air.wav\n";
  }
  EXPECT_EQ(Read(strays).items.size(), 1u);
  EXPECT_EQ(Read(strays).problems.size(), kMalformedCountMax + 1);

  const std::string head = "{\"track\":{\"client_reference\":\"";
  const std::string foot = "\"}}";
  const std::string filler(kManifestLineSizeMax - head.size() - foot.size(),
                           'x');
  EXPECT_THAT(Read(absl::StrCat(head, filler, foot, "\n{}")).problems,
              ElementsAre(HasSubstr("2: track.client_reference: is empty")));
  EXPECT_THAT(Read(absl::StrCat(head, "x", filler, foot, "\n{}")).problems,
              ElementsAre(HasSubstr("1: : has more than 1048576 bytes"),
                          HasSubstr("2: track.client_reference: is empty")));

  auto few = ManifestRows::Create(2);
  ASSERT_THAT(few, IsOk());
  const absl::string_view cell = "x";
  EXPECT_THAT(few->Append("a", 1, {&cell, 1}), IsOk());
  EXPECT_THAT(few->Append("a", 2, {&cell, 1}), IsOk());
  EXPECT_THAT(few->Append("a", 3, {&cell, 1}),
              FailsWith(absl::StatusCode::kOutOfRange,
                        "more than 2 rows; divide the manifest, and keep all "
                        "rows of one client_reference in one file"));
}

TEST_F(ManifestTest, LinesThatAreNoJsonRefuseTheFileAfterAHundred) {
  const std::string good =
      "{\"track\":{\"client_reference\":\"r2\",\"title\":\"Aria\",\"versions\":"
      "[{\"mix_type\":\"STINGER\",\"uri\":\"songs/Aria.flac\"}]}}\n";
  std::string lines = good;
  for (size_t i = 0; i < kMalformedCountMax; ++i) lines += "\"uri\":\n";
  EXPECT_EQ(Read(lines).items.size(), 1u);
  const Got refused = Read(lines + "}\n" + good + lines);
  EXPECT_TRUE(refused.items.empty());
  ASSERT_EQ(refused.problems.size(), kMalformedCountMax + 1);
  EXPECT_EQ(refused.problems.back(),
            "102: : more than 100 lines cannot be read: one object a line; "
            "does this file have one over several lines?");
  // A hundred mistakes in items are mistakes of a hundred tracks.
  std::string mistakes = good;
  for (size_t i = 0; i <= kMalformedCountMax; ++i) {
    mistakes += "{\"track\":{\"moodz\":[]}}\n";
  }
  EXPECT_EQ(Read(mistakes).items.size(), 1u);
}

TEST(ManifestStraysTest, AreKeptUpToALimit) {
  std::vector<ManifestProblem> problems;
  ManifestStrays strays(problems);
  for (size_t i = 1; i <= kStrayCountMax; ++i) {
    strays.Add({static_cast<int64_t>(i), "client_reference", "is empty"});
  }
  EXPECT_FALSE(strays.is_refused());
  strays.Add({100'001, "client_reference", "is empty"});
  EXPECT_TRUE(strays.is_refused());
  strays.Add({100'002, "client_reference", "is empty"});
  ASSERT_EQ(problems.size(), kStrayCountMax + 1);
  EXPECT_EQ(problems.back(),
            (ManifestProblem{100'001, "",
                             "more than 100000 lines are of no track; mend "
                             "those before this one first"}));
}

}  // namespace
}  // namespace ritornello::cli
