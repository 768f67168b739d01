"""A sheet may register a body's items for a programme; proposals that are two matters stay so."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision, down_revision = "0008", "0007"

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_REFERENCES = (("registers_for_id", "programme"), ("body_id", "body"))


def upgrade() -> None:
    with op.batch_alter_table("programme_import") as table:
        for column, to in _REFERENCES:
            table.add_column(sa.Column(column, sa.Integer(), nullable=True))
            table.create_foreign_key(f"fk_programme_import_{column}", to, [column], ["id"])
    with op.batch_alter_table("programme_proposal") as table:
        table.add_column(sa.Column("apart", _JSON, nullable=False, server_default="[]"))
