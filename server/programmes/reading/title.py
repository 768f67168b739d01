"""What stands above a table: the programme's title, what it plans for and for which time."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from server.programmes.reading.grid import Grid
from server.programmes.reading.sections import marked, time_unit
from server.programmes.reading.timewords import find_times
from server.programmes.reading.words import plain

_TITLE = (
    re.compile(r"chuong trinh|programme|program\b"),
    re.compile(r"ke hoach|lo trinh|lich |danh muc|work ?plan|\bplan\b|schedule"),
    re.compile(r"^(?:bieu|bang|phu luc|annex|table)\b"),  # the form's own name, where no other is
)
_NO_TITLE = re.compile(r"[(*\-–_]|can cu\b|xet de nghi|kinh gui|noi nhan")
_LONGEST = 400  # letters of one line of a title
_TERM = re.compile(r"toan khoa|nhiem ky|giai doan|\bterm\b|\bperiod\b")
_WEEK = re.compile(r"\btuan\b|\bweek")


@dataclass(frozen=True)
class Title:
    """`text` is "" where no line is a title; `rows` are the rows it stands in.

    `kind` is term, year, quarter, month, week or None; `first` and `last` bound the time it
    plans for, None where it names none.
    """

    text: str = ""
    rows: tuple[int, ...] = ()
    kind: str | None = None
    first: date | None = None
    last: date | None = None

    @property
    def year(self) -> int | None:
        """The one year the programme is for, None for none or several."""
        if self.first is None or self.last is None or self.first.year != self.last.year:
            return None
        return self.first.year


def line_of(grid: Grid, row: int) -> str:
    """All that a row shows, left to right."""
    return " ".join(cell.text for cell in grid.rows[row].values())


def read_title(grid: Grid, rows: list[int]) -> Title:
    """Read the title from the rows above a table: its line and those that go on right below.

    Running text that names a programme, as a document's preamble does, is no title; nor is a
    heading of the table ("I. ...").
    """
    lines = {row: line_of(grid, row) for row in rows}
    titles = [row for row in lines if not runs_on(lines[row])]
    for pattern in _TITLE:
        start = next((row for row in titles if pattern.search(plain(lines[row]))), None)
        if start is None:
            continue
        taken = [start]
        while (after := taken[-1] + 1) in titles and not marked(lines[after], None, {}):
            taken.append(after)
        text = " ".join(lines[row] for row in taken)
        title = _with_period(text, tuple(taken))
        below = lines.get(taken[-1] + 1, "")
        if title.first is None and below.startswith("(") and time_unit(below):
            period = _with_period(f"{text} {below}", ())  # "(Từ ngày 02/11 đến ngày 08/11/2026)"
            title = replace(title, kind=period.kind, first=period.first, last=period.last)
        return title
    return Title()


def runs_on(line: str) -> bool:
    """Whether a line is no title's: a bracket, a rule, a basis, or a sentence."""
    sentence = len(line) > _LONGEST or line.endswith((".", ";", ":"))
    return sentence or bool(_NO_TITLE.match(plain(line)))


def _with_period(text: str, rows: tuple[int, ...]) -> Title:
    found = find_times(text)
    days = [point for point in found.points if point.unit == "day"]
    week = bool(_WEEK.search(plain(text)))
    if len(days) == 2 and days[0].ranged and days[1].year and (week or found.points == days):
        with suppress(ValueError):  # 29/02 of no leap year
            last = days[1].dates(days[1].year)[1]
            first = days[0].dates(days[0].year or last.year)[0]
            kind = "week" if week or (last - first).days < 7 else None
            return Title(text, rows, kind, first, last)
    points = [point for point in found.points if point.unit != "day" and point.year]
    years = [point for point in points if point.unit == "year"]
    for point in years:
        after = next((p for p in years if p.begin >= point.end), None)
        if point.ranged and after and after.year and point.year and after.year > point.year:
            kind = "term" if _TERM.search(plain(text)) or after.year - point.year > 1 else None
            return Title(text, rows, kind, date(point.year, 1, 1), date(after.year, 12, 31))
    for unit in ("month", "quarter", "part", "year"):
        for point in points:
            if point.unit == unit and point.year:
                first, last = point.dates(point.year)
                return Title(text, rows, None if unit == "part" else unit, first, last)
    return Title(text, rows, "term" if _TERM.search(plain(text)) else None)
