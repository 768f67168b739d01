"""Work programmes as living rows: programme, items, what is asked of them, what an import staged.

Long, since a feature's tables stand together; rulebook.py has what is kept beside programmes.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from server.kernel.types import UTC, Json, Keyed

LEVELS = ("term", "year", "quarter", "month")
KINDS = ("submission", "activity", "meeting", "document")
LIVE = ("planned", "on-agenda", "deferred")  # something is still to become of it
LEFT = ("withdrawn", "split", "merged")  # no longer in the programme; the row stays
STATES = (*LIVE, "presented", "done", "carried", *LEFT)
ORIGINS = ("term", "year", "quarter", "superior", "conclusion", "unscheduled")
DRAFTING = ("draft", "registering", "appraising")  # the office changes its words freely
PROGRAMME_STATES = (*DRAFTING, "submitted", "endorsed", "approved", "adopted")
PROPOSALS = (
    *("register", "add", "postpone", "bring-forward", "split", "merge", "withdraw"),
    *("change-lead", "change-product", "change-words", "correction"),
)
PROPOSAL_STATES = ("proposed", "returned", "forwarded", "taken", "declined", "taken-back")


class Programme(Keyed, table=True):
    """A body's plan for a term, a year, a quarter or a month.

    `state`: draft (Dự thảo), registering (open for bodies to register until `register_until`),
    appraising (the office settles what was registered), submitted (with the chief of office),
    endorsed (with the deciding body), approved (waits for number and date), adopted (Đã ban hành,
    `number` and symbol as written, `adopted_on`; both may be lacking of what came in as a file).
    From adoption on its words change by amendments alone (ProgrammeProposal).

    `slug` is its name among programmes, in files too. `source_name` is the file or the document
    it came from, `source_digest` the SHA-256 of what was read. `parent_ref` names the programme
    above as the source does, `parent_id` is that programme where it is known.
    """

    __table_args__ = (UniqueConstraint("slug"),)

    slug: str
    body_id: int = Field(foreign_key="body.id", index=True)
    level: str  # term, year, quarter, month
    title: str
    period_from: date
    period_to: date
    parent_id: int | None = Field(default=None, foreign_key="programme.id")
    parent_ref: str = ""
    source_name: str = ""
    source_digest: str = ""
    state: str = Field(default="draft", index=True)
    register_until: date | None = None
    number: str = ""
    adopted_on: date | None = None
    created_at: datetime = Field(sa_type=UTC)


class ItemWords(SQLModel):
    """What a source says of one item, and what it was understood as; staged and adopted alike.

    `kind`: submission (Nội dung trình), activity (Hoạt động), meeting (Cuộc họp), document (Văn
    bản ban hành), or "" where nobody has said. `source_row` is the row of the sheet, 1-based. The
    texts are as written: kind_text, lead, coordinating, participants, product, time_text, field
    (Lĩnh vực), leader (Lãnh đạo phụ trách), watcher (Chuyên viên theo dõi), considers (Cấp trình:
    the body that considers it), issuer (Cấp ban hành), basis (Căn cứ) and note (Ghi chú).
    `time_from` and `time_to` are what the words mean on the office's calendar, ISO 8601: a day, or
    a day with the hour ("2026-03-05T07:30") where one is written; `milestones` are {text, from,
    to}, `warnings` {code, params, field, cell}.

    `slug` names the item within its file; `parent_ref` ("programme#item") the item it continues,
    as the source does. `folded` is the text as searches compare it.
    """

    position: int
    section: str = ""
    number: str = ""
    level: int = 1
    text: str
    folded: str = ""
    kind: str = ""
    kind_text: str = ""
    lead: str = ""
    coordinating: str = ""
    participants: str = ""
    product: str = ""
    time_text: str = ""
    field: str = ""
    leader: str = ""
    watcher: str = ""
    considers: str = ""
    issuer: str = ""
    basis: str = ""
    note: str = ""
    time_from: str | None = None
    time_to: str | None = None
    milestones: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    extra: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    warnings: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    origin: str = ""
    source_row: int | None = None
    slug: str = ""
    parent_ref: str = ""


SHOWN = ("kind_text", "lead", "product", "time_text")
_FIGURES = ("time_from", "time_to", "state", "settled_on", "moves")


def _filled(name: str) -> Index:
    """The index of the items that have a text, by programme: whether any has is asked often."""
    said = sql(f"{name} <> ''")
    index = f"ix_programme_item_with_{name}"
    return Index(index, "programme_id", sqlite_where=said, postgresql_where=said)


class ProgrammeItem(Keyed, ItemWords, table=True):
    """One line of a programme. The bodies that it names stand in ProgrammeItemBody.

    `state`: one of STATES; a withdrawn one stays, and so do one that was carried into another
    programme, split or merged. `parent_id` is the item above that it breaks down,
    `carried_from_id` the open item of an earlier period that it goes on with. `considers_id` and
    `watcher_id` are what those texts were resolved to. `settled_on` is the day it was presented,
    held, issued or done, `evidence` what shows that (a document's number and date, minutes);
    `meeting_id` the session that an item of kind meeting became. `session_on` is the day of the
    session on whose agenda it stands; `steps` says on which day each step was there, as far as
    something shows it: {one of milestones.STEPS: ISO day} (steps.py); `noted` are those that were
    said by hand: {step: {day, shown_by, otherwise: the day that is shown without it, or ""}}
    (noting.py). `moves` counts how often its time was put off since it was adopted, carrying
    included.
    """

    __tablename__ = "programme_item"
    __table_args__ = (
        Index("ix_programme_item_place", "programme_id", "position"),
        Index("ix_programme_item_state", "state"),
        # What counts and filters of a programme read, so that they need not fetch the rows.
        Index("ix_programme_item_figures", "programme_id", *_FIGURES),
        Index("ix_programme_item_origin", "programme_id", "origin"),
        *(_filled(name) for name in SHOWN),
    )

    programme_id: int = Field(foreign_key="programme.id")
    parent_id: int | None = Field(default=None, foreign_key="programme_item.id", index=True)
    carried_from_id: int | None = Field(default=None, foreign_key="programme_item.id", index=True)
    considers_id: int | None = Field(default=None, foreign_key="body.id")
    watcher_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    state: str = "planned"
    session_on: date | None = None
    steps: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    noted: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=Json)
    settled_on: date | None = None
    evidence: str = ""
    moves: int = 0
    changed_by_id: int | None = None


class ProgrammeItemBody(SQLModel, table=True):
    """A body that an item names: as written, and which one it is (None: not found)."""

    __tablename__ = "programme_item_body"
    __table_args__ = (Index("ix_programme_item_body_named", "item_id", "role", "body_id"),)

    id: int = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="programme_item.id", index=True)
    body_id: int | None = Field(default=None, foreign_key="body.id", index=True)
    name: str
    role: str  # lead, coordinating


class ProgrammeProposal(Keyed, table=True):
    """What a body asks of a programme (*Đề nghị*): to register an item, or to amend what stands.

    `kind`: one of PROPOSALS: register while it is drafted; from adoption on the others; correction
    is what a corrected file changed. `body_id` proposes (None: the office itself), `letter` is its
    letter's number and symbol as written where it came on paper and the office entered it. `words`
    are the texts asked for, by ItemWords' names; `parts` those of each part of a split;
    `other_ids` the items that are merged into `item_id`.

    Of a registration `decision` says how it was taken: as-asked, changed or merged, `changes` what
    the office wrote instead ({field: [asked, taken]}), and `apart` are keys of the proposals and
    items that were said to be another matter though they are like it.

    `state`: proposed (with the office), returned (something is lacking), forwarded (appraised, with
    the approver), taken (done: `item_id` is what it became), declined, or taken-back by who
    proposed. `changes` is what it did: {item's key: {field: [was, is]}}, or {item's key: ""} for an
    item that was not there before; undoing them, the newest (`taken_at`) first, gives what was
    adopted (ledger.py).
    """

    __tablename__ = "programme_proposal"
    __table_args__ = (Index("ix_programme_proposal_open", "programme_id", "state"),)

    programme_id: int = Field(foreign_key="programme.id")
    item_id: int | None = Field(default=None, foreign_key="programme_item.id", index=True)
    kind: str
    body_id: int | None = Field(default=None, foreign_key="body.id", index=True)
    letter: str = ""
    letter_on: date | None = None
    words: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    parts: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    other_ids: list[int] = Field(default_factory=list, sa_type=Json)
    reason: str = ""
    state: str = "proposed"
    entered_by_id: int
    entered_at: datetime = Field(sa_type=UTC)
    appraisal: str = ""
    appraised_by_id: int | None = None
    appraised_at: datetime | None = Field(default=None, sa_type=UTC)
    decision: str = ""
    decided_by_id: int | None = None
    taken_at: datetime | None = Field(default=None, sa_type=UTC, index=True)
    changes: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    apart: list[str] = Field(default_factory=list, sa_type=Json)


class ProgrammeApproval(SQLModel, table=True):
    """A word on a programme. `step`: office (it submits), chief (of office) or body (it decides);
    `verdict`: submitted, approved or returned, with `note`. `digest` is of what the programme said
    then (life.digest_of)."""

    __tablename__ = "programme_approval"

    id: int = Field(default=None, primary_key=True)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    step: str
    verdict: str
    note: str = ""
    digest: str = ""
    account_id: int = Field(foreign_key="account.id")
    at: datetime = Field(sa_type=UTC)


class ProgrammeReview(Keyed, table=True):
    """What the office writes beside the figures of a review; the figures are always computed.

    `period` as in periods.py, also "2026-H1", or "term". `closed_at`: it was presented as it is.
    """

    __tablename__ = "programme_review"
    __table_args__ = (UniqueConstraint("programme_id", "period"),)

    programme_id: int = Field(foreign_key="programme.id")
    period: str
    assessment: str = ""
    causes: str = ""
    directions: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=UTC)
    changed_by_id: int | None = None


class ProgrammeDocument(Keyed, table=True):
    """What stands around a programme's items on the document by which it is issued.

    `upper` and `head` are the body above and the issuing one at the top left, `place` where it is
    signed; `opening` the paragraphs before the items; `on_behalf` (T/M, K/T, T/L …), `post` and
    `signer` the signature; `recipients` one a line. `closing` stands after the opening.
    """

    __tablename__ = "programme_document"

    programme_id: int = Field(foreign_key="programme.id", unique=True)
    upper: str = ""
    head: str = ""
    place: str = ""
    opening: str = ""
    closing: str = ""
    on_behalf: str = ""
    post: str = ""
    signer: str = ""
    recipients: str = ""


class ProgrammeImport(SQLModel, table=True):
    """An uploaded file on its way to a programme: kept, read by the worker, looked at, confirmed.

    `state`: waiting, reading (until `lease_until`, by then somebody else may), read or refused,
    with `refusal` {code, params}. Each correction that needs it begins another reading: `turn`
    counts them, and what an earlier one still brings is dropped. `staged` rows of `expected` are
    here. `corrections` holds what was put right in this file alone (import_corrections.py);
    `sheet` is what reading_child.py says of the file as a whole. The file stays, by its hash, as
    long as it may be read again. Once it is confirmed, `programme_id` is what it became.

    A sheet in which `body_id` registers items (None: the office itself) says for which programme:
    `registers_for_id`. Its items become proposals there.
    """

    __tablename__ = "programme_import"

    id: int = Field(default=None, primary_key=True)
    key: UUID = Field(unique=True)
    account_id: int = Field(foreign_key="account.id")
    file_name: str
    digest: str = Field(index=True)
    file_sha256: str | None = None
    state: str = Field(default="waiting", index=True)
    turn: int = 1
    lease_until: datetime | None = Field(default=None, sa_type=UTC)
    staged: int = 0
    expected: int = 0
    refusal: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    corrections: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    sheet: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    programme_id: int | None = Field(default=None, foreign_key="programme.id")
    registers_for_id: int | None = Field(default=None, foreign_key="programme.id")
    body_id: int | None = Field(default=None, foreign_key="body.id")
    created_at: datetime = Field(sa_type=UTC)


class RememberedReading(SQLModel, table=True):
    """How the office wants words to be read, in each file from now on.

    `kind`: column (`words` are a heading, `value` one of reading.FIELDS or "": its own heading),
    body (a name as written, the body's key) or kind (a kind of work as written, one of KINDS or
    ""). `words` are folded.
    """

    __tablename__ = "remembered_reading"
    __table_args__ = (UniqueConstraint("kind", "words"),)

    id: int = Field(default=None, primary_key=True)
    kind: str
    words: str
    value: str
    said_by_id: int | None = None
    said_at: datetime = Field(sa_type=UTC)


class StagedItem(ItemWords, table=True):
    """An item of an import; `key` is the one it will have.

    `how` says of each part how it was read and why: {part: {code, params, field}} (reading.how).
    """

    __tablename__ = "programme_import_item"

    id: int = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="programme_import.id", index=True)
    key: UUID
    how: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class StagedBody(SQLModel, table=True):
    """A body that an item of an import names; `position` is the item's."""

    __tablename__ = "programme_import_body"

    id: int = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="programme_import.id", index=True)
    position: int
    body_id: int | None = Field(default=None, foreign_key="body.id")
    name: str
    role: str


class StagedRow(SQLModel, table=True):
    """A row of an import's file as it is drawn, and what it was read as.

    `place` counts the rows of the whole file from 1, `row` is its number in its `sheet`. `kind`:
    title, heading, section, item, remark or no-table; `position` is the item's that begins here.
    `cells`: {column (from 1), text, bold, across, down} from left to right.
    """

    __tablename__ = "programme_import_row"
    __table_args__ = (Index("ix_programme_import_row_place", "import_id", "place"),)

    id: int = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="programme_import.id")
    place: int
    sheet: str
    row: int
    kind: str
    position: int | None = None
    cells: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
