"""What happened to programmes and their items."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from server.kernel.events import Event
from server.people.events import OFFICE_RULES

# What lists over all programmes follow; "programmes" is the lock of taking one over.
ALL_PROGRAMMES = "all-programmes"
STEPS = "programme-steps"  # of all programmes


@dataclass(frozen=True, kw_only=True)
class ProgrammeEvent(Event):
    """Something that the pages of one programme follow."""

    programme_id: int

    @property
    def stream(self) -> str:
        return f"programme:{self.programme_id}"

    @property
    def echo(self) -> Event:
        return ProgrammesMoved()


@dataclass(frozen=True, kw_only=True)
class ProgrammesMoved(Event):
    """Something happened to a programme: for lists over all of them."""

    name: ClassVar[str] = "programmes-moved"
    echoes: ClassVar[bool] = True

    @property
    def stream(self) -> str:
        return ALL_PROGRAMMES


@dataclass(frozen=True, kw_only=True)
class ProgrammeAdopted(ProgrammeEvent):
    """A programme was taken over from a sheet or a file, with all its items."""

    name: ClassVar[str] = "programme-adopted"


@dataclass(frozen=True, kw_only=True)
class ProgrammeUpdated(ProgrammeEvent):
    """A programme was brought up to a corrected file: items changed, came and went."""

    name: ClassVar[str] = "programme-updated"


@dataclass(frozen=True, kw_only=True)
class ProgrammeWithdrawn(ProgrammeEvent):
    """A programme that came in by mistake was taken away with all its items."""

    name: ClassVar[str] = "programme-withdrawn"
    changes_rights: ClassVar[bool] = True  # nobody sees it any more


@dataclass(frozen=True, kw_only=True)
class ProgrammeItemChanged(ProgrammeEvent):
    """The kind, the state or a resolved body of an item changed, or a corrected file its words."""

    name: ClassVar[str] = "programme-item-changed"
    item_id: int
    item_key: UUID


@dataclass(frozen=True, kw_only=True)
class ImportEvent(Event):
    """Something that the page of one uploaded file follows."""

    import_id: int

    @property
    def stream(self) -> str:
        return f"import:{self.import_id}"


@dataclass(frozen=True, kw_only=True)
class ImportMoved(ImportEvent):
    """The reading of an uploaded file has come further."""

    name: ClassVar[str] = "import-moved"


@dataclass(frozen=True, kw_only=True)
class ImportSettled(ImportEvent):
    """An uploaded file was read or refused, is read again, or something of it was put right."""

    name: ClassVar[str] = "import-settled"


@dataclass(frozen=True, kw_only=True)
class ProgrammeStepped(ProgrammeEvent):
    """A programme came to another state: made, opened for registration, submitted, adopted."""

    name: ClassVar[str] = "programme-stepped"
    changes_rights: ClassVar[bool] = True  # a draft is seen by fewer, and written by the office


@dataclass(frozen=True, kw_only=True)
class ProgrammesStepped(Event):
    """A programme of the office came to another state; for whoever follows all of them."""

    name: ClassVar[str] = "programmes-stepped"
    programme_id: int

    @property
    def stream(self) -> str:
        return STEPS


@dataclass(frozen=True, kw_only=True)
class ProgrammeListChanged(ProgrammeEvent):
    """Items of a programme came, went or changed places, heading or time.

    `item_ids` are those that came or moved; `count` how many lines are concerned, gone ones
    included: no page can lack more at either end. A long list is left out. `placed`: nothing but
    their places changed.
    """

    name: ClassVar[str] = "programme-list-changed"
    item_ids: tuple[int, ...] = ()
    count: int = 0
    placed: bool = False


@dataclass(frozen=True, kw_only=True)
class ProposalChanged(ProgrammeEvent):
    """What a body asks of a programme was made, changed or settled."""

    name: ClassVar[str] = "programme-proposal-changed"
    proposal_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewChanged(ProgrammeEvent):
    """What the office writes of a review was changed, or the review was closed or opened again."""

    name: ClassVar[str] = "programme-review-changed"
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalsWaiting(Event):
    """What is asked of a programme went on, so that it waits for somebody else."""

    name: ClassVar[str] = "programme-proposals-waiting"

    @property
    def stream(self) -> str:
        return "programme-proposals"


@dataclass(frozen=True, kw_only=True)
class OfficeRulesChanged(Event):
    """What the office keeps beside its programmes changed: lead times, who decides, sources,
    who follows what, the calendar."""

    name: ClassVar[str] = "office-rules-changed"

    @property
    def stream(self) -> str:
        return OFFICE_RULES


@dataclass(frozen=True, kw_only=True)
class ProgrammeDocumentChanged(ProgrammeEvent):
    """What stands around a programme's items on its document was written or changed."""

    name: ClassVar[str] = "programme-document-changed"
