"""The items that came to a step of their way, or fell out there."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from server.kernel.errors import NotFound
from server.overview.pictures.passing import came_to, steps_of
from server.people.access import Viewer
from server.people.models import Body
from server.programmes.access import programme_to_see
from server.programmes.item_queries import head_of, lines_of
from server.programmes.models import ProgrammeItem
from server.programmes.views import Head, ItemLine

ROWS_A_PAGE = 100


@dataclass(frozen=True)
class PassedView:
    """A page of the items that came to a step (`out`: and fell out there)."""

    head: Head
    step: str
    out: bool
    lines: tuple[ItemLine, ...]
    found: int
    page: int
    pages: int


def passed_rows(
    db: Session, viewer: Viewer, key: str, step: str, *, out: bool, number: int
) -> PassedView:
    """Return the items within the viewer's reach that came to a step. Raises NotFound."""
    programme, _readers = programme_to_see(db, viewer, key)
    everything = viewer.is_("secretariat", "standing")
    steps = steps_of(programme.level, everything=everything)
    step = step or steps[0]
    if step not in steps:
        raise NotFound
    found = col(ProgrammeItem.id).in_(came_to(programme, steps, step, out=out))
    count = db.exec(select(func.count()).select_from(ProgrammeItem).where(found)).one()
    pages = max(1, -(-count // ROWS_A_PAGE))
    number = min(max(1, number), pages)
    items = db.exec(
        select(ProgrammeItem)
        .where(found)
        .order_by(col(ProgrammeItem.position))
        .offset((number - 1) * ROWS_A_PAGE)
        .limit(ROWS_A_PAGE)
    ).all()
    head = head_of(programme, db.get_one(Body, programme.body_id))
    return PassedView(head, step, out, tuple(lines_of(db, items, ())), count, number, pages)
