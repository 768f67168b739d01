"""A full hall on a server process of its own: secretaries who write, tablets that listen, kill -9.

`storm` plays it and returns what tests/live/history.py finds broken.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Hashable
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx2
from sqlalchemy import text
from sqlmodel import Session, col, select

from server.demo.hall import GUESTS_EVERY, Hall
from server.kernel.db import SYSTEM, Writer
from server.kernel.events import EventRow, Receipt
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.kernel.types import now
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem, ItemReader
from server.people.models import Account, Instance
from tests.live.history import (
    caught_up,
    commands_kept,
    in_order,
    kept_to_themselves,
    steady,
    told_alike,
)
from tests.live.processes import Served, served
from tests.live.secretary import UNSEEN, WRITERS, Secretary
from tests.live.tablet import Tablet, all_are, resting, seats

CALM = 3.0  # seconds between one disaster and the next


def full_hall(settings: Settings, tablets: int, *, audiences: int = 4, items: int = 24) -> Hall:
    """Fill a hall on an empty instance: its session is open, one more line is for nobody."""
    writer = Writer(settings, instance_secret(settings))
    office = Instance(name="Đo tải", demonstration=True, created_at=now())
    writer.run(SYSTEM, uuid4().hex, lambda tx: tx.add(office).id)
    writer.close()
    hall = Hall(settings, delegates=tablets, audiences=audiences, items=items, papers=0)
    hall.run(meetings.open_session, key=hall.meeting_key)
    unseen = hall.run(meetings.add_item, meeting_key=hall.meeting_key, title=UNSEEN)
    hall.items.append(UUID(unseen))
    return hall


def one_more_line(hall: Hall) -> tuple[UUID, list[str]]:
    """Add a line that everybody sees; returns its key, and the people of one of the audiences."""
    title = "Nội dung lúc rộng lúc hẹp"
    key = UUID(hall.run(meetings.add_item, meeting_key=hall.meeting_key, title=title))
    hall.run(meetings.show_item, key=key)
    guests = {key for n, (_, key, _) in enumerate(hall.delegates, 1) if n % GUESTS_EVERY == 0}
    audiences = [people for people in rights(hall).values() if people and not people & guests]
    return key, [str(person) for person in min(audiences, key=len)]


def rights(hall: Hall) -> dict[str, frozenset[UUID]]:
    """Return who may see each line of the hall, as its rows say: title -> accounts' keys."""

    def read(db: Session) -> dict[str, frozenset[UUID]]:
        named: dict[int, set[UUID]] = {}
        for item_id, key in db.exec(
            select(ItemReader.item_id, Account.key).join(
                Account, col(Account.id) == col(ItemReader.account_id)
            )
        ):
            named.setdefault(item_id, set()).add(key)
        guests = {key for n, (_, key, _) in enumerate(hall.delegates, 1) if n % GUESTS_EVERY == 0}
        members = {key for _, key, _ in hall.delegates} - guests
        may = {}
        for item in db.exec(select(AgendaItem).where(col(AgendaItem.key).in_(hall.items))):
            seeing = named.get(item.id, set())
            everybody = seeing if item.restricted else members | seeing
            may[item.title] = frozenset() if item.hidden else frozenset(everybody)
        return may

    return hall.reader.run(read)


def tablets_of(
    hall: Hall, address: str, chance: random.Random, travels: tuple[str, ...] = ("websocket",)
) -> list[Tablet]:
    """Return a tablet for each delegate; its log's audience is what titles it may see."""
    may = rights(hall)
    return [
        Tablet(
            address,
            f"/meetings/{hall.meeting_key}/tablet",
            hall.cookie(token),
            name=f"tablet {n} ({travels[n % len(travels)]})",
            audience=frozenset(title for title, people in may.items() if key in people),
            chance=random.Random(chance.random()),
            travel=travels[n % len(travels)],
        )
        for n, (_, key, token) in enumerate(hall.delegates, 1)
    ]


def canaries(hall: Hall) -> dict[str, Any]:
    """Return each line's title, which every later title of it begins with, and who may see it."""
    return {title: lambda log, title=title: title in log.audience for title in rights(hall)}


def stream_of(hall: Hall) -> str:
    """Return the name of the meeting's stream."""
    return next(name for name in hall.streams() if name.startswith("meeting:"))


def effects_of(hall: Hall) -> tuple[Counter[Hashable], list[str]]:
    """Count what the log, the rows and the receipts hold, and say what is wrong among them."""

    def read(db: Session) -> tuple[Counter[Hashable], list[str]]:
        found: Counter[Hashable] = Counter()
        rows = db.exec(
            select(EventRow).where(EventRow.stream == stream).order_by(col(EventRow.seq))
        ).all()
        for row in rows:
            if "title" in row.detail:
                found["title", row.detail["title"][1]] += 1
            if "hidden" in row.detail:
                found["hidden", row.ids["item_key"], row.detail["hidden"][1]] += 1
        for title in db.exec(select(AgendaItem.title)):
            found["added", title] += 1
        for command_id in db.exec(select(Receipt.command_id)):
            found["receipt", command_id] += 1
        gaps = [row.seq for n, row in enumerate(rows, 1) if row.seq != n]
        broken = [f"{stream} has a gap before {seq}" for seq in gaps[:1]]
        return found, broken + unsound(db)

    stream = stream_of(hall)
    return hall.reader.run(read)


def unsound(db: Session) -> list[str]:
    """I6: return what SQLite finds wrong with its file."""
    if db.get_bind().dialect.name != "sqlite":
        return []
    return [said for (said,) in db.execute(text("PRAGMA integrity_check")) if said != "ok"]


async def storm(
    settings: Settings, *, tablets: int, kills: int, pause: float, bound: float, seed: int
) -> list[str]:
    """Play it: returns what is broken.

    In seconds: `pause` is a secretary's between two acts, `bound` what may pass from the open port
    until the last tablet is right.
    """
    chance = random.Random(seed)
    hall = await asyncio.to_thread(full_hall, settings, tablets)
    may, stream = canaries(hall), stream_of(hall)
    door, people = await asyncio.to_thread(one_more_line, hall)
    restarts: list[tuple[float, int]] = []  # (when the port was open, how far the log was)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(served(settings))
        desk = await stack.enter_async_context(_secretariat(hall, server))
        room = tablets_of(hall, server.address, chance, ("websocket",) * 18 + ("events", "poll"))
        http = await stack.enter_async_context(seats(room))
        done = asyncio.Event()
        office = [Secretary(hall, n, desk, random.Random(chance.random())) for n in range(WRITERS)]
        office[0].acts.append(partial(office[0].open_or_close, door, people))
        writing = [asyncio.create_task(each.write(pause, done)) for each in office]
        for _ in range(kills):
            await asyncio.sleep(CALM * chance.uniform(0.7, 1.3))
            server.kill()
            reached = hall.streams()[stream]
            restarts.append((await server.start(), reached))
            await asyncio.sleep(0.5)  # by now everybody has noticed
            with suppress(TimeoutError):
                await all_are(room, lambda tablet: tablet.connected, seconds=bound)
        await asyncio.sleep(CALM)
        done.set()
        await asyncio.gather(*writing)
        finished, last = asyncio.get_running_loop().time(), hall.streams()[stream]
        with suppress(TimeoutError):
            await all_are(room, lambda tablet: tablet.since.get(stream, 0) >= last)
        logs = [tablet.log for tablet in room]
        commands = [command for each in office for command in each.commands]
        effects, broken = effects_of(hall)
        broken += await resting(room, http)
    broken += commands_kept(commands, effects)
    for log in logs:
        broken += in_order(log)
        for opened, seq in restarts:
            broken += caught_up(log, stream, seq, after=opened, by=opened + bound)
        broken += caught_up(log, stream, last, by=finished + bound)
    broken += told_alike(logs)
    broken += kept_to_themselves(logs, may)
    broken += steady(logs, commands)
    said = server.said.read_text()
    broken += [f"the server said: {said[-2000:]}"] if "Traceback" in said else []
    seen = sum(len(log.records) for log in logs)
    lost = sum(None in command.tries for command in commands)
    print(f"seed {seed}: {len(commands)} commands, {lost} answers lost, {seen} records")
    hall.close()
    return broken


def _secretariat(hall: Hall, server: Served) -> httpx2.AsyncClient:
    """Return what secretaries send forms with, as a browser without script does."""
    headers = {"origin": server.address, "cookie": hall.cookie(hall.secretary[2])}
    return httpx2.AsyncClient(base_url=server.address, headers=headers, follow_redirects=False)
