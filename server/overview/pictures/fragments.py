"""The live page of a programme's pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlmodel import Session

from server.kernel.i18n import today
from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.kernel.types import now
from server.overview.pictures.queries import ROWS, Choice, pictures, years_of
from server.people.access import Viewer
from server.people.models import Body
from server.programmes.access import programme_to_see
from server.programmes.events import ProgrammeDocumentChanged, ProposalChanged, ReviewChanged
from server.programmes.item_queries import head_of
from server.programmes.models import Programme


@dataclass(frozen=True)
class PictureReaders:
    """Readers who look at the same pictures of a programme; `everything` as in queries.pictures."""

    programme_id: int
    choice: Choice
    everything: bool
    locale: str
    priority: int = 1


def choice_of(query: str, programme: Programme) -> Choice:
    """Return what an address asks for; what is unknown falls back: leads, and this year."""
    asked = dict(parse_qsl(query))
    years = [str(year) for year in years_of(programme)]
    this = str(min(max(today(now()).year, int(years[0])), int(years[-1])))
    rows, year = asked.get("rows", ""), asked.get("year", "")
    return Choice(rows if rows in ROWS else ROWS[0], int(year if year in years else this))


def subject_of(key: str, rows: str, year: str) -> str:
    """Return the subject under which the pictures of a programme are followed."""
    return f"{key}?{urlencode({'rows': rows, 'year': year})}"


class PicturesPage:
    """The pictures of a programme; its subject is the programme's key and what is looked at."""

    name = "programme-pictures"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat who may see the programme. Raises NotFound."""
        key, _, query = subject.partition("?")
        programme, readers = programme_to_see(db, viewer, key)
        everything = viewer.is_("secretariat", "standing")
        audience = PictureReaders(
            programme.id, choice_of(query, programme), everything, readers.locale
        )
        return Seat((f"programme:{programme.id}", f"user:{viewer.user_id}"), audience)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the pictures, unless nothing happened that they count.

        They are counted in the same transaction, once for those who look at the same.
        """
        if not any(_counts(h) for h in happened):
            return []
        return [Fragment("pictures", lambda db: partial(seen, db), _render)]


_UNCOUNTED = (ProposalChanged.name, ReviewChanged.name, ProgrammeDocumentChanged.name)


def _counts(happened: Happened) -> bool:
    """Whether an event may change a number: what is asked, written or put in order does not."""
    own = happened.stream.startswith("programme:")
    return own and happened.name not in _UNCOUNTED and not happened.ids.get("placed", False)


def seen(db: Session, audience: PictureReaders) -> dict[str, Any]:
    """Return what these readers' page shows of the pictures."""
    programme = db.get_one(Programme, audience.programme_id)
    found = pictures(db, programme, audience.choice, everything=audience.everything)
    return {"key": str(programme.key), "pictures": found}


def seen_page(db: Session, audience: PictureReaders) -> dict[str, Any]:
    """Return what these readers' page shows: the programme's head and the pictures."""
    programme = db.get_one(Programme, audience.programme_id)
    return {"head": head_of(programme, db.get_one(Body, programme.body_id)), **seen(db, audience)}


def _render(load: "partial[dict[str, Any]]", audience: PictureReaders) -> str:
    return render("overview/_programme_pictures.html", **load(audience))


register(PicturesPage(), takes_long=True)
