"""What a page that was away lacks, rendered once for all that come back alike.

After a restart a whole hall returns at once, most of it from the same number: rendering for each
page took the server a quarter of a minute for a thousand.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from server.kernel.events import EventRow
from server.kernel.live.mailbox import Entry
from server.kernel.live.relay import MAX_EVENTS, Group, happened_since, render
from server.kernel.live.screens import rights_of

Lacking = dict[str, tuple[int, list[Entry]]]  # stream -> up to which number, and what

KEPT = 128  # answers; a hall has some audiences, which left at some numbers
WINDOW = 200  # events; more than are ever written at the same time

_newest = select(EventRow.id).order_by(col(EventRow.id).desc()).limit(WINDOW).subquery()
_STAND = select(func.sum(_newest.c.id))


class Missed:
    """Keeps the newest answers; one holds for as long as nothing at all is committed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[Any, ...], list[Entry] | None] = OrderedDict()

    def lacking(
        self,
        db: Session,
        group: Group,
        since: Mapping[str, int] | None,
        at: Mapping[str, int],
        *,
        same_seat: bool = False,
    ) -> Lacking | None:
        """Return what `group` lacks between `since` (None: nothing) and `at`, where `db` stands.

        None: too much is lacking; or rights are among it, and it is not sure that the page was
        made for the same seat (`same_seat`): it may show what its reader no longer sees; or no page
        of ours was ever there.
        """
        lacking: Lacking = {}
        for stream, seq in at.items():
            known = seq if since is None else since.get(stream, -1)
            if known > seq or known < 0:
                return None
            missed: list[Entry] | None = []
            if known < seq:
                missed = self._between(db, stream, known, seq, group, same_seat)
            if missed is None:
                return None
            lacking[stream] = (seq, missed)
        return lacking

    def _between(
        self, db: Session, stream: str, known: int, seq: int, group: Group, same_seat: bool
    ) -> list[Entry] | None:
        # An element may show more than one stream tells of. PostgreSQL gives events their ids
        # before they are committed, so the newest id alone does not say how the log stands.
        stand = db.connection().execute(_STAND).scalar_one()
        asked = (stand, stream, known, group, same_seat)
        with self._lock:
            if asked in self._answers:
                return self._answers[asked]
        answer = _rendered(db, stream, known, seq, group, same_seat)
        with self._lock:
            self._answers[asked] = answer
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return answer


def _rendered(
    db: Session, stream: str, known: int, seq: int, group: Group, same_seat: bool
) -> list[Entry] | None:
    happened = happened_since(db, stream, known)
    if len(happened) > MAX_EVENTS:
        return None
    if not same_seat and any(h.name in rights_of(group[0]) for h in happened):
        return None
    return render(db, stream, seq, happened, [group])[group]
