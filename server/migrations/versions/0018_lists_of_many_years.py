"""Lists and figures of tasks are asked of the database: their indexes."""

from alembic import op

revision, down_revision = "0018", "0017"


def upgrade() -> None:
    listed = ["state", "deadline", "lead_body_id", "reported_at"]
    op.create_index("ix_task_listed", "task", listed)
    op.create_index("ix_task_of_body", "task", ["lead_body_id", "state", "deadline"])
    op.create_index("ix_task_opened", "task", ["opened_at", "state"])
    done = ["state", "done_at", "reported_at", "deadline", "opened_at"]
    op.create_index("ix_task_done", "task", done)
    op.create_index("ix_task_body_body_id", "task_body", ["body_id"])


def downgrade() -> None:
    op.drop_index("ix_task_body_body_id", "task_body")
    for name in ("ix_task_done", "ix_task_opened", "ix_task_of_body", "ix_task_listed"):
        op.drop_index(name, "task")
