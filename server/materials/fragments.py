"""What events about papers render again: the console's list, a paper's own page, the register."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlmodel import Session

from server.kernel.live import Fragment, Happened, Seat
from server.kernel.live.screens import register
from server.kernel.templates import render
from server.materials.access import paper_to_see
from server.materials.events import WITHDRAWALS, WithdrawalChanged
from server.materials.queries import ItemPapers, item_papers_of, visible_papers
from server.materials.register import WithdrawalLine, register_of
from server.materials.single import PaperPage, page_of
from server.meetings.access import Audience
from server.people.access import Viewer, require

CHANGED = ("paper-changed",)


def console_papers(item_id: int, item_key: UUID | str) -> Fragment:
    """Return the list of an item's papers on the console, element `papers-KEY`."""

    def shown(papers: ItemPapers, audience: Audience) -> str | None:
        if not audience.may_edit:
            return None
        return render("materials/_console_papers.html", papers=papers)

    return Fragment(
        f"papers-{item_key}", partial(item_papers_of, item_id=item_id), shown, _language
    )


def console(happened: Sequence[Happened]) -> list[Fragment]:
    """Return the console's lists that these events of a meeting changed."""
    items = {h.ids["item_id"]: h.ids["item_key"] for h in happened if h.name in CHANGED}
    return [console_papers(item_id, key) for item_id, key in items.items()]


def _language(audience: Audience) -> Hashable:
    return audience.locale, audience.may_edit


@dataclass(frozen=True)
class PaperAudience:
    """Readers of one paper's page: they hear of this paper alone."""

    paper_key: str
    meeting: Audience

    @property
    def locale(self) -> str:
        """Language it is rendered in."""
        return self.meeting.locale

    @property
    def priority(self) -> int:
        """As on the meeting's own pages."""
        return self.meeting.priority


class PaperScreen:
    """The page of one paper: its heading is pushed, and with it the link the viewer obeys."""

    name = "paper"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat whoever may see the paper with key `subject`. Raises NotFound."""
        seen = paper_to_see(db, viewer, subject)
        streams = (f"meeting:{seen.item.meeting_id}", f"user:{viewer.user_id}")
        return Seat(streams, PaperAudience(str(seen.paper.key), seen.audience))

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the headings of the papers that changed."""
        keys = {str(h.ids["paper_key"]) for h in happened if h.name in CHANGED}
        return [Fragment(f"paper-{key}", partial(page_of, key=key), _heading) for key in keys]


def _heading(page: PaperPage, audience: PaperAudience) -> str | None:
    """The heading, or where a recalled paper's was, that it has gone."""
    if audience.paper_key != str(page.paper.key):
        return None
    seen = audience.meeting.sees(page.item_id, hidden=page.hidden, restricted=page.restricted)
    papers = visible_papers([page.paper], audience.meeting) if seen else ()
    return render("materials/_paper_head.html", page=page, paper=papers[0] if papers else None)


register(PaperScreen(), rights=("agenda-reordered", "paper-withdrawn"))


@dataclass(frozen=True)
class RegisterAudience:
    """Who keeps the register of urgent withdrawals: all see the same of it."""

    locale: str
    priority: int = 1


class RegisterScreen:
    """The register of urgent withdrawals."""

    name = "withdrawals"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat whoever keeps the register; `subject` does not matter. Raises NotFound."""
        require(viewer, "withdrawals.keep")
        return Seat((WITHDRAWALS, f"user:{viewer.user_id}"), RegisterAudience(viewer.locale))

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the register, which is short."""
        if all(h.name != WithdrawalChanged.name for h in happened):
            return []
        return [Fragment("withdrawals", register_of, _register)]


def _register(lines: Sequence[WithdrawalLine], audience: RegisterAudience) -> str:
    return render("materials/_withdrawals.html", withdrawals=lines)


register(RegisterScreen())
