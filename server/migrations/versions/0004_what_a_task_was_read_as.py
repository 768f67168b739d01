"""What was read of a conclusion's words, and tasks that no meeting held here gave."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    with op.batch_alter_table("task") as task:
        task.add_column(sa.Column("receiver", sa.String(), nullable=False, server_default=""))
        task.add_column(sa.Column("deadline_kind", sa.String(), nullable=False, server_default=""))
        task.alter_column("meeting_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM task WHERE meeting_id IS NULL")
    with op.batch_alter_table("task") as task:
        task.alter_column("meeting_id", existing_type=sa.Integer(), nullable=False)
        task.drop_column("deadline_kind")
        task.drop_column("receiver")
