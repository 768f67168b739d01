"""What the rules of amendments refuse. The sentences stand in locale/*/amend.po."""

from server.kernel.errors import DomainError


class NotAdopted(DomainError):
    """The programme is still drafted: its words change freely, nothing is amended."""

    status, code = 409, "amend-not-adopted"


class ItemOnAgenda(DomainError):
    """A meeting has the item `called` so on its agenda: it must come off that first."""

    status, code = 409, "amend-on-agenda"


class ItemSettled(DomainError):
    """The item `called` so was presented or done, or is out of the programme already."""

    status, code = 409, "amend-item-settled"


class NothingChanges(DomainError):
    """What was asked for is what the programme says already."""

    status, code = 422, "amend-nothing"


class ProposalSettled(DomainError):
    """The proposal is not where this could be done with it any more."""

    status, code = 409, "amend-settled"


class ProposalMoved(DomainError):
    """The proposal was changed since it was shown to whoever decides."""

    status, code = 409, "amend-moved"
