"""What records clerks (*văn thư*) do with a notice: its number and day, its signed copy.

Giving the number issues the notice, in one transaction: what was approved and nothing else.
"""

from datetime import date
from uuid import UUID

from server.conclusions import access
from server.conclusions.content import content_of, digest_of, draft_of, in_draft
from server.conclusions.drafting import NoticeMoved
from server.conclusions.events import NoticeDraftChanged, NoticeSigned
from server.conclusions.issuing import issue_chosen
from server.kernel.db import Tx
from server.kernel.errors import DomainError


class NotApproved(DomainError):
    """Only what the chair approved, word by word, gets a number."""

    status, code = 409, "notice-not-approved"


class AlreadySigned(DomainError):
    """The signed copy is here; what was issued never changes."""

    status, code = 409, "notice-signed-already"


def number_notice(
    tx: Tx,
    *,
    meeting_key: UUID | str,
    number: str,
    symbol: str,
    issued_on: date,
    digest: str,
) -> str:
    """Give the approved notice its number and day, which issues it. Returns the notice's key.

    `digest` is that of what was shown. Its files are drawn from the frozen words afterwards. Raises
    NotFound, FileComplete, NotApproved, NoticeMoved, NoticeMisdated, NumberTaken or BadForm, and
    then nothing was issued.
    """
    meeting = access.meeting_to_number(tx, meeting_key)
    rows = in_draft(tx.session, meeting.id)
    draft = draft_of(tx.session, meeting.id)
    now = digest_of(content_of(tx.session, meeting, rows))
    if draft is None or draft.state != "approved" or draft.approved_digest != now:
        raise NotApproved
    if digest != now:
        raise NoticeMoved
    notice = issue_chosen(tx, meeting, rows, number=number, symbol=symbol, issued_on=issued_on)
    notice.approved_by_id, notice.approved_at = draft.approved_by_id, draft.approved_at
    # What is left, or comes later, is another notice of this meeting.
    tx.session.delete(draft)
    tx.emit(NoticeDraftChanged(meeting_id=meeting.id), state="issued")
    return str(notice.key)


def keep_files(tx: Tx, *, key: UUID | str, pdf_sha256: str, docx_sha256: str) -> list[str]:
    """Keep the documents drawn from an issued notice's frozen words, the first ones.

    Returns the hashes that are kept, PDF and DOCX. Raises NotFound.
    """
    notice, _meeting = access.notice_to_bind(tx, key)
    if notice.pdf_sha256 is None or notice.docx_sha256 is None:
        notice.pdf_sha256, notice.docx_sha256 = pdf_sha256, docx_sha256
    return [notice.pdf_sha256, notice.docx_sha256]


def bind_signed(tx: Tx, *, key: UUID | str, sha256: str, file_name: str) -> int:
    """Bind the signed copy to its notice by its hash. Returns the notice's id.

    From then on it is what readers get. Raises NotFound or AlreadySigned.
    """
    notice, meeting = access.notice_to_bind(tx, key)
    if notice.signed_sha256 == sha256:
        return notice.id
    if notice.signed_sha256 is not None:
        raise AlreadySigned
    notice.signed_sha256, notice.signed_name = sha256, file_name
    notice.signed_at, notice.signed_by_id = tx.now, tx.actor.user_id or None
    tx.emit(NoticeSigned(meeting_id=meeting.id, notice_id=notice.id), signed=sha256)
    return notice.id
