#include "services/catalog/model/party.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

Party Ana() { return {.key = {"acme", "ana"}, .display_name = "Ana Souza"}; }

TEST(PartyTest, IdentifiersAreKeptWithoutSeparators) {
  Party party = Ana();
  party.display_name = " Ana Souza\t";
  party.ipi_name_number = " 00000000199 ";
  party.isni = "0000 0001 2103 2683";
  party.pro = " PRS ";
  ASSERT_THAT(Normalize(party), IsOk());
  EXPECT_EQ(party.display_name, "Ana Souza");
  EXPECT_EQ(party.ipi_name_number, "00000000199");
  EXPECT_EQ(party.isni, "0000000121032683");
  EXPECT_EQ(party.pro, "PRS");
}

TEST(PartyTest, IdentifiersMayBeUnknown) {
  Party party = Ana();
  EXPECT_THAT(Normalize(party), IsOk());
  EXPECT_EQ(party, Ana());
}

TEST(PartyTest, EveryBadFieldIsNamed) {
  Party party;
  party.ipi_name_number = "00000000198";  // check digits are 99
  party.isni = "0000000121032684";        // check character is 3
  party.pro = std::string(51, 'p');
  std::vector<std::string> fields;
  for (const auto& violation : FieldViolationsOf(Normalize(party))) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields,
              ElementsAre("display_name", "ipi_name_number", "isni", "pro"));
}

TEST(PartyTest, Limits) {
  Party party = Ana();
  party.display_name = std::string(200, 'n');
  party.pro = std::string(50, 'p');
  EXPECT_THAT(Normalize(party), IsOk());
  party.display_name += 'n';
  EXPECT_EQ(FieldViolationsOf(Normalize(party)).size(), 1u);
  party.display_name = std::string("a\0b", 3);
  EXPECT_THAT(Normalize(party), FailsWith(absl::StatusCode::kInvalidArgument,
                                          "display_name: must have no NUL"));
}

// Behind the slugs the beginning of the SHA-256 of name, slash and number, by
// sha256sum.
TEST(PartyIdTest, IsTheNameAndAlwaysTheSame) {
  const struct {
    const char* display_name;
    int retry;
    const char* want;
  } cases[] = {
      {"Ana Lima", 0, "ana-lima"},
      {"ANA  (Lima)!", 0, "ana-lima"},
      {"Ana Lima", 1, "ana-lima-9f38d716"},
      {"Ana Lima", 2, "ana-lima-8f55e6f6"},
      {"50 Cent", 0, "p-50-cent"},
      {"\xD0\x90\xD0\xBD\xD0\xB0", 0, "party-431791ca"},  // Ana, in Cyrillic
      {"\xD0\x90\xD0\xBD\xD0\xB0", 1, "party-812b12b5"},
      {"?", 0, "party-68b93c2d"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(PartyId(c.display_name, c.retry), c.want);
  }
  EXPECT_THAT(ValidateId("id", PartyId(std::string(200, '9'), 1)), IsOk());
}

}  // namespace
}  // namespace ritornello::catalog
