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

// A term, or the beginning of a word, that a track must have.
struct Condition {
  std::string facet;
  std::string term;
  bool is_prefix = false;
};

std::vector<Condition> ConditionsOf(const TrackQuery& query) {
  std::vector<Condition> conditions;
  const auto add = [&](absl::string_view facet,
                       const std::vector<std::string>& terms) {
    for (const std::string& term : terms) {
      conditions.push_back({std::string(facet), term});
    }
  };
  add("mood", query.moods);
  add("instrument", query.instruments);
  add("use", query.uses);
  add("genre", query.genres);
  add(kWordFacet, query.words);
  if (!query.words.empty()) conditions.back().is_prefix = true;
  return conditions;
}

// "s.facet = … AND s.term …".
void AddHas(Statement& statement, absl::string_view alias,
            const Condition& condition) {
  statement << alias << ".facet = " << Bind(condition.facet) << " AND " << alias
            << ".term";
  if (condition.is_prefix) {
    statement << " >= " << Bind(condition.term) << " AND " << alias
              << ".term <= "
              << Bind(absl::StrCat(condition.term, kAfterAnyByte));
  } else {
    statement << " = " << Bind(condition.term);
  }
}

// Rows of search_terms under `alias` that are of the accounts asked for. Where
// that is all of them the index is looked into account by account.
void AddTermsFrom(Statement& statement, const TrackQuery& query,
                  absl::string_view alias) {
  if (query.account_id == kAllAccounts) {
    statement << " FROM accounts a CROSS JOIN search_terms " << alias
              << " WHERE " << alias << ".account_id = a.id";
  } else {
    statement << " FROM search_terms " << alias << " WHERE " << alias
              << ".account_id = " << Bind(query.account_id);
  }
}

// Counting a term's tracks costs a twentieth of looking each of them up; beyond
// this many even that is too much.
constexpr int64_t kRareCountMax = 10'000;

// The term, of more than one, that the fewest tracks have: it is looked up
// first, and what it finds is held against the others. PostgreSQL knows as
// much from its statistics; SQLite has none.
absl::StatusOr<size_t> FindRarest(sql::Connection& connection,
                                  const TrackQuery& query,
                                  const std::vector<Condition>& conditions) {
  Statement statement("SELECT ");
  std::vector<size_t> positions;
  for (size_t i = 0; i < conditions.size(); ++i) {
    if (conditions[i].is_prefix) continue;
    statement << (positions.empty() ? "" : ", ")
              << "(SELECT count(*) FROM (SELECT 1";
    AddTermsFrom(statement, query, "s");
    statement << " AND ";
    AddHas(statement, "s", conditions[i]);
    statement << " LIMIT " << Bind(kRareCountMax) << ") c)";
    positions.push_back(i);
  }
  if (positions.empty()) return 0;
  if (positions.size() == 1) return positions[0];
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              statement.Run(connection));
  size_t rarest = 0;
  for (size_t i = 1; i < positions.size(); ++i) {
    if (sql::Int(rows[0][i]) < sql::Int(rows[0][rarest])) rarest = i;
  }
  return positions[rarest];
}

// The tracks that meet a query, as the middle of a statement: which tables,
// which columns say the track, and the conditions.
class Found {
 public:
  static absl::StatusOr<Found> Plan(sql::Connection& connection,
                                    const TrackQuery& query) {
    Found found(query);
    RITORNELLO_ASSIGN_OR_RETURN(
        found.rarest_, FindRarest(connection, query, found.conditions_));
    return found;
  }

  bool is_everything() const { return conditions_.empty() && !HasFacts(); }
  absl::string_view account() const {
    return conditions_.empty() ? "t.account_id" : "s0.account_id";
  }
  absl::string_view track() const {
    return conditions_.empty() ? "t.id" : "s0.track_id";
  }

  // " FROM … WHERE …", with `t` among the tables when `wants_track` or when it
  // is needed. CROSS JOIN is how SQLite is told the order of the tables.
  void AddTo(Statement& statement, bool wants_track,
             absl::string_view more_tables = "") const {
    const bool has_track = wants_track || conditions_.empty() || HasFacts();
    const absl::string_view join = " CROSS JOIN ";
    if (conditions_.empty()) {
      statement << " FROM tracks t" << more_tables << " WHERE 1 = 1";
      if (query_.account_id != kAllAccounts) {
        statement << " AND t.account_id = " << Bind(query_.account_id);
      }
    } else {
      // A track may have several words with one beginning.
      statement << " FROM (SELECT "
                << (conditions_[rarest_].is_prefix ? "DISTINCT " : "")
                << "s.account_id, s.track_id";
      AddTermsFrom(statement, query_, "s");
      statement << " AND ";
      AddHas(statement, "s", conditions_[rarest_]);
      statement << ") s0" << (has_track ? join : "")
                << (has_track ? "tracks t" : "") << more_tables
                << " WHERE 1 = 1";
      if (has_track) {
        statement << " AND t.account_id = s0.account_id AND t.id = s0.track_id";
      }
    }
    for (size_t i = 0; i < conditions_.size(); ++i) {
      if (i == rarest_) continue;
      statement << " AND ";
      AddExists(statement, conditions_[i]);
    }
    AddFacts(statement);
  }

  // 1 where the title has every word, else 0.
  void AddTitleMatch(Statement& statement) const {
    statement << "CASE WHEN 1 = 1";
    for (const Condition& condition : conditions_) {
      if (condition.facet != kWordFacet) continue;
      Condition in_title = condition;
      in_title.facet = std::string(kTitleFacet);
      statement << " AND ";
      AddExists(statement, in_title);
    }
    statement << " THEN 1 ELSE 0 END";
  }

 private:
  explicit Found(const TrackQuery& query)
      : query_(query), conditions_(ConditionsOf(query)) {}

  bool HasFacts() const {
    return query_.tempo_min_bpm.has_value() ||
           query_.tempo_max_bpm.has_value() || !query_.key.empty();
  }

  void AddFacts(Statement& statement) const {
    if (query_.tempo_min_bpm.has_value()) {
      statement << " AND t.declared_tempo_bpm >= "
                << Bind(*query_.tempo_min_bpm);
    }
    if (query_.tempo_max_bpm.has_value()) {
      statement << " AND t.declared_tempo_bpm <= "
                << Bind(*query_.tempo_max_bpm);
    }
    if (!query_.key.empty()) {
      statement << " AND t.declared_key = " << Bind(query_.key);
    }
  }

  void AddExists(Statement& statement, const Condition& condition) const {
    statement << "EXISTS (SELECT 1 FROM search_terms e WHERE e.account_id = "
              << account() << " AND e.track_id = " << track() << " AND ";
    AddHas(statement, "e", condition);
    statement << ")";
  }

  const TrackQuery& query_;
  std::vector<Condition> conditions_;
  size_t rarest_ = 0;
};

// "… AND the track stands behind `after`"; signs turned, so that one
// comparison of rows says it.
void AddBehind(Statement& statement, const SearchRank& after) {
  statement << " WHERE (-r.title_match, -r.completeness, r.account_id, r.id)"
               " > (CAST("
            << Bind(-after.has_title_match) << " AS BIGINT), CAST("
            << Bind(-after.completeness) << " AS BIGINT), "
            << Bind(after.key.account_id) << ", " << Bind(after.key.track_id)
            << ")";
}

// Without words nothing ranks before completeness, and the index of that order
// is only for who names it: no completeness is below 0.
void AddUnworded(Statement& statement, const Found& found,
                 const std::optional<SearchRank>& after) {
  statement << "SELECT 0, t.completeness, t.account_id, t.id";
  found.AddTo(statement, /*wants_track=*/true);
  statement << " AND t.completeness >= 0";
  if (after.has_value()) {
    statement << " AND t.completeness <= " << Bind(after->completeness)
              << " AND (-t.completeness, t.account_id, t.id) > (CAST("
              << Bind(-after->completeness) << " AS BIGINT), "
              << Bind(after->key.account_id) << ", "
              << Bind(after->key.track_id) << ")";
  }
  statement << " ORDER BY t.completeness DESC, t.account_id, t.id";
}

void AddWorded(Statement& statement, const Found& found,
               const std::optional<SearchRank>& after) {
  statement << "SELECT r.title_match, r.completeness, r.account_id, r.id"
               " FROM (SELECT ";
  found.AddTitleMatch(statement);
  statement << " AS title_match, t.completeness, t.account_id, t.id";
  found.AddTo(statement, /*wants_track=*/true);
  statement << ") r";
  if (after.has_value()) AddBehind(statement, *after);
  statement << " ORDER BY r.title_match DESC, r.completeness DESC,"
               " r.account_id, r.id";
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
  RITORNELLO_ASSIGN_OR_RETURN(const Found found,
                              Found::Plan(connection, query));
  Statement statement("");
  (query.words.empty() ? AddUnworded : AddWorded)(statement, found, after);
  statement << " LIMIT " << Bind(static_cast<int64_t>(count_max));
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
  RITORNELLO_ASSIGN_OR_RETURN(const Found found,
                              Found::Plan(connection, query));
  Statement statement("SELECT count(*)");
  found.AddTo(statement, /*wants_track=*/false);
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                              statement.Run(connection));
  return sql::Int(rows[0][0]);
}

absl::StatusOr<std::vector<FacetCount>> CountFacets(sql::Connection& connection,
                                                    const TrackQuery& query) {
  RITORNELLO_ASSIGN_OR_RETURN(const Found found,
                              Found::Plan(connection, query));
  Statement statement("SELECT f.facet, f.term, count(*) AS track_count");
  if (found.is_everything()) {
    AddTermsFrom(statement, query, "f");
  } else {
    found.AddTo(statement, /*wants_track=*/false, " CROSS JOIN search_terms f");
    statement << " AND f.account_id = " << found.account()
              << " AND f.track_id = " << found.track();
  }
  statement << " AND f.facet IN ('mood', 'instrument', 'use', 'genre')"
               " GROUP BY f.facet, f.term"
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
