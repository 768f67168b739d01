"""Why a sheet that came back cannot be taken. The sentences stand in the catalogues by code."""

from server.kernel.errors import DomainError


class SheetUnreadable(DomainError):
    """The file as a whole cannot be read; nothing of it was taken."""

    status, code = 422, "sheet-unreadable"


class SheetUnknown(SheetUnreadable):
    """The file is no sheet that went out from here, or its mark was removed."""

    code = "sheet-unknown"


class SheetTooLarge(SheetUnreadable):
    """More bytes than a sheet of tasks has; `limit` says in words how many."""

    code = "sheet-too-large"


class NoSheetSent(SheetUnreadable):
    """No file came with the form."""

    code = "sheet-nothing"


class NothingOpen(DomainError):
    """The body has no open task that it leads: there is nothing to send out."""

    status, code = 409, "sheet-no-tasks"


class SheetLetterNeeded(DomainError):
    """A later day is asked for on the body's letter: its number is named."""

    status, code = 422, "sheet-letter"
