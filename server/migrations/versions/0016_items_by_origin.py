"""The items of a programme by their origin: what its page counts each time it is opened."""

from alembic import op

revision, down_revision = "0016", "0015"


def upgrade() -> None:
    op.create_index("ix_programme_item_origin", "programme_item", ["programme_id", "origin"])


def downgrade() -> None:
    op.drop_index("ix_programme_item_origin", "programme_item")
