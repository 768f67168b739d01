"""Notices issued before there was a register stand in it: no number of theirs is given again."""

from datetime import date

import sqlalchemy as sa
from alembic import op
from uuid_utils.compat import uuid7

revision, down_revision = "0019", "0018"

_NOTICE = sa.table(
    "notice",
    *(sa.column(name, sa.Integer) for name in ("id", "meeting_id", "issued_by_id")),
    *(sa.column(name, sa.String) for name in ("number", "symbol")),
    sa.column("key", sa.Uuid),
    sa.column("issued_on", sa.Date),
    sa.column("issued_at", sa.DateTime(timezone=True)),
)
_MEETING = sa.table(
    "meeting", sa.column("id", sa.Integer), sa.column("body_id", sa.Integer), sa.column("title")
)
_GIVEN = sa.table(
    "issued_number",
    *(sa.column(name, sa.Integer) for name in ("version", "body_id", "number", "given_by_id")),
    *(sa.column(n, sa.String) for n in ("series", "kind", "full", "subject", "page", "target")),
    sa.column("key", sa.Uuid),
    sa.column("issued_on", sa.Date),
    sa.column("given_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    db = op.get_bind()
    known: set[tuple[int, str, int]] = set()
    joined = _NOTICE.join(_MEETING, _MEETING.c.id == _NOTICE.c.meeting_id)
    asked = sa.select(_NOTICE, _MEETING.c.body_id, _MEETING.c.title).select_from(joined)
    for row in db.execute(asked.order_by(_NOTICE.c.id)).all():
        if not row.number.isdecimal():
            continue
        day: date = row.issued_on
        place = (row.body_id, f"TB:{day.year}", int(row.number))
        if place in known:
            continue
        known.add(place)
        between = "" if not row.symbol or row.symbol.startswith("/") else "-"
        db.execute(
            _GIVEN.insert().values(
                key=uuid7(),
                version=1,
                body_id=row.body_id,
                series=place[1],
                kind="TB",
                number=place[2],
                full=f"{row.number}{between}{row.symbol}",
                issued_on=day,
                subject=f"Thông báo kết luận: {row.title}",
                page="notice",
                target=str(row.key),
                given_by_id=row.issued_by_id,
                given_at=row.issued_at,
            )
        )
