#include "services/royalties/domain/suspense.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/sql/transaction.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/domain/line_matcher.h"
#include "services/royalties/domain/statement_ledger.h"
#include "services/royalties/model/statement_posting.h"
#include "services/royalties/storage/deal_use_store.h"
#include "services/royalties/storage/document_store.h"
#include "services/royalties/storage/statement_line_store.h"
#include "services/royalties/storage/statement_store.h"

namespace ritornello::royalties {
namespace {

// How often it is begun anew when others change the statement meanwhile.
constexpr int kTriesMax = 5;

absl::Status CheckPosted(const Statement& statement) {
  if (statement.state == StatementState::kPosted) return absl::OkStatus();
  const std::string name = NameOf(statement.key);
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          name, " is ", StateName(statement.state), ", not POSTED")),
      "STATEMENT_NOT_POSTED", {{"statement", name}});
}

std::string Field(size_t i, absl::string_view field) {
  return absl::StrCat("matches[", i, "].", field);
}

absl::Status Validate(std::span<const LineMatch> matches) {
  if (matches.size() > kLineMatchCountMax) {
    return InvalidField("matches",
                        absl::StrCat("must be at most ", kLineMatchCountMax,
                                     ", got ", matches.size()));
  }
  std::set<int64_t> ordinals;
  for (size_t i = 0; i < matches.size(); ++i) {
    RITORNELLO_RETURN_IF_ERROR(
        ParseTrackName(Field(i, "track"), matches[i].track).status());
    if (!ordinals.insert(matches[i].ordinal).second) {
      return InvalidField(
          Field(i, "ordinal"),
          absl::StrCat("line ", matches[i].ordinal, " is named twice"));
    }
  }
  return absl::OkStatus();
}

// The line as if the source had given this name of the track and no ISRC.
StatementLine Named(const StatementLine& line, const std::string& track) {
  StatementLine named = line;
  named.track_reference = track;
  named.isrc.clear();
  return named;
}

void ResolveAs(const RightsTable& table, absl::CivilMonth period,
               const std::string& track, StatementLine& line) {
  StatementLine named = Named(line, track);
  ResolveTrack(table, period, named);
  named.track_reference = std::move(line.track_reference);
  named.isrc = std::move(line.isrc);
  line = std::move(named);
}

// A person may have named the track while its deal was still missing: that
// holds as long as the catalogue knows no better.
void ResolveAnew(const RightsTable& table, absl::CivilMonth period,
                 StatementLine& line) {
  const std::string track_before = line.track;
  ResolveTrack(table, period, line);
  if (line.track.empty() && !track_before.empty()) {
    ResolveAs(table, period, track_before, line);
  }
}

}  // namespace

absl::StatusOr<Statement> Suspense::Resolve(const StatementKey& key,
                                            std::span<const LineMatch> matches,
                                            absl::Time deadline,
                                            absl::string_view traceparent) {
  RITORNELLO_RETURN_IF_ERROR(Validate(matches));
  absl::StatusOr<Statement> resolved;
  for (int i = 0; i < kTriesMax; ++i) {
    resolved = ResolveOnce(key, matches, deadline, traceparent);
    if (!absl::IsAborted(resolved.status())) break;
  }
  return resolved;
}

absl::StatusOr<Statement> Suspense::ResolveOnce(
    const StatementKey& key, std::span<const LineMatch> matches,
    absl::Time deadline, absl::string_view traceparent) {
  std::optional<Statement> statement;
  {
    RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
    RITORNELLO_ASSIGN_OR_RETURN(statement, GetStatement(*connection, key));
  }
  RITORNELLO_RETURN_IF_ERROR(CheckPosted(*statement));
  // As when this is the second try of a call whose answer was lost.
  if (matches.empty() && statement->suspense_line_count == 0) {
    return *statement;
  }
  Tracks tracks;
  RightsTable table;
  RITORNELLO_RETURN_IF_ERROR(Ask(*statement, matches, tracks, table));
  RITORNELLO_RETURN_IF_ERROR(AskCatalogue(
      rights_, clock_, {.deadline = deadline}, traceparent, table));
  for (const RightsQuery& query : table.queries()) {
    if (matches.empty() ||
        table.AnswerTo(query).state == RightsAnswer::State::kFound) {
      continue;
    }
    const std::string& track = query.track;
    return WithReason(absl::NotFoundError(absl::StrCat("no track ", track)),
                      "TRACK_NOT_FOUND", {{"track", track}});
  }
  if (!matches.empty() && tracks.empty()) return *statement;
  RITORNELLO_RETURN_IF_ERROR(Post(*statement, tracks, table));
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  return GetStatement(*connection, key);
}

absl::Status Suspense::Ask(const Statement& statement,
                           std::span<const LineMatch> matches, Tracks& tracks,
                           RightsTable& table) {
  RITORNELLO_ASSIGN_OR_RETURN(const sql::Lease connection, pool_.Borrow());
  if (matches.empty()) {
    const auto ask = [&](std::vector<StatementLine>& lines) -> absl::Status {
      for (const StatementLine& line : lines) {
        table.Ask(QueriesOf(line, statement.period));
        if (!line.track.empty()) {
          table.Ask(QueriesOf(Named(line, line.track), statement.period));
        }
      }
      return absl::OkStatus();
    };
    return ForEachBatch(*connection, statement.key, LineState::kSuspense, ask);
  }
  std::vector<int64_t> ordinals;
  for (const LineMatch& match : matches) ordinals.push_back(match.ordinal);
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<StatementLine> lines,
                              GetLines(*connection, statement.key, ordinals));
  std::map<int64_t, const StatementLine*> line_of;
  for (const StatementLine& line : lines) line_of[line.ordinal] = &line;
  for (size_t i = 0; i < matches.size(); ++i) {
    const LineMatch& match = matches[i];
    const auto line = line_of.find(match.ordinal);
    if (line == line_of.end()) {
      return InvalidField(Field(i, "ordinal"), absl::StrCat("the statement has "
                                                            "no line ",
                                                            match.ordinal));
    }
    if (line->second->state != LineState::kSuspense) {
      if (line->second->track == match.track) continue;
      return InvalidField(
          Field(i, "ordinal"),
          absl::StrCat("line ", match.ordinal, " is not in suspense"));
    }
    tracks[match.ordinal] = match.track;
    table.Ask(QueriesOf(Named(*line->second, match.track), statement.period));
  }
  return absl::OkStatus();
}

absl::Status Suspense::Post(const Statement& statement, const Tracks& tracks,
                            const RightsTable& table) {
  std::vector<TrackKey> found;
  for (const RightsAnswer& answer : table.distinct_answers()) {
    if (answer.state == RightsAnswer::State::kFound) {
      found.push_back(answer.track);
    }
  }
  bool is_changed = false;
  const auto post = [&](sql::Transaction& transaction) -> absl::Status {
    RITORNELLO_ASSIGN_OR_RETURN(Statement locked,
                                LockStatement(transaction, statement.key));
    // What was asked about is no longer what there is.
    is_changed = locked.revision != statement.revision;
    if (is_changed) return absl::OkStatus();
    RITORNELLO_RETURN_IF_ERROR(InsertDocumentRights(
        transaction, NameOf(statement.key), table.distinct_answers()));
    RITORNELLO_ASSIGN_OR_RETURN(
        LineMatcher matcher,
        LineMatcher::Load(transaction.connection(), statement, found));
    const auto match = [&](std::vector<StatementLine>& lines) -> absl::Status {
      std::vector<StatementLine> tried;
      for (StatementLine& line : lines) {
        const auto track = tracks.find(line.ordinal);
        if (!tracks.empty() && track == tracks.end()) {
          matcher.Leave(line);
          continue;
        }
        if (tracks.empty()) {
          ResolveAnew(table, statement.period, line);
        } else {
          ResolveAs(table, statement.period, track->second, line);
        }
        matcher.Match(line);
        tried.push_back(std::move(line));
      }
      return UpdateLines(transaction, statement.key, tried);
    };
    RITORNELLO_RETURN_IF_ERROR(ForEachBatch(
        transaction.connection(), statement.key, LineState::kSuspense, match));
    RITORNELLO_RETURN_IF_ERROR(
        RecordDealUses(transaction, statement.key, matcher.deal_uses()));
    std::optional<absl::int128> rest;
    if (matcher.suspense_line_count() > 0) rest = matcher.suspense();
    RITORNELLO_ASSIGN_OR_RETURN(
        StatementPostings posted,
        PostResolved(locked, matcher.earned(), rest, locked.revision));
    RITORNELLO_RETURN_IF_ERROR(PostToLedger(
        transaction, statement.key, std::move(posted.postings), clock_.Now()));
    locked.matched_line_count += matcher.matched_line_count();
    locked.suspense_line_count = matcher.suspense_line_count();
    locked.suspense_micros = posted.suspense_micros;
    return UpdateStatement(transaction, locked);
  };
  RITORNELLO_RETURN_IF_ERROR(sql::RunTransaction(pool_, post));
  if (!is_changed) return absl::OkStatus();
  const std::string name = NameOf(statement.key);
  return WithReason(
      absl::AbortedError(absl::StrCat(name, " was changed meanwhile")),
      "STATEMENT_CHANGED", {{"statement", name}});
}

}  // namespace ritornello::royalties
