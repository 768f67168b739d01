"""The live page of a programme's registration: what is asked and answered, on both sides."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlmodel import Session

from server.kernel.live import Fragment, Happened, Order, Seat
from server.kernel.live.screens import register
from server.kernel.templates import render
from server.people.access import Viewer
from server.programmes import proposals
from server.programmes.events import (
    ProgrammeItemChanged,
    ProgrammeListChanged,
    ProgrammeStepped,
    ProposalChanged,
)
from server.programmes.opened import waiting_count
from server.programmes.proposals import Group, Registration
from server.programmes.proposing import Proposers, registration_to_see

BY = ("body", "section")
_OF_ITEMS = (ProgrammeItemChanged.name, ProgrammeListChanged.name)


def subject_of(key: str, by: str, show: str) -> str:
    """Return what a registration's page is followed under, as the office wants its list."""
    asked = {"by": by if by in BY else "body", "show": show if show in proposals.SHOWS else "open"}
    return f"{key}?{urlencode(asked)}"


class RegistrationPage:
    """A programme's registration; its subject is the programme's key, and "?by=…&show=…"."""

    name = "registration"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat the office, and who speaks for a body. Raises NotFound."""
        key, _mark, asked = subject.partition("?")
        programme, readers = registration_to_see(db, viewer, key)
        if readers.office:
            wanted = dict(parse_qsl(asked))
            by, show = wanted.get("by", ""), wanted.get("show", "")
            readers = replace(
                readers,
                by=by if by in BY else "body",
                show=show if show in proposals.SHOWS else "open",
            )
        return Seat((f"programme:{programme.id}", f"user:{viewer.user_id}"), readers)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the counts, the list with the proposals that changed, and what may be twice."""
        changed = {
            h.ids["proposal_id"]: h.ids["programme_id"]
            for h in happened
            if h.name == ProposalChanged.name
        }
        items = {h.ids["programme_id"] for h in happened if h.name in _OF_ITEMS}
        found = [_twice(programme_id) for programme_id in sorted(items | {*changed.values()})]
        for programme_id in sorted({*changed.values()}):
            load = partial(proposals.registration, programme_id=programme_id)
            ids = frozenset(changed)
            found.append(Fragment("registration-counts", load, _counts))
            found.append(Fragment("proposals", load, partial(_list, changed=ids)))
        return found


def _counts(view: Registration, readers: Proposers) -> str:
    counts = proposals.counts(view, readers)
    return render(
        "programmes/_registration_counts.html", counts=counts, head=view.head, readers=readers
    )


def _list(view: Registration, readers: Proposers, *, changed: frozenset[int]) -> Order:
    rows = proposals.listed(view, readers)
    html = {
        name: render("programmes/_proposal.html", row=row, readers=readers)
        for row, name in ((row, id_of(row)) for row in rows)
        if isinstance(row, Group) or row.id in changed
    }
    return Order(tuple(id_of(row) for row in rows), html)


def id_of(row: Any) -> str:
    """Return the id of a row's element."""
    return row.id if isinstance(row, Group) else f"proposal-{row.key}"


def _twice(programme_id: int) -> Fragment:
    def load(db: Session) -> Callable[[Proposers], Any]:
        return lambda readers: proposals.twice(db, programme_id, readers)

    def html(read: Callable[[Proposers], Any], readers: Proposers) -> str:
        pairs, more = read(readers)
        return render("programmes/_twice.html", pairs=pairs, more=more, readers=readers)

    return Fragment("twice", load, html)


def proposals_waiting(happened: Sequence[Happened]) -> list[Fragment]:
    """Return how many proposals wait for the office, as its programme's page shows it."""

    def html(waiting: int, audience: Any) -> str:
        return render("programmes/_proposals_waiting.html", waiting=waiting, audience=audience)

    programmes = {h.ids["programme_id"] for h in happened if h.name == ProposalChanged.name}
    return [
        Fragment("proposals-waiting", partial(waiting_count, programme_id=programme_id), html)
        for programme_id in programmes
    ]


register(RegistrationPage(), rights=(ProgrammeStepped.name,))
