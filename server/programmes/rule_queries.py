"""Working rules as pages show them, and the items that go past them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.i18n import collation_key, today
from server.kernel.types import now
from server.people.access import Viewer, require
from server.people.models import Body
from server.programmes.authority import Finding, Matter, Rule, Rules, decided_elsewhere
from server.programmes.models import LIVE, Programme, ProgrammeItem
from server.programmes.rulebook import AuthorityRule, WorkingRules


@dataclass(frozen=True)
class RuleLine:
    """A line of the authority matrix; `body` decides."""

    key: UUID
    version: int
    matter: str
    kind: str
    body: str
    body_key: UUID
    article: str


@dataclass(frozen=True)
class RulesView:
    """A version of a body's working rules with its lines; `standing`: before, now or after."""

    key: UUID
    version: int
    body: str
    body_key: UUID
    title: str
    number: str
    since: date
    until: date | None
    standing: str
    lines: tuple[RuleLine, ...]


@dataclass(frozen=True)
class Flag:
    """An item is put to another body than `body`, which the rules say decides.

    `article` of `title` and `number` says so; `sure` is False where it only may.
    """

    body: str
    matter: str
    article: str
    title: str
    number: str
    sure: bool


def rules(db: Session, viewer: Viewer) -> tuple[RulesView, ...]:
    """Return every version, by body, the newest first. Raises NotFound."""
    require(viewer, "rules.keep")
    bodies = {body.id: body for body in db.exec(select(Body))}
    lines: dict[int, list[RuleLine]] = {}
    for line in db.exec(select(AuthorityRule).order_by(*_ORDER)):
        lines.setdefault(line.rules_id, []).append(_line(line, bodies[line.body_id]))
    day = today(now())
    found = [
        RulesView(
            key=row.key,
            version=row.version,
            body=bodies[row.body_id].name,
            body_key=bodies[row.body_id].key,
            title=row.title,
            number=row.number,
            since=row.since,
            until=row.until,
            standing=_standing(row, day),
            lines=tuple(lines.get(row.id, ())),
        )
        for row in db.exec(select(WorkingRules))
    ]
    found.sort(key=lambda each: each.since, reverse=True)
    return tuple(sorted(found, key=lambda each: collation_key(each.body)))


def one(db: Session, viewer: Viewer, key: UUID) -> RulesView:
    """Return a version. Raises NotFound."""
    for found in rules(db, viewer):
        if found.key == key:
            return found
    raise NotFound


def line(db: Session, viewer: Viewer, key: UUID) -> RuleLine:
    """Return a line. Raises NotFound."""
    require(viewer, "rules.keep")
    asked = select(AuthorityRule, Body).join(Body, col(Body.id) == col(AuthorityRule.body_id))
    if (found := db.exec(asked.where(AuthorityRule.key == key)).first()) is None:
        raise NotFound
    return _line(*found)


_ORDER = (col(AuthorityRule.position), col(AuthorityRule.id))


def _line(row: AuthorityRule, body: Body) -> RuleLine:
    return RuleLine(row.key, row.version, row.matter, row.kind, body.name, body.key, row.article)


def _standing(row: WorkingRules, day: date) -> str:
    if row.since > day:
        return "after"
    return "before" if row.until is not None and row.until < day else "now"


# --- items that go past them -------------------------------------------------------------------


def flags_of(db: Session, items: Sequence[ProgrammeItem]) -> Mapping[int, Flag]:
    """Return the flag of each of `items` that has one, by its id, for a caller who may see them."""
    put = [item for item in items if item.considers_id is not None]
    if not put or not (versions := _versions(db)):
        return {}
    ids = {item.programme_id for item in put}
    programmes = {
        row.id: row for row in db.exec(select(Programme).where(col(Programme.id).in_(ids)))
    }
    bodies: dict[int, str] = dict(db.exec(select(Body.id, Body.name)).all())
    flags = {}
    for item in put:
        found = decided_elsewhere(versions, _matter(item, programmes[item.programme_id]))
        if found is not None:
            flags[item.id] = _flag(found, bodies)
    return flags


def unchecked_ids(db: Session, items: Sequence[ProgrammeItem]) -> frozenset[int]:
    """Return those of `items` that are to be decided on but say by nobody (*Cấp trình*), where
    rules are in force for their programme's body; for a caller who may see them."""
    open_ones = [
        item
        for item in items
        if item.kind in ("", "submission") and not item.considers and item.state in LIVE
    ]
    if not open_ones or not (versions := _versions(db)):
        return frozenset()
    ids = {item.programme_id for item in open_ones}
    rows = db.exec(select(Programme).where(col(Programme.id).in_(ids)))
    programmes = {row.id: row for row in rows}
    asked = {item.id: _matter(item, programmes[item.programme_id]) for item in open_ones}
    return frozenset(
        item_id
        for item_id, matter in asked.items()
        if any(v.in_force(matter.day) and v.concerns((matter.body_id,)) for v in versions)
    )


def flagged_ids(db: Session, programme_id: int) -> list[int]:
    """Return the items of a programme that have a flag, for a caller who may see it."""
    own = col(ProgrammeItem.programme_id) == programme_id
    put = select(ProgrammeItem).where(own, col(ProgrammeItem.considers_id).is_not(None))
    return list(flags_of(db, list(db.exec(put))))


def _matter(item: ProgrammeItem, programme: Programme) -> Matter:
    day = (item.time_to or item.time_from or programme.period_from.isoformat())[:10]
    return Matter(
        day=date.fromisoformat(day),
        body_id=programme.body_id,
        considers_id=item.considers_id or 0,
        kind=item.kind,
        text=item.text,
        product=item.product,
    )


def _versions(db: Session) -> list[Rules]:
    lines: dict[int, list[Rule]] = {}
    for row in db.exec(select(AuthorityRule).order_by(*_ORDER)):
        rule = Rule(row.matter, row.kind, row.body_id, row.article)
        lines.setdefault(row.rules_id, []).append(rule)
    return [
        Rules(row.body_id, row.title, row.number, row.since, row.until, tuple(lines[row.id]))
        for row in db.exec(select(WorkingRules))
        if row.id in lines
    ]


def _flag(found: Finding, bodies: Mapping[int, str]) -> Flag:
    rule = found.rule
    return Flag(
        body=bodies[rule.body_id],
        matter=rule.matter,
        article=rule.article,
        title=found.rules.title,
        number=found.rules.number,
        sure=found.sure,
    )
