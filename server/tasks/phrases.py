"""Deadlines in official Vietnamese: where they stand in a sentence, their kind and their day.

"Trước ngày X" ends on X itself, as most offices count, or on the day before where the office says
so (`WorkingDays.day_before`); a stated date is never moved. A period ends on its last day. What
names a day and yields none, or yields one of several, is not `sure`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from server.kernel.workdays import WorkingDays, office_days
from server.programmes.reading.timewords import Point, find_times
from server.programmes.reading.words import folded, pattern
from server.tasks.phrase_words import (
    ATTRIBUTE_OF_RECURRING,
    CONDITIONAL,
    DAY,
    MEETING,
    NAMED_DAY,
    NO_MEETING,
    NO_ONGOING,
    ONGOING,
    PERIOD,
    RECURRING,
    RECURRING_START,
    RELATIVE,
    RELATIVE_LOOSE,
    SUBMITTED,
    THIS_PERIOD,
    counted,
    from_notice,
)

_HALF = pattern(r"(?<!\w)nửa\s+(?:đầu|cuối)\s+(?:của\s+)?(?:tháng|quý|năm)")
# A time in the skeleton of a sentence: one letter for its whole length.
_LETTERS = {"day": "\x01", "month": "\x02", "quarter": "\x03", "part": "\x04", "year": "\x05"}
_WRONG = "\x06"
_CLEARED = dict.fromkeys(range(7), " ")
_BEFORE = pattern(r"(?<!\w)trước(?!\w)")
_WHOLE = pattern(r"(?<!\w)hết(?!\w)")
# As in Deadline.kind, in the order they are offered.
KINDS = ("date", "period", "meeting", "relative", "recurring", "ongoing", "conditional")


@dataclass(frozen=True)
class Deadline:
    """A deadline's phrase: `text` as written, from `start` to `end` in the text it stands in.

    `kind`: one of KINDS. `day` is the last
    day it leaves, None where it names none. Not `sure`: it names a day that must be asked.
    """

    text: str
    start: int
    end: int
    kind: str
    day: date | None = None
    sure: bool = True


def find_deadlines(
    text: str, issued_on: date | None = None, days: WorkingDays | None = None
) -> list[Deadline]:
    """Find the deadlines in NFC text, in its order. Never raises.

    `issued_on` is the notice's date: years that are not written come from it, and days are
    counted from it. `days` is how days are counted (None: as this server's office does).
    """
    low = folded(text)
    found = find_times(text)
    skeleton = _skeleton(text, low, found.points, found.wrong)
    reader = _Reader(text, low, skeleton, found.points, issued_on, days or office_days())
    longest_first = sorted(reader.all(), key=lambda d: (d.start - d.end, d.start))
    chosen: list[Deadline] = []
    for deadline in longest_first:
        if all(deadline.end <= c.start or c.end <= deadline.start for c in chosen):
            chosen.append(deadline)
    return sorted(chosen, key=lambda d: d.start)


def read_deadline(
    phrase: str, issued_on: date | None = None, days: WorkingDays | None = None
) -> Deadline | None:
    """Return the one deadline that the whole of `phrase` says, None for none or several."""
    found = find_deadlines(phrase, issued_on, days)
    if len(found) != 1:
        return None
    rest = folded(phrase[: found[0].start] + " " + phrase[found[0].end :])
    return found[0] if not _CONNECTING.sub("", rest).strip(" .,;:()") else None


_CONNECTING = pattern(r"hoàn thành|(?<!\w)xong|thực hiện|thời (?:gian|hạn)")


def _skeleton(text: str, low: str, points: list[Point], wrong: list[str]) -> str:
    letters = list(low.translate(_CLEARED))
    for point in points:
        letters[point.begin : point.end] = _LETTERS[point.unit] * (point.end - point.begin)
    for words in wrong:
        at = text.find(words)
        letters[at : at + len(words)] = _WRONG * len(words)
    return "".join(letters)


@dataclass(frozen=True)
class _Reader:
    text: str
    low: str
    skeleton: str
    points: list[Point]
    issued_on: date | None
    days: WorkingDays

    def all(self) -> Iterator[Deadline]:
        yield from self._dated()
        yield from self._relative()
        yield from self._recurring()
        for seen in ONGOING.finditer(self.low):
            if not NO_ONGOING.search(self.low, 0, seen.start()):
                yield self._made(seen, "ongoing")
        for seen in MEETING.finditer(self.low):
            if self._comes(seen):
                yield self._made(seen, "meeting")
        for seen in CONDITIONAL.finditer(self.low):
            yield self._made(seen, "conditional")
        for seen in NAMED_DAY.finditer(self.low):
            yield self._made(seen, "date", sure=False)

    def _comes(self, seen: re.Match[str]) -> bool:
        """Whether a meeting is one to come, and not the one whose opinions are told."""
        head = self.low[: seen.start("phrase")]
        before_it = seen["phrase"].startswith(("trước", "sau", "ngay"))
        return before_it or bool(SUBMITTED.search(head)) or not NO_MEETING.search(head)

    def _made(self, seen: re.Match[str], kind: str, day: date | None = None,
              *, sure: bool = True) -> Deadline:  # fmt: skip
        start, end = seen.span("phrase" if "phrase" in seen.re.groupindex else 0)
        while end > start and self.text[end - 1] in " ,.;:(":
            end -= 1
        if self.text[end - 1 : end] == ")" and "(" not in self.text[start:end]:
            end -= 1
        return Deadline(self.text[start:end], start, end, kind, day, sure)

    def _dated(self) -> Iterator[Deadline]:
        for seen in DAY.finditer(self.skeleton):
            points = self._points_in(seen)
            if not points:  # a day that is none, such as 31/02
                yield self._made(seen, "date", sure=False)
                continue
            day = self._by(seen[0], points[-1])
            yield self._made(seen, "date", day, sure=day is not None)
        for seen in PERIOD.finditer(self.skeleton):
            points = self._points_in(seen)
            day = self._day_of(points[-1])
            if (
                seen["vague"]
                or _HALF.search(seen.string, *seen.span())
                or _HALF.search(self.low, *seen.span())
            ):
                day = None
            sure = day is not None
            if seen["before"] and day and not self._end_named(seen):
                day, sure = self._first_of(points[-1], day) - timedelta(days=1), False
            yield self._made(seen, "period", day, sure=sure)
        for seen in THIS_PERIOD.finditer(self.low):
            day = self._this_period(seen)
            yield self._made(seen, "period", day, sure=day is not None)

    def _points_in(self, seen: re.Match[str]) -> list[Point]:
        return [p for p in self.points if seen.start() <= p.begin and p.end <= seen.end()]

    def _end_named(self, seen: re.Match[str]) -> bool:
        return bool(re.search(r"(?<!\w)(?:hết|cuối)(?!\w)", seen[0]))

    def _day_of(self, point: Point) -> date | None:
        """The last day of a time; without a year, the next such day in the notice's own year."""
        if point.year is not None:
            return point.dates(point.year)[1]
        if self.issued_on is None:
            return None
        try:
            day = point.dates(self.issued_on.year)[1]
        except ValueError:  # 29/02
            return None
        return day if day >= self.issued_on else None

    def _by(self, words: str, point: Point) -> date | None:
        """The last day that "trước ngày X" leaves: X, or as the office counts, the day before.

        Never with an hour, or where the words take the whole of X in.
        """
        day = self._day_of(point)
        before = _BEFORE.search(words) and not _WHOLE.search(words) and not point.hours
        return day - timedelta(days=1) if day and before and self.days.day_before else day

    def _first_of(self, point: Point, last: date) -> date:
        return point.dates(point.year or last.year)[0]

    def _this_period(self, seen: re.Match[str]) -> date | None:
        if self.issued_on is None:
            return None
        if seen["unit"] == "năm":
            return date(self.issued_on.year, 12, 31)
        step = 3 if seen["unit"] == "quý" else 1
        month = (self.issued_on.month - 1) // step * step + step
        return _month_end(self.issued_on.year, month + (step if seen["next"] else 0))

    def _relative(self) -> Iterator[Deadline]:
        for seen in RELATIVE.finditer(self.low):
            day = None
            if self.issued_on and from_notice(seen["event"]):
                day = self._counted(self.issued_on, counted(seen["count"]), seen["unit"])
            yield self._made(seen, "relative", day, sure=day is not None)
        for seen in RELATIVE_LOOSE.finditer(self.low):
            yield self._made(seen, "relative", sure=False)

    def _counted(self, start: date, count: int, unit: str) -> date | None:
        try:
            if unit.endswith("làm việc"):
                return self.days.after(start, count) if unit.startswith("ngày") and count else None
            if unit == "tháng":
                month = start.month + count
                last = _month_end(start.year, month)
                return last.replace(day=min(start.day, last.day))
            size = {"ngày": 1, "tuần": 7}.get(unit)
            return start + timedelta(days=count * size) if size else None
        except (OverflowError, ValueError):
            return None

    def _recurring(self) -> Iterator[Deadline]:
        for seen in RECURRING.finditer(self.low):
            if ATTRIBUTE_OF_RECURRING.search(self.low, 0, seen.start()):
                continue
            first = RECURRING_START.search(self.skeleton, seen.end())
            points = self._points_in(first) if first else []
            named = self._by(first[0], points[0]) if first and points else None
            made = self._made(seen, "recurring", named, sure=not points or named is not None)
            if first and points and not self.text[seen.end() : first.start()].strip(" ,("):
                # a first time has a day of its own, a start belongs to the phrase
                own = first[0].startswith("lần")
                joint = "; " if own else self.text[made.end : first.start()]
                made = replace(
                    made,
                    text=made.text + joint + self.text[first.start() : first.end()],
                    end=first.end(),
                )
            yield made


def _month_end(year: int, month: int) -> date:
    """The last day of a month; month 13 is January of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
