#include "services/catalog/storage/party_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Party PartyNamed(const std::string& id) {
  return {.key = {"acme", id},
          .display_name = "Ana Souza",
          .ipi_name_number = "00000000199",
          .isni = "0000000121032683",
          .pro = "PRS",
          .is_own = true,
          .revision = 1,
          .create_time = absl::FromUnixMicros(1),
          .update_time = absl::FromUnixMicros(2)};
}

class PartyStoreTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  PartyStoreTest() {
    db_.AddAccount("acme");
    db_.AddAccount("globex");
  }
  absl::Status Insert(const Party& party) {
    return sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
      return InsertParty(transaction, party);
    });
  }
  // Without the second tries that RunTransaction makes.
  absl::Status Update(const Party& party) {
    auto transaction = sql::Transaction::Begin(db_.connection());
    const absl::Status status = UpdateParty(*transaction, party);
    return status.ok() ? transaction->Commit() : status;
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, PartyStoreTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(PartyStoreTest, WhatIsInsertedIsRead) {
  const Party ana = PartyNamed("ana");
  ASSERT_THAT(Insert(ana), IsOk());
  EXPECT_EQ(GetParty(db_.connection(), ana.key).value(), ana);
  EXPECT_THAT(Insert(ana), FailsWith(absl::StatusCode::kAlreadyExists,
                                     "accounts/acme/parties/ana"));
  // The same id in another account is another party.
  const PartyKey elsewhere{"globex", "ana"};
  const auto missing = GetParty(db_.connection(), elsewhere).status();
  EXPECT_THAT(missing, FailsWith(absl::StatusCode::kNotFound,
                                 "accounts/globex/parties/ana"));
  EXPECT_EQ(ReasonOf(missing).reason, "PARTY_NOT_FOUND");
}

TEST_P(PartyStoreTest, AnUpdateNeedsTheRevisionBefore) {
  Party ana = PartyNamed("ana");
  ASSERT_THAT(Insert(ana), IsOk());
  ana.display_name = "Ana de Souza";
  ana.revision = 2;
  ana.update_time = absl::FromUnixMicros(3);
  ASSERT_THAT(Update(ana), IsOk());
  EXPECT_EQ(GetParty(db_.connection(), ana.key).value(), ana);
  EXPECT_THAT(Update(ana), FailsWith(absl::StatusCode::kAborted, "meanwhile"));
}

TEST_P(PartyStoreTest, ListsAreByIdOfOneAccount) {
  for (const char* id : {"cid", "ana", "bea"}) {
    ASSERT_THAT(Insert(PartyNamed(id)), IsOk());
  }
  db_.AddParty({"globex", "abe"});
  EXPECT_THAT(ListParties(db_.connection(), "acme", "", 2).value(),
              ElementsAre(PartyNamed("ana"), PartyNamed("bea")));
  EXPECT_THAT(ListParties(db_.connection(), "acme", "bea", 2).value(),
              ElementsAre(PartyNamed("cid")));
}

TEST_P(PartyStoreTest, SeveralAreInsertedTogether) {
  const Party parties[] = {PartyNamed("ana"), PartyNamed("bea")};
  const auto insert = [&] {
    return sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
      return InsertParties(transaction, parties);
    });
  };
  EXPECT_THAT(insert(), IsOk());
  EXPECT_THAT(ListParties(db_.connection(), "acme", "", 9).value(),
              ElementsAre(parties[0], parties[1]));
  EXPECT_THAT(insert(), FailsWith(absl::StatusCode::kAlreadyExists, ""));
}

TEST_P(PartyStoreTest, ThoseOfADisplayNameAreFound) {
  for (const char* id : {"ana", "ana-2", "bea", "cid"}) {
    Party party = PartyNamed(id);
    party.display_name = id[0] == 'a' ? "Ana \xC3\x89" : "Bea";
    if (id[0] == 'c') party.display_name = "bea";
    ASSERT_THAT(Insert(party), IsOk());
  }
  db_.AddParty({"globex", "Bea"});
  const auto found = [&](const std::set<std::string>& names) {
    std::vector<std::string> ids;
    const auto parties =
        FindPartiesByDisplayName(db_.connection(), "acme", names);
    for (const Party& party : parties.value()) {
      ids.push_back(party.key.party_id);
    }
    return ids;
  };
  EXPECT_THAT(found({}), IsEmpty());
  EXPECT_THAT(found({"Ana", "BEA", "ana"}), IsEmpty());
  EXPECT_THAT(found({"Ana \xC3\x89", "Bea"}),
              ElementsAre("ana", "ana-2", "bea"));
}

TEST_P(PartyStoreTest, MissingParties) {
  db_.AddParty({"acme", "ana"});
  db_.AddParty({"globex", "bea"});
  EXPECT_THAT(MissingParties(db_.connection(), {}).value(), IsEmpty());
  EXPECT_THAT(MissingParties(db_.connection(), {{"acme", "ana"},
                                                {"acme", "bea"},
                                                {"globex", "ana"},
                                                {"globex", "bea"}})
                  .value(),
              ElementsAre(PartyKey{"acme", "bea"}, PartyKey{"globex", "ana"}));
}

TEST_P(PartyStoreTest, MoreKeysThanOneStatementTakes) {
  std::set<PartyKey> keys;
  for (size_t i = 0; i < sql::kInListSizeMax + 1; ++i) {
    keys.insert({"acme", absl::StrCat("p", i)});
  }
  db_.AddParty({"acme", "p0"});
  db_.AddParty({"acme", "p999"});  // the last in the order of texts
  const auto missing = MissingParties(db_.connection(), keys);
  EXPECT_EQ(missing.value().size(), sql::kInListSizeMax - 1);
}

}  // namespace
}  // namespace ritornello::catalog
