"""What breaking down, settling and handing over refuse. Sentences: locale/*/breaking.po."""

from server.kernel.errors import DomainError


class ProgrammeDrafted(DomainError):
    """The body has a programme of this level and time; `title` is what it is called.

    `programme`: its key.
    """

    status, code = 409, "break-there"


class ItemsMoved(DomainError):
    """`count` items can no longer be taken: something became of them meanwhile. `items`: which."""

    status, code = 409, "break-items-moved"


class OriginLacking(DomainError):
    """An item below a term programme says not where it comes from."""

    status, code = 422, "break-origin-lacking"


class MustBeTabled(DomainError):
    """An item that is submitted is settled by the meeting that deals with it, not by hand."""

    status, code = 409, "settle-must-be-tabled"


class NotToSettle(DomainError):
    """The item was withdrawn, carried on or merged: nothing is done for it here."""

    status, code = 409, "settle-not-open"


class MeetingThere(DomainError):
    """A meeting was made of the item, and says when it is held."""

    status, code = 409, "settle-meeting-there"


class NoMeeting(DomainError):
    """Only an item of the kind meeting, not held yet, becomes a meeting."""

    status, code = 409, "settle-no-meeting"


class DayToCome(DomainError):
    """What was done was done by today; `day` is the one that was written."""

    status, code = 422, "settle-day-to-come"
