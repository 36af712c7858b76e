"""A catalogue from a manifest: what the file says is in the catalogue, once,
whatever is wrong beside it and whatever breaks on the way.

Usage: manifest_test.py PROGRAMS [unittest arguments]
"""

import collections
import csv
import io
import json
import signal
import subprocess
import sys
import time
import unittest

import deployment
import tones

PROGRAMS = sys.argv.pop(1)

COLUMNS = ("client_reference", "title", "artists", "isrc", "version", "uri",
           "moods", "instruments", "uses", "genres", "bpm", "key", "keywords",
           "writers", "publishers", "master_owners", "samples", "outlets")
TRACK_COUNT = 10
# Those whose shares, samples and outlets are asked for, a call each.
ASKED = ("r0", "r1", "r9")
# Of tracks that share one file, so that there are many to be interrupted in.
MANY_COUNT = 600
SPOILT_COUNT = 20
KEPT_VERSIONS = ("rows that cannot be read may be versions of any track: no "
                 "version was taken away")
SURPRISES = ("", '"', ",", "\n", ";", "=", "\u00e9", "\0", "9" * 40, "x" * 5000)


def row_of(number):
    return {
        "client_reference": f"r{number}", "title": f"Piece {number}",
        "artists": "Ana;Ben", "isrc": f"GBAYE68000{number:02}",
        "version": "full mix", "uri": f"songs/Piece {number}.wav",
        "moods": "Dark;Tense", "instruments": "Piano", "uses": "Travel Vlog",
        "genres": "Ambient", "bpm": f"{90 + number}", "key": "A:minor",
        "keywords": "rain;city", "writers": "Ana Souza=50%;Ben Ode=25%",
        "publishers": "Quay Music=25%",
        "master_owners": "Ana Souza=2;Ben Ode=1", "samples": "Apache",
        "outlets": "Spotify;YouTube=content-id"}


def table(rows, delimiter=","):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def item_of(row):
    """The same as an item of the API."""
    def shares(text, role):
        parts = [part.split("=") for part in text.split(";")]
        return [{"party_display_name": name, "role": role,
                 **({"percent": amount[:-1]} if amount.endswith("%")
                    else {"weight": int(amount)})} for name, amount in parts]
    words = {name: row[name].split(";") for name in (
        "artists", "moods", "instruments", "uses", "genres", "keywords")}
    composition = (shares(row["writers"], "WRITER")
                   + shares(row["publishers"], "PUBLISHER"))
    return {
        "track": {
            "client_reference": row["client_reference"],
            "title": row["title"], "isrc": row["isrc"], **words,
            "declared_tempo_bpm": float(row["bpm"]),
            "declared_key": row["key"],
            "versions": [{"mix_type": "FULL_MIX", "uri": row["uri"]}]},
        "works": [{"work": {"title": row["title"]}, "split_sheets": [
            {"right": right, "shares": composition}
            for right in ("SYNC_COMPOSITION", "PERFORMANCE", "MECHANICAL")]}],
        "split_sheets": [{"right": "MASTER",
                          "shares": shares(row["master_owners"], "OWNER")}],
        "samples": [{"source": row["samples"]}],
        "outlets": [
            {"name": "spotify", "display_name": "Spotify",
             "kind": "STREAMING"},
            {"name": "youtube-content-id", "display_name": "YouTube",
             "kind": "CONTENT_ID"}]}


class ManifestTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.suite = deployment.Standalone(PROGRAMS)
        cls.songs = cls.suite.folder / "songs"
        cls.songs.mkdir()
        for number in range(TRACK_COUNT):
            tones.write_tone(cls.songs / f"Piece {number}.wav",
                             -15.0 - number / 10, seconds=0.2, rate_hz=8000)
        tones.write_tone(cls.songs / "Tiny.wav", -15.0, seconds=0.05,
                         rate_hz=8000)
        cls.rows = [row_of(number) for number in range(TRACK_COUNT)]

    @classmethod
    def tearDownClass(cls):
        cls.suite.close()

    def write(self, name, text):
        path = self.suite.folder / name
        path.write_text(text, newline="")
        return path

    def ingest(self, path, account, *flags, code=0):
        """How often each outcome was acknowledged."""
        acks = self.suite.json("catalog", "ingest", path, "--account", account,
                               *flags, code=code)
        return dict(collections.Counter(ack["outcome"] for ack in acks))

    def catalogue(self, account):
        """Everything that a manifest can say, by reference, without what is
        only known here: names, times and revisions."""
        def listed(*words):
            return self.suite.json(*words, "--account", account)
        parties = {party["name"]: party["display_name"]
                   for party in listed("party", "list")}
        found = {}
        for track in listed("track", "list"):
            said = {field: track[field] for field in (
                "title", "artists", "isrc", "moods", "instruments", "uses",
                "genres", "keywords", "declared_tempo_bpm", "declared_key")}
            said["versions"] = [(version["mix_type"], version["uri"])
                                for version in track["versions"]]
            found[track["client_reference"]] = said
            if track["client_reference"] not in ASKED:
                continue
            name = track["name"]
            said["shares"] = sorted(
                (sheet["right"], parties[share["party"]], share["role"],
                 share["percent"])
                for sheet in listed("track", "share", name)
                for share in sheet["shares"])
            said["samples"] = [sample["source"]
                               for sample in listed("sample", "list", name)]
            said["outlets"] = sorted(
                (outlet["display_name"], outlet["kind"])
                for outlet in listed("outlet", "list", name))
        return found

    def test_01_a_check_changes_nothing_and_says_what_would_be(self):
        path = self.write("manifest.csv", table(self.rows))
        self.suite.run("account", "create", "acme")
        self.suite.run("party", "create", "ana", "--account", "acme",
                       "--display-name", "Ana Sousa")
        told = self.suite.finished("catalog", "ingest", path, "--account",
                                   "acme", "--check")
        self.assertEqual(told.stdout, f"{TRACK_COUNT}\t0\t0\t0\t"
                         f"{TRACK_COUNT}\t0\n")
        self.assertIn("would make party Ana Souza, near to ana (Ana Sousa)\n"
                      "would make party Ben Ode\n", told.stderr)
        self.assertEqual(self.suite.json("track", "list", "--account",
                                         "acme"), [])
        self.suite.run("party", "update", "ana", "--account", "acme",
                       "--display-name", "Ana Souza")

    def test_02_what_the_manifest_says_is_in_the_catalogue(self):
        path = self.suite.folder / "manifest.csv"
        told = self.suite.finished("catalog", "ingest", path, "--account",
                                   "acme", "--wait")
        self.assertEqual(told.stdout, f"{TRACK_COUNT}\t0\t0\t0\t"
                         f"{TRACK_COUNT}\t0\n")
        self.assertIn("made party Ben Ode\nmade party Quay Music\n",
                      told.stderr)
        found = self.catalogue("acme")
        self.assertEqual(set(found), {row["client_reference"]
                                      for row in self.rows})
        for number, row in enumerate(self.rows):
            track = found[row["client_reference"]]
            for field in ("artists", "moods", "instruments", "uses", "genres",
                          "keywords"):
                self.assertEqual(track[field], row[field].split(";"), field)
            self.assertEqual(
                (track["title"], track["isrc"], track["declared_key"]),
                (row["title"], row["isrc"], row["key"]))
            self.assertEqual(track["declared_tempo_bpm"], float(row["bpm"]))
            self.assertEqual(track["versions"], [
                ("FULL_MIX",
                 (self.songs / f"Piece {number}.wav").resolve().as_uri())])
            if row["client_reference"] not in ASKED:
                continue
            self.assertIn(("MASTER", "Ana Souza", "OWNER", "66.6667"),
                          track["shares"])
            self.assertEqual(track["samples"], ["Apache"])
            self.assertEqual(track["outlets"], [
                ("Spotify", "STREAMING"), ("YouTube", "CONTENT_ID")])

    def test_03_the_same_manifest_again_changes_nothing(self):
        for flags in ((), ("--overwrite",)):
            self.assertEqual(
                self.ingest(self.suite.folder / "manifest.csv", "acme",
                            *flags), {"UNCHANGED": TRACK_COUNT})

    def test_04_lines_of_json_give_the_same_catalogue(self):
        path = self.write("manifest.jsonl", "".join(
            json.dumps(item_of(row)) + "\n" for row in self.rows))
        self.assertEqual(self.ingest(path, "json"), {"CREATED": TRACK_COUNT})
        self.assertEqual(self.catalogue("json"), self.catalogue("acme"))

    def test_05_standard_input_is_a_manifest_too(self):
        rows = [{**row, "uri": str(self.suite.folder / row["uri"])}
                for row in self.rows]
        told = self.suite.run("catalog", "ingest", "--manifest", "-",
                              "--account", "acme", stdin=table(rows, ";"))
        self.assertEqual(told.split("\t")[:4],
                         ["0", "0", f"{TRACK_COUNT}", "0"])

    def test_06_bad_rows_leave_out_their_tracks_and_no_other(self):
        rows = [dict(row) for row in self.rows]
        rows[1]["moods"] = "Darc"
        rows[3]["uri"] = "songs/Gone.wav"
        rows[5]["bpm"] = "1000"
        rows[7]["writers"] = "Ana Souza=99%"
        rows.append({**self.rows[2], "title": "Another"})
        path = self.write("bad.csv", table(rows))
        errors = self.suite.folder / "errors.csv"
        told = self.suite.finished("catalog", "ingest", path, "--account",
                                   "bad", "--errors", errors, code=1)
        self.assertEqual(told.stdout.split("\t")[:4], ["5", "0", "0", "5"])
        lines = told.stderr.splitlines()
        wanted = [("3: moods: ", "Dark"), ("5: uri: ", "Gone.wav"),
                  ("7: bpm: ", "400"), ("9: writers: ", "exactly 100"),
                  ("12: title: ", "line 4")]
        told_lines = [line for line in lines if line.startswith(str(path))]
        self.assertEqual(len(told_lines), len(wanted), told.stderr)
        for line, (place, words) in zip(told_lines, wanted):
            self.assertTrue(line.startswith(f"{path}:{place}"), line)
            self.assertIn(words, line)
        self.assertIn("5 of 10 tracks were rejected or left out", lines[-1])
        written = list(csv.DictReader(io.StringIO(errors.read_text())))
        self.assertCountEqual([(row["line"], row["column"])
                               for row in written],
                              [tuple(place.split(": ")[:2])
                               for place, _ in wanted])
        # Said before anything is sent.
        told = self.suite.finished("catalog", "ingest", path, "--account",
                                   "unwritten", "--errors", "/nowhere/e.csv",
                                   code=1)
        self.assertEqual(told.stderr, "ritornello: cannot write /nowhere/e.csv:"
                         " No such file or directory\n")
        told = self.suite.finished("catalog", "ingest", path, "--account",
                                   "unwritten", "--errors", path, code=2)
        self.assertIn("--errors: is the manifest itself", told.stderr)
        objects = [json.loads(line) for line in self.suite.finished(
            "catalog", "ingest", path, "--account", "bad", "--json",
            code=1).stderr.splitlines()]
        self.assertEqual([(one["line"], one["column"]) for one in objects
                          if "line" in one],
                         [(3, "moods"), (5, "uri"), (7, "bpm"),
                          (9, "writers"), (12, "title")])

    def test_06b_spoilt_manifests_are_answered(self):
        whole = table(self.rows)
        # A generator of its own, so that a failure comes again.
        state = 20261126
        def below(bound):
            nonlocal state
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            return (state >> 33) % bound
        for number in range(SPOILT_COUNT):
            text = whole
            for _ in range(1 + below(3)):
                at = below(len(text))
                text = (text[:at] + SURPRISES[below(len(SURPRISES))]
                        + text[at + below(30):])
            path = self.write("spoilt.csv", text)
            done = subprocess.run(
                [self.suite.programs / "ritornello", "--server",
                 self.suite.address, "catalog", "ingest", path, "--account",
                 "spoilt"], capture_output=True, text=True, check=False)
            self.assertIn(done.returncode, (0, 1), done.stderr)
            lines = [line for line in done.stderr.splitlines()
                     if not line.startswith(("made party ", "opened account",
                                             KEPT_VERSIONS))]
            self.assertEqual(bool(lines), done.returncode == 1, done.stderr)
            for line in lines:
                self.assertRegex(line, rf"^{path}:\d+: |^ritornello: ", number)
        references = {track["client_reference"] for track in self.suite.json(
            "track", "list", "--account", "spoilt")}
        self.assertLessEqual({"r0", "r9"}, references)

    def test_06c_a_spoilt_row_of_a_version_deletes_no_version(self):
        versions = [{**dict.fromkeys(COLUMNS, ""), "client_reference": "r0",
                     "title": "Piece 0", "version": version, "uri": uri}
                    for version, uri in (("full mix", "songs/Piece 0.wav"),
                                         ("stinger", "songs/Tiny.wav"))]
        kept = ["FULL_MIX", "STINGER"]
        for spoil, code, wanted in (
                (lambda row: row, 0, kept),
                (lambda row: row.replace("songs/Tiny", 'songs/"Tiny'), 1, kept),
                (lambda row: row.replace("r0,", '"r0,'), 1, kept),
                (lambda row: row.replace("r0,", ","), 1, kept),
                # Once all can be read what is not there is taken away.
                (lambda row: "", 0, ["FULL_MIX"])):
            head, first, second = table(versions).splitlines(keepends=True)
            path = self.write("versions.csv", head + first + spoil(second))
            told = self.suite.finished("catalog", "ingest", path, "--account",
                                       "versions", "--overwrite", code=code)
            self.assertEqual(KEPT_VERSIONS in told.stderr, code == 1,
                             told.stderr)
            tracks = self.suite.json("track", "list", "--account", "versions")
            self.assertEqual([[version["mix_type"]
                               for version in track["versions"]]
                              for track in tracks], [wanted], spoil("r0,"))

    def many(self, account):
        """A manifest, and the client that takes it in, with its acks."""
        path = self.write(f"{account}.csv", table([
            {**self.rows[0], "client_reference": f"m{number}",
             "uri": "songs/Tiny.wav", "isrc": "", "outlets": "",
             "samples": ""}
            for number in range(MANY_COUNT)]))
        return path, subprocess.Popen(
            [self.suite.programs / "ritornello", "--server",
             self.suite.address, "catalog", "ingest", path, "--account",
             account, "--json"], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    def test_07_interrupted_by_ctrl_c_it_goes_on(self):
        self.suite.run("account", "create", "ctrlc")
        path, client = self.many("ctrlc")
        with client:
            for _ in range(50):
                client.stdout.readline()
            client.send_signal(signal.SIGINT)
            _, told = client.communicate(timeout=60)
            self.assertEqual(client.returncode, 130)
        self.assertRegex(
            told, rf"^ritornello: interrupted; \d+ of {MANY_COUNT} tracks are "
            r"done, up to line \d+; the same command goes on from there\n$")
        done = int(told.split()[2])
        again = self.ingest(path, "ctrlc")
        self.assertEqual(sum(again.values()), MANY_COUNT)
        self.assertGreaterEqual(again["UNCHANGED"], done)
        self.assertLess(again["UNCHANGED"], MANY_COUNT)

    def test_08_a_server_that_dies_and_comes_back_gets_the_rest(self):
        path, client = self.many("killed")
        with client:
            acks = [json.loads(client.stdout.readline()) for _ in range(50)]
            self.suite.stop("standalone", signal.SIGKILL)
            self.suite.start_all()
            # What was read ahead with those lines is no part of communicate().
            rest, told = client.stdout.read(), client.stderr.read()
            client.wait(timeout=120)
        self.assertEqual(client.returncode, 0, told)
        self.assertIn("the connection was lost when ", told)
        acks += [json.loads(line) for line in rest.splitlines()]
        self.assertEqual([int(ack["sequence"]) for ack in acks],
                         list(range(MANY_COUNT)))
        self.assertEqual(self.ingest(path, "killed"),
                         {"UNCHANGED": MANY_COUNT})
        self.assertEqual(len(self.suite.json("track", "list", "--account",
                                             "killed")), MANY_COUNT)

    def test_09_a_server_that_stays_away_is_said(self):
        path, client = self.many("gone")
        with client:
            for _ in range(50):
                client.stdout.readline()
            self.suite.stop("standalone", signal.SIGKILL)
            began = time.monotonic()
            _, told = client.communicate(timeout=60)
        self.assertEqual(client.returncode, 1)
        self.assertLess(time.monotonic() - began, 40)
        self.assertIn("the same command goes on from there", told)
        self.suite.start_all()
        self.assertEqual(sum(self.ingest(path, "gone").values()), MANY_COUNT)


if __name__ == "__main__":
    unittest.main(verbosity=2)
