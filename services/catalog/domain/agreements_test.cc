#include "services/catalog/domain/agreements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "libs/status/error.h"
#include "libs/status/status_matchers.h"
#include "libs/time/fake_clock.h"
#include "services/catalog/storage/agreement_store.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;
using ::testing::ElementsAre;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kNotFound = absl::StatusCode::kNotFound;

class AgreementsTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  AgreementsTest() {
    db_.AddAccount("acme");
    db_.AddParty({"acme", "ben"});
    db_.AddTrack({"acme", "air"}, "");
  }
  static Agreement Bens() {
    return {.key = {"acme", "ben-2026"},
            .party_id = "ben",
            .track_ids = {"air"},
            .extent = {.first_day = absl::CivilDay(2026, 1, 1)},
            .document = "binder 3"};
  }

  ritornello::testing::FakeClock clock_;
  testing::CatalogDatabase db_{GetParam()};
  Agreements agreements_{db_.pool(), clock_};
};

INSTANTIATE_TEST_SUITE_P(Both, AgreementsTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(AgreementsTest, Create) {
  Agreement want = Bens();
  want.create_time = clock_.Now();
  EXPECT_EQ(agreements_.Create(Bens(), {}).value(), want);
  EXPECT_THAT(agreements_.Create(Bens(), {}),
              FailsWith(absl::StatusCode::kAlreadyExists, "ben-2026"));
}

TEST_P(AgreementsTest, Refusals) {
  const struct {
    const char* words;
    absl::StatusCode code;
    Agreement agreement;
  } cases[] = {{"agreement_id", kInvalid,
                [] {
                  Agreement a = Bens();
                  a.key.agreement_id = "Ben";
                  return a;
                }()},
               {"agreement.document", kInvalid,
                [] {
                  Agreement a = Bens();
                  a.document.clear();
                  return a;
                }()},
               {"accounts/nobody", kNotFound,
                [] {
                  Agreement a = Bens();
                  a.key.account_id = "nobody";
                  return a;
                }()},
               {"parties/cy", kNotFound,
                [] {
                  Agreement a = Bens();
                  a.party_id = "cy";
                  return a;
                }()},
               {"tracks/none", kNotFound, [] {
                  Agreement a = Bens();
                  a.track_ids.push_back("none");
                  return a;
                }()}};
  for (const auto& c : cases) {
    EXPECT_THAT(agreements_.Create(c.agreement, {}),
                FailsWith(c.code, c.words));
  }
}

TEST_P(AgreementsTest, EndingBringsTheLastDayForward) {
  const AgreementKey key = agreements_.Create(Bens(), {}).value().key;
  const absl::CivilDay last(2026, 12, 31);
  EXPECT_EQ(agreements_.End(key, last, {}).value().extent.last_day, last);
  EXPECT_THAT(agreements_.End(key, last + 1, {}),
              FailsWith(kInvalid, "last_date"));
  EXPECT_THAT(agreements_.End({"acme", "none"}, last, {}),
              FailsWith(kNotFound, "agreements/none"));
}

}  // namespace
}  // namespace ritornello::catalog
