"""Who is meant by what a schedule says of people: names, posts, bodies as groups.

Nothing is guessed: words that may mean several people mean all of them, and are never sure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlmodel import Session, col, select

from server.kernel.i18n import collation_key, fold, today
from server.kernel.types import now
from server.people.models import Account, Body, Membership
from server.people.queries import body_catalogue
from server.schedule.clashes import Who

_GROUPS = ("standing", "standing-committee", "committee")
_BEFORE = re.compile(r"^(?:(?:cac|tap the|d/c|dc|dong chi)\b\.?\s*)+")
_CUT = re.compile(r"[;\n]")


@dataclass(frozen=True)
class Leader:
    """Somebody with an account who may stand in the schedule; `title` as the account says it."""

    id: int
    key: str
    name: str
    title: str
    standing: bool

    @property
    def posts(self) -> tuple[str, ...]:
        """The posts held, folded: what stands between the commas of the title."""
        return tuple(fold(post) for post in re.split(r"[,;]", self.title) if post.strip())


@dataclass(frozen=True)
class Directory:
    """Whom words can mean: people, and `groups`: folded names of bodies -> those who sit there."""

    people: tuple[Leader, ...]
    groups: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def leaders(self) -> tuple[Leader, ...]:
        """Those whose week it is: the standing body, who goes first in a list, and the others."""
        return tuple(sorted(self.people, key=lambda p: (not p.standing, collation_key(p.name))))

    def person(self, account_id: int) -> Leader | None:
        """Return somebody by id."""
        return next((person for person in self.people if person.id == account_id), None)

    def with_key(self, key: str) -> Leader | None:
        """Return somebody by the key of the account."""
        return next((person for person in self.people if person.key == key), None)

    def named(self, words: str) -> Leader | None:
        """Return the one person whose name the words are."""
        bare = _bare(words)
        found = [person for person in self.people if fold(person.name) == bare]
        return found[0] if len(found) == 1 else None

    def who(self, words: str, account_id: int | None = None) -> Who:
        """Return whose time `words` take; `account_id` where that was settled already."""
        if account_id is not None:
            return Who(words, frozenset((account_id,)), sure=True, post=False)
        bare = _bare(words)
        if called := [person.id for person in self.people if fold(person.name) == bare]:
            return Who(words, frozenset(called), sure=len(called) == 1, post=False)
        if bare in self.groups:
            return Who(words, self.groups[bare])
        holders = self._holding(bare)
        # Whoever has another post besides may be wanted there for the other one.
        sure = len(holders) == 1 and len(holders[0].posts) == 1
        return Who(words, frozenset(holder.id for holder in holders), sure=sure)

    def _holding(self, post: str) -> list[Leader]:
        """Who holds a post: of exactly this name, else one that begins so; the standing first."""
        if not post:
            return []
        exact = [person for person in self.people if post in person.posts]
        begun = [p for p in self.people if any(own.startswith(post + " ") for own in p.posts)]
        found = exact or begun
        return [person for person in found if person.standing] or found


def directory(db: Session) -> Directory:
    """Return whom words can mean today, the same for whoever asks: names are no secret."""
    day = today(now())
    rows = db.execute(
        select(Account, Membership.body_id, Membership.role, Body.kind)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .join(Body, col(Body.id) == col(Membership.body_id))
        .where(col(Account.disabled_at).is_(None))
        .where(col(Membership.role).in_(("chair", "delegate")))
        .where(Membership.since <= day)
        .where((col(Membership.until).is_(None)) | (col(Membership.until) >= day))
        .order_by(col(Account.id))
    ).all()
    people: dict[int, Leader] = {}
    members: dict[int, set[int]] = {}
    for account, body_id, _role, kind in rows:
        known = people.get(account.id)
        standing = kind == "standing" or bool(known and known.standing)
        people[account.id] = Leader(
            account.id, str(account.key), account.name, account.title, standing
        )
        if kind in _GROUPS:
            members.setdefault(body_id, set()).add(account.id)
    groups: dict[str, frozenset[int]] = {}
    if members:
        for body in body_catalogue(db):
            for name in (body.name, body.short_name, *body.aliases):
                if body.id in members and name:
                    groups[fold(name)] = frozenset(members[body.id])
    return Directory(tuple(people.values()), groups)


def names_in(text: str) -> tuple[str, ...]:
    """Return the people that a text lists: one a line, or between semicolons."""
    return tuple(dict.fromkeys(name.strip() for name in _CUT.split(text) if name.strip()))


@lru_cache(maxsize=2048)
def _bare(words: str) -> str:
    return _BEFORE.sub("", fold(words))
