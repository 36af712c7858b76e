#include "services/catalog/storage/schema.h"

#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "catalog_migrations/catalog_migrations.h"
#include "libs/sql/migrations.h"

namespace ritornello::catalog {

absl::Status MigrateCatalog(sql::Connection& connection, absl::Time now) {
  std::vector<std::pair<absl::string_view, absl::string_view>> files;
  for (const auto& file : catalog_migrations::Files()) {
    files.emplace_back(file.path, file.content);
  }
  return sql::Migrate(connection,
                      sql::MigrationsFor(connection.dialect(), files), now);
}

}  // namespace ritornello::catalog
