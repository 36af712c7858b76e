"""A submission from draft to decision, on the command line: what fails is not
submitted, what is offered is nobody else's, and what was rejected as technical
does not come again as it was.

Usage: submission_test.py PROGRAMS
"""

import json
import pathlib
import shutil
import sys
import time

import deployment
import tones

EASY = {"name": "libraries/easy", "display_name": "Easy",
        "licensing_model": "ROYALTY_SPLIT", "exclusivity_scope": "LICENSING",
        "submission_track_count_min": 2, "submission_track_count_max": 3}


def acme(suite, *arguments, **how):
    return suite.json(*arguments, "--account", "acme", **how)


def wait_until_ready(suite):
    deadline = time.monotonic() + 60
    while any(one["state"] != "READY"
              for one in acme(suite, "track", "check", "--library", "easy")):
        assert time.monotonic() < deadline, "tracks are not ready"
        time.sleep(0.2)


def make_catalogue(suite):
    """Three recordings, one of them under two names; ids by title."""
    music = suite.folder / "Music"
    music.mkdir()
    for level, title in enumerate(("Air", "Aria", "Nocturne")):
        tones.write_tone(music / f"{title}.wav", -15.0 - level / 10)
    shutil.copy(music / "Air.wav", music / "Air copy.wav")
    acme(suite, "catalog", "ingest", music, "--wait")
    library = suite.folder / "easy.json"
    library.write_text(json.dumps(EASY))
    suite.run("library", "apply", library)
    acme(suite, "party", "create", "ana", "--display-name", "Ana", "--own")
    tracks = {one["title"]: one["name"]
              for one in acme(suite, "track", "list")}
    for track in tracks.values():
        acme(suite, "track", "share", track, "--party", "ana=100%")
        acme(suite, "track", "describe", track, "--mood", "dark")
    wait_until_ready(suite)
    return tracks


def rules(suite, *tracks, passes=False):
    check = acme(suite, "submission", "check", "--library", "easy", *tracks,
                 code=0 if passes else 1)[0]
    found = [problem["rule"] for problem in check.get("problems", ())]
    for track in check["tracks"]:
        found += [problem["rule"] for problem in track.get("problems", ())]
    assert check.get("passes", False) == (not found), check
    return found


def refused(suite, *arguments):
    """The reason that a command gives."""
    done = suite.finished(*arguments, "--account", "acme", "--json", code=1)
    return done.stderr


def check(suite):
    tracks = make_catalogue(suite)
    air, copy, aria, nocturne = (
        tracks[title] for title in ("Air", "Air copy", "Aria", "Nocturne"))
    duplicates = acme(suite, "track", "duplicates")
    assert [(one["kind"], len(one["names"])) for one in duplicates] == [
        ("AUDIO", 2)], duplicates

    assert rules(suite, aria) == ["TOO_FEW_TRACKS"]
    assert rules(suite, air, copy) == ["SAME_RECORDING", "SAME_RECORDING"]
    assert rules(suite, aria, nocturne, passes=True) == []

    acme(suite, "submission", "create", "spring", "--library", "easy", aria,
         nocturne)
    submit = ("submission", "submit", "spring")
    assert "AVAILABILITY_NOT_DECLARED" in refused(suite, *submit)
    acme(suite, *submit, "--declare")
    assert "SUBMISSION_STATE" in refused(suite, *submit, "--declare")
    assert "EXCLUSIVITY_CONFLICT" in refused(
        suite, "placement", "create", aria, "--library", "artlist")
    assert "EXCLUSIVITY_CONFLICT" in refused(
        suite, "outlet", "create", aria, "shop", "--kind", "licensing")

    decided = acme(suite, "submission", "decide", "spring", "--accept",
                   nocturne, "--reject", f"{aria}=technical")[0]
    assert decided["state"] == "PARTLY_ACCEPTED", decided
    placed = {one["name"]: one["state"]
              for one in acme(suite, "placement", "list")}
    assert placed == {f"{nocturne}/placements/1": "HELD",
                      f"{aria}/placements/1": "CLOSED"}, placed
    assert rules(suite, aria, air) == [
        "REAPPLICATION_NOT_LINKED", "AUDIO_UNCHANGED"]
    assert "TRACK_IN_USE" in refused(suite, "track", "delete", aria)
    acme(suite, "track", "delete", copy)
    assert copy not in {one["name"] for one in acme(suite, "track", "list")}
    summary = acme(suite, "submission", "summary")[0]["summaries"]
    counts = {key: value for key, value in summary[0].items() if value != "0"}
    assert counts == {"library": "libraries/easy", "accepted_count": "1",
                      "technical_rejection_count": "1"}, summary


def main():
    suite = deployment.Standalone(pathlib.Path(sys.argv[1]).resolve())
    try:
        check(suite)
    except AssertionError as error:
        sys.exit(f"{error}\n{suite.tail()}")
    finally:
        suite.close()


if __name__ == "__main__":
    main()
