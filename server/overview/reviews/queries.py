"""What the report of a review is drafted from."""

from sqlmodel import Session

from server.overview.reviews.report import Report
from server.people.access import Viewer
from server.people.models import Body
from server.programmes.access import programme_to_see
from server.programmes.document_queries import document
from server.programmes.review_queries import review, review_lists


def report_of(db: Session, viewer: Viewer, key: str, period: str) -> Report:
    """Return what the report of a review within the viewer's reach says. Raises NotFound."""
    programme, readers = programme_to_see(db, viewer, key)
    return Report(
        review(db, viewer, key, period),
        review_lists(db, viewer, key, period),
        document(db, readers, programme.id).words,
        db.get_one(Body, programme.body_id).symbol,
    )
