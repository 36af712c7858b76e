// A PostgreSQL cluster of one's own. Tests only.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/strings/string_view.h"

namespace ritornello::sql::testing {

// Started by the constructor in a temporary folder, stopped and removed by the
// destructor, killed by the kernel if this process dies first. Runs as user
// postgres when this process is root, which PostgreSQL refuses to be. Ends the
// process with the reason if it cannot start.
class PrivatePostgres {
 public:
  // The one of this process.
  static PrivatePostgres& Get();

  ~PrivatePostgres();

  // For libpq; superuser.
  std::string url(absl::string_view database = "postgres") const;

  // With the socket that it listens on.
  const std::string& folder() const { return folder_; }

 private:
  PrivatePostgres();

  std::string folder_;
  pid_t server_ = 0;
};

}  // namespace ritornello::sql::testing
