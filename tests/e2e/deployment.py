"""The suite in its two shapes, as processes: standalone on SQLite, and three
programs on a private PostgreSQL. Everything listens on loopback or on sockets
in a temporary folder, and ends with the test.
"""

import ctypes
import glob
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

START_SECONDS = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_parent():
    """The kernel kills the child when the test dies, however it dies."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


# Of the CLI with sanitizers: looking for leaks takes a fifth of the time of a
# short command, and cli_test looks for them.
CLI_ENVIRONMENT = {
    **os.environ,
    "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


class PrivatePostgres:
    """A cluster of its own in a temporary folder, reached by socket only.
    Without `fsync` it is quick, and lost when the machine stops."""

    def __init__(self, fsync="off"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ritornello-pg-"))
        self.user = "postgres" if os.getuid() == 0 else (
            pwd.getpwuid(os.getuid()).pw_name)
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.programs = pathlib.Path(
            sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
        self.fsync = fsync
        subprocess.run(
            [self.programs / "initdb", "-D", self.folder / "data", "-A",
             "trust", "-U", "suite", "--no-sync", "-E", "UTF8",
             "--locale=C.UTF-8"],
            check=True, stdout=subprocess.DEVNULL, user=self._user(),
            cwd=self.folder)
        self.start()
        for name in ("catalog", "royalties"):
            self.ask(f"CREATE DATABASE {name}")

    def start(self):
        self.process = subprocess.Popen(
            [self.programs / "postgres", "-D", self.folder / "data", "-k",
             self.folder, "-c", "listen_addresses=", "-c",
             f"fsync={self.fsync}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=self._become, cwd=self.folder)

    def stop_at_once(self):
        """As `pg_ctl stop -m immediate`: every session is cut where it is, and
        the next start recovers from the log."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=30)

    def _user(self):
        return self.user if os.getuid() == 0 else None

    def _become(self):
        if os.getuid() == 0:
            account = pwd.getpwnam(self.user)
            os.initgroups(self.user, account.pw_gid)
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        die_with_parent()

    def ask(self, statement):
        """What psql prints, as soon as the server answers."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            done = subprocess.run(
                [self.programs / "psql", "-h", self.folder, "-U", "suite",
                 "-d", "postgres", "-qAtc", statement], capture_output=True,
                text=True, check=False)
            if done.returncode == 0:
                return done.stdout
            if time.monotonic() > deadline:
                raise RuntimeError(done.stderr)
            time.sleep(0.1)

    def url(self, name):
        return f"postgres://suite@/{name}?host={self.folder}"

    def close(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        shutil.rmtree(self.folder)


class Deployment:
    """Running programs and the CLI pointed at them."""

    def __init__(self, programs):
        self.programs = pathlib.Path(programs)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ritornello-e2e-"))
        self.processes = {}
        self.logs = {}
        self.metrics_addresses = {}

    def start(self, name, program, *flags):
        log = open(self.folder / f"{name}.log", "ab")
        self.logs[name] = self.folder / f"{name}.log"
        self.metrics_addresses[name] = f"127.0.0.1:{free_port()}"
        self.processes[name] = subprocess.Popen(
            [self.programs / program, "--metrics_listen",
             self.metrics_addresses[name], *flags], stdout=log, stderr=log,
            preexec_fn=die_with_parent)
        log.close()

    def server_for(self, noun):
        raise NotImplementedError

    def finished(self, *arguments, code=0, stdin=None):
        """Runs `ritornello ARGUMENTS...` to its end, which must be `code`."""
        server = self.server_for(arguments[0])
        done = subprocess.run(
            [self.programs / "ritornello", "--server", server, *arguments],
            capture_output=True, text=True, check=False, input=stdin,
            env=CLI_ENVIRONMENT)
        if done.returncode != code:
            raise AssertionError(
                f"ritornello {' '.join(map(str, arguments))}: exit "
                f"{done.returncode}, expected {code}\n{done.stdout}\n"
                f"{done.stderr}\n{self.tail()}")
        return done

    def run(self, *arguments, code=0, stdin=None):
        """What `ritornello ARGUMENTS...` printed, or why it failed."""
        done = self.finished(*arguments, code=code, stdin=stdin)
        return done.stdout if code == 0 else done.stderr

    def json(self, *arguments, code=0):
        """The objects that a command prints with --json, one a line."""
        done = self.finished(*arguments, "--json", code=code)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def metrics(self):
        """What all programs tell Prometheus of the suite's own affairs, by
        series: {'ritornello_royalties_suspense_lines': 1.0, ...}."""
        values = {}
        for address in self.metrics_addresses.values():
            with urllib.request.urlopen(f"http://{address}/metrics",
                                        timeout=60) as page:
                for line in page.read().decode().splitlines():
                    if line.startswith("ritornello_"):
                        series, value = line.rsplit(" ", 1)
                        values[series] = float(value)
        return values

    def wait_until_up(self, *nouns):
        """Waits for those who serve `nouns`, or for all three services."""
        deadline = time.monotonic() + START_SECONDS
        for noun in nouns or ("audio", "account", "ledger"):
            verb = {"audio": ("audio", "analyze", "/dev/null"),
                    "account": ("account", "list"),
                    "ledger": ("ledger", "balance")}[noun]
            while True:
                done = subprocess.run(
                    [self.programs / "ritornello", "--server",
                     self.server_for(noun), *verb], capture_output=True,
                    text=True, check=False)
                if "no server answers" not in done.stderr:
                    break
                for name, process in self.processes.items():
                    if process.poll() is not None:
                        raise AssertionError(f"{name} ended\n{self.tail()}")
                if time.monotonic() > deadline:
                    raise AssertionError(done.stderr + self.tail())
                time.sleep(0.05)

    def tail(self):
        return "\n".join(
            f"--- {name}\n" + "".join(
                path.read_text(errors="replace").splitlines(True)[-20:])
            for name, path in self.logs.items())

    def stop(self, name, how=signal.SIGTERM):
        """Ends one program and returns its exit code."""
        process = self.processes.pop(name)
        process.send_signal(how)
        return process.wait(timeout=60)

    def close(self):
        codes = {name: self.stop(name) for name in list(self.processes)}
        shutil.rmtree(self.folder)
        if any(codes.values()):
            raise AssertionError(f"exit codes after SIGTERM: {codes}")


class Standalone(Deployment):
    def __init__(self, programs):
        super().__init__(programs)
        self.address = f"127.0.0.1:{free_port()}"
        self.start_all()

    def start_all(self):
        self.start("standalone", "ritornello-standalone", "--data_dir",
                   self.folder / "data", "--listen", self.address)
        self.wait_until_up()

    def server_for(self, noun):
        return self.address


class ThreePrograms(Deployment):
    def __init__(self, programs):
        super().__init__(programs)
        self.postgres = PrivatePostgres()
        self.addresses = {name: f"127.0.0.1:{free_port()}"
                          for name in ("analysis", "catalog", "royalties")}
        self.start_all()

    def start_all(self):
        self.start_analysis()
        self.start_catalog()
        self.start("royalties", "ritornello-royalties", "--listen",
                   self.addresses["royalties"], "--database",
                   self.postgres.url("royalties"), "--catalog",
                   self.addresses["catalog"])
        self.wait_until_up()

    def start_analysis(self):
        self.start("analysis", "ritornello-analysis", "--listen",
                   self.addresses["analysis"], "--audio_root", "/")

    def start_catalog(self):
        self.start("catalog", "ritornello-catalog", "--listen",
                   self.addresses["catalog"], "--database",
                   self.postgres.url("catalog"), "--analysis",
                   self.addresses["analysis"])

    def server_for(self, noun):
        if noun == "audio":
            return self.addresses["analysis"]
        if noun in {"deal", "statement", "payee", "ledger"}:
            return self.addresses["royalties"]
        return self.addresses["catalog"]

    def close(self):
        try:
            super().close()
        finally:
            self.postgres.close()
