"""One command's transaction: what a command may do with the database."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from server.kernel.engine import unhurried
from server.kernel.errors import EditConflict
from server.kernel.events import Event, EventRow, Stream
from server.kernel.types import now

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class Actor:
    """Who acts: the account's id (0 is the system) and where the request came from."""

    user_id: int = 0
    source: str = ""


SYSTEM = Actor()


def insert_into(session: Session, table: type[SQLModel]) -> Any:
    """An INSERT that knows ON CONFLICT, of the engine in use."""
    dialect = session.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@cache
def _numbering(dialect: str) -> Any:
    """Take the next `count` numbers of a stream; every command runs it, so it is built once."""
    insert_ = (postgresql if dialect == "postgresql" else sqlite).insert(Stream)
    return (
        insert_.values(name=bindparam("stream"), seq=bindparam("count"))
        .on_conflict_do_update(
            index_elements=["name"], set_={"seq": Stream.seq + bindparam("count")}
        )
        .returning(col(Stream.seq))
    )


_EVENT = insert(EventRow.__table__)  # type: ignore[attr-defined]


class Tx:
    """One command's transaction.

    Rows are loaded through a feature's `access`, changed, and told of by `emit`; everything is
    kept or nothing is.
    """

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session = session
        self.actor = actor
        self.now = now()
        self._events: list[tuple[Event, dict[str, Any], Actor, datetime]] = []
        self._echoes: set[Event] = set()
        self.streams: list[str] = []

    def add(self, row: Row) -> Row:
        """Store a new row and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def lock(self, stream: str) -> None:
        """Let no other command change what `stream` is about until this one has ended.

        Loaders call it before they read. SQLite has one writer anyway.
        """
        if self.session.get_bind().dialect.name != "postgresql":
            return
        self.session.execute(
            insert_into(self.session, Stream).values(name=stream, seq=0).on_conflict_do_nothing()
        )
        self.session.execute(
            select(Stream.seq).where(col(Stream.name) == stream).with_for_update()  # type: ignore[call-overload]
        )

    def take_time(self) -> None:
        """Let single statements of this command take long: bulk work that is worth a wait."""
        unhurried(self.session.connection())

    def edit(
        self, row: Any, version: int, *, base: Mapping[str, Any], to: Mapping[str, Any]
    ) -> dict[str, tuple[Any, Any]]:
        """Change fields of `row` as a form asks that was rendered at `version` with `base`.

        Fields that the person left as they were rendered are nobody's change. One that somebody
        else changed meanwhile, to something else, raises EditConflict with both texts. Returns
        {field: (was, is)} of what changed.
        """
        to = {field: value for field, value in to.items() if value != base[field]}
        if row.version != version:
            moved = [f for f in to if getattr(row, f) not in (base[f], to[f])]
            if moved:
                raise EditConflict(
                    theirs={f: getattr(row, f) for f in moved},
                    yours={f: to[f] for f in moved},
                    version=row.version,
                )
        changed = {}
        for field, value in to.items():
            was = getattr(row, field)
            if was != value:
                changed[field] = (was, value)
                setattr(row, field, value)
        return changed

    def emit(self, happened: Event, **detail: Any) -> None:
        """Tell the followers of the event's stream, once this transaction is committed."""
        self._events.append((happened, detail, self.actor, self.now))
        if (echo := happened.echo) is not None and echo not in self._echoes:
            self._echoes.add(echo)
            self._events.append((echo, {}, self.actor, self.now))

    def number_events(self) -> None:
        """Give each event the next number of its stream; streams in sorted order."""
        self.session.flush()
        numbers: dict[str, int] = {}
        counts = Counter(happened.stream for happened, *_ in self._events)
        db = self.session.connection()
        for stream, count in sorted(counts.items()):
            asked = {"stream": stream, "count": count}
            reached = db.execute(_numbering(db.dialect.name), asked).scalar_one()
            numbers[stream] = reached - count
        rows = []
        for happened, detail, actor, at in self._events:
            stream = happened.stream
            numbers[stream] += 1
            rows.append(
                {
                    "stream": stream,
                    "seq": numbers[stream],
                    "name": happened.name,
                    "ids": happened.ids,
                    "detail": detail,
                    "actor_id": actor.user_id,
                    "source": actor.source,
                    "at": at,
                }
            )
        if rows:
            db.execute(_EVENT, rows)
        self.streams = sorted(numbers)
