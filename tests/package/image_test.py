"""Runs every program of an image as a cluster would: as user 10001, on a root
that cannot be written, with no capabilities. Each says it is SERVING, and
SIGTERM ends it with 0.

Usage: image_test.py IMAGE, an OCI archive. Needs root, buildah and runc.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "e2e"))

import deployment  # noqa: E402

PROGRAMS = {
    "ritornello-analysis": ("--audio_root", "/tmp"),
    "ritornello-catalog": ("--database", "sqlite:/tmp/catalog.db",
                           "--analysis", "127.0.0.1:1"),
    "ritornello-royalties": ("--database", "sqlite:/tmp/royalties.db",
                             "--catalog", "127.0.0.1:1"),
    "ritornello-standalone": ("--data_dir", "/tmp/data", "--audio_root",
                              "/tmp"),
}
# grpc.health.v1.HealthCheckResponse{status: SERVING} in gRPC's framing.
SERVING = bytes([0, 0, 0, 0, 2, 0x08, 0x01])


def is_serving(address):
    """Asks as kubelet does, without any of our code."""
    asked = subprocess.run(
        ["curl", "--silent", "--http2-prior-knowledge", "--max-time", "5",
         "--header", "content-type: application/grpc", "--header",
         "te: trailers", "--data-binary", "@-",
         f"http://{address}/grpc.health.v1.Health/Check"],
        input=bytes(5), capture_output=True, check=False)
    return asked.stdout == SERVING


def bundle(folder, root, config, command):
    """What runc is told: the image's own user and environment, and what a
    strict cluster adds."""
    user, group = (int(part) for part in config["User"].split(":"))
    spec = {
        "ociVersion": "1.0.2",
        "process": {
            "user": {"uid": user, "gid": group}, "cwd": "/", "args": command,
            "env": config["Env"], "capabilities": {},
            "noNewPrivileges": True},
        "root": {"path": str(root), "readonly": True},
        "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs",
             "options": ["nosuid", "mode=755"]},
            {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs",
             "options": ["nosuid", "noexec", "nodev", "mode=1777"]}],
        "linux": {"namespaces": [{"type": kind} for kind in
                                 ("pid", "ipc", "uts", "mount")]}}
    (folder / "config.json").write_text(json.dumps(spec))


def try_program(folder, root, config, program, flags):
    address = f"127.0.0.1:{deployment.free_port()}"
    bundle(folder, root, config, [program, "--listen", address, *flags])
    name = f"{program}-{os.getpid()}"
    log = open(folder / "log", "w+")
    process = subprocess.Popen(
        ["runc", "--root", folder / "runc", "run", "--bundle", folder, name],
        stdout=log, stderr=log, preexec_fn=deployment.die_with_parent)
    try:
        deadline = time.monotonic() + deployment.START_SECONDS
        while not is_serving(address):
            if process.poll() is not None or time.monotonic() > deadline:
                log.seek(0)
                sys.exit(f"{program} does not serve: {log.read()}")
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=60)
    if code != 0:
        sys.exit(f"{program}: exit {code} after SIGTERM")


def main():
    image = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="ritornello-image-") as place:
        folder = pathlib.Path(place)

        def buildah(*words):
            return subprocess.run(
                ["buildah", "--root", folder / "storage", "--runroot",
                 folder / "run", "--storage-driver", "vfs", *words],
                check=True, capture_output=True, text=True).stdout.strip()

        container = buildah("from", f"oci-archive:{image}")
        config = json.loads(buildah("inspect", container))["OCIv1"]["config"]
        assert config["User"] == "10001:10001", config
        assert not config.get("Entrypoint"), config
        root = pathlib.Path(buildah("mount", container))
        for program, flags in PROGRAMS.items():
            try_program(folder, root, config, program, flags)
        buildah("umount", container)
    print(f"image: {len(PROGRAMS)} programs of {image.name} serve and drain")


if __name__ == "__main__":
    main()
