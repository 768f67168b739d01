"""A small named world: one office, two committees, and the people whom tests ask.

Anna and Bella keep the secretariat; Carl chairs the Standing Committee, Mia and Noah sit on it;
Greta is a guest; Clara is the clerk of the Organisation Commission; Stan sits on the standing body;
Adam keeps the accounts; Rita is the records clerk, Ivan an inspector. Zoe sits on another committee
and must never see anything here: every access test asks her.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session, SQLModel, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server.kernel import i18n
from server.kernel.db import SYSTEM, Actor, Tx, Writer
from server.kernel.secret import instance_secret
from server.kernel.serving import Server
from server.kernel.settings import Settings
from server.kernel.types import now
from server.people.access import Viewer, viewer_with_id
from server.people.commands import start_session
from server.people.models import Account, Body, Instance, Membership
from server.people.secrets import new_token, token_hash
from server.people.sessions import COOKIE

ORIGIN = "http://localhost"
PEOPLE = {  # login: (name, {body: role})
    "anna": ("Anna Office", {"office": "secretariat"}),
    "bella": ("Bella Office", {"office": "secretariat"}),
    "adam": ("Adam Admin", {"office": "administrator"}),
    "carl": ("Carl Chair", {"committee": "chair", "standing": "chair"}),
    "mia": ("Mia Member", {"committee": "delegate"}),
    "noah": ("Noah Member", {"committee": "delegate"}),
    "stan": ("Stan Standing", {"standing": "delegate"}),
    "clara": ("Clara Clerk", {"commission": "clerk"}),
    "greta": ("Greta Guest", {"committee": "guest"}),
    "rita": ("Rita Records", {"office": "records"}),
    "ivan": ("Ivan Inspector", {"office": "inspector"}),
    "zoe": ("Zoe Elsewhere", {"elsewhere": "delegate"}),
}
BODIES = {  # key: (name, kind)
    "office": ("Văn phòng Tỉnh ủy", "office"),
    "standing": ("Thường trực Tỉnh ủy", "standing"),
    "committee": ("Ban Thường vụ Tỉnh ủy", "committee"),
    "commission": ("Ban Tổ chức Tỉnh ủy", "agency"),
    "elsewhere": ("Hội đồng nhân dân tỉnh", "council"),
}


def today() -> date:
    """Return the day it is on the office's clock, which may be another than the machine's."""
    return i18n.today(now())


def new_id() -> str:
    """Return a fresh command id."""
    return uuid4().hex


def people(settings: Settings) -> None:
    """Let the office, its bodies and its people move into an empty instance."""

    def build(tx: Tx) -> None:
        tx.add(Instance(name="Văn phòng Tỉnh ủy", created_at=tx.now))
        bodies = {key: tx.add(Body(name=name, kind=kind)) for key, (name, kind) in BODIES.items()}
        since = today() - timedelta(days=400)
        for login, (name, roles) in PEOPLE.items():
            account = tx.add(Account(login=login, name=name, created_at=tx.now, locale="en"))
            for body, role in roles.items():
                body_id = bodies[body].id
                tx.add(Membership(account_id=account.id, body_id=body_id, role=role, since=since))

    writer = Writer(settings, instance_secret(settings))
    writer.run(SYSTEM, new_id(), build)
    writer.close()


def _ids(db: Session) -> dict[str, int]:
    """Return the ids of bodies by name and of people by login."""
    return {
        **dict(db.exec(select(Body.name, Body.id)).all()),
        **dict(db.exec(select(Account.login, Account.id)).all()),
    }


class World:
    """The office, its server and its people."""

    def __init__(self, app: Starlette, portal: Any = None) -> None:
        """`app` serves a copy of the instance that `people` was called on, in `portal`'s loop."""
        self.app = app
        self._portal = portal
        ids = self.read(_ids)
        self.bodies = {key: ids[name] for key, (name, _) in BODIES.items()}
        self.people = {login: ids[login] for login in PEOPLE}

    @property
    def writer(self) -> Writer:
        """The server's own Writer."""
        return self.app.state.writer  # type: ignore[no-any-return]

    # --- acting ------------------------------------------------------------------------------

    def run(self, who: str | None, command: Callable[..., Any], **arguments: Any) -> Any:
        """Run a command as `who` (None: the system) and return what it returns."""
        actor = Actor(self.people[who]) if who else SYSTEM
        return self.writer.run(actor, new_id(), command, **arguments)

    def read(self, query: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Run `query(db, ...)`."""
        return self.app.state.reader.run(query, *arguments, **named)

    def row(self, table: type[SQLModel], **where: Any) -> Any:
        """Return the one row of `table` with these fields, or None."""

        def find(db: Session) -> Any:
            statement = select(table)
            for field, value in where.items():
                statement = statement.where(getattr(table, field) == value)
            return db.exec(statement).first()

        return self.read(find)

    def add(self, row: SQLModel) -> Any:
        """Store a row and return its id."""

        def store(tx: Tx) -> int:
            return int(tx.add(row).id)  # type: ignore[attr-defined]

        return self.writer.run(SYSTEM, new_id(), store)

    def viewer(self, who: str) -> Viewer:
        """Return who a person is now."""
        return self.read(viewer_with_id, self.people[who])  # type: ignore[no-any-return]

    def token(self, who: str) -> str:
        """Sign `who` in on one more device; returns the cookie's value."""
        token = new_token()
        self.run(
            who,
            start_session,
            account_id=self.people[who],
            session_key=new_id(),
            token_hash=token_hash(token),
            device="test",
            expires_at=now() + timedelta(hours=12),
        )
        return token

    def cookie(self, who: str) -> str:
        """Return a Cookie header of `who`, signed in."""
        return f"{COOKIE}={self.token(who)}"

    def client(self, who: str | None, *, script: bool = True) -> TestClient:
        """Return an HTTP client that is signed in as `who` and sends forms as our script does."""
        headers = {"origin": ORIGIN}
        if script:
            headers["plenum-script"] = "1"
        if who:
            headers["cookie"] = self.cookie(who)
        return self.stranger(headers=headers, follow_redirects=False)

    def stranger(self, base_url: str = ORIGIN, **options: Any) -> TestClient:
        """Return an HTTP client of nobody. It asks in the loop that the server runs in."""
        client = TestClient(self.app, base_url=base_url, **options)
        client.portal = self._portal  # without: a loop for every request, and locks know but one
        return client

    def happened(self, stream: str) -> list[str]:
        """Return the names of a stream's events, in order."""
        from server.kernel.live.relay import happened_since

        return [h.name for h in self.read(happened_since, stream, 0)]

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve the same database on a real port by a second application; yields its address."""
        from server.app import build_app

        app = build_app(self.app.state.settings)
        with serving(app) as address:
            yield address


@contextmanager
def serving(app: Starlette, **settings: Any) -> Iterator[str]:
    """Run uvicorn for `app` on a free port of this machine; yields "http://localhost:PORT"."""
    own = Settings(host="127.0.0.1", **settings)
    server = Server(app, own, port=0, timeout_graceful_shutdown=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the server did not start")
        time.sleep(0.02)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def hidden_fields(html: str) -> dict[str, str]:
    """Return the hidden fields of the first form in `html`, to send it back as it came."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return dict(found)
