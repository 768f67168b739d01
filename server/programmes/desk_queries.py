"""What the editors of a draft's items show: the item, the headings, what it may continue."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, func, or_, select

from server.kernel.errors import NotFound
from server.people.access import Viewer
from server.people.models import Body
from server.programmes import access
from server.programmes.desk import FIELDS
from server.programmes.item_queries import FIRST, LAST, head_of
from server.programmes.models import Programme, ProgrammeItem
from server.programmes.views import Head

HEADINGS, PARENTS = 200, 300  # as many as a person looks through


@dataclass(frozen=True)
class Drafted:
    """An item of a draft as its editor shows it; `key` None: a new one.

    `texts` by the names of desk.FIELDS. `headings` are those of the programme, in order; `parents`
    (key, text) of the programme above, as far as their time is this programme's.
    """

    head: Head
    key: UUID | None
    version: int
    texts: dict[str, str]
    headings: tuple[str, ...]
    parents: tuple[tuple[str, str], ...]


def new_drafted(db: Session, viewer: Viewer, key: UUID | str, after: str = "") -> Drafted:
    """Return an empty item, under the headings of the item `after`. Raises NotFound."""
    programme, readers = access.programme_to_see(db, viewer, key)
    texts = dict.fromkeys(FIELDS, "") | {"level": "1"}
    if after:
        beside = _row(db, programme.id, after)
        texts |= {"section": beside.section, "origin": beside.origin, "level": str(beside.level)}
    return _drafted(db, readers, programme, None, 0, texts)


def drafted(db: Session, viewer: Viewer, key: UUID | str) -> Drafted:
    """Return an item of a draft. Raises NotFound unless one writes it now."""
    item, programme, readers = access.item_to_see(db, viewer, key)
    texts = {name: str(getattr(item, name)) for name in FIELDS if name != "parent"}
    above = db.get(ProgrammeItem, item.parent_id) if item.parent_id else None
    texts["parent"] = str(above.key) if above else ""
    found = _drafted(db, readers, programme, item.key, item.version, texts)
    if above and texts["parent"] not in dict(found.parents):
        more = (*found.parents, (texts["parent"], _called(above.number, above.text)))
        return Drafted(**vars(found) | {"parents": more})
    return found


def _drafted(
    db: Session,
    readers: access.Readers,
    programme: Programme,
    key: UUID | None,
    version: int,
    texts: dict[str, str],
) -> Drafted:
    if not readers.drafts:
        raise NotFound
    own = col(ProgrammeItem.programme_id) == programme.id
    headings = db.exec(
        select(ProgrammeItem.section)
        .where(own, ProgrammeItem.section != "")
        .group_by(ProgrammeItem.section)
        .order_by(func.min(ProgrammeItem.position))
        .limit(HEADINGS)
    )
    head = head_of(programme, db.get_one(Body, programme.body_id))
    return Drafted(head, key, version, texts, tuple(headings), _parents(db, programme))


def _parents(db: Session, programme: Programme) -> tuple[tuple[str, str], ...]:
    first, last = programme.period_from.isoformat(), f"{programme.period_to.isoformat()}T99"
    rows = db.exec(
        select(ProgrammeItem.key, ProgrammeItem.number, ProgrammeItem.text)
        .where(ProgrammeItem.programme_id == programme.parent_id)
        .where(or_(FIRST.is_(None), (last >= FIRST) & (first <= LAST)))
        .order_by(col(ProgrammeItem.position))
        .limit(PARENTS)
    )
    return tuple((str(key), _called(number, text)) for key, number, text in rows)


def _called(number: str, text: str) -> str:
    words = text if len(text) <= 120 else f"{text[:119]}…"
    return f"{number}. {words}" if number else words


def _row(db: Session, programme_id: int, key: str) -> ProgrammeItem:
    asked = select(ProgrammeItem).where(ProgrammeItem.key == access.uuid_of(key))
    found = db.exec(asked.where(ProgrammeItem.programme_id == programme_id)).first()
    if found is None:
        raise NotFound
    return found
