"""How well the office's own files and sentences are read, and how fast.

`./dev bench office` reads the drawn tables (tests/programmes/drawn) in all their formats and the
labelled sentences (tests/conclusions/reading/sentences), each in its sets, prints for each field
how often it is right, asked and silently wrong, then one JSON line of the shares (0 to 1) with the
seconds of 10,000 rows. The aim is silently wrong 0. `--no-speed` leaves the 10,000 rows out.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import office_tables
from server.kernel.workdays import DAYS_FILE, read_working_days
from server.programmes.reading import read_catalogue
from server.programmes.reading.command import BODIES_FILE
from tests import verdicts
from tests.conclusions.reading import labelled
from tests.conclusions.reading import measuring as sentences
from tests.programmes import measuring as tables
from tests.programmes.drawing import Drawing
from tests.programmes.drawn import all_drawings, unseen_drawings


def drawn_tables(drawings: Sequence[Drawing]) -> verdicts.Counts:
    """Every drawing in every format it is drawn in."""
    bodies = read_catalogue(BODIES_FILE)
    found: list[tables.Finding] = []
    with tempfile.TemporaryDirectory() as folder:
        for drawing in drawings:
            for kind in drawing.formats:
                found += tables.read_and_measure(drawing, kind, bodies, Path(folder))
    return verdicts.counted(found, tables.JUDGED)


def labelled_sentences(labelled_set: str) -> verdicts.Counts:
    """Every sentence, paragraph and small notice of the "first", "second" or "third" set."""
    bodies, days = read_catalogue(labelled.BODIES), read_working_days(DAYS_FILE)
    cases = [case for case in labelled.load() if case.labelled_set == labelled_set]
    found = [one for case in cases for one in sentences.measure(case, bodies, days)]
    return verdicts.counted(found, sentences.JUDGED)


def main() -> None:
    """Print both tables and the JSON line."""
    parser = argparse.ArgumentParser(prog="./dev bench office")
    parser.add_argument("--no-speed", action="store_true", help="leave the 10,000 rows out")
    options = parser.parse_args()
    result: dict[str, Any] = {}
    for name, counts in (
        ("tables", drawn_tables(all_drawings())),
        ("sentences", labelled_sentences("first")),
        ("unseen_tables", drawn_tables(unseen_drawings())),
        ("unseen_sentences", labelled_sentences("second")),
        ("third_sentences", labelled_sentences("third")),
    ):
        print(f"{name}\n{verdicts.table(counts)}\n")
        result[name] = verdicts.shares(counts)
    if not options.no_speed:
        result["speed"] = office_tables.measured()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
