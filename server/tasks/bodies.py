"""Which body a name written in a task means."""

import re

from sqlmodel import Session

from server.kernel.i18n import fold, nfc, today
from server.kernel.types import now
from server.people.queries import BodyView, body_catalogue


def names_in(text: str) -> list[str]:
    """Split what was written where several bodies may stand: at semicolons, commas and lines."""
    return [name for part in re.split(r"[;,\n]", text) if (name := nfc(part))]


def resolve(db: Session, name: str) -> int | None:
    """Return the id of the one body called `name` (or an alias of it), else None.

    Case, marks and spaces do not matter. A body that has ended stands for its successor. A group,
    a post or a name that two bodies share is nobody: the office decides.
    """
    folded = fold(name)
    if not folded:
        return None
    bodies = {body.id: body for body in body_catalogue(db)}
    called = [
        body
        for body in bodies.values()
        if folded in {fold(other) for other in (body.name, body.short_name, *body.aliases)}
    ]
    found = {live for body in called if (live := _in_force(bodies, body)) is not None}
    return found.pop() if len(found) == 1 else None


def _in_force(bodies: dict[int, BodyView], body: BodyView) -> int | None:
    """Follow successors, a few at most, to the body that exists today."""
    day = today(now())
    for _step in range(5):
        if body.stands(day):
            return body.id
        if body.successor_id is None:
            return None
        body = bodies[body.successor_id]
    return None
