"""Commands of letters that urge (*Công văn đôn đốc*): drafted, edited, numbered, filed."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.documents.heads import language_of
from server.kernel.errors import BadForm, EditConflict, NotFound
from server.kernel.i18n import current_locale, nfc, show_date, speaking, today
from server.kernel.i18n import gettext as _
from server.people.documents import settings_of
from server.people.models import Body
from server.people.numbering import give_number
from server.tasks.access import uuid_of
from server.tasks.events import TaskChanged
from server.tasks.followup import UrgedTask, UrgingLetter
from server.tasks.models import Task
from server.urging.access import NothingDue, letter_to_change, letter_to_file, urges
from server.urging.events import LetterChanged
from server.urging.letter_queries import KIND, calls, table

WORDS = (
    *("subject", "addressed", "opening", "closing", "recipients"),
    *("place", "on_behalf", "post", "signer"),
)


def draft_letter(tx: Tx, *, body: str = "") -> str:
    """Draft a letter to one body (its key), or to all that owe something. Returns its key.

    A draft to the same is used again. Raises NotFound or NothingDue.
    """
    urges(tx)
    tx.lock("urging")
    addressee = None
    if body:
        addressee = tx.session.exec(select(Body).where(Body.key == uuid_of(body))).first()
        if addressee is None:
            raise NotFound
    body_id = addressee.id if addressee else None
    there = tx.session.exec(
        select(UrgingLetter)
        .where(UrgingLetter.state == "draft")
        .where(col(UrgingLetter.body_id).is_not_distinct_from(body_id))
    ).first()
    if there is not None:
        return str(there.key)
    asked = select(Task.id).where(calls(tx.session, today(tx.now)))
    if addressee is not None:
        asked = asked.where(Task.lead_body_id == body_id)
    if tx.session.exec(asked.limit(1)).first() is None:
        raise NothingDue
    office = tx.session.exec(select(Body).where(Body.kind == "office").order_by(col(Body.id))).one()
    letter = tx.add(
        UrgingLetter(
            body_id=body_id,
            from_body_id=office.id,
            words=_proposed(tx, office, addressee),
            made_by_id=tx.actor.user_id,
            made_at=tx.now,
        )
    )
    tx.emit(LetterChanged(letter_id=letter.id), body=addressee.name if addressee else "")
    return str(letter.key)


def _proposed(tx: Tx, office: Body, addressee: Body | None) -> dict[str, str]:
    """What a letter says before anybody edits it: by order (*T/L*) of the standing body."""
    settings = settings_of(tx.session, office.id, KIND)
    standing = tx.session.exec(
        select(Body).where(Body.kind == "standing").order_by(col(Body.position), col(Body.id))
    ).first()
    level = standing.name if standing else ""
    with speaking(language_of(office.vocabulary, current_locale())):
        behalf = settings.on_behalf
        if standing and behalf.endswith(office.name.upper()) and office.vocabulary != "board":
            by_order = "T/L" if office.vocabulary == "party" else "TL."
            behalf = f"{by_order} {level.upper()}"
        said = {"day": show_date(today(tx.now)), "level": level, "office": office.name}
        opening = settings.opening or _(
            "The office follows and urges the carrying out of what %(level)s concluded. As of"
            " %(day)s these tasks are due or overdue, and no result was reported:"
        )
        closing = settings.closing or _(
            "Please carry them out without delay and report the result with its evidence to"
            " %(office)s; where a task cannot be done in time, please say why and by when."
        )
        to = addressee.name if addressee else _("The bodies in the table")
        keeps = settings.recipients or "\n".join(
            f"- {line}" for line in ((to, level, _("File of the office")) if level else (to,))
        )
        return {
            "subject": _("urging tasks that are due or overdue"),
            "addressed": _("To: %(body)s") % {"body": to},
            "opening": opening if settings.opening else opening % said,
            "closing": closing if settings.closing else closing % said,
            "recipients": keeps,
            "place": settings.place,
            "on_behalf": behalf,
            "post": settings.post.upper(),
            "signer": settings.signer,
        }


def edit_letter(
    tx: Tx, *, key: UUID | str, version: int, base: dict[str, str], to: dict[str, str]
) -> str:
    """Change the words of a draft. Returns its key. Raises NotFound, LetterIssued, EditConflict."""
    letter = letter_to_change(tx, key, "tasks.urge")
    wanted = {name: nfc(to[name]) for name in WORDS if to[name] != base[name]}
    if letter.version != version:
        moved = {n for n in wanted if letter.words[n] not in (base[n], wanted[n])}
        if moved:
            theirs = {name: letter.words[name] for name in moved}
            yours = {name: wanted[name] for name in moved}
            raise EditConflict(theirs=theirs, yours=yours, version=letter.version)
    changed = {n: (letter.words[n], v) for n, v in wanted.items() if letter.words[n] != v}
    if changed:
        letter.words = letter.words | {name: pair[1] for name, pair in changed.items()}
        tx.emit(LetterChanged(letter_id=letter.id), **{f"of_{n}": p for n, p in changed.items()})
    return str(letter.key)


def drop_letter(tx: Tx, *, key: UUID | str) -> int:
    """Drop a draft. Returns its id. Raises NotFound or LetterIssued."""
    letter = letter_to_change(tx, key, "tasks.urge")
    tx.emit(LetterChanged(letter_id=letter.id), dropped=True)
    tx.session.delete(letter)
    return letter.id


def issue_letter(
    tx: Tx, *, key: UUID | str, version: int, number: int, symbol: str, issued_on: date
) -> str:
    """Give a draft its number and day: its table is frozen as of that day, and the tasks bear it.

    Returns its key. Raises NotFound, LetterIssued, EditConflict (the words moved), BadForm,
    NumberTaken or NothingDue.
    """
    letter = letter_to_change(tx, key, "documents.number")
    if letter.version != version:
        raise EditConflict(theirs={}, yours={}, version=letter.version)
    if issued_on > today(tx.now):
        raise BadForm({"issued_on": "field-bad"})
    lines: list[dict[str, Any]] = table(tx.session, letter.body_id, issued_on)
    if not lines:
        raise NothingDue
    given = give_number(
        tx,
        body_id=letter.from_body_id,
        kind=KIND,
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        subject=letter.words["subject"],
        page="urging_letter",
        target=str(letter.key),
    )
    letter.state, letter.number, letter.symbol = "issued", f"{number:02d}", symbol
    letter.issued_on, letter.lines, letter.issued_by_id = issued_on, lines, tx.actor.user_id
    ids = [line["task"] for line in lines]
    tx.session.execute(
        insert(UrgedTask), [{"letter_id": letter.id, "task_id": task_id} for task_id in ids]
    )
    for task in tx.session.exec(select(Task).where(col(Task.id).in_(ids))):
        tx.emit(TaskChanged.of(task), urged=given.full)
    tx.emit(LetterChanged(letter_id=letter.id), number=given.full, issued_on=issued_on.isoformat())
    return str(letter.key)


def keep_file(tx: Tx, *, key: UUID | str, sha256: str) -> str:
    """Bind the file of an issued letter, once. Returns the hash that holds. Raises NotFound."""
    letter = letter_to_file(tx, key)
    if letter.state != "issued":
        raise NotFound
    if not letter.sha256:
        letter.sha256 = sha256
        tx.emit(LetterChanged(letter_id=letter.id), sha256=sha256)
    return letter.sha256
