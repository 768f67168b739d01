"""What the schedule's editors show, and the shapes of what they send."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator
from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.i18n import local, today
from server.kernel.types import now
from server.kernel.web import CommandForm, EditForm, Form, LongText, OptionalLine
from server.meetings.access import meeting_to_see
from server.meetings.models import Meeting
from server.people.access import Viewer, require
from server.people.queries import BodyView, bodies
from server.schedule.access import monday_of, readers_of, uuid_of, week_name
from server.schedule.commands import FIELDS, Person
from server.schedule.leaders import Leader, directory, names_in
from server.schedule.models import ScheduleEntry
from server.schedule.queries import entry_line, seen_week
from server.schedule.views import Line, Shown


def _moment(typed: str) -> datetime | None:
    """An hour by the office's clock; None while it is being typed."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        return None


Moment = Annotated[datetime | None, BeforeValidator(_moment)]
_REMEMBERED = 100  # entries whose rooms and vehicles are proposed, the latest


@dataclass(frozen=True)
class Editing:
    """What an editor shows: the entry's own line (None: a new one on `day`), what may be chosen.

    `meeting_key` and `meeting` are of the meeting that the entry adds to, or None and "".
    """

    line: Line | None
    day: date
    meeting_key: UUID | None
    meeting: str
    leaders: tuple[Leader, ...]
    bodies: tuple[BodyView, ...]
    places: tuple[str, ...]
    vehicles: tuple[str, ...]

    @property
    def week(self) -> str:
        """The week it is in, as addresses write it."""
        return week_name(self.day)

    @property
    def body_key(self) -> UUID | None:
        """The chosen body's key."""
        body_id = self.line.body_id if self.line else None
        return next((body.key for body in self.bodies if body.id == body_id), None)

    @property
    def ticked(self) -> tuple[str, ...]:
        """Names of leaders who take part."""
        names = {leader.name for leader in self.leaders}
        return tuple(name for name in self.line.attends if name in names) if self.line else ()

    @property
    def others(self) -> tuple[str, ...]:
        """Whoever else takes part, as written."""
        ticked = self.ticked
        return tuple(n for n in self.line.attends if n not in ticked) if self.line else ()


def editing(
    db: Session, viewer: Viewer, *, key: str = "", day: str = "", week: str = "", meeting: str = ""
) -> Editing:
    """Return the editor of an entry (`key`), of what is added to a meeting (`meeting`), or of a
    new entry on `day` (ISO; "": in `week`). Raises NotFound unless the viewer writes."""
    require(viewer, "schedule.edit")
    row = met = None
    if key:
        asked = select(ScheduleEntry).where(col(ScheduleEntry.key) == uuid_of(key))
        row = db.exec(asked).first()
        if row is None:
            raise NotFound
    if meeting:
        met = meeting_to_see(db, viewer, meeting)[0]
    elif row and row.meeting_id:
        met = db.get_one(Meeting, row.meeting_id)
    on = row.day if row else _day(day, week)
    known = directory(db)
    return Editing(
        line=entry_line(db, row, known) if row else None,
        day=local(met.starts_at).date() if met else on,
        meeting_key=met.key if met else None,
        meeting=met.title if met else "",
        leaders=known.leaders,
        bodies=tuple(bodies(db, viewer)),
        places=_words(db, "place"),
        vehicles=_words(db, "vehicle"),
    )


def last_week(db: Session, viewer: Viewer, week: str) -> tuple[Shown, Shown]:
    """Return a week and the one before it, for who copies. Raises NotFound."""
    require(viewer, "schedule.edit")
    own = readers_of(db, viewer, week)
    before = readers_of(db, viewer, week_name(own.monday - timedelta(days=7)))
    return seen_week(db, own), seen_week(db, before)


def _day(day: str, week: str) -> date:
    """The day asked for, else the present one where it lies in the week, else its first."""
    if day:
        try:
            return date.fromisoformat(day)
        except ValueError:
            raise NotFound from None
    monday, present = monday_of(week), today(now())
    return present if monday <= present < monday + timedelta(days=7) else monday


def _words(db: Session, name: str) -> tuple[str, ...]:
    """What was written before of a place or a vehicle, to choose from."""
    column = col(getattr(ScheduleEntry, name))
    asked = select(column).where(column != "").order_by(col(ScheduleEntry.id).desc())
    return tuple(dict.fromkeys(db.exec(asked.limit(_REMEMBERED))))


# --- what they send ------------------------------------------------------------------------------


class EntryForm(CommandForm):
    """An entry as it shall be. `chair` lists who chairs; `attend` and `others` who takes part."""

    day: date
    part: OptionalLine = "morning"
    starts: OptionalLine = ""
    ends: OptionalLine = ""
    text: OptionalLine = ""
    secret: bool = False
    place: OptionalLine = ""
    vehicle: OptionalLine = ""
    body: UUID | None = None
    meeting: UUID | None = None
    prepared_by: OptionalLine = ""
    note: OptionalLine = ""
    recurring: bool = False
    chair: OptionalLine = ""
    attend: list[OptionalLine] = []  # noqa: RUF012 (pydantic copies it)
    others: LongText = ""

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the entry."""
        return {name: getattr(self, name) for name in FIELDS}

    @property
    def people(self) -> list[Person]:
        """Who takes part."""
        attends = dict.fromkeys((*self.attend, *names_in(self.others)))
        return [("chair", name) for name in names_in(self.chair)] + [
            ("attend", name) for name in attends
        ]


class EditEntryForm(EntryForm, EditForm):
    """An entry as it was rendered, and as it shall be."""

    base_day: date
    base_part: OptionalLine = "morning"
    base_starts: OptionalLine = ""
    base_ends: OptionalLine = ""
    base_text: OptionalLine = ""
    base_place: OptionalLine = ""
    base_vehicle: OptionalLine = ""
    base_body: UUID | None = None
    base_prepared_by: OptionalLine = ""
    base_note: OptionalLine = ""
    base_recurring: bool = False
    base_chair: list[OptionalLine] = []  # noqa: RUF012
    base_attend: list[OptionalLine] = []  # noqa: RUF012

    @property
    def base(self) -> dict[str, Any]:
        """The fields as they were rendered."""
        return {name: getattr(self, f"base_{name}") for name in FIELDS}

    @property
    def base_people(self) -> list[Person]:
        """Who took part when it was rendered."""
        return [("chair", name) for name in self.base_chair] + [
            ("attend", name) for name in self.base_attend
        ]


class WeekForm(CommandForm):
    """A week, as addresses write it."""

    week: OptionalLine


class TypedMeetingForm(Form):
    """What a meeting's form has so far: `meeting` the one that is changed, or `body` of a new."""

    meeting: OptionalLine = ""
    body: OptionalLine = ""
    starts_at: Moment = None
    place: OptionalLine = ""


class ChosenForm(WeekForm):
    """What was ticked for a week."""

    chosen: list[UUID] = []  # noqa: RUF012
