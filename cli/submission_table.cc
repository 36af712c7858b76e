#include "cli/submission_table.h"

#include "absl/strings/str_cat.h"
#include "cli/format.h"

namespace ritornello::cli {

using catalog::v1::Decision;
using catalog::v1::Submission;
using catalog::v1::SubmittedTrack;

namespace {

std::string Answered(const Submission& submission) {
  int count = 0;
  for (const SubmittedTrack& track : submission.tracks()) {
    count += track.has_decision() ? 1 : 0;
  }
  return absl::StrCat(count, " of ", submission.tracks_size());
}

std::vector<std::string> TrackRow(const SubmittedTrack& track) {
  const Decision& decision = track.decision();
  return {LastPart(track.track()),
          track.has_decision()
              ? Humane(Decision::Outcome_Name(decision.outcome()))
              : "",
          decision.category() == Decision::CATEGORY_UNSPECIFIED
              ? ""
              : Humane(Decision::Category_Name(decision.category())),
          decision.words()};
}

}  // namespace

std::vector<Column> SubmissionColumns() {
  return {{"SUBMISSION"},
          {"LIBRARY"},
          {"STATE"},
          {"ANSWERED", Align::kRight},
          {"FOLLOWS"}};
}

std::vector<std::string> SubmissionRow(const Submission& submission) {
  return {LastPart(submission.name()), LastPart(submission.library()),
          Humane(Submission::State_Name(submission.state())),
          Answered(submission), LastPart(submission.reapplies_to())};
}

void ShowSubmission(Session& session, const Submission& submission) {
  Table table(SubmissionColumns());
  table.AddRow(SubmissionRow(submission));
  Show(session, submission, table);
  if (session.style == Style::kJson) return;
  Table tracks({{"TRACK"}, {"DECISION"}, {"CATEGORY"}, {"WORDS"}});
  for (const SubmittedTrack& track : submission.tracks()) {
    tracks.AddRow(TrackRow(track));
  }
  session.out << '\n';
  tracks.Print(session.style, session.out);
}

}  // namespace ritornello::cli
