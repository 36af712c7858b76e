#include "services/catalog/domain/ingestion.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/transaction.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/domain/rights.h"
#include "services/catalog/domain/track_writer.h"
#include "services/catalog/model/track_change.h"
#include "services/catalog/storage/account_store.h"
#include "services/catalog/storage/party_store.h"
#include "services/catalog/storage/track_store.h"

namespace ritornello::catalog {
namespace {

using Outcome = IngestAck::Outcome;

// Times are kept in whole microseconds.
absl::Time Now(const Clock& clock) {
  return absl::FromUnixMicros(absl::ToUnixMicros(clock.Now()));
}

absl::Status NormalizeSheets(std::vector<SplitSheet>& sheets) {
  if (sheets.size() > kIngestSheetCountMax) {
    return InvalidField("split_sheets", absl::StrCat("must number at most ",
                                                     kIngestSheetCountMax,
                                                     ", got ", sheets.size()));
  }
  std::map<std::pair<Right, absl::CivilDay>, size_t> by_date;
  for (size_t i = 0; i < sheets.size(); ++i) {
    const std::string field = absl::StrCat("split_sheets[", i, "]");
    RITORNELLO_RETURN_IF_ERROR(WithFieldPrefix(Normalize(sheets[i]), field));
    const auto [twin, is_first] =
        by_date.try_emplace({sheets[i].right, sheets[i].effective_date}, i);
    if (!is_first) {
      return InvalidField(field, absl::StrCat("is of the right and the date of "
                                              "split_sheets[",
                                              twin->second, "], too"));
    }
  }
  return absl::OkStatus();
}

absl::Status NormalizeItem(const std::string& account_id,
                           const Vocabulary& vocabulary, IngestItem& item) {
  item.track.key.account_id = account_id;
  RITORNELLO_RETURN_IF_ERROR(
      WithFieldPrefix(Normalize(item.track, vocabulary), "track"));
  if (item.track.versions.empty()) {
    return InvalidField("track.versions", "must have at least one version");
  }
  return NormalizeSheets(item.split_sheets);
}

// InvalidArgument naming the first share of `item` whose party is missing.
absl::Status CheckParties(const IngestItem& item,
                          const std::set<PartyKey>& missing) {
  for (size_t i = 0; i < item.split_sheets.size(); ++i) {
    for (const Share& share : item.split_sheets[i].shares) {
      const PartyKey key{item.track.key.account_id, share.party_id};
      if (missing.count(key) > 0) {
        return InvalidField(
            absl::StrCat("split_sheets[", i, "].shares"),
            absl::StrCat("no party ", NameOf(key), "; create it first"));
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::set<PartyKey>> FindMissingParties(
    sql::Connection& connection, std::span<const IngestItem> items) {
  std::set<PartyKey> parties;
  for (const IngestItem& item : items) {
    for (const SplitSheet& sheet : item.split_sheets) {
      for (const Share& share : sheet.shares) {
        parties.insert({item.track.key.account_id, share.party_id});
      }
    }
  }
  if (parties.empty()) return parties;
  return MissingParties(connection, parties);
}

// What one batch does, worked out before anything is written.
struct Plan {
  std::vector<IngestAck> acks;
  std::vector<TrackChange> changes;
  std::vector<TrackSplitSheet> sheets;
  std::vector<size_t> sheet_items;  // of which item each sheet is
};

void PlanItem(const IngestItem& item, Merge merge,
              const std::map<std::string, Track>& existing, absl::Time now,
              Plan& plan) {
  const auto found = existing.find(item.track.client_reference);
  const Track* before = found == existing.end() ? nullptr : &found->second;
  IngestAck& ack = plan.acks.back();
  Track wanted = before != nullptr && merge == Merge::kFill
                     ? FillFrom(*before, item.track)
                     : item.track;
  // Who says nothing of works means those that are known.
  if (before != nullptr && wanted.works.empty()) wanted.works = before->works;
  std::optional<TrackChange> change =
      PlanChange(before, std::move(wanted), now);
  ack.outcome = before == nullptr    ? Outcome::kCreated
                : change.has_value() ? Outcome::kUpdated
                                     : Outcome::kUnchanged;
  ack.track = change.has_value() ? change->track.key : before->key;
  for (const SplitSheet& sheet : item.split_sheets) {
    plan.sheets.push_back({ack.track, sheet});
    plan.sheet_items.push_back(plan.acks.size() - 1);
  }
  if (!change.has_value()) return;
  ack.queued_version_count =
      static_cast<int64_t>(change->changed_versions.size());
  plan.changes.push_back(*std::move(change));
}

absl::StatusOr<Plan> MakePlan(sql::Transaction& transaction,
                              const std::string& account_id, Merge merge,
                              std::span<const IngestItem> items,
                              absl::Time now) {
  std::set<std::string> references;
  for (const IngestItem& item : items) {
    references.insert(item.track.client_reference);
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const auto existing,
      LockTracksByReference(transaction, account_id, references));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::set<PartyKey> missing,
      FindMissingParties(transaction.connection(), items));
  Plan plan;
  for (const IngestItem& item : items) {
    IngestAck& ack = plan.acks.emplace_back();
    ack.error = CheckParties(item, missing);
    if (ack.error.ok()) PlanItem(item, merge, existing, now, plan);
  }
  return plan;
}

}  // namespace

absl::StatusOr<std::vector<IngestAck>> Ingestion::IngestDistinct(
    const std::string& account_id, Merge merge,
    std::span<const IngestItem> items) {
  std::vector<IngestAck> acks;
  const absl::Status done = sql::RunTransaction(
      pool_, [&](sql::Transaction& transaction) -> absl::Status {
        const absl::Time now = Now(clock_);
        RITORNELLO_RETURN_IF_ERROR(
            GetAccount(transaction.connection(), account_id).status());
        RITORNELLO_ASSIGN_OR_RETURN(
            Plan plan, MakePlan(transaction, account_id, merge, items, now));
        const absl::Status written =
            WriteChanges(transaction, vocabulary_, plan.changes, now);
        // Somebody else has just made one of the tracks: look again.
        if (absl::IsAlreadyExists(written)) {
          return absl::AbortedError(written.message());
        }
        RITORNELLO_RETURN_IF_ERROR(written);
        RITORNELLO_ASSIGN_OR_RETURN(
            const std::vector<bool> recorded,
            SetSplitSheets(transaction, plan.sheets, now));
        for (size_t i = 0; i < recorded.size(); ++i) {
          IngestAck& ack = plan.acks[plan.sheet_items[i]];
          if (recorded[i] && ack.outcome == Outcome::kUnchanged) {
            ack.outcome = Outcome::kUpdated;
          }
        }
        acks = std::move(plan.acks);
        return absl::OkStatus();
      });
  RITORNELLO_RETURN_IF_ERROR(done);
  return acks;
}

absl::StatusOr<std::vector<IngestAck>> Ingestion::Ingest(
    const std::string& account_id, Merge merge, std::vector<IngestItem> items) {
  RITORNELLO_CHECK(items.size() <= kIngestBatchMax);
  std::vector<IngestAck> acks(items.size());
  // Runs of good items with distinct references, and where each came from.
  std::vector<IngestItem> run;
  std::vector<size_t> positions;
  std::set<std::string> references;
  bool has_written = false;
  const auto flush = [&]() -> absl::Status {
    if (run.empty()) return absl::OkStatus();
    has_written = true;
    RITORNELLO_ASSIGN_OR_RETURN(std::vector<IngestAck> written,
                                IngestDistinct(account_id, merge, run));
    for (size_t i = 0; i < written.size(); ++i) {
      acks[positions[i]] = std::move(written[i]);
    }
    run.clear();
    positions.clear();
    references.clear();
    return absl::OkStatus();
  };
  for (size_t i = 0; i < items.size(); ++i) {
    acks[i].error = NormalizeItem(account_id, vocabulary_, items[i]);
    if (!acks[i].error.ok()) continue;
    if (references.count(items[i].track.client_reference) > 0) {
      RITORNELLO_RETURN_IF_ERROR(flush());
    }
    references.insert(items[i].track.client_reference);
    positions.push_back(i);
    run.push_back(std::move(items[i]));
  }
  RITORNELLO_RETURN_IF_ERROR(flush());
  if (!has_written) {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
    RITORNELLO_RETURN_IF_ERROR(GetAccount(*connection, account_id).status());
    return acks;
  }
  wake_();
  return acks;
}

}  // namespace ritornello::catalog
