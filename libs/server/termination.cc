#include "libs/server/termination.h"

#include <pthread.h>
#include <signal.h>

#include "libs/status/check.h"

namespace ritornello::server {
namespace {

sigset_t TerminationSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

void BlockTerminationSignals() {
  const sigset_t signals = TerminationSignals();
  RITORNELLO_CHECK(pthread_sigmask(SIG_BLOCK, &signals, nullptr) == 0);
}

int WaitForTerminationSignal() {
  const sigset_t signals = TerminationSignals();
  int signal = 0;
  RITORNELLO_CHECK(sigwait(&signals, &signal) == 0);
  RITORNELLO_CHECK(pthread_sigmask(SIG_UNBLOCK, &signals, nullptr) == 0);
  return signal;
}

}  // namespace ritornello::server
