"""Runs the service of an installed package as its unit would: the command
line, the environment, an unprivileged user, and what the unit forbids. Then
the installed command takes music in, and SIGTERM ends it all.

Usage: service_test.py ROOT, where the package is installed. Needs root.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "e2e"))

import deployment  # noqa: E402
import tones  # noqa: E402
import unit  # noqa: E402

STATE = "var/lib/private/ritornello"
ACCOUNT = ("--account", "me")


def confined(process):
    """What the kernel says of it: the test is worth nothing without."""
    deadline = time.monotonic() + 5
    while True:
        status = pathlib.Path(f"/proc/{process}/status").read_text()
        facts = dict(line.split(":\t", 1) for line in status.splitlines()
                     if ":\t" in line)
        if facts["Name"].startswith("ritornello"):
            break
        assert time.monotonic() < deadline, "it does not begin"
        time.sleep(0.01)
    wanted = {"Seccomp": "2", "NoNewPrivs": "1", "CapEff": "0" * 16,
              "Uid": "\t".join(4 * [str(unit.DYNAMIC_USER)])}
    assert wanted == {name: facts[name] for name in wanted}, facts


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    service = unit.Unit(root / "lib/systemd/system/ritornello.service")
    music = root / "srv/music"
    music.mkdir(exist_ok=True)
    tones.write_tone(music / "Nocturne.wav", -15.0)
    tones.write_tone(music / "Nocturne (Instrumental).wav", -15.0)
    tones.write_tone(root / "opt/Elsewhere.wav", -15.0)
    # systemd makes the folder, and the user its owner.
    (root / STATE).mkdir(parents=True)
    (root / STATE).chmod(int(service.one("StateDirectoryMode"), 8))
    os.chown(root / STATE, unit.DYNAMIC_USER, unit.DYNAMIC_USER)

    address = f"127.0.0.1:{deployment.free_port()}"
    with open(root / "etc/default/ritornello", "a") as settings:
        settings.write(f"RITORNELLO_LISTEN={address}\n")
    environment = service.environment(root, f"/{STATE}")
    confine = unit.confinement(service, root)

    def start():
        confine()
        deployment.die_with_parent()

    server = subprocess.Popen(service.command(environment), env=environment,
                              preexec_fn=start, stdin=subprocess.DEVNULL,
                              stderr=open(root / "log", "wb"))

    def ritornello(*words):
        return subprocess.run(
            ["chroot", root, "ritornello", "--server", address, *words],
            capture_output=True, text=True, check=False)

    try:
        confined(server.pid)
        deadline = time.monotonic() + deployment.START_SECONDS
        while ritornello("account", "list").returncode != 0:
            assert server.poll() is None, "the service ended"
            assert time.monotonic() < deadline, "the service does not answer"
            time.sleep(0.1)
        took = ritornello("catalog", "ingest", "/srv/music", *ACCOUNT,
                          "--wait")
        assert took.returncode == 0, took
        track = ritornello("track", "list", *ACCOUNT).stdout.split("\t")[0]
        check = ritornello("track", "check", track, *ACCOUNT, "--library",
                           "artlist")
        assert "no no-melody mix" in check.stdout, check
        told = ritornello("--json", "audio", "analyze",
                          "/srv/music/Nocturne.wav")
        loudness = json.loads(told.stdout)["integrated_lufs"]
        assert abs(loudness + 15) < 0.1, told
        # The unit's roots are the roots: music elsewhere is not there.
        other = ("--account", "other")
        ritornello("catalog", "ingest", "/opt", *other, "--wait")
        track = ritornello("track", "list", *other).stdout.split("\t")[0]
        check = ritornello("track", "check", track, *other)
        assert "beneath the audio roots" in check.stdout, check
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(timeout=60)
        log = (root / "log").read_text().splitlines(keepends=True)
        if code != 0:
            print(*log[-20:], sep="", file=sys.stderr)
    assert code == 0, f"exit {code} after SIGTERM"
    books = sorted(path.name for path in (root / STATE).glob("*.db"))
    assert books == ["catalog.db", "royalties.db"], books
    for path in (root / STATE).iterdir():
        assert path.stat().st_mode & 0o077 == 0, f"{path} is open to others"
    print("package: the service runs as its unit says, and drains")


if __name__ == "__main__":
    main()
