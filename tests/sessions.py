"""A session as tests of conclusions, tasks and follow-up find it: open, three lines, one secret."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlmodel import select

from server.conclusions import assigning, commands, issuing
from server.conclusions.models import Conclusion, Notice
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem, Meeting
from server.people.models import Body
from server.tasks.models import Task
from server.tasks.words import TaskWords
from tests.world import World

MORNING = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
COMMISSION = "Ban Tổ chức Tỉnh ủy"


class Session:
    """One open session of the Standing Committee; lines are known by their titles."""

    def __init__(self, world: World, **more: Any) -> None:
        self.world = world
        self.key = world.run(
            "anna",
            meetings.make_meeting,
            body_key=world.row(Body, id=world.bodies["committee"]).key,
            kind="session",
            title="March session",
            starts_at=MORNING,
            **more,
        )
        for title in ("Budget", "Staff", "Roads"):
            world.run("anna", meetings.add_item, meeting_key=self.key, title=title)
        world.run("anna", meetings.add_item, meeting_key=self.key, title="", secret=True)
        for step in (meetings.approve_agenda, meetings.send_agenda, meetings.open_session):
            world.run("anna", step, key=self.key)

    @property
    def row(self) -> Meeting:
        return self.world.row(Meeting, key=UUID(self.key))

    @property
    def stream(self) -> str:
        return f"meeting:{self.row.id}"

    def item(self, title: str) -> AgendaItem:
        return self.world.row(AgendaItem, meeting_id=self.row.id, title=title)

    def note(self, title: str, text: str, who: str = "anna") -> str:
        """Note a conclusion; returns its key."""
        return self.world.run(
            who, commands.note_conclusion, item_key=self.item(title).key, text=text
        )

    def conclusion(self, key: str) -> Conclusion:
        return self.world.row(Conclusion, key=UUID(key))

    def seen(self, *keys: str) -> dict[str, int]:
        """What somebody sees of these conclusions now."""
        return {key: self.conclusion(key).version for key in keys}

    def agree(self, *keys: str, who: str = "carl") -> Any:
        command = commands.agree if who == "carl" else commands.record_agreed
        return self.world.run(who, command, meeting_key=self.key, seen=self.seen(*keys))

    def verdict(self, key: str, verdict: str, who: str = "anna") -> Any:
        version = self.conclusion(key).version
        return self.world.run(who, commands.set_verdict, key=key, version=version, verdict=verdict)

    def assign(self, conclusion: str, work: str = "Build", who: str = "anna", **words: Any) -> str:
        """Add a task; returns its key. The lead is the Organisation Commission, Clara's body."""
        given = {"lead_text": COMMISSION, "deadline_text": "trước ngày 30/4/2099"} | words
        return self.world.run(
            who,
            assigning.add_task,
            conclusion_key=conclusion,
            words=TaskWords(work=work, **given),
        )

    def draft(self, who: str = "anna") -> list[int]:
        """Take what was agreed to into the draft notice; returns the ids of what came in."""
        return self.world.run(who, commands.open_draft, meeting_key=self.key)

    def edit(self, key: str, text: str, who: str = "anna") -> Any:
        """Change a conclusion's words."""
        row = self.conclusion(key)
        words = {"version": row.version, "base_text": row.text, "text": text}
        return self.world.run(who, commands.edit_conclusion, key=key, **words)

    def issue(self, *keys: str, who: str = "anna", **more: Any) -> str:
        """Issue a notice of these conclusions, drafted first; returns its key."""
        self.draft()
        given = {"number": "12", "symbol": "TB/TU", "issued_on": MORNING.date()} | more
        return self.world.run(
            who, issuing.issue, meeting_key=self.key, seen=self.seen(*keys), **given
        )

    def task(self, key: str) -> Task:
        return self.world.row(Task, key=UUID(key))

    def notice(self, key: str) -> Notice:
        return self.world.row(Notice, key=UUID(key))

    def given(self, work: str = "Build", title: str = "Budget", **words: Any) -> str:
        """Note, agree, assign and issue: returns the key of a task that its body now has."""
        conclusion = self.note(title, f"{work}: so concluded")
        task = self.assign(conclusion, work, **words)
        self.agree(conclusion)
        self.issue(conclusion, number=str(100 + self.conclusion(conclusion).number))
        return task

    def happened(self, stream: str | None = None) -> list[str]:
        return self.world.happened(stream or self.stream)


def rows(world: World, table: Any) -> list[Any]:
    """Return all rows of a table."""
    return world.read(lambda db: list(db.exec(select(table))))


def plain(html: str) -> str:
    """Return what a page says, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()
