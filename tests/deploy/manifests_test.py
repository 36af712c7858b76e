"""deploy/k8s as kubectl renders it keeps Kubernetes' schemas and our rules;
each offence that is planted is found.

Usage: manifests_test.py TOOLS PROGRAMS SOURCES
"""

import base64
import copy
import functools
import json
import pathlib
import sys

import network_rules
import pod_rules
import rendering
import wiring_rules
from rendering import path

RULES = pod_rules.RULES + wiring_rules.RULES + network_rules.RULES
CATALOG = ("Deployment", "ritornello-catalog")
SETTINGS = ("ConfigMap", "ritornello-settings")
SERVER = "spec/template/spec/containers/0"
REMOVE = object()
# Fields whose own fields have names of our choice.
MAPS = {"capacity", "data", "labels", "limits", "matchLabels", "requests",
        "selector"}

# What is planted: where in the dev overlay, and what stands there then; what is
# reported. The first are found by the schemas, the others by our rules.
OFFENCES = (
    (CATALOG, f"{SERVER}/readynessProbe", {}, "no such field"),
    (CATALOG, "spec/template/spec/restartPolcy", "Always", "no such field"),
    (CATALOG, "spec/replicas", "two", "type"),
    (CATALOG, f"{SERVER}/ports/0/containerPort", REMOVE, "required"),
    (CATALOG, f"{SERVER}/ports/0/protocol", "HTTP", "enum"),
    (CATALOG, "apiVersion", "apps/v1beta9", "there is no Deployment in"),
    (("Service", "ritornello-catalog"), "spec/clusterIP", 7, "type"),

    (CATALOG, f"{SERVER}/securityContext/runAsUser", 0, "runAsUser"),
    (CATALOG, "spec/template/spec/securityContext/runAsNonRoot", False,
     "runAsNonRoot"),
    (CATALOG, "spec/template/spec/securityContext/runAsUser", 1000,
     "another user"),
    (CATALOG, f"{SERVER}/securityContext/seccompProfile",
     {"type": "Unconfined"}, "seccompProfile"),
    (CATALOG, f"{SERVER}/securityContext/capabilities/add", ["NET_RAW"],
     "capabilities"),
    (CATALOG, f"{SERVER}/securityContext/allowPrivilegeEscalation", REMOVE,
     "allowPrivilegeEscalation"),
    (CATALOG, "spec/template/spec/initContainers/0/securityContext", REMOVE,
     "readOnlyRootFilesystem"),
    (CATALOG, "spec/template/spec/hostNetwork", True, "hostNetwork"),
    (CATALOG, "spec/template/spec/enableServiceLinks", True,
     "enableServiceLinks"),
    (CATALOG, f"{SERVER}/resources/limits/memory", REMOVE,
     "no limit of memory"),
    (CATALOG, f"{SERVER}/resources/requests/memory", "2Gi",
     "more memory than its limit"),
    (CATALOG, "spec/template/spec/volumes/0/emptyDir/sizeLimit", REMOVE,
     "has no end"),
    (CATALOG, f"{SERVER}/resources/requests/ephemeral-storage", REMOVE,
     "requests no ephemeral-storage"),
    (CATALOG, f"{SERVER}/resources/limits/ephemeral-storage", "64Mi",
     "less than its volumes may hold"),
    (CATALOG, f"{SERVER}/livenessProbe/grpc/service", REMOVE,
     "livenessProbe asks for another service"),
    (CATALOG, f"{SERVER}/readinessProbe/grpc/port", 7102,
     "a port nobody listens on"),
    (CATALOG, f"{SERVER}/startupProbe", REMOVE, "no startupProbe"),
    (CATALOG, "spec/template/spec/terminationGracePeriodSeconds", 30,
     "killed while it drains"),
    (SETTINGS, "data/RITORNELLO_DRAIN_SECONDS", "40", "killed while it drains"),
    (SETTINGS, "data/RITORNELLO_INSECURE", "false", "would refuse to listen"),
    (SETTINGS, "data/RITORNELLO_METRICS_LISTEN", REMOVE,
     "not the port metrics"),
    (SETTINGS, "data/RITORNELLO_DRAIN_SECOND", "5",
     "does not read RITORNELLO_DRAIN_SECOND"),
    (CATALOG, f"{SERVER}/command/1", "--migrat", "has no --migrat"),
    (CATALOG, f"{SERVER}/command/0", "ritornello-katalog", "no program"),
    (CATALOG, f"{SERVER}/env/0/name", "RITORNELLO_ANALYSES",
     "does not read RITORNELLO_ANALYSES"),
    (CATALOG, f"{SERVER}/image", "ritornello:latest", "not what we build"),
    (CATALOG, "spec/template/spec/initContainers/0/command", [
        "ritornello-catalog"], "nothing migrates"),
    (CATALOG, f"{SERVER}/volumeMounts", [], "nothing can be written in /tmp"),
    (("Deployment", "ritornello-analysis"), f"{SERVER}/volumeMounts/1/readOnly",
     False, "could write in /audio"),

    (CATALOG, f"{SERVER}/envFrom/0/configMapRef/name", "settings",
     "no ConfigMap settings"),
    (CATALOG, f"{SERVER}/env/2/valueFrom/secretKeyRef/key", "uri",
     "has no uri"),
    (CATALOG, f"{SERVER}/env/2/valueFrom/secretKeyRef/name", "catalog",
     "no Secret catalog"),
    (("Deployment", "ritornello-analysis"), f"{SERVER}/resources/limits/cpu",
     REMOVE, "no limits.cpu"),
    (CATALOG, f"{SERVER}/volumeMounts/0/name", "temp", "no volume temp"),
    (CATALOG, "spec/template/spec/volumes/0", {
        "name": "tmp", "hostPath": {"path": "/tmp"}}, "would refuse"),
    (("Deployment", "ritornello-analysis"),
     "spec/template/spec/volumes/0/persistentVolumeClaim/claimName", "music",
     "no PersistentVolumeClaim music"),
    (CATALOG, "spec/selector/matchLabels/app.kubernetes.io~component", REMOVE,
     "selects ["),
    (CATALOG, "spec/template/spec/topologySpreadConstraints", REMOVE,
     "on one node"),
    (("Service", "ritornello-catalog"),
     "spec/selector/app.kubernetes.io~component", "royalties", "selects ["),
    (("Service", "ritornello-catalog"), "spec/clusterIP", REMOVE,
     "hides the pods"),
    (("Service", "ritornello-catalog"), "spec/ports/0/targetPort", "http",
     "http is not 7100"),
    (("PodDisruptionBudget", "ritornello-catalog"), "metadata/name", "catalog",
     "has no PodDisruptionBudget"),
    (CATALOG, f"{SERVER}/ports/0/containerPort", 7102, "not the port grpc"),
    (CATALOG, f"{SERVER}/env/0/value", "dns:///analysis:7100",
     "no Service is at"),
    (("Job", "ritornello-ingest"), f"{SERVER}/env/0/value",
     "dns:///ritornello-catalog:7102", "no Service is at"),
    (("Secret", "ritornello-catalog-database"), "data/url",
     base64.b64encode(b"postgres://me:dev-only@db/catalog").decode(),
     "no Service is at"),
    (("Secret", "ritornello-postgres"), "data/password",
     base64.b64encode(b"other").decode(), "not the password"),

    (("NetworkPolicy", "ritornello"), "spec/policyTypes/1", REMOVE,
     "analysis: its database elsewhere"),
    (("NetworkPolicy", "ritornello"), "spec/policyTypes/0", REMOVE,
     "/metrics from the namespace monitoring"),
    (("NetworkPolicy", "ritornello"), "spec/egress/0/ports/0/port", 5353,
     "no name server"),
    (("NetworkPolicy", "ritornello"), "spec/ingress/0/from", REMOVE,
     "from the namespace default"),
    (("NetworkPolicy", "ritornello-catalog"), "spec/egress/0", REMOVE,
     "catalog cannot reach analysis"),
    (("NetworkPolicy", "ritornello-royalties"), "spec/ingress/0/from", REMOVE,
     "stranger may reach royalties"),
    (("NetworkPolicy", "ritornello-royalties"), "spec/egress/1", REMOVE,
     "its database elsewhere"),
)


def planted(found, where, steps, value):
    """A copy of the rendering in which `value` stands at a/b/0/c; "~" is the
    slash within a name. Also the document that was changed."""
    changed = rendering.Rendering(copy.deepcopy(found.documents))
    *way, last = [int(step) if step.isdigit() else step.replace("~", "/")
                  for step in steps.split("/")]
    kind, name = where
    # kustomize adds a hash to what it generates.
    document = target = changed.named(kind, name) or next(
        each for each in changed.of(kind)
        if each["metadata"]["name"].startswith(f"{name}-"))
    for step in way:
        target = target[step]
    if value is REMOVE:
        del target[last]
    elif isinstance(target, list) and last == len(target):
        target.append(value)
    else:
        target[last] = value
    return changed, document


def broken(found, suite):
    """Our rules that a rendering does not keep, with how."""
    return [f"{rule.__name__}: {offence}" for rule in RULES
            for offence in rule(found, suite)]


def parts(tools, manifests):
    """What each folder is rendered to, and where the schemas are offended."""
    found, failures = {}, []
    for name in ("base", "overlays/dev", "ingest"):
        found[name], offences = rendering.read(
            tools, rendering.render(tools, manifests / name))
        failures += [f"{name}: {each}" for each in sum(offences, [])]
    return found, failures


def check_offences(tools, suite, found):
    """Yields each planted offence that nobody reports, and each rule that
    none of them breaks."""
    changes = [planted(found, *offence[:3]) for offence in OFFENCES]
    _, wrong = rendering.read(
        tools, "\n---\n".join(json.dumps(each) for _, each in changes))
    silent = {rule.__name__ for rule in RULES}
    for offence, (changed, _), by_schema in zip(OFFENCES, changes, wrong):
        (_, name), steps, _, words = offence
        reports = by_schema or broken(changed, suite)
        if not any(words in each for each in reports):
            yield f"{name}/{steps}: {words!r} is not among {reports}"
        silent -= {each.partition(":")[0] for each in reports}
    for rule in silent:
        yield f"{rule}: nothing planted breaks it"


def objects(value, way=()):
    """Where in a document its objects are."""
    if isinstance(value, dict):
        yield way
        for key in value:
            yield from objects(value[key], (*way, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from objects(each, (*way, index))


def check_unknown_fields(tools, found):
    """Yields each object that takes a field of any name, but for maps."""
    changes = []
    for document in found.documents:
        for way in objects(document):
            changed = copy.deepcopy(document)
            functools.reduce(lambda value, step: value[step], way,
                             changed)["anyName"] = "1"
            changes.append((path(document), way, changed))
    _, wrong = rendering.read(
        tools, "\n---\n".join(json.dumps(each[2]) for each in changes))
    for (where, way, _), reports in zip(changes, wrong):
        is_map = way[-1:] and way[-1] in MAPS
        if not is_map and not any("anyName" in each for each in reports):
            yield f"{where}: {way} takes a field of any name"


def main():
    tools, programs, sources = (
        pathlib.Path(word).resolve() for word in sys.argv[1:4])
    suite = rendering.Suite(programs, sources)
    found, failures = parts(tools, sources / "deploy/k8s")
    if rendering.Rendering(found["base"]).of("Secret"):
        failures.append("base: holds a Secret")
    for name in ("base", "overlays/dev"):
        whole = rendering.Rendering(found[name] + found["ingest"])
        failures += [f"{name}: {each}" for each in broken(whole, suite)]
    failures += check_offences(tools, suite, whole)
    failures += check_unknown_fields(tools, whole)
    sys.exit("\n".join(failures) or 0)


if __name__ == "__main__":
    main()
