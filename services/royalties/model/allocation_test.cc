#include "services/royalties/model/allocation.h"

#include <gmpxx.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "libs/status/status_matchers.h"
#include "services/royalties/model/testing/exact.h"

namespace ritornello::royalties {
namespace {

using ::ritornello::testing::FailsWith;
using testing::Exact;

constexpr int kRounds = 10'000;

TEST(AllocateTest, Splits) {
  const struct {
    const char* name;
    int64_t total;
    std::vector<uint32_t> weights;
    std::vector<int64_t> want;
  } cases[] = {
      {"one takes all", 100, {1}, {100}},
      {"even", 100, {1, 1}, {50, 50}},
      {"a tie goes to the earlier", 101, {1, 1}, {51, 50}},
      {"largest remainder wins", 10, {1, 2, 4}, {1, 3, 6}},
      {"a weight of 0 gets nothing", 10, {0, 1}, {0, 10}},
      {"nothing to split", 0, {3, 1}, {0, 0}},
      {"fewer micros than shares", 2, {1, 1, 1}, {1, 1, 0}},
      {"negative mirrors", -101, {1, 1}, {-51, -50}},
      {"the extremes",
       INT64_MAX,
       {UINT32_MAX, UINT32_MAX},
       {4611686018427387904, 4611686018427387903}},
      {"the other extreme", INT64_MIN, {1, 0}, {INT64_MIN, 0}},
      // The sale L3 of the posting templates: 35.00 by 1:1:1.
      {"thirds of 35",
       35'000'000,
       {1, 1, 1},
       {11'666'667, 11'666'667, 11'666'666}},
      // The pool B3: 360.00 by 7:11:3, which ends in ….714286, ….571428, ….
      {"a pool by points",
       360'000'000,
       {7, 11, 3},
       {120'000'000, 188'571'429, 51'428'571}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto got = Allocate(c.total, c.weights);
    ASSERT_TRUE(got.ok()) << got.status();
    EXPECT_EQ(*got, c.want);
  }
}

TEST(AllocateTest, RefusesToDivideByNothing) {
  EXPECT_THAT(Allocate(1, {}),
              FailsWith(absl::StatusCode::kInvalidArgument, "weights"));
  const uint32_t zeros[] = {0, 0};
  EXPECT_THAT(Allocate(1, zeros),
              FailsWith(absl::StatusCode::kInvalidArgument, "weights"));
}

// The properties that make it fair, each against exact rationals.
TEST(AllocateTest, PropertiesHold) {
  std::mt19937_64 random(20'261'123);  // fixed: a failure must reproduce
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const auto total =
        static_cast<int64_t>(random()) >> static_cast<int>(random() % 63);
    if (total == INT64_MIN) continue;
    std::vector<uint32_t> weights(1 + random() % 12);
    for (uint32_t& weight : weights) {
      weight = static_cast<uint32_t>(random()) >> (random() % 32);
    }
    if (random() % 4 == 0) weights[random() % weights.size()] = 0;
    mpz_class weight_sum = 0;
    for (const uint32_t weight : weights) weight_sum += weight;
    if (weight_sum == 0) continue;
    const auto parts = Allocate(total, weights);
    ASSERT_TRUE(parts.ok()) << parts.status();

    mpz_class sum = 0;
    for (size_t i = 0; i < weights.size(); ++i) {
      sum += (*parts)[i];
      const mpq_class ideal = mpq_class(total) * weights[i] / weight_sum;
      ASSERT_LT(mpq_class(abs((*parts)[i] - ideal)), 1);
      if (weights[i] == 0) {
        ASSERT_EQ((*parts)[i], 0);
      }
    }
    ASSERT_EQ(sum, total);

    const auto mirrored = Allocate(-total, weights);
    for (size_t i = 0; i < weights.size(); ++i) {
      ASSERT_EQ((*mirrored)[i], -(*parts)[i]);
    }
    if (*std::max_element(weights.begin(), weights.end()) < 1u << 29) {
      std::vector<uint32_t> scaled = weights;
      for (uint32_t& weight : scaled) weight *= 7;
      ASSERT_EQ(*Allocate(total, scaled), *parts);
    }
  }
}

// Where no two remainders are equal, order decides nothing.
TEST(AllocateTest, OrderChangesNothingButTies) {
  std::mt19937_64 random(1);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<uint32_t> weights(2 + random() % 8);
    for (uint32_t& weight : weights) {
      weight = 1 + static_cast<uint32_t>(random() % 1'000'000);
    }
    const auto total = static_cast<int64_t>(random() >> 2);
    std::vector<std::pair<uint32_t, int64_t>> before, after;
    const auto parts = Allocate(total, weights);
    for (size_t i = 0; i < weights.size(); ++i) {
      before.emplace_back(weights[i], (*parts)[i]);
    }
    std::shuffle(weights.begin(), weights.end(), random);
    const auto shuffled = Allocate(total, weights);
    for (size_t i = 0; i < weights.size(); ++i) {
      after.emplace_back(weights[i], (*shuffled)[i]);
    }
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    ASSERT_EQ(before, after) << "round " << round;
  }
}

TEST(RoundToMicrosTest, HalfToEven) {
  const absl::int128 half = 500'000'000'000;
  const struct {
    absl::int128 amount;
    int64_t want;
  } cases[] = {{half, 0},     {half * 3, 2},   {half * 5, 2},
               {-half, 0},    {-half * 3, -2}, {half + 1, 1},
               {half - 1, 0}, {half * 4, 2},   {0, 0}};
  for (const auto& c : cases) EXPECT_EQ(*RoundToMicros(c.amount), c.want);
  const absl::int128 limit = absl::int128(INT64_MAX) * 1'000'000'000'000;
  EXPECT_EQ(*RoundToMicros(limit), INT64_MAX);
  EXPECT_THAT(RoundToMicros(limit + half * 2),
              FailsWith(absl::StatusCode::kOutOfRange, "9.2e12"));
}

TEST(RoundToMicrosTest, PropertiesHold) {
  std::mt19937_64 random(20'261'124);
  const mpz_class per_micro = 1'000'000'000'000;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    std::vector<absl::int128> amounts(1 + random() % 20);
    for (absl::int128& amount : amounts) {
      const auto value = static_cast<int64_t>(random()) >> (random() % 40);
      amount = absl::int128(value) * static_cast<int64_t>(random() % 1'000);
    }
    mpz_class exact_sum = 0;
    for (const absl::int128 amount : amounts) exact_sum += Exact(amount);
    const auto rounded = RoundToMicros(std::span<const absl::int128>(amounts));
    ASSERT_TRUE(rounded.ok()) << rounded.status();
    mpz_class sum = 0;
    for (size_t i = 0; i < amounts.size(); ++i) {
      sum += (*rounded)[i];
      ASSERT_LE(mpz_class(abs((*rounded)[i] * per_micro - Exact(amounts[i]))),
                per_micro);
    }
    // Half to even, by the model.
    const mpz_class twice = abs(exact_sum - sum * per_micro) * 2;
    ASSERT_LE(twice, per_micro);
    if (twice == per_micro) {
      ASSERT_EQ(sum % 2, 0);
    }

    std::vector<absl::int128> opposite = amounts;
    for (absl::int128& amount : opposite) amount = -amount;
    const auto mirrored =
        RoundToMicros(std::span<const absl::int128>(opposite));
    for (size_t i = 0; i < amounts.size(); ++i) {
      ASSERT_EQ((*mirrored)[i], -(*rounded)[i]);
    }
  }
}

}  // namespace
}  // namespace ritornello::royalties
