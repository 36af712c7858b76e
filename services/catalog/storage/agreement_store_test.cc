#include "services/catalog/storage/agreement_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Every field has a value of its own, so that two that are mixed up differ.
Agreement Full(const std::string& id, const std::string& party_id,
               std::vector<std::string> track_ids = {"air", "nocturne"}) {
  return {.key = {"acme", id},
          .party_id = party_id,
          .track_ids = std::move(track_ids),
          .extent = {.territories = {"DE", "US"},
                     .excluded_territories = {"FR"},
                     .first_day = absl::CivilDay(2026, 1, 2),
                     .last_day = absl::CivilDay(2027, 3, 31)},
          .document = "binder 3",
          .document_sha256 = "abc",
          .create_time = absl::FromUnixMicros(1'800'000'000'000'001)};
}

class AgreementStoreTest
    : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  AgreementStoreTest() {
    for (const char* account : {"acme", "globex"}) {
      db_.AddAccount(account);
      for (const char* party : {"ana", "ben"}) db_.AddParty({account, party});
      for (const char* track : {"air", "nocturne"}) {
        db_.AddTrack({account, track}, "");
      }
    }
  }
  absl::Status Insert(const Agreement& agreement) {
    return sql::RunTransaction(db_.pool(), [&](sql::Transaction& transaction) {
      return InsertAgreement(transaction, agreement);
    });
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, AgreementStoreTest,
                         sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(AgreementStoreTest, WhatIsInsertedIsRead) {
  const Agreement bare{.key = {"acme", "bare"},
                       .party_id = "ana",
                       .create_time = absl::FromUnixMicros(5)};
  ASSERT_THAT(Insert(Full("full", "ben")), IsOk());
  ASSERT_THAT(Insert(bare), IsOk());
  EXPECT_EQ(GetAgreement(db_.connection(), {"acme", "full"}).value(),
            Full("full", "ben"));
  EXPECT_EQ(GetAgreement(db_.connection(), bare.key).value(), bare);
  const absl::Status again = Insert(bare);
  EXPECT_THAT(again, FailsWith(absl::StatusCode::kAlreadyExists, "bare"));
  EXPECT_EQ(ReasonOf(again).reason, "AGREEMENT_EXISTS");
  const absl::Status none =
      GetAgreement(db_.connection(), {"globex", "full"}).status();
  EXPECT_THAT(none, FailsWith(absl::StatusCode::kNotFound, "globex"));
  EXPECT_EQ(ReasonOf(none).reason, "AGREEMENT_NOT_FOUND");
}

TEST_P(AgreementStoreTest, UpdatingWritesTheExtentAlone) {
  ASSERT_THAT(Insert(Full("a", "ana")), IsOk());
  ASSERT_THAT(Insert(Full("b", "ana")), IsOk());
  Agreement after = Full("a", "ana");
  after.extent = {.last_day = absl::CivilDay(2026, 5, 1)};
  ASSERT_THAT(sql::RunTransaction(db_.pool(),
                                  [&](sql::Transaction& transaction) {
                                    return UpdateAgreement(transaction, after);
                                  }),
              IsOk());
  EXPECT_THAT(ListAgreements(db_.connection(), "acme", "", 10).value(),
              ElementsAre(after, Full("b", "ana")));
}

TEST_P(AgreementStoreTest, ListsAndFinds) {
  for (const Agreement& agreement :
       {Full("c", "ana"), Full("a", "ben", {}), Full("b", "ana", {"air"})}) {
    ASSERT_THAT(Insert(agreement), IsOk());
  }
  EXPECT_THAT(ListAgreements(db_.connection(), "acme", "a", 1).value(),
              ElementsAre(Full("b", "ana", {"air"})));
  EXPECT_THAT(ListAgreements(db_.connection(), "globex", "", 9).value(),
              IsEmpty());
  EXPECT_THAT(
      FindAgreements(db_.connection(), "acme", {"ana"}, {"a", "c"}).value(),
      ElementsAre(Full("a", "ben", {}), Full("b", "ana", {"air"}),
                  Full("c", "ana")));
  EXPECT_THAT(FindAgreements(db_.connection(), "acme", {}, {"b"}).value(),
              ElementsAre(Full("b", "ana", {"air"})));
  EXPECT_THAT(FindAgreements(db_.connection(), "globex", {"ana"}, {}).value(),
              IsEmpty());
}

}  // namespace
}  // namespace ritornello::catalog
