// SIGTERM and SIGINT as something to wait for.
#pragma once

namespace ritornello::server {

// Keeps both signals for WaitForTerminationSignal. REQUIRES: the process has
// one thread; threads inherit this. So: the first line of main().
void BlockTerminationSignals();

// Waits for either signal, then lets them through again: a second one ends the
// process at once. Returns which it was.
// REQUIRES: BlockTerminationSignals() was called.
int WaitForTerminationSignal();

}  // namespace ritornello::server
