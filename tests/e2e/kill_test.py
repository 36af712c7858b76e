"""SIGKILL of the standalone in the middle of taking a folder in, again and
again over one data folder: what was acknowledged is there once, the rest
comes with the next try, and every file is measured in the end.

Usage: kill_test.py PROGRAMS [unittest arguments]
RITORNELLO_KILL_COUNT says how often, 4 times when not given.
"""

import json
import os
import signal
import subprocess
import sys
import time
import unittest

import deployment
import tones

PROGRAMS = sys.argv.pop(1)

KILL_COUNT = int(os.environ.get("RITORNELLO_KILL_COUNT", "4"))
# Kills that must fall between the first and the last acknowledgement, by the
# log of the client; the others came too late and prove less.
BETWEEN_COUNT_MIN = KILL_COUNT * 3 // 4
TRACKS_A_FOLDER = 100
MEASURE_SECONDS = 240


class KillTest(unittest.TestCase):

    def setUp(self):
        self.suite = deployment.Standalone(PROGRAMS)
        self.addCleanup(self.suite.close)

    def make_folder(self, number):
        folder = self.suite.folder / f"music-{number}"
        folder.mkdir()
        for i in range(TRACKS_A_FOLDER):
            tones.write_tone(folder / f"Piece {number}-{i}.wav",
                             -15.0 - i / 100, seconds=0.05, rate_hz=8000)
        return folder

    def ingest_until(self, folder, ack_count):
        """Kills the server when the client has seen so many acks, and the
        client, which would connect again; returns all that it saw."""
        acks = []
        with subprocess.Popen(
            [self.suite.programs / "ritornello", "--server",
             self.suite.address, "catalog", "ingest", folder, "--account",
             "acme", "--json"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True) as client:
            for line in client.stdout:
                acks.append(json.loads(line))
                if len(acks) == ack_count:
                    self.suite.stop("standalone", signal.SIGKILL)
                    client.kill()
        return acks

    def tracks(self):
        """Names of tracks by title; each title once."""
        names = {}
        for track in self.suite.json("track", "list", "--account", "acme"):
            self.assertNotIn(track["title"], names)
            names[track["title"]] = track["name"]
        return names

    def wait_until_measured(self, file_count):
        deadline = time.monotonic() + MEASURE_SECONDS
        while self.suite.json("job", "list", "--account", "acme"):
            self.assertLess(time.monotonic(), deadline, self.suite.tail())
            time.sleep(2)
        states = [version["analysis_state"]
                  for track in self.suite.json("track", "list", "--account",
                                               "acme")
                  for version in track["versions"]]
        self.assertEqual(states, ["ANALYZED"] * file_count)

    def test_nothing_acknowledged_is_lost_or_doubled(self):
        between_count = 0
        for number in range(KILL_COUNT):
            folder = self.make_folder(number)
            acks = self.ingest_until(
                folder, 1 + number * TRACKS_A_FOLDER // (2 * KILL_COUNT))
            between_count += len(acks) < TRACKS_A_FOLDER
            self.suite.start_all()

            there = self.tracks()
            titles = {name: title for title, name in there.items()}
            for ack in acks:
                self.assertEqual(ack["outcome"], "CREATED")
                self.assertIn(ack["track"], titles)

            again = self.suite.json("catalog", "ingest", folder, "--account",
                                    "acme")
            self.assertEqual(len(again), TRACKS_A_FOLDER)
            unchanged = {ack["track"] for ack in again
                         if ack["outcome"] == "UNCHANGED"}
            self.assertLessEqual({ack["track"] for ack in acks}, unchanged)
            self.assertEqual(len(self.tracks()),
                             (number + 1) * TRACKS_A_FOLDER)
        print(f"{between_count} of {KILL_COUNT} kills fell between the first "
              "and the last acknowledgement")
        self.assertGreaterEqual(between_count, BETWEEN_COUNT_MIN)
        self.wait_until_measured(KILL_COUNT * TRACKS_A_FOLDER)


if __name__ == "__main__":
    unittest.main(verbosity=2)
