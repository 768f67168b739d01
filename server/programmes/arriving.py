"""What is understood of a programme's words once they came in with a file, for callers.

The bodies that items are put to, and the sources that they name by their very reference: a number
with its whole symbol that one document of the register has. What is less sure is only proposed.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.i18n import fold
from server.programmes.bulk import insert_rows
from server.programmes.considering import resolve_considers
from server.programmes.models import ProgrammeItem
from server.programmes.references import Reference, references_in, same
from server.programmes.rulebook import ItemSource, SourceDocument


class KnownSources:
    """The register of sources as texts are compared with it."""

    def __init__(self, rows: Iterable[SourceDocument]) -> None:
        self._numbered: dict[str, list[tuple[int, Reference]]] = {}
        self._named: dict[int, str] = {}
        for row in rows:
            if (own := reference_of(row)) is not None:
                self._numbered.setdefault(own.number, []).append((row.id, own))
            elif len(row.folded) >= _SHORTEST_NAME:
                self._named[row.id] = f" {row.folded} "

    def named_in(self, texts: Iterable[str]) -> dict[int, str]:
        """Return which sources texts name, by id: "exact" or "likely".

        Two that would be exact are both likely, since nobody can tell; a name without a number is.
        """
        said: dict[int, str] = {}
        for text in texts:
            folded = f" {' '.join(re.findall(_WORD, fold(text)))} " if self._named else ""
            said |= {key: "likely" for key, name in self._named.items() if name in folded}
            for found in references_in(text):
                near = self._numbered.get(found.number, ())
                agree = {key: how for key, own in near if (how := same(found, own))}
                exact = [key for key, how in agree.items() if how == "exact"]
                for key in exact or agree:
                    if len(exact) == 1:
                        said[key] = "exact"
                    else:
                        said.setdefault(key, "likely")
        return said


_SHORTEST_NAME = 8
_WORD = r"\w+"


def settle_words(tx: Tx, programme_id: int) -> int:
    """Understand what the words of a programme's items name. Returns how many sources it linked."""
    db, own = tx.session, col(ProgrammeItem.programme_id) == programme_id
    resolve_considers(db, own)
    known = known_sources(db)
    items = select(ProgrammeItem.id, ProgrammeItem.basis, ProgrammeItem.text).where(own)
    there = set(
        db.exec(
            select(ItemSource.item_id, ItemSource.source_id)
            .join(ProgrammeItem, col(ProgrammeItem.id) == col(ItemSource.item_id))
            .where(own)
        )
    )
    linked = {
        (item_id, source_id)
        for item_id, basis, text in db.exec(items)
        for source_id, how in known.named_in((basis, text)).items()
        if how == "exact"
    } - there
    rows = [{"item_id": item_id, "source_id": source_id} for item_id, source_id in sorted(linked)]
    insert_rows(db, ItemSource, rows)
    return len(rows)


def known_sources(db: Session) -> KnownSources:
    """Return the register as texts are compared with it, for a caller."""
    return KnownSources(db.exec(select(SourceDocument)))


def reference_of(row: SourceDocument) -> Reference | None:
    """Return a source's own reference with its date, or None where it is a name alone."""
    first = next(references_in(row.reference), None)
    return first and replace(first, dated=row.dated or first.dated)
