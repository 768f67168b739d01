"""Where the items of a programme stand: positions with room between them.

A line goes between two others without the rest being renumbered, also among 20,000. What came in
as a file is numbered 1, 2, 3…; the first line that finds no room there spreads a long programme
once, and moves what is behind it on in a short one.
"""

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from server.programmes.models import ProgrammeItem

GAP = 65_536  # 30,000 items so far apart stay within a 32-bit number
STEP = 1_024  # between lines that are put in one behind the other
LAST = 2**31 - 1
SMALL = 1_000  # items that are simply moved on by one


def last_place(db: Session, programme_id: int) -> int:
    """Return the position of a programme's last item, 0 where it has none; for a caller."""
    own = ProgrammeItem.programme_id == programme_id
    return db.exec(select(func.max(ProgrammeItem.position)).where(own)).one() or 0


def neighbour(db: Session, item: ProgrammeItem, by: int) -> ProgrammeItem | None:
    """Return the item above (`by` -1) or below (1) one, for a caller."""
    place = col(ProgrammeItem.position)
    there = place < item.position if by < 0 else place > item.position
    asked = select(ProgrammeItem).where(ProgrammeItem.programme_id == item.programme_id, there)
    return db.exec(asked.order_by(place.desc() if by < 0 else place).limit(1)).first()


def place_before(db: Session, item: ProgrammeItem) -> int:
    """Return the position of the item above one, 0 for the first; for a caller."""
    above = neighbour(db, item, -1)
    return above.position if above else 0


def places_after(db: Session, programme_id: int, place: int, count: int = 1) -> list[int]:
    """Return free positions for `count` lines right behind position `place` (0: on top).

    For a caller that has locked the programme. Positions of rows that are loaded may be others
    afterwards.
    """
    own = col(ProgrammeItem.programme_id) == programme_id
    beyond = select(func.min(ProgrammeItem.position)).where(own, ProgrammeItem.position > place)
    following: int | None = db.execute(beyond).scalar_one()
    if following is None:
        return [place + n for n in range(1, count + 1)]
    if following - place <= count:
        upto = select(func.count()).select_from(ProgrammeItem).where(own)
        rank = db.exec(upto.where(ProgrammeItem.position <= place)).one()
        place, following = _spread(db, programme_id, rank, count)
    step = min(STEP, (following - place) // (count + 1))
    return [place + step * n for n in range(1, count + 1)]


def _spread(db: Session, programme_id: int, rank: int, count: int) -> tuple[int, int]:
    """Make room for `count` lines behind `rank`: a long programme's items stand GAP apart then.

    Returns the positions on both sides of that room.
    """
    own = col(ProgrammeItem.programme_id) == programme_id
    size = db.exec(select(func.count()).select_from(ProgrammeItem).where(own)).one()
    if size <= SMALL:
        place = db.exec(
            select(ProgrammeItem.position)
            .where(own)
            .order_by(col(ProgrammeItem.position))
            .limit(rank)
        ).all()
        last = place[-1] if place else 0
        beyond = update(ProgrammeItem).where(own, col(ProgrammeItem.position) > last)
        further = beyond.values(position=col(ProgrammeItem.position) + count)
        db.execute(further.execution_options(synchronize_session=False))
        db.expire_all()
        return last, last + count + 1
    number = func.row_number().over(order_by=col(ProgrammeItem.position))
    ranked = select(ProgrammeItem.id, number.label("rank")).where(own).subquery()
    gap = min(GAP, (LAST - count) // (size + 1))
    room = max(0, count + 1 - gap)
    db.execute(
        update(ProgrammeItem)
        .where(col(ProgrammeItem.id) == ranked.c.id)
        .values(position=ranked.c.rank * gap)
        .execution_options(synchronize_session=False)
    )
    if room:
        beyond = update(ProgrammeItem).where(own, col(ProgrammeItem.position) > rank * gap)
        wider = beyond.values(position=col(ProgrammeItem.position) + room)
        db.execute(wider.execution_options(synchronize_session=False))
    db.expire_all()
    return rank * gap, (rank + 1) * gap + room


def end_of_section(db: Session, programme_id: int, section: str, but: int = 0) -> int:
    """Return the position behind which a line under these headings goes, for a caller.

    At the end of what stands there (the item `but` does not count); a heading that is new goes
    behind what shares its outer ones, else to the end. Lines without a heading stand before all
    headings.
    """
    own = col(ProgrammeItem.programme_id) == programme_id
    place = select(func.max(ProgrammeItem.position)).where(own, col(ProgrammeItem.id) != but)
    if not section:
        return db.exec(place.where(ProgrammeItem.section == "")).one() or 0
    parts = section.split(" / ")
    for depth in range(len(parts), 0, -1):
        trail = " / ".join(parts[:depth])
        within = col(ProgrammeItem.section).startswith(f"{trail} / ", autoescape=True)
        found = db.exec(place.where((col(ProgrammeItem.section) == trail) | within)).one()
        if found:
            return found
    return db.exec(place).one() or 0
