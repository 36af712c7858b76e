// What Ctrl-C is answered with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ritornello::cli {

// Tells how far something has come that can be gone on with by the same
// command: `done` of `total` tracks, up to `line` of a file, or 0. Any thread.
void NoteProgress(int64_t done, int64_t total, int64_t line);

// There is nothing to go on with.
void ForgetProgress();

// Writes "ritornello: interrupted", with what was noted and a line end, and
// returns its size; `buffer` has to have room for 200 bytes. May be called by
// the handler of a signal.
size_t InterruptText(std::span<char> buffer);

}  // namespace ritornello::cli
