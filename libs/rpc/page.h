// One page of a list, from the request to the response.
//
//   ASSIGN_OR_RETURN(const Page page, Page::Of(request, kDefault, kMax));
//   ASSIGN_OR_RETURN(std::vector<Track> tracks,
//                    ListTracks(connection, page.cursor(), page.row_count()));
//   response.set_next_page_token(page.Cut(
//       tracks, [](const Track& last) { return last.id; }));
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/rpc/page_token.h"
#include "libs/status/status_macros.h"

namespace ritornello::rpc {

class Page {
 public:
  // Of a request with page_size and page_token. Errors: those of PageSize and
  // ParsePageToken.
  template <typename Request>
  static absl::StatusOr<Page> Of(const Request& request, int size_default,
                                 int size_max) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const int size, PageSize(request.page_size(), size_default, size_max));
    std::string arguments = PageArguments(request);
    RITORNELLO_ASSIGN_OR_RETURN(
        std::string cursor, ParsePageToken(request.page_token(), arguments));
    return Page(static_cast<size_t>(size), std::move(arguments),
                std::move(cursor));
  }

  // Behind which the page begins; "" for the first.
  const std::string& cursor() const { return cursor_; }

  // How many rows to read: one more than the page has, to learn whether there
  // is another page.
  size_t row_count() const { return size_ + 1; }

  // Takes away what `rows` have beyond the page. Returns the token of the next
  // page, which begins behind cursor_of(the last row left), or "" when there is
  // none.
  template <typename Row, typename CursorOf>
  std::string Cut(std::vector<Row>& rows, CursorOf cursor_of) const {
    if (rows.size() <= size_) return "";
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(size_), rows.end());
    return MakePageToken(arguments_, cursor_of(std::as_const(rows).back()));
  }

 private:
  Page(size_t size, std::string arguments, std::string cursor)
      : size_(size),
        arguments_(std::move(arguments)),
        cursor_(std::move(cursor)) {}

  size_t size_;
  std::string arguments_;
  std::string cursor_;
};

}  // namespace ritornello::rpc
