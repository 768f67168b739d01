"""Tables of what an office keeps beside its programmes: lead times, who decides, sources, who
follows what."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from server.kernel.types import Keyed

SOURCE_KINDS = ("superior", "resolution", "conclusion", "programme", "law", "other")


class LeadTime(Keyed, table=True):
    """How many working days before its session a body wants each step (milestones.LeadTimes).

    For items of `kind` ("": every kind that has no row of its own) from `since` on; None: the body
    does not say.
    """

    __tablename__ = "lead_time"
    __table_args__ = (UniqueConstraint("body_id", "kind", "since"),)

    body_id: int = Field(foreign_key="body.id")
    kind: str = ""
    since: date
    draft: int | None = None
    opinions: int | None = None
    appraisal: int | None = None
    papers: int | None = None


class WorkingRules(Keyed, table=True):
    """A version of the working rules (Quy chế làm việc) of a body, from a day to a day.

    `number` is the document's, with its symbol, as written.
    """

    __tablename__ = "working_rules"

    body_id: int = Field(foreign_key="body.id", index=True)
    title: str
    number: str = ""
    since: date
    until: date | None = None


class AuthorityRule(Keyed, table=True):
    """A line of the authority matrix: who decides on what.

    `matter` is a type of document or a subject as the rules write it, `folded` what is compared;
    `kind` one of models.KINDS or "" for any. `body_id` decides; `article` is where it stands.
    """

    __tablename__ = "authority_rule"

    rules_id: int = Field(foreign_key="working_rules.id", index=True)
    position: int = 0
    matter: str
    folded: str
    kind: str = ""
    body_id: int = Field(foreign_key="body.id")
    article: str = ""


class SourceDocument(Keyed, table=True):
    """A document that items follow from: a higher one, a resolution, a conclusion.

    `reference` is number and symbol as written ("12-KL/TU", "Kết luận số 1492"). `interim_on` and
    `final_on` are when it is reviewed (sơ kết, tổng kết), `lead_body_id` who prepares that.
    """

    __tablename__ = "source_document"

    reference: str
    folded: str = Field(index=True)
    dated: date | None = None
    kind: str = "other"
    issuer: str = ""
    subject: str = ""
    interim_on: date | None = None
    final_on: date | None = None
    lead_body_id: int | None = Field(default=None, foreign_key="body.id")


class ItemSource(SQLModel, table=True):
    """An item of a programme follows from a source document.

    `linked_by_id` is who said so; None: its very reference stood in the file that it came with.
    """

    __tablename__ = "programme_item_source"
    __table_args__ = (UniqueConstraint("item_id", "source_id"),)

    id: int = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="programme_item.id", index=True)
    source_id: int = Field(foreign_key="source_document.id", index=True)
    linked_by_id: int | None = None


class FieldWatch(Keyed, table=True):
    """A specialist of the office follows a field (as written; "" for any) or a body's items."""

    __tablename__ = "field_watch"

    account_id: int = Field(foreign_key="account.id", index=True)
    field: str = ""
    folded: str = ""
    body_id: int | None = Field(default=None, foreign_key="body.id")
