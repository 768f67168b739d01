"""When an item is due, from what its cell says. A date that is not stated is never made up.

"Trước ngày X" ends on X itself, as most offices count; a stated date is never moved; a year the
cell does not state comes from the heading or the title, and a note says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import lru_cache

from server.programmes.definition import Milestone
from server.programmes.reading.grid import Typed
from server.programmes.reading.timewords import Found, Point, find_times
from server.programmes.reading.words import Note, plain

_BEFORE = re.compile(r"(?:truoc|before)\s*(?:ngay|thang)?[\s:]*$")
_BY = re.compile(
    r"(?:cham nhat|muon nhat|khong qua|den het|het|den|toi|han|by|no later than|until|due)"
    r"(?:\s+(?:la|vao|trong|on))?[\s:]*(?:ngay|cuoi)?[\s:(]*$"
)
_UNTIL = re.compile(f"{_BEFORE.pattern}|{_BY.pattern}")
_FROM = re.compile(r"(?<![a-z])(?:tu|sau|bat dau|from|after|since)[\s:]*(?:ngay|dau)?[\s:(]*$")
_VAGUE = re.compile(r"(?<![a-z])(?:dau|giua|cuoi|khoang|early|mid|late|end of)[\s:(\-]*$")
_VAGUE_YEAR = re.compile(r"(?:dau|giua|cuoi)\s+nam")
_WEEK = re.compile(r"(?<![a-z])tuan\s+(?:thu\s+)?(?:\d|dau|cuoi|hai|ba|tu)")
_EITHER = re.compile(r"(?<![a-z])(?:hoac|or)(?![a-z])")
_DAYS = re.compile(r"(?:ngay\s+)?(\d{1,2})(?:\s*(?:[-–—]|den)\s*(?:ngay\s+)?(\d{1,2}))?")
_PART_OF_DAY = re.compile(
    r"(?:buoi )?(?:sang|trua|chieu|toi)|ca ngay|(?:all )?day|morning|afternoon"
)
_MEETING = re.compile(r"ky hop|hoi nghi|phien hop|dai hoi|giao ban|\bsession|\bmeeting")
_RECURRING = re.compile(
    r"thuong xuyen|thuong ky|dinh ky|(?:hang|hng|moi)\s+(?:ngay|tuan|thang|quy|nam)"
    r"|\b(?:monthly|weekly|quarterly|yearly|annually|ongoing|regularly)\b"
)
_RELATIVE = re.compile(
    r"ke tu|so voi|trong vong|truoc \d+ ngay|\d+ ngay (?:truoc|sau|lam viec)|sau khi|\bwithin\b"
)
_BREAK = re.compile(r"[;\n,]|(?<!\w)(?:và|and)(?!\w)", re.IGNORECASE)

# "20/12 - 05/01/2027" runs over New Year; "20/5 - 03/5/2026" is a slip, and is named as one.
_OVER_NEW_YEAR = 6  # months backwards


@dataclass(frozen=True)
class Around:
    """What stands around a cell: the year and month of its heading or title, its heading's day.

    `source` is "section" or "title" and says where the year stands.
    """

    year: int | None = None
    source: str = "title"
    day: date | None = None
    month: int | None = None


@dataclass(frozen=True)
class Reading:
    """A cell's time as ISO 8601 days (or minutes); None where the cell sets no such end.

    Several dated times in one cell are `milestones`, and the whole then runs from the first to
    the last. `year` is the one year the cell states itself, None for none or several.
    """

    time_from: str | None = None
    time_to: str | None = None
    milestones: tuple[Milestone, ...] = ()
    notes: tuple[Note, ...] = ()
    year: int | None = None


@lru_cache(maxsize=4096)
def read_time(text: str, around: Around = Around(), typed: Typed | None = None) -> Reading:
    """Read one cell. `text` is NFC; `typed` is set when the cell holds a real date or hour.

    Never raises: what cannot be read is named in `notes`, and leaves its dates None.
    """
    words = plain(text)
    found = _from_typed(typed) if typed else find_times(text)
    notes = [_note("day-not-real", text=wrong) for wrong in found.wrong]
    if not found.points and found.hours:
        if around.day is None:
            return Reading(notes=(*notes, _note("time-without-day", text=text)))
        day = around.day
        place = (day.month, day.day)
        notes.append(_note("day-from-heading", day=f"{day:%d/%m/%Y}"))
        found.points = [Point(0, len(text), "day", place, place, day.year, found.hours)]
    elif not typed and around.month and (days := _DAYS.fullmatch(words)):
        if days[2] and int(days[2]) == around.month:  # 3 - 5 in May: a date, or three days?
            notes.append(_note("time-two-ways", text=text))
        else:
            found.points = [*_days_of(around.month, days)]
            notes.append(_note("month-from-heading", month=str(around.month)))
    elif not found.points and around.day and _PART_OF_DAY.fullmatch(words.strip()):
        place = (around.day.month, around.day.day)
        notes.append(_note("day-from-heading", day=f"{around.day:%d/%m/%Y}"))
        found.points = [Point(0, len(text), "day", place, place, around.day.year)]
    elif not typed and _RELATIVE.search(words):
        return Reading(notes=(*notes, _note("time-relative", text=text)))
    if not found.points:
        if notes:
            return Reading(notes=tuple(notes))
        return Reading(notes=(_note(_why_no_date(words), text=text),))
    if _MEETING.search(words) and all(point.unit == "year" for point in found.points):
        return Reading(notes=(*notes, _note("time-is-meeting", text=text)))
    if _WEEK.search(words) or _EITHER.search(words):
        notes.append(_note("time-vague"))
    if not typed and (left := _left_over(found)):
        notes.append(_note("time-partly-read", text=left))
    stated = {point.year for point in found.points if point.year}
    if any(point.short_year for point in found.points):
        notes.append(_note("year-two-digits", text=text))
    points = _fill_years(found.points, around, notes)
    if any(point.year is None for point in points):
        return Reading(notes=(*notes, _note("year-unknown", text=text)))
    if _RECURRING.search(words):
        notes.append(_note("time-recurring", text=text))
    milestones = _milestones(text, found.words, points, notes)
    begins = [m.time_from for m in milestones]
    ends = [m.time_to for m in milestones]
    return Reading(
        min((b for b in begins if b), default=None) if all(begins) else None,
        max((e for e in ends if e), default=None) if all(ends) else None,
        tuple(milestones) if len(milestones) > 1 else (),
        tuple(note for n, note in enumerate(notes) if note not in notes[:n]),
        stated.pop() if len(stated) == 1 else None,
    )


def _days_of(month: int, days: re.Match[str]) -> Iterator[Point]:
    """A day, or the first and last day of a period, in the month of the heading."""
    for n in (1, 2):
        if days[n]:
            place = (month, int(days[n]))
            ranged = n == 1 and bool(days[2])
            yield Point(days.start(n), days.end(n), "day", place, place, None, ranged=ranged)


def _left_over(found: Found) -> str:
    """Figures that are part of no time: what they mean is not known."""
    rest = list(found.words)
    for point in found.points:
        rest[point.begin : point.end] = " " * (point.end - point.begin)
    return " ".join(re.findall(r"\w*\d\w*", "".join(rest)))


def _note(code: str, **params: str) -> Note:
    return Note(code, params, "time_text")


def _why_no_date(words: str) -> str:
    if _MEETING.search(words):
        return "time-is-meeting"
    return "time-recurring" if _RECURRING.search(words) else "time-not-read"


def _from_typed(typed: Typed) -> Found:
    moment, shows = typed.moment, typed.shows
    dated = "d" in shows and "m" in shows
    no_hour = dated and moment.time() == time()  # a day under a format that adds 0:00
    hours = (time(moment.hour, moment.minute),) if "h" in shows and not no_hour else ()
    year = moment.year if "y" in shows else None
    m, d = moment.month, moment.day
    if dated:
        point = Point(0, 0, "day", (m, d), (m, d), year, hours)
    elif "m" in shows:
        point = Point(0, 0, "month", (m, 1), (m, 0), year)
    elif "y" in shows:
        point = Point(0, 0, "year", (1, 1), (12, 0), year)
    else:
        return Found(hours=hours)
    return Found(points=[point])


def _fill_years(points: list[Point], around: Around, notes: list[Note]) -> list[Point]:
    """A year missing in a cell is that of the time after it, else before it, else from around."""
    filled = list(points)
    for n in reversed(range(len(filled) - 1)):
        here, after = filled[n], filled[n + 1]
        if here.year is None and after.year is not None:
            crosses = here.first[0] - after.first[0] >= _OVER_NEW_YEAR
            filled[n] = replace(here, year=after.year - crosses)
            if crosses:
                notes.append(_note("year-crosses", year=str(after.year - 1)))
    for n in range(1, len(filled)):
        here, before = filled[n], filled[n - 1]
        if here.year is None and before.year is not None:
            crosses = before.first[0] - here.first[0] >= _OVER_NEW_YEAR
            filled[n] = replace(here, year=before.year + crosses)
            if crosses:
                notes.append(_note("year-crosses", year=str(before.year + 1)))
    if around.year is not None and any(point.year is None for point in filled):
        notes.append(_note(f"year-from-{around.source}", year=str(around.year)))
        filled = [replace(p, year=around.year) if p.year is None else p for p in filled]
    return filled


def _milestones(text: str, words: str, points: list[Point], notes: list[Note]) -> list[Milestone]:
    """One for each time or period, with the words that stand with it."""
    groups: list[list[Point]] = []
    for n, point in enumerate(points):
        if n and points[n - 1].ranged:
            groups[-1].append(point)
        else:
            groups.append([point])
    made: list[Milestone] = []
    start, joined, side = 0, False, ""
    for n, group in enumerate(groups):
        stop, gap = len(text), None
        if n + 1 < len(groups):
            gap = _BREAK.search(text, group[-1].end, groups[n + 1][0].begin)
            stop = gap.start() if gap else group[-1].end
        before = words[start : group[0].begin]
        if joined and not before.strip() and _UNTIL.search(side):
            before = side  # "trước 15/3 và 15/9": before both
        span = _span(group, before, words[group[0].begin : group[-1].end], notes)
        made.append(Milestone(text=text[start:stop].strip(" \n\t,;-–+•"), **span))
        start = gap.end() if gap else stop
        joined, side = gap is not None and gap[0] not in ";\n", before
    return made


def _span(group: list[Point], before: str, words: str, notes: list[Note]) -> dict[str, str | None]:
    first, last = group[0], group[-1]
    try:
        begin, end = first.dates(first.year or 0)[0], last.dates(last.year or 0)[1]
    except ValueError:
        notes.append(_note("day-not-real", text=words))
        return {"time_from": None, "time_to": None}
    if begin > end:
        notes.append(_note("time-reversed", text=words))
        return {"time_from": None, "time_to": None}
    since: str | None = _iso(begin, first.hours[:1])
    until: str | None = _iso(end, last.hours[-1:])
    if len(group) > 1:
        return {"time_from": since, "time_to": until}
    if _BEFORE.search(before):
        if first.unit != "day":
            until = _iso(begin - timedelta(days=1), ())
            notes.append(_note("time-before-period", day=f"{begin - timedelta(days=1):%d/%m/%Y}"))
        since = None
    elif _BY.search(before):
        since = None
    elif _FROM.search(before) and len(first.hours) < 2:
        until = None
    elif _VAGUE.search(before) or (first.unit == "year" and _VAGUE_YEAR.search(words)):
        notes.append(_note("time-vague"))
    return {"time_from": since, "time_to": until}


def _iso(day: date, hours: tuple[time, ...]) -> str:
    return f"{day}T{hours[0]:%H:%M}" if hours else day.isoformat()
