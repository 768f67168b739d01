"""Who of the office follows an item (*Chuyên viên theo dõi*).

The person it names; else whose account bears the name that its text says; else who follows its
field; else who follows its lead body, the first one named. Nothing is guessed: two accounts of one
name are nobody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from server.kernel.i18n import fold
from server.people.models import Account
from server.programmes.rulebook import FieldWatch


@dataclass(frozen=True)
class Watchers:
    """Who follows what: accounts by folded name, by folded field, by body."""

    by_name: Mapping[str, int]
    by_field: Mapping[str, int]
    by_body: Mapping[int, int]

    def of(
        self, watcher_id: int | None, watcher: str, field: str, leads: Iterable[int]
    ) -> tuple[int, str] | None:
        """Return who follows an item and why: person, name, field or body; None: nobody."""
        if watcher_id:
            return watcher_id, "person"
        if watcher and (found := self.by_name.get(fold(watcher))):
            return found, "name"
        if field and (found := self.by_field.get(fold(field))):
            return found, "field"
        followed = (self.by_body[body] for body in leads if body in self.by_body)
        found = next(followed, None)
        return (found, "body") if found else None


def watchers(db: Session) -> Watchers:
    """Return who follows what now, for a caller; accounts that are closed follow nothing."""
    accounts = db.execute(
        select(Account.id, Account.name).where(col(Account.disabled_at).is_(None))
    ).all()
    names = Counter(fold(name) for _id, name in accounts)
    open_ids = {account_id for account_id, _name in accounts}
    rows = db.exec(select(FieldWatch).order_by(col(FieldWatch.id))).all()
    rows = [row for row in rows if row.account_id in open_ids]
    return Watchers(
        {fold(name): account_id for account_id, name in accounts if names[fold(name)] == 1},
        {row.folded: row.account_id for row in reversed(rows) if row.folded},
        {row.body_id: row.account_id for row in reversed(rows) if row.body_id},
    )
