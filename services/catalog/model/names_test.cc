#include "services/catalog/model/names.h"

#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

const std::string kLongestId(63, 'a');

TEST(NamesTest, ValidateId) {
  struct {
    std::string id;
    bool valid;
  } const cases[] = {
      {"a", true},         {"acme", true},
      {"a-1", true},       {"a-", true},
      {kLongestId, true},  {"", false},
      {"1a", false},       {"-a", false},
      {"Acme", false},     {"a_b", false},
      {"a b", false},      {"a/b", false},
      {"\xC3\xA4", false}, {kLongestId + "a", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.id);
    const absl::Status status = ValidateId("account_id", c.id);
    if (c.valid) {
      EXPECT_THAT(status, IsOk());
    } else {
      EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument,
                                    "account_id: must be 1..63"));
    }
  }
}

TEST(NamesTest, WhatIsWrittenIsRead) {
  EXPECT_EQ(ParseAccountName("name", "accounts/acme").value(), "acme");
  EXPECT_EQ(AccountName("acme"), "accounts/acme");
  EXPECT_EQ(ParseLibraryName("name", "libraries/artlist").value(), "artlist");
  EXPECT_EQ(LibraryName("artlist"), "libraries/artlist");

  const PartyKey party{"acme", "ana"};
  EXPECT_EQ(NameOf(party), "accounts/acme/parties/ana");
  EXPECT_EQ(ParsePartyName("name", NameOf(party)).value(), party);

  const WorkKey work{"acme", "nocturne"};
  EXPECT_EQ(NameOf(work), "accounts/acme/works/nocturne");
  EXPECT_EQ(ParseWorkName("name", NameOf(work)).value(), work);

  const TrackKey track{"acme", "nocturne-1f00aa3c"};
  EXPECT_EQ(NameOf(track), "accounts/acme/tracks/nocturne-1f00aa3c");
  EXPECT_EQ(ParseTrackName("name", NameOf(track)).value(), track);

  const VersionKey version{track, 12};
  EXPECT_EQ(NameOf(version),
            "accounts/acme/tracks/nocturne-1f00aa3c/versions/12");
  EXPECT_EQ(ParseVersionName("name", NameOf(version)).value(), version);

  const ReadinessKey readiness{track, "artlist"};
  EXPECT_EQ(NameOf(readiness),
            "accounts/acme/tracks/nocturne-1f00aa3c/readiness/artlist");
  EXPECT_EQ(ParseReadinessName("name", NameOf(readiness)).value(), readiness);

  const AgreementKey agreement{"acme", "ben-2026"};
  EXPECT_EQ(NameOf(agreement), "accounts/acme/agreements/ben-2026");
  EXPECT_EQ(ParseAgreementName("name", NameOf(agreement)).value(), agreement);

  const SubmissionKey submission{"acme", "spring"};
  EXPECT_EQ(NameOf(submission), "accounts/acme/submissions/spring");
  EXPECT_EQ(ParseSubmissionName("name", NameOf(submission)).value(),
            submission);

  const SampleKey sample{track, 2};
  EXPECT_EQ(NameOf(sample), "accounts/acme/tracks/nocturne-1f00aa3c/samples/2");
  EXPECT_EQ(ParseSampleName("name", NameOf(sample)).value(), sample);

  const OutletKey outlet{track, "spotify"};
  EXPECT_EQ(NameOf(outlet),
            "accounts/acme/tracks/nocturne-1f00aa3c/outlets/spotify");
  EXPECT_EQ(ParseOutletName("name", NameOf(outlet)).value(), outlet);

  const PlacementKey placement{track, 3};
  EXPECT_EQ(NameOf(placement),
            "accounts/acme/tracks/nocturne-1f00aa3c/placements/3");
  EXPECT_EQ(ParsePlacementName("name", NameOf(placement)).value(), placement);
}

TEST(NamesTest, OnlyOneMethodTakesAllAccounts) {
  EXPECT_EQ(ParseAccountNameOrAll("parent", "accounts/-").value(),
            kAllAccounts);
  EXPECT_EQ(ParseAccountNameOrAll("parent", "accounts/acme").value(), "acme");
  EXPECT_THAT(ParseAccountNameOrAll("parent", "accounts/"),
              FailsWith(absl::StatusCode::kInvalidArgument, "parent"));
  EXPECT_THAT(ParseAccountName("parent", "accounts/-"),
              FailsWith(absl::StatusCode::kInvalidArgument, "parent"));
}

TEST(NamesTest, OtherFormsAreRefusedWithTheFormThatIsWanted) {
  struct {
    const char* name;
    absl::Status status;
    const char* form;
  } const cases[] = {
      {"", ParseAccountName("f", "").status(), "accounts/{account}"},
      {"acme", ParseAccountName("f", "acme").status(), "accounts/{account}"},
      {"/", ParseAccountName("f", "accounts/acme/").status(), "{account}"},
      {"//", ParseAccountName("f", "//accounts/acme").status(), "{account}"},
      {"collection", ParseLibraryName("f", "accounts/artlist").status(),
       "libraries/{library}"},
      {"short", ParsePartyName("f", "accounts/acme/parties").status(),
       "accounts/{account}/parties/{party}"},
      {"other", ParsePartyName("f", "accounts/acme/tracks/ana").status(),
       "accounts/{account}/parties/{party}"},
      {"dash", ParseTrackName("f", "accounts/-/tracks/x").status(),
       "accounts/{account}/tracks/{track}"},
      {"long", ParseTrackName("f", "accounts/a/tracks/b/versions/1").status(),
       "accounts/{account}/tracks/{track}"},
      {"0", ParseVersionName("f", "accounts/a/tracks/b/versions/0").status(),
       "versions/{number}"},
      {"01", ParseVersionName("f", "accounts/a/tracks/b/versions/01").status(),
       "versions/{number}"},
      {"+1", ParseVersionName("f", "accounts/a/tracks/b/versions/+1").status(),
       "versions/{number}"},
      {"2^63",
       ParseVersionName("f", "accounts/a/tracks/b/versions/9223372036854775808")
           .status(),
       "versions/{number}"},
      {"readiness",
       ParseReadinessName("f", "accounts/a/tracks/b/readiness/").status(),
       "readiness/{library}"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(c.status,
                FailsWith(absl::StatusCode::kInvalidArgument, c.form));
    ASSERT_EQ(FieldViolationsOf(c.status).size(), 1u);
    EXPECT_EQ(FieldViolationsOf(c.status)[0].field, "f");
  }
}

TEST(NamesTest, AnErrorRepeatsOnlyTheBeginningOfALongName) {
  const auto status = ParseAccountName("f", std::string(100'000, 'x')).status();
  EXPECT_LT(status.message().size(), 400u);
}

}  // namespace
}  // namespace ritornello::catalog
