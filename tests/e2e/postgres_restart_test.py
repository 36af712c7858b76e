"""PostgreSQL dies under load, again and again: callers are told UNAVAILABLE
and nothing else, health says so, the services come back by themselves, and
what was acknowledged is there once.

Usage: postgres_restart_test.py PROGRAMS [unittest arguments]
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

import deployment
import tones

PROGRAMS = sys.argv.pop(1)

TRACKS_A_FOLDER = 5
LINES_A_STATEMENT = 20
LOAD_SECONDS = 2  # between two deaths
AWAY_SECONDS = 2
# A probe a second, and one of a caller's own.
NOTICED_SECONDS = 10
RECOVERED_SECONDS = 60
DONE_SECONDS = 90

SERVING, NOT_SERVING = b"\x01", b"\x02"


class Client(threading.Thread):
    """Does one thing after the other, each until it is acknowledged; `do`
    returns what was, or None."""

    def __init__(self, do):
        super().__init__(daemon=True)
        self.do = do
        self.done = []
        self.failure_count = 0
        self.ends = threading.Event()
        self.start()

    def run(self):
        while not self.ends.is_set():
            answer = self.do(len(self.done))
            if answer is None:
                self.failure_count += 1
                time.sleep(0.1)
            else:
                self.done.append(answer)


class PostgresRestartTest(unittest.TestCase):

    def setUp(self):
        self.suite = deployment.ThreePrograms(PROGRAMS)
        self.addCleanup(self.suite.close)
        self.suite.run("account", "create", "acme")
        self.log_begins = {name: path.stat().st_size
                           for name, path in self.suite.logs.items()}

    def call(self, noun, *arguments):
        """The objects printed, or None when the call failed."""
        done = subprocess.run(
            [self.suite.programs / "ritornello", "--server",
             self.suite.server_for(noun), noun, *arguments, "--json"],
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return None
        return [json.loads(line) for line in done.stdout.splitlines()]

    def ingest(self, number):
        folder = self.suite.folder / f"music-{number}"
        if not folder.exists():
            folder.mkdir()
            for i in range(TRACKS_A_FOLDER):
                tones.write_tone(folder / f"Piece {number}-{i}.wav", -15.0,
                                 seconds=0.05, rate_hz=8000)
        return self.call("catalog", "ingest", folder, "--account", "acme")

    def import_statement(self, number):
        file = self.suite.folder / f"statement-{number}.csv"
        file.write_text("isrc,net\n" + "".join(
            f"GBAYE{number:05}{line:02},1.00\n"
            for line in range(LINES_A_STATEMENT)))
        return self.call("statement", "import", file, "--source", "artlist",
                         "--source-account", f"a{number}", "--period",
                         "2026-10", "--currency", "USD")

    def health(self, name):
        """What grpc.health.v1 says of a program as a whole."""
        answer = subprocess.run(
            ["curl", "--silent", "--max-time", "5", "--http2-prior-knowledge",
             "--header", "content-type: application/grpc", "--header",
             "te: trailers", "--data-binary", "@-",
             f"http://{self.suite.addresses[name]}/grpc.health.v1.Health/Check"
             ], input=bytes(5), capture_output=True, check=True).stdout
        # A frame's head of five bytes, then field 1.
        self.assertEqual(answer[5:6], b"\x08", answer)
        return answer[6:7]

    def wait_for(self, what, condition, seconds):
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), deadline,
                            f"{what} within {seconds} s\n{self.suite.tail()}")
            time.sleep(0.1)

    def wait_for_health(self, state, seconds):
        for name in ("catalog", "royalties"):
            self.wait_for(f"health of {name}",
                          lambda name=name: self.health(name) == state,
                          seconds)

    def stop_and_start(self):
        self.suite.postgres.stop_at_once()
        self.wait_for_health(NOT_SERVING, NOTICED_SECONDS)
        time.sleep(AWAY_SECONDS)
        self.suite.postgres.start()

    def kill_one_session(self):
        """The server then cuts all others too, and recovers."""
        pid = self.suite.postgres.ask(
            "SELECT pid FROM pg_stat_activity WHERE datname = 'royalties'"
            " LIMIT 1")
        os.kill(int(pid), signal.SIGKILL)

    def codes(self):
        """How calls ended since the load began, by service."""
        codes = {}
        for name in ("catalog", "royalties"):
            with open(self.suite.logs[name], encoding="utf-8") as log:
                log.seek(self.log_begins[name])
                # libpq warns on its own while a connection begins.
                calls = [json.loads(line) for line in log
                         if line.startswith("{")]
            codes[name] = {call["code"] for call in calls if "code" in call}
        return codes

    def check_tracks(self, folders):
        self.wait_for("measuring", lambda: not self.suite.json(
            "job", "list", "--account", "acme"), DONE_SECONDS)
        tracks = self.suite.json("track", "list", "--account", "acme")
        self.assertEqual(
            sorted(track["title"] for track in tracks),
            sorted(f"Piece {number}-{i}" for number in range(len(folders))
                   for i in range(TRACKS_A_FOLDER)))
        self.assertEqual({ack["track"] for acks in folders for ack in acks},
                         {track["name"] for track in tracks})
        self.assertEqual({version["analysis_state"] for track in tracks
                          for version in track["versions"]}, {"ANALYZED"})

    def check_books(self, imports):
        self.wait_for("posting", lambda: all(
            statement["state"] == "POSTED"
            for statement in self.suite.json("statement", "list")),
            DONE_SECONDS)
        statements = self.suite.json("statement", "list")
        self.assertEqual(
            sorted(statement["name"] for statement in statements),
            sorted(answer[0]["name"] for answer in imports))
        self.assertEqual(len(statements), len(imports))
        self.suite.run("ledger", "verify")
        balances = dict(
            line.split("\t")[:2]
            for line in self.suite.run("ledger", "balance").splitlines())
        for number in range(len(imports)):
            name = f"artlist-a{number}-2026-10"
            self.assertEqual(
                balances[f"Assets:Receivable:artlist:{name}"],
                f"{LINES_A_STATEMENT}.00")

    def test_nothing_is_lost_or_doubled(self):
        clients = [Client(self.ingest), Client(self.import_statement)]
        for die in (self.stop_and_start, self.kill_one_session,
                    self.stop_and_start):
            time.sleep(LOAD_SECONDS)
            die()
            counts = [len(client.done) for client in clients]
            self.wait_for("going on", lambda counts=counts: all(
                len(client.done) > count
                for client, count in zip(clients, counts)), RECOVERED_SECONDS)
            self.wait_for_health(SERVING, RECOVERED_SECONDS)
        for client in clients:
            client.ends.set()
        for client in clients:
            client.join(timeout=DONE_SECONDS)
            self.assertFalse(client.is_alive())

        folders, imports = (client.done for client in clients)
        print(f"{len(folders)} folders and {len(imports)} statements, "
              f"{[client.failure_count for client in clients]} calls failed")
        self.assertGreater(sum(client.failure_count for client in clients), 0)
        self.check_tracks(folders)
        self.check_books(imports)
        self.assertEqual(self.codes(), {name: {"OK", "Unavailable"}
                                        for name in ("catalog", "royalties")})


if __name__ == "__main__":
    unittest.main(verbosity=2)
