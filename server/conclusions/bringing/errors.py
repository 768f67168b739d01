"""Why nothing can be read of what was sent. The sentences stand in the catalogues by code."""

from server.kernel.errors import DomainError


class UnreadableSource(DomainError):
    """The file as a whole cannot be read; nothing of it was taken."""

    status, code = 422, "bring-unreadable"


class SourceTooLarge(UnreadableSource):
    """More bytes than a notice or a tracking sheet has; `limit` says in words how many."""

    code = "bring-too-large"


class TooManyTasks(UnreadableSource):
    """More tasks than are looked through at once; `limit` is how many that are."""

    code = "bring-too-many"


class NoTrackingTable(UnreadableSource):
    """No sheet has a table of tasks; `sheets` names those looked at."""

    code = "bring-no-table"


class NothingSent(UnreadableSource):
    """Neither a text nor a file came with the form."""

    code = "bring-nothing"


class ImportIncomplete(DomainError):
    """Not all that was read has been staged: the file is to be sent again."""

    status, code = 409, "bring-incomplete"


class NotABody(DomainError):
    """What was written for the lead of a task is no body of the register; `names` lists them."""

    status, code = 422, "bring-no-body"
