"""Matters that following up raises: raised once, put on an agenda as a hidden line with the state
of their tasks as a draft paper, or dismissed with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, func, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.materials.commands import add_paper
from server.meetings.commands import add_item, hide_item
from server.meetings.models import AgendaItem, Meeting
from server.overview.matters.events import MatterChanged
from server.overview.matters.finding import MOST, Finding, digest_of
from server.overview.matters.queries import state_lines
from server.people.access import require, viewer_with_id
from server.tasks.access import task_to_see, uuid_of
from server.tasks.events import STREAM
from server.tasks.followup import RaisedMatter, RaisedTask
from server.tasks.models import Task


class MatterSettled(DomainError):
    """The matter was put on an agenda or dismissed since the page was shown."""

    status, code = 409, "matter-settled"


class MeetingNotPlanned(DomainError):
    """A matter goes onto the agenda of a session that is still to come."""

    status, code = 409, "matter-meeting"


class NotRaised(DomainError):
    """Only a task that was given and is not done is a matter for a session."""

    status, code = 409, "matter-task"


@dataclass(frozen=True)
class Drawn:
    """The stored and inspected PDF of a matter's state table."""

    file_name: str
    sha256: str
    size_bytes: int
    page_count: int
    scanned_pages: int


def raise_found(tx: Tx, *, finding: Finding) -> str | None:
    """Raise what was found, once. What is overdue joins the matter of its body that still waits.

    Returns the matter's key; None where it was raised before.
    """
    tx.lock(STREAM)
    same = select(RaisedMatter.id).where(RaisedMatter.digest == finding.digest)
    if tx.session.exec(same).first() is not None:
        return None
    waiting = _waiting(tx, finding) if finding.reason == "overdue" else None
    if waiting is None:
        return _raise(tx, finding)
    return _join(tx, waiting, finding)


def raise_task(tx: Tx, *, key: UUID | str) -> str:
    """Ask a place on the next agenda for a task, by hand. Returns the matter's key.

    One that waits already with this task is that one. Raises NotFound or NotRaised.
    """
    tx.lock(STREAM)
    if tx.actor.user_id:
        viewer = viewer_with_id(tx.session, tx.actor.user_id)
        require(viewer, "tasks.raise")
        task, _readers = task_to_see(tx.session, viewer, key)
    else:
        task = tx.session.exec(select(Task).where(Task.key == uuid_of(key))).one()
    if task.state in ("planned", "done"):
        raise NotRaised
    before = (
        select(RaisedMatter)
        .join(RaisedTask, col(RaisedTask.matter_id) == col(RaisedMatter.id))
        .where(RaisedTask.task_id == task.id)
    )
    waits = tx.session.exec(before.where(RaisedMatter.state == "raised")).first()
    if waits is not None:
        return str(waits.key)
    times = len(tx.session.exec(before).all())
    digest = digest_of("asked", task.key, times)
    return _raise(tx, Finding("asked", task.assigner_body_id, (task.id,), digest))


def dismiss_matter(tx: Tx, *, key: UUID | str, version: int, reason: str) -> int:
    """Say why a matter needs no session. Raises NotFound, MatterSettled or BadForm."""
    matter = _to_decide(tx, key, "tasks.raise", version)
    if not reason:
        raise BadForm({"reason": "field-required"})
    matter.state, matter.answer = "dismissed", reason
    matter.decided_by_id, matter.decided_at = tx.actor.user_id, tx.now
    tx.emit(MatterChanged(matter_id=matter.id), state=("raised", "dismissed"), reason=reason)
    return matter.id


def table_matter(
    tx: Tx, *, key: UUID | str, version: int, meeting_key: UUID, title: str, paper: Drawn
) -> str:
    """*Đưa vào phiên tới*: a hidden line at the end of a planned meeting's agenda, with the state
    of the tasks as its draft paper. Returns the line's key.

    Raises NotFound, MatterSettled, MeetingNotPlanned, or what adding a line or a paper raises.
    """
    planned = select(Meeting.session_state).where(Meeting.key == meeting_key)
    if tx.session.exec(planned).first() not in (None, "planned"):
        raise MeetingNotPlanned
    item_key = add_item(tx, meeting_key=meeting_key, title=title)  # locks the meeting first
    matter = _to_decide(tx, key, "agenda.edit", version)
    hide_item(tx, key=UUID(item_key))
    add_paper(
        tx,
        item_key=item_key,
        kind="report",
        title=title,
        file_name=paper.file_name,
        sha256=paper.sha256,
        size_bytes=paper.size_bytes,
        page_count=paper.page_count,
        scanned_pages=paper.scanned_pages,
    )
    item = tx.session.exec(select(AgendaItem.id).where(AgendaItem.key == UUID(item_key))).one()
    matter.state, matter.agenda_item_id = "tabled", item
    matter.decided_by_id, matter.decided_at = tx.actor.user_id, tx.now
    tx.emit(MatterChanged(matter_id=matter.id), state=("raised", "tabled"), item=item)
    return item_key


def _to_decide(tx: Tx, key: UUID | str, act: str, version: int) -> RaisedMatter:
    tx.lock(STREAM)
    if tx.actor.user_id:
        require(viewer_with_id(tx.session, tx.actor.user_id), act)
    matter = tx.session.exec(select(RaisedMatter).where(RaisedMatter.key == uuid_of(key))).first()
    if matter is None:
        raise NotFound
    if matter.state != "raised" or matter.version != version:
        raise MatterSettled
    return matter


def _waiting(tx: Tx, finding: Finding) -> RaisedMatter | None:
    """The matter of the same reason and body that waits and has room for more tasks."""
    count = (
        select(func.count())
        .where(col(RaisedTask.matter_id) == col(RaisedMatter.id))
        .scalar_subquery()
    )
    return tx.session.exec(
        select(RaisedMatter)
        .where(RaisedMatter.state == "raised", RaisedMatter.reason == finding.reason)
        .where(col(RaisedMatter.body_id).is_not_distinct_from(finding.body_id), count < MOST)
    ).first()


def _raise(tx: Tx, finding: Finding) -> str:
    matter = tx.add(
        RaisedMatter(
            body_id=finding.body_id,
            reason=finding.reason,
            digest=finding.digest,
            lines=state_lines(tx.session, finding.task_ids),
            raised_by_id=tx.actor.user_id or None,
            raised_at=tx.now,
        )
    )
    _name(tx, matter, finding.task_ids)
    tx.emit(MatterChanged(matter_id=matter.id), raised=finding.reason)
    return str(matter.key)


def _join(tx: Tx, matter: RaisedMatter, finding: Finding) -> str | None:
    """Let further tasks stand in a matter that still waits."""
    there = set(
        tx.session.exec(select(RaisedTask.task_id).where(RaisedTask.matter_id == matter.id))
    )
    new = [task_id for task_id in finding.task_ids if task_id not in there]
    if not new:
        return None
    _name(tx, matter, new)
    matter.lines = [*matter.lines, *state_lines(tx.session, new)]
    matter.digest, matter.raised_at = finding.digest, tx.now
    tx.emit(MatterChanged(matter_id=matter.id), more=len(new))
    return str(matter.key)


def _name(tx: Tx, matter: RaisedMatter, task_ids: Sequence[int]) -> None:
    tx.session.add_all(RaisedTask(matter_id=matter.id, task_id=task_id) for task_id in task_ids)
    tx.session.flush()
