"""The March meeting of the Standing Committee, as tests of meetings find it."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from server.meetings import commands
from server.meetings.models import AgendaItem, Meeting
from server.people.models import Account, Body
from server.programmes.models import Programme, ProgrammeItem
from tests.world import World

MORNING = datetime(2027, 3, 5, 1, 0, tzinfo=UTC)  # 08:00 in the office


class March:
    """One meeting; lines are known by their titles."""

    def __init__(self, world: World, *titles: str) -> None:
        self.world = world
        self.key = world.run(
            "anna",
            commands.make_meeting,
            body_key=world.row(Body, id=world.bodies["committee"]).key,
            kind="session",
            title="March meeting",
            starts_at=MORNING,
        )
        for title in titles:
            self.add(title)

    @property
    def row(self) -> Meeting:
        return self.world.row(Meeting, key=self._uuid(self.key))

    @property
    def stream(self) -> str:
        return f"meeting:{self.row.id}"

    @staticmethod
    def _uuid(key: str) -> Any:
        from uuid import UUID

        return UUID(key)

    def add(self, title: str, who: str = "anna", **more: Any) -> str:
        return self.world.run(who, commands.add_item, meeting_key=self.key, title=title, **more)

    def item(self, title: str) -> AgendaItem:
        return self.world.row(AgendaItem, meeting_id=self.row.id, title=title)

    def do(self, command: Any, line: str | None = None, /, who: str = "anna", **more: Any) -> Any:
        """Run a command about a line (by title) or the meeting."""
        key = self.item(line).key if line else self.key
        return self.world.run(who, command, key=key, **more)

    def people(self, *logins: str) -> list[Any]:
        """Return the accounts' keys."""
        return [self.world.row(Account, login=login).key for login in logins]

    def attend(self, was: list[str], now: list[str], chair: str = "carl") -> None:
        """Change who of these delegates takes part, and who chairs."""
        named = {"base_delegates": self.people(*was), "delegates": self.people(*now)}
        (base_chair,), (next_chair,) = self.people("carl"), self.people(chair)
        self.do(commands.set_attendees, chair=next_chair, base_chair=base_chair, **named)

    def send(self) -> None:
        self.do(commands.approve_agenda)
        self.do(commands.send_agenda)

    def open(self) -> None:
        self.send()
        self.do(commands.open_session)

    def sees(self, who: str) -> list[str]:
        """Return the titles that `who` sees, or raise NotFound."""
        from server.meetings.access import meeting_to_see
        from server.meetings.queries import seen_agenda

        def query(db: Any) -> list[str]:
            _meeting, audience = meeting_to_see(db, self.world.viewer(who), self.key)
            return [item.title for item in seen_agenda(db, audience).items]

        return self.world.read(query)

    def happened(self) -> list[str]:
        return self.world.happened(self.stream)


@pytest.fixture
def march(world: World) -> March:
    """Three lines, a draft."""
    return March(world, "Budget", "Staff", "Roads")


@pytest.fixture
def announced(march: March) -> Any:
    """Return the names of what happened to the meeting since the test began."""
    before = len(march.happened())
    return lambda: march.happened()[before:]


def problem(html: str) -> str:
    """Return a refusal's words without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@pytest.fixture
def programme_item(world: World) -> ProgrammeItem:
    """What the Standing Committee has to discuss in March 2027, by its programme."""
    return world.row(ProgrammeItem, id=plan(world, "Report on roads", lead="Sở Xây dựng"))


def plan(world: World, text: str, *, month: int = 3, body: str = "committee", **more: Any) -> int:
    """Put an item into a body's programme of 2027; returns its id."""
    slug = f"{body}-2027"
    programme = world.row(Programme, slug=slug)
    if programme is None:
        world.add(
            Programme(
                slug=slug,
                body_id=world.bodies[body],
                level="year",
                state="adopted",
                title="Programme 2027",
                period_from=date(2027, 1, 1),
                period_to=date(2027, 12, 31),
                created_at=MORNING,
            )
        )
        programme = world.row(Programme, slug=slug)
    fields: dict[str, Any] = {
        "position": 1,
        "kind": "submission",
        "time_text": f"Tháng {month}",
        "time_from": f"2027-{month:02d}-02",
        "time_to": f"2027-{month:02d}-27",
    }
    return world.add(ProgrammeItem(programme_id=programme.id, text=text, **fields | more))
