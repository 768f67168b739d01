"""The live part of one's own pages: the list of devices, and being signed out from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlmodel import Session

from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.people.access import Viewer
from server.people.events import SessionsEnded, SignedIn
from server.people.queries import Device, devices


@dataclass(frozen=True)
class Own:
    """One person on one device; another role is another page."""

    user_id: int
    session_key: str
    locale: str
    roles: frozenset[str]
    priority: int = 1


class OwnScreen:
    """Pages that concern the person alone: the account, and those of administration."""

    name = "own"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Everybody may follow what happens to themselves; `subject` does not matter."""
        own = Own(viewer.user_id, viewer.session_key, viewer.locale, viewer.roles)
        return Seat((f"user:{viewer.user_id}",), own)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """A device came or went."""
        about = [h for h in happened if h.name in (SignedIn.name, SessionsEnded.name)]
        if not about:
            return []
        user_id = int(about[-1].ids["user_id"])
        return [Fragment("devices", partial(_load, user_id=user_id), _render)]


def _load(db: Session, user_id: int) -> list[Device]:
    return devices(db, user_id)


def _render(loaded: Any, audience: Own) -> str:
    return render("people/_devices.html", devices=loaded, audience=audience)


register(OwnScreen())
