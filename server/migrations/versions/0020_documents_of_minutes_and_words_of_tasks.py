"""Minutes keep the documents drawn of them for the file of their session, by hash; tasks the words
of their work as searches compare them."""

import sqlalchemy as sa
from alembic import op

from server.kernel.i18n import fold

revision, down_revision = "0020", "0019"

_TASK = sa.table("task", sa.column("id", sa.Integer), sa.column("work"), sa.column("folded"))
_AT_ONCE = 5_000


def upgrade() -> None:
    for name in ("pdf_sha256", "docx_sha256"):
        op.add_column("minutes", sa.Column(name, sa.String(), nullable=True))
    op.add_column("task", sa.Column("folded", sa.String(), nullable=False, server_default=""))
    db, last = op.get_bind(), 0
    asked = sa.select(_TASK.c.id, _TASK.c.work).order_by(_TASK.c.id).limit(_AT_ONCE)
    said = (
        _TASK.update().where(_TASK.c.id == sa.bindparam("row")).values(folded=sa.bindparam("words"))
    )
    while rows := db.execute(asked.where(_TASK.c.id > last)).all():
        db.execute(said, [{"row": row.id, "words": fold(row.work)} for row in rows])
        last = rows[-1].id


def downgrade() -> None:
    op.drop_column("task", "folded")
    for name in ("docx_sha256", "pdf_sha256"):
        op.drop_column("minutes", name)
