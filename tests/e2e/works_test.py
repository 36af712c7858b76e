"""Who wrote a work is said once, and paid for every track that records it: two
tracks share one work, one has two works, one has none, and all earn in one
statement. Each micro-unit of every writer and publisher is worked out here
once more, in exact fractions of what was said of the works.

Usage: works_test.py PROGRAMS
"""

import collections
import fractions
import pathlib
import sys
import time

import deployment
import tones

# By work: the percentages as they are said, and, from 15 October on, others.
INTRO = {("cy", "writer"): "100"}
NOCTURNE = {("ana", "writer"): "33.3333", ("ben", "writer"): "16.6667",
            ("blue", "publisher"): "50"}
NOCTURNE_LATER = {("ana", "writer"): "12.5", ("blue", "publisher"): "87.5"}
OWN = {("ben", "owner"): "100"}

# Track, day, micro-units, and the works that it records, with their weights.
EARNED = (
    ("Studio", 3, 10_000_001, ((NOCTURNE, 1),)),
    ("Studio", 20, 7_000_003, ((NOCTURNE_LATER, 1),)),
    ("Live", 4, 999_997, ((NOCTURNE, 1),)),
    ("Medley", 5, 31_415_927, ((INTRO, 1), (NOCTURNE, 2))),
    ("Medley", 25, 2_718_281, ((INTRO, 1), (NOCTURNE_LATER, 2))),
    ("Etude", 6, 500_001, ((OWN, 1),)),
)


def acme(suite, *arguments, **how):
    return suite.json(*arguments, "--account", "acme", **how)


def said(shares):
    return [word for (party, role), percent in shares.items()
            for word in ("--party", f"{party}:{role}={percent}%")]


def refused(suite, *arguments):
    return suite.finished(*arguments, "--account", "acme", "--json",
                          code=1).stderr


def make_catalogue(suite):
    """Names of the tracks, by title."""
    music = suite.folder / "Music"
    music.mkdir()
    for level, title in enumerate(("Studio", "Live", "Medley", "Etude")):
        tones.write_tone(music / f"{title}.wav", -15.0 - level, seconds=1.0)
    acme(suite, "catalog", "ingest", music, "--wait")
    for party in ("ana", "ben", "blue", "cy", "lab"):
        acme(suite, "party", "create", party, "--display-name", party)
    return {one["title"]: one["name"] for one in acme(suite, "track", "list")}


def rights_problems(suite, track):
    """Each problem of its rights, with what to do; when it is looked at."""
    deadline = time.monotonic() + 60
    while True:
        found = acme(suite, "track", "check", track, "--library", "default")[0]
        checks = {one["dimension"]: one for one in found.get("checks", ())}
        if "RIGHTS" in checks:
            return [(problem["rule"], problem["next_step"])
                    for problem in checks["RIGHTS"].get("problems", ())]
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def wait_for(suite, track, want):
    deadline = time.monotonic() + 60
    while True:
        got = rights_problems(suite, track)
        if got == want:
            return
        assert time.monotonic() < deadline, (got, want)
        time.sleep(0.1)


def share(suite, tracks):
    studio, live, medley, etude = (
        tracks[title] for title in ("Studio", "Live", "Medley", "Etude"))
    for track in tracks.values():
        acme(suite, "track", "share", track, "--right", "master", "--party",
             "lab:label=100%")
    # What a track without works says of itself counts, until it has some.
    acme(suite, "track", "share", studio, "--right", "sync-composition",
         "--party", "lab=100%")
    acme(suite, "track", "share", etude, "--right", "sync-composition",
         *said(OWN))
    for work in ("nocturne", "intro"):
        acme(suite, "work", "create", work, "--title", work.title())
    for track in (studio, live):
        acme(suite, "track", "describe", track, "--work", "nocturne")
    acme(suite, "track", "describe", medley, "--work", "nocturne=2", "--work",
         "intro")
    missing = [("SYNC_COMPOSITION_SHARES_MISSING",
                f"`ritornello work share accounts/acme/works/{work} --party "
                "PARTY:writer=100%`") for work in ("intro", "nocturne")]
    wait_for(suite, medley, missing)
    wait_for(suite, studio, missing[1:])

    recorded = acme(suite, "work", "share", "nocturne", *said(NOCTURNE))
    assert [one["name"] for one in recorded] == [
        f"accounts/acme/works/nocturne/splitSheets/{right}-1"
        for right in ("sync-composition", "performance", "mechanical")]
    # Every track of the work is looked at again, and no other is.
    wait_for(suite, medley, missing[:1])
    for track in (studio, live, etude):
        wait_for(suite, track, [])
    acme(suite, "work", "share", "intro", *said(INTRO))
    wait_for(suite, medley, [])
    acme(suite, "work", "share", "nocturne", *said(NOCTURNE_LATER), "--from",
         "2026-10-15")


def check_refusals(suite, tracks):
    studio = tracks["Studio"]
    error = refused(suite, "track", "share", studio, "--right", "mechanical",
                    "--party", "ana=100%")
    assert "TRACK_HAS_WORKS" in error, error
    assert "accounts/acme/works/nocturne" in error, error
    # Without --right it is the master alone, and where the rest is, is told.
    done = suite.finished("track", "share", studio, "--account", "acme",
                          "--party", "lab:label=100%")
    assert done.stdout.splitlines() == [
        "master\t\tlab\tlabel\t1\t100%"], done.stdout
    assert ("`ritornello work share accounts/acme/works/nocturne`"
            in done.stderr), done.stderr
    listed = acme(suite, "track", "list", "--work", "nocturne")
    assert {one["title"] for one in listed} == {"Studio", "Live", "Medley"}
    facts = suite.run("work", "get", "nocturne", "--account", "acme")
    assert f"track\t{studio}" in facts.splitlines(), facts
    facts = suite.run("track", "get", tracks["Medley"], "--account", "acme")
    assert "work\taccounts/acme/works/nocturne=2" in facts.splitlines(), facts


def expected():
    """By payee, track and day: what a payee has from the composition.

    A tenth is the distributor's, rounded half to even; of the rest half, and
    the odd micro-unit, is the composition's; that is divided downwards, and
    what is missing goes to the largest remainders, the first by party and
    role if they are equal."""
    earned = collections.Counter()
    for title, _, micros, works in EARNED:
        commission = round(fractions.Fraction(micros, 10))
        composition = (micros - commission + 1) // 2
        exact = collections.Counter()
        weights = sum(weight for _, weight in works)
        for shares, weight in works:
            for owner, percent in shares.items():
                exact[owner] += (composition * fractions.Fraction(percent) / 100
                                 * fractions.Fraction(weight, weights))
        parts = {owner: int(part) for owner, part in exact.items()}
        by_remainder = sorted(
            exact, key=lambda owner: (parts[owner] - exact[owner], owner))
        for owner in by_remainder[:composition - sum(parts.values())]:
            parts[owner] += 1
        assert sum(parts.values()) == composition
        for (party, _), part in parts.items():
            earned[party, title, composition] += part
    # A part of its own for each, so that none hides another.
    assert len({key[1:] for key in earned}) == len(EARNED)
    return sorted((party, title, part)
                  for (party, title, _), part in earned.items())


def check_money(suite, tracks):
    acme(suite, "deal", "create", "artlist-2026", "--library", "artlist",
         "--royalty", "50%", "--commission", "10%", "--start", "2026-01-01")
    file = suite.folder / "october.csv"
    file.write_text("track,net,usage_date\n" + "".join(
        f"{tracks[title]},{micros // 10**6}.{micros % 10**6:06},"
        f"2026-10-{day:02}\n" for title, day, micros, _ in EARNED))
    statement = suite.json(
        "statement", "import", file, "--source", "artlist", "--source-account",
        "A", "--period", "2026-10", "--currency", "USD")[0]
    assert statement["state"] == "POSTED", statement
    assert statement["matched_line_count"] == str(len(EARNED)), statement
    got = []
    for party in ("ana", "ben", "blue", "cy", "lab"):
        told = acme(suite, "payee", "statement", party, "--period",
                    "2026-10")[0]
        for line in told["currencies"][0]["lines"]:
            if line["right"] == "Composition":
                got.append((party, line["track_title"],
                            int(line["amount"]["micros"])))
    assert sorted(got) == expected(), (sorted(got), expected())


def main():
    suite = deployment.Standalone(pathlib.Path(sys.argv[1]).resolve())
    try:
        tracks = make_catalogue(suite)
        share(suite, tracks)
        check_refusals(suite, tracks)
        check_money(suite, tracks)
    except AssertionError as error:
        sys.exit(f"{error}\n{suite.tail()}")
    finally:
        suite.close()


if __name__ == "__main__":
    main()
