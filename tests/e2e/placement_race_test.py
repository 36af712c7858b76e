"""Sixty-four callers want one track for themselves at the same moment: one
gets it, the rest are told who did. On SQLite through one process, on
PostgreSQL through two catalogues on one database.

Usage: placement_race_test.py PROGRAMS
"""

import json
import pathlib
import subprocess
import sys

import deployment
import tones

RIVALS = 64


class TwoCatalogs(deployment.ThreePrograms):
    """The three programs, and a second catalogue on the same database."""

    def start_all(self):
        self.addresses["twin"] = f"127.0.0.1:{deployment.free_port()}"
        super().start_all()
        self.start("twin", "ritornello-catalog", "--listen",
                   self.addresses["twin"], "--database",
                   self.postgres.url("catalog"), "--analysis",
                   self.addresses["analysis"])

    def doors(self):
        return self.addresses["catalog"], self.addresses["twin"]


class OneStandalone(deployment.Standalone):
    def doors(self):
        return (self.address,)


def race(suite, track, libraries):
    """Each rival's exit code and what it was told, as JSON."""
    doors = suite.doors()
    callers = [
        subprocess.Popen(
            [suite.programs / "ritornello", "--json", "--server",
             doors[rival % len(doors)], "placement", "create", track,
             "--account", "acme", "--library",
             libraries[rival % len(libraries)], "--exclusive", "licensing"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for rival in range(RIVALS)]
    return [(caller.communicate(), caller.returncode) for caller in callers]


def check(suite):
    music = suite.folder / "Music"
    music.mkdir()
    tones.write_tone(music / "Nocturne.wav", -15.0)
    suite.run("catalog", "ingest", music, "--account", "acme", "--wait")
    libraries = [one["name"] for one in suite.json("library", "list")]
    track = suite.json("track", "list", "--account", "acme")[0]["name"]
    answers = race(suite, track, libraries)
    winners = [json.loads(out) for (out, _), code in answers if code == 0]
    assert len(winners) == 1, answers
    winner = winners[0]
    for (_, err), code in answers:
        if code == 0:
            continue
        assert code == 1, err
        assert winner["name"] in err and winner["library"] in err, err
    held = suite.json("placement", "list", "--account", "acme")
    assert [one["name"] for one in held] == [winner["name"]], held


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    for shape in (OneStandalone, TwoCatalogs):
        suite = shape(programs)
        try:
            check(suite)
            print(f"{shape.__name__}: one of {RIVALS} won")
        except AssertionError as error:
            sys.exit(f"{shape.__name__}: {error}\n{suite.tail()}")
        finally:
            suite.close()


if __name__ == "__main__":
    main()
