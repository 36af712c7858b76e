"""Plants one offence after the other and sees that tidy.py finds each."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

TIDY = pathlib.Path(__file__).with_name("tidy.py")

GOOD = "#pragma once\n"
OFFENCES = (
    ("libs/sql/string_util.h", GOOD, "is a drawer"),
    ("services/catalog/model/a.h",
     GOOD + '#include "services/catalog/domain/b.h"\n',
     "model may not include domain"),
    ("services/catalog/model/a.h",
     GOOD + '#include "services/royalties/model/b.h"\n',
     "services meet only through proto/"),
    ("libs/sql/a.h", GOOD + '#include "services/catalog/model/b.h"\n',
     "libs may not know a service"),
    ("services/catalog/domain/a.h", GOOD + "#include <grpcpp/grpcpp.h>\n",
     "domain may not include grpcpp/grpcpp.h"),
    ("services/catalog/storage/a.cc", "v1::Track track;\n",
     "may not speak of the wire"),
    ("services/royalties/model/a.cc", "double amount;\n",
     "no floating point near money"),
    ("services/catalog/model/a.h", "int x;\n", "without #pragma once"),
    ("services/catalog/model/a.cc", "// TO" "DO: later\n", "leftover marker"),
    ("services/catalog/model/a.cc", "x" * 81 + "\n", "over 80 columns"),
    ("services/catalog/model/a.h", GOOD + "class TrackManager {};\n",
     "the type's name says nothing"),
    ("services/catalog/model/a.cc", "int x;\n" * 501, "over 500 lines"),
    ("services/catalog/model/unbuilt.cc", "int x;\n",
     "no CMakeLists.txt names it"),
    ("services/catalog/storage/migrations/sqlite/0001_a.sql", "SELECT 1;\n",
     "is not the migration on record"),
)


class TidyTest(unittest.TestCase):
    def run_on(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            sums = root / "tests/tidy/migrations.sha256"
            sums.parent.mkdir(parents=True)
            sums.write_text("")
            for name, text in files.items():
                file = root / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
                (file.parent / "CMakeLists.txt").write_text(
                    "a.h a.cc string_util.h\n")
            return subprocess.run([sys.executable, TIDY, root], text=True,
                                  capture_output=True, check=False)

    def test_a_clean_tree_passes(self):
        done = self.run_on({"services/catalog/model/a.h": GOOD})
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_every_offence_is_found(self):
        for name, text, words in OFFENCES:
            with self.subTest(words):
                done = self.run_on({name: text})
                self.assertEqual(done.returncode, 1)
                self.assertIn(words, done.stdout)


if __name__ == "__main__":
    unittest.main()
