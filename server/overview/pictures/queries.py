"""What the pictures of a programme are drawn from: counts, summed up by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col, func

from server.kernel.i18n import gettext as _
from server.kernel.i18n import today
from server.kernel.types import now
from server.overview.pictures.columns import quarter_of
from server.overview.pictures.flow import FlowPicture, flow_picture
from server.overview.pictures.load import LoadPicture, load_picture
from server.overview.pictures.passing import passed, steps_of
from server.overview.pictures.term import Counts, TermPicture, term_picture
from server.people.models import Body
from server.programmes.figures import Lead, fitting, is_first_lead, month_of_year, stage
from server.programmes.item_queries import FIRST, LAST
from server.programmes.models import Programme, ProgrammeItem
from server.programmes.views import Wanted

ROWS = ("lead", "field")
Keys = dict[str, str]  # a row's name: its lead or field as Wanted writes it


@dataclass(frozen=True)
class Choice:
    """What somebody looks at: `rows` one of ROWS; the year of the load."""

    rows: str
    year: int


@dataclass(frozen=True)
class Pictures:
    """The pictures of a programme; `load` is None for a month, `years` those it can be of."""

    programme: str
    level: str
    choice: Choice
    years: tuple[int, ...]
    term: TermPicture
    load: LoadPicture | None
    flow: FlowPicture
    _rows: Keys
    _leads: Keys

    def cell(self, row: str, column: str, state: str = "any", *, exact: bool = False) -> str:
        """The part of an address that asks for the items of a cell of the term.

        `state` "": whoever asks puts it behind. `exact`: a line of the table, where a year is what
        lies in none of its quarters.
        """
        asked = Wanted(period=self._period(column, exact), stage=state)
        if row not in self._rows:
            return asked.link()
        return asked.link(**{self.choice.rows: self._rows[row]})

    def month(self, row: str, month: int | None) -> str:
        """The part of an address that asks for what falls on a body in a month of the load."""
        year = self.choice.year
        period = f"{year}-{month:02d}" if month else f"{year}-loose"
        return Wanted(period=period, lead=self._leads.get(row, ""), stage="any").link()

    def _period(self, column: str, exact: bool) -> str:
        """How the programme's page names a column, or a line of the table."""
        if column.startswith("<"):
            return f"to-{column[1:]}"
        if column == "none":
            return "other"
        if len(column) > 4:
            return column
        if exact or any(head.column.key.startswith(f"{column}-") for head in self.term.heads):
            return f"{column}-year"
        return column


def pictures(db: Session, programme: Programme, choice: Choice, *, everything: bool) -> Pictures:
    """Return the pictures of a programme, for a caller that asked who may see it.

    `everything`: the viewer sees every programme, meeting and issued conclusion of the office, so
    that items are followed through them.
    """
    day, bodies = today(now()), dict(_bodies(db))
    counted, rows = _stages(db, programme, choice.rows, bodies, day)
    loads, leads = _loads(db, programme, choice.year, bodies, day)
    steps = steps_of(programme.level, everything=everything)
    return Pictures(
        programme=str(programme.key),
        level=programme.level,
        choice=choice,
        years=years_of(programme),
        term=term_picture(counted, now=f"{day.year}-{day.month:02d}"),
        load=None if programme.level == "month" else load_picture(loads, year=choice.year),
        flow=flow_picture(passed(db, programme, steps), steps),
        _rows=rows,
        _leads=leads,
    )


def years_of(programme: Programme) -> tuple[int, ...]:
    """Return the years of a programme."""
    return tuple(range(programme.period_from.year, programme.period_to.year + 1))


def _bodies(db: Session) -> Sequence[tuple[int, tuple[str, str]]]:
    rows = db.execute(select(col(Body.id), col(Body.key), col(Body.name)))
    return [(body_id, (str(key), name)) for body_id, key, name in rows]


def _stages(
    db: Session, programme: Programme, by: str, bodies: dict[int, tuple[str, str]], day: date
) -> tuple[list[tuple[str, str, Counts]], Keys]:
    """The items by row, period and stage, the rows in alphabetical order of the database."""
    own: Any = col(ProgrammeItem.programme_id) == programme.id
    row = [col(Lead.body_id), col(Lead.name)] if by == "lead" else [col(ProgrammeItem.field)]
    asked = select(*row, fitting().label("fits"), stage(day).label("stage"), func.count())
    if by == "lead":
        asked = asked.select_from(ProgrammeItem).outerjoin(Lead, is_first_lead())
    asked = asked.where(own).group_by(*row, "fits", "stage")
    found, keys = [], {}
    for *who, fits, at, count in db.execute(asked):
        if at is None:
            continue
        if by == "lead":
            name, key = _lead(bodies, who[0], who[1])
        else:
            name, key = who[0] or _("No field said"), f"={who[0]}"
        keys[name] = key
        found.append((name, quarter_of(fits), Counts(**{at: count})))
    return sorted(found, key=lambda each: (each[0], each[1])), keys


def _loads(
    db: Session, programme: Programme, year: int, bodies: dict[int, tuple[str, str]], day: date
) -> tuple[list[tuple[str, int | None, int]], Keys]:
    asked = (
        select(col(Lead.body_id), col(Lead.name), month_of_year().label("month"), func.count())
        .select_from(ProgrammeItem)
        .outerjoin(Lead, is_first_lead())
        .where(col(ProgrammeItem.programme_id) == programme.id)
        .where(f"{year}-01-01" <= FIRST, f"{year + 1}-01-01" > LAST)
        .where(stage(day).is_not(None))
        .group_by(col(Lead.body_id), col(Lead.name), "month")
    )
    found, keys = [], {}
    for body_id, written, month, count in db.execute(asked):
        name, keys_value = _lead(bodies, body_id, written)
        keys[name] = keys_value
        found.append((name, month, count))
    return found, keys


def _lead(bodies: dict[int, tuple[str, str]], body_id: int | None, written: str | None) -> Any:
    """A row's name and its key."""
    if body_id in bodies:
        key, name = bodies[body_id]
        return name, key
    return written or _("No lead said"), f"~{written or ''}"
