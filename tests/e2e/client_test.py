"""The client as a person meets it: on a terminal, too early, at the wrong
door, interrupted.

Usage: client_test.py PROGRAMS [unittest arguments]
"""

import fcntl
import os
import pathlib
import pty
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

import deployment

PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
CLIENT = PROGRAMS / "ritornello"
TIMEOUT_SECONDS = 60


def has_terminals():
    try:
        reader, writer = pty.openpty()
    except OSError:
        return False
    os.close(reader)
    os.close(writer)
    return True


needs_terminals = unittest.skipUnless(
    has_terminals(), "this machine gives no terminals: mount /dev/pts")


class Terminal:
    """A terminal of `columns`, and what was written to it."""

    def __init__(self, columns=80):
        self.reader, self.writer = pty.openpty()
        fcntl.ioctl(self.writer, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 24, columns, 0, 0))

    def text(self):
        """Everything, once nobody writes any more."""
        os.close(self.writer)
        parts = []
        while True:
            try:
                part = os.read(self.reader, 65536)
            except OSError:  # the last writer has gone
                break
            if not part:
                break
            parts.append(part)
        os.close(self.reader)
        return b"".join(parts).decode().replace("\r\n", "\n")


def environment(server):
    return {**{key: value for key, value in os.environ.items()
               if key != "COLUMNS"}, "RITORNELLO_SERVER": server}


class ClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.suite = deployment.Standalone(PROGRAMS)

    @classmethod
    def tearDownClass(cls):
        cls.suite.close()

    @needs_terminals
    def test_a_table_fits_the_terminal_and_a_pipe_gets_it_whole(self):
        terminal = Terminal(columns=60)
        subprocess.run([CLIENT, "vocabulary", "list"], check=True,
                       stdout=terminal.writer,
                       env=environment(self.suite.address),
                       timeout=TIMEOUT_SECONDS)
        lines = terminal.text().splitlines()
        self.assertIn("\N{HORIZONTAL ELLIPSIS}", "".join(lines))
        self.assertLessEqual(max(map(len, lines)), 60)
        piped = self.suite.run("vocabulary", "list")
        self.assertNotIn("\N{HORIZONTAL ELLIPSIS}", piped)
        self.assertEqual(len(piped.splitlines()), len(lines) - 1)  # no header

    def test_lists_of_an_unknown_account_are_errors(self):
        for words in (("party", "list"), ("track", "list"),
                      ("track", "search"), ("track", "check"),
                      ("job", "list"), ("deal", "list"), ("payee", "list")):
            error = self.suite.run(*words, "--account", "nobody", code=1)
            self.assertEqual(error, "ritornello: no accounts/nobody\n", words)

    def test_ctrl_c_is_one_line_and_an_exit_code(self):
        with tempfile.TemporaryDirectory() as folder:
            fifo = pathlib.Path(folder) / "never.wav"
            os.mkfifo(fifo)
            client = subprocess.Popen(
                [CLIENT, "audio", "analyze", fifo], stderr=subprocess.PIPE,
                stdout=subprocess.PIPE, env=environment(self.suite.address))
            time.sleep(1)
            client.send_signal(signal.SIGINT)
            out, err = client.communicate(timeout=TIMEOUT_SECONDS)
        self.assertEqual((client.returncode, out, err),
                         (130, b"", b"ritornello: interrupted\n"))


class DoorTest(unittest.TestCase):
    """Nobody there, not yet there, or somebody else."""

    def setUp(self):
        self.suite = deployment.Deployment(PROGRAMS)
        self.addCleanup(self.suite.close)
        self.address = f"127.0.0.1:{deployment.free_port()}"

    @needs_terminals
    def test_nobody_there_is_waited_for_and_said_with_what_to_start(self):
        terminal = Terminal(columns=200)
        done = subprocess.run([CLIENT, "account", "list"], check=False,
                              stderr=terminal.writer,
                              env=environment(self.address),
                              timeout=TIMEOUT_SECONDS)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(
            terminal.text(),
            f"waiting for the server at {self.address}\n"
            f"ritornello: no server answers at {self.address}; start one with "
            "`ritornello-standalone --data_dir DIR`, or name another with "
            "--server HOST:PORT or RITORNELLO_SERVER\n")

    def test_another_program_is_said_to_be_another(self):
        self.suite.start("analysis", "ritornello-analysis", "--listen",
                         self.address, "--audio_root", "/")
        done = subprocess.run([CLIENT, "track", "list", "--account", "acme"],
                              check=False, capture_output=True, text=True,
                              env=environment(self.address),
                              timeout=TIMEOUT_SECONDS)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"the server at {self.address} does not know `track "
                      "list`: that is served by ritornello-catalog",
                      done.stderr)

    @needs_terminals
    def test_a_person_who_starts_a_server_reads_words(self):
        terminal = Terminal(columns=200)
        flags = ["--data_dir", self.suite.folder / "data", "--listen",
                 self.address]
        server = subprocess.Popen(
            [PROGRAMS / "ritornello-standalone", *flags],
            stderr=terminal.writer, preexec_fn=deployment.die_with_parent)
        subprocess.run([CLIENT, "account", "list"], check=True,
                       env=environment(self.address), timeout=TIMEOUT_SECONDS)
        second = subprocess.run(
            [PROGRAMS / "ritornello-standalone", *flags], check=False,
            stderr=terminal.writer, timeout=TIMEOUT_SECONDS)
        server.send_signal(signal.SIGINT)
        self.assertEqual(server.wait(timeout=TIMEOUT_SECONDS), 0)
        self.assertEqual(second.returncode, 1)
        port = self.address.split(":")[1]
        # Each behind its time.
        lines = [line.split(" ", 1)[1]
                 for line in terminal.text().splitlines()]
        self.assertEqual(len(lines), 3, lines)
        self.assertTrue(lines[0].startswith("serving"), lines)
        self.assertTrue(lines[1].startswith(f"ERROR port {port} is taken"),
                        lines)
        self.assertEqual(lines[2], "ended")


if __name__ == "__main__":
    unittest.main(verbosity=2)
