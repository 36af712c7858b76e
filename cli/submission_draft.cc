#include "cli/submission_draft.h"

#include "cli/format.h"
#include "cli/verbs.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {

using catalog::v1::Submission;

void AddSubmissionFlags(Verb verb, SubmissionFlags& flags) {
  AddAccountFlag(verb, flags.account);
  verb.AddOption("--note", flags.note, "What to tell the library");
  verb.AddOption("--reapplies-to", flags.reapplies_to,
                 "The earlier submission that this one follows");
  AddExtentFlags(verb, flags.extent);
}

absl::StatusOr<Submission> SubmissionOf(const SubmissionFlags& flags) {
  Submission submission;
  if (!flags.library.empty()) {
    submission.set_library(LibraryName(flags.library));
  }
  for (const std::string& track : flags.tracks) {
    RITORNELLO_ASSIGN_OR_RETURN(*submission.add_tracks()->mutable_track(),
                                FullName(track, "tracks", flags.account));
  }
  submission.set_note(flags.note);
  if (!flags.reapplies_to.empty()) {
    RITORNELLO_ASSIGN_OR_RETURN(
        *submission.mutable_reapplies_to(),
        FullName(flags.reapplies_to, "submissions", flags.account));
  }
  RITORNELLO_ASSIGN_OR_RETURN(*submission.mutable_extent(),
                              ExtentOf(flags.extent));
  return submission;
}

}  // namespace ritornello::cli
