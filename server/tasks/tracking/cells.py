"""What single cells of a tracking sheet say: a day, a deadline, whether it is done, evidence.

A day is read only where the cell names one; everything else stays words, to be asked.
"""

import re
from dataclasses import dataclass
from datetime import date

from server.kernel.workdays import WorkingDays
from server.programmes.reading.grid import Cell
from server.programmes.reading.timewords import Point, find_times
from server.programmes.reading.words import plain
from server.tasks.phrases import read_deadline


@dataclass(frozen=True)
class DeadlineRead:
    """A deadline as a task keeps it. `kind` as in phrases.Deadline, or none; `text` are the words
    that say more than the day does, "" where the day is all there is."""

    text: str
    kind: str
    day: date | None = None


@dataclass(frozen=True)
class Evidence:
    """What a result names: `kind` document, minutes or figure; `day` None where none is written."""

    kind: str
    text: str
    day: date | None


def day_of(cell: Cell | None) -> date | None:
    """The one day that a cell names, in full; None for anything else."""
    if cell is None:
        return None
    if cell.typed is not None:
        return cell.typed.moment.date() if set("ymd") <= set(cell.typed.shows) else None
    point = _alone(cell.text)
    if point is None or point.unit != "day" or point.year is None:
        return None
    return point.dates(point.year)[1]


def _alone(text: str) -> Point | None:
    """The one time that a text is and nothing else, "ngày" aside."""
    found = find_times(text)
    if len(found.points) != 1 or found.wrong or found.hours:
        return None
    point = found.points[0]
    rest = found.words[: point.begin] + " " + found.words[point.end :]
    return point if not re.sub(r"\bngay\b|[\s.,;:()]", "", rest) else None


# --- deadlines -----------------------------------------------------------------------------------

_KINDS = (  # of deadline, as the sheet's own column calls them
    ("ongoing", re.compile(r"thuong xuyen|lien tuc|ongoing|continuous")),
    ("recurring", re.compile(r"dinh ky|(?:hang|moi) (?:ngay|tuan|thang|quy|nam)\b|recurring")),
    ("conditional", re.compile(r"(?:cho |khi |theo )?(?:co |du )?dieu kien|cho\b|conditional")),
    ("relative", re.compile(r"(?:ky|sau|tu)? ?(?:ban hanh|phat hanh)|ky\b|relative|tuong doi")),
    ("meeting", re.compile(r"theo (?:ky hop|hoi nghi|phien hop)|meeting")),
    ("none", re.compile(r"(?:khong|chua)(?: co)?(?: xac dinh)?(?: quy dinh)?(?: thoi)? han|none")),
    ("period", re.compile(r"(?:theo|trong) (?:thang|quy|nam|ky han)|period")),
    ("date", re.compile(r"(?:co )?(?:thoi )?han|(?:han |ngay )?cu the|date|fixed")),
)
_BRACKETS = re.compile(r"^(?P<head>[^()]+?)\s*\((?P<in>[^()]+)\)\s*$")
_COUNT = re.compile(r"(?P<n>\d{1,3}) ngay(?P<work> lam viec)?")


def read_deadline_cells(
    kind: str, cell: Cell | None, issued_on: date | None, days: WorkingDays, phrase: str = ""
) -> DeadlineRead:
    """Read the columns of the deadline: `kind` as written, the day's `cell`, a `phrase` beside it.

    Days are counted, and years that are missing taken, from `issued_on`; without it they are asked.
    """
    named, said = _named(kind)
    phrase = phrase or said
    if cell is None:
        return _without_day(kind, named, phrase, issued_on, days)
    if (day := day_of(cell)) is not None:
        return DeadlineRead(phrase, named if named in _MAY_HAVE_DAY else "date", day)
    point = _alone(cell.text) if cell.typed is None else find_times(cell.text).points[:1]
    if isinstance(point, list):
        point = point[0] if point else None
    if point is not None:
        shape = "date" if point.unit == "day" else "period"
        return DeadlineRead(cell.text, shape, _last_day(point, issued_on))
    found = read_deadline(cell.text, issued_on, days)
    if found is not None:
        return DeadlineRead(cell.text, found.kind, found.day if found.sure else None)
    own = _named(cell.text)[0]
    if own in _NO_DAY:
        return DeadlineRead(cell.text, own)
    return DeadlineRead(cell.text, named or "date")


_MAY_HAVE_DAY = ("relative", "recurring", "period")
_NO_DAY = ("ongoing", "recurring", "conditional", "none")


def _named(kind: str) -> tuple[str, str]:
    """The kind that a cell of kinds names, "" for none, and the deadline's own phrase after it."""
    words = plain(kind).strip(" .:;")
    brackets = _BRACKETS.match(kind)
    said = brackets["in"] if brackets and not _COUNT.search(plain(brackets["in"])) else ""
    head = plain(brackets["head"]) if brackets else words
    return next((name for name, known in _KINDS if known.match(head.strip())), ""), said


def _without_day(
    kind: str, named: str, phrase: str, issued_on: date | None, days: WorkingDays
) -> DeadlineRead:
    if phrase and (found := read_deadline(phrase, issued_on, days)):
        return DeadlineRead(phrase, found.kind, found.day if found.sure else None)
    if named == "relative":
        return DeadlineRead(kind, named, _counted(plain(kind), issued_on, days))
    if named in ("date", "period", "none"):
        return DeadlineRead(phrase, named)
    if named or not kind:
        return DeadlineRead(kind, named or "none")
    found = read_deadline(kind, issued_on, days)  # the only column there is
    if found is not None:
        return DeadlineRead(kind, found.kind, found.day if found.sure else None)
    point = _alone(kind)
    shape = "date" if point is None or point.unit == "day" else "period"
    return DeadlineRead(kind, shape, _last_day(point, issued_on) if point else None)


def _counted(words: str, issued_on: date | None, days: WorkingDays) -> date | None:
    count = _COUNT.search(words)
    if count is None:
        return None
    unit = "ngày làm việc" if count["work"] else "ngày"
    found = read_deadline(f"trong {count['n']} {unit} kể từ ngày ban hành", issued_on, days)
    return found.day if found and found.sure else None


def _last_day(point: Point, issued_on: date | None) -> date | None:
    """The last day of a time; without a year the next such day in the notice's own year."""
    if point.year is not None:
        return point.dates(point.year)[1]
    try:
        day = point.dates(issued_on.year)[1] if issued_on else None
    except ValueError:  # 29/02
        return None
    return day if day and issued_on and day >= issued_on else None


# --- progress and evidence -----------------------------------------------------------------------

_ENDED = r"(?:hoan thanh|hoan tat|ket thuc|xong|da dong|100 ?%|done|completed?|finished|closed)"
_HOW = (
    r"(?:100 ?%|nhiem vu|cong viec|xong|toan bo|dung (?:thoi )?han|dung tien do|dat|tot"
    r"|(?:truoc|qua|tre|cham|som|vuot)(?: (?:thoi )?han| tien do)?(?: so voi (?:thoi )?han)?"
    r"(?: \d+ ngay)?|(?:on time|late|early))"
)
_DONE = re.compile(
    rf"(?:da )?(?:thuc hien |lam |giai quyet |xu ly |trien khai )?{_ENDED}(?:[ ,:;(-]+{_HOW}\)?)*"
)
_SAYS_DONE = re.compile(rf"\b{_ENDED}(?!\w)")
_NOT_DONE = re.compile(
    r"(?:chua|khong|dang|se|tiep tuc|phan dau|du kien|con|moi|not|in progress|to be)\b"
)
_PART = re.compile(r"(?<![\d,.])\d{1,2}(?:[,.]\d+)? ?%")
_TO_CONFIRM = re.compile(r"cho (?:van phong |co quan )?xac nhan|waiting to be confirmed")
_TICK = re.compile(r"[^a-z]*|x|v|ok")


def read_progress(text: str) -> str:
    """Whether a progress cell says that the task is done: done, waiting (to be confirmed), open
    (a note), unclear, or "" for an empty cell."""
    words = " ".join(plain(text).split()).strip(" .;,")
    if not words:
        return ""
    if _DONE.fullmatch(words):
        return "done"
    if _TO_CONFIRM.match(words):
        return "waiting"
    if _NOT_DONE.match(words) or _PART.search(words):
        return "open"
    return "unclear" if _SAYS_DONE.search(words) or _TICK.fullmatch(words) else "open"


_NUMBERED = re.compile(
    r"\d+[a-zđ]?\s*[-/]\s*(?:\d{4}\s*/\s*)?[^\W\d_]{2,}|(?:\bsố|\bso)\s*:?\s*\d+", re.IGNORECASE
)
_MINUTES = re.compile(r"\bbien ban\b|\bminutes\b")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)* ?(?:%|ty\b|trieu\b|ha\b|km\b)")
_DAY = re.compile(
    r"(?<!\d)(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4})(?!\d)"
    r"|ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})"
)


def read_evidence(text: str) -> Evidence | None:
    """The evidence that a result names: a document with a number, minutes, or a figure with its
    date. None where it only tells, or says that there is none."""
    words = plain(text)
    day = _evidence_day(words)
    if _NUMBERED.search(_DAY.sub(" ", text)):
        return Evidence("document", text, day)
    if _MINUTES.search(words):
        return Evidence("minutes", text, day)
    return Evidence("figure", text, day) if day and _FIGURE.search(words) else None


def _evidence_day(words: str) -> date | None:
    """The one day that stands in a result; None for several."""
    found = set()
    for seen in _DAY.finditer(words):
        day, month, year = (int(part) for part in seen.groups() if part)
        try:
            found.add(date(year, month, day))
        except ValueError:
            continue
    return found.pop() if len(found) == 1 else None
