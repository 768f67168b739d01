"""What stands around a programme's items on the document by which it is issued."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0010", "0009"

_TEXTS = (
    *("upper", "head", "place", "opening", "closing", "on_behalf", "post", "signer"),
    "recipients",
)


def upgrade() -> None:
    op.create_table(
        "programme_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _TEXTS),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_programme_document_programme_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_programme_document"),
        sa.UniqueConstraint("key", name="uq_programme_document_key"),
        sa.UniqueConstraint("programme_id", name="uq_programme_document_programme_id"),
    )


def downgrade() -> None:
    op.drop_table("programme_document")
