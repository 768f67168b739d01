"""The document of a programme for pages and files: its letter, and the words around it."""

from dataclasses import dataclass, fields
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.documents.document import Document
from server.kernel.i18n import today
from server.kernel.types import now
from server.people.access import Viewer
from server.people.models import Account, Body, Membership
from server.programmes.access import Readers, programme_to_see
from server.programmes.definition import ProgrammeDefinition
from server.programmes.exporting import definition_of, head_of_definition
from server.programmes.item_queries import head_of
from server.programmes.models import Programme, ProgrammeDocument
from server.programmes.printing.letter import Words, letter_of, proposed
from server.programmes.views import Head

TEXTS = tuple(field.name for field in fields(Words))


@dataclass(frozen=True)
class DocumentView:
    """A programme's document without its annex.

    `version` 0: nobody has written its words yet, they are proposed.
    """

    head: Head
    words: Words
    version: int
    letter: Document


def document(db: Session, audience: Readers, programme_id: int) -> DocumentView:
    """Return the document of a programme that the audience sees, for its page."""
    programme = db.get_one(Programme, programme_id)
    body = db.get_one(Body, programme.body_id)
    words, version = _words_of(db, programme, body)
    only = head_of_definition(programme, body)
    letter = _letter(programme, body, words, only, audience.locale)
    return DocumentView(head_of(programme, body), words, version, letter)


def letter(db: Session, viewer: Viewer, key: UUID | str) -> tuple[Document, ProgrammeDefinition]:
    """Return the document of a programme the viewer sees, and its items. Raises NotFound."""
    programme, readers = programme_to_see(db, viewer, key)
    body = db.get_one(Body, programme.body_id)
    words, _version = _words_of(db, programme, body)
    whole = definition_of(db, programme)
    return _letter(programme, body, words, whole, readers.locale), whole


def _letter(
    programme: Programme, body: Body, words: Words, said: ProgrammeDefinition, locale: str
) -> Document:
    return letter_of(
        said,
        words,
        vocabulary=body.vocabulary,
        symbol=body.symbol,
        number=programme.number,
        adopted_on=programme.adopted_on,
        locale=locale,
    )


def _words_of(db: Session, programme: Programme, body: Body) -> tuple[Words, int]:
    """What was written, else what the body's last document said, else what one begins with."""
    rows = db.exec(
        select(ProgrammeDocument)
        .join(Programme, col(Programme.id) == col(ProgrammeDocument.programme_id))
        .where(Programme.body_id == body.id)
        .order_by(col(ProgrammeDocument.id).desc())
    ).all()
    own = next((row for row in rows if row.programme_id == programme.id), None)
    if row := own or next(iter(rows), None):
        said = Words(**{name: getattr(row, name) for name in TEXTS})
        return said, own.version if own else 0
    name, title = _chair(db, body.id)
    offered = proposed(body=body.name, vocabulary=body.vocabulary, post=title, signer=name)
    return offered, 0


def _chair(db: Session, body_id: int) -> tuple[str, str]:
    """Return name and title of who chairs a body today; "" for nobody."""
    day = today(now())
    found = db.exec(
        select(Account.name, Account.title)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.body_id == body_id, Membership.role == "chair")
        .where(Membership.since <= day)
        .where((col(Membership.until).is_(None)) | (col(Membership.until) >= day))
        .order_by(col(Membership.id))
    ).first()
    return (found[0], found[1]) if found else ("", "")
