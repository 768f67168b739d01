"""An uploaded programme is read by the worker, beside its own look; corrections are remembered.

What was read before is staged without its rows as drawn: it is forgotten, and uploaded again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision, down_revision = "0006", "0005"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.execute("DELETE FROM programme_import_body")
    op.execute("DELETE FROM programme_import_item")
    op.execute("DELETE FROM programme_import WHERE programme_id IS NULL")
    with op.batch_alter_table("programme_import") as table:
        table.add_column(sa.Column("file_sha256", sa.String(), nullable=True))
        table.add_column(sa.Column("state", sa.String(), nullable=False, server_default="read"))
        table.add_column(sa.Column("turn", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("staged", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("expected", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("refusal", _JSON, nullable=False, server_default="{}"))
        table.add_column(sa.Column("corrections", _JSON, nullable=False, server_default="{}"))
        table.create_index("ix_programme_import_state", ["state"])
    with op.batch_alter_table("programme_import_item") as table:
        table.add_column(sa.Column("how", _JSON, nullable=False, server_default="{}"))
    op.create_table(
        "programme_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("cells", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["programme_import.id"], name="fk_programme_import_row_import_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_programme_import_row"),
    )
    op.create_index("ix_programme_import_row_place", "programme_import_row", ["import_id", "place"])
    op.create_table(
        "remembered_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_remembered_reading"),
        sa.UniqueConstraint("kind", "words", name="uq_remembered_reading_kind_words"),
    )


def downgrade() -> None:
    op.drop_table("remembered_reading")
    op.drop_table("programme_import_row")
    with op.batch_alter_table("programme_import_item") as table:
        table.drop_column("how")
    with op.batch_alter_table("programme_import") as table:
        table.drop_index("ix_programme_import_state")
        for name in ("file_sha256", "state", "turn", "lease_until", "staged", "expected"):
            table.drop_column(name)
        table.drop_column("refusal")
        table.drop_column("corrections")
