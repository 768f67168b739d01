"""The transaction that this thread is in, for what must be read anew in each of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlmodel import Session

_session: ContextVar[Session | None] = ContextVar("session under way", default=None)


@contextmanager
def under_way(session: Session) -> Iterator[None]:
    """Let `session_under_way` return `session` meanwhile."""
    before = _session.set(session)
    try:
        yield
    finally:
        _session.reset(before)


def session_under_way() -> Session | None:
    """Return the session of the transaction that calls, None outside of any."""
    return _session.get()
