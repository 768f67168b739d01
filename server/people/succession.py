"""What a body of before is called today, and a body's own past: for pages of every feature."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.events import EventRow
from server.kernel.i18n import collation_key, fold
from server.people.access import Viewer, require
from server.people.events import BodyReorganised
from server.people.models import Account, Body, BodyAlias, Membership
from server.people.queries import BodyView, account_names, body, body_catalogue
from server.people.takeovers import takeovers


@dataclass(frozen=True)
class Succession:
    """Who came after whom. `after` maps a body to the next; `names` are those of today;
    `former` the folded names that a body, or one that it took over, had before."""

    after: Mapping[int, int] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    former: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def today(self, body_id: int) -> int:
        """Return the id of the body that a body has become; itself where none came after."""
        met = {body_id}
        while (after := self.after.get(body_id)) is not None and after not in met:
            met.add(after)
            body_id = after
        return body_id

    def now_called(self, body_id: int | None, written: str) -> str:
        """Return what the body behind a name as written is called today (*nay là*), "" where it
        still has that name or is not known."""
        if body_id is None:
            return ""
        heir = self.today(body_id)
        former = self.former.get(heir)
        if heir != body_id or (former and fold(written) in former):
            return self.names.get(heir, "")
        return ""

    def family(self, body_id: int) -> frozenset[int]:
        """Return the body with all those that it came after."""
        return frozenset({body_id} | {old for old in self.after if body_id in self._line(old)})

    def _line(self, body_id: int) -> Iterable[int]:
        met = {body_id}
        while (after := self.after.get(body_id)) is not None and after not in met:
            met.add(after)
            body_id = after
        return met


def succession(db: Session) -> Succession:
    """Return who came after whom, the same for whoever asks: bodies are no secret."""
    after = dict(
        db.exec(select(Body.id, Body.successor_id).where(col(Body.successor_id).is_not(None))).all()
    )
    former: dict[int, set[str]] = {}
    for body_id, folded in db.execute(
        select(BodyAlias.body_id, BodyAlias.folded).where(col(BodyAlias.until).is_not(None))
    ):
        former.setdefault(body_id, set()).add(folded)
    if not after and not former:
        return Succession()
    wanted = {*after.values(), *former}
    names = dict(db.exec(select(Body.id, Body.name).where(col(Body.id).in_(wanted))).all())
    return Succession(
        {old: new for old, new in after.items() if new is not None},
        names,
        {body_id: frozenset(folded) for body_id, folded in former.items()},
    )


def heirs(found: BodyView | None, bodies: Mapping[int, BodyView]) -> frozenset[str]:
    """Return the keys, as text, of a body and of every one that came after it."""
    keys: set[str] = set()
    while found is not None and str(found.key) not in keys:
        keys.add(str(found.key))
        found = bodies.get(found.successor_id or 0)
    return frozenset(keys)


@dataclass(frozen=True)
class Hangs:
    """How many open things of one kind (takeovers.Takeover.name) hang on a body."""

    name: str
    count: int


@dataclass(frozen=True)
class Place:
    """Somebody's place in a body."""

    account_key: UUID
    name: str
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Passed:
    """A decision that was carried out about a body."""

    at: datetime
    by: str
    kind: str
    day: date
    decision: str
    was_name: str
    name: str
    successor: str
    handed: tuple[Hangs, ...]


@dataclass(frozen=True)
class BodyPage:
    """A body with what hangs on it, who sits there, and what became of it and those before it."""

    body: BodyView
    hangs: tuple[Hangs, ...]
    people: tuple[Place, ...]
    before: tuple[BodyView, ...]
    past: tuple[Passed, ...]


def body_page(db: Session, viewer: Viewer, key: UUID, day: date) -> BodyPage:
    """Return what a reorganisation of a body on `day` would be about. Raises NotFound."""
    require(viewer, "bodies.keep")
    found = body(db, viewer, key)
    known = succession(db)
    family = known.family(found.id)
    rows = db.execute(
        select(Account, Membership.role)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.body_id == found.id)
        .where(col(Account.disabled_at).is_(None))
        .where((col(Membership.until).is_(None)) | (col(Membership.until) >= day))
    ).all()
    roles: dict[int, set[str]] = {}
    for account, role in rows:
        roles.setdefault(account.id, set()).add(role)
    people = {account.id: account for account, _role in rows}
    return BodyPage(
        body=found,
        hangs=tuple(Hangs(each.name, each.open_of(db, found.id, day)) for each in takeovers()),
        people=tuple(
            sorted(
                (
                    Place(a.key, a.name, a.title, tuple(sorted(roles[a.id])))
                    for a in people.values()
                ),
                key=lambda place: collation_key(place.name),
            )
        ),
        before=tuple(
            each for each in body_catalogue(db) if each.id in family and each.id != found.id
        ),
        past=_past(db, family),
    )


def _past(db: Session, family: frozenset[int]) -> tuple[Passed, ...]:
    rows = db.exec(
        select(EventRow)
        .where(EventRow.stream == "bodies")
        .where(EventRow.name == BodyReorganised.name)
        .order_by(col(EventRow.seq).desc())
    )
    mine = [row for row in rows if row.ids["body_id"] in family]
    by = account_names(db, {row.actor_id for row in mine})
    after = {row.ids["successor_id"] for row in mine} - {None}
    names = dict(db.exec(select(Body.id, Body.name).where(col(Body.id).in_(after))).all())
    return tuple(_passed(row, by, names) for row in mine)


def _passed(row: EventRow, by: Mapping[int, str], names: Mapping[Any, str]) -> Passed:
    said = row.detail
    return Passed(
        at=row.at,
        by=by.get(row.actor_id, ""),
        kind=said["kind"],
        day=date.fromisoformat(said["day"]),
        decision=said["decision"],
        was_name=said["was_name"],
        name=said["name"],
        successor=names.get(row.ids["successor_id"], ""),
        handed=tuple(Hangs(name, count) for name, count in said["handed"].items() if count),
    )
