// Items from the rows of a manifest's table: see manifest_table.h.
#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/manifest_cells.h"
#include "cli/manifest_columns.h"
#include "cli/manifest_media.h"
#include "cli/manifest_table.h"
#include "cli/track_draft.h"
#include "cli/usage.h"

namespace ritornello::cli {
namespace {

using catalog::v1::IngestItem;
using catalog::v1::MixType;
using catalog::v1::Share;
using catalog::v1::SplitSheet;
using catalog::v1::Track;
using Texts = google::protobuf::RepeatedPtrField<std::string>;

// The rights of a composition: a manifest divides all of them alike.
constexpr catalog::v1::Right kCompositionRights[] = {
    catalog::v1::SYNC_COMPOSITION, catalog::v1::PERFORMANCE,
    catalog::v1::MECHANICAL};

class Drafter {
 public:
  Drafter(const std::vector<ManifestRow>& rows, const ManifestSetting& setting)
      : rows_(rows), setting_(setting) {}

  ManifestDraft Draft() {
    IngestItem item;
    CheckWidths();
    DraftTexts(*item.mutable_track());
    DraftVersions(*item.mutable_track());
    DraftMasterOwners(item);
    DraftWork(item);
    Read(ManifestColumn::kSamples, *item.mutable_samples(),
         [&](absl::string_view cell) {
           return ReadSamples(cell, setting_.parent);
         });
    Read(ManifestColumn::kOutlets, *item.mutable_outlets(),
         [](absl::string_view cell) { return ReadOutlets(cell); });
    if (draft_.problems.empty()) draft_.item = std::move(item);
    std::stable_sort(draft_.problems.begin(), draft_.problems.end(),
                     [](const ManifestProblem& a, const ManifestProblem& b) {
                       return a.line < b.line;
                     });
    return std::move(draft_);
  }

 private:
  static const std::string& Cell(const ManifestRow& row,
                                 ManifestColumn column) {
    return row.cells[static_cast<size_t>(column)];
  }

  void Refuse(int64_t line, ManifestColumn column, absl::string_view message) {
    draft_.problems.push_back(
        {line, std::string(NameOf(column)), std::string(message)});
  }

  void CheckWidths() {
    for (const ManifestRow& row : rows_) {
      if (row.cells.size() <= kManifestColumnCount) continue;
      draft_.problems.push_back(
          {row.line, "",
           absl::StrCat("has more cells than there are columns; the first is "
                        "\"",
                        row.cells.back().substr(0, 100),
                        "\": put text that has the delimiter in quotes")});
    }
  }

  // What is said of the track: the first row that says something. Others may
  // be silent, or say the same.
  const ManifestRow* Saying(ManifestColumn column) {
    const ManifestRow* first = nullptr;
    for (const ManifestRow& row : rows_) {
      const std::string& cell = Cell(row, column);
      if (cell.empty()) continue;
      if (first == nullptr) {
        first = &row;
      } else if (cell != Cell(*first, column)) {
        Refuse(row.line, column,
               absl::StrCat("says \"", cell.substr(0, 100), "\", and line ",
                            first->line, " \"",
                            Cell(*first, column).substr(0, 100),
                            "\"; rows of one track must agree"));
        return nullptr;
      }
    }
    return first;
  }

  std::string Text(ManifestColumn column) {
    const ManifestRow* const row = Saying(column);
    return row == nullptr ? "" : Cell(*row, column);
  }

  // What `read` makes of the column's cell goes to `values`.
  template <typename Values, typename ReadCell>
  void Read(ManifestColumn column, Values& values, ReadCell read) {
    const ManifestRow* const row = Saying(column);
    if (row == nullptr) return;
    auto read_values = read(Cell(*row, column));
    if (!read_values.ok()) {
      Refuse(row->line, column, read_values.status().message());
      return;
    }
    values.Add(std::make_move_iterator(read_values->begin()),
               std::make_move_iterator(read_values->end()));
  }

  void ReadTexts(ManifestColumn column, Texts& texts) {
    for (std::string& text : SplitList(Text(column))) {
      texts.Add(std::move(text));
    }
  }

  void DraftTexts(Track& track) {
    track.set_client_reference(
        Cell(rows_[0], ManifestColumn::kClientReference));
    const size_t problem_count = draft_.problems.size();
    track.set_title(Text(ManifestColumn::kTitle));
    if (track.title().empty() && draft_.problems.size() == problem_count) {
      Refuse(rows_[0].line, ManifestColumn::kTitle,
             "is empty in all rows of the track");
    }
    track.set_album(Text(ManifestColumn::kAlbum));
    track.set_isrc(Text(ManifestColumn::kIsrc));
    track.set_declared_key(Text(ManifestColumn::kKey));
    ReadTexts(ManifestColumn::kArtists, *track.mutable_artists());
    ReadTexts(ManifestColumn::kMoods, *track.mutable_moods());
    ReadTexts(ManifestColumn::kInstruments, *track.mutable_instruments());
    ReadTexts(ManifestColumn::kUses, *track.mutable_uses());
    ReadTexts(ManifestColumn::kGenres, *track.mutable_genres());
    ReadTexts(ManifestColumn::kKeywords, *track.mutable_keywords());
    const ManifestRow* const row = Saying(ManifestColumn::kBpm);
    if (row == nullptr) return;
    const absl::StatusOr<double> bpm =
        ReadTempo(Cell(*row, ManifestColumn::kBpm));
    if (bpm.ok()) {
      track.set_declared_tempo_bpm(*bpm);
    } else {
      Refuse(row->line, ManifestColumn::kBpm, bpm.status().message());
    }
  }

  void DraftVersions(Track& track) {
    for (const ManifestRow& row : rows_) {
      const std::optional<MixType> mix_type = ReadMix(row);
      const std::string& uri = Cell(row, ManifestColumn::kUri);
      if (uri.empty()) {
        Refuse(row.line, ManifestColumn::kUri,
               "is empty; say where the audio file is");
        continue;
      }
      const auto path = MediaFile(uri, setting_.folder);
      const absl::Status added =
          path.ok() ? AddVersion({*path, mix_type.value_or(MixType())}, track)
                    : path.status();
      if (!added.ok()) Refuse(row.line, ManifestColumn::kUri, added.message());
    }
  }

  std::optional<MixType> ReadMix(const ManifestRow& row) {
    const std::string& word = Cell(row, ManifestColumn::kVersion);
    const std::optional<MixType> mix_type = setting_.version_names.Find(word);
    if (mix_type.has_value()) return mix_type;
    std::string message = "is empty";
    if (!word.empty()) {
      const std::string near =
          NearWord(absl::AsciiStrToLower(word), setting_.version_names.Words());
      message = absl::StrCat(
          "no version \"", word.substr(0, 100), "\"",
          near.empty() ? "" : absl::StrCat("; did you mean ", near, "?"));
    }
    absl::StrAppend(&message,
                    "; `ritornello vocabulary list version` shows the words");
    Refuse(row.line, ManifestColumn::kVersion, message);
    return std::nullopt;
  }

  // The shares that a column names, without amounts where it has none; nothing
  // when that was refused.
  std::optional<std::vector<Share>> Shares(ManifestColumn column,
                                           catalog::v1::ShareRole role) {
    const size_t problem_count = draft_.problems.size();
    google::protobuf::RepeatedPtrField<Share> shares;
    Read(column, shares, [&](absl::string_view cell) {
      return ReadShares(cell, role, setting_.parent);
    });
    if (draft_.problems.size() > problem_count) return std::nullopt;
    return std::vector<Share>(shares.begin(), shares.end());
  }

  // False, and told at `column`, when they are not all of a right.
  bool Complete(ManifestColumn column, std::vector<Share>& shares) {
    const absl::Status status = CompleteShares(shares);
    if (status.ok()) return true;
    const ManifestRow* const row = Saying(column);
    Refuse(row == nullptr ? rows_[0].line : row->line, column,
           status.message());
    return false;
  }

  void DraftMasterOwners(IngestItem& item) {
    auto shares = Shares(ManifestColumn::kMasterOwners, catalog::v1::OWNER);
    if (!shares.has_value() || shares->empty() ||
        !Complete(ManifestColumn::kMasterOwners, *shares)) {
      return;
    }
    SplitSheet& sheet = *item.add_split_sheets();
    sheet.set_right(catalog::v1::MASTER);
    sheet.mutable_shares()->Add(shares->begin(), shares->end());
  }

  // Writers and publishers together are the composition.
  void DraftWork(IngestItem& item) {
    const auto writers = Shares(ManifestColumn::kWriters, catalog::v1::WRITER);
    const auto publishers =
        Shares(ManifestColumn::kPublishers, catalog::v1::PUBLISHER);
    if (!writers.has_value() || !publishers.has_value()) return;
    draft_.writer_count = writers->size();
    std::vector<Share> shares = *writers;
    shares.insert(shares.end(), publishers->begin(), publishers->end());
    const ManifestColumn column = draft_.writer_count > 0
                                      ? ManifestColumn::kWriters
                                      : ManifestColumn::kPublishers;
    if (shares.empty() || !Complete(column, shares)) return;
    catalog::v1::IngestWork& work = *item.add_works();
    work.mutable_work()->set_title(item.track().title());
    for (const catalog::v1::Right right : kCompositionRights) {
      SplitSheet& sheet = *work.add_split_sheets();
      sheet.set_right(right);
      sheet.mutable_shares()->Add(shares.begin(), shares.end());
    }
  }

  const std::vector<ManifestRow>& rows_;
  const ManifestSetting& setting_;
  ManifestDraft draft_;
};

}  // namespace

ManifestDraft DraftFromRows(const std::vector<ManifestRow>& rows,
                            const ManifestSetting& setting) {
  return Drafter(rows, setting).Draft();
}

}  // namespace ritornello::cli
