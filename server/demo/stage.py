"""Where the story is played: who stands for a name, and what is done when, by whom."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from sqlmodel import col, select

from server.kernel.db import SYSTEM, Actor, Tx
from server.kernel.i18n import from_local
from server.kernel.types import Keyed
from server.people.models import Account

Row = TypeVar("Row", bound=Keyed)


class Stage:
    """One transaction in which many people act, each at his or her own moment.

    `people` are accounts by login, `bodies` keys of bodies by the cast's key, `keys` keys of rows
    by whatever names the story gives them. Acts are planned in any order and played in order of
    time; nothing happens later than the present.
    """

    def __init__(self, tx: Tx, today: date) -> None:
        self.tx = tx
        self.today = today
        self.people: dict[str, Account] = {}
        self.bodies: dict[str, UUID] = {}
        self.keys: dict[tuple[str, ...], UUID] = {}
        self._present = tx.now
        self._acts: list[tuple[datetime, str, Callable[[], None]]] = []

    def day(self, days: int) -> date:
        """Return the day so many days from today."""
        return self.today + timedelta(days=days)

    def moment(self, days: int, clock: str, minutes: float = 0) -> datetime:
        """Return a moment: "08:00" on the office's clock so many days from today, and later."""
        day = datetime.combine(self.day(days), time.fromisoformat(clock))
        return from_local(day + timedelta(minutes=minutes))

    def at(self, moment: datetime, login: str, act: Callable[[], None]) -> None:
        """Plan an act. At the same moment, what was planned first comes first."""
        self._acts.append((moment, login, act))

    def play(self) -> None:
        """Play what was planned."""
        for moment, login, act in sorted(self._acts, key=lambda planned: planned[0]):
            with self.acting(moment, login):
                act()

    @contextmanager
    def acting(self, moment: datetime, login: str | None = None) -> Iterator[None]:
        """Let somebody act (None: the system) at a moment."""
        self.tx.now = min(moment, self._present)
        self.tx.actor = Actor(self.people[login].id) if login else SYSTEM
        try:
            yield
        finally:
            self.tx.now, self.tx.actor = self._present, SYSTEM

    def row(self, table: type[Row], *name: str) -> Row:
        """Return the row that the story calls so."""
        return self.tx.session.exec(select(table).where(col(table.key) == self.keys[name])).one()
