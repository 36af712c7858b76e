#include "services/catalog/storage/library_store.h"

#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/catalog/model/names.h"

namespace ritornello::catalog {
namespace {

using sql::Value;

constexpr char kInsertItem[] =
    "INSERT INTO library_items (library_id, list, position, item)"
    " VALUES ($1, $2, $3, $4)";
constexpr char kDeleteItems[] =
    "DELETE FROM library_items WHERE library_id = $1";

// Every column but the id, with the member that it holds, in one list for
// reading and for writing.
template <typename LibraryType, typename Visitor>
void VisitColumns(LibraryType& library, Visitor visit) {
  auto& spec = library.delivery_spec;
  auto& metadata = library.required_metadata;
  visit("display_name", library.display_name);
  visit("description", library.description);
  visit("licensing_model", library.licensing_model);
  visit("exclusivity_scope", library.exclusivity_scope);
  visit("pro_policy", library.pro_policy);
  visit("content_id_policy", library.content_id_policy);
  visit("submission_track_count_min", library.submission_track_count_min);
  visit("submission_track_count_max", library.submission_track_count_max);
  visit("integrated_min_lufs", spec.integrated_min_lufs);
  visit("integrated_max_lufs", spec.integrated_max_lufs);
  visit("true_peak_max_dbtp", spec.true_peak_max_dbtp);
  visit("loudness_range_min_lu", spec.loudness_range_min_lu);
  visit("loudness_range_max_lu", spec.loudness_range_max_lu);
  visit("clipped_ppm_max", spec.clipped_ppm_max);
  visit("dc_offset_max", spec.dc_offset_max);
  visit("head_silence_max_seconds", spec.head_silence_max_seconds);
  visit("tail_silence_max_seconds", spec.tail_silence_max_seconds);
  visit("stereo_correlation_min", spec.stereo_correlation_min);
  visit("mono_fold_loss_max_lu", spec.mono_fold_loss_max_lu);
  visit("bit_depth_min", spec.bit_depth_min);
  visit("short_version_min_seconds", spec.short_version_min_seconds);
  visit("short_version_max_seconds", spec.short_version_max_seconds);
  visit("mood_count_min", metadata.mood_count_min);
  visit("instrument_count_min", metadata.instrument_count_min);
  visit("use_count_min", metadata.use_count_min);
  visit("genre_count_min", metadata.genre_count_min);
  visit("needs_tempo", metadata.needs_tempo);
  visit("needs_key", metadata.needs_key);
  visit("needs_isrc", metadata.needs_isrc);
  visit("revision", library.revision);
  visit("created_at_us", library.create_time);
  visit("updated_at_us", library.update_time);
}

Value ToValue(const std::string& text) { return text; }
Value ToValue(int64_t number) { return number; }
Value ToValue(bool flag) { return int64_t{flag}; }
Value ToValue(const std::optional<double>& real) { return sql::OrNull(real); }
Value ToValue(const std::optional<int64_t>& number) {
  return sql::OrNull(number);
}
Value ToValue(LicensingModel model) {
  return std::string(LicensingModelName(model));
}
Value ToValue(ExclusivityScope scope) {
  return std::string(ExclusivityScopeName(scope));
}
Value ToValue(ProPolicy policy) { return std::string(ProPolicyName(policy)); }
Value ToValue(ContentIdPolicy policy) {
  return std::string(ContentIdPolicyName(policy));
}
Value ToValue(absl::Time time) { return absl::ToUnixMicros(time); }

template <typename T>
absl::Status Take(absl::StatusOr<T> parsed, T& to) {
  if (parsed.ok()) to = *parsed;
  return parsed.status();
}

absl::Status Read(const Value& value, std::string& to) {
  to = sql::Text(value);
  return absl::OkStatus();
}
absl::Status Read(const Value& value, int64_t& to) {
  to = sql::Int(value);
  return absl::OkStatus();
}
absl::Status Read(const Value& value, bool& to) {
  to = sql::Int(value) != 0;
  return absl::OkStatus();
}
absl::Status Read(const Value& value, std::optional<double>& to) {
  to = sql::MaybeReal(value);
  return absl::OkStatus();
}
absl::Status Read(const Value& value, std::optional<int64_t>& to) {
  to = sql::MaybeInt(value);
  return absl::OkStatus();
}
absl::Status Read(const Value& value, LicensingModel& to) {
  return Take(ParseLicensingModel(sql::Text(value)), to);
}
absl::Status Read(const Value& value, ExclusivityScope& to) {
  return Take(ParseExclusivityScope(sql::Text(value)), to);
}
absl::Status Read(const Value& value, ProPolicy& to) {
  return Take(ParseProPolicy(sql::Text(value)), to);
}
absl::Status Read(const Value& value, ContentIdPolicy& to) {
  return Take(ParseContentIdPolicy(sql::Text(value)), to);
}
absl::Status Read(const Value& value, absl::Time& to) {
  to = absl::FromUnixMicros(sql::Int(value));
  return absl::OkStatus();
}

std::vector<std::string> ColumnNames() {
  std::vector<std::string> names = {"id"};
  const Library library;
  VisitColumns(library, [&](const char* name, const auto& /*member*/) {
    names.emplace_back(name);
  });
  return names;
}

sql::Row ToRow(const Library& library) {
  sql::Row row = {library.id};
  VisitColumns(library, [&](const char* /*name*/, const auto& member) {
    row.push_back(ToValue(member));
  });
  return row;
}

absl::StatusOr<Library> FromRow(const sql::Row& row) {
  Library library;
  library.id = sql::Text(row[0]);
  absl::Status status;
  size_t index = 0;
  VisitColumns(library, [&](const char* /*name*/, auto& member) {
    status.Update(Read(row[++index], member));
  });
  if (!status.ok()) return status;
  return library;
}

std::vector<sql::Row> ItemRows(const Library& library) {
  std::vector<sql::Row> rows;
  const auto add = [&](const char* list, const auto& items, auto text_of) {
    int64_t position = 0;
    for (const auto& item : items) {
      rows.push_back({library.id, list, ++position, text_of(item)});
    }
  };
  const auto as_is = [](const std::string& text) { return text; };
  const auto number = [](int64_t n) { return absl::StrCat(n); };
  add("containers", library.delivery_spec.containers, as_is);
  add("sample_rates_hz", library.delivery_spec.sample_rates_hz, number);
  add("channel_counts", library.delivery_spec.channel_counts, number);
  add("required_versions", library.required_versions,
      [](const std::vector<MixType>& any_of) {
        return absl::StrJoin(any_of, "|", [](std::string* out, MixType type) {
          absl::StrAppend(out, MixTypeName(type));
        });
      });
  add("favoured_moods", library.favoured_moods, as_is);
  add("favoured_uses", library.favoured_uses, as_is);
  add("favoured_genres", library.favoured_genres, as_is);
  return rows;
}

absl::StatusOr<int64_t> ParseNumber(const std::string& text) {
  int64_t number = 0;
  if (absl::SimpleAtoi(text, &number)) return number;
  return absl::InternalError(absl::StrCat("\"", text, "\" is no number"));
}

absl::Status AddItem(const std::string& list, const std::string& item,
                     Library& library) {
  const std::map<std::string, std::vector<std::string>*> texts = {
      {"containers", &library.delivery_spec.containers},
      {"favoured_moods", &library.favoured_moods},
      {"favoured_uses", &library.favoured_uses},
      {"favoured_genres", &library.favoured_genres}};
  if (const auto text = texts.find(list); text != texts.end()) {
    text->second->push_back(item);
    return absl::OkStatus();
  }
  if (list == "required_versions") {
    std::vector<MixType>& any_of = library.required_versions.emplace_back();
    for (const absl::string_view name : absl::StrSplit(item, '|')) {
      RITORNELLO_ASSIGN_OR_RETURN(const MixType type, ParseMixType(name));
      any_of.push_back(type);
    }
    return absl::OkStatus();
  }
  RITORNELLO_ASSIGN_OR_RETURN(const int64_t number, ParseNumber(item));
  (list == "sample_rates_hz" ? library.delivery_spec.sample_rates_hz
                             : library.delivery_spec.channel_counts)
      .push_back(number);
  return absl::OkStatus();
}

absl::Status AddItems(sql::Connection& connection,
                      std::vector<Library>& libraries) {
  if (libraries.empty()) return absl::OkStatus();
  std::map<std::string, Library*> by_id;
  for (Library& library : libraries) by_id[library.id] = &library;
  // The libraries are neighbours in the order of their ids.
  const Value parameters[] = {libraries.front().id, libraries.back().id};
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run("SELECT library_id, list, item FROM library_items"
                     " WHERE library_id >= $1 AND library_id <= $2"
                     " ORDER BY library_id, list, position",
                     parameters));
  for (const sql::Row& row : rows) {
    const auto library = by_id.find(sql::Text(row[0]));
    // Another transaction may have added one since.
    if (library == by_id.end()) continue;
    RITORNELLO_RETURN_IF_ERROR(
        AddItem(sql::Text(row[1]), sql::Text(row[2]), *library->second));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Library>> Select(sql::Connection& connection,
                                            absl::string_view where,
                                            std::span<const Value> parameters) {
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(absl::StrCat("SELECT ", absl::StrJoin(ColumnNames(), ", "),
                                  " FROM libraries ", where),
                     parameters));
  std::vector<Library> libraries;
  for (const sql::Row& row : rows) {
    RITORNELLO_ASSIGN_OR_RETURN(Library library, FromRow(row));
    libraries.push_back(std::move(library));
  }
  RITORNELLO_RETURN_IF_ERROR(AddItems(connection, libraries));
  return libraries;
}

}  // namespace

absl::StatusOr<bool> InsertLibrary(sql::Transaction& transaction,
                                   const Library& library) {
  const std::vector<std::string> columns = ColumnNames();
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> inserted,
      transaction.Run(
          absl::StrCat("INSERT INTO libraries (", absl::StrJoin(columns, ", "),
                       ") VALUES ", sql::InList(1, columns.size()),
                       " ON CONFLICT (id) DO NOTHING RETURNING id"),
          ToRow(library)));
  if (inserted.empty()) return false;
  RITORNELLO_RETURN_IF_ERROR(
      transaction.RunMany(kInsertItem, ItemRows(library)));
  return true;
}

absl::Status UpdateLibrary(sql::Transaction& transaction,
                           const Library& library) {
  const std::vector<std::string> columns = ColumnNames();
  std::string statement = "UPDATE libraries SET ";
  for (size_t i = 1; i < columns.size(); ++i) {
    absl::StrAppend(&statement, i == 1 ? "" : ", ", columns[i], " = $", i + 1);
  }
  sql::Row parameters = ToRow(library);
  parameters.emplace_back(library.revision - 1);
  absl::StrAppend(&statement, " WHERE id = $1 AND revision = $",
                  parameters.size(), " RETURNING id");
  RITORNELLO_ASSIGN_OR_RETURN(const std::vector<sql::Row> updated,
                              transaction.Run(statement, parameters));
  if (updated.empty()) {
    return absl::AbortedError(
        absl::StrCat(LibraryName(library.id), " was changed meanwhile"));
  }
  const Value id[] = {library.id};
  RITORNELLO_RETURN_IF_ERROR(transaction.Run(kDeleteItems, id).status());
  return transaction.RunMany(kInsertItem, ItemRows(library));
}

absl::StatusOr<Library> GetLibrary(sql::Connection& connection,
                                   absl::string_view library_id) {
  const Value parameters[] = {std::string(library_id)};
  RITORNELLO_ASSIGN_OR_RETURN(std::vector<Library> libraries,
                              Select(connection, "WHERE id = $1", parameters));
  if (!libraries.empty()) return std::move(libraries[0]);
  const std::string name = LibraryName(library_id);
  return WithReason(absl::NotFoundError(absl::StrCat("no ", name)),
                    "LIBRARY_NOT_FOUND", {{"library", name}});
}

absl::StatusOr<std::set<std::string>> MissingLibraries(
    sql::Connection& connection, const std::set<std::string>& library_ids) {
  std::set<std::string> missing = library_ids;
  for (auto next = library_ids.begin(); next != library_ids.end();) {
    sql::Row parameters;
    for (; next != library_ids.end() && parameters.size() < sql::kInListSizeMax;
         ++next) {
      parameters.emplace_back(*next);
    }
    RITORNELLO_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        connection.Run(absl::StrCat("SELECT id FROM libraries WHERE id IN ",
                                    sql::InList(1, parameters.size())),
                       parameters));
    for (const sql::Row& row : rows) missing.erase(sql::Text(row[0]));
  }
  return missing;
}

absl::StatusOr<std::vector<Library>> ListLibraries(sql::Connection& connection,
                                                   absl::string_view after_id,
                                                   size_t count_max) {
  const Value parameters[] = {std::string(after_id),
                              static_cast<int64_t>(count_max)};
  return Select(connection, "WHERE id > $1 ORDER BY id LIMIT $2", parameters);
}

}  // namespace ritornello::catalog
