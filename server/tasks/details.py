"""All that stands on a task's own page beside its words and results."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.i18n import local, today
from server.kernel.types import now
from server.people.access import Viewer
from server.people.queries import account_names, body_names
from server.programmes.following import watchers
from server.tasks.access import TaskReaders, uuid_of
from server.tasks.followup import (
    TaskCorrection,
    TaskDirective,
    TaskExtension,
    TaskTerms,
    TaskWord,
)
from server.tasks.models import Task
from server.tasks.queries import TaskLine, task, task_lines
from server.tasks.results import is_unproved
from server.tasks.rhythms import next_report
from server.tasks.rules import alert_of, follow_up_rules
from server.tasks.said import (
    DirectiveLine,
    ExtensionLine,
    TermsLine,
    WordLine,
    asked_line,
    directive_line,
    extension_line,
    terms_line,
    word_line,
)

Row = TypeVar("Row")


@dataclass(frozen=True)
class Details:
    """What stands on a task's page. Days are counted to `day`.

    `proposed` is whom the office's own list has for its field or lead body, "" where somebody
    watches already. `silent_days` since anybody of its bodies said a word, None where that does
    not count; `silent`: longer than the office's rules let it be. `unproved`: closed without
    evidence.
    """

    day: date
    alert: str
    watcher: str
    proposed: str
    next_report: date | None
    silent_days: int | None
    silent: bool
    parent: TaskLine | None
    parts: tuple[TaskLine, ...]
    words: tuple[WordLine, ...]
    extensions: tuple[ExtensionLine, ...]
    directives: tuple[DirectiveLine, ...]
    history: tuple[TermsLine, ...]
    asked: tuple[TermsLine, ...] = field(default=())
    unproved: bool = False

    @property
    def extension(self) -> ExtensionLine | None:
        """The request for a later day that waits."""
        return next((line for line in self.extensions if line.state == "waiting"), None)

    @property
    def unanswered(self) -> DirectiveLine | None:
        """The oldest directive that waits for its answer."""
        return next((line for line in reversed(self.directives) if line.waits), None)

    def parent_for(self, readers: TaskReaders) -> TaskLine | None:
        """The task it is a part of, where these readers see that one."""
        return self.parent if self.parent and _sees(readers, self.parent) else None

    def parts_for(self, readers: TaskReaders) -> tuple[TaskLine, ...]:
        """Its parts that these readers see."""
        return tuple(part for part in self.parts if _sees(readers, part))


def _sees(readers: TaskReaders, line: TaskLine) -> bool:
    return readers.sees(line.state, line.lead_id, line.coordinating_ids, line.confirmer_id)


def details_of(db: Session, line: TaskLine) -> Details:
    """Return what stands on a task's page, for a caller that filters by readers."""
    day, rules = today(now()), follow_up_rules(db)
    words, terms = _of(db, TaskWord, line.id), _of(db, TaskTerms, line.id)
    extensions = _of(db, TaskExtension, line.id)
    directives = _of(db, TaskDirective, line.id)
    corrections = [r for r in _of(db, TaskCorrection, line.id) if r.state == "waiting"]
    ids = {row.said_by_id for row in words} | {row.said_by_id for row in directives}
    ids |= {row.asked_by_id for row in extensions} | {row.asked_by_id for row in corrections}
    ids |= {row.changed_by_id for row in terms}
    ids |= {row.decided_by_id or 0 for row in extensions}
    ids |= {row.answered_by_id or 0 for row in directives} | {line.watcher_id or 0}
    names = account_names(db, ids)
    bodies = body_names(db, {row.body_id for row in words if row.body_id})
    family = _family(db, line)
    open_now = line.state in ("open", "returned")
    since = line.last_word_at or line.opened_at
    silent_days = (day - local(since).date()).days if since and open_now else None
    return Details(
        day=day,
        alert=alert_of(line, rules, day),
        watcher=names.get(line.watcher_id or 0, ""),
        proposed=_proposed(db, line),
        next_report=_next_report(line, words),
        silent_days=silent_days,
        silent=silent_days is not None and silent_days > rules.silent,
        parent=next((one for one in family if one.id == line.parent_id), None),
        parts=tuple(one for one in family if one.parent_id == line.id),
        words=tuple(word_line(row, names, bodies) for row in words),
        extensions=tuple(extension_line(row, names) for row in extensions),
        directives=tuple(directive_line(row, names, day) for row in directives),
        history=tuple(terms_line(row, names) for row in terms),
        asked=tuple(asked_line(db, row, names) for row in corrections),
        unproved=is_unproved(db, line.id),
    )


def _of(db: Session, table: type[Row], task_id: int) -> list[Row]:
    """A task's rows of a table, the newest first."""
    columns: Any = table
    found = select(columns).where(columns.task_id == task_id).order_by(columns.id.desc())
    return list(db.exec(found))


def _family(db: Session, line: TaskLine) -> list[TaskLine]:
    """A task's parent and its parts."""
    ids = select(Task).where((Task.parent_id == line.id) | (Task.id == line.parent_id))
    return task_lines(db, list(db.exec(ids.order_by(col(Task.id)))))


def _proposed(db: Session, line: TaskLine) -> str:
    if line.watcher_id or line.state == "done":
        return ""
    leads = [line.lead_id] if line.lead_id else []
    found = watchers(db).of(None, "", line.field, leads)
    return account_names(db, [found[0]]).get(found[0], "") if found else ""


def _next_report(line: TaskLine, words: Sequence[TaskWord]) -> date | None:
    if not line.rhythm or line.opened_at is None or line.state == "done":
        return None
    told = [word.said_at for word in words if word.kind == "progress" and word.body_id]
    told += [line.reported_at] if line.reported_at else []
    last = local(max(told)).date() if told else None
    return next_report(line.rhythm, local(line.opened_at).date(), last)


def extension(db: Session, viewer: Viewer, key: str) -> tuple[ExtensionLine, TaskLine, TaskReaders]:
    """Return a request for a later day of a task within sight. Raises NotFound."""
    row = db.exec(select(TaskExtension).where(TaskExtension.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    line, readers = task(db, viewer, str(db.get_one(Task, row.task_id).key))
    found = next(e for e in details_of(db, line).extensions if e.key == str(row.key))
    return found, line, readers


def directive(db: Session, viewer: Viewer, key: str) -> tuple[DirectiveLine, TaskLine, TaskReaders]:
    """Return what the standing body said of a task within sight. Raises NotFound."""
    row = db.exec(select(TaskDirective).where(TaskDirective.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    line, readers = task(db, viewer, str(db.get_one(Task, row.task_id).key))
    found = next(d for d in details_of(db, line).directives if d.key == str(row.key))
    return found, line, readers
