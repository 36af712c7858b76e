"""Reads one statement with the standard library and nothing of ours.

Usage: double_read.py PROFILE FILE. Prints one line for each line of the
statement: line of the file, day of earning, net without trailing zeros; then
their count and sum.

Usage: double_read.py --sums < LIST. Each line of the list is a profile, a blank
and a file; prints the last of the lines above for each, or "?" where there is
anything unusual about the file.
"""

import calendar
import csv
import datetime
import decimal
import re
import sys

MONTHS = {name.lower(): number
          for number, name in enumerate(calendar.month_name) if name}


def last_day(year, month):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def month_of(text):
    return last_day(int(text[:4]), int(text[5:7]))


def word_month(text):
    name, year = text.split()
    return last_day(int(year), MONTHS[name.lower()])


def bandcamp_day(text):
    return datetime.datetime.strptime(text, "%m/%d/%y %I:%M%p").date()


def iso_day(text):
    return datetime.date.fromisoformat(text[:10])


def plain(text):
    if text.startswith("("):
        return -decimal.Decimal(text.strip("()"))
    return decimal.Decimal(text)


def comma(text):
    if not re.fullmatch(r"-?\d{1,3}(\.\d{3})*,\d+|-?\d+(,\d+)?", text):
        raise ValueError(text)
    return decimal.Decimal(text.replace(".", "").replace(",", "."))


# Delimiter, column of the net, column of the date, their readers.
TABLES = {
    "bandcamp": (",", "net amount", "date", plain, bandcamp_day),
    "believe": (";", "Net Revenue", "Sales Month", comma, month_of),
    "distrokid": ("\t", "Earnings (USD)", "Sale Month", plain, month_of),
    "generic": (",", "net", "usage_date", plain, iso_day),
    "symphonic": (",", "Royalty ($US)", "Activity Period", plain, word_month),
    "tunecore": (",", "Total Earned", "Sales Period", plain, month_of),
}


def encoding_of(path):
    with open(path, "rb") as file:
        mark = file.read(2)
    return ("utf-16" if mark in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")


def rows(profile, path):
    with open(path, newline="", encoding=encoding_of(path)) as file:
        if profile == "clicknclear":
            reader = csv.reader(file)
            for row in reader:
                if row[0] == "S":
                    yield reader.line_num, iso_day(row[2]), plain(row[-1])
            return
        delimiter, net, date, amount_of, day_of = TABLES[profile]
        reader = csv.reader(file, delimiter=delimiter)
        names = None
        line = 1
        for row in reader:
            if names is None and net in row:
                names = row
            elif names is not None and any(row) and row[0] != "Total":
                yield (line, day_of(row[names.index(date)]),
                       amount_of(row[names.index(net)]))
            line = reader.line_num + 1


def names_a_track(profile, path):
    """Whether every row of a table has an ISRC or what else names a track."""
    if profile == "clicknclear":
        return True
    delimiter, net = TABLES[profile][:2]
    columns = {"bandcamp": ["item name"], "symphonic": ["ISRC Code"],
               "tunecore": ["Optional ISRC", "TC Song ID"],
               "generic": ["isrc"]}.get(profile, ["ISRC"])
    names = None
    with open(path, newline="", encoding=encoding_of(path)) as file:
        for row in csv.reader(file, delimiter=delimiter):
            if names is None:
                names = row if net in row else None
            elif any(row) and row[0] != "Total":
                if not any(row[names.index(name)].strip()
                           for name in columns):
                    return False
    return names is not None


def last_line(profile, path):
    try:
        if not names_a_track(profile, path):
            return "?"
        amounts = [net for _, _, net in rows(profile, path)]
    except Exception:  # whatever it is, it is unusual
        return "?"
    total = sum(amounts, decimal.Decimal(0))
    return f"{len(amounts)} {format(total.normalize(), 'f')}"


def main():
    decimal.getcontext().prec = 60
    csv.field_size_limit(1 << 20)
    if sys.argv[1:] == ["--sums"]:
        for line in sys.stdin:
            print(last_line(*line.rstrip("\n").split(" ", 1)))
        return
    count = 0
    total = decimal.Decimal(0)
    for line, day, net in rows(sys.argv[1], sys.argv[2]):
        print(line, day.isoformat(), format(net.normalize(), "f"))
        count += 1
        total += net
    print(count, format(total.normalize(), "f"))


if __name__ == "__main__":
    main()
