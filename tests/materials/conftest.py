"""Papers for tests: real PDFs, made on the spot, and a meeting whose item takes them."""

import io
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest
import typst

from server.materials import commands
from server.materials.intake import Arrived, inspect
from server.materials.models import Paper, PaperVersion
from server.materials.queries import ItemPapers, PaperLine, item_papers_of
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem, Meeting
from server.people.models import Account, Body
from tests.world import World, new_id

FONTS = Path(__file__).parents[2] / "static" / "vendor" / "fonts" / "ttf"
PEOPLE = ("anna", "bella", "adam", "carl", "mia", "noah", "stan", "clara", "greta", "zoe")


@cache
def typeset(markup: str) -> bytes:
    """Return a PDF of Typst markup, Vietnamese and all."""
    made = typst.compile(
        f'#set text(font: "Be Vietnam Pro", size: 12pt)\n{markup}'.encode(),
        font_paths=[FONTS],
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)
    return made


def pdf(pages: int = 1, words: str = "Tờ trình về công tác cán bộ") -> bytes:
    """Return a plain PDF of so many pages of text."""
    return typeset("\n#pagebreak()\n".join(f"{words}, trang {n + 1}" for n in range(pages)))


def changed(original: bytes, change: Callable[[pikepdf.Pdf], None], **how: Any) -> bytes:
    """Return a PDF after `change(pdf)`."""
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(original)) as opened:
        change(opened)
        opened.save(result, **how)
    return result.getvalue()


@cache
def _facts(content: bytes) -> tuple[int, int]:
    """Look into a file, once a run: each look is a process of its own."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        return inspect(Path(file.name), 5000)


class Papers:
    """A sent meeting with one item for all ("Budget") and one for Noah and a guest ("Staff")."""

    def __init__(self, world: World) -> None:
        self.world = world
        body = world.row(Body, id=world.bodies["committee"])
        self.meeting_key: UUID = world.run(
            "anna",
            meetings.make_meeting,
            body_key=body.key,
            kind="session",
            title="March meeting",
            starts_at=datetime(2027, 3, 5, 1, 0, tzinfo=UTC),
        )
        for title in ("Budget", "Staff"):
            world.run("anna", meetings.add_item, meeting_key=self.meeting_key, title=title)
        self.key = str(self.item("Budget").key)
        self.staff_key = str(self.item("Staff").key)
        accounts = {login: world.row(Account, login=login).key for login in PEOPLE}
        staff = self.item("Staff").key
        world.run("anna", meetings.restrict_item, key=staff, names=[accounts["noah"]])
        world.run("anna", meetings.set_guests, key=staff, names=[accounts["greta"]])
        world.run("anna", meetings.approve_agenda, key=self.meeting_key)
        world.run("anna", meetings.send_agenda, key=self.meeting_key)

    def item(self, title: str) -> AgendaItem:
        return self.world.row(AgendaItem, title=title)

    @property
    def stream(self) -> str:
        return f"meeting:{self.world.row(Meeting, key=UUID(str(self.meeting_key))).id}"

    def stored(self, content: bytes) -> Arrived:
        """Put a file where uploads end up, looked into."""
        path = self.world.app.state.settings.upload_dir / uuid4().hex
        path.write_bytes(content)
        facts = _facts(content)
        return Arrived(self.world.app.state.blobs.put(path), len(content), *facts)

    def add(
        self, title: str, content: bytes | None = None, item: str | None = None, **facts: Any
    ) -> Paper:
        """Add a draft by the command; without `content` its facts are made up."""
        if content is not None:
            arrived = self.stored(content)
            facts |= {
                "sha256": arrived.sha256,
                "size_bytes": arrived.size_bytes,
                "page_count": arrived.page_count,
                "scanned_pages": arrived.scanned_pages,
            }
        made = {"sha256": uuid4().hex * 2, "size_bytes": 1000, "page_count": 3, "scanned_pages": 0}
        draft = self.world.run(
            "anna",
            commands.add_paper,
            item_key=item or self.key,
            title=title,
            file_name=f"{title}.pdf",
            **{"kind": "report"} | made | facts,
        )
        version = self.world.row(PaperVersion, key=UUID(draft))
        return self.world.row(Paper, id=version.paper_id)

    def draft(self, paper: Paper, content: bytes | None = None) -> str:
        """Add one more draft; returns its key."""
        facts = {"sha256": uuid4().hex * 2, "size_bytes": 1000, "page_count": 4, "scanned_pages": 0}
        if content is not None:
            arrived = self.stored(content)
            facts["sha256"], facts["page_count"] = arrived.sha256, arrived.page_count
        return self.world.run(
            "anna", commands.add_draft, key=paper.key, file_name="next.pdf", **facts
        )

    def newest(self, paper: Paper) -> str:
        return str(self.line(paper).drafts[0].key)

    def send(self, *papers: Paper, who: str = "anna", scans_seen: bool = False) -> Any:
        return self.world.run(
            who,
            commands.send_papers,
            meeting_key=self.meeting_key,
            versions=[self.newest(paper) for paper in papers],
            scans_seen=scans_seen,
        )

    def listed(self, title: str = "Budget") -> ItemPapers:
        return self.world.read(item_papers_of, self.item(title).id)

    def line(self, paper: Paper) -> PaperLine:
        item = self.world.row(AgendaItem, id=paper.item_id)
        return next(p for p in self.listed(item.title).papers if p.key == paper.key)

    def changes(self) -> int:
        """How many times the meeting's followers were told of papers."""
        return self.world.happened(self.stream).count("paper-changed")


@pytest.fixture
def papers(world: World) -> Papers:
    """The March meeting, its agenda sent, without any paper yet."""
    return Papers(world)


class Office:
    """Somebody's browser, uploading."""

    def __init__(self, papers: Papers, who: str = "anna") -> None:
        self.papers = papers
        self.http = papers.world.client(who)

    def upload(
        self,
        content: bytes,
        name: str = "To trinh.pdf",
        *,
        item: str | None = None,
        command_id: str | None = None,
        **fields: str,
    ) -> Any:
        """Upload as upload.js does."""
        return self.http.post(
            f"/agenda-items/{item or self.papers.key}/papers",
            data={"command_id": command_id or new_id(), "declared": "1"} | fields,
            files={"file": (name, content, "application/pdf")},
        )


@pytest.fixture
def anna(papers: Papers) -> Office:
    """The secretariat at her upload form."""
    return Office(papers)
