"""The draft notice: words as agreed at the session, each later wording, and corrections.

Conclusions that were agreed before this release are still to be taken into the draft.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    with op.batch_alter_table("conclusion") as conclusion:
        conclusion.add_column(
            sa.Column("session_text", sa.String(), server_default="", nullable=False)
        )
    # What was issued stood in a draft whose words nobody kept apart: they were those of the notice.
    op.execute("UPDATE conclusion SET session_text = text WHERE notice_id IS NOT NULL")
    op.create_table(
        "draft_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conclusion_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conclusion_id"], ["conclusion.id"], name="fk_draft_wording_conclusion_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft_wording"),
    )
    op.create_index("ix_draft_wording_conclusion_id", "draft_wording", ["conclusion_id"])
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("conclusion_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_correction_notice_id"),
        sa.ForeignKeyConstraint(
            ["conclusion_id"], ["conclusion.id"], name="fk_correction_conclusion_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
        sa.UniqueConstraint("key", name="uq_correction_key"),
        sa.UniqueConstraint("notice_id", "number", name="uq_correction_notice_id_number"),
    )
    op.create_index("ix_correction_notice_id", "correction", ["notice_id"])
    op.create_index("ix_correction_conclusion_id", "correction", ["conclusion_id"])


def downgrade() -> None:
    op.drop_table("correction")
    op.drop_table("draft_wording")
    with op.batch_alter_table("conclusion") as conclusion:
        conclusion.drop_column("session_text")
