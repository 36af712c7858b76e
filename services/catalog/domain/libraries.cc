#include "services/catalog/domain/libraries.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/model/names.h"
#include "services/catalog/storage/job_store.h"
#include "services/catalog/storage/library_store.h"

namespace ritornello::catalog {

absl::StatusOr<Library> Libraries::Update(const LibraryChange& change,
                                          const request_log::Request& request) {
  const std::string& id = change.library.id;
  const std::string name = LibraryName(id);
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    const absl::StatusOr<Library> before =
        GetLibrary(transaction.connection(), id);
    if (absl::IsNotFound(before.status()) && change.allow_missing) {
      RITORNELLO_RETURN_IF_ERROR(
          RequireRevision(change.expected_revision, 0, name));
      RITORNELLO_RETURN_IF_ERROR(Insert(transaction, change.library, now));
      return name;
    }
    RITORNELLO_RETURN_IF_ERROR(before.status());
    RITORNELLO_RETURN_IF_ERROR(Change(transaction, change, *before, now));
    return name;
  };
  RITORNELLO_RETURN_IF_ERROR(WriteOnce(pool_, clock_, request, work).status());
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetLibrary(*connection, id);
}

absl::Status Libraries::AddMissing(const Library& library) {
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    const absl::Status status =
        GetLibrary(transaction.connection(), library.id).status();
    if (absl::IsNotFound(status)) {
      RITORNELLO_RETURN_IF_ERROR(Insert(transaction, library, now));
    } else {
      RITORNELLO_RETURN_IF_ERROR(status);
    }
    return LibraryName(library.id);
  };
  return WriteOnce(pool_, clock_, request_log::Request(), work).status();
}

absl::Status Libraries::Insert(sql::Transaction& transaction, Library library,
                               absl::Time now) {
  RITORNELLO_RETURN_IF_ERROR(
      WithFieldPrefix(Normalize(library, vocabulary_), "library"));
  library.revision = 1;
  library.create_time = library.update_time = now;
  RITORNELLO_ASSIGN_OR_RETURN(const bool inserted,
                              InsertLibrary(transaction, library));
  if (!inserted) {
    return absl::AbortedError(
        absl::StrCat(LibraryName(library.id), " was made meanwhile"));
  }
  return EnqueueAssessAll(transaction, now);
}

absl::Status Libraries::Change(sql::Transaction& transaction,
                               const LibraryChange& change,
                               const Library& before, absl::Time now) {
  RITORNELLO_RETURN_IF_ERROR(RequireRevision(
      change.expected_revision, before.revision, LibraryName(before.id)));
  Library after = before;
  RITORNELLO_RETURN_IF_ERROR(CopyFields(change.mask, change.library, after));
  RITORNELLO_RETURN_IF_ERROR(
      WithFieldPrefix(Normalize(after, vocabulary_), "library"));
  if (after == before) return absl::OkStatus();
  ++after.revision;
  after.update_time = now;
  RITORNELLO_RETURN_IF_ERROR(UpdateLibrary(transaction, after));
  return EnqueueAssessAll(transaction, now);
}

}  // namespace ritornello::catalog
