"""What every benchmark needs: CPU time of whole programs, medians, the
versions of what ran, and a table. scripts/bench runs them: deployment and
tones are those of tests/e2e."""

import os
import pathlib
import platform
import resource
import statistics
import subprocess

HOME = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = HOME / "build/release/bin"

REPETITIONS = 5
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds_of(process_id):
    """User and system time of a process and of its children, of those that
    have ended too."""
    spent = 0
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            # The name, in brackets, may contain anything.
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if process_id in (int(folder.name), int(fields[1])):
            spent += int(fields[11]) + int(fields[12])
        if process_id == int(folder.name):
            spent += int(fields[13]) + int(fields[14])
    return spent / TICKS_A_SECOND


def run_cpu_seconds(*command):
    """Runs a command; returns what it cost itself."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime
            - before.ru_utime - before.ru_stime)


def median_of(measure):
    """The median of REPETITIONS runs, after one that is not counted."""
    measure()
    return statistics.median(measure() for _ in range(REPETITIONS))


def package_version(package):
    return subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", package],
        capture_output=True, text=True, check=True).stdout


def print_machine(*packages):
    model = next(
        (line.split(":")[1].strip()
         for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine())
    commit = subprocess.run(
        ["git", "-C", HOME, "describe", "--always", "--dirty"],
        capture_output=True, text=True, check=False).stdout.strip()
    print(f"ritornello {commit} on {os.cpu_count()} x {model}, load "
          f"{os.getloadavg()[0]:.1f}")
    print(", ".join(f"{package} {package_version(package)}"
                    for package in packages))


def print_table(header, rows):
    """Words to the left, figures to the right."""
    rows = [header] + [[cell if isinstance(cell, str) else f"{cell:,.1f}"
                        for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in rows)
              for column in range(len(header))]
    for row in rows:
        print("  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))))
    print()
