#include "services/catalog/rpc/wire_ingest.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

constexpr char kTrack[] = "track { client_reference: 'r-1' title: 'Air' } ";

v1::IngestItem FromText(const std::string& text) {
  v1::IngestItem item;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &item))
      << text;
  return item;
}

TEST(WireIngestTest, AnItemBringsEverythingAlong) {
  const auto item = FromWire(
      FromText(absl::StrCat(kTrack, R"pb(
        split_sheets {
          right: MASTER
          shares { party_display_name: "Ana Lima" role: OWNER percent: "75" }
          shares {
            party: "accounts/acme/parties/bea"
            role: LABEL
            percent: "25"
          }
        }
        works { work { title: "Air" iswc: "T0345246801" } }
        works {
          work { name: "intro" title: "Intro" }
          weight: 3
          split_sheets {
            right: PERFORMANCE
            shares { party_display_name: "Eva" role: WRITER weight: 1 }
          }
        }
        works { work { name: "accounts/acme/works/coda" title: "Coda" } }
        outlets { name: "spotify" kind: STREAMING }
        outlets {
          name: "accounts/acme/tracks/any/outlets/tidal"
          display_name: "Tidal"
          kind: STREAMING
          extent { territories: "DE" }
          agreed_libraries: "libraries/artlist"
        }
        samples {
          source: "Amen"
          agreement: "accounts/acme/agreements/winstons"
        }
        keep_other_versions: true
      )pb")),
      "acme");
  ASSERT_THAT(item, IsOk());
  EXPECT_EQ(item->track.title, "Air");
  EXPECT_TRUE(item->keeps_other_versions);
  ASSERT_EQ(item->split_sheets.size(), 1u);
  EXPECT_THAT(item->split_sheets[0].shares,
              ElementsAre(Share{"", ShareRole::kOwner, 3, "Ana Lima"},
                          Share{"bea", ShareRole::kLabel, 1}));
  ASSERT_EQ(item->works.size(), 3u);
  EXPECT_EQ(item->works[0].work,
            (Work{.key = {"acme", ""}, .title = "Air", .iswc = "T0345246801"}));
  EXPECT_EQ(item->works[1].work,
            (Work{.key = {"acme", "intro"}, .title = "Intro"}));
  EXPECT_EQ(item->works[1].weight, 3u);
  ASSERT_EQ(item->works[1].split_sheets.size(), 1u);
  EXPECT_THAT(item->works[1].split_sheets[0].shares,
              ElementsAre(Share{"", ShareRole::kWriter, 1, "Eva"}));
  EXPECT_EQ(item->works[2].work.key, (WorkKey{"acme", "coda"}));
  EXPECT_THAT(item->outlets,
              ElementsAre(Outlet{.key = {{}, "spotify"}},
                          Outlet{.key = {{}, "tidal"},
                                 .display_name = "Tidal",
                                 .extent = {.territories = {"DE"}},
                                 .agreed_library_ids = {"artlist"}}));
  EXPECT_THAT(item->samples, ElementsAre(Sample{.source = "Amen",
                                                .agreement_id = "winstons"}));
}

TEST(WireIngestTest, WhatCannotBeReadIsNamedByItsPlace) {
  const std::string ana = "shares { party: 'accounts/acme/parties/ana' ";
  const struct {
    std::string text;
    const char* field;
  } cases[] = {
      {"track { versions { mix_type: MIX_TYPE_UNSPECIFIED } }",
       "track.versions[0].mix_type"},
      {"split_sheets { }", "split_sheets[0].right"},
      {"split_sheets { right: MASTER " + ana + "} }",
       "split_sheets[0].shares[0].role"},
      {"split_sheets { right: MASTER " + ana + "role: OWNER } " + ana +
           "role: OWNER party_display_name: 'Ana' } }",
       "split_sheets[0].shares[1].party_display_name"},
      {"split_sheets { right: MASTER shares { role: OWNER } }",
       "split_sheets[0].shares[0].party"},
      {"split_sheets { right: MASTER shares { party: 'ana' role: OWNER } }",
       "split_sheets[0].shares[0].party"},
      {"track { works { work: 'accounts/acme/works/intro' } }", "track.works"},
      {"works { work { name: 'Intro' title: 'I' } }", "works[0].work.name"},
      {"works { } works { work { name: 'accounts/other/works/intro' } }",
       "works[1].work.name"},
      {"works { split_sheets { right: MECHANICAL shares { role: OWNER } } }",
       "works[0].split_sheets[0].shares[0].party"},
      {"outlets { kind: STREAMING }", "outlets[0].name"},
      {"outlets { name: 'Spotify' kind: STREAMING }", "outlets[0].name"},
      {"outlets { name: 'outlets/spotify' kind: STREAMING }",
       "outlets[0].name"},
      {"outlets { name: 'accounts/other/tracks/a/outlets/spotify' "
       "kind: STREAMING }",
       "outlets[0].name"},
      {"outlets { name: 'spotify' kind: STREAMING } outlets { name: 'tidal' }",
       "outlets[1].kind"},
      {"outlets { name: 'spotify' kind: STREAMING extent { end_date { } } }",
       "outlets[0].extent.end_date"},
      {"outlets { name: 'spotify' kind: STREAMING agreed_libraries: 'a' }",
       "outlets[0].agreed_libraries[0]"},
      {"samples { source: 'a' agreement: 'b' }", "samples[0].agreement"},
      {"samples { source: 'a' } samples { source: 'b' "
       "agreement: 'accounts/other/agreements/b' }",
       "samples[1].agreement"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const absl::Status status = FromWire(FromText(c.text), "acme").status();
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument, ""));
    ASSERT_EQ(FieldViolationsOf(status).size(), 1u);
    EXPECT_EQ(FieldViolationsOf(status)[0].field, c.field);
  }
}

TEST(WireIngestTest, HowItIsTakenIn) {
  const struct {
    v1::IngestStart::Merge merge;
    bool validate_only;
    Merge want;
  } cases[] = {{v1::IngestStart::MERGE_UNSPECIFIED, false, Merge::kReplace},
               {v1::IngestStart::REPLACE, true, Merge::kReplace},
               {v1::IngestStart::FILL, false, Merge::kFill}};
  for (const auto& c : cases) {
    v1::IngestStart start;
    start.set_merge(c.merge);
    start.set_validate_only(c.validate_only);
    const auto options = FromWire(start);
    ASSERT_THAT(options, IsOk());
    EXPECT_EQ(options->merge, c.want);
    EXPECT_EQ(options->validate_only, c.validate_only);
  }
}

TEST(WireIngestTest, AnAckTellsWhatBecameOfTheItem) {
  const v1::IngestItem item = FromText(absl::StrCat("sequence: 7 ", kTrack));
  v1::IngestResponse done =
      ToWire(item, {.outcome = IngestAck::Outcome::kUpdated,
                    .track = {"acme", "air"},
                    .queued_version_count = 2,
                    .created_parties = {{"acme", "ana"}, {"acme", "bea"}},
                    .removed_versions = {{.number = 3,
                                          .mix_type = MixType::kLoop,
                                          .uri = "file:///loop.wav"}}});
  v1::IngestResponse want;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(sequence: 7
           client_reference: "r-1"
           outcome: UPDATED
           track: "accounts/acme/tracks/air"
           queued_version_count: 2
           created_parties: "accounts/acme/parties/ana"
           created_parties: "accounts/acme/parties/bea"
           removed_versions {
             name: "accounts/acme/tracks/air/versions/3"
             mix_type: LOOP
             uri: "file:///loop.wav"
             analysis_state: PENDING
           })pb",
      &want));
  EXPECT_EQ(done.DebugString(), want.DebugString());
  const v1::IngestResponse rejected =
      ToWire(item, {.error = InvalidField("track.title", "is empty")});
  EXPECT_EQ(rejected.outcome(), v1::IngestResponse::REJECTED);
  EXPECT_EQ(rejected.track(), "");
  EXPECT_EQ(rejected.error().message(), "track.title: is empty");
}

}  // namespace
}  // namespace ritornello::catalog
