"""The live page of a review: its figures, and what the office writes beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session

from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.overview.reviews import words
from server.people.access import Viewer
from server.programmes.access import programme_to_see
from server.programmes.events import ReviewChanged
from server.programmes.models import Programme
from server.programmes.review_periods import own_period, span_asked
from server.programmes.review_queries import compared, programme_before, texts
from server.programmes.review_views import Compared, Texts


@dataclass(frozen=True)
class ReviewReaders:
    """Readers of a programme's review of a period; `before_id` has the period before it."""

    programme_id: int
    key: str
    period: str
    before_id: int | None
    may_edit: bool
    locale: str

    @property
    def priority(self) -> int:
        """The secretariat is served first."""
        return 0 if self.may_edit else 1


class ReviewPage:
    """A review; its subject is the programme's key, "?" and the period ("": its own)."""

    name = "programme-review"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat who may see the programme. Raises NotFound, also for what is no period."""
        key, _, period = subject.partition("?")
        programme, readers = programme_to_see(db, viewer, key)
        period = period or own_period(programme)
        span_asked(programme, period)
        known = programme_before(db, viewer, programme, period)
        audience = ReviewReaders(
            programme.id,
            str(programme.key),
            period,
            known.id if known else None,
            readers.may_edit,
            readers.locale,
        )
        return Seat((f"programme:{programme.id}", f"user:{viewer.user_id}"), audience)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the texts where they changed, and the figures whatever else happened.

        Both are read in the same transaction, once for those who look at the same period.
        """
        names = {h.name for h in happened if h.stream.startswith("programme:")}
        found = []
        if ReviewChanged.name in names:
            found.append(Fragment("review-texts", lambda db: partial(_texts, db), show_texts))
        if names - {ReviewChanged.name}:
            found.append(Fragment("review-figures", lambda db: partial(_figures, db), show_figures))
        return found


def _texts(db: Session, audience: ReviewReaders) -> Texts:
    return texts(db, audience.programme_id, audience.period)


def _figures(db: Session, audience: ReviewReaders) -> Compared:
    programme = db.get_one(Programme, audience.programme_id)
    known = db.get(Programme, audience.before_id) if audience.before_id else None
    return compared(db, programme, audience.period, known)


def show_texts(load: Callable[[ReviewReaders], Texts], audience: ReviewReaders) -> str:
    """Render what the office wrote."""
    return render("overview/_review_texts.html", texts=load(audience), audience=audience)


def show_figures(load: Callable[[ReviewReaders], Compared], audience: ReviewReaders) -> str:
    """Render the figures."""
    return render("overview/_review_figures.html", compared=load(audience), words=words)


register(ReviewPage())
