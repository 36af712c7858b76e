"""Who may reach whom: NetworkPolicies as Kubernetes defines them, in a page.
A pod that no policy of a direction selects is open in that direction; else
what any of them allows is allowed."""

from rendering import labels, selects

CLIENT = {"ritornello-client": "true"}
STRANGER = {"app.kubernetes.io/name": "stranger"}
# From whom, to whom, at which port: all that may be, and nothing else.
ALLOWED = {
    ("client", "analysis", 7100), ("client", "catalog", 7100),
    ("client", "royalties", 7100), ("catalog", "analysis", 7100),
    ("royalties", "catalog", 7100), ("catalog", "postgres", 5432),
    ("royalties", "postgres", 5432),
}
METRICS_PORT = 9464


def admits(peers, pod_labels, namespace):
    """Whether `from` or `to` has this pod; `namespace` is None for ours."""
    if peers is None:
        return True
    for peer in peers:
        if "namespaceSelector" in peer:
            wanted = peer["namespaceSelector"].get("matchLabels", {})
            if wanted == {"kubernetes.io/metadata.name": namespace}:
                return True
        elif namespace is None and selects(peer["podSelector"], pod_labels):
            return True
    return False


def opens(rule, port, protocol):
    return "ports" not in rule or (port, protocol) in [
        (each["port"], each["protocol"]) for each in rule["ports"]]


def passes(found, direction, own, other, port, namespace=None,
           protocol="TCP"):
    """`direction` is "Ingress" into the pod `own`, or "Egress" out of it."""
    rules, peers = (("ingress", "from") if direction == "Ingress" else
                    ("egress", "to"))
    policies = [each["spec"] for each in found.of("NetworkPolicy")
                if direction in each["spec"]["policyTypes"]
                and selects(each["spec"]["podSelector"], own)]
    return not policies or any(
        admits(rule.get(peers), other, namespace)
        and opens(rule, port, protocol)
        for policy in policies for rule in policy.get(rules, []))


def parties(found):
    named = {"client": CLIENT, "stranger": STRANGER}
    for workload in found.of("Deployment"):
        short = workload["metadata"]["name"].removeprefix("ritornello-")
        named[short] = labels(workload)
    return named


def who_may_call_whom(found, _):
    named = parties(found)
    for caller, own in named.items():
        for called, other in named.items():
            if called in ("client", "stranger") or caller == called:
                continue
            for port in (7100, 5432, METRICS_PORT):
                is_open = (passes(found, "Egress", own, other, port)
                           and passes(found, "Ingress", other, own, port))
                if is_open != ((caller, called, port) in ALLOWED):
                    yield (f"{caller} {'may' if is_open else 'cannot'} reach "
                           f"{called} at {port}")


def prometheus_may_scrape(found, _):
    for server in found.servers():
        for namespace, wanted in (("monitoring", True), ("default", False)):
            if wanted != passes(found, "Ingress", labels(server), STRANGER,
                                METRICS_PORT, namespace):
                yield (f"{server['metadata']['name']}: /metrics from the "
                       f"namespace {namespace}")


def names_can_be_looked_up(found, _):
    for server in found.servers():
        for protocol in ("UDP", "TCP"):
            if not passes(found, "Egress", labels(server), STRANGER, 53,
                          "kube-system", protocol):
                yield (f"{server['metadata']['name']}: reaches no name server "
                       f"over {protocol}")


def databases_may_be_elsewhere(found, _):
    for server in found.servers():
        wanted = "RITORNELLO_DATABASE" in str(server)
        if wanted != passes(found, "Egress", labels(server), STRANGER, 5432,
                            "databases"):
            yield f"{server['metadata']['name']}: its database elsewhere"


RULES = (who_may_call_whom, prometheus_may_scrape, names_can_be_looked_up,
         databases_may_be_elsewhere)
