"""The leaders' weekly schedule: weeks, entries and who takes part; names that bodies gave up."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0009", "0008"


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def upgrade() -> None:
    with op.batch_alter_table("body_alias") as table:
        table.add_column(sa.Column("until", sa.Date(), nullable=True))
    op.create_table(
        "schedule_week",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_schedule_week"),
        sa.UniqueConstraint("key", name="uq_schedule_week_key"),
        sa.UniqueConstraint("monday", name="uq_schedule_week_monday"),
    )
    op.create_table(
        "schedule_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(_text(name) for name in ("part", "starts", "ends", "text")),
        _flag("secret"),
        *(_text(name) for name in ("place", "vehicle")),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("programme_item_id", sa.Integer(), nullable=True),
        *(_text(name) for name in ("prepared_by", "note")),
        *(_flag(name) for name in ("recurring", "cancelled", "adjusted")),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="fk_schedule_entry_body_id"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_schedule_entry_meeting_id"
        ),
        sa.ForeignKeyConstraint(
            ["programme_item_id"], ["programme_item.id"], name="fk_schedule_entry_programme_item_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_schedule_entry"),
        sa.UniqueConstraint("key", name="uq_schedule_entry_key"),
        sa.UniqueConstraint("meeting_id", name="uq_schedule_entry_meeting_id"),
    )
    op.create_index("ix_schedule_entry_day", "schedule_entry", ["day"])
    op.create_index("ix_schedule_entry_programme_item_id", "schedule_entry", ["programme_item_id"])
    op.create_table(
        "schedule_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        _text("name"),
        _text("role"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["schedule_entry.id"], name="fk_schedule_person_entry_id"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_schedule_person_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_schedule_person"),
    )
    op.create_index("ix_schedule_person_entry_id", "schedule_person", ["entry_id"])


def downgrade() -> None:
    for name in ("schedule_person", "schedule_entry", "schedule_week"):
        op.drop_table(name)
    with op.batch_alter_table("body_alias") as table:
        table.drop_column("until")
