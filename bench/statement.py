"""How many lines of a statement are read, matched, divided and posted each
second, from the file to the books, and what server and database spend on
each."""

import random
import statistics
import time

import databases
import measure
import tones

LINE_COUNT = 200_000
TRACK_COUNT = 200


def make_catalogue(suite):
    """Tracks of two owners, and a deal; returns the names of the tracks."""
    music = suite.folder / "music"
    music.mkdir()
    for i in range(TRACK_COUNT):
        tones.write_tone(music / f"{i}.wav", -15.0, seconds=0.01)
    suite.run("catalog", "ingest", music, "--account", "acme")
    for party in ("ana", "ben"):
        suite.run("party", "create", party, "--account", "acme",
                  "--display_name", party)
    names = [track["name"] for track in suite.json(
        "track", "list", "--account", "acme")]
    for name in names:
        suite.run("track", "share", name, "--party", "ana=2", "--party",
                  "ben=1")
    suite.run("deal", "create", "artlist-2026", "--account", "acme",
              "--library", "artlist", "--royalty", "50%", "--commission",
              "10%", "--start", "2026-01-01")
    return names


def make_statement(path, names, seed):
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8") as file:
        file.write("track,title,units,gross,net,usage_date,territory\n")
        for _ in range(LINE_COUNT):
            net = chance.randrange(1_000_000)
            file.write(f"{chance.choice(names)},Nocturne,1,0.{net:06},"
                       f"0.{net // 2:06},2026-10-{chance.randint(1, 31):02},"
                       "US\n")


def import_statement(suite, path, source_account):
    """Lines a second, and microseconds of CPU a line."""
    cpu, wall = suite.cpu_seconds("royalties"), time.monotonic()
    statement = suite.json(
        "statement", "import", path, "--source", "artlist",
        "--source-account", source_account, "--period", "2026-10",
        "--currency", "USD")[0]
    wall = time.monotonic() - wall
    cpu = suite.cpu_seconds("royalties") - cpu
    if (statement["state"], statement["matched_line_count"]) != (
            "POSTED", str(LINE_COUNT)):
        raise RuntimeError(statement)
    return LINE_COUNT / wall, cpu / LINE_COUNT * 1e6


def main():
    print(f"statement: {LINE_COUNT:,} lines from the file to the books, "
          f"median of {measure.REPETITIONS}")
    measure.print_machine("libsqlite3-0", "postgresql-15", "libgrpc++1.51")
    rows = []
    for database in databases.DATABASES:
        suite = databases.Suite(database)
        path = suite.folder / "october.csv"
        names = make_catalogue(suite)
        runs = []
        for i in range(1 + measure.REPETITIONS):
            # The same file for another account would be held.
            make_statement(path, names, seed=i)
            runs.append(import_statement(suite, path, f"a-{i}"))
        suite.close()
        rows.append([database, *(statistics.median(figures)
                                 for figures in zip(*runs[1:]))])
    measure.print_table(["", "lines/s", "CPU us/line"], rows)


if __name__ == "__main__":
    main()
