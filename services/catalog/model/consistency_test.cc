#include "services/catalog/model/consistency.h"

#include <gtest/gtest.h>

#include <optional>

namespace ritornello::catalog {
namespace {

// Worked out by hand from the weights in the header.
TEST(ConsistencyTest, KnownPairs) {
  const Track plain{.moods = {"X", "Y"}, .genres = {"A"}};
  const struct {
    const char* what;
    Track other;
    int64_t consistency;
  } cases[] = {
      {"the same", plain, 100},
      // genres 1 * 35, moods 1/3 * 35, of 70
      {"half the moods", {.moods = {"X", "Z"}, .genres = {"A"}}, 67},
      {"nothing", {.moods = {"Z"}, .genres = {"B"}}, 0},
      // instruments 0 of 15 are declared by one of them: 70 of 85
      {"instruments",
       {.moods = {"X", "Y"}, .instruments = {"Piano"}, .genres = {"A"}},
       82},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(ConsistencyOf({&plain, &c.other}), c.consistency) << c.what;
  }
  // Tempo: an octave is the same, half an octave is the farthest.
  Track slow{.declared_tempo_bpm = 60.0};
  Track fast{.declared_tempo_bpm = 120.0};
  EXPECT_EQ(ConsistencyOf({&slow, &fast}), 100);
  fast.declared_tempo_bpm = 60.0 * 1.4142135623730951;
  EXPECT_EQ(ConsistencyOf({&slow, &fast}), 0);
  const Track bare;
  EXPECT_EQ(ConsistencyOf({&bare, &bare}), std::nullopt);
  EXPECT_EQ(ConsistencyOf({&plain}), std::nullopt);
  EXPECT_EQ(ConsistencyOf({}), std::nullopt);
}

}  // namespace
}  // namespace ritornello::catalog
