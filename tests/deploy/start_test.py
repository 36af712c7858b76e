"""The base as a cluster would start it: the commands and variables of the
rendering, with addresses of this machine for the names of the cluster, on a
private PostgreSQL. Probed as the kubelet probes, fed by the ingest job, ended
as pods end.

Usage: start_test.py TOOLS PROGRAMS SOURCES
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import rendering

TOOLS, PROGRAMS, SOURCES = (
    pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(3))
sys.path.insert(0, str(SOURCES / "tests/e2e"))

import deployment  # noqa: E402
import tones  # noqa: E402

# grpc.health.v1.HealthCheckResponse in gRPC's framing.
ANSWERS = {bytes([0, 0, 0, 0, 2, 0x08, 0x01]): "SERVING",
           bytes([0, 0, 0, 0, 2, 0x08, 0x02]): "NOT_SERVING"}


def health(address, service):
    """Asks as the kubelet does, without any of our code; None: no answer."""
    name = service.encode()
    request = bytes([0x0A, len(name)]) + name if name else b""
    asked = subprocess.run(
        ["curl", "--silent", "--http2-prior-knowledge", "--max-time", "2",
         "--header", "content-type: application/grpc", "--header",
         "te: trailers", "--data-binary", "@-",
         f"http://{address}/grpc.health.v1.Health/Check"],
        input=len(request).to_bytes(5, "big") + request, capture_output=True,
        check=False)
    return ANSWERS.get(asked.stdout)


class Cluster:
    """One pod of each Deployment: its processes on this machine."""

    def __init__(self):
        self.folder = pathlib.Path(
            tempfile.mkdtemp(prefix="ritornello-cluster-"))
        documents = sum(
            (rendering.read(TOOLS, rendering.render(
                TOOLS, SOURCES / "deploy/k8s" / part))[0]
             for part in ("base", "ingest")), [])
        self.found = rendering.Rendering(documents)
        self.containers = list(self.found.containers())
        self.postgres = deployment.PrivatePostgres()
        self.secrets = {
            (f"ritornello-{name}-database", "url"): self.postgres.url(name)
            for name in ("catalog", "royalties")}
        names = [each["metadata"]["name"] for each in self.found.servers()]
        self.addresses = {name: f"127.0.0.1:{deployment.free_port()}"
                          for name in names}
        self.metrics = {name: f"127.0.0.1:{deployment.free_port()}"
                        for name in names}
        self.processes = {}

    def container(self, workload, name):
        return next(each for each in self.containers
                    if each.workload["metadata"]["name"] == workload
                    and each.spec["name"] == name)

    def here(self, value, name):
        """A value of the rendering, for a process on this machine."""
        value = re.sub(r"(?<=dns:///)([\w-]+):7100",
                       lambda match: self.addresses[match[1]], value)
        value = value.replace("0.0.0.0:7100", self.addresses.get(name, ""))
        value = value.replace("0.0.0.0:9464", self.metrics.get(name, ""))
        return value.replace("/audio", str(self.folder / "audio"))

    def launched(self, workload, container):
        """A process with the command and the variables of a container, and
        nothing else but what the sanitizers are told."""
        each = self.container(workload, container)
        variables = {name: value for name, value in os.environ.items()
                     if name.endswith("SAN_OPTIONS")}
        variables.update(
            (name, self.here(value, workload))
            for name, value in self.found.environment(
                each, self.secrets).items() if value is not None)
        for variable in each.spec.get("env", []):
            field = variable.get("valueFrom", {}).get("resourceFieldRef")
            if field:
                side, resource = field["resource"].split(".")
                variables[variable["name"]] = (
                    each.spec["resources"][side][resource])
        program, *arguments = each.spec["command"]
        log = open(self.folder / f"{workload}-{container}.log", "ab")
        with log:
            return subprocess.Popen(
                [PROGRAMS / program] + [self.here(word, workload)
                                        for word in arguments],
                env=variables, stdout=log, stderr=log,
                preexec_fn=deployment.die_with_parent)

    def log(self, workload, container):
        return (self.folder / f"{workload}-{container}.log").read_text()

    def probe(self, name, kind):
        """What a probe of a server would be told."""
        asked = self.container(name, "server").spec[kind]["grpc"]
        return health(self.addresses[name], asked.get("service", ""))

    def wait_for(self, name, kind, answer):
        deadline = time.monotonic() + 30
        while self.probe(name, kind) != answer:
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"{kind} of {name}: not {answer}\n"
                    f"{self.log(name, 'server')}")
            time.sleep(0.1)


class StartTest(unittest.TestCase):
    """One life of a cluster: the tests run in the order of their names and
    build on each other."""

    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster()
        cls.names = list(cls.cluster.addresses)
        cls.stateful = [name for name in cls.names
                        if name != "ritornello-analysis"]
        (cls.cluster.folder / "audio").mkdir()
        tones.write_tone(cls.cluster.folder / "audio/Nocturne.wav", -15.0)

    @classmethod
    def tearDownClass(cls):
        for process in cls.cluster.processes.values():
            process.kill()
        cls.cluster.postgres.close()
        shutil.rmtree(cls.cluster.folder)

    def test_1_first_the_schema_is_made_and_nothing_is_served(self):
        # The dev overlay's way to a second database works, too.
        cluster = self.cluster
        cluster.postgres.ask("DROP DATABASE royalties")
        cluster.postgres.ask(
            (SOURCES / "deploy/k8s/overlays/dev/databases.sql").read_text())
        for name in self.stateful:
            process = cluster.launched(name, "migrate")
            self.assertEqual(process.wait(timeout=60), 0,
                             cluster.log(name, "migrate"))
            self.assertNotIn("serving", cluster.log(name, "migrate"))

    def test_2_every_probe_is_content(self):
        cluster = self.cluster
        for name in self.names:
            cluster.processes[name] = cluster.launched(name, "server")
        for name in self.names:
            for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
                cluster.wait_for(name, kind, "SERVING")
            with urllib.request.urlopen(
                    f"http://{cluster.metrics[name]}/metrics") as page:
                self.assertIn(b"grpc_server_", page.read())

    def test_3_the_job_takes_music_in_and_analysis_measures_it(self):
        job = self.cluster.launched("ritornello-ingest", "client")
        code = job.wait(timeout=120)
        log = self.cluster.log("ritornello-ingest", "client")
        self.assertEqual(code, 0, log)
        # Created, updated, unchanged, rejected, to measure, failed.
        self.assertRegex(log, r"(?m)^\s*1\s+0\s+0\s+0\s+1\s+0\s*$")
        measured = urllib.request.urlopen(
            f"http://{self.cluster.metrics['ritornello-analysis']}/metrics")
        with measured as page:
            self.assertIn('ritornello_analysis_files_total'
                          '{outcome="measured"} 1', page.read().decode())

    def test_4_without_its_database_a_pod_is_not_ready_and_not_killed(self):
        cluster = self.cluster
        cluster.postgres.stop_at_once()
        for name in self.stateful:
            cluster.wait_for(name, "readinessProbe", "NOT_SERVING")
        for name in self.names:
            self.assertEqual(cluster.probe(name, "livenessProbe"), "SERVING")
        self.assertEqual(cluster.probe("ritornello-analysis",
                                       "readinessProbe"), "SERVING")
        cluster.postgres.start()
        for name in self.stateful:
            cluster.wait_for(name, "readinessProbe", "SERVING")

    def test_5_a_pod_that_ends_is_first_not_ready_and_still_serves(self):
        cluster = self.cluster
        begin = time.monotonic()
        for process in cluster.processes.values():
            process.send_signal(signal.SIGTERM)
        # One is enough, and there are only seconds to ask in.
        cluster.wait_for("ritornello-catalog", "readinessProbe", "NOT_SERVING")
        self.assertEqual(
            cluster.probe("ritornello-catalog", "livenessProbe"), "SERVING")
        for name, process in cluster.processes.items():
            grace = cluster.container(
                name, "server").pod["terminationGracePeriodSeconds"]
            self.assertEqual(
                process.wait(timeout=begin + grace - time.monotonic()), 0,
                cluster.log(name, "server"))


if __name__ == "__main__":
    unittest.main()
