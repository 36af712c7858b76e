"""docs/deploy.md does what it says: what can be run without a cluster is run,
of the rest flags, names and numbers are looked up.

Usage: page_test.py TOOLS PROGRAMS SOURCES
"""

import base64
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import network_rules
import pod_rules
import rendering
import wiring_rules

TOOLS, PROGRAMS, SOURCES = (
    pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(3))
sys.path.insert(0, str(SOURCES / "tests/e2e"))

import docs_test  # noqa: E402

URL = "postgres://suite:p%40ss@db/catalog?sslmode=require"
PAGE = SOURCES / "docs/deploy.md"
TEXT = PAGE.read_text()
COMMANDS = re.findall(r"^    (\S.*)$", TEXT, re.MULTILINE) + re.findall(
    r"`(kubectl [^`]+)`", TEXT)
# All but that the image has the operator's name.
RULES = [rule for rule in pod_rules.RULES + wiring_rules.RULES
         + network_rules.RULES if rule is not pod_rules.is_our_image]


def kubectl(*words, folder=SOURCES):
    """Without any cluster that this machine may know."""
    done = subprocess.run(
        [TOOLS / "kubectl", *words], cwd=folder, capture_output=True, text=True,
        check=False, env={"PATH": os.environ["PATH"], "KUBECONFIG": os.devnull})
    if done.returncode != 0:
        raise AssertionError(f"kubectl {' '.join(words)}: {done.stderr}")
    return done.stdout


def rendered(text):
    documents, offences = rendering.read(TOOLS, text)
    if any(offences):
        raise AssertionError(offences)
    return rendering.Rendering(documents)


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = tempfile.TemporaryDirectory(prefix="ritornello-page-")
        cls.addClassCleanup(place.cleanup)
        cls.folder = pathlib.Path(place.name)
        (cls.folder / "ritornello").symlink_to(SOURCES)
        # The overlay of the page, where the page says that it lies.
        block = re.search(r"^```yaml\n# (\S+)\n(.*?)^```", TEXT,
                          re.MULTILINE | re.DOTALL)
        (cls.folder / block[1]).parent.mkdir()
        (cls.folder / block[1]).write_text(block[2])
        for name in ("catalog", "royalties"):
            (cls.folder / f"{name}.env").write_text(f"url={URL}\n")
        cls.suite = rendering.Suite(PROGRAMS, SOURCES)
        cls.base = rendered(kubectl("kustomize", "deploy/k8s/base"))

    def test_the_overlay_of_the_page_keeps_the_rules(self):
        command, = (each.split()[1:] for each in COMMANDS
                    if each.startswith("kubectl kustomize "))
        found = rendered(kubectl(*command, folder=self.folder))
        for rule in RULES:
            self.assertEqual(list(rule(found, self.suite)), [], rule.__name__)
        self.assertEqual({each["metadata"]["namespace"]
                          for each in found.documents}, {"music"})
        self.assertEqual({each.spec["image"] for each in found.containers()},
                         {"registry.example/ritornello:0.1.0"})
        analysis = found.named("Deployment", "ritornello-analysis")
        self.assertEqual(analysis["spec"]["replicas"], 8)
        for each in found.containers():
            if not each.is_initial:
                self.assertEqual(
                    found.environment(each)["RITORNELLO_LOG_CALLS"], "false")

    def test_what_is_to_be_made_is_made_with_the_keys_that_are_read(self):
        made = {}
        for each in COMMANDS:
            if " create secret " in each:
                document, = rendered(kubectl(
                    *each.split()[1:], "--dry-run=client", "--output=yaml",
                    folder=self.folder)).documents
                made[document["metadata"]["name"]] = set(document["data"])
                self.assertEqual(base64.b64decode(document["data"]["url"]),
                                 URL.encode())
        self.assertEqual(made, wiring_rules.OUTSIDE["Secret"])
        told = set(re.findall(r"^\| (\w+) `(ritornello-[\w-]+)` \|", TEXT,
                              re.MULTILINE))
        self.assertEqual(told, {(kind, name)
                                for kind, names in wiring_rules.OUTSIDE.items()
                                for name in names})

    def test_every_flag_of_kubectl_is_one(self):
        known = kubectl("options")
        for command in COMMANDS:
            words = command.split()
            if words[0] != "kubectl":
                continue
            # kubectl -n NAMESPACE VERB ...
            verb = words[3 if words[1] == "-n" else 1]
            usage = known + kubectl(verb, "--help") + (
                kubectl(verb, *words[4:6], "--help")
                if words[4:6] == ["secret", "generic"] else "")
            for flag in re.findall(r"(?<= )--?[a-z][\w-]*", command):
                self.assertRegex(usage, rf"(?m)(^|\s){flag}\b", command)

    def test_every_name_and_folder_is_there(self):
        found = rendering.Rendering(self.base.documents + rendered(
            kubectl("kustomize", "deploy/k8s/ingest")).documents)
        for kind, name in re.findall(r"\b(deployment|job)/([\w-]+)", TEXT):
            self.assertIsNotNone(found.named(kind.capitalize(), name), name)
        for folder in re.findall(r"-k (deploy/\S+)", TEXT):
            kubectl("kustomize", folder.rstrip("`."))
        docs_test.check_operation(PAGE, PROGRAMS, SOURCES)
        known = set().union(*(
            self.suite.usage(program).flags for program in rendering.PROGRAMS))
        for flag in re.findall(r"`(--\w+)`", TEXT):
            self.assertIn(flag, known)

    def test_the_numbers_are_those_of_the_base_and_of_the_pool(self):
        pool = re.search(r"connection_count_max = (\d+)",
                         (SOURCES / "libs/sql/open.h").read_text())[1]
        stateful = [each for each in self.base.servers()
                    if "initContainers" in each["spec"]["template"]["spec"]]
        most = int(pool) * sum(
            each["spec"]["replicas"]
            + each["spec"]["strategy"]["rollingUpdate"]["maxSurge"]
            for each in stateful)
        self.assertIn(f"{pool} connections a pod", TEXT)
        self.assertIn(f"that is {most} connections", TEXT)
        settings = self.base.environment(next(self.base.containers()))
        for words, name in (
                ("NOT_SERVING for {} s", "DRAIN_DELAY_SECONDS"),
                ("gives its calls {} s", "DRAIN_SECONDS"),
                ("a connection is {} s old", "MAX_CONNECTION_AGE_SECONDS"),
                ("has {} s more", "MAX_CONNECTION_AGE_GRACE_SECONDS")):
            self.assertIn(words.format(settings[f"RITORNELLO_{name}"]), TEXT)


if __name__ == "__main__":
    unittest.main()
