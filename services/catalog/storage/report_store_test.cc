#include "services/catalog/storage/report_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "libs/sql/in_list.h"
#include "services/catalog/storage/testing/catalog_database.h"

namespace ritornello::catalog {
namespace {

using ::ritornello::testing::IsOk;
using ::testing::SizeIs;

// Every field has a value of its own, so that two that are mixed up differ.
Report Full() {
  return {.analyzer_version = "analysis/1",
          .file_sha256 = std::string(64, 'a'),
          .file_size_bytes = 5'000'000'000,
          .container = "WAV",
          .encoding = "PCM",
          .sample_rate_hz = 48'000,
          .channel_count = 2,
          .bit_depth = 24,
          .frame_count = 9'000'000'000,
          .duration_seconds = 187.5,
          .declared_frame_count = 9'000'000'001,
          .is_truncated = true,
          .integrated_lufs = -14.1,
          .loudness_range_lu = 6.2,
          .momentary_max_lufs = -8.3,
          .short_term_max_lufs = -9.4,
          .true_peak_dbtp = -1.05,
          .sample_peak_dbfs = -1.5,
          .clip_run_count = 3,
          .clipped_sample_count = 17,
          .longest_clip_run = 9,
          .first_clip_seconds = 12.25,
          .dc_offset = -0.001,
          .head_silence_seconds = 0.5,
          .tail_silence_seconds = 1.75,
          .stereo_correlation = 0.83,
          .mono_fold_loss_lu = 2.6,
          .non_finite_sample_count = 4,
          .first_non_finite_seconds = 99.5,
          .out_of_range_sample_count = 6,
          .absences = {{"tempo_bpm", "NOT_SUPPORTED", "nobody measures it"},
                       {"key", "TOO_SHORT", "0.3 s"}}};
}

class ReportStoreTest : public ::testing::TestWithParam<sql::testing::Backend> {
 protected:
  void Insert(const Report& report) {
    EXPECT_THAT(sql::RunTransaction(db_.pool(),
                                    [&](sql::Transaction& t) {
                                      return InsertReport(t, report);
                                    }),
                IsOk());
  }
  static ReportKey KeyOf(const Report& report) {
    return {report.file_sha256, report.analyzer_version};
  }

  testing::CatalogDatabase db_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, ReportStoreTest, sql::testing::ForBothBackends(),
                         sql::testing::BackendName);

TEST_P(ReportStoreTest, WhatIsInsertedIsRead) {
  const Report full = Full();
  // Silence has no loudness: absent, not a number.
  const Report silent{.analyzer_version = "analysis/2",
                      .file_sha256 = full.file_sha256,
                      .duration_seconds = 3};
  Insert(full);
  Insert(silent);
  const auto reports = GetReports(
      db_.connection(), {KeyOf(full), KeyOf(silent), {"unknown", "x"}});
  ASSERT_THAT(reports, IsOk());
  ASSERT_THAT(*reports, SizeIs(2));
  EXPECT_EQ(reports->at(KeyOf(full)), full);
  EXPECT_EQ(reports->at(KeyOf(silent)), silent);
}

TEST_P(ReportStoreTest, WhatIsKnownIsKept) {
  const Report first = Full();
  Report second = first;
  second.integrated_lufs = -20;
  second.absences[0].detail = "other words";
  Insert(first);
  Insert(second);
  EXPECT_EQ(GetReports(db_.connection(), {KeyOf(first)})->at(KeyOf(first)),
            first);
}

TEST_P(ReportStoreTest, MoreThanAStatementHoldsAreReadTogether) {
  std::set<ReportKey> keys;
  for (size_t i = 0; i <= sql::kInListSizeMax; ++i) {
    keys.insert({absl::StrCat("unknown", i), "analysis/1"});
  }
  Insert(Full());
  keys.insert(KeyOf(Full()));
  const auto reports = GetReports(db_.connection(), keys);
  ASSERT_THAT(reports, IsOk());
  EXPECT_THAT(*reports, SizeIs(1));
}

}  // namespace
}  // namespace ritornello::catalog
