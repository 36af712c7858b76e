"""What every pod must be, whoever it calls. A rule yields its offences."""

import itertools
import re

from rendering import path

OURS = "ritornello"
UNITS = {"": 1, "m": 1e-3, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}


def quantity(text):
    number, unit = re.fullmatch(r"([\d.]+)(\w*)", str(text)).groups()
    return float(number) * UNITS[unit]


def is_hardened(found, _):
    """Pod Security Standards, "restricted", and a root nobody writes to."""
    for each in found.containers():
        pod = each.pod.get("securityContext", {})
        own = each.spec.get("securityContext", {})
        both = {**pod, **own}
        wanted = {
            "runAsNonRoot": both.get("runAsNonRoot") is True,
            "runAsUser": both.get("runAsUser", 0) > 0,
            "runAsGroup": both.get("runAsGroup", 0) > 0,
            "seccompProfile": both.get("seccompProfile") == {
                "type": "RuntimeDefault"},
            "allowPrivilegeEscalation":
                own.get("allowPrivilegeEscalation") is False,
            "readOnlyRootFilesystem":
                own.get("readOnlyRootFilesystem") is True,
            "capabilities": own.get("capabilities") == {"drop": ["ALL"]},
            "privileged": not own.get("privileged"),
            "automountServiceAccountToken":
                each.pod.get("automountServiceAccountToken") is False,
            "enableServiceLinks": each.pod.get("enableServiceLinks") is False,
        }
        for field, is_well in wanted.items():
            if not is_well:
                yield f"{each.where}: {field}"
        for field in ("hostNetwork", "hostPID", "hostIPC"):
            if each.pod.get(field):
                yield f"{each.where}: {field}"


def is_image_user(found, _):
    """deploy/image/build gives the image this user and no other."""
    for each in found.containers():
        if each.spec["image"].partition(":")[0] == OURS:
            user = each.pod["securityContext"]
            if (user.get("runAsUser"), user.get("runAsGroup")) != (10001,
                                                                   10001):
                yield f"{each.where}: runs as another user than 10001:10001"


def is_bounded(found, _):
    for each in found.containers():
        requests, limits = (each.spec.get("resources", {}).get(key, {})
                            for key in ("requests", "limits"))
        for resource in ("cpu", "memory"):
            if resource not in requests:
                yield f"{each.where}: requests no {resource}"
            elif resource in limits and (quantity(requests[resource])
                                         > quantity(limits[resource])):
                yield f"{each.where}: requests more {resource} than its limit"
        if "memory" not in limits:
            yield f"{each.where}: no limit of memory"
        for volume in each.pod.get("volumes", []):
            if "emptyDir" in volume and "sizeLimit" not in volume["emptyDir"]:
                yield f"{each.where}: volume {volume['name']} has no end"


def has_room_for_files(found, _):
    """An emptyDir counts as ephemeral storage of its pod, as do logs. A pod
    that requests none is put on a full node, and the first to be evicted."""
    for workload in found.servers():
        pod = workload["spec"]["template"]["spec"]
        files = sum(quantity(volume["emptyDir"].get("sizeLimit", 0))
                    for volume in pod.get("volumes", [])
                    if "emptyDir" in volume)
        requests, limits = (
            sum(quantity(spec.get("resources", {}).get(key, {}).get(
                "ephemeral-storage", 0)) for spec in pod["containers"])
            for key in ("requests", "limits"))
        if not 0 < requests <= limits:
            yield f"{path(workload)}: requests no ephemeral-storage"
        if limits <= files:
            yield (f"{path(workload)}: its ephemeral-storage is less than its "
                   "volumes may hold")


def is_probed(found, _):
    """Up and alive without the database, ready with it."""
    wanted = {"startupProbe": "liveness", "livenessProbe": "liveness",
              "readinessProbe": ""}
    for each in found.containers():
        if each.is_initial or each.workload not in found.servers():
            continue
        listen = found.environment(each).get("RITORNELLO_LISTEN", "")
        for probe, service in wanted.items():
            asked = each.spec.get(probe, {}).get("grpc")
            if asked is None:
                yield f"{each.where}: no {probe} over gRPC"
            elif listen.rpartition(":")[2] != str(asked["port"]):
                yield f"{each.where}: {probe} asks a port nobody listens on"
            elif asked.get("service", "") != service:
                yield f"{each.where}: {probe} asks for another service"


def may_listen(found, _):
    """Beyond loopback a program refuses to start without being told."""
    for each in found.containers():
        settings = found.environment(each)
        listen = settings.get("RITORNELLO_LISTEN", "127.0.0.1:0")
        if not listen.startswith("127.") and (
                settings.get("RITORNELLO_INSECURE") != "true"):
            yield f"{each.where}: would refuse to listen on {listen}"


def has_time_to_drain(found, _):
    for each in found.containers():
        if each.is_initial or each.workload not in found.servers():
            continue
        settings = found.environment(each)
        # What the programs take when they are not told.
        drain = (int(settings.get("RITORNELLO_DRAIN_DELAY_SECONDS", 0))
                 + int(settings.get("RITORNELLO_DRAIN_SECONDS", 20)))
        # A few seconds for what is neither: background work that stops.
        if each.pod["terminationGracePeriodSeconds"] < drain + 10:
            yield f"{each.where}: is killed while it drains"


def is_understood(found, suite):
    """Every flag and variable is one of the program that gets it."""
    for each in found.containers():
        words = each.spec.get("command", []) + each.spec.get("args", [])
        if each.spec["image"].partition(":")[0] != OURS:
            continue
        verbs = itertools.takewhile(str.isalpha, words[1:])
        usage = suite.usage(*words[:1], *verbs) if words else None
        if usage is None:
            yield f"{each.where}: the image has no program {words[:1]}"
            continue
        for flag in (word.partition("=")[0] for word in words[1:]):
            if flag.startswith("--") and flag not in usage.flags:
                yield f"{each.where}: {words[0]} has no {flag}"
        for variable in found.environment(each):
            if variable not in usage.variables:
                yield f"{each.where}: {words[0]} does not read {variable}"


def is_our_image(found, suite):
    for each in found.containers():
        name, _, tag = each.spec["image"].rpartition(":")
        if each.workload.get("metadata")["name"] == "ritornello-postgres":
            if not re.match(r"\d", tag):
                yield f"{each.where}: an image of no certain version"
        elif (name, tag) != (OURS, suite.version):
            yield f"{each.where}: {each.spec['image']} is not what we build"


def brings_its_schema(found, _):
    """Whoever has a database migrates it first, with the same image."""
    for each in found.containers():
        if each.is_initial or "RITORNELLO_DATABASE" not in (
                found.environment(each)):
            continue
        wanted = (each.spec["image"], each.spec["command"] + ["--migrate"],
                  database_of(each.spec))
        if wanted not in [(first["image"], first["command"],
                           database_of(first))
                          for first in each.pod.get("initContainers", [])]:
            yield f"{each.where}: nothing migrates its database first"


def database_of(spec):
    return [variable for variable in spec.get("env", [])
            if variable["name"] == "RITORNELLO_DATABASE"]


def can_write_where_it_must(found, _):
    """Statements and audio that are sent lie in /tmp; music is only read."""
    for each in found.containers():
        volumes = {volume["name"]: volume
                   for volume in each.pod.get("volumes", [])}
        mounts = {mount["mountPath"]: mount
                  for mount in each.spec.get("volumeMounts", [])}
        if not each.is_initial and each.workload in found.servers():
            tmp = volumes.get(mounts.get("/tmp", {}).get("name"), {})
            if "emptyDir" not in tmp:
                yield f"{each.where}: nothing can be written in /tmp"
        for mount in mounts.values():
            volume = volumes.get(mount["name"], {})
            if "persistentVolumeClaim" in volume and not mount.get("readOnly"):
                yield f"{each.where}: could write in {mount['mountPath']}"


RULES = (is_hardened, is_image_user, is_bounded, has_room_for_files, is_probed,
         may_listen, has_time_to_drain, is_understood, is_our_image,
         brings_its_schema, can_write_where_it_must)
