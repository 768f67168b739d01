"""How a body writes its documents: what the rules leave to it, kept per type or for all types."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.people.access import Viewer, require
from server.people.models import Account, Body, BodyDocuments, Membership

TYPES = ("TB", "BB", "CV")  # notices, minutes, letters: those that Plenum writes
TONES, MARKS = ("new", "old"), (".", "./.")
OPINIONS = ("keep", "members", "remove")
TEXTS = (
    *("upper", "head", "place", "on_behalf", "post", "signer", "recipients"),
    *("opening", "closing"),
)
CHOICES = ("layout", "tone", "final_mark", "own_series", "term_since", "opinions_after")


@dataclass(frozen=True)
class DocumentSettings:
    """What a document of one type begins with: BodyDocuments with its gaps filled.

    `layout` is "" for the rules in force on the document's day. `version` is the row's own, 0
    while nothing was kept for this type.
    """

    body_id: int
    body: str
    symbol: str
    vocabulary: str
    kind: str
    layout: str = ""
    tone: str = "new"
    final_mark: str = "."
    upper: str = ""
    head: str = ""
    place: str = ""
    on_behalf: str = ""
    post: str = ""
    signer: str = ""
    recipients: str = ""
    opening: str = ""
    closing: str = ""
    own_series: bool = True
    term_since: date | None = None
    opinions_after: str = "keep"
    version: int = 0

    @property
    def through_term(self) -> bool:
        """Whether numbers run through the term: only where its beginning is known."""
        return self.own_series and self.term_since is not None

    @property
    def type_symbol(self) -> str:
        """What follows a number: "TB/TU" as the party writes it, "/TB-UBND" as the state does."""
        if self.vocabulary == "council":
            return "/" + "-".join(filter(None, (self.kind, self.symbol)))
        if self.vocabulary == "board":
            return ""
        return "/".join(filter(None, (self.kind, self.symbol)))


def settings_of(db: Session, body_id: int, kind: str) -> DocumentSettings:
    """Return how a body writes documents of `kind` ("TB"; "" for all of them), for a caller.

    What the type's own row leaves empty stands in the row for all types; what neither says is
    proposed from the body's name and chair.
    """
    body = db.get_one(Body, body_id)
    rows = {
        row.kind: row
        for row in db.exec(
            select(BodyDocuments)
            .where(BodyDocuments.body_id == body_id)
            .where(col(BodyDocuments.kind).in_({"", kind}))
        )
    }
    own, all_types = rows.get(kind), rows.get("")
    said = _proposed(db, body)
    for row in (all_types, own):
        if row is not None:
            said |= {name: getattr(row, name) for name in TEXTS if getattr(row, name)}
            said |= {name: getattr(row, name) for name in CHOICES}
    if not said.get("layout") and all_types is not None:
        said["layout"] = all_types.layout
    return DocumentSettings(
        body_id=body.id,
        body=body.name,
        symbol=body.symbol,
        vocabulary=body.vocabulary,
        kind=kind,
        version=own.version if own else 0,
        **said,
    )


def _proposed(db: Session, body: Body) -> dict[str, Any]:
    signer, post = chair_of(db, body.id)
    head = body.name.upper()
    behalf = {"party": f"T/M {head}", "council": f"TM. {head}"}.get(body.vocabulary, "")
    by_year = body.vocabulary != "party"  # the state numbers through the year (NĐ 30/2020)
    return {
        "head": head,
        "on_behalf": behalf,
        "post": post,
        "signer": signer,
        "own_series": not by_year,
    }


def chair_of(db: Session, body_id: int) -> tuple[str, str]:
    """Return name and title of who chairs a body today, for a caller; "" for nobody."""
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


@dataclass(frozen=True)
class BodyDocumentsPage:
    """How one body writes its documents: for all types first, then each type."""

    key: str
    name: str
    settings: tuple[DocumentSettings, ...]


def body_documents(db: Session, viewer: Viewer, key: UUID) -> BodyDocumentsPage:
    """Return how a body writes its documents. Raises NotFound."""
    require(viewer, "bodies.keep")
    body = db.exec(select(Body).where(Body.key == key)).first()
    if body is None:
        raise NotFound
    kinds = ("", *TYPES)
    return BodyDocumentsPage(
        str(body.key), body.name, tuple(settings_of(db, body.id, kind) for kind in kinds)
    )
