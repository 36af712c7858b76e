"""What systemd makes of the unit of the service: its command line, its
environment, and what it may not do. For machines on which no systemd runs.
"""

import collections
import ctypes
import errno
import os
import re
import shlex
import socket
import subprocess

# An id of those that systemd lends to dynamic users.
DYNAMIC_USER = 61184
ADDRESS_FAMILY_COUNT = 46
PR_SET_NO_NEW_PRIVS, PR_SET_MDWE, MDWE_REFUSE_EXEC_GAIN = 38, 65, 1


class Unit:
    def __init__(self, path):
        self.settings = collections.defaultdict(list)
        for line in path.read_text().splitlines():
            match = re.fullmatch(r"(\w+)=(.*)", line)
            if match:
                self.settings[match[1]].append(match[2])

    def one(self, name):
        (value,) = self.settings[name]
        return value

    def environment(self, root, state):
        """As the unit says it; what its file says comes last. `root` is where
        the installed tree hangs, `state` the folder for its books."""
        lines = list(self.settings["Environment"])
        for name in self.settings["EnvironmentFile"]:
            file = root / name.removeprefix("-").removeprefix("/")
            lines += [line for line in file.read_text().splitlines()
                      if line and not line.startswith("#")]
        return {**dict(line.split("=", 1) for line in lines),
                "STATE_DIRECTORY": str(state)}

    def command(self, environment):
        return [word.replace("${STATE_DIRECTORY}",
                             environment["STATE_DIRECTORY"])
                for word in shlex.split(self.one("ExecStart"))]

    def system_calls(self):
        """Those that its SystemCallFilter= lines leave."""
        allowed = set()
        for line in self.settings["SystemCallFilter"]:
            names = _system_calls(line.removeprefix("~").split())
            allowed = allowed - names if line[0] == "~" else allowed | names
        return allowed


def _system_calls(words):
    """Sets like @system-service resolved into names, by systemd itself."""
    names = set()
    for word in words:
        if not word.startswith("@"):
            names.add(word)
            continue
        told = subprocess.run(["systemd-analyze", "syscall-filter", word],
                              capture_output=True, text=True, check=True)
        members = re.findall(r"^ +(@?[\w-]+)$", told.stdout, re.MULTILINE)
        names |= _system_calls(members)
    return names


def confinement(unit, root):
    """A function for preexec_fn: goes into `root`, becomes the dynamic user,
    and gives up what the unit takes away. Stricter than systemd: a call that
    is not allowed does not fail but kills, so that the test sees it."""
    import seccomp  # Debian's; only the drill has it
    calls = seccomp.SyscallFilter(seccomp.KILL_PROCESS)
    for name in unit.system_calls() - {"socket"} | {"execve"}:
        try:
            calls.add_rule(seccomp.ALLOW, name)
        except RuntimeError:
            pass  # of another architecture
    families = {getattr(socket, name)
                for name in unit.one("RestrictAddressFamilies").split()}
    for family in range(ADDRESS_FAMILY_COUNT):
        calls.add_rule(
            seccomp.ALLOW if family in families else
            seccomp.ERRNO(errno.EAFNOSUPPORT), "socket",
            seccomp.Arg(0, seccomp.EQ, family))
    executable = unit.settings["MemoryDenyWriteExecute"] != ["yes"]
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def confine():
        os.chroot(root)
        os.chdir("/")
        os.umask(int(unit.one("UMask"), 8))
        os.setgroups([])
        os.setgid(DYNAMIC_USER)
        os.setuid(DYNAMIC_USER)
        steps = [(PR_SET_NO_NEW_PRIVS, 1)]
        if not executable:
            steps.append((PR_SET_MDWE, MDWE_REFUSE_EXEC_GAIN))
        for option, value in steps:
            if prctl(option, value, 0, 0, 0) != 0:
                raise OSError(ctypes.get_errno(), f"prctl {option}")
        calls.load()

    return confine
