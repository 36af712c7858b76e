"""Installs the build into a folder and looks whether all of it is there and
works from there: programs, what they carry, the unit, the papers.

Usage: install_test.py SOURCE BUILD
"""

import gzip
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest

SOURCE, BUILD = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
sys.path[:0] = [str(SOURCE / "tests/e2e"), str(SOURCE / "tests/package")]

import deployment  # noqa: E402
import unit  # noqa: E402

PROGRAMS = ("ritornello", "ritornello-analysis", "ritornello-catalog",
            "ritornello-royalties", "ritornello-standalone")
PAPERS = ("ritornello/LICENSE", "ritornello/copyright",
          "ritornello/changelog.gz", "ritornello-services/copyright",
          "ritornello-services/changelog.gz")
# systemd's own scale: 0 is shut, 10 is open, 2 and less is OK. What is left
# open is loopback, sockets, and reading what every user may read.
EXPOSURE_MAX = 1.5


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout


class InstallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="ritornello-install-")
        cls.root = pathlib.Path(cls.place.name)
        subprocess.run(
            ["cmake", "--install", BUILD], check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DESTDIR": cls.place.name})
        (cls.bin,) = {path.parent for path in cls.root.rglob("bin/ritornello")}
        (cls.unit,) = cls.root.rglob("ritornello.service")

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def test_all_programs_are_there_and_none_besides(self):
        self.assertEqual(sorted(path.name for path in self.bin.iterdir()),
                         sorted(PROGRAMS))

    def test_every_program_tells_its_use_and_the_version_in_the_changelog(self):
        papers = self.bin.parent / "share/doc/ritornello"
        changelog = gzip.open(papers / "changelog.gz", "rt").readline()
        version = re.match(r"ritornello \(([\d.]+)\)", changelog)[1]
        for program in PROGRAMS:
            self.assertEqual(run(self.bin / program, "--version").split()[-1],
                             version, program)
            self.assertIn("--version", run(self.bin / program, "--help"))

    def test_the_papers_are_there(self):
        for paper in PAPERS:
            self.assertTrue((self.bin.parent / "share/doc" / paper).is_file(),
                            paper)

    def test_pages_for_users_are_there_and_none_besides(self):
        self.assertEqual(
            sorted(path.name for path in (
                self.bin.parent / "share/doc/ritornello").glob("*.md")),
            sorted(path.name for path in (SOURCE / "docs").glob("*.md")
                   if path.name.islower()))

    def test_examples_are_those_of_the_sources(self):
        listed = subprocess.run(
            ["git", "-C", SOURCE, "ls-files", "-co", "--exclude-standard",
             "docs/examples"], capture_output=True, text=True, check=True)
        installed = self.bin.parent / "share/doc/ritornello"
        self.assertEqual(
            sorted(f"docs/{path.relative_to(installed)}"
                   for path in (installed / "examples").rglob("*")
                   if path.is_file()),
            sorted(listed.stdout.splitlines()))

    def test_contracts_are_those_of_the_sources(self):
        installed = self.bin.parent / "share/ritornello/proto"
        sources = SOURCE / "proto"
        self.assertEqual(
            sorted(path.relative_to(installed)
                   for path in installed.rglob("*.proto")),
            sorted(path.relative_to(sources)
                   for path in sources.glob("ritornello/**/*.proto")))

    def test_what_programs_know_they_carry(self):
        suite = deployment.Standalone(self.bin)
        try:
            self.assertIn("artlist", suite.run("library", "list"))
            self.assertIn("Cinematic", suite.run("vocabulary", "list", "mood"))
        finally:
            suite.close()

    def test_services_carry_their_schema(self):
        for program in ("ritornello-catalog", "ritornello-royalties"):
            file = self.root / f"{program}.db"
            run(self.bin / program, "--database", f"sqlite:{file}",
                "--migrate")
            with sqlite3.connect(file) as books:
                (tables,), = books.execute(
                    "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'")
            self.assertGreater(tables, 5, program)

    def test_systemd_understands_the_unit_and_finds_it_shut(self):
        here = pathlib.Path(self.place.name) / "ritornello.service"
        # Its programs hang beneath a folder, for now.
        here.write_text(self.unit.read_text().replace(
            "ExecStart=", f"ExecStart={self.root}"))
        run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no",
            here)
        run("systemd-analyze", "security", "--offline=yes",
            f"--threshold={round(EXPOSURE_MAX * 10)}", here)

    def test_the_unit_starts_what_is_installed_with_flags_it_has(self):
        service = unit.Unit(self.unit)
        environment = service.environment(self.root, "/var/lib/ritornello")
        program, *flags = service.command(environment)
        usage = run(f"{self.root}{program}", "--help")
        for flag in flags[::2]:
            self.assertIn(f"{flag} ", usage)
        default = self.root / (
            service.one("EnvironmentFile").removeprefix("-/"))
        offered = re.findall(r"^#?(RITORNELLO_\w+)=", default.read_text(),
                             re.MULTILINE)
        self.assertGreater(len(offered), 0)
        for variable in [*offered, "RITORNELLO_AUDIO_ROOT"]:
            self.assertIn(f"(Env:{variable})", usage)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
