"""Where items come from: toàn khóa, năm, quý, văn bản cấp trên, kết luận, đột xuất.

Below a term programme each item says it: of a measured month 30 of 47 had no parent.
"""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from server.programmes.breaking_errors import OriginLacking
from server.programmes.models import ORIGINS, Programme, ProgrammeItem

NONE = "none"  # what nobody has said, in addresses


def check_origin(programme: Programme, origin: str) -> None:
    """Raise OriginLacking where an item of a programme below a term's does not say it."""
    if programme.level != "term" and not origin:
        raise OriginLacking


def of_origin(origin: str) -> list[ColumnElement[bool]]:
    """Return the conditions on ProgrammeItem for an origin, NONE or "" (any)."""
    if not origin:
        return []
    return [col(ProgrammeItem.origin) == ("" if origin == NONE else origin)]


def origins_of(db: Session, filters: list[ColumnElement[bool]]) -> tuple[tuple[str, int], ...]:
    """Return (origin, items) of what `filters` leave, NONE last, for a caller; empty where no
    item says any."""
    rows = db.exec(
        select(ProgrammeItem.origin, func.count()).where(*filters).group_by(ProgrammeItem.origin)
    ).all()
    counts = {origin or NONE: count for origin, count in rows}
    if not counts.keys() - {NONE}:
        return ()
    return tuple((name, counts[name]) for name in (*ORIGINS, NONE) if name in counts)
