"""The words of a conclusion that the chair's own correction replaced are kept beside it."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0017", "0019"


def upgrade() -> None:
    with op.batch_alter_table("conclusion") as table:
        table.add_column(sa.Column("before_chair", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("conclusion") as table:
        table.drop_column("before_chair")
