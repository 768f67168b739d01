"""How the office wants words to be read from now on: kept once, for each file that comes."""

from sqlmodel import Session, select

from server.kernel.db import Tx
from server.programmes.models import RememberedReading


def columns(db: Session) -> dict[str, str]:
    """Return heading -> field, as reading.Corrections takes them; for a caller that reads files."""
    return _values(db, "column")


def kinds(db: Session) -> dict[str, str]:
    """Return kind of work as written, folded -> one of KINDS or ""; for a caller that stages."""
    return _values(db, "kind")


def bodies(db: Session) -> dict[str, str]:
    """Return name as written -> key of its body; for a caller that looks names up."""
    return _values(db, "body")


def remember(tx: Tx, kind: str, words: str, value: str) -> None:
    """Read words so from now on."""
    found = tx.session.exec(
        select(RememberedReading)
        .where(RememberedReading.kind == kind)
        .where(RememberedReading.words == words)
    ).first()
    if found is None:
        found = tx.add(RememberedReading(kind=kind, words=words, value=value, said_at=tx.now))
    found.value, found.said_at = value, tx.now
    found.said_by_id = tx.actor.user_id or None


def _values(db: Session, kind: str) -> dict[str, str]:
    rows = db.exec(
        select(RememberedReading.words, RememberedReading.value).where(
            RememberedReading.kind == kind
        )
    )
    return dict(rows.all())
