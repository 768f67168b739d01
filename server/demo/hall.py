"""The verb `load-room`: a hall full of delegates on a demonstration instance, for measuring.

A meeting of a body of its own, made by the product's own commands, with delegates who are signed
in already. What it prints is enough to connect a socket for each of them and to rename an item:
docs/live-protocol.md says what goes over the socket.
"""

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from server.demo.papers import PaperSpec, make_paper
from server.demo.press import FONTS
from server.kernel.blobs import Blobs
from server.kernel.db import SYSTEM, Actor, Reader, Tx, Writer, seqs
from server.kernel.i18n import today
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.kernel.types import now
from server.materials import commands as materials
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem, Meeting
from server.people.models import Account, Body, Instance, Membership, SignInSession
from server.people.secrets import new_token, token_hash
from server.people.sessions import COOKIE

BODY = "Hội trường đo tải"
GUESTS_EVERY = 10  # one delegate in ten is a guest of the renamed item
HOURS = 12


class NoDemonstration(Exception):
    """The instance holds a real office: nobody is invented there."""


@dataclass(frozen=True)
class Seats:
    """Who sits in the hall: (account's id, its key, session token), the secretary first."""

    body_key: UUID
    people: tuple[tuple[int, UUID, str], ...]


def _seat_everybody(tx: Tx, delegates: int) -> Seats:
    """Make the body, the secretary and as many delegates as are lacking, each signed in."""
    instance = tx.session.get(Instance, 1)
    if instance is None or not instance.demonstration:
        raise NoDemonstration
    day = today(tx.now) - timedelta(days=1)
    office = tx.session.exec(select(Body).where(Body.kind == "office")).first()
    office = office or tx.add(Body(name="Văn phòng", kind="office"))
    hall = tx.session.exec(select(Body).where(Body.name == BODY)).first()
    hall = hall or tx.add(Body(name=BODY, kind="committee"))
    logins = [f"do-tai-{n}" for n in range(delegates + 1)]
    known = {
        account.login: account
        for account in tx.session.exec(select(Account).where(col(Account.login).in_(logins)))
    }
    people = []
    for n, login in enumerate(logins):
        account = known.get(login)
        if account is None:
            account = tx.add(Account(login=login, name=f"Đại biểu số {n}", created_at=tx.now))
            role, body = ("secretariat", office) if n == 0 else ("delegate", hall)
            if n and n % GUESTS_EVERY == 0:
                role = "guest"
            tx.session.add(Membership(account_id=account.id, body_id=body.id, role=role, since=day))
        token = new_token()
        tx.session.add(
            SignInSession(
                key=uuid4().hex,
                token_hash=token_hash(token),
                account_id=account.id,
                created_at=tx.now,
                seen_at=tx.now,
                expires_at=tx.now + timedelta(hours=HOURS),
            )
        )
        people.append((account.id, account.key, token))
    return Seats(hall.key, tuple(people))


def _paper(settings: Settings, blobs: Blobs) -> tuple[str, int]:
    """Make and store one page; returns its hash and size. Every paper of the hall is this one."""
    spec = PaperSpec(
        title="Tài liệu đo tải",
        subject="đo tải",
        kind="report",
        topic="tong-hop",
        pages=1,
        day=today(now()),
        issuer="VĂN PHÒNG",
        number="Số 1-BC/VP",
        signatory="Nguyễn Văn Mẫu",
        post="CHÁNH VĂN PHÒNG",
        points=("Trang này chỉ dùng để đo tải.",),
    )
    settings.upload_dir.mkdir(parents=True, exist_ok=True)
    page = make_paper(spec, FONTS)
    with tempfile.NamedTemporaryFile(dir=settings.upload_dir, suffix=".pdf", delete=False) as file:
        file.write(page)
    return blobs.put(Path(file.name)), len(page)


class Hall:
    """A full hall. `run` carries out a command as its secretary."""

    def __init__(
        self, settings: Settings, *, delegates: int, audiences: int, items: int, papers: int
    ) -> None:
        """Make it; `audiences` are those of the tablets: delegates by what they may see, guests.

        Raises NoDemonstration.
        """
        self._settings = settings
        self.writer = Writer(settings, instance_secret(settings))
        self.reader = Reader(settings)
        with ExitStack() as undo:
            undo.callback(self.close)
            self._fill(delegates, audiences, items, papers)
            undo.pop_all()

    def _fill(self, delegates: int, audiences: int, items: int, papers: int) -> None:
        seats: list[Seats] = []
        # The tokens are nobody's receipt, so they come back beside the command.
        self.writer.run(
            SYSTEM, uuid4().hex, lambda tx: seats.append(_seat_everybody(tx, delegates))
        )
        (secretary, *self.delegates), body_key = seats[0].people, seats[0].body_key
        self.secretary = secretary
        self._actor = Actor(secretary[0])
        self.meeting_key = UUID(
            self.run(
                meetings.make_meeting,
                body_key=body_key,
                kind="session",
                title="Phiên đo tải",
                starts_at=now(),
            )
        )
        self.items = [self._add_item(n) for n in range(1, items + 1)]
        self.renamed = self.items[items // 2]
        self._let_in(audiences)
        if papers:
            self._hand_out(papers)
        self.run(meetings.approve_agenda, key=self.meeting_key)
        self.run(meetings.send_agenda, key=self.meeting_key)

    def run(self, command: Any, **arguments: Any) -> Any:
        """Run a command as the secretary."""
        return self.writer.run(self._actor, uuid4().hex, command, **arguments)

    def _add_item(self, n: int) -> UUID:
        title = f"Nội dung số {n} của chương trình, dài như thường thấy trong thực tế"
        return UUID(self.run(meetings.add_item, meeting_key=self.meeting_key, title=title))

    def _let_in(self, audiences: int) -> None:
        """Name the guests on the renamed item, and groups of delegates on restricted ones."""
        guests = [key for n, (_, key, _) in enumerate(self.delegates, 1) if n % GUESTS_EVERY == 0]
        if guests:
            self.run(meetings.set_guests, key=self.renamed, names=guests)
        others = [item for item in self.items if item != self.renamed]
        groups = audiences - 1  # the guests are one
        members = [key for n, (_, key, _) in enumerate(self.delegates, 1) if n % GUESTS_EVERY]
        for group in range(1, min(groups, len(others) + 1)):
            named = members[group::groups]
            if named:
                self.run(meetings.restrict_item, key=others[group - 1], names=named)

    def _hand_out(self, papers: int) -> None:
        """Send as many papers, spread over the items."""
        sha256, size = _paper(self._settings, Blobs(self._settings))
        drafts = [
            self.run(
                materials.add_paper,
                item_key=self.items[n % len(self.items)],
                kind="report",
                title=f"Báo cáo số {n + 1} về nội dung này",
                file_name="bao-cao.pdf",
                sha256=sha256,
                size_bytes=size,
                page_count=1,
                scanned_pages=0,
            )
            for n in range(papers)
        ]
        self.run(
            materials.send_papers, meeting_key=self.meeting_key, versions=drafts, scans_seen=True
        )

    def fields(self, title: str, item_key: UUID | None = None) -> dict[str, str]:
        """Return the fields of the form that renames an item (None: the one all see) to `title`."""
        wanted = select(AgendaItem).where(AgendaItem.key == (item_key or self.renamed))
        item = self.reader.run(lambda db: db.exec(wanted).one())
        return {
            "command_id": uuid4().hex,
            "version": str(item.version),
            "base_title": item.title,
            "title": title,
            "base_presenter": item.presenter,
            "presenter": item.presenter,
            "base_time_label": item.time_label,
            "time_label": item.time_label,
        }

    def streams(self) -> dict[str, int]:
        """Return how far the meeting's stream and each delegate's own are, by name."""

        def at(db: Session) -> dict[str, int]:
            meeting = db.exec(select(Meeting.id).where(Meeting.key == self.meeting_key)).one()
            people = [f"user:{account_id}" for account_id, _, _ in self.delegates]
            return seqs(db, [f"meeting:{meeting}", *people])

        return self.reader.run(at)

    def cookie(self, token: str) -> str:
        """Return the Cookie header of a session."""
        return f"{COOKIE}={token}"

    def described(self, origin: str) -> dict[str, Any]:
        """Return what somebody outside needs to measure the hall; served at `origin`."""
        live = origin.replace("http", "ws", 1) + "/live"
        return {
            "meeting": f"{origin}/meetings/{self.meeting_key}",
            "live": live,
            "hello": {"screen": "tablet", "subject": str(self.meeting_key)},
            "rename": {
                "method": "POST",
                "address": f"{origin}/agenda-items/{self.renamed}/edit",
                "headers": {
                    "Origin": origin,
                    "Cookie": self.cookie(self.secretary[2]),
                    "Content-Type": "application/x-www-form-urlencoded",
                    "plenum-script": "1",
                },
                "fields": self.fields("Tên mới của nội dung này"),
                "target": f"line-{self.renamed}",
            },
            "cookies": [self.cookie(token) for _, _, token in self.delegates],
        }

    def close(self) -> None:
        """Let go of the database."""
        self.writer.close()
        self.reader.close()
