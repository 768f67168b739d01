"""The live pages of what the office keeps beside its programmes: working rules, sources.

They are short and change seldom: whoever has one open gets it again whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from server.kernel.db import seqs
from server.kernel.live import Fragment, Happened, Seat
from server.kernel.live.screens import register
from server.people.access import Viewer, may, require
from server.programmes.events import (
    OfficeRulesChanged,
    ProgrammeItemChanged,
    ProgrammeListChanged,
    ProgrammeUpdated,
)
from server.programmes.source_reach import programmes_of

RULES = "office-rules"


def edition(db: Session) -> str:
    """Return another text once the office's rules have changed, for a caller."""
    return str(seqs(db, [RULES])[RULES])


@dataclass(frozen=True)
class KeptReaders:
    """Readers of what the office keeps: another once it is another.

    `reader` is who reads, where no two see the same.
    """

    locale: str
    edition: str
    may_edit: bool
    reader: int = 0
    priority: int = 1


class RulesPage:
    """The authority matrix."""

    name = "working-rules"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat who keeps the rules; `subject` does not matter. Raises NotFound."""
        require(viewer, "rules.keep")
        readers = KeptReaders(viewer.locale, edition(db), may_edit=True)
        return Seat((RULES, f"user:{viewer.user_id}"), readers)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Nothing by itself: the page is fetched again."""
        return []


class SourcesPage:
    """The register of sources, and one of them with what follows from it.

    What follows is seen within the reader's reach: its page follows those programmes.
    """

    name = "sources"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat whoever reads programmes; `subject` is a source's key or "all". Raises NotFound."""
        require(viewer, "programmes.read")
        ids = () if subject == "all" else programmes_of(db, viewer, subject)
        streams = [f"programme:{programme_id}" for programme_id in ids]
        state = " ".join(f"{stream}:{seq}" for stream, seq in sorted(seqs(db, streams).items()))
        may_edit = may(viewer, "rules.keep")
        readers = KeptReaders(viewer.locale, f"{edition(db)} {state}", may_edit, viewer.user_id)
        return Seat((RULES, *streams, f"user:{viewer.user_id}"), readers)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Nothing by itself: the page is fetched again."""
        return []


_ITEMS = (ProgrammeItemChanged.name, ProgrammeUpdated.name, ProgrammeListChanged.name)
register(SourcesPage(), rights=(OfficeRulesChanged.name, *_ITEMS))
register(RulesPage(), rights=(OfficeRulesChanged.name,))
