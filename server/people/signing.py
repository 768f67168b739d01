"""Signing in, and choosing a password: count the try, look at the password, act.

All of it under a turn of the Gate, never on the event loop and never inside the Writer.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.requests import Request

from server.kernel.db import Actor
from server.kernel.errors import BadForm
from server.kernel.guard import source_of
from server.kernel.types import now
from server.kernel.web import read, viewer_of, write
from server.people import commands
from server.people.passwords import Gate, check_password
from server.people.queries import credentials, credentials_of
from server.people.secrets import code_hash, new_token, same, token_hash

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


async def sign_in(request: Request, login: str, password: str) -> str:
    """Begin a session and return its token. Raises WrongPassword, TooManyTries or Busy.

    The answer and the time it takes are the same for an unknown account.
    """
    state = request.app.state
    gate: Gate = state.gate
    async with gate:
        await _count(request, login)
        known = await read(request, credentials, login)
        if not await gate.fits(password, known.password_hash if known else None):
            known_id = known.account_id if known else 0
            state.audit.note("sign-in-failed", known_id, source_of(request.scope))
            raise commands.WrongPassword
        assert known is not None
        token = new_token()
        await state.writer.submit(
            Actor(known.account_id, source_of(request.scope)),
            uuid4(),
            commands.start_session,
            account_id=known.account_id,
            session_key=uuid4().hex,
            token_hash=token_hash(token),
            device=device_name(request.headers.get("user-agent", "")),
            expires_at=now() + timedelta(hours=state.settings.session_hours),
        )
    return token


async def change_password(request: Request, command_id: str, old: str, new: str) -> None:
    """Change one's own password. Raises BadForm, TooManyTries or Busy."""
    viewer = viewer_of(request)
    known = await read(request, credentials_of, viewer.user_id)
    check_password(new, known.login, known.name, request.app.state.office.name, field="new")
    gate: Gate = request.app.state.gate
    async with gate:
        stored = await gate.hash(new, command_id)
        again = known.password_hash is not None and same(stored, known.password_hash)
        if not again:  # the same form once more is answered, though the old password is gone
            await _count(request, known.login)
            if not await gate.fits(old, known.password_hash):
                raise BadForm({"old": "wrong-password"})
        await write(
            request,
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
    async with gate:
        await _count(request, login)
        await request.app.state.writer.submit(
            Actor(0, source_of(request.scope)),
            command_id,
            commands.choose_password,
            login=login,
            code_hash=code_hash(code),
            password_hash=await gate.hash(password, command_id),
        )


async def _count(request: Request, login: str) -> None:
    settings = request.app.state.settings
    await request.app.state.writer.submit(
        Actor(0, source_of(request.scope)),
        uuid4(),
        commands.count_try,
        login=login,
        tries=settings.sign_in_tries,
        window_seconds=settings.sign_in_window_minutes * 60,
    )


def page_before(request: Request) -> str:
    """Return the path of the page a form was sent from; "/" where it is not told."""
    return urlsplit(request.headers.get("referer", "")).path or "/"
