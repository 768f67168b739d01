"""Papers of an agenda item: added as drafts, sent to the delegates, recalled.

A paper keeps all its drafts. Delegates read the one that was sent last, and nothing before the
first sending; *Thu hồi* takes a sent paper back and is undone by sending it again.
"""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, func, select

from server.kernel.db import Tx
from server.kernel.errors import DomainError
from server.materials.access import item_for_papers, paper_to_edit, version_to_send
from server.materials.events import PaperChanged
from server.materials.evidence import note_papers
from server.materials.models import KINDS, Paper, PaperVersion
from server.meetings.access import meeting_to_edit, uuid_of
from server.meetings.commands.common import one_line
from server.meetings.models import AgendaItem


class SecretItem(DomainError):
    """The item is presented from paper in the room and takes no file."""

    status, code = 422, "secret-item-no-paper"


class UnknownKind(DomainError):
    """No such kind of paper."""

    status, code = 422, "unknown-paper-kind"


class NothingToSend(DomainError):
    """No paper was chosen."""

    status, code = 422, "nothing-to-send"


class ScansNotSeen(DomainError):
    """Scanned pages cannot be searched for a secrecy mark: somebody must look at them first."""

    status, code = 422, "scans-not-seen"


class NewerDraft(DomainError):
    """Somebody has uploaded a newer draft since the list was opened."""

    status, code = 409, "newer-draft"


class PaperNotSent(DomainError):
    """Only a paper that has been sent can be recalled."""

    status, code = 409, "paper-not-sent"


class AllSent(DomainError):
    """What has been sent is recalled, not dropped."""

    status, code = 409, "no-draft-to-drop"


def add_paper(
    tx: Tx,
    *,
    item_key: UUID | str,
    kind: str,
    title: str,
    file_name: str,
    sha256: str,
    size_bytes: int,
    page_count: int,
    scanned_pages: int,
) -> str:
    """Add an inspected and stored PDF to an agenda item, as a draft. Returns the draft's key.

    Raises NotFound, FileComplete, SecretItem or UnknownKind.
    """
    item, _ = item_for_papers(tx, item_key)
    if item.secret:
        raise SecretItem
    _check_kind(kind)
    last = tx.session.scalar(select(func.max(Paper.position)).where(Paper.item_id == item.id)) or 0
    paper = tx.add(Paper(item_id=item.id, kind=kind, title=title, position=last + 1))
    draft = _add_draft(tx, paper, 1, file_name, sha256, size_bytes, page_count, scanned_pages)
    _tell(tx, paper, item, added=title, draft=1, sha256=sha256)
    note_papers(tx, item)
    return draft


def add_draft(
    tx: Tx,
    *,
    key: UUID | str,
    file_name: str,
    sha256: str,
    size_bytes: int,
    page_count: int,
    scanned_pages: int,
) -> str:
    """Add the next draft (*Dự thảo lần n*); what delegates read stays until it is sent.

    Returns the draft's key. Raises NotFound, FileComplete or SecretItem.
    """
    paper, item = paper_to_edit(tx, key)
    if item.secret:
        raise SecretItem
    number = _newest(tx, paper).number + 1
    draft = _add_draft(tx, paper, number, file_name, sha256, size_bytes, page_count, scanned_pages)
    _tell(tx, paper, item, draft=number, sha256=sha256)
    return draft


def edit_paper(
    tx: Tx,
    *,
    key: UUID | str,
    version: int,
    base_title: str,
    title: str,
    base_kind: str,
    kind: str,
) -> int:
    """Change a paper's title and kind. Raises NotFound, FileComplete, UnknownKind, EditConflict."""
    paper, item = paper_to_edit(tx, key)
    _check_kind(kind)
    base, to = {"title": base_title, "kind": base_kind}, {"title": one_line(title), "kind": kind}
    if changed := tx.edit(paper, version, base=base, to=to):
        _tell(tx, paper, item, **changed)
        note_papers(tx, item)
    return int(paper.id)


def move_paper(tx: Tx, *, key: UUID | str, after: UUID | str | None) -> int:
    """Put a paper behind another one of its item (None: first).

    Raises NotFound or FileComplete. A place next to a paper that has gone is the last one.
    """
    paper, item = paper_to_edit(tx, key)
    rows = tx.session.exec(
        select(Paper).where(Paper.item_id == item.id).order_by(col(Paper.position))
    ).all()
    others = [each for each in rows if each.id != paper.id]
    keys = [str(each.key) for each in others]
    place = 0 if after is None else keys.index(str(after)) + 1 if str(after) in keys else len(keys)
    order = [*others[:place], paper, *others[place:]]
    if [each.id for each in order] != [each.id for each in rows]:
        for position, each in enumerate(order, 1):
            each.position = position
        _tell(tx, paper, item, place=place + 1)
    return int(paper.id)


def send_papers(
    tx: Tx, *, meeting_key: UUID | str, versions: list[str], scans_seen: bool
) -> list[int]:
    """Send papers of a meeting to its delegates (*Gửi đại biểu*), each in the draft looked at.

    `versions` are keys of PaperVersions; `scans_seen` says that their scanned pages were looked
    at. What has been sent already stays as it is. Returns the papers' ids. Raises NotFound,
    FileComplete, SecretItem, NothingToSend, ScansNotSeen or NewerDraft; then none is sent.
    """
    meeting = meeting_to_edit(tx, meeting_key, "papers.keep")
    if not versions:
        raise NothingToSend
    chosen = [version_to_send(tx, key, meeting) for key in versions]
    for paper, version in chosen:
        item = tx.session.get_one(AgendaItem, paper.item_id)
        if paper.state == "sent" and paper.current_id == version.id:
            continue
        if item.secret:
            raise SecretItem
        if version.id != _newest(tx, paper).id:
            raise NewerDraft(title=paper.title)
        if version.scanned_pages and not scans_seen:
            raise ScansNotSeen(title=paper.title)
        was, paper.state = paper.state, "sent"
        paper.current_id, paper.sent_at = version.id, tx.now
        _tell(tx, paper, item, state=(was, "sent"), draft=version.number, sha256=version.sha256)
    note_papers(tx, *(tx.session.get_one(AgendaItem, paper.item_id) for paper, _ in chosen))
    return [int(paper.id) for paper, _ in chosen]


def recall_paper(tx: Tx, *, key: UUID | str) -> int:
    """Take a sent paper back from the delegates' tablets (*Thu hồi*).

    Recalled already: nothing happens. Raises NotFound, FileComplete or PaperNotSent.
    """
    paper, item = paper_to_edit(tx, key)
    if paper.state == "draft":
        raise PaperNotSent
    if paper.state == "sent":
        paper.state = "recalled"
        _tell(tx, paper, item, state=("sent", "recalled"))
        note_papers(tx, item)
    return int(paper.id)


def drop_draft(tx: Tx, *, key: UUID | str, draft: UUID | str) -> int:
    """Drop the newest draft, which has not been sent; a paper without any draft goes too.

    `draft` is the version's key. Returns the id the paper has or had. Raises NotFound,
    FileComplete, NewerDraft or AllSent.
    """
    paper, item = paper_to_edit(tx, key)
    newest = _newest(tx, paper)
    if str(newest.key) != str(draft):
        raise NewerDraft(title=paper.title)
    if newest.id == paper.current_id:
        raise AllSent
    _tell(tx, paper, item, dropped=paper.title, draft=newest.number, sha256=newest.sha256)
    tx.session.delete(newest)
    tx.session.flush()
    if newest.number == 1:
        tx.session.delete(paper)
    note_papers(tx, item)
    return int(paper.id)


# --- renditions: the system's own ---------------------------------------------------------------


def claim_rendition(tx: Tx, *, key: UUID | str, lease_seconds: float) -> str | None:
    """Take a version's pending rendition on; returns the source's hash, None: nothing to do."""
    version = _version(tx, key)
    if version is None or version.rendition_state != "pending":
        return None
    if version.rendition_lease is not None and version.rendition_lease > tx.now:
        return None
    version.rendition_lease = tx.now + timedelta(seconds=lease_seconds)
    return version.sha256


def finish_rendition(tx: Tx, *, key: UUID | str, sha256: str | None) -> bool:
    """Note a rendition's hash; None: it cannot be made, and the original is read.

    Nobody is told: the pages are the same. Returns whether anybody still waited for it.
    """
    version = _version(tx, key)
    if version is None or version.rendition_state != "pending":
        return False
    version.rendition_state = "ready" if sha256 else "failed"
    version.rendition_sha256, version.rendition_lease = sha256, None
    return True


def _version(tx: Tx, key: UUID | str) -> PaperVersion | None:
    return tx.session.exec(select(PaperVersion).where(PaperVersion.key == uuid_of(key))).first()


def _add_draft(
    tx: Tx,
    paper: Paper,
    number: int,
    file_name: str,
    sha256: str,
    size_bytes: int,
    page_count: int,
    scanned_pages: int,
) -> str:
    version = tx.add(
        PaperVersion(
            paper_id=paper.id,
            number=number,
            file_name=file_name,
            sha256=sha256,
            size_bytes=size_bytes,
            page_count=page_count,
            scanned_pages=scanned_pages,
            uploaded_by_id=tx.actor.user_id,
            uploaded_at=tx.now,
        )
    )
    return str(version.key)


def _newest(tx: Tx, paper: Paper) -> PaperVersion:
    newest = select(PaperVersion).where(PaperVersion.paper_id == paper.id)
    return tx.session.exec(newest.order_by(col(PaperVersion.number).desc()).limit(1)).one()


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise UnknownKind


def _tell(tx: Tx, paper: Paper, item: AgendaItem, **detail: object) -> None:
    paper.changed_by_id = tx.actor.user_id or None
    tx.emit(
        PaperChanged(
            meeting_id=item.meeting_id,
            item_id=item.id,
            item_key=item.key,
            paper_id=paper.id,
            paper_key=paper.key,
        ),
        **detail,
    )
