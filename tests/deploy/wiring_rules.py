"""What points to what: every name resolves, within the rendering or to what
the operator is told to make. A rule yields its offences."""

import base64
import urllib.parse

from rendering import labels, path, selects

# What docs/deploy.md tells the operator to make, with the keys it needs.
OUTSIDE = {
    "Secret": {"ritornello-catalog-database": {"url"},
               "ritornello-royalties-database": {"url"}},
    "PersistentVolumeClaim": {"ritornello-audio": set()},
}

# Variables that say where another service is.
PEERS = {"RITORNELLO_ANALYSIS", "RITORNELLO_CATALOG", "RITORNELLO_SERVER"}


def keys_of(found, kind, name):
    """Keys of what is rendered, or declared to be outside; else None."""
    inside = found.named(kind, name)
    if inside is not None:
        return set(inside.get("data", {})) | set(inside.get("stringData", {}))
    return OUTSIDE.get(kind, {}).get(name)


def lacks(found, where, kind, name, key=None):
    keys = keys_of(found, kind, name)
    if keys is None:
        yield f"{where}: there is no {kind} {name}"
    elif key is not None and key not in keys:
        yield f"{where}: {kind} {name} has no {key}"


def variables_resolve(found, _):
    kinds = {"configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}
    for each in found.containers():
        for source in each.spec.get("envFrom", []):
            yield from lacks(found, each.where, "ConfigMap",
                             source["configMapRef"]["name"])
        for variable in each.spec.get("env", []):
            for field, origin in variable.get("valueFrom", {}).items():
                if field in kinds:
                    yield from lacks(found, each.where, kinds[field],
                                     origin["name"], origin["key"])
                elif field == "resourceFieldRef":
                    side, resource = origin["resource"].split(".")
                    if resource not in each.spec["resources"].get(side, {}):
                        yield f"{each.where}: no {origin['resource']} is set"


def volumes_resolve(found, _):
    for workload in found.workloads():
        pod = workload["spec"]["template"]["spec"]
        for volume in pod.get("volumes", []):
            where = f"{path(workload)}/{volume['name']}"
            if "configMap" in volume:
                yield from lacks(found, where, "ConfigMap",
                                 volume["configMap"]["name"])
            elif "secret" in volume:
                yield from lacks(found, where, "Secret",
                                 volume["secret"]["secretName"])
            elif "persistentVolumeClaim" in volume:
                yield from lacks(found, where, "PersistentVolumeClaim",
                                 volume["persistentVolumeClaim"]["claimName"])
            elif "emptyDir" not in volume:
                yield f"{where}: a volume that Pod Security would refuse"
    for each in found.containers():
        volumes = {volume["name"] for volume in each.pod.get("volumes", [])}
        mounts = {mount["name"] for mount in each.spec.get("volumeMounts", [])}
        for name in mounts - volumes:
            yield f"{each.where}: there is no volume {name}"
        if not each.is_initial and len(each.pod["containers"]) == 1:
            for name in volumes - mounts:
                yield f"{each.where}: nobody mounts {name}"


def workloads_select_themselves(found, _):
    for workload in found.of("Deployment"):
        own = labels(workload)
        selectors = [workload["spec"]["selector"]] + [
            spread["labelSelector"]
            for spread in workload["spec"]["template"]["spec"].get(
                "topologySpreadConstraints", [])]
        if workload in found.servers() and len(selectors) == 1:
            yield f"{path(workload)}: its pods may all be on one node"
        for selector in selectors:
            chosen = [path(each) for each in found.workloads()
                      if selects(selector, labels(each))]
            if chosen != [path(workload)]:
                yield f"{path(workload)}: {selector} selects {chosen}"
        if workload["metadata"].get("labels") != own:
            yield f"{path(workload)}: its pods bear other labels"


def companions_select_one_workload(found, _):
    """A Service and a budget are of the Deployment that has their name."""
    for companion in found.of("Service", "PodDisruptionBudget"):
        spec = companion["spec"]
        selector = spec["selector"] if (
            companion["kind"] == "PodDisruptionBudget") else {
                "matchLabels": spec["selector"]}
        name = companion["metadata"]["name"]
        chosen = [each["metadata"]["name"] for each in found.workloads()
                  if selects(selector, labels(each))]
        if chosen != [name]:
            yield f"{path(companion)}: selects {chosen}"
        elif companion["metadata"]["labels"] != labels(
                found.named("Deployment", name)):
            yield f"{path(companion)}: bears other labels than its pods"
    for server in found.servers():
        for kind in ("Service", "PodDisruptionBudget"):
            if found.named(kind, server["metadata"]["name"]) is None:
                yield f"{path(server)}: has no {kind}"


def ports_of(workload):
    return {port["name"]: port["containerPort"]
            for each in workload["spec"]["template"]["spec"]["containers"]
            for port in each.get("ports", [])}


def ports_are_open(found, _):
    for service in found.of("Service"):
        workload = found.named("Deployment", service["metadata"]["name"])
        if service["spec"].get("clusterIP") != "None":
            yield f"{path(service)}: hides the pods that clients balance over"
        for port in service["spec"]["ports"]:
            target = port.get("targetPort", port["port"])
            named = ports_of(workload) if workload else {}
            # A headless Service translates no port.
            if named.get(target, target) != port["port"]:
                yield f"{path(service)}: {target} is not {port['port']}"
    for each in found.containers():
        settings = found.environment(each)
        open_ports = {port["name"]: port["containerPort"]
                      for port in each.spec.get("ports", [])}
        for name, variable in (("grpc", "RITORNELLO_LISTEN"),
                               ("metrics", "RITORNELLO_METRICS_LISTEN")):
            listen = settings.get(variable, "").rpartition(":")[2]
            if listen != str(open_ports.get(name, "")):
                yield f"{each.where}: {variable} is not the port {name}"


def peers_are_services(found, _):
    """By a name that has the addresses of all pods."""
    targets = {f"dns:///{each['metadata']['name']}:{port['port']}"
               for each in found.of("Service")
               for port in each["spec"]["ports"]}
    for each in found.containers():
        for name, value in found.environment(each).items():
            if name in PEERS and value not in targets:
                yield f"{each.where}: {name}: no Service is at {value}"


def databases_are_here(found, _):
    """A Secret that is rendered leads to a Service, with its password."""
    def value(secret, key):
        return base64.b64decode(secret["data"][key]).decode()

    passwords = {value(secret, "password") for secret in found.of("Secret")
                 if "password" in secret["data"]}
    for secret in found.of("Secret"):
        if "url" not in secret["data"]:
            continue
        url = urllib.parse.urlsplit(value(secret, "url"))
        service = found.named("Service", url.hostname)
        if service is None or (url.port or 5432) not in [
                port["port"] for port in service["spec"]["ports"]]:
            yield f"{path(secret)}: no Service is at {url.netloc}"
        if url.password not in passwords:
            yield f"{path(secret)}: not the password of the database"


RULES = (variables_resolve, volumes_resolve, workloads_select_themselves,
         companions_select_one_workload, ports_are_open, peers_are_services,
         databases_are_here)
