#include "services/royalties/storage/deal_store.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/check.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/model/period.h"

namespace ritornello::royalties {
namespace {

using sql::Int;
using sql::Row;
using sql::Text;
using sql::Value;

// An end_date that no date reaches.
constexpr char kNoEnd[] = "9999-12-31";

constexpr char kLockScope[] =
    "INSERT INTO deal_scopes (account_id, library_id, deal_count)"
    " VALUES ($1, $2, 1) ON CONFLICT (account_id, library_id) DO UPDATE"
    " SET deal_count = deal_scopes.deal_count + 1";
constexpr char kInsertDeal[] =
    "INSERT INTO deals (account_id, id, library_id, licensing_model,"
    " covers_all_tracks, royalty_ppm, commission_ppm, composition_ppm,"
    " fee_currency, fee_micros, start_date, end_date, created_at_us)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
constexpr char kInsertTrack[] =
    "INSERT INTO deal_tracks (account_id, deal_id, track_id, position)"
    " VALUES ($1, $2, $3, $4)";
constexpr char kSelectDeals[] =
    "SELECT d.account_id, d.id, d.library_id, d.licensing_model,"
    " d.royalty_ppm, d.commission_ppm, d.composition_ppm, d.fee_currency,"
    " d.fee_micros, d.start_date, d.end_date, d.created_at_us,"
    " d.voided_at_us, d.void_reason";
// A write that changes nothing locks the row on both engines.
constexpr char kLockDeal[] =
    "UPDATE deals SET end_date = end_date WHERE account_id = $1 AND id = $2";
constexpr char kUpdateDeal[] =
    "UPDATE deals SET end_date = $3, voided_at_us = $4, void_reason = $5"
    " WHERE account_id = $1 AND id = $2";
constexpr char kSelectTracks[] =
    "SELECT deal_id, track_id FROM deal_tracks WHERE account_id = $1"
    " AND deal_id IN ";
// $1 account, $2 library, $3 own id, $4 first and $5 last day.
constexpr char kOverlapping[] =
    "d.account_id = $1 AND d.library_id = $2 AND d.id <> $3"
    " AND d.start_date <= $5 AND d.end_date >= $4"
    " AND d.voided_at_us IS NULL";

std::string EndText(const Deal& deal) {
  return deal.end_date.has_value() ? DayText(*deal.end_date) : kNoEnd;
}

absl::StatusOr<Deal> DealFrom(const Row& row) {
  Deal deal;
  deal.key = {Text(row[0]), Text(row[1])};
  deal.library_id = Text(row[2]);
  RITORNELLO_ASSIGN_OR_RETURN(deal.licensing_model,
                              ParseLicensingModel(Text(row[3])));
  deal.royalty_ppm = static_cast<int32_t>(Int(row[4]));
  deal.commission_ppm = static_cast<int32_t>(Int(row[5]));
  deal.composition_ppm = static_cast<int32_t>(Int(row[6]));
  if (!sql::IsNull(row[7])) {
    RITORNELLO_ASSIGN_OR_RETURN(const Currency currency,
                                ParseCurrency("fee_currency", Text(row[7])));
    deal.fee = Money(currency, Int(row[8]));
  }
  RITORNELLO_ASSIGN_OR_RETURN(deal.start_date,
                              ParseDay("start_date", Text(row[9])));
  if (Text(row[10]) != kNoEnd) {
    RITORNELLO_ASSIGN_OR_RETURN(deal.end_date,
                                ParseDay("end_date", Text(row[10])));
  }
  deal.create_time = absl::FromUnixMicros(Int(row[11]));
  if (!sql::IsNull(row[12])) {
    deal.void_time = absl::FromUnixMicros(Int(row[12]));
  }
  deal.void_reason = Text(row[13]);
  return deal;
}

// Reads the tracks of `deals`, all of one account.
absl::Status AddTracks(sql::Connection& connection, std::vector<Deal>& deals) {
  if (deals.empty()) return absl::OkStatus();
  std::map<std::string, Deal*> by_id;
  Row parameters = {deals[0].key.account_id};
  for (Deal& deal : deals) {
    by_id[deal.key.deal_id] = &deal;
    parameters.push_back(deal.key.deal_id);
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Row> rows,
      connection.Run(absl::StrCat(kSelectTracks, sql::InList(2, deals.size()),
                                  " ORDER BY deal_id, position"),
                     parameters));
  for (const Row& row : rows) {
    by_id.at(Text(row[0]))->track_ids.push_back(Text(row[1]));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> FirstText(
    sql::Transaction& transaction, const std::string& statement,
    const Row& parameters) {
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                              transaction.Run(statement, parameters));
  if (rows.empty()) return std::nullopt;
  return Text(rows[0][0]);
}

// Deals that name one of `tracks`, which are of any accounts, once per track.
absl::Status AddDealsByTrack(sql::Connection& connection,
                             absl::string_view library_id,
                             const std::set<TrackKey>& tracks,
                             std::map<TrackKey, std::vector<Deal>>& deals_of) {
  Row parameters = {std::string(library_id)};
  for (const TrackKey& track : tracks) parameters.push_back(track.track_id);
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Row> rows,
      connection.Run(
          absl::StrCat(kSelectDeals,
                       ", t.track_id FROM deal_tracks t JOIN deals d"
                       " ON d.account_id = t.account_id AND d.id = t.deal_id"
                       " WHERE d.library_id = $1 AND d.voided_at_us IS NULL"
                       " AND t.track_id IN ",
                       sql::InList(2, tracks.size())),
          parameters));
  for (const Row& row : rows) {
    const TrackKey track{Text(row[0]), Text(row[14])};
    if (!tracks.contains(track)) continue;  // another account's namesake
    RITORNELLO_ASSIGN_OR_RETURN(Deal deal, DealFrom(row));
    deal.track_ids = {track.track_id};
    deals_of[track].push_back(std::move(deal));
  }
  return absl::OkStatus();
}

absl::Status AddDealsOfAllTracks(
    sql::Connection& connection, absl::string_view library_id,
    const std::set<TrackKey>& tracks,
    std::map<TrackKey, std::vector<Deal>>& deals_of) {
  std::set<std::string> accounts;
  for (const TrackKey& track : tracks) accounts.insert(track.account_id);
  Row parameters = {std::string(library_id)};
  parameters.insert(parameters.end(), accounts.begin(), accounts.end());
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Row> rows,
      connection.Run(absl::StrCat(kSelectDeals,
                                  " FROM deals d WHERE d.library_id = $1"
                                  " AND d.covers_all_tracks = 1"
                                  " AND d.voided_at_us IS NULL"
                                  " AND d.account_id IN ",
                                  sql::InList(2, accounts.size())),
                     parameters));
  std::map<std::string, std::vector<Deal>> deals_of_account;
  for (const Row& row : rows) {
    RITORNELLO_ASSIGN_OR_RETURN(Deal deal, DealFrom(row));
    deals_of_account[deal.key.account_id].push_back(std::move(deal));
  }
  for (const TrackKey& track : tracks) {
    const auto found = deals_of_account.find(track.account_id);
    if (found == deals_of_account.end()) continue;
    std::vector<Deal>& deals = deals_of[track];
    deals.insert(deals.end(), found->second.begin(), found->second.end());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LockDeals(sql::Transaction& transaction,
                       absl::string_view account_id,
                       absl::string_view library_id) {
  const Value parameters[] = {std::string(account_id), std::string(library_id)};
  return transaction.Run(kLockScope, parameters).status();
}

absl::StatusOr<std::optional<std::string>> FindOverlap(
    sql::Transaction& transaction, const Deal& deal) {
  Row parameters = {deal.key.account_id, deal.library_id, deal.key.deal_id,
                    DayText(deal.start_date), EndText(deal)};
  if (deal.track_ids.empty()) {
    return FirstText(transaction,
                     absl::StrCat("SELECT d.id FROM deals d WHERE ",
                                  kOverlapping, " ORDER BY d.id LIMIT 1"),
                     parameters);
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      std::optional<std::string> other,
      FirstText(transaction,
                absl::StrCat("SELECT d.id FROM deals d WHERE ", kOverlapping,
                             " AND d.covers_all_tracks = 1"
                             " ORDER BY d.id LIMIT 1"),
                parameters));
  if (other.has_value()) return other;
  parameters.insert(parameters.end(), deal.track_ids.begin(),
                    deal.track_ids.end());
  return FirstText(
      transaction,
      absl::StrCat("SELECT d.id FROM deal_tracks t JOIN deals d"
                   " ON d.account_id = t.account_id AND d.id = t.deal_id"
                   " WHERE ",
                   kOverlapping, " AND t.account_id = $1 AND t.track_id IN ",
                   sql::InList(6, deal.track_ids.size()),
                   " ORDER BY d.id LIMIT 1"),
      parameters);
}

absl::Status InsertDeal(sql::Transaction& transaction, const Deal& deal) {
  Row row = {deal.key.account_id,
             deal.key.deal_id,
             deal.library_id,
             std::string(LicensingModelName(deal.licensing_model)),
             int64_t{deal.track_ids.empty()},
             int64_t{deal.royalty_ppm},
             int64_t{deal.commission_ppm},
             int64_t{deal.composition_ppm},
             sql::Null(),
             sql::Null(),
             DayText(deal.start_date),
             EndText(deal),
             absl::ToUnixMicros(deal.create_time)};
  if (deal.fee.has_value()) {
    row[8] = std::string(deal.fee->currency().code());
    row[9] = deal.fee->micros();
  }
  const absl::Status inserted = transaction.Run(kInsertDeal, row).status();
  if (absl::IsAlreadyExists(inserted)) {
    const std::string name = NameOf(deal.key);
    return WithReason(
        absl::AlreadyExistsError(absl::StrCat(name, " exists already")),
        "DEAL_EXISTS", {{"deal", name}});
  }
  RITORNELLO_RETURN_IF_ERROR(inserted);
  std::vector<Row> track_rows;
  for (const std::string& track_id : deal.track_ids) {
    track_rows.push_back({deal.key.account_id, deal.key.deal_id, track_id,
                          static_cast<int64_t>(track_rows.size()) + 1});
  }
  return transaction.RunMany(kInsertTrack, track_rows);
}

absl::StatusOr<Deal> GetDeal(sql::Connection& connection, const DealKey& key) {
  const Value parameters[] = {key.account_id, key.deal_id};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Row> rows,
      connection.Run(
          absl::StrCat(kSelectDeals,
                       " FROM deals d WHERE d.account_id = $1 AND d.id = $2"),
          parameters));
  if (rows.empty()) {
    const std::string name = NameOf(key);
    return WithReason(absl::NotFoundError(absl::StrCat("no such deal: ", name)),
                      "DEAL_NOT_FOUND", {{"deal", name}});
  }
  std::vector<Deal> deals(1);
  RITORNELLO_ASSIGN_OR_RETURN(deals[0], DealFrom(rows[0]));
  RITORNELLO_RETURN_IF_ERROR(AddTracks(connection, deals));
  return std::move(deals[0]);
}

absl::Status HoldDeals(sql::Transaction& transaction,
                       std::span<const DealKey> deals) {
  std::vector<Row> rows;
  for (const DealKey& key : deals) {
    rows.push_back({key.account_id, key.deal_id});
  }
  return transaction.RunMany(kLockDeal, rows);
}

absl::StatusOr<Deal> LockDeal(sql::Transaction& transaction,
                              const DealKey& key) {
  RITORNELLO_RETURN_IF_ERROR(HoldDeals(transaction, {&key, 1}));
  return GetDeal(transaction.connection(), key);
}

absl::Status UpdateDeal(sql::Transaction& transaction, const Deal& deal) {
  const Value parameters[] = {
      deal.key.account_id, deal.key.deal_id, EndText(deal),
      deal.void_time.has_value() ? Value(absl::ToUnixMicros(*deal.void_time))
                                 : sql::Null(),
      deal.void_reason};
  return transaction.Run(kUpdateDeal, parameters).status();
}

absl::StatusOr<std::vector<Deal>> ListDeals(sql::Connection& connection,
                                            absl::string_view account_id,
                                            absl::string_view after_deal,
                                            size_t count_max) {
  const Value parameters[] = {std::string(account_id), std::string(after_deal),
                              static_cast<int64_t>(count_max)};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<Row> rows,
      connection.Run(
          absl::StrCat(kSelectDeals,
                       " FROM deals d WHERE d.account_id = $1 AND d.id > $2"
                       " ORDER BY d.id LIMIT $3"),
          parameters));
  std::vector<Deal> deals;
  for (const Row& row : rows) {
    RITORNELLO_ASSIGN_OR_RETURN(Deal deal, DealFrom(row));
    deals.push_back(std::move(deal));
  }
  RITORNELLO_RETURN_IF_ERROR(AddTracks(connection, deals));
  return deals;
}

absl::StatusOr<std::map<TrackKey, std::vector<Deal>>> FindDeals(
    sql::Connection& connection, absl::string_view library_id,
    std::span<const TrackKey> tracks) {
  std::map<TrackKey, std::vector<Deal>> deals_of;
  for (size_t begin = 0; begin < tracks.size(); begin += sql::kInListSizeMax) {
    const auto chunk = tracks.subspan(
        begin, std::min(sql::kInListSizeMax, tracks.size() - begin));
    const std::set<TrackKey> some(chunk.begin(), chunk.end());
    RITORNELLO_RETURN_IF_ERROR(
        AddDealsByTrack(connection, library_id, some, deals_of));
    RITORNELLO_RETURN_IF_ERROR(
        AddDealsOfAllTracks(connection, library_id, some, deals_of));
  }
  for (auto& [track, deals] : deals_of) {
    std::sort(deals.begin(), deals.end(), [](const Deal& a, const Deal& b) {
      return a.start_date < b.start_date;
    });
  }
  return deals_of;
}

}  // namespace ritornello::royalties
