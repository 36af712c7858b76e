// Rows of accounts.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/catalog/model/account.h"

namespace ritornello::catalog {

// AlreadyExists when the id is taken.
absl::Status InsertAccount(sql::Transaction& transaction,
                           const Account& account);

// NotFound with reason ACCOUNT_NOT_FOUND.
absl::StatusOr<Account> GetAccount(sql::Connection& connection,
                                   absl::string_view account_id);

// The first `count_max` accounts behind `after_id`, by id.
absl::StatusOr<std::vector<Account>> ListAccounts(sql::Connection& connection,
                                                  absl::string_view after_id,
                                                  size_t count_max);

}  // namespace ritornello::catalog
