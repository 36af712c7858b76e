#include "services/catalog/domain/rights.h"

#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/split_sheets.h"
#include "services/catalog/domain/write_once.h"
#include "services/catalog/storage/party_store.h"
#include "services/catalog/storage/split_sheet_store.h"
#include "services/catalog/storage/track_keys.h"
#include "services/catalog/storage/track_store.h"
#include "services/catalog/storage/work_store.h"

namespace ritornello::catalog {
namespace {

absl::Status RequireParties(sql::Connection& connection,
                            const std::string& account_id,
                            const SplitSheet& sheet) {
  std::set<PartyKey> keys;
  for (const Share& share : sheet.shares) {
    keys.insert({account_id, share.party_id});
  }
  RITORNELLO_ASSIGN_OR_RETURN(const std::set<PartyKey> missing,
                              MissingParties(connection, keys));
  if (missing.empty()) return absl::OkStatus();
  const std::string name = NameOf(*missing.begin());
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "PARTY_NOT_FOUND", {{"party", name}});
}

// What splits between a track and a work, under one name each.
absl::StatusOr<std::set<TrackKey>> LockSubjects(
    sql::Transaction& transaction, const std::set<TrackKey>& tracks) {
  return LockTracks(transaction, tracks);
}
absl::StatusOr<std::set<WorkKey>> LockSubjects(sql::Transaction& transaction,
                                               const std::set<WorkKey>& works) {
  RITORNELLO_ASSIGN_OR_RETURN(const auto locked, LockWorks(transaction, works));
  std::set<WorkKey> found;
  for (const auto& [key, work] : locked) found.insert(key);
  return found;
}
absl::Status SubjectNotFound(const TrackKey& track) {
  return TrackNotFound(track);
}
absl::Status SubjectNotFound(const WorkKey& work) { return WorkNotFound(work); }
auto SheetsOf(sql::Connection& connection, const std::set<TrackKey>& tracks) {
  return GetSplitSheets(connection, tracks);
}
auto SheetsOf(sql::Connection& connection, const std::set<WorkKey>& works) {
  return GetWorkSplitSheets(connection, works);
}

// Whether the subject may have a sheet of the right; it is locked.
absl::Status RequireRight(sql::Connection& connection, const TrackKey& track,
                          Right right) {
  if (right == Right::kMaster) return absl::OkStatus();
  RITORNELLO_ASSIGN_OR_RETURN(const Track found,
                              GetTrack(connection, track, WithReports::kNo));
  if (found.works.empty()) return absl::OkStatus();
  std::vector<std::string> works;
  for (const WorkPart& part : found.works) {
    works.push_back(NameOf(WorkKey{track.account_id, part.work_id}));
  }
  const std::string names = absl::StrJoin(works, ", ");
  return WithReason(absl::FailedPreconditionError(absl::StrCat(
                        NameOf(track), " records works, and ", RightName(right),
                        " is theirs: share ", names, " instead")),
                    "TRACK_HAS_WORKS",
                    {{"track", NameOf(track)}, {"works", names}});
}
absl::Status RequireRight(sql::Connection& /*connection*/, const WorkKey& work,
                          Right right) {
  if (right != Right::kMaster) return absl::OkStatus();
  return InvalidField(
      "split_sheet.right",
      absl::StrCat("must be a right of the composition, as ", NameOf(work),
                   " has no master: share the master of a "
                   "track that records it"));
}

template <typename Key>
absl::StatusOr<std::string> Record(sql::Transaction& transaction,
                                   const Key& subject, SplitSheet sheet,
                                   absl::Time now) {
  sql::Connection& connection = transaction.connection();
  RITORNELLO_ASSIGN_OR_RETURN(
      const auto locked, LockSubjects(transaction, std::set<Key>{subject}));
  if (locked.empty()) return SubjectNotFound(subject);
  RITORNELLO_RETURN_IF_ERROR(RequireRight(connection, subject, sheet.right));
  RITORNELLO_RETURN_IF_ERROR(
      RequireParties(connection, subject.account_id, sheet));
  RITORNELLO_ASSIGN_OR_RETURN(auto sheets, SheetsOf(connection, locked));
  sheet.number = NextSheetNumber(sheets[subject], sheet.right);
  sheet.create_time = now;
  const SubjectSheet recorded{subject, std::move(sheet)};
  RITORNELLO_RETURN_IF_ERROR(
      RecordSplitSheets(transaction, std::span(&recorded, 1), now));
  return NameOf(
      SplitSheetKey{subject, recorded.sheet.right, recorded.sheet.number});
}

template <typename Key>
absl::StatusOr<SplitSheet> Read(sql::Connection& connection, const Key& subject,
                                Right right, int64_t number) {
  RITORNELLO_ASSIGN_OR_RETURN(auto sheets,
                              SheetsOf(connection, std::set<Key>{subject}));
  for (SplitSheet& found : sheets[subject]) {
    if (found.right == right && found.number == number) return std::move(found);
  }
  return absl::InternalError(
      absl::StrCat(NameOf(SplitSheetKey{subject, right, number}),
                   " is recorded and not there"));
}

}  // namespace

absl::StatusOr<SplitSheet> Rights::Create(const SheetSubject& subject,
                                          SplitSheet sheet,
                                          const request_log::Request& request) {
  RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(sheet), "split_sheet"));
  const auto work = [&](sql::Transaction& transaction,
                        absl::Time now) -> absl::StatusOr<std::string> {
    return std::visit(
        [&](const auto& key) { return Record(transaction, key, sheet, now); },
        subject);
  };
  RITORNELLO_ASSIGN_OR_RETURN(const std::string name,
                              WriteOnce(pool_, clock_, request, work));
  RITORNELLO_ASSIGN_OR_RETURN(const SplitSheetKey key,
                              ParseSplitSheetName("name", name));
  // A sheet never changes: what was asked for again is what was recorded.
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return std::visit(
      [&](const auto& of) {
        return Read(*connection, of, key.right, key.number);
      },
      key.subject);
}

}  // namespace ritornello::catalog
