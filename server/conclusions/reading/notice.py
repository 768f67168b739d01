"""A notice, paragraph by paragraph: who a heading names holds for what stands under it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from server.conclusions.reading import words
from server.conclusions.reading.bodies import begins_body, read_bodies
from server.conclusions.reading.paragraph import Paragraph
from server.conclusions.reading.proposal import Carried, TaskProposal
from server.conclusions.reading.task import read_paragraph
from server.conclusions.reading.text import settle
from server.kernel.workdays import WorkingDays
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.words import pattern

_TITLE = pattern(r"\s*(?:thông báo|kết luận|thông báo kết luận|biên bản)\s*$")
_HEAD_LINES = 40  # of a notice: bodies, number, place and date, title
_DATED = pattern(
    r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})|ngày\s+(\d{1,2})/(\d{1,2})/(\d{4})"
)
_MARKS = (  # from the outermost in
    (0.0, re.compile(r"\s*[IVX]{1,5}\s*[.\-)/]\s*")),
    (2.0, re.compile(r"\s*\d{1,2}(?:\.\d{1,2})+\.?\s+")),
    (1.0, re.compile(r"\s*\d{1,2}\s*[.)/\-](?!\d)\s*|\s*\(\d{1,2}\)\s*|\s*[①-⑳]\s*")),
    (3.0, re.compile(r"\s*[a-zđ]\s*[).]\s+")),
    (5.0, re.compile(r"\s*[-–—•*●▪]\s*")),
    (6.0, re.compile(r"\s*[+◦]\s*")),
)
_UNMARKED = 4.0
_HEADING = 3.5  # an unmarked one
_BELOW = pattern(
    r"(?:yêu cầu|chỉ đạo|giao|nhiệm vụ|giải pháp|phân công|công việc|việc sau)[^.:]{0,80}:\s*$"
)
_LONGEST_HEADING = 30  # words
_ROW = Carried(open_list=True, row=True)  # a row says itself what is to be done


@dataclass(frozen=True)
class Notice:
    """What a notice gives: its own date, where its head states one, and its tasks in order."""

    issued_on: date | None
    tasks: tuple[TaskProposal, ...]


@dataclass
class _Held:
    """What a heading says of everything below its level."""

    level: float
    carried: Carried | None = None
    assessing: bool | None = None
    fresh: bool = True  # nothing has followed it yet


def read_notice(
    paragraphs: Sequence[Paragraph],
    *,
    bodies: BodyCatalogue,
    issued_on: date | None = None,
    days: WorkingDays | None = None,
) -> Notice:
    """Read all tasks of a notice. `issued_on` wins over the date in its head. Never raises."""
    begin = _body_begins(paragraphs)
    issued_on = issued_on or _stated_date(paragraphs[: begin or _HEAD_LINES])
    reader = _Reader(bodies, issued_on, days)
    for n in range(begin, len(paragraphs)):
        known = len(reader.tasks)
        goes_on = reader.take(paragraphs[n])
        reader.tasks[known:] = [replace(task, paragraph=n) for task in reader.tasks[known:]]
        if not goes_on:
            break
    return Notice(issued_on, tuple(reader.tasks))


def _body_begins(paragraphs: Sequence[Paragraph]) -> int:
    for n, paragraph in enumerate(paragraphs[:_HEAD_LINES]):
        if _TITLE.match(settle(paragraph.text).low) and "\n" not in paragraph.text.strip():
            return n + 1
    return 0


def _stated_date(head: Sequence[Paragraph]) -> date | None:
    for paragraph in head:
        low = settle(paragraph.text).low
        seen = _DATED.search(low)
        if seen is None or len(low) > 80 or low[seen.end() :].strip(" ./"):
            continue
        day, month, year = (int(part) for part in seen.groups() if part)
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


@dataclass
class _Reader:
    bodies: BodyCatalogue
    issued_on: date | None
    days: WorkingDays | None
    tasks: list[TaskProposal] = field(default_factory=list)
    held: list[_Held] = field(default_factory=list)

    def take(self, paragraph: Paragraph) -> bool:
        """Read one paragraph; False where the notice ends."""
        settled = settle(paragraph.text)
        level, start = _level(settled.text)
        core = settled.low[start:].strip(" -_*.")
        if not core:
            return True
        if words.CLOSING.match(core) and not paragraph.in_table:
            return not core.startswith(("nơi nhận", "trên đây"))
        self._leave(level)
        if not paragraph.in_table and self._heading(paragraph, level, start):
            return True
        found, after = read_paragraph(
            paragraph.text,
            bodies=self.bodies,
            issued_on=self.issued_on,
            days=self.days,
            carried=_ROW if paragraph.in_table else self._carried(),
            assessing=self._assessing(),
        )
        self.tasks += found
        if not found and not after.leads and _BELOW.search(settled.low):
            after = Carried(open_list=True)
        if after and after != self._carried() and not paragraph.in_table:
            self.held.append(_Held(level, after))
        return True

    def _leave(self, level: float) -> None:
        """Forget what does not hold for a paragraph of this level.

        What directly follows an unmarked heading, or an opened list, is under it at any level.
        """
        if self.held and self.held[-1].fresh:
            last = self.held[-1]
            last.fresh = False
            if last.level == _HEADING or (last.carried and last.carried.open_list):
                last.level = min(last.level, level - 0.5)
        while self.held and self.held[-1].level >= level:
            self.held.pop()

    def _hold(self, held: _Held) -> None:
        while self.held and self.held[-1].level >= held.level:
            self.held.pop()
        self.held.append(held)

    def _carried(self) -> Carried:
        return next((h.carried for h in reversed(self.held) if h.carried), Carried())

    def _assessing(self) -> bool:
        return next((h.assessing for h in reversed(self.held) if h.assessing is not None), False)

    def _heading(self, paragraph: Paragraph, level: float, start: int) -> bool:
        """Whether a paragraph is a heading; what it says is held for what stands below it."""
        settled = settle(paragraph.text)
        text = settled.text.rstrip(" .:;/")
        own = _HEADING if level == _UNMARKED else level
        if topic := words.TOPIC.match(settled.low, start):
            start = topic.end()
        if begins_body(settled, start, self.bodies):
            named = read_bodies(settled, start, self.bodies, semicolons=True)
            ends = max(named.end, len(text) if not text[named.end :].strip(" ,:;.") else 0)
            if ends >= len(text):
                leads = tuple(settled.text[a:b] for a, b in named.spans)
                self._hold(_Held(own, Carried(leads, sure=named.sure, heading=True)))
                return True
        short = len(text.split()) <= _LONGEST_HEADING
        numbered = level < _UNMARKED and not settled.text.rstrip().endswith((".", ";", "./"))
        if not short or not (paragraph.all_bold or numbered):
            return False
        tasks, after = read_paragraph(paragraph.text, bodies=self.bodies)
        if tasks or after.leads:
            return False
        tasking = bool(words.TASKING.search(settled.low))
        assessing = bool(words.ASSESSING.search(settled.low)) and not tasking
        titled = paragraph.all_bold or level == 0 or assessing
        if not titled and words.DUTY.match(settled.low, start) and self._carried():
            return False
        opened = Carried(open_list=True) if tasking else None
        self._hold(_Held(own, opened, assessing if assessing or tasking else None))
        return True


def _level(text: str) -> tuple[float, int]:
    for level, mark in _MARKS:
        if seen := mark.match(text):
            return level, seen.end()
    return _UNMARKED, 0
