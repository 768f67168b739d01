"""Which body an item is put to: its words (*Cấp trình*) found in the register of bodies."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from server.people.models import Body
from server.people.queries import body_catalogue
from server.programmes.bodies import catalogue
from server.programmes.models import ProgrammeItem


def considered(db: Session, texts: Iterable[str]) -> dict[str, int]:
    """Return which body each of `texts` names, by its id, for a caller; none, or more than one:
    left out."""
    wanted = {text for text in texts if text}
    if not wanted:
        return {}
    bodies = catalogue(db, body_catalogue(db))
    ids = {str(key): body_id for key, body_id in db.exec(select(Body.key, Body.id))}
    found = {}
    for text in wanted:
        named = bodies.resolve(text)
        if len(named) == 1 and named[0].sure and named[0].key in ids:
            found[text] = ids[named[0].key]
    return found


def resolve_considers(db: Session, *where: ColumnElement[bool]) -> None:
    """Say of items whose words came or changed which body they are put to, for a caller."""
    texts = db.exec(select(ProgrammeItem.considers).where(*where).distinct()).all()
    found = considered(db, texts)
    for text in texts:
        those = col(ProgrammeItem.considers) == text
        body_id = found.get(text)
        other = (
            col(ProgrammeItem.considers_id).is_not(None)
            if body_id is None
            else col(ProgrammeItem.considers_id).is_distinct_from(body_id)
        )
        db.execute(update(ProgrammeItem).where(*where, those, other).values(considers_id=body_id))
