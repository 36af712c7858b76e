#include "services/royalties/formats/statement_profile.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/status/error.h"
#include "libs/status/status_macros.h"
#include "services/royalties/formats/statement_date.h"
#include "services/royalties/model/decimal.h"
#include "services/royalties/model/money.h"

namespace ritornello::royalties {
namespace {

using Json = nlohmann::json;

constexpr size_t kNameSizeMax = 63;
constexpr size_t kCellCountMax = 256;
constexpr int kLineDecimalsMax = 18;
constexpr int64_t kPerMicro = 1'000'000'000'000;

// Takes the members of one object out, so that what is left is unknown.
class Members {
 public:
  Members(std::string file, std::string path, Json object)
      : file_(std::move(file)),
        path_(std::move(path)),
        object_(std::move(object)) {}

  absl::Status Refuse(absl::string_view field, absl::string_view what) const {
    const std::string name = absl::StrCat(path_, field);
    return InvalidField(name, absl::StrCat(what, " (", file_, ")"));
  }

  // Null when there is none.
  Json Take(const std::string& name) {
    if (!object_.is_object() || !object_.contains(name)) return nullptr;
    Json value = std::move(object_[name]);
    object_.erase(name);
    return value;
  }

  absl::Status TakeText(const std::string& name, bool is_required,
                        std::string& text) {
    const Json value = Take(name);
    if (value.is_null() && !is_required) return absl::OkStatus();
    if (!value.is_string()) return Refuse(name, "must be a text");
    text = value.get_ref<const std::string&>();
    if (text.empty() && is_required) return Refuse(name, "must not be empty");
    return absl::OkStatus();
  }

  absl::Status TakeFlag(const std::string& name, bool& flag) {
    const Json value = Take(name);
    if (value.is_null()) return absl::OkStatus();
    if (!value.is_boolean()) return Refuse(name, "must be true or false");
    flag = value.get<bool>();
    return absl::OkStatus();
  }

  absl::Status TakeTexts(const std::string& name,
                         std::vector<std::string>& texts) {
    const Json value = Take(name);
    if (value.is_null()) return absl::OkStatus();
    return Texts(name, value, texts);
  }

  absl::Status Texts(const std::string& name, const Json& value,
                     std::vector<std::string>& texts) const {
    if (!value.is_array() || value.empty()) {
      return Refuse(name, "must be a list of texts, [\"…\"]");
    }
    texts.clear();
    for (const Json& item : value) {
      if (!item.is_string() || item.get_ref<const std::string&>().empty()) {
        return Refuse(name, "must be a list of texts that are not empty");
      }
      texts.push_back(item.get_ref<const std::string&>());
    }
    return absl::OkStatus();
  }

  absl::Status NothingLeft() const {
    if (!object_.is_object()) return Refuse("", "must be an object, {…}");
    if (object_.empty()) return absl::OkStatus();
    return Refuse(object_.begin().key(), "is no field of a profile");
  }

  const Json& object() const { return object_; }

 private:
  std::string file_;
  std::string path_;
  Json object_;
};

absl::StatusOr<StatementColumn> ColumnOf(const Members& members,
                                         absl::string_view field,
                                         absl::string_view name) {
  const auto* const found = std::find(std::begin(kStatementColumnNames),
                                      std::end(kStatementColumnNames), name);
  if (found == std::end(kStatementColumnNames)) {
    return members.Refuse(
        field, absl::StrCat("has no column \"", name, "\"; there are ",
                            absl::StrJoin(kStatementColumnNames, ", ")));
  }
  return static_cast<StatementColumn>(found - kStatementColumnNames);
}

absl::Status ReadColumns(Members& members, StatementProfile& profile) {
  const Json columns = members.Take("columns");
  if (columns.is_null()) return absl::OkStatus();
  if (!columns.is_object()) {
    return members.Refuse("columns", "must be an object, {\"net\": [\"…\"]}");
  }
  for (const auto& [name, names] : columns.items()) {
    RITORNELLO_ASSIGN_OR_RETURN(const StatementColumn column,
                                ColumnOf(members, "columns", name));
    RITORNELLO_RETURN_IF_ERROR(members.Texts(absl::StrCat("columns.", name),
                                             names, profile.columns[column]));
  }
  std::vector<std::string> required;
  RITORNELLO_RETURN_IF_ERROR(members.TakeTexts("required", required));
  for (const std::string& name : required) {
    RITORNELLO_ASSIGN_OR_RETURN(const StatementColumn column,
                                ColumnOf(members, "required", name));
    if (profile.columns[column].empty()) {
      return members.Refuse("required",
                            absl::StrCat("names ", name, ", not in columns"));
    }
    profile.required.push_back(column);
  }
  return absl::OkStatus();
}

absl::StatusOr<StatementProfile::Row> ReadRow(const std::string& file,
                                              const std::string& path,
                                              const Json& json) {
  Members members(file, path, json);
  StatementProfile::Row row;
  row.positions.fill(StatementProfile::kNowhere);
  RITORNELLO_RETURN_IF_ERROR(members.TakeTexts("begins", row.begins));
  RITORNELLO_RETURN_IF_ERROR(members.TakeFlag("is_total", row.is_total));
  const Json cell_count = members.Take("cell_count");
  if (!cell_count.is_number_unsigned() || cell_count.get<size_t>() == 0 ||
      cell_count.get<size_t>() > kCellCountMax) {
    return members.Refuse("cell_count",
                          absl::StrCat("must be 1..", kCellCountMax));
  }
  row.cell_count = cell_count.get<size_t>();
  const Json columns = members.Take("columns");
  if (!columns.is_object()) {
    return members.Refuse("columns", "must be an object, {\"net\": 18}");
  }
  for (const auto& [name, at] : columns.items()) {
    RITORNELLO_ASSIGN_OR_RETURN(const StatementColumn column,
                                ColumnOf(members, "columns", name));
    if (!at.is_number_unsigned() || at.get<size_t>() == 0 ||
        at.get<size_t>() > row.cell_count) {
      return members.Refuse(absl::StrCat("columns.", name),
                            absl::StrCat("must be 1..", row.cell_count));
    }
    row.positions[column] = at.get<size_t>() - 1;
  }
  if (row.begins.empty()) return members.Refuse("begins", "must not be empty");
  if (row.positions[kNet] == StatementProfile::kNowhere) {
    return members.Refuse("columns.net", "must be there");
  }
  RITORNELLO_RETURN_IF_ERROR(members.NothingLeft());
  return row;
}

absl::Status ReadHold(const std::string& file, Members& members,
                      StatementProfile& profile) {
  const Json json = members.Take("hold");
  if (json.is_null()) return absl::OkStatus();
  Members hold_members(file, "hold.", json);
  StatementProfile::Hold hold;
  std::string below;
  RITORNELLO_RETURN_IF_ERROR(
      hold_members.TakeText("column", true, hold.column));
  RITORNELLO_RETURN_IF_ERROR(hold_members.TakeText("below", true, below));
  RITORNELLO_RETURN_IF_ERROR(hold_members.TakeText("why", true, hold.why));
  RITORNELLO_RETURN_IF_ERROR(
      hold_members.TakeText("settled", false, hold.settled));
  RITORNELLO_RETURN_IF_ERROR(hold_members.NothingLeft());
  const auto number = ParseDecimal(below, {});
  if (!number.ok()) {
    return hold_members.Refuse("below", number.status().message());
  }
  hold.below = *number;
  profile.hold = hold;
  return absl::OkStatus();
}

absl::Status ReadStyle(Members& members, StatementProfile& profile) {
  std::string text;
  RITORNELLO_RETURN_IF_ERROR(members.TakeText("delimiter", false, text));
  if (!text.empty()) {
    if (text != "," && text != ";" && text != "\t") {
      return members.Refuse("delimiter", R"(must be ",", ";" or "\t")");
    }
    profile.delimiter = text[0];
  }
  text.clear();
  RITORNELLO_RETURN_IF_ERROR(members.TakeText("encoding", false, text));
  if (!text.empty() && text != "unicode" && text != "windows-1252") {
    return members.Refuse("encoding", "must be unicode or windows-1252");
  }
  profile.is_windows_1252 = text == "windows-1252";
  text.clear();
  RITORNELLO_RETURN_IF_ERROR(members.TakeText("decimal_mark", false, text));
  if (!text.empty() && text != "point" && text != "comma") {
    return members.Refuse("decimal_mark", "must be point or comma");
  }
  if (text == "point") profile.decimal_mark = DecimalMark::kPoint;
  if (text == "comma") profile.decimal_mark = DecimalMark::kComma;
  text.clear();
  RITORNELLO_RETURN_IF_ERROR(members.TakeText("currency", false, text));
  if (!text.empty()) {
    const auto currency = ParseCurrency("currency", text);
    if (!currency.ok()) {
      return members.Refuse("currency", "must be a code like USD");
    }
    profile.currency = *currency;
  }
  const Json decimals = members.Take("line_decimals");
  if (decimals.is_null()) return absl::OkStatus();
  if (!decimals.is_number_unsigned() ||
      decimals.get<size_t>() > size_t{kLineDecimalsMax}) {
    return members.Refuse("line_decimals",
                          absl::StrCat("must be 0..", kLineDecimalsMax));
  }
  profile.line_decimals = decimals.get<int>();
  return absl::OkStatus();
}

absl::Status ReadWords(Members& members, StatementProfile& profile) {
  for (const auto& [name, words] :
       {std::pair("total_words", &profile.total_words),
        std::pair("footer_words", &profile.footer_words),
        std::pair("rounding_words", &profile.rounding_words)}) {
    RITORNELLO_RETURN_IF_ERROR(members.TakeTexts(name, *words));
    for (std::string& word : *words) absl::AsciiStrToLower(&word);
  }
  RITORNELLO_RETURN_IF_ERROR(
      members.TakeTexts("date_formats", profile.date_formats));
  for (const std::string& format : profile.date_formats) {
    if (IsDateFormat(format)) continue;
    return members.Refuse(
        "date_formats",
        absl::StrCat("must be made of a year (YYYY, YY), a month (MM, M, MMM), "
                     "a day (DD, D), marks, and * for the rest, got \"",
                     format, "\""));
  }
  return members.TakeFlag("allows_negatives", profile.allows_negatives);
}

bool IsName(absl::string_view name) {
  return !name.empty() && name.size() <= kNameSizeMax &&
         absl::ascii_islower(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           const auto letter = static_cast<unsigned char>(c);
           return absl::ascii_islower(letter) || absl::ascii_isdigit(letter) ||
                  c == '-';
         });
}

}  // namespace

std::vector<std::string> RequiredNames(const StatementProfile& profile) {
  std::vector<std::string> names;
  if (!profile.rows.empty()) return names;
  const auto add = [&](StatementColumn column) {
    names.push_back(absl::StrJoin(profile.columns[column], " or "));
  };
  add(kNet);
  bool has_track = false;
  for (const StatementColumn column : profile.required) {
    if (column != kNet) add(column);
    has_track = has_track || column == kIsrc || column == kTrack;
  }
  if (has_track) return names;
  std::vector<std::string> of_track = profile.columns[kIsrc];
  of_track.insert(of_track.end(), profile.columns[kTrack].begin(),
                  profile.columns[kTrack].end());
  names.push_back(absl::StrJoin(of_track, " or "));
  return names;
}

absl::StatusOr<StatementProfile> ParseProfile(absl::string_view file,
                                              absl::string_view json) {
  const std::string file_name(file);
  if (json.size() > kProfileSizeMax) {
    return InvalidField(
        file, absl::StrCat("must have at most ", kProfileSizeMax, " bytes"));
  }
  Json parsed = Json::parse(json.begin(), json.end(), nullptr, false);
  if (parsed.is_discarded() || !parsed.is_object()) {
    return InvalidField(
        file,
        "must be a JSON object; look for a comma or quote that is "
        "missing, or too many");
  }
  Members members(file_name, "", std::move(parsed));
  StatementProfile profile;
  RITORNELLO_RETURN_IF_ERROR(members.TakeText("name", true, profile.name));
  if (!IsName(profile.name)) {
    return members.Refuse("name",
                          "must be 1..63 of a-z, 0-9 and hyphens, "
                          "starting with a letter");
  }
  RITORNELLO_RETURN_IF_ERROR(
      members.TakeText("display_name", true, profile.display_name));
  RITORNELLO_RETURN_IF_ERROR(
      members.TakeText("provenance", true, profile.provenance));
  RITORNELLO_RETURN_IF_ERROR(ReadColumns(members, profile));
  const Json rows = members.Take("rows");
  for (size_t i = 0; rows.is_array() && i < rows.size(); ++i) {
    RITORNELLO_ASSIGN_OR_RETURN(
        StatementProfile::Row row,
        ReadRow(file_name, absl::StrCat("rows[", i, "]."), rows[i]));
    profile.rows.push_back(std::move(row));
  }
  RITORNELLO_RETURN_IF_ERROR(ReadStyle(members, profile));
  RITORNELLO_RETURN_IF_ERROR(ReadWords(members, profile));
  RITORNELLO_RETURN_IF_ERROR(ReadHold(file_name, members, profile));
  RITORNELLO_RETURN_IF_ERROR(members.NothingLeft());
  if (!rows.is_null() && profile.rows.empty()) {
    return members.Refuse("rows", "must be a list of objects, [{…}]");
  }
  if (!profile.rows.empty()) return profile;
  if (profile.columns[kNet].empty()) {
    return members.Refuse("columns.net", "must be there");
  }
  if (profile.columns[kIsrc].empty() && profile.columns[kTrack].empty()) {
    return members.Refuse("columns", "must have isrc or track");
  }
  return profile;
}

absl::Status StatementProfiles::Add(StatementProfile profile) {
  if (Find(profile.name).ok()) {
    return absl::AlreadyExistsError(absl::StrCat(
        "there are two profiles named ", profile.name, "; rename one"));
  }
  profiles_.push_back(std::move(profile));
  std::sort(profiles_.begin(), profiles_.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return absl::OkStatus();
}

absl::StatusOr<const StatementProfile*> StatementProfiles::Find(
    absl::string_view name) const {
  std::vector<absl::string_view> names;
  for (const StatementProfile& profile : profiles_) {
    if (profile.name == name) return &profile;
    names.push_back(profile.name);
  }
  return InvalidField("header.profile", absl::StrCat("must be one of ",
                                                     absl::StrJoin(names, ", "),
                                                     ", got \"", name, "\""));
}

absl::int128 ToleranceOfTotal(const StatementProfile& profile,
                              Currency currency, int64_t line_count) {
  const absl::int128 minor_unit =
      absl::int128(MinorUnitMicros(currency)) * kPerMicro;
  if (!profile.line_decimals.has_value()) return minor_unit;
  absl::int128 last_digit = 1;
  for (int i = *profile.line_decimals; i < kDecimalScale; ++i) last_digit *= 10;
  int64_t root = 0;
  while ((root + 1) * (root + 1) <= line_count) ++root;
  const absl::int128 of_lines =
      std::min(last_digit * line_count / 2, 3 * last_digit * root);
  return std::max(minor_unit, of_lines);
}

}  // namespace ritornello::royalties
