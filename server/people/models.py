"""Bodies, the people in them, their accounts and sessions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from server.kernel.types import UTC, Json, Keyed

KINDS = (
    *("office", "standing", "standing-committee", "committee", "advisory", "party"),
    *("council", "board", "agency", "group", "other"),
)
VOCABULARIES = ("party", "council", "board")
ROLES = ("administrator", "secretariat", "records", "chair", "delegate", "clerk", "guest")
OFFICE_ROLES = (
    "administrator",
    "secretariat",
    "records",
)  # held in the office itself, nowhere else
INSPECTOR = (
    "inspector"  # held in the office as long as an inspection lasts; nobody gives it by hand
)
CHIEF = "chair"  # of the office: the chief of office (Chánh Văn phòng)


class Instance(SQLModel, table=True):
    """The one office that this server serves.

    A demonstration has one password for all of its invented people, shown on its sign-in page.
    """

    id: int = Field(default=1, primary_key=True)
    name: str
    demonstration: bool = False
    demonstration_password: str = ""
    created_at: datetime = Field(sa_type=UTC)


class Body(Keyed, table=True):
    """A committee, board, agency or office; renamed and merged bodies stay with their dates.

    `kind`: one of KINDS; office is the server's own, standing is Thường trực. `vocabulary`: one of
    VOCABULARIES.
    """

    name: str = Field(index=True)
    short_name: str = ""
    kind: str = "agency"
    symbol: str = ""
    vocabulary: str = "party"
    position: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="body.id")


class BodyAlias(SQLModel, table=True):
    """Another name or an old spelling of a body; `folded` is what is compared.

    `until` is set for the name of a time before: the last day on which this body, or one that it
    took over, was called so.
    """

    __tablename__ = "body_alias"
    __table_args__ = (UniqueConstraint("body_id", "folded"),)

    id: int = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    name: str
    folded: str = Field(index=True)
    until: date | None = None


class Account(Keyed, table=True):
    """A person who signs in. `password_hash` is None until a one-time code has been used."""

    login: str = Field(unique=True)
    name: str
    title: str = ""
    email: str = ""
    password_hash: str | None = None
    disabled_at: datetime | None = Field(default=None, sa_type=UTC)
    locale: str = "vi"
    theme: str = "auto"
    created_at: datetime = Field(sa_type=UTC)


class Membership(Keyed, table=True):
    """What a person is in a body, from a day to a day (None: open); `role`: one of ROLES.

    A body of kind "standing" makes its chair and delegates the standing body.
    """

    account_id: int = Field(foreign_key="account.id", index=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    role: str
    since: date
    until: date | None = None


class SignInSession(SQLModel, table=True):
    """One device on which somebody is signed in; the cookie's token is kept only as a hash."""

    __tablename__ = "sign_in_session"

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    token_hash: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    device: str = ""
    source: str = ""
    created_at: datetime = Field(sa_type=UTC)
    seen_at: datetime = Field(sa_type=UTC)
    expires_at: datetime = Field(sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)


class OneTimeCode(SQLModel, table=True):
    """A code that lets a person choose a password, once and for a while; kept as a hash."""

    __tablename__ = "one_time_code"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    code_hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=UTC)
    used_at: datetime | None = Field(default=None, sa_type=UTC)


class SignInFailure(SQLModel, table=True):
    """A wrong password: counted per account name and per address for a while."""

    __tablename__ = "sign_in_failure"

    id: int = Field(default=None, primary_key=True)
    login: str = Field(index=True)
    source: str = Field(index=True)
    at: datetime = Field(sa_type=UTC, index=True)


class CalendarDay(Keyed, table=True):
    """A day that the office's calendar has otherwise than the country's: a day off, or a make-up
    day on which the office works."""

    __tablename__ = "calendar_day"

    day: date = Field(unique=True)
    works: bool
    note: str = ""


class BodyDocuments(Keyed, table=True):
    """How a body writes its documents: what the rules leave to it.

    `tone`: new (ủy, òa) or old (uỷ, oà). `final_mark`: "." or "./.". `upper`, `head`, `place`,
    `on_behalf` (T/M, K/T, T/L), `post`, `signer`, `recipients` (one a line), `opening` and
    `closing` are proposed in each document of a kind ("" for all kinds). `own_series`: numbers run
    through the term from `term_since` on, per type; else through the year. `opinions_after`: what
    becomes of opinions once the minutes are signed: keep (chair and secretariat go on reading
    them), members (those who took part read them), or remove.
    """

    __tablename__ = "body_documents"
    __table_args__ = (UniqueConstraint("body_id", "kind"),)

    body_id: int = Field(foreign_key="body.id", index=True)
    kind: str = ""
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


class IssuedNumber(Keyed, table=True):
    """The register of numbers that records clerks (văn thư) gave: one row a document.

    `series` is what the number is unique in ("TB:2025-10-20": type and term or year); `kind` the
    type's symbol (TB, CV, BB, KL). `subject` says what it is, `page` and `target` the route
    that shows it and its key.
    """

    __tablename__ = "issued_number"
    __table_args__ = (UniqueConstraint("body_id", "series", "number"),)

    body_id: int = Field(foreign_key="body.id", index=True)
    series: str
    kind: str
    number: int
    full: str
    issued_on: date
    subject: str
    page: str = ""
    target: str = ""
    given_by_id: int
    given_at: datetime = Field(sa_type=UTC)


class Inspection(Keyed, table=True):
    """Access that a decision opened (*đoàn kiểm tra, giám sát*): over issued and adopted matter of
    its scope, from a day to a day, never notes, drafts or opinions. Gone the day after `until`.

    `scope`: {bodies: [id], fields: [text], since: ISO day, until: ISO day} of the matter itself; an
    empty list narrows nothing.
    """

    number: str
    decided_on: date
    issuer: str = ""
    title: str
    scope: dict[str, Any] = Field(sa_type=Json)
    since: date
    until: date
    opened_by_id: int
    opened_at: datetime = Field(sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)


class Inspector(SQLModel, table=True):
    """A person to whom an inspection opens its scope."""

    __table_args__ = (UniqueConstraint("inspection_id", "account_id"),)

    id: int = Field(default=None, primary_key=True)
    inspection_id: int = Field(foreign_key="inspection.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)


class InspectionRead(SQLModel, table=True):
    """What an inspector opened, and when: the list that the office can show of it."""

    __tablename__ = "inspection_read"

    id: int = Field(default=None, primary_key=True)
    inspection_id: int = Field(foreign_key="inspection.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    page: str
    key: str = ""
    words: str = ""
    at: datetime = Field(sa_type=UTC)
