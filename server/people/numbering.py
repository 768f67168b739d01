"""Numbers that records clerks (*văn thư*) give, and the register of what was issued.

Each type of document has a series of its own in each body: through the term, from congress to
congress, or through the year. A number is given once; the register's row and what is issued under
it are one transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError
from server.kernel.i18n import nfc
from server.people.access import Viewer, require
from server.people.documents import DocumentSettings, settings_of
from server.people.events import NumberGiven
from server.people.models import Body, IssuedNumber
from server.people.queries import account_names

MOST = 999_999  # a number beyond is a slip of the hand
PAGE_SIZE = 100


class NumberTaken(DomainError):
    """The body gave this number in this series before; `following` is the next one."""

    status, code = 409, "number-taken"


@dataclass(frozen=True)
class Series:
    """What a number is unique in: documents of one type from `since` to before `until`."""

    name: str
    since: date
    until: date


def series_of(settings: DocumentSettings, day: date) -> Series:
    """Return the series of a document that is dated `day`: its body's term, or its year."""
    since = settings.term_since
    if settings.through_term and since is not None and since <= day:
        return Series(f"{settings.kind}:{since.isoformat()}", since, date.max)
    year = Series(f"{settings.kind}:{day.year}", date(day.year, 1, 1), date(day.year + 1, 1, 1))
    if settings.through_term and since is not None:  # dated before the term began
        return Series(year.name, year.since, min(year.until, since))
    return year


def next_number(db: Session, body_id: int, kind: str, day: date) -> int:
    """Return the number after the highest of the series that `day` is in, for a caller.

    It goes by the days of what was issued, so that it holds when a body changes its series.
    """
    series = series_of(settings_of(db, body_id, kind), day)
    highest = db.exec(
        select(func.max(IssuedNumber.number))
        .where(IssuedNumber.body_id == body_id, IssuedNumber.kind == kind)
        .where(IssuedNumber.issued_on >= series.since)
        .where(IssuedNumber.issued_on < series.until)
    ).one()
    return (highest or 0) + 1


def give_number(
    tx: Tx,
    *,
    body_id: int,
    kind: str,
    number: int,
    symbol: str,
    issued_on: date,
    subject: str,
    page: str,
    target: str,
) -> IssuedNumber:
    """Enter a number into the register of a body, in the transaction that issues the document.

    `page` and `target` are the route that shows the document and its key; whoever calls has
    looked whether the actor may. Raises BadForm or NumberTaken.
    """
    if not 1 <= number <= MOST:
        raise BadForm({"number": "field-bad"})
    tx.lock(f"numbers:{body_id}")
    series = series_of(settings_of(tx.session, body_id, kind), issued_on)
    taken = tx.session.exec(
        select(IssuedNumber.id)
        .where(IssuedNumber.body_id == body_id, IssuedNumber.kind == kind)
        .where(IssuedNumber.number == number)
        .where(
            (col(IssuedNumber.series) == series.name)
            | (col(IssuedNumber.issued_on).between(series.since, series.until - timedelta(days=1)))
        )
    ).first()
    if taken is not None:
        raise NumberTaken(following=next_number(tx.session, body_id, kind, issued_on))
    row = tx.add(
        IssuedNumber(
            body_id=body_id,
            series=series.name,
            kind=kind,
            number=number,
            full=full_number(number, symbol),
            issued_on=issued_on,
            subject=nfc(subject),
            page=page,
            target=target,
            given_by_id=tx.actor.user_id,
            given_at=tx.now,
        )
    )
    tx.emit(NumberGiven(body_id=body_id, number_id=row.id), full=row.full)
    return row


def full_number(number: int | str, symbol: str) -> str:
    """Return number and symbol: "05-TB/TU" as the party writes it, "05/TB-UBND" as the state."""
    written = f"{int(number):02d}" if symbol and str(number).isdigit() else str(number)
    if not symbol:
        return written
    return f"{written}{symbol}" if symbol.startswith("/") else f"{written}-{symbol}"


# --- what waits for a number --------------------------------------------------------------------


@dataclass(frozen=True)
class ToNumber:
    """A document that waits for its number. `page` and `target`: where it is given.

    `approved`: `since` is when it was approved, not when it was drafted. `due` is the day by which
    it is to be issued, `late` how many working days ago that was.
    """

    kind: str
    body: str
    subject: str
    since: datetime
    page: str
    target: str
    due: date | None = None
    late: int = 0
    approved: bool = True


_sources: list[Callable[[Session], Iterable[ToNumber]]] = []


def offer_to_number(source: Callable[[Session], Iterable[ToNumber]]) -> None:
    """Let a feature's approved documents stand on the records clerks' page."""
    _sources.append(source)


def waiting_for_number(db: Session) -> list[ToNumber]:
    """Return what waits for a number, the oldest first, for a caller that looks who asks."""
    found = [each for source in _sources for each in source(db)]
    return sorted(found, key=lambda each: each.since)


# --- the register (Sổ đăng ký văn bản đi) --------------------------------------------------------


@dataclass(frozen=True)
class RegisterLine:
    """A document in the register. `page` and `target` lead to it, "" where no page does."""

    full: str
    kind: str
    number: int
    issued_on: date
    subject: str
    body: str
    page: str
    target: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Register:
    """A page of the register, the newest first; `years` are those that have documents."""

    lines: tuple[RegisterLine, ...]
    count: int
    page: int
    pages: int
    kinds: tuple[str, ...]
    years: tuple[int, ...]
    bodies: tuple[tuple[str, str], ...]


def register(
    db: Session,
    viewer: Viewer,
    *,
    body: str = "",
    kind: str = "",
    year: int | None = None,
    page: int = 1,
) -> Register:
    """Return what was issued, for who gives numbers; `body` is a body's key. Raises NotFound."""
    require(viewer, "documents.number")
    bodies = db.exec(
        select(Body.id, Body.key, Body.name)
        .where(col(Body.id).in_(select(IssuedNumber.body_id).distinct()))
        .order_by(col(Body.position), col(Body.name))
    ).all()
    wanted = [
        *([col(IssuedNumber.body_id) == i for i, key, _name in bodies if str(key) == body]),
        *([col(IssuedNumber.kind) == kind] if kind else []),
    ]
    if year is not None:
        wanted.append(col(IssuedNumber.issued_on).between(date(year, 1, 1), date(year, 12, 31)))
    count = db.exec(select(func.count(col(IssuedNumber.id))).where(*wanted)).one()
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = db.exec(
        select(IssuedNumber)
        .where(*wanted)
        .order_by(
            col(IssuedNumber.issued_on).desc(),
            col(IssuedNumber.kind),
            col(IssuedNumber.number).desc(),
            col(IssuedNumber.id).desc(),
        )
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    names = account_names(db, {row.given_by_id for row in rows})
    named = {body_id: name for body_id, _key, name in bodies}
    return Register(
        lines=tuple(
            RegisterLine(
                full=row.full,
                kind=row.kind,
                number=row.number,
                issued_on=row.issued_on,
                subject=row.subject,
                body=named[row.body_id],
                page=row.page,
                target=row.target,
                by=names.get(row.given_by_id, ""),
                at=row.given_at,
            )
            for row in rows
        ),
        count=count,
        page=page,
        pages=pages,
        kinds=tuple(db.exec(select(IssuedNumber.kind).distinct()).all()),
        years=tuple(_years(db)),
        bodies=tuple((str(key), name) for _id, key, name in bodies),
    )


def _years(db: Session) -> range:
    first, last = db.exec(
        select(func.min(IssuedNumber.issued_on), func.max(IssuedNumber.issued_on))
    ).one()
    return range(last.year, first.year - 1, -1) if first else range(0)
