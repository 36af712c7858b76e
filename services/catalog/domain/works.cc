#include "services/catalog/domain/works.h"

#include <utility>

#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {

absl::StatusOr<Work> Works::Create(Work work,
                                   const request_log::Request& request) {
  RITORNELLO_RETURN_IF_ERROR(ValidateId("work_id", work.key.work_id));
  RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(work), "work"));
  const auto write = [&](sql::Transaction& transaction,
                         absl::Time now) -> absl::StatusOr<std::string> {
    RITORNELLO_RETURN_IF_ERROR(
        GetAccount(transaction.connection(), work.key.account_id).status());
    work.revision = 1;
    work.create_time = work.update_time = now;
    RITORNELLO_RETURN_IF_ERROR(InsertWork(transaction, work));
    return NameOf(work.key);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, write));
  return Read(name);
}

absl::StatusOr<Work> Works::Update(const Work& work,
                                   std::span<const std::string> mask,
                                   std::optional<int64_t> expected_revision,
                                   const request_log::Request& request) {
  const std::string name = NameOf(work.key);
  const auto write = [&](sql::Transaction& transaction,
                         absl::Time now) -> absl::StatusOr<std::string> {
    RITORNELLO_ASSIGN_OR_RETURN(const auto locked,
                                LockWorks(transaction, {work.key}));
    if (locked.empty()) return WorkNotFound(work.key);
    const Work& before = locked.begin()->second;
    RITORNELLO_RETURN_IF_ERROR(
        RequireRevision(expected_revision, before.revision, name));
    Work after = before;
    RITORNELLO_RETURN_IF_ERROR(CopyFields(mask, work, after));
    RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(after), "work"));
    if (after == before) return name;
    after.update_time = now;
    RITORNELLO_RETURN_IF_ERROR(UpsertWorks(transaction, std::span(&after, 1)));
    return name;
  };
  RITORNELLO_RETURN_IF_ERROR(WriteOnce(pool_, clock_, request, write).status());
  return Read(name);
}

absl::StatusOr<Work> Works::Read(const std::string& name) {
  RITORNELLO_ASSIGN_OR_RETURN(const WorkKey key, ParseWorkName("name", name));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetWork(*connection, key);
}

}  // namespace ritornello::catalog
