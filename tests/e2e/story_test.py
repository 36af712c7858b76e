"""The main job of the suite, told once for each of its two shapes.

Usage: story_test.py PROGRAMS standalone|three [unittest arguments]
"""

import csv
import decimal
import io
import os
import signal
import subprocess
import sys
import time
import unittest

import deployment
import tones

PROGRAMS, SHAPE = sys.argv.pop(1), sys.argv.pop(1)
SHAPES = {"standalone": deployment.Standalone,
          "three": deployment.ThreePrograms}


def state_of(readiness, dimension):
    return next(check["state"] for check in readiness["checks"]
                if check["dimension"] == dimension)


def rules_of(readiness):
    return {problem["rule"] for check in readiness["checks"]
            for problem in check["problems"]
            if problem["severity"] == "FAILURE"}


class StoryTest(unittest.TestCase):
    """One catalogue, in the order in which its owner meets it: the tests run
    in the order of their names and build on each other."""

    @classmethod
    def setUpClass(cls):
        cls.suite = SHAPES[SHAPE](PROGRAMS)
        cls.music = cls.suite.folder / "music"
        cls.music.mkdir()
        for name, level, facts in (
                ("Nocturne.wav", -15.0, {}),
                ("Nocturne (Instrumental).wav", -15.0, {}),
                ("Nocturne (Stinger).wav", -15.0, {"seconds": 16}),
                ("Loud.wav", -9.0, {}),
                ("Silent.wav", None, {}),
                ("Slow Rate.wav", -15.0, {"rate_hz": 22050})):
            tones.write_tone(cls.music / name, level, **facts)
        whole = (cls.music / "Loud.wav").read_bytes()
        (cls.music / "Cut.wav").write_bytes(whole[:300000])
        (cls.music / "Broken.wav").write_bytes(b"this is no audio at all")
        (cls.music / "notes.txt").write_text("not music")

    @classmethod
    def tearDownClass(cls):
        cls.suite.close()

    def track(self, title):
        return next(track for track in self.suite.json(
            "track", "list", "--account", "acme") if track["title"] == title)

    def readiness(self, title, library="default"):
        return self.suite.json("track", "check", self.track(title)["name"],
                               "--library", library)[0]

    def check_backlog(self, metrics):
        """Nothing is left but the one file that is no audio."""
        self.assertEqual(
            {series: value for series, value in metrics.items()
             if series.startswith("ritornello_catalog_backlog_")},
            {"ritornello_catalog_backlog_oldest_due_seconds": 0,
             **{f'ritornello_catalog_backlog_jobs{{kind="{kind}",'
                f'state="{state}"}}': (kind, state) == ("ANALYZE", "FAILED")
                for kind in ("ANALYZE", "ASSESS")
                for state in ("PENDING", "RUNNING", "FAILED")}})

    def wait_for_assessments(self):
        deadline = time.monotonic() + 60
        while any(job["state"] != "FAILED" for job in self.suite.json(
                "job", "list", "--account", "acme")):
            self.assertLess(time.monotonic(), deadline, self.suite.tail())
            time.sleep(0.1)

    def test_01_measures_files(self):
        reports = self.suite.json("audio", "analyze",
                                  self.music / "Nocturne.wav",
                                  self.music / "Silent.wav")
        nocturne = next(report for report in reports
                        if report["file"].endswith("Nocturne.wav"))
        self.assertAlmostEqual(nocturne["integrated_lufs"], -15.0, delta=0.1)
        self.assertAlmostEqual(nocturne["momentary_max_lufs"], -15.0,
                               delta=0.1)
        self.assertAlmostEqual(nocturne["sample_peak_dbfs"], -15.0, delta=0.01)
        self.assertEqual(nocturne["sample_rate_hz"], 44100)
        self.assertEqual(nocturne["channel_count"], 2)
        self.assertEqual(nocturne["duration_seconds"], 4.0)
        checksum = subprocess.run(
            ["sha256sum", self.music / "Nocturne.wav"], capture_output=True,
            text=True, check=True).stdout.split()[0]
        self.assertEqual(nocturne["file_sha256"], checksum)
        silent = next(report for report in reports
                      if report["file"].endswith("Silent.wav"))
        self.assertNotIn("integrated_lufs", silent)
        self.assertIn(("integrated_lufs", "SILENT"),
                      {(absence["field"], absence["reason"])
                       for absence in silent["absences"]})

    def test_02_ingests_a_folder_and_measures_it(self):
        # One file is no audio, so not everything went well.
        acks = self.suite.json("catalog", "ingest", self.music, "--account",
                               "acme", "--wait", code=1)
        self.assertEqual([ack["outcome"] for ack in acks], ["CREATED"] * 6)
        nocturne = self.suite.json("track", "get",
                                   self.track("Nocturne")["name"])[0]
        self.assertEqual(
            [(version["mix_type"], version["analysis_state"])
             for version in nocturne["versions"]],
            [("FULL_MIX", "ANALYZED"), ("INSTRUMENTAL", "ANALYZED"),
             ("STINGER", "ANALYZED")])
        self.assertAlmostEqual(
            nocturne["versions"][0]["report"]["integrated_lufs"], -15.0,
            delta=0.1)

    def test_03_the_same_folder_again_changes_nothing(self):
        acks = self.suite.json("catalog", "ingest", self.music, "--account",
                               "acme", "--wait")
        self.assertEqual([ack["outcome"] for ack in acks], ["UNCHANGED"] * 6)
        self.assertEqual(sum(ack["queued_version_count"] for ack in acks), 0)
        # What failed before is no failure of this run.
        told = self.suite.finished("catalog", "ingest", self.music,
                                   "--account", "acme", "--wait")
        self.assertIn("1 more failed in earlier runs", told.stderr)
        self.assertNotIn("Broken.wav", told.stderr)

    def test_03b_a_file_that_was_replaced_fails_anew(self):
        (self.music / "Broken.wav").write_bytes(b"this is no audio, either")
        error = self.suite.run("catalog", "ingest", self.music, "--account",
                               "acme", "--wait", code=1)
        self.assertIn(f"failed {self.music / 'Broken.wav'}: ", error)
        self.assertIn("1 of 1 files could not be measured", error)

    def test_04_a_broken_file_is_one_files_error(self):
        broken = self.suite.json("track", "get",
                                 self.track("Broken")["name"])[0]
        self.assertEqual(broken["versions"][0]["analysis_state"], "FAILED")
        self.assertIn("WAV", broken["versions"][0]["analysis_error"])
        failed = self.suite.json("job", "list", "--account", "acme",
                                 "--state", "failed")
        self.assertEqual(len(failed), 1)

    def test_05_says_what_must_be_fixed(self):
        self.wait_for_assessments()
        cases = {
            "Loud": "INTEGRATED_LOUDNESS",
            "Silent": "AUDIBLE",
            "Slow Rate": "SAMPLE_RATE",
            "Cut": "INTEGRITY",
        }
        for title, rule in cases.items():
            readiness = self.readiness(title)
            self.assertEqual(state_of(readiness, "TECHNICAL"), "NOT_READY",
                             title)
            self.assertIn(rule, rules_of(readiness), title)
        nocturne = self.readiness("Nocturne")
        self.assertEqual(state_of(nocturne, "TECHNICAL"), "UNCONFIRMED")
        self.assertEqual(state_of(nocturne, "VERSIONS"), "NOT_READY")
        self.assertEqual(state_of(nocturne, "METADATA"), "NOT_READY")
        self.assertEqual(state_of(nocturne, "RIGHTS"), "NOT_READY")
        for check in nocturne["checks"]:
            for problem in check["problems"]:
                self.assertTrue(problem["problem"], problem)
                self.assertTrue(problem["next_step"], problem)

        metrics = self.suite.metrics()
        self.check_backlog(metrics)
        files = "ritornello_analysis_files_total"
        # Two in the first test, seven in the folder.
        self.assertEqual(metrics[files + '{outcome="measured"}'], 9)
        self.assertGreater(metrics[files + '{outcome="refused"}'], 0)
        self.assertEqual(metrics[files + '{outcome="failed"}'], 0)

    def test_06_owners_and_words_make_it_ready(self):
        name = self.track("Nocturne")["name"]
        for party in ("ana", "ben"):
            self.suite.run("party", "create", party, "--account", "acme",
                           "--display_name", party.title())
        self.suite.run("track", "share", name, "--party", "ana=2", "--party",
                       "ben=1")
        self.suite.run("track", "describe", name, "--mood", "happy", "--mood",
                       "driving", "--instrument", "piano", "--use",
                       "travel vlog", "--genre", "ambient", "--bpm", "120",
                       "--key", "F:major", "--isrc", "GBAYE6800011")
        self.wait_for_assessments()
        nocturne = self.readiness("Nocturne")
        self.assertEqual(state_of(nocturne, "METADATA"), "READY")
        self.assertEqual(state_of(nocturne, "RIGHTS"), "READY")
        # Its stinger has 16 s, its full mix has fewer.
        self.assertEqual(rules_of(nocturne),
                         {"VERSION_MISSING", "NOT_SHORTER"})

    def test_07_finds_by_mood_use_tempo_and_words(self):
        cases = (
            (["--mood", "uplifting"], ["Nocturne"]),
            (["--mood", "happy", "--use", "travel vlog"], ["Nocturne"]),
            (["--bpm", "119..121", "--key", "F:major"], ["Nocturne"]),
            (["--text", "noct"], ["Nocturne"]),
            (["--bpm", "121..200"], []),
            (["--text", "slow ra"], ["Slow Rate"]),
        )
        for flags, titles in cases:
            found = self.suite.json("track", "search", "--account", "acme",
                                    *flags)[0]
            self.assertEqual([track["title"] for track in found["tracks"]],
                             titles, flags)
            self.assertEqual(int(found["total_count"]), len(titles))
        error = self.suite.run("track", "search", "--account", "acme",
                               "--mood", "hapy", code=1)
        self.assertIn("happy", error)

    def test_08_divides_a_statement(self):
        name = self.track("Nocturne")["name"]
        for words in (("deal", "list"), ("payee", "list")):
            error = self.suite.run(*words, "--account", "nobody", code=1)
            self.assertEqual(error, "ritornello: no accounts/nobody\n", words)
        error = self.suite.run("deal", "create", "artlist-2026", "--account",
                               "acme", "--library", "artlst", "--start",
                               "2026-01-01", code=1)
        self.assertIn("no libraries/artlst; it has libraries/artlist", error)
        self.suite.run("deal", "create", "artlist-2026", "--account", "acme",
                       "--library", "artlist", "--royalty", "50%",
                       "--commission", "10%", "--start", "2026-01-01")
        self.file = self.suite.folder / "october.csv"
        self.file.write_text(
            "isrc,track,gross,net,usage_date\n"
            "GBAYE6800011,,20.00,10.000001,2026-10-03\n"
            f",{name},0.000002,0.000001,2026-10-04\n"
            "USXXX9900001,,8.00,4.00,2026-10-05\n")
        statement = self.import_statement()
        self.assertEqual(statement["state"], "POSTED")
        self.assertEqual(statement["line_count"], "3")
        self.assertEqual(statement["matched_line_count"], "2")
        self.assertEqual(statement["suspense"]["micros"], "4000000")
        self.assertEqual(statement["total"]["micros"], "14000002")
        # 10.000002: commission 1.0000002, half to even 1.000000; of 9.000002
        # half each; of 4.500001 two thirds are 3.00000067, one 1.50000033.
        self.assertEqual(self.balances(), {
            "Assets:Receivable:artlist:artlist-a-2026-10": "14.000002",
            "Income:Commission": "-1.00",
            "Liabilities:Accrued:acme:ana:Composition": "-3.000001",
            "Liabilities:Accrued:acme:ana:Master": "-3.000001",
            "Liabilities:Accrued:acme:ben:Composition": "-1.50",
            "Liabilities:Accrued:acme:ben:Master": "-1.50",
            "Liabilities:Suspense:Unmatched:artlist-a-2026-10": "-4.00",
        })

    def import_statement(self):
        return self.suite.json(
            "statement", "import", self.suite.folder / "october.csv",
            "--source", "artlist", "--source-account", "A", "--period",
            "2026-10", "--currency", "USD")[0]

    def balances(self):
        rows = csv.reader(io.StringIO(self.suite.run("ledger", "balance")),
                          delimiter="\t")
        balances = {row[0]: row[1].replace(",", "") for row in rows}
        self.assertEqual(decimal.Decimal(balances.pop("total")), 0)
        return balances

    def test_09_the_same_statement_twice_is_one(self):
        before = self.balances()
        again = self.import_statement()
        self.assertEqual(again["name"],
                         "books/main/statements/artlist-a-2026-10")
        self.assertEqual(self.balances(), before)

    def test_10_suspense_is_resolved_by_a_person(self):
        lines = self.suite.json("statement", "lines", "artlist-a-2026-10",
                                "--state", "suspense")
        self.assertEqual([(line["ordinal"], line["suspense_reason"])
                          for line in lines], [("4", "TRACK_UNKNOWN")])
        statement = self.suite.json(
            "statement", "resolve", "artlist-a-2026-10", "--line",
            f"4={self.track('Nocturne')['name']}")[0]
        self.assertEqual(statement["suspense_line_count"], "0")
        self.assertNotIn("Liabilities:Suspense:Unmatched:artlist-a-2026-10",
                         self.balances())

    def test_11_tells_a_payee_what_was_earned(self):
        statement = self.suite.json("payee", "statement", "ana", "--account",
                                    "acme", "--period", "2026-10")[0]
        usd = statement["currencies"][0]
        total = sum(int(line["amount"]["micros"]) for line in usd["lines"])
        self.assertEqual(total, int(usd["earned"]["micros"]))
        owed = sum(-decimal.Decimal(amount)
                   for account, amount in self.balances().items()
                   if ":ana:" in account)
        self.assertEqual(decimal.Decimal(usd["closing"]["micros"]) / 10**6,
                         owed)
        self.assertEqual({line["track_title"] for line in usd["lines"]},
                         {"Nocturne"})

    def test_12_hledger_agrees_to_the_last_digit(self):
        journal = self.suite.folder / "books.journal"
        journal.write_text(
            self.suite.run("ledger", "export", "--format", "hledger"))
        subprocess.run(["hledger", "-f", journal, "check", "--strict"],
                       check=True)
        theirs = subprocess.run(
            ["hledger", "-f", journal, "balance", "--flat", "--no-total",
             "-O", "csv"], check=True, capture_output=True, text=True).stdout
        rows = list(csv.reader(io.StringIO(theirs)))[1:]
        self.assertEqual(
            {account: decimal.Decimal(amount.split()[0])
             for account, amount in rows},
            {account: decimal.Decimal(amount)
             for account, amount in self.balances().items()})

    def test_13_a_direct_payout_is_divided_once(self):
        name = self.track("Nocturne")["name"]
        self.suite.run("deal", "create", "nocturne-buyout", "--account",
                       "acme", "--library", "epidemic-sound", "--model",
                       "direct-payout", "--track", name, "--fee", "2000 USD",
                       "--commission", "10%", "--start", "2026-10-05")
        balances = self.balances()
        self.assertEqual(
            balances["Assets:Receivable:epidemic-sound:acme.nocturne-buyout"],
            "2000.00")
        later = self.suite.folder / "later.csv"
        later.write_text(f"track,net,usage_date\n{name},5.00,2026-10-20\n")
        statement = self.suite.json(
            "statement", "import", later, "--source", "epidemic-sound",
            "--source-account", "A", "--period", "2026-10", "--currency",
            "USD")[0]
        self.assertEqual(statement["suspense_line_count"], "1")

    def test_14_voiding_a_statement_leaves_no_trace_in_balances(self):
        self.suite.run("statement", "void", "artlist-a-2026-10", "--reason",
                       "test")
        self.assertFalse(any("artlist" in account
                             for account in self.balances()))
        self.suite.run("ledger", "verify")

    def test_15_bad_input_is_answered_with_the_field(self):
        bad = self.suite.folder / "bad.csv"
        bad.write_text("isrc,net\nGBAYE6800011,1.0\nGBAYE6800011,abc\n")
        error = self.suite.run("statement", "import", bad, "--source",
                               "artlist", "--source-account", "B", "--period",
                               "2026-10", "--currency", "USD", code=1)
        self.assertIn("lines[3].net", error)
        self.assertIn("abc", error)
        self.assertEqual(
            [], [statement for statement in self.suite.json(
                "statement", "list") if statement["source_account"] == "B"])

    def test_16_everything_is_there_after_a_crash(self):
        before = self.balances()
        titles = [track["title"] for track in self.suite.json(
            "track", "list", "--account", "acme")]
        for name in list(self.suite.processes):
            self.suite.stop(name, signal.SIGKILL)
        self.suite.start_all()
        self.assertEqual(self.balances(), before)
        self.assertEqual(titles, [track["title"] for track in self.suite.json(
            "track", "list", "--account", "acme")])
        self.suite.run("ledger", "verify")
        metrics = self.suite.metrics()
        self.check_backlog(metrics)
        # That of the payout: the other statement is void.
        self.assertEqual(metrics["ritornello_royalties_suspense_lines"], 1)
        for state in ("RECEIVED", "RIGHTS_RESOLVED", "HELD"):
            self.assertEqual(metrics["ritornello_royalties_statements"
                                     f'{{state="{state}"}}'], 0)


    def test_17_takes_files_whatever_their_names(self):
        folder = self.suite.folder / "names"
        deep = folder / ("x" * 120) / ("y" * 120)
        deep.mkdir(parents=True)
        for file in (folder / os.fsdecode(b"Caf\xe9.wav"),
                     folder / "Etude.wav", folder / "Etude (Full Mix).wav",
                     deep / "Deep.wav"):
            tones.write_tone(file, -15.0, seconds=1)
        for outcome in ("CREATED", "UNCHANGED"):
            acks = self.suite.json("catalog", "ingest", folder, "--account",
                                   "names", "--wait")
            self.assertEqual([ack["outcome"] for ack in acks], [outcome] * 3)
        for track in self.suite.json("track", "list", "--account", "names"):
            self.assertEqual([version["analysis_state"]
                              for version in track["versions"]], ["ANALYZED"])

    def test_18_wrong_usage_has_an_exit_code_of_its_own(self):
        error = self.suite.run("track", "serch", code=2)
        self.assertIn("did you mean search?", error)
        error = self.suite.run("job", "list", "--account", "acme", "--state",
                               "foo", code=2)
        self.assertIn("--state", error)


@unittest.skipUnless(SHAPE == "three", "needs programs to take away")
class AbsenceTest(unittest.TestCase):
    """What happens while a neighbour is away."""

    def setUp(self):
        self.suite = deployment.ThreePrograms(PROGRAMS)
        self.addCleanup(self.suite.close)
        self.music = self.suite.folder / "music"
        self.music.mkdir()
        tones.write_tone(self.music / "Nocturne.wav", -15.0)

    def test_measuring_waits_for_analysis(self):
        self.suite.stop("analysis", signal.SIGKILL)
        self.suite.run("catalog", "ingest", self.music, "--account", "acme")
        track = self.suite.json("track", "list", "--account", "acme")[0]
        self.assertEqual(track["versions"][0]["analysis_state"], "PENDING")
        self.suite.start_analysis()
        deadline = time.monotonic() + 60
        while self.suite.json("track", "list", "--account", "acme")[0][
                "versions"][0]["analysis_state"] != "ANALYZED":
            self.assertLess(time.monotonic(), deadline, self.suite.tail())
            time.sleep(0.2)

    def test_a_statement_waits_for_the_catalogue(self):
        self.suite.run("catalog", "ingest", self.music, "--account", "acme",
                       "--wait")
        name = self.suite.json("track", "list", "--account", "acme")[0]["name"]
        self.suite.run("party", "create", "ana", "--account", "acme",
                       "--display_name", "Ana")
        self.suite.run("track", "share", name, "--party", "ana=1")
        self.suite.run("deal", "create", "artlist", "--account", "acme",
                       "--library", "artlist", "--start", "2026-01-01")
        self.suite.stop("catalog", signal.SIGKILL)
        file = self.suite.folder / "october.csv"
        file.write_text(f"track,net\n{name},1.00\n")
        statement = self.suite.json(
            "statement", "import", file, "--source", "artlist",
            "--source-account", "A", "--period", "2026-10", "--currency",
            "USD")[0]
        self.assertEqual(statement["state"], "RECEIVED")
        self.assertEqual(statement["waiting_for"], "catalog")
        self.suite.start_catalog()
        deadline = time.monotonic() + 60
        while self.suite.json("statement", "list")[0]["state"] != "POSTED":
            self.assertLess(time.monotonic(), deadline, self.suite.tail())
            time.sleep(0.2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
