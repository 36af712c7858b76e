#include "services/royalties/storage/schema.h"

#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/sql/migrations.h"
#include "royalties_migrations/royalties_migrations.h"

namespace ritornello::royalties {

absl::Status MigrateRoyalties(sql::Connection& connection, absl::Time now) {
  std::vector<std::pair<absl::string_view, absl::string_view>> files;
  for (const auto& file : royalties_migrations::Files()) {
    files.emplace_back(file.path, file.content);
  }
  return sql::Migrate(connection,
                      sql::MigrationsFor(connection.dialect(), files), now);
}

}  // namespace ritornello::royalties
