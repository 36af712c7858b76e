// Rows of deals.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/connection.h"
#include "libs/sql/transaction.h"
#include "services/royalties/model/deal.h"
#include "services/royalties/model/names.h"

namespace ritornello::royalties {

// Keeps everybody else from changing which deals the account has at the
// library until the transaction ends.
absl::Status LockDeals(sql::Transaction& transaction,
                       absl::string_view account_id,
                       absl::string_view library_id);

// The id of a deal of the same account and library, not void, that covers one
// of the tracks of `deal` on one of its days; the first by id among those
// found, or none. REQUIRES: LockDeals was called.
absl::StatusOr<std::optional<std::string>> FindOverlap(
    sql::Transaction& transaction, const Deal& deal);

// AlreadyExists when the account has a deal of that id.
absl::Status InsertDeal(sql::Transaction& transaction, const Deal& deal);

// NotFound when there is none.
absl::StatusOr<Deal> GetDeal(sql::Connection& connection, const DealKey& key);

// Keeps everybody else from ending or voiding `deals`, or earning under them,
// until the transaction ends; those that do not exist are passed over.
absl::Status HoldDeals(sql::Transaction& transaction,
                       std::span<const DealKey> deals);

// GetDeal after HoldDeals.
absl::StatusOr<Deal> LockDeal(sql::Transaction& transaction,
                              const DealKey& key);

// Stores what may change: its end, and that it is void.
// REQUIRES: the transaction locked the deal.
absl::Status UpdateDeal(sql::Transaction& transaction, const Deal& deal);

// Deals of the account after `after_deal` in byte order of their ids.
absl::StatusOr<std::vector<Deal>> ListDeals(sql::Connection& connection,
                                            absl::string_view account_id,
                                            absl::string_view after_deal,
                                            size_t count_max);

// Every deal at the library that names one of `tracks`, or all tracks of an
// account of theirs, and is not void, whatever its days: by track, then start
// date. The track lists of the deals hold the track in question, or nothing.
// Costs two statements per 1'000 tracks.
absl::StatusOr<std::map<TrackKey, std::vector<Deal>>> FindDeals(
    sql::Connection& connection, absl::string_view library_id,
    std::span<const TrackKey> tracks);

}  // namespace ritornello::royalties
