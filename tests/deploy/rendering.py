"""What kubectl makes of a folder of manifests, and how to find one's way in
it.
"""

import collections
import functools
import json
import re
import subprocess

# A container with the pod it is in and the workload that the pod is of.
Container = collections.namedtuple("Container",
                                   "where workload pod spec is_initial")

Usage = collections.namedtuple("Usage", "flags variables")
# What the image has.
PROGRAMS = {"ritornello", "ritornello-analysis", "ritornello-catalog",
            "ritornello-royalties", "ritornello-standalone"}


class Rendering:
    """Documents as the API server would get them."""

    def __init__(self, documents):
        self.documents = documents

    def of(self, *kinds):
        return [each for each in self.documents if each["kind"] in kinds]

    def named(self, kind, name):
        for each in self.of(kind):
            if each["metadata"]["name"] == name:
                return each
        return None

    def workloads(self):
        return self.of("Deployment", "Job")

    def servers(self):
        """The Deployments of our programs."""
        return [each for each in self.of("Deployment")
                if labels(each).get("app.kubernetes.io/name") == "ritornello"]

    def containers(self):
        for workload in self.workloads():
            pod = workload["spec"]["template"]["spec"]
            for kind in ("initContainers", "containers"):
                for spec in pod.get(kind, []):
                    yield Container(f"{path(workload)}/{spec['name']}",
                                    workload, pod, spec,
                                    kind == "initContainers")

    def environment(self, container, secrets=None):
        """{name: value}; what a Secret or the node knows comes from
        `secrets`, {(name, key): value}, or is None."""
        found = {}
        for source in container.spec.get("envFrom", []):
            settings = self.named("ConfigMap", source["configMapRef"]["name"])
            found.update(settings["data"] if settings else {})
        for variable in container.spec.get("env", []):
            origin = variable.get("valueFrom", {}).get("secretKeyRef", {})
            secret = (origin.get("name"), origin.get("key"))
            found[variable["name"]] = variable.get(
                "value", (secrets or {}).get(secret))
        return found


def path(document):
    return f"{document['kind']}/{document['metadata']['name']}"


def labels(workload):
    """Those that its pods bear."""
    return workload["spec"]["template"]["metadata"].get("labels", {})


def selects(selector, pod_labels):
    """Whether matchLabels, all this repository uses, are all there."""
    return selector.get("matchLabels", {}).items() <= pod_labels.items()


def render(tools, folder):
    """YAML, as `kubectl apply -k` would send it."""
    done = subprocess.run([tools / "kubectl", "kustomize", folder],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"kubectl kustomize {folder}: {done.stderr}")
    return done.stdout


def read(tools, text):
    """The documents in YAML, or JSON, which is YAML, too; and where each
    offends Kubernetes' schemas."""
    done = subprocess.run(["node", tools / "schema.mjs"], input=text,
                          capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    return answer["documents"], answer["offences"]


class Suite:
    """What is built: the programs, and the version that images bear."""

    def __init__(self, programs, sources):
        self.programs = programs
        self.version = re.search(
            r"project\(ritornello VERSION ([\d.]+)",
            (sources / "CMakeLists.txt").read_text())[1]

    @functools.lru_cache(maxsize=None)
    def usage(self, *words):
        """All flags and variables in the help of a command, or None when it
        is none of ours: ("ritornello", "catalog", "ingest")."""
        file = self.programs / words[0]
        if words[0] not in PROGRAMS or not file.exists():
            return None
        text = "".join(
            subprocess.run([file, *verb, "--help"], capture_output=True,
                           text=True, check=True).stdout
            for verb in {(), words[1:]})
        return Usage(set(re.findall(r"--\w+", text)),
                     set(re.findall(r"\(Env:(\w+)\)", text)))
