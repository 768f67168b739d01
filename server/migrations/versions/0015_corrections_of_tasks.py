"""Corrections of what was given that wait for another's word; the letter that asks for a later day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision, down_revision = "0015", "0014"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "task_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("before", _JSON, nullable=False),
        sa.Column("changes", _JSON, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_task_correction_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_correction"),
        sa.UniqueConstraint("key", name="uq_task_correction_key"),
    )
    op.create_index("ix_task_correction_task_id", "task_correction", ["task_id"])
    op.create_index("ix_task_correction_state", "task_correction", ["state"])
    with op.batch_alter_table("task_extension") as table:
        table.add_column(sa.Column("letter", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("task_extension") as table:
        table.drop_column("letter")
    op.drop_table("task_correction")
