"""Who may see and change the leaders' weekly schedule.

Every member, clerk and the standing body read a week once it was published; the office and the
standing body see it, and its clashes, while it is drafted. A meeting stands in it for those alone
whose list of meetings has it (meetings.lists), whether the week was published or not; to everybody
else it is not there. What was cancelled before anybody could read it is the office's. Only the
secretariat writes. Guests and administrators see none.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.meetings.lists import seen_between
from server.people.access import Viewer, may, require, viewer_with_id
from server.people.models import Account
from server.schedule.models import ScheduleEntry

_WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True)
class WeekReaders:
    """Readers who see the same of a week: `meetings` are the ids of those they see in it.

    `leader` is the account whose lines alone are shown (0: all).
    """

    monday: date
    meetings: frozenset[int]
    may_edit: bool
    sees_draft: bool
    locale: str
    leader: int = 0

    @property
    def priority(self) -> int:
        """The office is served first."""
        return 0 if self.may_edit else 1


def monday_of(week: str) -> date:
    """Return the first day of a week as addresses write it ("2026-W48"; "": this one).

    Raises NotFound for what is none.
    """
    if not week:
        day = today(now())
        return day - timedelta(days=day.weekday())
    if found := _WEEK.fullmatch(week):
        try:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            pass
    raise NotFound


def week_name(day: date) -> str:
    """Return the week of a day as addresses write it."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def readers_of(db: Session, viewer: Viewer, week: str, leader: str = "") -> WeekReaders:
    """Derive what the viewer sees of a week; `leader` is the key of an account, or "".

    Raises NotFound.
    """
    require(viewer, "schedule.read")
    monday = monday_of(week)
    found = None
    if leader:
        asked = select(Account.id).where(Account.key == uuid_of(leader))
        found = db.exec(asked).first()
        if found is None:
            raise NotFound
    return WeekReaders(
        monday=monday,
        meetings=frozenset(seen_between(db, viewer, monday, monday + timedelta(days=7))),
        may_edit=may(viewer, "schedule.edit"),
        sees_draft=may(viewer, "schedule.draft"),
        locale=viewer.locale,
        leader=found or 0,
    )


def uuid_of(key: UUID | str) -> UUID:
    """Return a key from an address. Raises NotFound for what cannot be one."""
    try:
        return key if isinstance(key, UUID) else UUID(key)
    except ValueError:
        raise NotFound from None


# --- for commands ------------------------------------------------------------------------------


def keeps_schedule(tx: Tx) -> None:
    """Raise NotFound unless the actor writes the schedule (the system may); one act at a time."""
    if tx.actor.user_id:
        require(viewer_with_id(tx.session, tx.actor.user_id), "schedule.edit")
    tx.lock("schedule")


def entry_to_edit(tx: Tx, key: UUID | str) -> ScheduleEntry:
    """Load an entry for a change, locked. Raises NotFound."""
    keeps_schedule(tx)
    asked = select(ScheduleEntry).where(col(ScheduleEntry.key) == uuid_of(key))
    found = tx.session.exec(asked).first()
    if found is None:
        raise NotFound
    return found
