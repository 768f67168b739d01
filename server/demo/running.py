"""The verbs `demo` and `demo-run`: the demonstration made once, then served with its worker."""

import asyncio
import json
import os
import signal
import socket
import ssl
import sys
import urllib.request
from asyncio.subprocess import Process
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TextIO

from server import migrations
from server.kernel import i18n
from server.kernel.db import Reader
from server.kernel.i18n import gettext as _
from server.kernel.settings import Settings
from server.people.models import ROLES, Instance
from server.people.queries import Demonstration, demonstration

_STOP_SECONDS = 9.0  # web and worker finish what they are at; then they are ended
AUDIENCES, ITEMS = 4, 20  # of the hall that is filled for measuring
_ASK_SECONDS = 0.2  # between two looks whether the server is ready
_EVERYWHERE = ("127.0.0.1", "::1", "0.0.0.0", "::")  # noqa: S104  # "localhost" reaches them


def make(settings: Settings) -> int:
    """Make the demonstration in an empty instance; where it is already, change nothing.

    Returns the exit code: 1 where the instance is a real office.
    """
    migrations.migrate(settings)
    i18n.set_zone(settings.timezone)
    reader = Reader(settings)
    try:
        instance = reader.run(lambda db: db.get(Instance, 1))
    finally:
        reader.close()
    if instance is None:
        from server.demo.load import make_demonstration  # here: a second start needs none of it

        _say(lambda: _("Making the demonstration; this takes about half a minute ..."))
        make_demonstration(settings)
    elif not instance.demonstration:
        _say(
            lambda: _("This server holds a real office; the demonstration needs an empty one."),
            file=sys.stderr,
        )
        return 1
    return 0


def load_room(settings: Settings, delegates: int) -> int:
    """Make a meeting with as many delegates and print how to reach it, as one line of JSON.

    Returns the exit code: 1 where the instance is no demonstration. The meeting is served by
    whatever `serve` runs on the same DATA_DIR or DATABASE_URL.
    """
    from server.demo.hall import Hall, NoDemonstration

    migrations.migrate(settings)
    i18n.set_zone(settings.timezone)
    try:
        hall = Hall(settings, delegates=delegates, audiences=AUDIENCES, items=ITEMS, papers=0)
    except NoDemonstration:
        _say(
            lambda: _("Only a demonstration can be filled with invented delegates."),
            file=sys.stderr,
        )
        return 1
    try:
        print(json.dumps(hall.described(_address(settings)), ensure_ascii=False))
    finally:
        hall.close()
    return 0


def _say(words: Callable[[], str], file: TextIO | None = None) -> None:
    """Print in every language of the product: nobody has chosen one yet."""
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            print(words(), file=file, flush=True)


def run(settings: Settings) -> int:
    """Make the demonstration, serve it, and say where to look and whom to sign in as.

    Web and worker are children; both end when one does, or when this process is told to. Returns
    the exit code.
    """
    try:
        if code := make(settings):
            return code
    except KeyboardInterrupt:
        return 130
    if not _port_is_free(settings):
        _say(lambda: f"{_('This address is in use')}: {_address(settings)}", file=sys.stderr)
        return 1
    return asyncio.run(_run(settings))


def _port_is_free(settings: Settings) -> bool:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError:
        return False
    return True


async def _run(settings: Settings) -> int:
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    children = [await _start("serve"), await _start("work")]
    ends = [asyncio.create_task(child.wait()) for child in children]
    stop = asyncio.create_task(told.wait())
    ready = asyncio.create_task(_say_when_ready(settings))
    await asyncio.wait([stop, *ends], return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    stop.cancel()
    ended = [child.returncode for child in children if child.returncode is not None]
    await _end(children, ends)
    return 0 if told.is_set() else max(1, *ended)  # a signal that killed one is negative


async def _start(verb: str) -> Process:
    # A session of its own: Ctrl-C comes to this process alone, which passes it on once.
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", verb, start_new_session=True
    )


async def _end(children: Iterable[Process], ends: Iterable[asyncio.Task[int]]) -> None:
    """Tell the children to end; whoever is not done in time is killed with all it started."""
    for child in children:
        if child.returncode is None:
            child.terminate()
    await asyncio.wait(ends, timeout=_STOP_SECONDS)
    for child in children:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    await asyncio.wait(ends)


async def _say_when_ready(settings: Settings) -> None:
    while not await asyncio.to_thread(_answers, settings):  # noqa: ASYNC110  # another process
        await asyncio.sleep(_ASK_SECONDS)
    reader = Reader(settings)
    try:
        found = await reader.submit(demonstration)
    finally:
        reader.close()
    if found is not None:
        print(_welcome(_address(settings), found), flush=True)


def _answers(settings: Settings) -> bool:
    """Whether /readyz says yes, over this machine's own network."""
    secure = None
    if settings.tls_cert:  # the very certificate we serve, whatever name stands in it
        secure = ssl.create_default_context(cafile=settings.tls_cert)
        secure.check_hostname = False
        secure.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    try:
        with urllib.request.urlopen(  # noqa: S310  # an address of our own
            f"{_local_address(settings)}/readyz", timeout=2, context=secure
        ) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _local_address(settings: Settings) -> str:
    host = "localhost" if settings.host in _EVERYWHERE else settings.host
    scheme = "https" if settings.serves_tls else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _address(settings: Settings) -> str:
    """Return what people type."""
    return settings.public_origin or _local_address(settings)


def _welcome(address: str, found: Demonstration) -> str:
    """Return where to look, and whom to sign in as: a line a role."""
    lines = ["", "Plenum", ""]
    words: list[dict[str, str]] = []
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            where = _("Open %(address)s and sign in; the password of all these people is")
            lines.append(f"  {where % {'address': address}}: {found.password}")
            words.append(_role_names())
    lines.append("")
    for role in ROLES:
        logins = [p.login for p in found.people if p.roles and p.roles[0][0] == role]
        if logins:
            name = " / ".join(dict.fromkeys(word[role] for word in words))
            lines.append(f"    {name}: {', '.join(logins)}")
    lines.append("")
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            lines.append(f"  {_('Press Ctrl-C to end.')}")
    return "\n".join([*lines, ""])


def _role_names() -> dict[str, str]:
    return {
        "administrator": _("administrator"),
        "secretariat": _("secretariat"),
        "chair": _("chair"),
        "delegate": _("delegate"),
        "clerk": _("clerk of the body"),
        "guest": _("guest"),
        "records": _("records clerk"),
        "inspector": _("inspector"),
    }
