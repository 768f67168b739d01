"""Which bodies the words of a task mean, by the office's own register."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from server.kernel.db import Tx
from server.kernel.i18n import today
from server.kernel.types import now
from server.people.queries import BodyView, body_catalogue
from server.programmes.bodies import catalogue
from server.programmes.reading import BodyCatalogue
from server.tasks.models import Task, TaskBody


@dataclass(frozen=True)
class Named:
    """A body as written; `body_id` is None where it is not (for sure) one body of today."""

    name: str
    body_id: int | None


@dataclass(frozen=True)
class Register:
    """The office's register: all names that bodies have, and those that stand today, by key."""

    catalogue: BodyCatalogue
    standing: Mapping[str, BodyView]

    def named_in(self, text: str) -> list[Named]:
        """Return the bodies that `text` names, in its order; [] for no words.

        Case, marks and spaces do not matter. A body that has ended stands for its successor. A
        group, a post, or a name that two bodies share is nobody: the office decides.
        """
        found = []
        for named in self.catalogue.resolve(text):
            body = self.standing.get(named.key or "") if named.sure and not named.group else None
            found.append(Named(named.as_written, body.id if body else None))
        return found

    def one(self, text: str) -> BodyView | None:
        """Return the one body that leads, where `text` names one and no more."""
        named = self.named_in(text)
        if len(named) != 1 or named[0].body_id is None:
            return None
        return next(body for body in self.standing.values() if body.id == named[0].body_id)


def register(db: Session) -> Register:
    """Return the register as it is now."""
    day = today(now())
    views = body_catalogue(db)
    standing = {str(body.key): body for body in views if body.stands(day)}
    return Register(catalogue(db, views), standing)


def set_coordinating(tx: Tx, task: Task, known: Register) -> None:
    """Resolve a task's coordinating bodies anew, as they are written."""
    for row in tx.session.exec(select(TaskBody).where(TaskBody.task_id == task.id)):
        tx.session.delete(row)
    for named in known.named_in(task.coordinating_text):
        tx.add(TaskBody(task_id=task.id, name=named.name, body_id=named.body_id))
