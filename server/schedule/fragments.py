"""The live page of the weekly schedule: its days, its head, the clashes of draft programmes.

Its subject is the week, and the account whose lines alone are shown: "2026-W48", "2026-W48/KEY".
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlmodel import Session

from server.kernel.live import Fragment, Happened, Seat
from server.kernel.live.screens import register
from server.kernel.templates import render
from server.meetings import events as meetings
from server.meetings.lists import streams_of
from server.people.access import Viewer
from server.schedule import drafts
from server.schedule.access import WeekReaders, readers_of
from server.schedule.events import STREAM, ScheduleChanged, ScheduleWeekStepped
from server.schedule.queries import load_week, shown
from server.schedule.views import Shown, Week

_OF_MEETINGS = frozenset(
    (meetings.MeetingChanged.name, meetings.MeetingAnnounced.name, meetings.AttendanceChanged.name)
)
_OF_PROGRAMMES = frozenset(
    ("programme-item-changed", "programme-list-changed", "programme-stepped", "programme-updated")
)


class SchedulePage:
    """A week of the schedule."""

    name = "schedule"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat whoever reads the schedule. Raises NotFound."""
        week, _, leader = subject.partition("/")
        readers = readers_of(db, viewer, week, leader)
        streams = (STREAM, meetings.STREAM, *streams_of(db, viewer), f"user:{viewer.user_id}")
        if readers.may_edit:
            streams = (*streams, *drafts.streams_of(db, readers.monday))
        return Seat(streams, readers)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the days that these events changed; a meeting's may be any."""
        names = {h.name for h in happened}
        load = _weeks()
        found: list[Fragment] = []
        if not names.isdisjoint(_OF_PROGRAMMES):
            found.append(Fragment("draft-clashes", lambda db: db, _drafts))
        days = {
            date.fromisoformat(day)
            for h in happened
            if h.name == ScheduleChanged.name
            for day in h.ids["days"]
        }
        weeks = {day - timedelta(days=day.weekday()) for day in days}
        numbers = {day.isoweekday() for day in days}
        if ScheduleWeekStepped.name in names or not names.isdisjoint(_OF_MEETINGS):
            weeks, numbers = set(), set(range(1, 8))
        if numbers:
            found += [_day(number, load, weeks) for number in sorted(numbers)]
            found.append(_head(load, weeks))
        return found


_Loader = Callable[[Session], Callable[[WeekReaders], Shown]]


def _weeks() -> _Loader:
    """Return a loader that reads each week once for all the fragments of one batch."""
    loaded: dict[date, Week] = {}

    def load(db: Session) -> Callable[[WeekReaders], Shown]:
        def of(audience: WeekReaders) -> Shown:
            if audience.monday not in loaded:
                loaded[audience.monday] = load_week(db, audience.monday)
            return shown(loaded[audience.monday], audience)

        return of

    return load


def _day(number: int, load: _Loader, weeks: set[date]) -> Fragment:
    """Day `number` (1 to 7) of these weeks (none: of any): element `day-N`."""

    def show(of: Callable[[WeekReaders], Shown], audience: WeekReaders) -> str | None:
        if weeks and audience.monday not in weeks:
            return None
        week = of(audience)
        return render("schedule/_day.html", week=week, day=week.days[number - 1], audience=audience)

    return Fragment(f"day-{number}", load, show)


def _head(load: _Loader, weeks: set[date]) -> Fragment:
    """How the week stands: element `schedule-state`."""

    def show(of: Callable[[WeekReaders], Shown], audience: WeekReaders) -> str | None:
        if weeks and audience.monday not in weeks:
            return None
        return render("schedule/_state.html", week=of(audience), audience=audience)

    return Fragment("schedule-state", load, show)


def _drafts(db: Session, audience: WeekReaders) -> str | None:
    if not audience.may_edit:
        return None
    found = drafts.clashes_of_week(db, audience.monday)
    return render("schedule/_drafts.html", drafts=found, audience=audience)


def subject_of(week: str, leader: str) -> str:
    """Return the subject that a week is followed under."""
    return f"{week}/{leader}" if leader else week


register(SchedulePage(), rights=_OF_MEETINGS)
