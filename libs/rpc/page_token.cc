#include "libs/rpc/page_token.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/status/check.h"
#include "libs/status/error.h"

namespace ritornello::rpc {
namespace {

constexpr size_t kDigestSize = 8;

// 64-bit FNV-1a (RFC 9923): pods of different builds must agree, and nobody
// gains anything by a collision.
uint64_t Fnv1a(uint64_t hash, absl::string_view bytes) {
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<uint8_t>(byte)) * 0x100000001B3;
  }
  return hash;
}

// Covers the cursor too, so that a damaged token is told from a good one.
std::string Digest(absl::string_view arguments, absl::string_view cursor) {
  uint64_t hash = 0xCBF29CE484222325;
  hash = Fnv1a(hash, absl::StrCat(arguments.size(), ":"));
  hash = Fnv1a(Fnv1a(hash, arguments), cursor);
  std::string digest;
  for (size_t i = 0; i < kDigestSize; ++i) {
    digest.push_back(static_cast<char>(hash >> (8 * i) & 0xFF));
  }
  return digest;
}

}  // namespace

std::string PageArguments(const google::protobuf::Message& request) {
  const std::unique_ptr<google::protobuf::Message> rest(request.New());
  rest->CopyFrom(request);
  for (const char* name : {"page_size", "page_token"}) {
    const auto* field = request.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) rest->GetReflection()->ClearField(rest.get(), field);
  }
  std::string arguments;
  google::protobuf::io::StringOutputStream stream(&arguments);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);  // maps have no order
  rest->SerializePartialToCodedStream(&coded);
  coded.Trim();
  return arguments;
}

std::string MakePageToken(absl::string_view arguments,
                          absl::string_view cursor) {
  RITORNELLO_CHECK(!cursor.empty());
  return absl::WebSafeBase64Escape(
      absl::StrCat(Digest(arguments, cursor), cursor));
}

absl::StatusOr<std::string> ParsePageToken(absl::string_view token,
                                           absl::string_view arguments) {
  if (token.empty()) return std::string();
  std::string bytes;
  if (absl::WebSafeBase64Unescape(token, &bytes) &&
      bytes.size() > kDigestSize) {
    const absl::string_view cursor =
        absl::string_view(bytes).substr(kDigestSize);
    // Comparing whole tokens also refuses other spellings of the same bytes.
    if (MakePageToken(arguments, cursor) == token) return std::string(cursor);
  }
  return InvalidField("page_token",
                      "must be one that this method returned for the same "
                      "arguments");
}

absl::StatusOr<int> PageSize(int32_t requested, int fallback, int size_max) {
  RITORNELLO_CHECK(1 <= fallback && fallback <= size_max);
  if (requested < 0) {
    return InvalidField("page_size",
                        absl::StrCat("must not be negative, got ", requested));
  }
  if (requested == 0) return fallback;
  return requested < size_max ? requested : size_max;
}

}  // namespace ritornello::rpc
