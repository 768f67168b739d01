"""Tasks that came in with a notice or a tracking sheet: their source, and what is staged."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision, down_revision = "0005", "0004"

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_TEXTS = (
    *("code", "words", "document", "issued_text", "session", "watcher", "field", "field_detail"),
    *("kind_text", "deadline_cell", "progress", "result", "documents", "updated_text"),
    *("file_name", "sheet"),
)


def upgrade() -> None:
    op.create_table(
        "task_source",
        sa.Column("task_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _TEXTS),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("updated_on", sa.Date(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("extra", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_task_source_task_id"),
        sa.PrimaryKeyConstraint("task_id", name="pk_task_source"),
    )
    op.create_index("ix_task_source_code", "task_source", ["code"])
    op.create_table(
        "task_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("head", _JSON, nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_task_import_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_import"),
        sa.UniqueConstraint("key", name="uq_task_import_key"),
    )
    op.create_index("ix_task_import_digest", "task_import", ["digest"])
    op.create_table(
        "task_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proposal", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["task_import.id"], name="fk_task_import_row_import_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_task_import_row"),
    )
    op.create_index("ix_task_import_row_import_id", "task_import_row", ["import_id"])


def downgrade() -> None:
    for table in ("task_import_row", "task_import", "task_source"):
        op.drop_table(table)
