"""Runs every command of the task pages, in order, as a reader would. What
the page on operation says needs machines: of that, it looks whether the
programs, flags, variables and files it names are there.

Usage: docs_test.py PROGRAMS DOCS
"""

import os
import pathlib
import re
import subprocess
import sys

import deployment
import tones

PAGES = ("measure.md", "catalogue.md", "libraries.md", "placing.md",
         "statements.md")


def commands(page):
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", page.read_text(),
                                re.MULTILINE | re.DOTALL))


def check_operation(page, programs, sources):
    """Every flag beside its program, every variable, every file of ours."""
    text = page.read_text()
    usage = {path.name: subprocess.run(
        [path, "--help"], capture_output=True, text=True, check=True).stdout
        for path in programs.glob("ritornello-*")}
    for name, rest in re.findall(r"^    (ritornello-\w+) (.*)$", text,
                                 re.MULTILINE):
        for flag in re.findall(r"--\w+", rest):
            if not re.search(rf"{flag}\b", usage[name]):
                sys.exit(f"{page.name}: {name} has no {flag}")
    known = "".join(usage.values()) + "(Env:RITORNELLO_SERVER)"
    for variable in re.findall(r"RITORNELLO_\w+", text):
        if f"(Env:{variable})" not in known:
            sys.exit(f"{page.name}: no program reads {variable}")
    for file in re.findall(r"\b(?:scripts|deploy)/[\w./-]+", text):
        if not (sources / file).exists():
            sys.exit(f"{page.name}: there is no {file}")


def check_nouns(page, sources):
    """Each noun of the client stands beside the program that serves it."""
    code = (sources / "cli/program.cc").read_text()
    programs = dict(re.findall(r'char (k\w+)\[\] = "(ritornello-\w+)";', code))
    served = {noun: programs[constant] for noun, constant in re.findall(
        r'\{"(\w+)",\s*"[^"]*",\s*(k\w+)\}', code)}
    told = {noun: program for nouns, program in re.findall(
        r"^\| (`.*`) \| `(ritornello-\w+)` \|$", page.read_text(), re.MULTILINE)
            for noun in re.findall(r"`(\w+)`", nouns)}
    if not served or told != served:
        wrong = sorted(set(served.items()) ^ set(told.items()))
        sys.exit(f"{page.name}: nouns beside their programs: {wrong} are not "
                 "in both the page and cli/program.cc")


def main():
    programs, docs = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
    check_operation(docs / "operate.md", programs, docs.parent)
    check_nouns(docs / "operate.md", docs.parent)
    suite = deployment.Standalone(programs)
    try:
        music = suite.folder / "Music"
        music.mkdir()
        tones.write_tone(music / "Nocturne.wav", -15.0)
        tones.write_tone(music / "Nocturne (Instrumental).wav", -15.0)
        script = "\n".join(commands(docs / page) for page in PAGES)
        subprocess.run(
            ["bash", "-euxo", "pipefail", "-c", script], check=True,
            cwd=suite.folder,
            env={**os.environ, "HOME": str(suite.folder),
                 "PATH": f"{programs}:{os.environ['PATH']}",
                 "RITORNELLO_SERVER": suite.address})
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{suite.tail()}")
    finally:
        suite.close()


if __name__ == "__main__":
    main()
