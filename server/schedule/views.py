"""What the schedule's pages show: a week, its days, their lines."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from server.kernel.i18n import today
from server.kernel.types import now
from server.schedule.access import week_name
from server.schedule.clashes import Busy, Clash, Who
from server.schedule.leaders import Directory, Leader


@dataclass(frozen=True)
class Line:
    """One line of the schedule: an entry, or a meeting (`meeting_key`) with what an entry adds.

    `key` names the line on its page and in its file; `entry_key` is None for a meeting to which
    nothing was added. `chairs` and `attends` are as written. `day` with `starts` and `ends` as in
    ScheduleEntry. `who` are those whose time it takes;
    `bare` is the meeting without what was added.
    """

    key: str
    entry_key: UUID | None
    meeting_id: int | None
    meeting_key: UUID | None
    version: int
    day: date
    part: str
    starts: str
    ends: str
    text: str
    secret: bool
    place: str
    vehicle: str
    body_id: int | None
    body: str
    chairs: tuple[str, ...]
    attends: tuple[str, ...]
    prepared_by: str
    note: str
    recurring: bool
    cancelled: bool
    adjusted: bool
    by: str
    who: tuple[Who, ...]
    bare: "Line | None" = None

    @property
    def busy(self) -> Busy:
        """What it takes of time, people and places."""
        return Busy(
            key=self.key,
            day=self.day,
            starts=self.starts,
            ends=self.ends,
            part=self.part,
            place=self.place,
            vehicle=self.vehicle,
            body_id=self.body_id,
            people=self.who,
        )


@dataclass(frozen=True)
class Met:
    """A clash as a line shows it: with which line."""

    clash: Clash
    line: Line


@dataclass(frozen=True)
class Day:
    """A day of the week as somebody sees it: (part, lines) of its halves."""

    day: date
    halves: tuple[tuple[str, tuple[Line, ...]], ...]

    @property
    def number(self) -> int:
        """1 for Monday."""
        return self.day.isoweekday()

    @property
    def empty(self) -> bool:
        """Whether nothing is on."""
        return not any(lines for _part, lines in self.halves)

    @property
    def today(self) -> bool:
        """Whether it is the office's present day."""
        return self.day == today(now())


@dataclass(frozen=True)
class Week:
    """A week's lines, all of them, in order: `shown` filters."""

    monday: date
    published_at: datetime | None
    lines: tuple[Line, ...]
    people: Directory


@dataclass(frozen=True)
class Shown:
    """A week as somebody sees it. `met`: what clashes with a line, by its key."""

    monday: date
    published_at: datetime | None
    days: tuple[Day, ...]
    met: dict[str, tuple[Met, ...]]
    leader: Leader | None

    @property
    def name(self) -> str:
        """The week as addresses write it, "2026-W48"."""
        return week_name(self.monday)

    @property
    def number(self) -> int:
        """The number of the week in its year."""
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> str:
        """The week before, as addresses write it."""
        return week_name(self.monday - timedelta(days=7))

    @property
    def after(self) -> str:
        """The next week, as addresses write it."""
        return week_name(self.monday + timedelta(days=7))

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in order."""
        return tuple(line for day in self.days for _part, lines in day.halves for line in lines)

    @property
    def clashing(self) -> int:
        """How many lines clash with another."""
        return len(self.met)
