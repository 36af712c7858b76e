"""The examples of docs/integrate.md, in one language, do what the page says:
its commands run as they stand, what the programs tell is what the CLI tells,
and a broken line makes nothing twice and loses nothing.

Usage: clients_test.py PROGRAMS SOURCES PLACE node|python [unittest arguments]
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import unittest

PROGRAMS, SOURCES, PLACE = (
    pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(3))
LANGUAGE = sys.argv.pop(1)
sys.path.insert(0, str(SOURCES / "tests/e2e"))

import broken_line  # noqa: E402
import deployment  # noqa: E402
import tones  # noqa: E402

TIMEOUT_SECONDS = 120
PAGE = (SOURCES / "docs/integrate.md").read_text()
PAGE_SERVER = "127.0.0.1:7100"
# Debian's interpreter, whatever else the machine has: the one that has grpc.
START = {"node": ["node"], "python": ["/usr/bin/python3"]}[LANGUAGE]
EXAMPLES = PLACE / "docs/examples" / LANGUAGE
SUFFIX = {"node": "mjs", "python": "py"}[LANGUAGE]
# Some 60 kB of tracks, or 400 of a statement, break in their midst; what a
# client asks before takes less.
TRACK_COUNT_MANY = 40
PADDING = "x" * 400
BYTES_BEFORE_BREAK = 40_000
# Before the line is cut, some acks have come: what was acked is not sent again.
ACKS_SECONDS = 1


def blocks(kind, text=PAGE):
    return re.findall(rf"^```{kind}\n(.*?)^```", text,
                      re.MULTILINE | re.DOTALL)


def environment():
    return {**os.environ, "PYTHONPATH": str(PLACE / "stubs"),
            # Without PyPI's or npm's opinion on this machine's tools.
            "npm_config_audit": "false", "npm_config_fund": "false",
            "npm_config_update_notifier": "false",
            "npm_config_prefer_offline": "true"}


def example(name, *arguments):
    return [*START, EXAMPLES / f"{name}.{SUFFIX}",
            *map(str, arguments)]


def finished(*command, code=0):
    """What a program of ours printed: objects, one a line."""
    done = subprocess.run(example(*command), capture_output=True, text=True,
                          check=False, env=environment(),
                          timeout=TIMEOUT_SECONDS)
    if done.returncode != code:
        raise AssertionError(f"{command}: exit {done.returncode}, expected "
                             f"{code}\n{done.stdout}\n{done.stderr}")
    lines = (done.stdout if code != 1 else done.stdout + done.stderr)
    return objects(lines)


def objects(text):
    # Not splitlines(), which parts a title that has a U+2028.
    return [json.loads(line) for line in text.split("\n") if line]


def having(key, facts):
    return [fact for fact in facts if key in fact]


def log_lines(suite):
    return [json.loads(line) for line in
            suite.logs["standalone"].read_text().splitlines()]


def logged(suite, **fields):
    """How many lines of the server's log say all that."""
    return sum(fields.items() <= line.items() for line in log_lines(suite))


def run_commands(*scripts):
    """Runs what the page tells its reader to, where the repository is."""
    done = subprocess.run(
        ["bash", "-euxo", "pipefail", "-c", "\n".join(scripts)], cwd=PLACE,
        env=environment(), capture_output=True, text=True, check=False,
        timeout=TIMEOUT_SECONDS)
    if done.returncode != 0:
        raise AssertionError(f"{done.stdout}\n{done.stderr}")
    return done.stdout


def commands(asking):
    """The page's commands for this language: those that ask a server, or those
    that prepare for it."""
    section = re.search(rf"^## In {LANGUAGE}\n(.*?)(?=^## |\Z)", PAGE,
                        re.MULTILINE | re.DOTALL | re.IGNORECASE)[1]
    return [block for block in blocks("sh", section)
            if (PAGE_SERVER in block) == asking]


def setUpModule():
    PLACE.mkdir(parents=True, exist_ok=True)
    for name in ("docs/examples", "proto"):
        shutil.copytree(SOURCES / name, PLACE / name, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("node_modules"))
    run_commands(*commands(asking=False))


class PageTest(unittest.TestCase):
    def test_code_on_the_page_is_code_of_the_programs(self):
        folder = SOURCES / "docs/examples" / LANGUAGE
        programs = "".join(
            path.read_text() for path in folder.glob(f"*.{SUFFIX}"))
        quotes = blocks({"node": "js", "python": "python"}[LANGUAGE])
        self.assertTrue(quotes)
        for quote in quotes:
            self.assertIn(quote, programs)

    def test_files_the_page_links_are_there(self):
        links = re.findall(r"\]\(((?:examples|\.\./proto)[^)]*)\)", PAGE)
        self.assertTrue(links)
        for link in links:
            self.assertTrue((SOURCES / "docs" / link).exists(), link)


@unittest.skipIf(LANGUAGE != "node", "Python's gRPC sends by itself")
class SendTest(unittest.TestCase):
    def test_what_cannot_be_read_is_the_error_of_a_call_that_is_cancelled(self):
        script = f"""
            import {{ Writable }} from "node:stream";
            import {{ Ritornello }} from "{EXAMPLES}/ritornello.mjs";
            const stream = new Writable({{
              objectMode: true, write: (chunk, encoding, done) => done(),
            }});
            const answer = new Promise((resolve, reject) => {{
              stream.cancel = () => reject(new Error("cancelled"));
            }});
            function* messages() {{ yield 1; throw new Error("no disk"); }}
            Ritornello.prototype.send(stream, messages(), answer)
              .catch((error) => console.log("send:", error.message));
            answer.catch((error) => console.log("call:", error.message));
        """
        told = subprocess.run(
            ["node", "--input-type=module", "--eval", script], text=True,
            stdout=subprocess.PIPE, check=True, timeout=TIMEOUT_SECONDS)
        self.assertEqual(sorted(told.stdout.splitlines()),
                         ["call: cancelled", "send: no disk"])


class StoryTest(unittest.TestCase):
    """The tests run in the order of their names and build on each other; the
    page's own commands come first."""

    @classmethod
    def setUpClass(cls):
        cls.suite = deployment.Standalone(PROGRAMS)
        cls.addClassCleanup(cls.suite.close)
        cls.music = cls.suite.folder / "music"
        cls.music.mkdir()
        for name, level in (("Nocturne.wav", -15.0),
                            ("Nocturne (Instrumental).wav", -15.0),
                            ("Loud.wav", -9.0), ("Silent.wav", None)):
            tones.write_tone(cls.music / name, level)
        (cls.music / "Broken.wav").write_bytes(b"this is no audio at all")
        for name, kind in (("catalogue.jsonl", "json"),
                           ("october.csv", "csv")):
            text, = blocks(kind)
            (PLACE / name).write_text(
                text.replace("file:///music", f"file://{cls.music}"))
        script, = commands(asking=True)
        told = run_commands(script.replace(PAGE_SERVER, cls.suite.address))
        cls.told = objects(told)

    def run_example(self, name, *arguments, code=0):
        return finished(name, self.suite.address, *arguments, code=code)

    def nocturne(self):
        return next(track for track in self.suite.json(
            "track", "list", "--account", "acme")
            if track["title"] == "Nocturne")

    def test_01_every_rpc_of_the_protos_is_reflected_and_served(self):
        expected = {}
        for path in (SOURCES / "proto").rglob("*.proto"):
            text = path.read_text()
            package = re.search(r"^package (.*);", text, re.MULTILINE)[1]
            for name, body in re.findall(r"^service (\w+) {(.*?)^}", text,
                                         re.MULTILINE | re.DOTALL):
                expected[f"{package}.{name}"] = set(
                    re.findall(r"^  rpc (\w+)", body, re.MULTILINE))
        self.assertGreater(len(expected), 15)
        told = having("service", self.told)
        self.assertEqual({fact["service"]: set(fact["methods"])
                          for fact in told}, expected)
        self.assertEqual({fact["health"] for fact in told}, {"SERVING"})

    def test_02_a_service_that_is_not_there_is_not_found(self):
        told = self.run_example("look", "ritornello.catalog.v1.NoSuchService",
                                code=1)
        self.assertEqual([fact["health"] for fact in told], ["NOT_FOUND"])

    def test_03_the_pages_track_is_taken_and_measured(self):
        ack, = having("outcome", self.told)
        self.assertEqual(ack["outcome"], "CREATED")
        self.assertEqual(ack["track"], self.nocturne()["name"])
        versions = having("version", self.told)
        self.assertEqual(
            [(fact["mix_type"], fact["state"]) for fact in versions],
            [("FULL_MIX", "ANALYZED"), ("INSTRUMENTAL", "ANALYZED")])
        for version in versions:
            self.assertAlmostEqual(version["integrated_lufs"], -15.0,
                                   delta=0.1)

    def test_04_readiness_is_what_the_cli_tells(self):
        told, = having("readiness", self.told)
        checked, = self.suite.json("track", "check", self.nocturne()["name"],
                                   "--library", "default")
        self.assertEqual(told["readiness"], checked["name"])
        self.assertEqual(told["state"], checked["state"])
        steps = [problem["next_step"] for check in checked["checks"]
                 for problem in check["problems"]]
        self.assertTrue(steps)
        self.assertEqual(told["next_steps"], steps)

    def test_05_search_and_facets_are_what_the_cli_tells(self):
        total, = having("total_count", self.told)
        found, = self.suite.json("track", "search", "--account", "acme",
                                 "--mood", "uplifting", "--facets")
        self.assertEqual(total["total_count"], 1)
        self.assertIn({"facet": "MOOD", "term": "Uplifting", "track_count": 1},
                      total["facets"])
        self.assertEqual(
            total["facets"],
            [{**count, "track_count": int(count["track_count"])}
             for count in found["facet_counts"]])
        self.assertEqual(
            [(fact["track"], fact["completeness"])
             for fact in having("completeness", self.told)],
            [(track["name"], track["completeness"])
             for track in found["tracks"]])

    def test_06_money_is_exact(self):
        statement, = having("statement", self.told)
        self.assertEqual(statement, {
            "statement": "books/main/statements/artlist-acme-2026-10",
            "state": "POSTED", "hold_reason": "", "total": "14.000002 USD",
            "line_count": 3, "suspense": "4.000000 USD"})
        self.assertEqual(having("line", self.told), [
            {"line": 4, "net": "4", "isrc": "USXXX9900001",
             "reason": "TRACK_UNKNOWN"}])
        # A tenth of 10.000002 is 1.0000002, half to even 1.000000; of the
        # other 9.000002 half for each right, and of that 60 and 40 percent:
        # 2.7000006 and 1.8000004, which largest remainder makes whole.
        earned = {fact["payee"]: fact["earned"]
                  for fact in having("payee", self.told)}
        self.assertEqual(earned, {"accounts/acme/payees/ana": "5.400002 USD",
                                  "accounts/acme/payees/ben": "3.600000 USD"})
        for fact in having("payee", self.told):
            usd, = self.suite.json(
                "payee", "statement", fact["payee"].rpartition("/")[2],
                "--account", "acme", "--period", "2026-10")[0]["currencies"]
            self.assertEqual(
                [(line["right"], line["track"], line["amount"])
                 for line in fact["lines"]],
                [(line["right"], line["track_title"],
                  f"{int(line['amount']['micros']) / 10**6:.6f} USD")
                 for line in usd["lines"]])

    def test_07_everything_again_changes_nothing(self):
        before = self.suite.run("ledger", "balance")
        told = self.run_example("ingest", "acme", PLACE / "catalogue.jsonl")
        ack, = having("outcome", told)
        self.assertEqual(ack["outcome"], "UNCHANGED")
        again = self.run_example("statement", "acme", "artlist", "2026-10",
                                 "USD", PLACE / "october.csv")
        self.assertEqual(having("statement", again),
                         having("statement", self.told))
        self.assertEqual(self.suite.run("ledger", "balance"), before)

    def test_08_one_bad_track_is_answered_with_its_field(self):
        items = [{"track": {
            "client_reference": title, "title": title, **more, "versions": [
                {"mix_type": "FULL_MIX",
                 "uri": f"file://{self.music}/{title}.wav"}]}}
            for title, more in (("Loud", {}),
                                ("Fast", {"declared_tempo_bpm": 5000}),
                                ("Silent", {}), ("Broken", {}))]
        file = PLACE / "more.jsonl"
        file.write_text("".join(f"{json.dumps(item)}\n" for item in items))
        told = self.run_example("ingest", "acme", file)
        acks = having("outcome", told)
        self.assertEqual(
            [(ack["client_reference"], ack["outcome"]) for ack in acks],
            [("Loud", "CREATED"), ("Fast", "REJECTED"), ("Silent", "CREATED"),
             ("Broken", "CREATED")])
        error = acks[1]["error"]
        self.assertEqual(error["code"], "INVALID_ARGUMENT")
        self.assertEqual(list(error["fields"]), ["track.declared_tempo_bpm"])
        versions = {ack["client_reference"]: version for ack in acks
                    for version in having("version", told)
                    if version["version"].startswith(f"{ack.get('track')}/")}
        self.assertAlmostEqual(versions["Loud"]["integrated_lufs"], -9.0,
                               delta=0.1)
        self.assertEqual(versions["Silent"]["state"], "ANALYZED")
        self.assertIsNone(versions["Silent"]["integrated_lufs"])
        self.assertEqual(versions["Broken"]["state"], "FAILED")
        self.assertIn("WAV", versions["Broken"]["error"])

    def test_09_pages_make_the_whole_list(self):
        whole = self.run_example("search", "acme")
        paged = self.run_example("search", "acme", "--page-size", 1)
        self.assertEqual(
            [fact["track"] for fact in having("track", whole)],
            [fact["track"] for fact in having("track", paged)])
        self.assertEqual([fact["page"] for fact in having("track", paged)],
                         list(range(4)))

    def test_10_a_refused_call_tells_field_and_reason(self):
        error, = having("error", self.run_example(
            "search", "acme", "--mood", "upliftin", code=1))
        theirs = self.cli_error("track", "search", "--account", "acme",
                                "--mood", "upliftin")
        self.assertEqual(error["error"]["code"], theirs["code"])
        # A reason that is the code again is left out.
        self.assertEqual(error["error"]["reason"],
                         theirs.get("reason", theirs["code"]))
        self.assertEqual(
            error["error"]["fields"],
            {violation["field"]: violation["description"]
             for violation in theirs["field_violations"]})
        self.assertEqual(list(error["error"]["fields"]), ["moods[0]"])

    def cli_error(self, *arguments):
        done = subprocess.run(
            [PROGRAMS / "ritornello", "--server", self.suite.address,
             "--json", *arguments], capture_output=True, text=True,
            check=False)
        return json.loads(done.stderr)["error"]

    def test_11_a_bad_line_of_a_statement_is_named(self):
        bad = PLACE / "bad.csv"
        bad.write_text("isrc,net\nGBAYE6800011,1.0\nGBAYE6800011,abc\n")
        error, = having("error", self.run_example(
            "statement", "acme", "artlist", "2026-09", "USD", bad, code=1))
        self.assertEqual(list(error["error"]["fields"]), ["lines[3].net"])
        self.assertIn("abc", error["error"]["fields"]["lines[3].net"])

    def test_12_a_held_statement_has_an_exit_code_of_its_own(self):
        other = PLACE / "other.csv"
        other.write_text("isrc,net\nGBAYE6800011,1.0\n")
        told = self.run_example("statement", "acme", "artlist", "2026-10",
                                "USD", other, code=3)
        statement, = having("statement", told)
        self.assertEqual(statement["state"], "HELD")
        self.assertIn("artlist-acme-2026-10", statement["hold_reason"])

    def test_13_the_servers_log_has_one_trace_for_a_run(self):
        before = len(log_lines(self.suite))
        self.run_example("ingest", "acme", PLACE / "catalogue.jsonl")
        calls = log_lines(self.suite)[before:]
        self.assertGreater(len(calls), 5)
        self.assertEqual(len({call["trace_id"] for call in calls}), 1, calls)


    def complaint(self, name, *arguments):
        """What an example that fails before it calls says of it."""
        done = subprocess.run(example(name, self.suite.address, *arguments),
                              capture_output=True, text=True, check=False,
                              env=environment(), timeout=TIMEOUT_SECONDS)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertNotIn('{"error"', done.stderr)
        return done.stderr

    def test_14_a_file_that_is_not_there_is_named(self):
        self.assertIn("no-such.jsonl", self.complaint(
            "ingest", "acme", PLACE / "no-such.jsonl"))

    def test_15_a_line_that_is_no_item_is_named(self):
        bad = PLACE / "bad.jsonl"
        # Python's splitlines() would see two lines in the first.
        bad.write_text('{"track": {"title": "a\u2028b"}}\n{"track": \n',
                       encoding="utf-8")
        self.assertIn("bad.jsonl:2: ", self.complaint("ingest", "acme", bad))

    def test_16_owners_are_named_or_known_of_tracks_and_of_works(self):
        tones.write_tone(self.music / "Shared.wav", -16.0)
        item = {
            "track": {"client_reference": "shared", "title": "Sha\u2028red",
                      "versions": [{"mix_type": "FULL_MIX",
                                    "uri": f"file://{self.music}/Shared.wav"}]},
            "split_sheets": [{"right": "MASTER", "shares": [
                {"party_display_name": "Cleo", "role": "OWNER",
                 "percent": "100"}]}],
            "works": [{"work": {"title": "Shared"}, "split_sheets": [
                {"right": "SYNC_COMPOSITION", "shares": [
                    {"party": "accounts/acme/parties/dora", "role": "WRITER",
                     "percent": "100"}]}]}]}
        file = PLACE / "shared.jsonl"
        file.write_text(json.dumps(item, ensure_ascii=False) + "\n",
                        encoding="utf-8")
        before = self.party_names()
        ack, = having("outcome", self.run_example("ingest", "acme", file))
        self.assertEqual(ack["outcome"], "CREATED")
        cleo, = ack["created_parties"]
        self.assertEqual(self.party_names() - before,
                         {cleo, "accounts/acme/parties/dora"})

    def party_names(self):
        return {party["name"] for party in self.suite.json(
            "party", "list", "--account", "acme")}

    def test_17_what_was_described_since_stays(self):
        name = self.nocturne()["name"]
        self.suite.run("track", "describe", name, "--keyword", "moonlight")
        told = self.run_example("ingest", "acme", PLACE / "catalogue.jsonl")
        ack, = having("outcome", told)
        self.assertEqual(ack["outcome"], "UNCHANGED")
        self.assertEqual(self.nocturne()["keywords"], ["moonlight"])


class OneStream(deployment.Standalone):
    """Each service has room for one stream."""

    def start(self, name, program, *flags):
        super().start(name, program, *flags, "--stream_limit", "1")


class BrokenLineTest(unittest.TestCase):
    """What the page promises of retries, on a line that fails in the middle
    of a stream."""

    @classmethod
    def setUpClass(cls):
        cls.suite = OneStream(PROGRAMS)
        cls.addClassCleanup(cls.suite.close)
        cls.file = cls.suite.folder / "Words.wav"
        cls.file.write_text("no audio, so nothing is measured")

    def line(self, hold_seconds=ACKS_SECONDS):
        line = broken_line.BrokenLine(self.suite.address, BYTES_BEFORE_BREAK,
                                      hold_seconds)
        self.addCleanup(line.close)
        return line

    def catalogue(self, account):
        file = self.suite.folder / f"{account}.jsonl"
        file.write_text("".join(json.dumps({"track": {
            "client_reference": f"ref-{number}",
            "title": f"{number} {PADDING}", "artists": 3 * [PADDING],
            "versions": [{"mix_type": "FULL_MIX",
                          "uri": f"file://{self.file}"}]}}) + "\n"
            for number in range(TRACK_COUNT_MANY)))
        return file

    def ingest_through(self, line, items):
        """The acks, one for each item and in their order, whatever was sent
        twice."""
        told = finished("ingest", line.address, items.stem, items)
        acks = having("outcome", told)
        self.assertEqual([ack["client_reference"] for ack in acks],
                         [f"ref-{number}" for number in range(len(acks))])
        self.assertLessEqual({ack["outcome"] for ack in acks},
                             {"CREATED", "UNCHANGED"})
        return acks

    def test_a_line_that_is_cut_loses_no_track_and_makes_none_twice(self):
        items = self.catalogue("cut")
        line = self.line()
        before = logged(self.suite, method="Ingest")
        acks = self.ingest_through(line, items)
        self.assertGreater(logged(self.suite, method="Ingest"), before + 1)
        self.assertEqual(len(acks), TRACK_COUNT_MANY)
        tracks = self.suite.json("track", "list", "--account", "cut")
        self.assertEqual(sorted(track["name"] for track in tracks),
                         sorted(ack["track"] for ack in acks))

    def test_a_statement_that_is_cut_is_one_statement(self):
        file = self.suite.folder / "long.csv"
        file.write_text("isrc,title,net\n" + 1000 * (
            f"USXXX9900001,{PADDING},0.000001\n"))
        self.suite.run("account", "create", "cut-short")
        line = self.line()
        told = finished("statement", line.address, "cut-short", "artlist",
                        "2026-10", "USD", file)
        self.assertGreater(logged(self.suite, method="ImportStatement"), 1)
        statement, = having("statement", told)
        self.assertEqual(statement["line_count"], 1000)
        self.assertEqual(statement["total"], "0.001000 USD")
        self.assertEqual([kept["name"] for kept in self.suite.json(
            "statement", "list")], [statement["statement"]])

    def test_a_server_that_is_full_is_asked_again_when_it_says(self):
        first_line = self.line(hold_seconds=TIMEOUT_SECONDS)
        items = self.catalogue("full")
        first = self.start("ingest", first_line.address, "full", items)
        self.assertTrue(first_line.broken.wait(TIMEOUT_SECONDS))
        refusal = {"method": "Ingest", "code": "ResourceExhausted"}
        refused_before = logged(self.suite, **refusal)
        second = self.start("ingest", self.suite.address, "full", items)
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while logged(self.suite, **refusal) == refused_before:
            self.assertLess(time.monotonic(), deadline, self.suite.tail())
            time.sleep(0.05)
        first_line.release()
        for client in (first, second):
            out, _ = client.communicate(timeout=TIMEOUT_SECONDS)
            self.assertEqual(client.returncode, 0)
            self.assertEqual(out.count('"outcome"'), TRACK_COUNT_MANY)

    def start(self, *command):
        return subprocess.Popen(
            example(*command), stdout=subprocess.PIPE, text=True,
            env=environment(), preexec_fn=deployment.die_with_parent)


if __name__ == "__main__":
    unittest.main(verbosity=2)
