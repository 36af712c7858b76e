#include "services/catalog/domain/accounts.h"

#include <string>

#include "libs/status/status_macros.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/model/names.h"
#include "services/catalog/storage/account_store.h"

namespace ritornello::catalog {

absl::StatusOr<Account> Accounts::Create(Account account,
                                         const request_log::Request& request) {
  RITORNELLO_RETURN_IF_ERROR(Normalize(account));
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    account.create_time = now;
    RITORNELLO_RETURN_IF_ERROR(InsertAccount(transaction, account));
    return AccountName(account.id);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  RITORNELLO_ASSIGN_OR_RETURN(const std::string account_id,
                              ParseAccountName("name", name));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetAccount(*connection, account_id);
}

}  // namespace ritornello::catalog
