#include "services/catalog/rpc/wire_rights.h"

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

const TrackKey kNocturne{"acme", "nocturne"};

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

TEST(WireRightsTest, ASheetIsWrittenWithPercentages) {
  const SplitSheet sheet{.right = Right::kSyncComposition,
                         .number = 2,
                         .effective_date = absl::CivilDay(2026, 3, 1),
                         .shares = {{"ana", ShareRole::kWriter, 1},
                                    {"bea", ShareRole::kPublisher, 2},
                                    {"cid", ShareRole::kOwner, 3}},
                         .create_time = absl::FromUnixSeconds(5)};
  EXPECT_EQ(
      ToWire(kNocturne, sheet).DebugString(),
      FromText<v1::SplitSheet>(R"pb(
        name: "accounts/acme/tracks/nocturne/splitSheets/sync-composition-2"
        right: SYNC_COMPOSITION
        effective_date { year: 2026 month: 3 day: 1 }
        shares {
          party: "accounts/acme/parties/ana"
          role: WRITER
          weight: 1
          percent: "16.6667"
        }
        shares {
          party: "accounts/acme/parties/bea"
          role: PUBLISHER
          weight: 2
          percent: "33.3333"
        }
        shares {
          party: "accounts/acme/parties/cid"
          role: OWNER
          weight: 3
          percent: "50"
        }
        create_time { seconds: 5 }
      )pb")
          .DebugString());
}

TEST(WireRightsTest, EveryRightAndRoleComesBack) {
  const char* const rights[] = {"MASTER", "SYNC_COMPOSITION", "PERFORMANCE",
                                "MECHANICAL"};
  const char* const roles[] = {"WRITER",   "PUBLISHER", "PERFORMER",
                               "PRODUCER", "LABEL",     "OWNER"};
  for (const std::string right : rights) {
    for (const std::string role : roles) {
      const auto wire = FromText<v1::SplitSheet>(
          "right: " + right +
          " shares { party: 'accounts/acme/parties/ana' weight: 7 role: " +
          role + "}");
      const auto sheet = FromWire(wire, "acme");
      ASSERT_THAT(sheet, IsOk());
      EXPECT_EQ(RightName(sheet->right), right);
      EXPECT_EQ(sheet->effective_date, kAlways);
      EXPECT_EQ(ShareRoleName(sheet->shares.at(0).role), role);
      const v1::SplitSheet again = ToWire(kNocturne, *sheet);
      EXPECT_FALSE(again.has_effective_date());
      EXPECT_EQ(again.right(), wire.right());
      EXPECT_EQ(again.shares(0).role(), wire.shares(0).role());
      EXPECT_EQ(again.shares(0).percent(), "100");
    }
  }
}

TEST(WireRightsTest, PercentagesBecomeWeights) {
  const auto sheet = FromWire(FromText<v1::SplitSheet>(R"pb(
                                right: MASTER
                                shares {
                                  party: "accounts/acme/parties/ana"
                                  role: OWNER
                                  percent: "12.5"
                                }
                                shares {
                                  party: "accounts/acme/parties/bea"
                                  role: OWNER
                                  percent: "87.5"
                                }
                              )pb"),
                              "acme");
  ASSERT_THAT(sheet, IsOk());
  EXPECT_THAT(sheet->shares, ElementsAre(Share{"ana", ShareRole::kOwner, 1},
                                         Share{"bea", ShareRole::kOwner, 7}));
}

TEST(WireRightsTest, MalformedFieldsAreNamed) {
  const std::string ana = "party: 'accounts/acme/parties/ana' role: OWNER ";
  const std::string bea = "party: 'accounts/acme/parties/bea' role: OWNER ";
  const struct {
    std::string text;
    const char* field;
  } cases[] = {
      {"", "right"},
      {"right: MASTER effective_date { year: 2026 month: 2 day: 30 }",
       "effective_date"},
      {"right: MASTER shares { party: 'ana' role: OWNER }", "shares[0].party"},
      {"right: MASTER shares {" + ana +
           "weight: 1 } shares { party: 'accounts/globex/parties/ana' role: "
           "OWNER weight: 1 }",
       "shares[1].party"},
      {"right: MASTER shares { party: 'accounts/acme/parties/ana' weight: 1 }",
       "shares[0].role"},
      {"right: MASTER shares {" + ana + "percent: '50' weight: 1 } shares {" +
           bea + "percent: '50' }",
       "shares"},
      {"right: MASTER shares {" + ana + "percent: '50' } shares {" + bea +
           "weight: 1 }",
       "shares"},
      {"right: MASTER shares {" + ana + "percent: '100' } shares {" + bea + "}",
       "shares"},
      {"right: MASTER shares {" + ana + "percent: '99.9999' }", "shares"},
      {"right: MASTER shares {" + ana + "percent: 'half' }",
       "shares[0].percent"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const absl::Status status =
        FromWire(FromText<v1::SplitSheet>(c.text), "acme").status();
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument, ""));
    ASSERT_EQ(FieldViolationsOf(status).size(), 1u);
    EXPECT_EQ(FieldViolationsOf(status)[0].field, c.field);
  }
  v1::SplitSheet unknown;
  unknown.set_right(static_cast<v1::Right>(99));
  EXPECT_THAT(FromWire(unknown, "acme"),
              FailsWith(absl::StatusCode::kInvalidArgument, "right"));
}

TEST(WireRightsTest, WhoeverTakesNamesOfPartiesTakesOneOrTheOther) {
  const struct {
    const char* share;
    const char* field_if_refused;  // empty: read
    const char* field_if_taken;
  } cases[] = {
      {"party: 'accounts/acme/parties/ana'", "", ""},
      {"party_display_name: 'Ana'", "shares[0].party_display_name", ""},
      {"party: 'accounts/acme/parties/ana' party_display_name: 'Ana'",
       "shares[0].party_display_name", "shares[0].party_display_name"},
      {"", "shares[0].party", "shares[0].party"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.share);
    const auto wire = FromText<v1::SplitSheet>(
        absl::StrCat("right: MASTER shares { role: OWNER ", c.share, " }"));
    const auto field = [](const absl::Status& status) {
      const auto violations = FieldViolationsOf(status);
      return violations.empty() ? "" : violations[0].field;
    };
    EXPECT_EQ(field(FromWire(wire, "acme", PartyNames::kRefused).status()),
              c.field_if_refused);
    EXPECT_EQ(field(FromWire(wire, "acme", PartyNames::kTaken).status()),
              c.field_if_taken);
  }
}

TEST(WireRightsTest, Queries) {
  const std::string day = " as_of_date { year: 2026 month: 3 day: 1 }";
  const auto by_track =
      FromWire(FromText<v1::RightsQuery>("track: 'nocturne'" + day));
  ASSERT_THAT(by_track, IsOk());
  EXPECT_EQ(by_track->track, "nocturne");
  EXPECT_EQ(by_track->as_of_date, absl::CivilDay(2026, 3, 1));
  const auto by_isrc =
      FromWire(FromText<v1::RightsQuery>("isrc: 'GBAYE6800011'" + day));
  ASSERT_THAT(by_isrc, IsOk());
  EXPECT_EQ(by_isrc->isrc, "GBAYE6800011");
  for (const std::string& text :
       {day, "track: 'a' isrc: 'b'" + day, std::string("track: 'a'")}) {
    EXPECT_THAT(FromWire(FromText<v1::RightsQuery>(text)),
                FailsWith(absl::StatusCode::kInvalidArgument, ""));
  }
}

}  // namespace
}  // namespace ritornello::catalog
