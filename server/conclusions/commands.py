"""Conclusions as they are noted, changed, agreed to and taken into the draft notice.

Their tasks stand in assigning.py, the notice in issuing.py, its corrections in correcting.py.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import col, func, select

from server.conclusions import access
from server.conclusions.events import ConclusionChanged
from server.conclusions.fields import field_at
from server.conclusions.models import VERDICTS, Conclusion, NothingArises
from server.conclusions.proposing import Answer, Found, read_words
from server.conclusions.rewording import reword
from server.conclusions.verdicts import ASSIGNING, with_tasks
from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import today
from server.meetings.access import meeting_to_edit
from server.meetings.models import AgendaItem, Meeting
from server.tasks.access import tasks_of
from server.tasks.bodies import register
from server.tasks.commands import plan_task


class ConclusionMoved(DomainError):
    """The wording changed since the page was shown: nobody agrees to words unseen."""

    status, code = 409, "conclusion-moved"


class HasTasks(DomainError):
    """A conclusion that has tasks assigns; the tasks must be removed first."""

    status, code = 409, "conclusion-has-tasks"


class NotOnlyNoted(DomainError):
    """Only a conclusion that is merely noted can be removed: not agreed, no task, no draft."""

    status, code = 409, "conclusion-not-only-noted"


class HasConclusions(DomainError):
    """The item has conclusions: what arises is said at each of them."""

    status, code = 409, "item-has-conclusions"


def changed(tx: Tx, item: AgendaItem, conclusion_id: int | None, **detail: object) -> None:
    """Tell the meeting's pages about a conclusion of `item`."""
    tx.emit(
        ConclusionChanged(
            meeting_id=item.meeting_id,
            item_id=item.id,
            item_key=item.key,
            conclusion_id=conclusion_id,
        ),
        **detail,
    )


def seen_at(conclusion: Conclusion, version: int) -> None:
    """Raise ConclusionMoved where a conclusion is no longer as it was shown."""
    if conclusion.version != version:
        raise ConclusionMoved


def note_conclusion(
    tx: Tx, *, item_key: UUID | str, text: str, answers: Sequence[Answer] | None = None
) -> str:
    """Note a conclusion at an item (*Ghi kết luận*), numbered within the meeting; returns its key.

    With `answers`, what was said of the tasks that the words give, these are planned with it; None
    notes the words alone. Raises NotFound, FileComplete, SecretItem, TooManyTasks or BadForm.
    """
    item, meeting = access.item_to_conclude(tx, item_key)
    known = register(tx.session)
    found: tuple[Found, ...] = ()
    if answers is not None:
        found = read_words(tx.session, text, today(meeting.starts_at), answers, known)
    tasks = [proposed.task for proposed in found if proposed.on]
    if (settled := tx.session.get(NothingArises, item.id)) is not None:
        tx.session.delete(settled)
    last = tx.session.exec(
        select(func.max(Conclusion.number)).where(Conclusion.meeting_id == meeting.id)
    ).one()
    conclusion = tx.add(
        Conclusion(
            meeting_id=meeting.id,
            item_id=item.id,
            number=(last or 0) + 1,
            text=text,
            noted=text,
            verdict=with_tasks(text) if tasks else "",
            changed_by_id=tx.actor.user_id or None,
            created_at=tx.now,
        )
    )
    field = field_at(tx.session, item.id) if tasks else ""
    for words in tasks:
        ids = {"meeting_id": meeting.id, "conclusion_id": conclusion.id}
        plan_task(tx, **ids, words=words, field=field, known=known)
    changed(tx, item, conclusion.id, noted=text)
    return str(conclusion.key)


def edit_conclusion(
    tx: Tx,
    *,
    key: UUID | str,
    version: int,
    base_text: str,
    text: str,
    answers: Sequence[Answer] | None = None,
) -> list[int | bool]:
    """Change the wording, at the desk or in the draft notice; `noted` keeps the first words.

    With `answers`, what was said of the changes that the new words make to the tasks, these are
    taken over with it (rewording.py); None leaves the tasks alone.

    In the draft every wording is kept (DraftWording). New words take an agreement back: the chair
    agrees to words, not to a number. Returns [id, whether that happened]. Raises NotFound,
    FileComplete, ConclusionIssued, EditConflict, TooManyTasks or BadForm.
    """
    conclusion, item, meeting = access.conclusion_to_edit(tx, key)
    taken_back = bool(conclusion.agreed_as)
    if not (edited := reword(tx, conclusion, meeting, version, (base_text, text), answers)):
        return [conclusion.id, False]
    _disagree(conclusion)
    changed(tx, item, conclusion.id, agreement_taken_back=taken_back, **edited)
    return [conclusion.id, taken_back]


def remove_conclusion(tx: Tx, *, key: UUID | str) -> int:
    """Remove a conclusion that is only noted; restore_conclusion puts it back. Returns its id."""
    conclusion, item, _meeting = access.conclusion_to_edit(tx, key)
    drafted = bool(conclusion.agreed_as or conclusion.session_text)
    if drafted or tasks_of(tx.session, [conclusion.id])[conclusion.id]:
        raise NotOnlyNoted
    conclusion.removed = True
    conclusion.changed_by_id = tx.actor.user_id or None
    changed(tx, item, conclusion.id, removed=True)
    return conclusion.id


def restore_conclusion(tx: Tx, *, key: UUID | str) -> int:
    """Put a removed conclusion back under its number. Returns its id."""
    conclusion, item, _meeting = access.conclusion_to_edit(tx, key, removed=True)
    conclusion.removed = False
    conclusion.changed_by_id = tx.actor.user_id or None
    if (settled := tx.session.get(NothingArises, item.id)) is not None:
        tx.session.delete(settled)
    changed(tx, item, conclusion.id, removed=False)
    return conclusion.id


def agree(tx: Tx, *, meeting_key: UUID | str, seen: Mapping[str, int]) -> list[int]:
    """The chair agrees (*Đồng ý nội dung*), on the own tablet, to what is shown there.

    `seen` maps the key of each conclusion to the version that was shown: one, or all of them.
    Returns their ids. Raises NotFound, FileComplete, ConclusionIssued, or ConclusionMoved when a
    wording is no longer the one shown; then none is agreed.
    """
    return _agree(tx, access.meeting_to_agree(tx, meeting_key), seen, "chair")


def record_agreed(tx: Tx, *, meeting_key: UUID | str, seen: Mapping[str, int]) -> list[int]:
    """The secretary records that the chair has concluded so (*Chủ trì đã kết luận*)."""
    meeting = meeting_to_edit(tx, meeting_key, "conclusions.note")
    return _agree(tx, meeting, seen, "recorded")


def _agree(tx: Tx, meeting: Meeting, seen: Mapping[str, int], agreed_as: str) -> list[int]:
    act = "conclusions.agree" if agreed_as == "chair" else "conclusions.note"
    ids = []
    for key, version in seen.items():
        conclusion, item, its_meeting = access.conclusion_to_edit(tx, key, act)
        if its_meeting.id != meeting.id:
            raise NotFound
        seen_at(conclusion, version)
        ids.append(conclusion.id)
        if conclusion.agreed_as == agreed_as or conclusion.agreed_as == "chair":
            continue
        conclusion.agreed_as, conclusion.agreed_at = agreed_as, tx.now
        conclusion.agreed_by_id = tx.actor.user_id or None
        changed(tx, item, conclusion.id, agreed_as=agreed_as, text=conclusion.text)
    return ids


def _disagree(conclusion: Conclusion) -> None:
    conclusion.agreed_as, conclusion.agreed_by_id, conclusion.agreed_at = "", None, None


def open_draft(tx: Tx, *, meeting_key: UUID | str) -> list[int]:
    """Take what the chair has agreed to into the draft notice (*Lập dự thảo thông báo*).

    Its words as agreed at the session are kept from now on beside those of the draft. What is
    agreed to later is taken in by doing it again. Returns the ids of those that came in. Raises
    NotFound or FileComplete.
    """
    meeting = meeting_to_edit(tx, meeting_key, "conclusions.note")
    rows = tx.session.execute(
        select(Conclusion, AgendaItem)
        .join(AgendaItem, col(AgendaItem.id) == col(Conclusion.item_id))
        .where(Conclusion.meeting_id == meeting.id)
        .where(Conclusion.agreed_as != "")
        .where(Conclusion.session_text == "")
        .where(col(Conclusion.notice_id).is_(None))
        .order_by(col(Conclusion.number))
    ).all()
    for conclusion, item in rows:
        conclusion.session_text = conclusion.text
        changed(tx, item, conclusion.id, drafted=conclusion.text)
    return [conclusion.id for conclusion, _item in rows]


def set_verdict(tx: Tx, *, key: UUID | str, version: int, verdict: str) -> int:
    """Say what follows: tasks (assigns), a decision alone (decides), both (decides-assigns),
    nothing (no-task).

    Returns the id. Raises NotFound, FileComplete, ConclusionIssued, HasTasks or EditConflict.
    """
    if verdict not in VERDICTS:
        raise BadForm({"verdict": "field-bad"})
    conclusion, item, _meeting = access.conclusion_to_edit(tx, key)
    if verdict not in ASSIGNING and tasks_of(tx.session, [conclusion.id])[conclusion.id]:
        raise HasTasks
    was = conclusion.verdict
    if was != verdict:
        conclusion.verdict = verdict
        conclusion.changed_by_id = tx.actor.user_id or None
        changed(tx, item, conclusion.id, verdict=(was, verdict))
    return conclusion.id


def say_nothing_arises(tx: Tx, *, item_key: UUID | str) -> int:
    """Say of an item without conclusions that nothing arises. Returns the item's id.

    Raises NotFound, FileComplete, SecretItem or HasConclusions.
    """
    item, meeting = access.item_to_conclude(tx, item_key)
    if _has_conclusions(tx, item):
        raise HasConclusions
    if tx.session.get(NothingArises, item.id) is None:
        tx.add(
            NothingArises(
                item_id=item.id,
                meeting_id=meeting.id,
                said_by_id=tx.actor.user_id,
                said_at=tx.now,
            )
        )
        changed(tx, item, None, nothing_arises=True)
    return item.id


def take_back_nothing_arises(tx: Tx, *, item_key: UUID | str) -> int:
    """Take back that nothing arises at an item. Returns the item's id."""
    item, _meeting = access.item_to_conclude(tx, item_key)
    if (said := tx.session.get(NothingArises, item.id)) is not None:
        tx.session.delete(said)
        changed(tx, item, None, nothing_arises=False)
    return item.id


def _has_conclusions(tx: Tx, item: AgendaItem) -> bool:
    found = tx.session.exec(
        select(Conclusion.id)
        .where(Conclusion.item_id == item.id)
        .where(col(Conclusion.removed) == False)  # noqa: E712
    )
    return found.first() is not None
