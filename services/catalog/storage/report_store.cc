#include "services/catalog/storage/report_store.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "libs/sql/row.h"
#include "libs/status/status_macros.h"

namespace ritornello::catalog {
namespace {

constexpr absl::string_view kColumns =
    "file_sha256, analyzer_version, file_size_bytes, container, encoding,"
    " sample_rate_hz, channel_count, bit_depth, frame_count,"
    " duration_seconds, declared_frame_count, is_truncated,"
    " integrated_lufs, loudness_range_lu, momentary_max_lufs,"
    " short_term_max_lufs, true_peak_dbtp, sample_peak_dbfs,"
    " clip_run_count, clipped_sample_count, longest_clip_run,"
    " first_clip_seconds, dc_offset, head_silence_seconds,"
    " tail_silence_seconds, stereo_correlation, mono_fold_loss_lu,"
    " non_finite_sample_count, first_non_finite_seconds,"
    " out_of_range_sample_count";

constexpr absl::string_view kInsertAbsence =
    "INSERT INTO report_absences"
    " (file_sha256, analyzer_version, position, field, reason, detail)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (file_sha256, analyzer_version, position) DO NOTHING";

sql::Row ToRow(const Report& r) {
  return {r.file_sha256,
          r.analyzer_version,
          r.file_size_bytes,
          r.container,
          r.encoding,
          r.sample_rate_hz,
          r.channel_count,
          sql::OrNull(r.bit_depth),
          r.frame_count,
          r.duration_seconds,
          sql::OrNull(r.declared_frame_count),
          int64_t{r.is_truncated},
          sql::OrNull(r.integrated_lufs),
          sql::OrNull(r.loudness_range_lu),
          sql::OrNull(r.momentary_max_lufs),
          sql::OrNull(r.short_term_max_lufs),
          sql::OrNull(r.true_peak_dbtp),
          sql::OrNull(r.sample_peak_dbfs),
          r.clip_run_count,
          r.clipped_sample_count,
          r.longest_clip_run,
          sql::OrNull(r.first_clip_seconds),
          sql::OrNull(r.dc_offset),
          sql::OrNull(r.head_silence_seconds),
          sql::OrNull(r.tail_silence_seconds),
          sql::OrNull(r.stereo_correlation),
          sql::OrNull(r.mono_fold_loss_lu),
          r.non_finite_sample_count,
          sql::OrNull(r.first_non_finite_seconds),
          r.out_of_range_sample_count};
}

// In the order of kColumns.
Report FromRow(const sql::Row& row) {
  size_t i = 0;
  const auto text = [&] { return sql::Text(row[i++]); };
  const auto whole = [&] { return sql::Int(row[i++]); };
  const auto maybe_whole = [&] { return sql::MaybeInt(row[i++]); };
  const auto maybe_real = [&] { return sql::MaybeReal(row[i++]); };
  Report r;
  r.file_sha256 = text();
  r.analyzer_version = text();
  r.file_size_bytes = whole();
  r.container = text();
  r.encoding = text();
  r.sample_rate_hz = whole();
  r.channel_count = whole();
  r.bit_depth = maybe_whole();
  r.frame_count = whole();
  r.duration_seconds = sql::Real(row[i++]);
  r.declared_frame_count = maybe_whole();
  r.is_truncated = whole() != 0;
  r.integrated_lufs = maybe_real();
  r.loudness_range_lu = maybe_real();
  r.momentary_max_lufs = maybe_real();
  r.short_term_max_lufs = maybe_real();
  r.true_peak_dbtp = maybe_real();
  r.sample_peak_dbfs = maybe_real();
  r.clip_run_count = whole();
  r.clipped_sample_count = whole();
  r.longest_clip_run = whole();
  r.first_clip_seconds = maybe_real();
  r.dc_offset = maybe_real();
  r.head_silence_seconds = maybe_real();
  r.tail_silence_seconds = maybe_real();
  r.stereo_correlation = maybe_real();
  r.mono_fold_loss_lu = maybe_real();
  r.non_finite_sample_count = whole();
  r.first_non_finite_seconds = maybe_real();
  r.out_of_range_sample_count = whole();
  return r;
}

// "$1, $2, …, $count".
std::string Places(size_t count) {
  std::string places;
  for (size_t i = 1; i <= count; ++i) {
    absl::StrAppend(&places, i == 1 ? "$" : ", $", i);
  }
  return places;
}

absl::Status Load(sql::Connection& connection, const sql::Row& keys,
                  std::map<ReportKey, Report>& reports) {
  const std::string where =
      absl::StrCat(" WHERE (file_sha256, analyzer_version) IN ",
                   sql::PairList(1, keys.size() / 2));
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      connection.Run(absl::StrCat("SELECT ", kColumns, " FROM reports", where),
                     keys));
  for (const sql::Row& row : rows) {
    Report report = FromRow(row);
    ReportKey key{report.file_sha256, report.analyzer_version};
    reports.emplace(std::move(key), std::move(report));
  }
  RITORNELLO_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> absences,
      connection.Run(
          absl::StrCat("SELECT file_sha256, analyzer_version, field, reason,"
                       " detail FROM report_absences",
                       where,
                       " ORDER BY file_sha256, analyzer_version, position"),
          keys));
  for (const sql::Row& row : absences) {
    reports[{sql::Text(row[0]), sql::Text(row[1])}].absences.push_back(
        {sql::Text(row[2]), sql::Text(row[3]), sql::Text(row[4])});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status InsertReport(sql::Transaction& transaction, const Report& report) {
  const sql::Row row = ToRow(report);
  RITORNELLO_RETURN_IF_ERROR(
      transaction
          .Run(absl::StrCat("INSERT INTO reports (", kColumns, ") VALUES (",
                            Places(row.size()),
                            ") ON CONFLICT (file_sha256, analyzer_version)"
                            " DO NOTHING"),
               row)
          .status());
  std::vector<sql::Row> absences;
  for (const Absence& absence : report.absences) {
    absences.push_back({report.file_sha256, report.analyzer_version,
                        static_cast<int64_t>(absences.size()), absence.field,
                        absence.reason, absence.detail});
  }
  return transaction.RunMany(kInsertAbsence, absences);
}

absl::StatusOr<std::map<ReportKey, Report>> GetReports(
    sql::Connection& connection, const std::set<ReportKey>& keys) {
  std::map<ReportKey, Report> reports;
  sql::Row chunk;
  for (auto it = keys.begin(); it != keys.end();) {
    chunk.push_back(it->file_sha256);
    chunk.push_back(it->analyzer_version);
    if (++it == keys.end() || chunk.size() == 2 * sql::kInListSizeMax) {
      RITORNELLO_RETURN_IF_ERROR(Load(connection, chunk, reports));
      chunk.clear();
    }
  }
  return reports;
}

}  // namespace ritornello::catalog
