"""The office keeps who decides: versions of working rules and their lines."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import fold, nfc
from server.people.access import keeps
from server.programmes import access
from server.programmes.events import OfficeRulesChanged
from server.programmes.models import KINDS
from server.programmes.rule_table import read_table
from server.programmes.rulebook import AuthorityRule, WorkingRules

HEAD = ("title", "number", "since", "until")
LINE = ("matter", "kind", "article")


class RulesInUse(DomainError):
    """A version of working rules still has lines."""

    status, code = 409, "working-rules-in-use"


def make_rules(
    tx: Tx,
    *,
    body_key: UUID,
    title: str,
    number: str = "",
    since: date,
    until: date | None = None,
    like: UUID | None = None,
) -> str:
    """Begin a version of a body's working rules. Returns its key.

    `like` is the version whose lines it begins with; where that one is open it ends the day before.
    Raises NotFound or BadForm.
    """
    _keep(tx)
    body = access.body_with_key(tx, body_key)
    before = _rules(tx, like) if like else None
    _check_head(title, since, until)
    if before is not None and before.until is None and before.since < since:
        before.until = date.fromordinal(since.toordinal() - 1)
    rules = tx.add(
        WorkingRules(
            body_id=body.id, title=nfc(title), number=nfc(number), since=since, until=until
        )
    )
    for line in _lines(tx, before) if before else ():
        kept = {name: getattr(line, name) for name in ("position", "folded", "body_id", *LINE)}
        tx.add(AuthorityRule(rules_id=rules.id, **kept))
    tx.emit(OfficeRulesChanged(), rules=("", title))
    return str(rules.key)


def edit_rules(
    tx: Tx, *, key: UUID, version: int, base: dict[str, Any], to: dict[str, Any]
) -> None:
    """Change the head of a version: HEAD. Raises NotFound, BadForm or EditConflict."""
    rules = _rules(tx, key)
    changed = tx.edit(rules, version, base=base, to=to)
    _check_head(rules.title, rules.since, rules.until)
    if changed:
        tx.emit(OfficeRulesChanged(), rules=rules.title)


def remove_rules(tx: Tx, *, key: UUID) -> None:
    """Take away a version that has no lines. Raises NotFound or RulesInUse."""
    rules = _rules(tx, key)
    if _lines(tx, rules):
        raise RulesInUse
    tx.session.delete(rules)
    tx.emit(OfficeRulesChanged(), rules=(rules.title, ""))


def add_rule(
    tx: Tx, *, key: UUID, matter: str, kind: str = "", body_key: UUID, article: str = ""
) -> str:
    """Add a line to a version, as its last. Returns its key. Raises NotFound or BadForm."""
    rules = _rules(tx, key)
    body = access.body_with_key(tx, body_key)
    return str(_add(tx, rules, matter, kind, body.id, article).key)


def paste_rules(tx: Tx, *, key: UUID, text: str) -> int:
    """Add the lines of a table that was pasted (rule_table.py). Returns how many.

    Raises NotFound, or BadTable, and then nothing is added.
    """
    rules = _rules(tx, key)
    rows = read_table(tx.session, text)
    tx.take_time()
    for row in rows:
        _add(tx, rules, row.matter, row.kind, row.body_id, row.article)
    return len(rows)


def edit_rule(
    tx: Tx,
    *,
    key: UUID,
    version: int,
    base: dict[str, Any],
    to: dict[str, Any],
    base_body_key: UUID | None,
    body_key: UUID,
) -> None:
    """Change a line: LINE and who decides. Raises NotFound, BadForm or EditConflict."""
    rule = _rule(tx, key)
    was = access.body_with_key(tx, base_body_key).id if base_body_key else None
    to = {name: nfc(value) for name, value in to.items()}
    both = {"body_id": access.body_with_key(tx, body_key).id}
    changed = tx.edit(rule, version, base=base | {"body_id": was}, to=to | both)
    _check_line(rule.matter, rule.kind)
    rule.folded = fold(rule.matter)
    if changed:
        tx.emit(OfficeRulesChanged(), rule=rule.matter)


def move_rule(tx: Tx, *, key: UUID, up: bool) -> None:
    """Let a line change places with the one above or below it. Raises NotFound."""
    rule = _rule(tx, key)
    lines = _lines(tx, tx.session.get_one(WorkingRules, rule.rules_id))
    at = next(n for n, line in enumerate(lines) if line.id == rule.id)
    to = at + (-1 if up else 1)
    if 0 <= to < len(lines):
        lines.insert(to, lines.pop(at))
        for position, line in enumerate(lines, 1):
            line.position = position
        tx.emit(OfficeRulesChanged(), rule=rule.matter)


def remove_rule(tx: Tx, *, key: UUID) -> None:
    """Take a line away. Raises NotFound."""
    rule = _rule(tx, key)
    tx.session.delete(rule)
    tx.emit(OfficeRulesChanged(), rule=(rule.matter, ""))


def _keep(tx: Tx) -> None:
    keeps(tx, "rules.keep")
    tx.lock("office-rules")


def _rules(tx: Tx, key: UUID) -> WorkingRules:
    _keep(tx)
    found = tx.session.exec(select(WorkingRules).where(WorkingRules.key == key)).first()
    if found is None:
        raise NotFound
    return found


def _rule(tx: Tx, key: UUID) -> AuthorityRule:
    _keep(tx)
    found = tx.session.exec(select(AuthorityRule).where(AuthorityRule.key == key)).first()
    if found is None:
        raise NotFound
    return found


def _lines(tx: Tx, rules: WorkingRules) -> list[AuthorityRule]:
    own = select(AuthorityRule).where(AuthorityRule.rules_id == rules.id)
    asked = own.order_by(col(AuthorityRule.position), col(AuthorityRule.id))
    return list(tx.session.exec(asked))


def _add(
    tx: Tx, rules: WorkingRules, matter: str, kind: str, body_id: int, article: str
) -> AuthorityRule:
    _check_line(matter, kind)
    last = max((line.position for line in _lines(tx, rules)), default=0)
    rule = tx.add(
        AuthorityRule(
            rules_id=rules.id,
            position=last + 1,
            matter=nfc(matter),
            folded=fold(matter),
            kind=kind,
            body_id=body_id,
            article=nfc(article),
        )
    )
    tx.emit(OfficeRulesChanged(), rule=("", matter))
    return rule


def _check_head(title: str, since: date, until: date | None) -> None:
    wrong = {} if nfc(title) else {"title": "field-required"}
    wrong |= {"until": "ends-before-it-begins"} if until and until < since else {}
    if wrong:
        raise BadForm(wrong)


def _check_line(matter: str, kind: str) -> None:
    wrong = {} if fold(matter) else {"matter": "field-required"}
    wrong |= {} if kind in ("", *KINDS) else {"kind": "field-bad"}
    if wrong:
        raise BadForm(wrong)
