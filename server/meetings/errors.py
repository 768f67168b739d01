"""What the rules of meetings refuse. The sentences stand in locale/*/meetings.po."""

from server.kernel.errors import DomainError


class WrongOrder(DomainError):
    """Draft, approved, sent; planned, open, ended, complete: each step once, in this order."""

    status, code = 409, "wrong-order"


class SessionEnded(DomainError):
    """The session has ended: its agenda takes no more items."""

    status, code = 409, "session-ended"


class SessionNotOpen(DomainError):
    """Only an open session moves from item to item."""

    status, code = 409, "session-not-open"


class SecretTakesNoText(DomainError):
    """A state secret never enters a networked server, not even as a title."""

    status, code = 422, "secret-takes-no-text"


class ItemDeferred(DomainError):
    """The item went back to the programme; it must be restored first."""

    status, code = 409, "item-deferred"


class NobodyNamed(DomainError):
    """A restricted item needs at least one person who may see it."""

    status, code = 422, "nobody-named"
