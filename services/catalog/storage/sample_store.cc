#include "services/catalog/storage/sample_store.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/storage/track_keys.h"

namespace ritornello::catalog {
namespace {

constexpr char kSelect[] =
    "SELECT account_id, track_id, number, source, agreement_id, created_at_us"
    " FROM samples WHERE ";

sql::Row KeyColumns(const SampleKey& key) {
  return {key.track.account_id, key.track.track_id, key.number};
}

sql::Value AgreementColumn(const Sample& sample) {
  return sample.agreement_id.empty() ? sql::Null()
                                     : sql::Value(sample.agreement_id);
}

Sample FromRow(const sql::Row& row) {
  return {.key = {{sql::Text(row[0]), sql::Text(row[1])}, sql::Int(row[2])},
          .source = sql::Text(row[3]),
          .agreement_id = sql::MaybeText(row[4]).value_or(""),
          .create_time = absl::FromUnixMicros(sql::Int(row[5]))};
}

}  // namespace

absl::Status InsertSamples(sql::Transaction& transaction,
                           std::span<const Sample> samples) {
  std::vector<sql::Row> rows;
  for (const Sample& sample : samples) {
    sql::Row& row = rows.emplace_back(KeyColumns(sample.key));
    row.emplace_back(sample.source);
    row.push_back(AgreementColumn(sample));
    row.emplace_back(absl::ToUnixMicros(sample.create_time));
  }
  return transaction.RunMany(
      "INSERT INTO samples (account_id, track_id, number, source,"
      " agreement_id, created_at_us) VALUES ($1, $2, $3, $4, $5, $6)",
      rows);
}

absl::Status UpdateSamples(sql::Transaction& transaction,
                           std::span<const Sample> samples) {
  std::vector<sql::Row> rows;
  for (const Sample& sample : samples) {
    rows.push_back(KeyColumns(sample.key));
    rows.back().push_back(AgreementColumn(sample));
  }
  return transaction.RunMany(
      "UPDATE samples SET agreement_id = $4"
      " WHERE account_id = $1 AND track_id = $2 AND number = $3",
      rows);
}

absl::Status DeleteSample(sql::Transaction& transaction, const SampleKey& key) {
  return transaction
      .Run(
          "DELETE FROM samples"
          " WHERE account_id = $1 AND track_id = $2 AND number = $3",
          KeyColumns(key))
      .status();
}

absl::StatusOr<Sample> GetSample(sql::Connection& connection,
                                 const SampleKey& key) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(
          absl::StrCat(kSelect,
                       "account_id = $1 AND track_id = $2 AND number = $3"),
          KeyColumns(key)));
  if (!rows.empty()) return FromRow(rows[0]);
  const std::string name = NameOf(key);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "SAMPLE_NOT_FOUND", {{"sample", name}});
}

absl::StatusOr<std::vector<Sample>> SamplesOf(
    sql::Connection& connection, const std::set<TrackKey>& tracks) {
  std::vector<Sample> samples;
  for (const sql::Row& keys : KeyBatches(tracks)) {
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(absl::StrCat(kSelect, "(account_id, track_id) IN ",
                                    sql::PairList(1, keys.size() / 2),
                                    " ORDER BY account_id, track_id, number"),
                       keys));
    for (const sql::Row& row : rows) samples.push_back(FromRow(row));
  }
  return samples;
}

}  // namespace ritornello::catalog
