"""A programme's life from its draft to its review, and the rules an office keeps beside it.

What was there before came in as a file: it counts as adopted.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision, down_revision = "0007", "0006"

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_TEXTS = ("field", "leader", "watcher", "considers", "issuer", "basis", "note")
_NEW = (
    *("programme_proposal", "programme_approval", "programme_review", "programme_item_source"),
    *("authority_rule", "working_rules", "lead_time", "source_document", "field_watch"),
    "calendar_day",
)
_REFERENCES = (
    ("carried_from_id", "programme_item"),
    ("considers_id", "body"),
    ("watcher_id", "account"),
    ("meeting_id", "meeting"),
)
_INDEXED = ("carried_from_id", "watcher_id", "meeting_id")


def upgrade() -> None:
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("state", sa.String(), nullable=False, server_default="adopted"))
        table.add_column(sa.Column("register_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("number", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("adopted_on", sa.Date(), nullable=True))
        table.create_index("ix_programme_state", ["state"])
    for name in ("programme_item", "programme_import_item"):
        with op.batch_alter_table(name) as table:
            for text in _TEXTS:
                table.add_column(sa.Column(text, sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("programme_item") as table:
        for column, to in _REFERENCES:
            table.add_column(sa.Column(column, sa.Integer(), nullable=True))
            table.create_foreign_key(f"fk_programme_item_{column}", to, [column], ["id"])
        for column in _INDEXED:
            table.create_index(f"ix_programme_item_{column}", [column])
        table.add_column(sa.Column("session_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("steps", _JSON, nullable=False, server_default="{}"))
        table.add_column(sa.Column("settled_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("evidence", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))
    _what_is_asked()
    _what_is_kept_beside()


def _table(name: str, *parts: sa.Column[Any] | sa.Constraint, keyed: bool = True) -> None:
    own: list[sa.Column[Any]] = [sa.Column("id", sa.Integer(), nullable=False)]
    if keyed:
        own.append(sa.Column("key", sa.Uuid(), nullable=False))
        own.append(sa.Column("version", sa.Integer(), nullable=False))
        parts = (*parts, sa.UniqueConstraint("key", name=f"uq_{name}_key"))
    op.create_table(name, *own, *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _number(name: str, *, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=not needed)


def _day(name: str, *, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=not needed)


def _moment(name: str, *, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, _JSON, nullable=False)


def _refers(table: str, column: str, to: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _what_is_asked() -> None:
    name = "programme_proposal"
    _table(
        name,
        *(_number("programme_id", needed=True), _number("item_id"), _text("kind")),
        *(_number("body_id"), _text("letter"), _day("letter_on")),
        *(_json("words"), _json("parts"), _json("other_ids"), _text("reason"), _text("state")),
        *(_number("entered_by_id", needed=True), _moment("entered_at", needed=True)),
        *(_text("appraisal"), _number("appraised_by_id"), _moment("appraised_at")),
        *(_text("decision"), _number("decided_by_id"), _moment("taken_at"), _json("changes")),
        _refers(name, "programme_id", "programme"),
        _refers(name, "item_id", "programme_item"),
        _refers(name, "body_id", "body"),
    )
    op.create_index("ix_programme_proposal_open", name, ["programme_id", "state"])
    for column in ("item_id", "body_id", "taken_at"):
        _index(name, column)
    name = "programme_approval"
    _table(
        name,
        *(_number("programme_id", needed=True), _text("step"), _text("verdict"), _text("note")),
        *(_text("digest"), _number("account_id", needed=True), _moment("at", needed=True)),
        _refers(name, "programme_id", "programme"),
        _refers(name, "account_id", "account"),
        keyed=False,
    )
    _index(name, "programme_id")
    name = "programme_review"
    _table(
        name,
        *(_number("programme_id", needed=True), _text("period"), _text("assessment")),
        *(_text("causes"), _text("directions"), _moment("closed_at"), _number("changed_by_id")),
        _refers(name, "programme_id", "programme"),
        sa.UniqueConstraint("programme_id", "period", name=f"uq_{name}_programme_id_period"),
    )


def _what_is_kept_beside() -> None:
    name = "lead_time"
    _table(
        name,
        *(_number("body_id", needed=True), _text("kind"), _day("since", needed=True)),
        *(_number(step) for step in ("draft", "opinions", "appraisal", "papers")),
        _refers(name, "body_id", "body"),
        sa.UniqueConstraint("body_id", "kind", "since", name=f"uq_{name}_body_id_kind_since"),
    )
    name = "working_rules"
    _table(
        name,
        *(_number("body_id", needed=True), _text("title"), _text("number")),
        *(_day("since", needed=True), _day("until")),
        _refers(name, "body_id", "body"),
    )
    _index(name, "body_id")
    name = "authority_rule"
    _table(
        name,
        *(_number("rules_id", needed=True), _number("position", needed=True), _text("matter")),
        *(_text("folded"), _text("kind"), _number("body_id", needed=True), _text("article")),
        _refers(name, "rules_id", "working_rules"),
        _refers(name, "body_id", "body"),
    )
    _index(name, "rules_id")
    name = "source_document"
    _table(
        name,
        *(_text("reference"), _text("folded"), _day("dated"), _text("kind"), _text("issuer")),
        *(_text("subject"), _day("interim_on"), _day("final_on"), _number("lead_body_id")),
        _refers(name, "lead_body_id", "body"),
    )
    _index(name, "folded")
    name = "programme_item_source"
    _table(
        name,
        *(_number("item_id", needed=True), _number("source_id", needed=True)),
        _refers(name, "item_id", "programme_item"),
        _refers(name, "source_id", "source_document"),
        sa.UniqueConstraint("item_id", "source_id", name=f"uq_{name}_item_id_source_id"),
        keyed=False,
    )
    _index(name, "item_id")
    _index(name, "source_id")
    name = "field_watch"
    _table(
        name,
        *(_number("account_id", needed=True), _text("field"), _text("folded"), _number("body_id")),
        _refers(name, "account_id", "account"),
        _refers(name, "body_id", "body"),
    )
    _index(name, "account_id")
    name = "calendar_day"
    _table(
        name,
        *(_day("day", needed=True), sa.Column("works", sa.Boolean(), nullable=False)),
        _text("note"),
        sa.UniqueConstraint("day", name=f"uq_{name}_day"),
    )


def downgrade() -> None:
    for name in _NEW:
        op.drop_table(name)
    with op.batch_alter_table("programme_item") as table:
        for column in _INDEXED:
            table.drop_index(f"ix_programme_item_{column}")
        for column, _to in _REFERENCES:
            table.drop_constraint(f"fk_programme_item_{column}", type_="foreignkey")
            table.drop_column(column)
        for column in ("session_on", "steps", "settled_on", "evidence", "moves"):
            table.drop_column(column)
    for name in ("programme_item", "programme_import_item"):
        with op.batch_alter_table(name) as table:
            for text in _TEXTS:
                table.drop_column(text)
    with op.batch_alter_table("programme") as table:
        table.drop_index("ix_programme_state")
        for column in ("state", "register_until", "number", "adopted_on"):
            table.drop_column(column)
