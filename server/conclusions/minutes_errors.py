"""What the rules of minutes refuse. The sentences stand in locale/*/desk.po."""

from server.kernel.errors import DomainError


class WrongMinutesState(DomainError):
    """Drafting, circulated, approved, signed: this is not the step for it, or its day is past."""

    status, code = 409, "wrong-minutes-state"


class MinutesMoved(DomainError):
    """What the minutes say changed after they were shown: nobody approves what was unseen."""

    status, code = 409, "minutes-moved"


class MinutesMisdated(DomainError):
    """A day to answer by is not past; minutes are dated between their session and today."""

    status, code = 409, "minutes-misdated"


class NextSessionNeeded(DomainError):
    """A board approves its minutes at a later session of its own, which is named."""

    status, code = 422, "next-session-needed"
