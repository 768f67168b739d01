"""Reminders: who is told of what, once.

A task without a product calls louder as its day comes and goes (tasks.rules.alert_of), and each
louder call is heard by more: *yellow* by the lead body's clerks, *red* by its head as well,
*special* by the assigning level as well: its chair, and those of it who sit on the standing body
(which also hears of tasks that nobody said who gave). A directive that must be answered is
told to the lead body's clerks, and once its day has passed to its head and to whoever gave it.

A row of Reminder is the promise: one for each task, alert, deadline and person, made by one
statement that leaves out what is there. So it may run as often as it likes, on any clock. Where
nobody of a body signs in there is nobody to remind: the letter reaches it (letters.py).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import literal
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select, update

from server.kernel.db import SYSTEM, Tx, Writer, seqs
from server.kernel.errors import NotFound
from server.kernel.events import Cursor
from server.kernel.tx import insert_into
from server.kernel.types import UTC
from server.people.events import OFFICE_RULES
from server.people.models import Account, Body, Membership
from server.tasks.access import uuid_of
from server.tasks.events import STREAM
from server.tasks.followup import Reminder, TaskDirective
from server.tasks.models import Task
from server.tasks.rules import WITHOUT_PRODUCT, Rules, alert_days, follow_up_rules
from server.urging.access import HEADS
from server.urging.events import Reminded, RemindersRead

READER = "reminders"
FOLLOWED = (STREAM, OFFICE_RULES)  # what changes who must be reminded, but for the day itself
DAY = "day"  # the cursor's row that says for which day reminders were made
UNDER_WAY = ("open", "reported", "returned")


def remind(writer: Writer, day: date) -> int:
    """Make the reminders that are due on `day`, as the system. Returns how many are new."""
    return writer.run(SYSTEM, uuid4().hex, make_reminders, day=day)


def moved(db: Session, day: date) -> bool:
    """Whether something happened since reminders were last made, for a caller that makes them."""
    return _reached(db) != _now(db, day)


def make_reminders(tx: Tx, *, day: date) -> int:
    """Make the reminders that are due on `day`. Returns how many are new. For the system alone."""
    if tx.actor.user_id:
        raise NotFound
    tx.take_time()
    tx.lock(READER)
    reached = _now(tx.session, day)  # before the rows are read: later changes are looked at again
    told: Counter[int] = Counter()
    for asked in _due(follow_up_rules(tx.session), day, tx.now):
        names = ["task_id", "alert", "deadline", "account_id", "made_at"]
        made = (
            insert_into(tx.session, Reminder)
            .from_select(names, asked.distinct())
            .on_conflict_do_nothing()
            .returning(col(Reminder.account_id))
        )
        told.update(tx.session.execute(made).scalars())
    for account_id in sorted(told):
        tx.emit(Reminded(user_id=account_id), count=told[account_id])
    for stream, seq in reached.items():
        tx.session.merge(Cursor(reader=READER, stream=stream, seq=seq))
    return told.total()


def read_reminders(tx: Tx, *, until: int, task: str = "") -> int:
    """Mark the actor's own reminders as seen, those up to the id `until`; `task` is the key of the
    only one meant. Returns how many. Raises NotFound."""
    mine = [
        col(Reminder.account_id) == tx.actor.user_id,
        col(Reminder.id) <= until,
        col(Reminder.read_at).is_(None),
    ]
    if task:
        found = select(Task.id).where(Task.key == uuid_of(task)).scalar_subquery()
        mine.append(col(Reminder.task_id) == found)
    done = tx.session.execute(
        update(Reminder).where(*mine).values(read_at=tx.now).returning(col(Reminder.id))
    ).all()
    if done:
        tx.emit(RemindersRead(user_id=tx.actor.user_id), count=len(done))
    return len(done)


def _reached(db: Session) -> dict[str, int]:
    rows = db.exec(select(Cursor).where(Cursor.reader == READER))
    return {row.stream: row.seq for row in rows}


def _now(db: Session, day: date) -> dict[str, int]:
    return {**seqs(db, list(FOLLOWED)), DAY: day.toordinal()}


def _due(rules: Rules, day: date, moment: Any) -> Iterator[Any]:
    """Yield selects of (task, alert, deadline, account, moment) of all who are to be told."""
    quieter: list[date] = []
    for alert, last in alert_days(rules, day).items():  # the loudest first
        asked = [
            col(Task.state).in_(WITHOUT_PRODUCT),
            col(Task.deadline) <= last,
            *[col(Task.deadline) > louder for louder in quieter],
        ]
        row = (Task.id, literal(alert), Task.deadline, Account.id, literal(moment, UTC()))
        roles = ("clerk",) if alert == "yellow" else HEADS
        yield _members(row, day, roles).where(*asked, Membership.body_id == Task.lead_body_id)
        if alert == "special":
            yield from _assigning(row, day, asked)
        quieter.append(last)
    yield from _directives(day, moment)


def _members(row: tuple[Any, ...], day: date, roles: tuple[str, ...]) -> Any:
    """Members of today in one of `roles`, each beside every task until a condition joins them."""
    return (
        select(*row)
        .select_from(Membership)
        .join(Account, col(Account.id) == col(Membership.account_id))
        .join(Body, col(Body.id) == col(Membership.body_id))
        .join(Task, literal(True))
        .where(col(Account.disabled_at).is_(None), col(Membership.role).in_(roles))
        .where(col(Membership.since) <= day)
        .where(or_(col(Membership.until).is_(None), col(Membership.until) >= day))
    )


def _assigning(row: tuple[Any, ...], day: date, asked: list[Any]) -> Iterator[Any]:
    seat, board = aliased(Membership), aliased(Body)
    standing = (
        select(seat.account_id)
        .join(board, col(board.id) == col(seat.body_id))
        .where(board.kind == "standing", col(seat.role).in_(("chair", "delegate")))
        .where(col(seat.since) <= day, or_(col(seat.until).is_(None), col(seat.until) >= day))
    )
    sits = or_(Membership.role == "chair", col(Membership.account_id).in_(standing))
    level = _members(row, day, ("chair", "delegate")).where(*asked)
    yield level.where(Membership.body_id == Task.assigner_body_id, sits)
    yield level.where(col(Task.assigner_body_id).is_(None), Body.kind == "standing")


def _directives(day: date, moment: Any) -> Iterator[Any]:
    """Who hears of directives that nobody has answered."""
    late = TaskDirective.answer_by < day  # type: ignore[operator]
    for alert, roles, when in (
        ("directive", ("clerk",), col(TaskDirective.answer_by) >= day),
        ("unanswered", HEADS, late),
    ):
        row = (Task.id, literal(alert), TaskDirective.answer_by, Account.id, literal(moment, UTC()))
        asked = [
            TaskDirective.kind == "directive",
            col(TaskDirective.answered_at).is_(None),
            col(Task.state).in_(UNDER_WAY),
            when,
        ]
        yield (
            _members(row, day, roles)
            .join(TaskDirective, col(TaskDirective.task_id) == col(Task.id))
            .where(*asked, Membership.body_id == Task.lead_body_id)
        )
        if alert == "unanswered":
            yield (
                select(*row)  # type: ignore[call-overload]
                .select_from(TaskDirective)
                .join(Task, col(Task.id) == col(TaskDirective.task_id))
                .join(Account, col(Account.id) == col(TaskDirective.said_by_id))
                .where(*asked, col(Account.disabled_at).is_(None))
            )
