"""A notice on its way, as tests of its approval, its number and its signed copy find it."""

from typing import Any

import pikepdf

from server.conclusions import drafting, publishing
from server.conclusions.content import content_of, digest_of, in_draft
from server.conclusions.models import NoticeDraft
from server.meetings.models import Meeting
from tests.sessions import MORNING, Session


class Draft:
    """The draft notice of a session: what it says now, and each step on."""

    def __init__(self, session: Session) -> None:
        self.session, self.world = session, session.world

    @property
    def row(self) -> Any:
        return self.world.row(NoticeDraft, meeting_id=self.session.row.id)

    @property
    def digest(self) -> str:
        """What a page that is loaded now would say that it showed."""

        def ask(db: Any) -> str:
            meeting = db.get_one(Meeting, self.session.row.id)
            return digest_of(content_of(db, meeting, in_draft(db, meeting.id)))

        return self.world.read(ask)

    def run(self, who: str, command: Any, **words: Any) -> Any:
        return self.world.run(who, command, meeting_key=self.session.key, **words)

    def submit(self, who: str = "anna") -> Any:
        return self.run(who, drafting.submit, digest=self.digest)

    def approve(self, who: str = "carl") -> Any:
        return self.run(who, drafting.approve, digest=self.digest)

    def words(self, who: str = "anna", version: int | None = None, **to: str) -> Any:
        """Change some of the notice's own words, as an editor opened now would."""
        base = self.fields()
        to = base | to
        given = self.row.version if version is None and self.row else version or 0
        return self.run(who, drafting.save_words, version=given, base=base, to=to)

    def fields(self) -> dict[str, str]:
        def ask(db: Any) -> dict[str, str]:
            meeting = db.get_one(Meeting, self.session.row.id)
            row = db.get(NoticeDraft, self.row.id) if self.row else None
            return drafting.fields_of(content_of(db, meeting, in_draft(db, meeting.id)), row)

        return self.world.read(ask)

    def number(self, who: str = "rita", **words: Any) -> str:
        """Give the number, which issues the notice; returns its key."""
        said = {"number": "12", "symbol": "TB/TU", "issued_on": MORNING.date()}
        said |= {"digest": self.digest} | words
        return self.run(who, publishing.number_notice, **said)


def pdf(path: Any, words: int = 1) -> bytes:
    """Return a small PDF of so many pages."""
    document = pikepdf.new()
    for _page in range(words):
        document.add_blank_page(page_size=(595, 842))
    document.save(path)
    return bytes(path.read_bytes())
