"""Signing in, and choosing a password: count the try, look at the password, act.

All of it in a turn of the Gate: on its threads, never on the event loop, and never while the
Writer waits.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from starlette.datastructures import State
from starlette.requests import Request

from server.kernel.db import Actor, Tx, Writer
from server.kernel.errors import BadForm
from server.kernel.guard import source_of
from server.kernel.settings import Settings
from server.kernel.types import now
from server.kernel.web import viewer_of
from server.people import commands
from server.people.access import Viewer
from server.people.passwords import Gate, check_password
from server.people.queries import Credentials, credentials, credentials_of
from server.people.secrets import (
    code_hash,
    hash_password,
    new_token,
    password_fits,
    same,
    token_hash,
)

P = ParamSpec("P")
R = TypeVar("R")

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_SYSTEMS = (
    *(("iPad", "iPad"), ("iPhone", "iPhone"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Macintosh", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)
_BROWSERS = (
    *(("Edg", "Edge"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"), ("CriOS", "Chrome")),
    *(("Chrome", "Chrome"), ("Safari", "Safari")),
)


def login_of(text: str) -> str:
    """Return a sign-in name as it is stored: small letters, no blanks round it."""
    return text.strip().casefold()[:100]


def device_name(user_agent: str) -> str:
    """Return what people call a device: "Chrome, Windows"; "" where nothing is known."""
    parts = [
        next((word for sign, word in table if sign in user_agent), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Try:
    """A form that brings a password: where it came from and what it is tried with."""

    state: State
    source: str
    user_agent: str

    @classmethod
    def of(cls, request: Request) -> "Try":
        """Return the try that a request makes."""
        agent = request.headers.get("user-agent", "")
        return cls(request.app.state, source_of(request.scope), agent)

    def count(self, login: str) -> None:
        """Count it. Raises TooManyTries."""
        settings: Settings = self.state.settings
        self.run(
            0,
            uuid4().hex,
            commands.count_try,
            login=login,
            tries=settings.sign_in_tries,
            window_seconds=settings.sign_in_window_minutes * 60,
        )

    def run(
        self,
        user_id: int,
        command_id: str,
        command: Callable[Concatenate[Tx, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a command as `user_id`, from the thread of the gate."""
        writer: Writer = self.state.writer
        return writer.run(Actor(user_id, self.source), command_id, command, *args, **kwargs)


async def sign_in(request: Request, login: str, password: str) -> str:
    """Begin a session and return its token. Raises WrongPassword, TooManyTries or Busy.

    The answer and the time it takes are the same for an unknown account.
    """
    gate: Gate = request.app.state.gate
    return await gate.turn(_sign_in, Try.of(request), login, password)


def _sign_in(tried: Try, login: str, password: str) -> str:
    tried.count(login)
    known: Credentials | None = tried.state.reader.run(credentials, login)
    fits = password_fits(password, known.password_hash if known else None)
    if known is None or not fits:
        known_id = known.account_id if known else 0
        tried.state.audit.note("sign-in-failed", known_id, tried.source)
        raise commands.WrongPassword
    token = new_token()
    tried.run(
        known.account_id,
        uuid4().hex,
        commands.start_session,
        account_id=known.account_id,
        session_key=uuid4().hex,
        token_hash=token_hash(token),
        device=device_name(tried.user_agent),
        expires_at=now() + timedelta(hours=tried.state.settings.session_hours),
    )
    return token


async def change_password(request: Request, command_id: str, old: str, new: str) -> None:
    """Change one's own password. Raises BadForm, TooManyTries or Busy."""
    viewer: Viewer = viewer_of(request)
    gate: Gate = request.app.state.gate
    await gate.turn(_change_password, Try.of(request), viewer, command_id, old, new)


def _change_password(tried: Try, viewer: Viewer, command_id: str, old: str, new: str) -> None:
    known: Credentials = tried.state.reader.run(credentials_of, viewer.user_id)
    check_password(new, known.login, known.name, tried.state.office.name, field="new")
    stored = hash_password(new, command_id)
    again = known.password_hash is not None and same(stored, known.password_hash)
    if not again:  # the same form once more is answered, though the old password is gone
        tried.count(known.login)
        if not password_fits(old, known.password_hash):
            raise BadForm({"old": "wrong-password"})
    tried.run(
        viewer.user_id,
        command_id,
        commands.change_password,
        password_hash=stored,
        session_key=viewer.session_key,
    )


async def choose_password(
    request: Request, command_id: str, login: str, code: str, password: str
) -> None:
    """Choose a password with a one-time code. Raises BadForm, WrongCode, TooManyTries or Busy."""
    check_password(password, login, request.app.state.office.name)
    gate: Gate = request.app.state.gate
    await gate.turn(_choose_password, Try.of(request), command_id, login, code, password)


def _choose_password(tried: Try, command_id: str, login: str, code: str, password: str) -> None:
    tried.count(login)
    tried.run(
        0,
        command_id,
        commands.choose_password,
        login=login,
        code_hash=code_hash(code),
        password_hash=hash_password(password, command_id),
    )
