"""The times named in a text, in the order they stand: 03/2026, Quý I/2031, 07h30 ngày 05/3."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time

from server.programmes.reading.words import MONTH_NAMES, plain

_YEAR = r"(?:19|20)\d\d(?!\d)"
_OF_YEAR = rf"(?:(?:\s*[/.\-]\s*|\s*,?\s*nam\s+|\s+)(?P<%s>{_YEAR}))?"
_MONTH_NAMES = [name.lower() for name in MONTH_NAMES]
_ENGLISH = "|".join(f"{name}|{name[:3]}" for name in _MONTH_NAMES)
_WORD_MONTHS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip
_COUNTS = {"ba": 3, "sau": 6, "chin": 9}
_TENS = {"thuong": (1, 10), "trung": (11, 20), "ha": (21, 0)}
_ORDINALS = ("fi", "se", "th", "fo", "1s", "2n", "3r", "4t")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_TOKEN = re.compile(
    rf"""(?<![a-z0-9])(?:
      (?P<h>\d{{1,2}})(?:\s*:\s?(?P<mk>\d{{2}})(?!\s*[/.\-]\s*\d)|\s*h\s*(?P<mi>\d{{2}})?|\s*(?:gio|g)(?:\s*(?P<mj>\d{{2}}))?)
          (?:\s*phut)?(?![a-z0-9:])
    | (?P<iy>{_YEAR})-(?P<im>\d{{2}})-(?P<id>\d{{2}})(?!\d)
    | (?:ngay\s+)?(?P<d>\d{{1,2}})\s*(?P<sep>[/.\-])\s*(?P<m>\d{{1,2}})\s*(?P=sep)\s*
          (?P<y>\d{{4}}|\d{{2}})(?!\d)
    | (?:(?:ngay|mung|mong)\s+)?(?<!thu\s)(?<!lan\s)(?P<wd>\d{{1,2}})\s*,?\s+thang\s+
          (?P<wm>\d{{1,2}})(?!\d){_OF_YEAR % "wy"}
    | (?P<n>\d{{1,2}}|ba|sau|chin)\s+thang\s+(?P<side>dau|cuoi)(?:\s+nam)?{_OF_YEAR % "hy"}
    | nua\s+(?P<part>dau|cuoi)\s+thang\s+(?P<pm>\d{{1,2}})(?!\d){_OF_YEAR % "py"}
    | nua\s+(?:nam\s+)?(?P<half>dau|cuoi)(?:\s+nam)?{_OF_YEAR % "hy2"}
    | (?:(?P<eh>first|second|1st|2nd)\s+half(?:\s+of)?(?:\s+(?:the\s+)?year)?|h(?P<hn>[12]))
          (?![a-z0-9]){_OF_YEAR % "hy3"}
    | (?P<eq>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter(?:\s+of)?{_OF_YEAR % "qy2"}
    | (?:(?:quy|quarter)\s*\.?\s*|q)(?P<q>iv|i{{1,3}}|[1-4])(?![a-z0-9]){_OF_YEAR % "qy"}
    | (?P<ten>thuong|trung|ha)\s+tuan\s+(?:thang\s+)(?P<tm>\d{{1,2}})(?!\d){_OF_YEAR % "ty"}
    | (?:thang|thg|t)\s*\.?\s*(?P<mo>\d{{1,2}})(?!\d)(?!\s*[/.]\s*\d{{1,2}}(?!\d)){_OF_YEAR % "my"}
    | thang\s+(?P<word>gieng|muoi\s+mot|muoi\s+hai|mot|hai|ba|tu|sau|bay|tam|chin|muoi|chap)
          (?![a-z0-9]){_OF_YEAR % "wmy"}
    | (?P<ed>\d{{1,2}})\s+(?P<em>{_ENGLISH})\.?,?(?![a-z0-9]){_OF_YEAR % "ey"}
    | (?P<em2>{_ENGLISH})\.?(?![a-z0-9])\s+(?:(?P<ed2>\d{{1,2}}),?(?!\d)\s+)?(?P<ey2>{_YEAR})
    | (?P<em3>{"|".join(name for name in _MONTH_NAMES if name != "may")}|may(?=\s*$))(?![a-z0-9])
    | (?P<m2>\d{{1,2}})\s*[/.\-]\s*(?P<y2>{_YEAR})
    | (?:ngay\s+)?(?P<d3>\d{{1,2}})\s*[/.\-]\s*(?P<m3>\d{{1,2}})(?!\d)(?![/.]\d)
          (?!\s+(?:thang|{_ENGLISH})(?![a-z]))
    | (?:nam\s+)?(?P<yy>{_YEAR})
    | (?:ca|trong|dau|giua|cuoi)\s+(?P<this>nam)(?![a-z0-9])(?!\s*(?:19|20)\d\d)
    | (?:ngay\s+)?(?P<bare>\d{{1,2}})(?!\d)
    | (?P<roman>iv|i{{1,3}})(?![a-z0-9]){_OF_YEAR % "ry"}
    )""",
    re.VERBOSE,
)
# A day of the week, an ordinal, a stage ("Đợt 1: ...") or a document's number is no time.
_NO_TIME = re.compile(
    r"(?:lan|ky hop|hoi nghi|phien hop|khoa)\s+thu\s+\d+"
    r"|\bthu\s+(?:[2-7](?!\d)|(?:hai|ba|tu|nam|sau|bay)(?![a-z]))"
    r"|(?<![a-z])(?:dot|giai doan|buoc|vong)\s+\d{1,2}\s*:"
    r"|lan\s+\d+|tuan\s+(?:thu\s+)?\d+"
    r"|(?:\bso\s+)?\b\d+[/\-](?:[a-z]{1,4}[/\-])?[a-z]{2,6}(?:[/\-][a-z]+)*"
    r"(?:,?\s*ngay\s+\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4})?"
)
_EVENING = re.compile(r"(?<!\w)tối(?!\w)", re.IGNORECASE)
_RANGE = re.compile(
    r"[\s,)]*(?:[-–—−→~]|den|toi|to|until)\s*(?:het|hoac)?\s*(?:ngay|dau|giua|cuoi|sang|chieu)?[\s(]*"
)
_LIST = re.compile(r"[\s)]*(?:[,;&+/]|va|and)\s*(?:ngay)?[\s(]*")


@dataclass(frozen=True)
class Point:
    """One time: `first` and `last` are (month, day); day 0 is the month's last.

    `begin` and `end` are places in the text, hours included; `year` None is to be found
    elsewhere. `ranged` says that the time after it in the text closes a period with it.
    """

    begin: int
    end: int
    unit: str  # day, month, quarter, part, year
    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None
    hours: tuple[time, ...] = ()
    ranged: bool = False
    short_year: bool = False

    def dates(self, year: int) -> tuple[date, date]:
        """The first and last day in a year; ValueError where there is no such day."""
        (m1, d1), (m2, d2) = self.first, self.last
        return date(year, m1, d1), date(year, m2, d2 or monthrange(year, m2)[1])


@dataclass
class Found:
    """What a text names: times in order, hours that belong to no day, times that are none.

    `words` is the text letter for letter, as it was searched: without marks, case and ordinals.
    """

    words: str = ""
    points: list[Point] = field(default_factory=list)
    hours: tuple[time, ...] = ()
    wrong: list[str] = field(default_factory=list)


def find_times(text: str) -> Found:
    """Find every time in NFC text. Never raises; what names no real day goes to `wrong`."""
    words = _EVENING.sub(lambda seen: " " * len(seen[0]), text)  # "tối" is not "tới"
    words = _NO_TIME.sub(lambda seen: " " * len(seen[0]), plain(words))
    found = Found(words)
    tokens: list[tuple[re.Match[str], Point | None, time | None]] = []
    for token in _TOKEN.finditer(words):
        try:
            minutes = int(token["mk"] or token["mi"] or token["mj"] or 0)
            hour = time(int(token["h"]), minutes) if token["h"] else None
            point = None if token["h"] or token["bare"] or token["roman"] else _point(token)
            if point is not None:
                point.dates(point.year or 2024)  # a leap year: 29/02 may stand
        except (ValueError, KeyError):
            found.wrong.append(text[token.start() : token.end()])
            continue
        tokens.append((token, point, hour))
    _name_bare_numbers(words, tokens)
    _attach_hours(words, tokens, found)
    return found


def _point(token: re.Match[str]) -> Point:
    def make(unit: str, first: tuple[int, int], last: tuple[int, int], year: str | None) -> Point:
        value = int(year) if year else None
        short = value is not None and value < 100
        return Point(
            token.start(), token.end(), unit, first, last,
            value + 2000 if short and value is not None else value, short_year=short,
        )  # fmt: skip

    def day(d: str, m: int, year: str | None) -> Point:
        return make("day", (m, int(d)), (m, int(d)), year)

    def months(unit: str, first: int, last: int, year: str | None) -> Point:
        return make(unit, (first, 1), (last, 0), year)

    t = token
    if t["id"]:
        return day(t["id"], int(t["im"]), t["iy"])
    if t["d"]:
        return day(t["d"], int(t["m"]), t["y"])
    if t["wd"]:
        return day(t["wd"], int(t["wm"]), t["wy"])
    if t["d3"]:
        return day(t["d3"], int(t["m3"]), None)
    if t["side"] or t["half"]:
        count = 6 if t["half"] else _COUNTS.get(t["n"]) or int(t["n"])
        first = 1 if (t["side"] or t["half"]) == "dau" else 13 - count
        return months("part", first, first + count - 1, t["hy"] or t["hy2"])
    if t["part"]:
        d1, d2 = (1, 15) if t["part"] == "dau" else (16, 0)
        return make("part", (int(t["pm"]), d1), (int(t["pm"]), d2), t["py"])
    if t["eh"] or t["hn"]:
        first = 7 if (t["eh"] or t["hn"])[0] in "s2" else 1
        return months("part", first, first + 5, t["hy3"])
    if t["q"] or t["eq"]:
        quarter = _QUARTERS.get(t["q"]) or int(t["q"] or _ORDINALS.index(t["eq"][:2]) % 4 + 1)
        return months("quarter", quarter * 3 - 2, quarter * 3, t["qy"] or t["qy2"])
    if t["ten"]:
        d1, d2 = _TENS[t["ten"]]
        return make("part", (int(t["tm"]), d1), (int(t["tm"]), d2), t["ty"])
    if t["em"] or t["em2"] or t["em3"]:
        name, d = t["em"] or t["em2"] or t["em3"], t["ed"] or t["ed2"]
        month = 1 + next(n for n, full in enumerate(_MONTH_NAMES) if full.startswith(name))
        year = t["ey"] or t["ey2"]
        return day(d, month, year) if d else months("month", month, month, year)
    if t["yy"] or t["this"]:
        return months("year", 1, 12, t["yy"])
    month = int(t["mo"] or t["m2"] or 0) or _WORD_MONTHS[" ".join((t["word"] or "").split())]
    return months("month", month, month, t["my"] or t["y2"] or t["wmy"])


def _name_bare_numbers(
    words: str, tokens: list[tuple[re.Match[str], Point | None, time | None]]
) -> None:
    """Give "3" in "ngày 3 - 5/5", "tháng 3, 4" and "II" in "quý I, II" the meaning beside it."""

    def between(a: int, b: int) -> str:
        return words[tokens[a][0].end() : tokens[b][0].start()]

    def joined(a: int, b: int) -> bool:
        gap = between(a, b)
        return bool(_RANGE.fullmatch(gap) or _LIST.fullmatch(gap))

    def borrow(n: int, near: Point) -> Point | None:
        token = tokens[n][0]
        value = _QUARTERS[token["roman"]] if token["roman"] else int(token["bare"])
        spot = {"begin": token.start(), "end": token.end()}
        if near.unit == "day" and not token["roman"]:
            place = (near.first[0], value)
            made = replace(near, first=place, last=place, **spot)  # type: ignore[arg-type]
        elif near.unit == "month" and not token["roman"] and not token[0].startswith("ngay"):
            made = replace(near, first=(value, 1), last=(value, 0), **spot)  # type: ignore[arg-type]
        elif near.unit == "quarter" and 1 <= value <= 4:
            first, last = (value * 3 - 2, 1), (value * 3, 0)
            year = int(token["ry"]) if token["ry"] else near.year
            made = replace(near, first=first, last=last, year=year, **spot)  # type: ignore[arg-type]
        else:
            return None
        try:
            made.dates(made.year or 2024)
        except ValueError:
            return None
        return replace(made, short_year=False)

    for n in reversed(range(len(tokens) - 1)):  # from the right: "3, 4, 5/5/2026"
        token, point, hour = tokens[n]
        near = tokens[n + 1][1]
        if point is None and hour is None and near is not None and joined(n, n + 1):
            tokens[n] = (token, borrow(n, near), None)
    for n in range(1, len(tokens)):  # from the left: "tháng 3, 4 và 5"
        token, point, hour = tokens[n]
        near = tokens[n - 1][1]
        if point is None and hour is None and near is not None and joined(n - 1, n):
            tokens[n] = (token, borrow(n, replace(near, year=None)), None)


def _attach_hours(
    words: str,
    tokens: list[tuple[re.Match[str], Point | None, time | None]],
    found: Found,
) -> None:
    """Hours belong to the day after them, or before them where the text begins with a day."""
    meant = [(t, p, h) for t, p, h in tokens if p is not None or h is not None]
    hours_first = bool(meant) and meant[0][2] is not None
    waiting: list[tuple[int, time]] = []
    for token, point, hour in meant:
        if hour is not None:
            if hours_first or not found.points:
                waiting.append((token.start(), hour))
            else:
                last = found.points[-1]
                found.points[-1] = replace(last, end=token.end(), hours=(*last.hours, hour))
        elif point is not None:
            if waiting:
                hours = tuple(h for _, h in waiting)
                point = replace(point, begin=waiting[0][0], hours=hours)
                waiting = []
            found.points.append(point)
    found.hours = tuple(hour for _, hour in waiting)
    found.points = list(_ranged(words, found.points))


def _ranged(words: str, points: list[Point]) -> Iterator[Point]:
    taken = False  # a time closes one period at most
    for n, point in enumerate(points):
        closes = n + 1 < len(points) and _RANGE.fullmatch(words[point.end : points[n + 1].begin])
        taken = bool(closes) and not taken
        yield replace(point, ranged=taken)
