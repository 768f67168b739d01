"""Which bodies the words of a task mean, by the office's own register."""

from dataclasses import dataclass

from sqlmodel import Session

from server.kernel.i18n import today
from server.kernel.types import now
from server.people.queries import body_catalogue
from server.programmes.bodies import catalogue_bodies
from server.programmes.reading import BodyCatalogue


@dataclass(frozen=True)
class Named:
    """A body as written; `body_id` is None where it is not (for sure) one body of today."""

    name: str
    body_id: int | None


def named_in(db: Session, text: str) -> list[Named]:
    """Return the bodies that `text` names, in its order; [] for no words.

    Case, marks and spaces do not matter. A body that has ended stands for its successor. A group,
    a post, or a name that two bodies share is nobody: the office decides.
    """
    day = today(now())
    ids = {str(body.key): body.id for body in body_catalogue(db) if body.stands(day)}
    return [
        Named(
            found.as_written, ids.get(found.key or "") if found.sure and not found.group else None
        )
        for found in BodyCatalogue(catalogue_bodies(db)).resolve(text)
    ]


def resolve(db: Session, text: str) -> int | None:
    """Return the id of the one body that leads, where `text` names one and no more."""
    named = named_in(db, text)
    return named[0].body_id if len(named) == 1 else None
