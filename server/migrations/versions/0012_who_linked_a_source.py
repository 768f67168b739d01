"""A link from an item to its source says who made it; none: its reference in the file did."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0012", "0011"


def upgrade() -> None:
    with op.batch_alter_table("programme_item_source") as table:
        table.add_column(sa.Column("linked_by_id", sa.Integer(), nullable=True))
