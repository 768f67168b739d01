"""A programme is drafted in Plenum itself: it is made, and items are added to it."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm
from server.kernel.i18n import fold, nfc
from server.people.models import Body
from server.people.queries import body_catalogue
from server.programmes import access, adopting, placing
from server.programmes.bodies import catalogue
from server.programmes.considering import resolve_considers
from server.programmes.definition import ItemDefinition
from server.programmes.errors import NotInDraft
from server.programmes.events import ProgrammeListChanged, ProgrammeStepped
from server.programmes.import_commands import free_slug, refuse_another
from server.programmes.lines import Line, line_of_definition
from server.programmes.models import DRAFTING, KINDS, LEVELS, ORIGINS, Programme, ProgrammeItem
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.times import Around, read_time

FEW = 200  # items that an event names one by one: a page shows no more

# What a person writes of an item, by the names of models.ItemWords.
TEXTS = (
    *("section", "number", "text", "lead", "coordinating", "participants", "product"),
    *("time_text", "field", "leader", "watcher", "considers", "issuer", "basis", "note"),
)


def make_programme(
    tx: Tx,
    *,
    body_key: UUID,
    level: str,
    title: str,
    period_from: date,
    period_to: date,
    parent_key: UUID | None = None,
    another: bool = False,
) -> str:
    """Begin a programme of a body as a draft without items. Returns its key.

    `parent_key` is the programme above it; `another` as in import_commands.adopt_import. Raises
    NotFound, BadForm, or ProgrammeThere unless `another`.
    """
    access.keeps_programmes(tx)
    tx.lock("programmes")
    title = nfc(title)
    wrong = {"title": "field-required"} if not title else {}
    wrong |= {"level": "field-bad"} if level not in LEVELS else {}
    wrong |= {"period_to": "field-bad"} if period_to < period_from else {}
    if wrong:
        raise BadForm(wrong)
    body = access.body_with_key(tx, body_key)
    above = access.programme_to_change(tx, parent_key) if parent_key else None
    if not another:
        refuse_another(tx, body, level, period_from, period_to)
    programme = tx.add(
        Programme(
            slug=free_slug(tx, body, level, period_from, period_to),
            body_id=body.id,
            level=level,
            title=title,
            period_from=period_from,
            period_to=period_to,
            parent_id=above.id if above else None,
            parent_ref=above.slug if above else "",
            created_at=tx.now,
        )
    )
    tx.emit(ProgrammeStepped(programme_id=programme.id), state=("", "draft"), title=title)
    return str(programme.key)


def check_drafting(programme: Programme) -> None:
    """Raise NotInDraft unless the office may change the programme's words freely."""
    if programme.state not in DRAFTING:
        raise NotInDraft(state=programme.state)


def body_words(db: Session) -> BodyCatalogue:
    """Return the catalogue in which names of bodies are found, for a caller."""
    return catalogue(db, body_catalogue(db))


def line_of_texts(
    texts: Mapping[str, str], programme: Programme, bodies: BodyCatalogue, *, level: int = 1
) -> Line:
    """Return an item as a person wrote it: `texts` by the names of TEXTS, and kind and origin.

    Its time is read as a sheet's cell would be, in the programme's year where it has one. Raises
    BadForm where the text is lacking, or kind or origin is unknown.
    """
    said = {name: nfc(texts.get(name, "")) for name in TEXTS}
    kind, origin = texts.get("kind", ""), texts.get("origin", "")
    wrong = {} if said["text"] else {"text": "field-required"}
    wrong |= {} if kind in ("", *KINDS) else {"kind": "field-bad"}
    wrong |= {} if origin in ("", *ORIGINS) else {"origin": "field-bad"}
    if wrong:
        raise BadForm(wrong)
    when = read_time(said["time_text"], around(programme))
    named = ItemDefinition(
        text=said["text"], level=level, lead=said["lead"], coordinating=said["coordinating"]
    )
    line = line_of_definition(named, bodies)
    words = line.words | said | {"kind": kind, "origin": origin, "folded": fold(said["text"])}
    words |= {"time_from": when.time_from, "time_to": when.time_to}
    words["milestones"] = [
        {"text": m.text, "from": m.time_from, "to": m.time_to} for m in when.milestones
    ]
    return Line(words, line.bodies)


def around(programme: Programme) -> Around:
    """Return what a time without a year, or a day without a month, means in a programme."""
    first, last = programme.period_from, programme.period_to
    year = first.year if first.year == last.year else None
    month = first.month if year and first.month == last.month else None
    return Around(year=year, month=month)


def add_lines(
    tx: Tx,
    programme: Programme,
    lines: Sequence[Line],
    *,
    after: int | None = None,
    parents: Sequence[int | None] = (),
    carried: Sequence[int | None] = (),
) -> list[int]:
    """Add items to a programme, locked by its loader, and return their ids, for a caller.

    They stand after position `after` (0: first; None: last) in the order given; the others' may
    be other numbers afterwards, in the same order. `parents` and
    `carried`, where given, are as long as `lines`: the items that each breaks down or carries on.
    Tells of it once.
    """
    db = tx.session
    last = placing.last_place(db, programme.id)
    tx.take_time()  # one that has no room left is spread, in one statement
    places = placing.places_after(
        db, programme.id, last if after is None else min(after, last), len(lines)
    )
    ids = {str(key): body_id for key, body_id in db.exec(select(Body.key, Body.id))}
    added = adopting.insert_lines(
        db, programme.id, lines, body_ids=ids, parent_ids={}, places=places
    )
    for column, values in (
        (ProgrammeItem.parent_id, parents),
        (ProgrammeItem.carried_from_id, carried),
    ):
        for item_id, value in zip(added, values, strict=False):
            if value is not None:
                found = update(ProgrammeItem).where(col(ProgrammeItem.id) == item_id)
                db.execute(found.values({column: value}))
    resolve_considers(db, col(ProgrammeItem.id).in_(added))
    db.expire_all()
    tell_moved(tx, programme.id, added, added=added)
    return added


def tell_moved(
    tx: Tx, programme_id: int, item_ids: Sequence[int], *, placed: bool = False, **detail: object
) -> None:
    """Tell that items came to a programme or stand elsewhere in it, for a caller.

    `placed`: nothing but their places, headings included, is another.
    """
    few = tuple(item_ids) if len(item_ids) <= FEW else ()
    moved = ProgrammeListChanged(
        programme_id=programme_id, item_ids=few, count=len(item_ids), placed=placed
    )
    tx.emit(moved, **detail)
