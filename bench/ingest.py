"""How many tracks are taken in each second, by the CLI from a folder of short
files over one stream, and what server and database spend on each."""

import statistics
import time

import databases
import measure
import tones

TRACK_COUNT = 10_000


def make_folder(folder):
    folder.mkdir()
    tones.write_tone(folder / "0.wav", -15.0, seconds=0.01)
    content = (folder / "0.wav").read_bytes()
    for i in range(1, TRACK_COUNT):
        (folder / f"{i}.wav").write_bytes(content)


def ingest(suite, music, account):
    """Items a second, and microseconds of CPU an item."""
    cpu, wall = suite.cpu_seconds("catalog"), time.monotonic()
    suite.run("catalog", "ingest", music, "--account", account)
    wall = time.monotonic() - wall
    cpu = suite.cpu_seconds("catalog") - cpu
    return TRACK_COUNT / wall, cpu / TRACK_COUNT * 1e6


def main():
    print(f"ingest: {TRACK_COUNT:,} tracks by one client, median of "
          f"{measure.REPETITIONS}")
    measure.print_machine("libsqlite3-0", "postgresql-15", "libgrpc++1.51")
    rows = []
    for database in databases.DATABASES:
        suite = databases.Suite(database)
        music = suite.folder / "music"
        make_folder(music)
        runs = [ingest(suite, music, f"account-{i}")
                for i in range(1 + measure.REPETITIONS)]
        suite.close()
        rows.append([database, *(statistics.median(figures)
                                 for figures in zip(*runs[1:]))])
    measure.print_table(["", "items/s", "CPU us/item"], rows)


if __name__ == "__main__":
    main()
