"""A secretary who writes through HTTP and sends again, with the same id, what was not answered."""

import asyncio
import random
from collections.abc import Hashable
from typing import Any
from uuid import UUID, uuid4

import httpx2
from sqlmodel import Session, col, select

from server.demo.hall import Hall
from server.meetings.models import AgendaItem
from tests.live.history import Command
from tests.live.tablet import LOST

WRITERS = 8
UNSEEN = "Nội dung chưa hiện cho đại biểu"  # the line that is never shown


class Secretary:
    """Somebody who edits lines of their own through HTTP, and sends again what was not answered."""

    def __init__(
        self, hall: Hall, number: int, http: httpx2.AsyncClient, chance: random.Random
    ) -> None:
        self.commands: list[Command] = []
        self._hall, self._number, self._http, self._chance = hall, number, http, chance
        self._own = hall.items[number::WRITERS]
        self._titles = {key: title for key, title in titles(hall).items() if key in self._own}
        self._first = dict(self._titles)
        self._hidden: dict[UUID, bool] = {}
        self._closed = False
        self.acts = [self.rename, self.rename, self.move, self.turn, self.add, self.go_on]

    async def write(self, pause: float, until: asyncio.Event) -> None:
        """Change something every `pause` seconds or so."""
        while not until.is_set():
            await self._chance.choice(self.acts)()
            await asyncio.sleep(pause * self._chance.uniform(0.5, 1.5))

    async def rename(self) -> None:
        """Give a line another title, never used before."""
        key, command = self._chance.choice(self._own), uuid4().hex
        title = f"{self._first[key]} – {command}"
        fields = {"version": "1", "base_title": self._titles[key], "title": title}
        await self._send(command, ("title", title), f"/agenda-items/{key}/edit", fields)
        self._titles[key] = title

    async def move(self) -> None:
        """Put a line elsewhere."""
        command = uuid4().hex
        after = {"after": str(self._chance.choice([*self._hall.items, ""]))}
        address = f"/agenda-items/{self._chance.choice(self._own)}/move"
        await self._send(command, ("receipt", command), address, after)

    async def turn(self) -> None:
        """Hide a line that is shown, or show it again; one line is never shown."""
        key = self._chance.choice([k for k in self._own if self._first[k] != UNSEEN])
        hide = not self._hidden.get(key, False)
        effect, verb = ("hidden", str(key), hide), "hide" if hide else "show"
        await self._send(uuid4().hex, effect, f"/agenda-items/{key}/{verb}", {})
        self._hidden[key] = hide

    async def add(self) -> None:
        """Add a line, which nobody but the secretariat sees."""
        command = uuid4().hex
        title, address = f"Thêm {command}", f"/meetings/{self._hall.meeting_key}/items"
        await self._send(command, ("added", title), address, {"title": title})

    async def go_on(self) -> None:
        """Move the room to a line."""
        command = uuid4().hex
        address = f"/agenda-items/{self._chance.choice(self._own)}/current"
        await self._send(command, ("receipt", command), address, {})

    async def open_or_close(self, door: UUID, people: list[str]) -> None:
        """Show a line to these people alone, or to everybody again: their rights are others now."""
        command = uuid4().hex
        verb, named = ("unrestrict", []) if self._closed else ("readers", people)
        address = f"/agenda-items/{door}/{verb}"
        await self._send(command, ("receipt", command), address, {"name": named})
        self._closed = not self._closed

    async def _send(
        self, command_id: str, effect: Hashable, path: str, fields: dict[str, Any]
    ) -> None:
        """Send a command until it is answered; some answers get lost, some commands come again."""
        command = Command(command_id, effect)
        self.commands.append(command)
        form = {"command_id": command_id, **fields}
        again = self._chance.random() < 0.2
        patience = self._chance.uniform(0.001, 0.03) if self._chance.random() < 0.2 else 20.0
        while not command.answers or again:
            again = again and not command.answers
            try:
                answer = await self._http.post(path, data=form, timeout=patience)
                where = answer.headers.get("location", answer.headers.get("plenum-code", ""))
                command.tries.append((answer.status_code, where))
            except LOST:
                command.tries.append(None)
                await asyncio.sleep(self._chance.uniform(0.05, 0.3))
            patience = 20.0


def titles(hall: Hall) -> dict[UUID, str]:
    """Return the lines' titles by their keys."""

    def read(db: Session) -> dict[UUID, str]:
        lines = db.exec(select(AgendaItem).where(col(AgendaItem.key).in_(hall.items)))
        return {line.key: line.title for line in lines}

    return hall.reader.run(read)
