"""Runs every command of the task pages, in order, as a reader would.

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


def main():
    programs, docs = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
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
