// Pages of a list: how many, and where the next one begins.
//
//   const std::string arguments = PageArguments(request);
//   ASSIGN_OR_RETURN(const std::string cursor,
//                    ParsePageToken(request.page_token(), arguments));
//   ...
//   response.set_next_page_token(MakePageToken(arguments, next_cursor));
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ritornello::rpc {

// What must stay the same from page to page: every field of `request` but
// page_size and page_token. Unknown fields count.
std::string PageArguments(const google::protobuf::Message& request);

// The token of the page that begins at `cursor`, for a list asked for with
// `arguments`. URL-safe; the same in every process. It is opaque but not
// secret, and not signed: a cursor must say nothing that its reader may not
// know, and is checked like any other input when it comes back.
// REQUIRES: `cursor` is not empty.
std::string MakePageToken(absl::string_view arguments,
                          absl::string_view cursor);

// The cursor in `token`, or "" for the empty token: the first page.
// InvalidArgument on page_token when MakePageToken() did not make it for the
// same arguments.
absl::StatusOr<std::string> ParsePageToken(absl::string_view token,
                                           absl::string_view arguments);

// `requested`; `fallback` for 0; `size_max` for more than that.
// InvalidArgument on page_size when negative.
// REQUIRES: 1 <= fallback <= size_max.
absl::StatusOr<int> PageSize(int32_t requested, int fallback, int size_max);

}  // namespace ritornello::rpc
