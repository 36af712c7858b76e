#include "libs/sha256/sha256.h"

#include <gtest/gtest.h>

#include "libs/status/status_matchers.h"

namespace ritornello {
namespace {

using ::ritornello::testing::FailsWith;
using ::ritornello::testing::IsOk;

// The examples of FIPS 180-2, appendix B, and the empty message.
TEST(Sha256Test, TheStandardsExamples) {
  const struct {
    std::string bytes;
    const char* want;
  } cases[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc",
       "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& c : cases) EXPECT_EQ(Sha256Hex(c.bytes), c.want);
}

TEST(Sha256Test, PiecesMakeTheWhole) {
  Sha256 sha256;
  sha256.Add("a");
  EXPECT_EQ(sha256.Hex(), Sha256Hex("a"));
  sha256.Add("");
  sha256.Add("bc");
  EXPECT_EQ(sha256.Hex(), Sha256Hex("abc"));
}

TEST(ValidateSha256Test, TakesWhatHexWrites) {
  EXPECT_THAT(ValidateSha256("hash", Sha256Hex("abc")), IsOk());
  const std::string digits(63, '0');
  for (const std::string& wrong :
       {std::string(), digits, digits + "A", digits + "g", digits + "00"}) {
    EXPECT_THAT(ValidateSha256("hash", wrong),
                FailsWith(absl::StatusCode::kInvalidArgument, "hash: must be"))
        << wrong;
  }
}

}  // namespace
}  // namespace ritornello
