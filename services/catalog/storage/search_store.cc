#include "services/catalog/storage/search_store.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/sql/row.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

// Above every byte of UTF-8: "dri" and this bracket all words that begin so.
constexpr absl::string_view kAfterAnyByte = "\xf4\x8f\xbf\xbf";

// A value that goes into a statement as a parameter.
struct Bind {
  explicit Bind(sql::Value parameter) : value(std::move(parameter)) {}
  sql::Value value;
};

// A statement under construction: text, and its parameters.
class Statement {
 public:
  explicit Statement(absl::string_view text) : text_(text) {}

  Statement& operator<<(absl::string_view text) {
    text_.append(text.data(), text.size());
    return *this;
  }
  // The next parameter, by its number.
  Statement& operator<<(Bind parameter) {
    parameters_.push_back(std::move(parameter.value));
    absl::StrAppend(&text_, "$", parameters_.size());
    return *this;
  }
  absl::StatusOr<std::vector<sql::Row>> Run(sql::Connection& connection) const {
    return connection.Run(text_, parameters_);
  }

 private:
  std::string text_;
  sql::Row parameters_;
};

// "AND the track has `term` under `facet`".
void AddTerm(Statement& statement, absl::string_view facet,
             const std::string& term) {
  statement << " AND EXISTS (SELECT 1 FROM search_terms s"
               " WHERE s.account_id = t.account_id AND s.facet = "
            << Bind(std::string(facet)) << " AND s.term = " << Bind(term)
            << " AND s.track_id = t.id)";
}

// "the track has a word that begins so under `facet`".
void AddPrefix(Statement& statement, absl::string_view facet,
               const std::string& prefix) {
  statement << "EXISTS (SELECT 1 FROM search_terms s"
               " WHERE s.account_id = t.account_id AND s.facet = "
            << Bind(std::string(facet)) << " AND s.term >= " << Bind(prefix)
            << " AND s.term <= " << Bind(absl::StrCat(prefix, kAfterAnyByte))
            << " AND s.track_id = t.id)";
}

void AddConditions(Statement& statement, const TrackQuery& query) {
  statement << " WHERE 1 = 1";
  if (query.account_id != kAllAccounts) {
    statement << " AND t.account_id = " << Bind(query.account_id);
  }
  for (const std::string& term : query.moods) AddTerm(statement, "mood", term);
  for (const std::string& term : query.instruments) {
    AddTerm(statement, "instrument", term);
  }
  for (const std::string& term : query.uses) AddTerm(statement, "use", term);
  for (const std::string& term : query.genres) {
    AddTerm(statement, "genre", term);
  }
  if (query.tempo_min_bpm.has_value()) {
    statement << " AND t.declared_tempo_bpm >= " << Bind(*query.tempo_min_bpm);
  }
  if (query.tempo_max_bpm.has_value()) {
    statement << " AND t.declared_tempo_bpm <= " << Bind(*query.tempo_max_bpm);
  }
  if (!query.key.empty()) {
    statement << " AND t.declared_key = " << Bind(query.key);
  }
  for (size_t i = 0; i < query.words.size(); ++i) {
    if (i + 1 < query.words.size()) {
      AddTerm(statement, kWordFacet, query.words[i]);
    } else {
      statement << " AND ";
      AddPrefix(statement, kWordFacet, query.words[i]);
    }
  }
}

// 1 where the title has every word, else 0.
void AddTitleMatch(Statement& statement, const TrackQuery& query) {
  if (query.words.empty()) {
    statement << "0";
    return;
  }
  statement << "CASE WHEN ";
  AddPrefix(statement, kTitleFacet, query.words.back());
  for (size_t i = 0; i + 1 < query.words.size(); ++i) {
    AddTerm(statement, kTitleFacet, query.words[i]);
  }
  statement << " THEN 1 ELSE 0 END";
}

}  // namespace

absl::Status ReplaceSearchTerms(
    sql::Transaction& transaction,
    std::span<const std::pair<TrackKey, std::vector<SearchTerm>>> terms) {
  std::vector<sql::Row> keys;
  std::vector<sql::Row> rows;
  for (const auto& [key, track_terms] : terms) {
    keys.push_back({key.account_id, key.track_id});
    for (const SearchTerm& term : track_terms) {
      rows.push_back({key.account_id, term.facet, term.term, key.track_id});
    }
  }
  RITORNELLO_RETURN_IF_ERROR(transaction.RunMany(
      "DELETE FROM search_terms WHERE account_id = $1 AND track_id = $2",
      keys));
  return transaction.RunMany(
      "INSERT INTO search_terms (account_id, facet, term, track_id)"
      " VALUES ($1, $2, $3, $4)",
      rows);
}

absl::StatusOr<std::vector<SearchRank>> FindTracks(
    sql::Connection& connection, const TrackQuery& query,
    const std::optional<SearchRank>& after, size_t count_max) {
  Statement statement(
      "SELECT r.title_match, r.completeness, r.account_id,"
      " r.id FROM (SELECT ");
  AddTitleMatch(statement, query);
  statement << " AS title_match, t.completeness, t.account_id, t.id"
               " FROM tracks t";
  AddConditions(statement, query);
  statement << ") r";
  if (after.has_value()) {
    // Signs turned, so that one comparison of rows says "behind".
    statement << " WHERE (-r.title_match, -r.completeness, r.account_id, r.id)"
                 " > (CAST("
              << Bind(-after->has_title_match) << " AS BIGINT), CAST("
              << Bind(-after->completeness) << " AS BIGINT), "
              << Bind(after->key.account_id) << ", "
              << Bind(after->key.track_id) << ")";
  }
  statement << " ORDER BY r.title_match DESC, r.completeness DESC,"
               " r.account_id, r.id LIMIT "
            << Bind(static_cast<int64_t>(count_max));
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              statement.Run(connection));
  std::vector<SearchRank> ranks;
  for (const sql::Row& row : rows) {
    ranks.push_back({.has_title_match = sql::Int(row[0]),
                     .completeness = sql::Int(row[1]),
                     .key = {sql::Text(row[2]), sql::Text(row[3])}});
  }
  return ranks;
}

absl::StatusOr<int64_t> CountTracks(sql::Connection& connection,
                                    const TrackQuery& query) {
  Statement statement("SELECT count(*) FROM tracks t");
  AddConditions(statement, query);
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              statement.Run(connection));
  return sql::Int(rows[0][0]);
}

absl::StatusOr<std::vector<FacetCount>> CountFacets(sql::Connection& connection,
                                                    const TrackQuery& query) {
  Statement statement(
      "SELECT f.facet, f.term, count(*) AS track_count FROM tracks t"
      " JOIN search_terms f ON f.account_id = t.account_id"
      " AND f.track_id = t.id"
      " AND f.facet IN ('mood', 'instrument', 'use', 'genre')");
  AddConditions(statement, query);
  statement << " GROUP BY f.facet, f.term"
               " ORDER BY f.facet, track_count DESC, f.term";
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              statement.Run(connection));
  std::vector<FacetCount> counts;
  for (const sql::Row& row : rows) {
    counts.push_back({sql::Text(row[0]), sql::Text(row[1]), sql::Int(row[2])});
  }
  return counts;
}

}  // namespace ritornello::catalog
