"""Steps of an item that were said by hand, the items that are still to come by an index, and the
day of the session on whose agenda an item stands already."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from server.kernel.i18n import today

revision, down_revision = "0013", "0012"

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("programme_item") as table:
        table.add_column(sa.Column("noted", _JSON, nullable=False, server_default="{}"))
    op.create_index("ix_programme_item_state", "programme_item", ["state"])
    _sessions()


def _sessions() -> None:
    db = op.get_bind()
    rows = db.execute(
        sa.text(
            "SELECT i.id, m.starts_at FROM programme_item i"
            " JOIN agenda_item a ON a.programme_item_id = i.id"
            " JOIN meeting m ON m.id = a.meeting_id"
            " WHERE i.state = 'on-agenda' AND a.state <> 'deferred' ORDER BY m.starts_at"
        )
    ).all()
    setting = sa.text("UPDATE programme_item SET session_on = :day WHERE id = :item")
    setting = setting.bindparams(sa.bindparam("day", type_=sa.Date()))
    for item, starts_at in rows:
        moment = datetime.fromisoformat(starts_at) if isinstance(starts_at, str) else starts_at
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        db.execute(setting, {"day": today(moment), "item": item})


def downgrade() -> None:
    op.drop_index("ix_programme_item_state", "programme_item")
    with op.batch_alter_table("programme_item") as table:
        table.drop_column("noted")
