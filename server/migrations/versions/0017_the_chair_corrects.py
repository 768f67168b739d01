"""The words of a conclusion that the chair's own correction replaced are kept beside it; signed
minutes take supplements."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0017", "0016"


def upgrade() -> None:
    with op.batch_alter_table("conclusion") as table:
        table.add_column(sa.Column("before_chair", sa.String(), nullable=False, server_default=""))
    minutes = sa.ForeignKeyConstraint(
        ["minutes_id"], ["minutes.id"], name="fk_minutes_supplement_minutes_id"
    )
    op.create_table(
        "minutes_supplement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        minutes,
        sa.PrimaryKeyConstraint("id", name="pk_minutes_supplement"),
        sa.UniqueConstraint("key", name="uq_minutes_supplement_key"),
        sa.UniqueConstraint("minutes_id", "number", name="uq_minutes_supplement_minutes_id_number"),
    )
    op.create_index("ix_minutes_supplement_minutes_id", "minutes_supplement", ["minutes_id"])


def downgrade() -> None:
    op.drop_table("minutes_supplement")
    with op.batch_alter_table("conclusion") as table:
        table.drop_column("before_chair")
