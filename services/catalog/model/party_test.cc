#include "services/catalog/model/party.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"

namespace ritornello::catalog {
namespace {

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
}

}  // namespace
}  // namespace ritornello::catalog
