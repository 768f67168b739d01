"""What the rules of programmes refuse. The sentences stand in locale/*/programmes.po."""

from server.kernel.errors import DomainError


class ItemTaken(DomainError):
    """The programme's item already stands on an agenda, or is done with."""

    status, code = 409, "programme-item-taken"


class ProgrammeThere(DomainError):
    """The body has a programme of this level and period; `title` is what it is called.

    `programme`: its key.
    """

    status, code = 409, "programme-there"


class OtherContent(DomainError):
    """A programme of this key is there with other content; `key` names it."""

    status, code = 409, "programme-other-content"


class ProgrammeInUse(DomainError):
    """The programme cannot be withdrawn; `items` were tabled or have something hanging from them.

    `count`: how many they are.
    """

    status, code = 409, "programme-in-use"


class ProgrammeMoved(DomainError):
    """The programme, or what was read of the file, has changed since the two were compared."""

    status, code = 409, "programme-moved"


class ItemsInUse(DomainError):
    """Items cannot be removed; `items` are on an agenda or have something hanging from them.

    `count`: how many they are.
    """

    status, code = 409, "programme-items-in-use"


class NothingRead(DomainError):
    """Of the file that is to be confirmed no item was read."""

    status, code = 409, "programme-nothing-read"


class ImportIncomplete(DomainError):
    """Not every item of the file was stored before it was to be confirmed."""

    status, code = 409, "programme-import-incomplete"


class LeadTimesRefused(DomainError):
    """A body's lead times are out of order, or one is not 1 to `most` working days."""

    status, code = 422, "lead-times"


class NotInDraft(DomainError):
    """The programme is not being drafted; `state` is one of models.PROGRAMME_STATES."""

    status, code = 409, "programme-not-in-draft"


class ReviewClosed(DomainError):
    """A review that was presented keeps its words until it is opened again."""

    status, code = 409, "review-closed"


class WrongStep(DomainError):
    """The programme has come to another step meanwhile; `state` is the one it is at."""

    status, code = 409, "programme-wrong-step"


class NothingToSubmit(DomainError):
    """The draft has no item yet."""

    status, code = 409, "programme-empty"


class ChangedSinceSubmitted(DomainError):
    """What would be approved is not what was submitted."""

    status, code = 409, "programme-changed-since"


class ItemHeld(DomainError):
    """An item of a draft cannot be removed: something hangs from it, or an agenda has it."""

    status, code = 409, "programme-item-held"


class RegistrationClosed(DomainError):
    """The programme is not open for bodies to register items; `until` was the last day, or ""."""

    status, code = 409, "registration-closed"


class ProposalSettled(DomainError):
    """The proposal was answered, or taken back, before."""

    status, code = 409, "proposal-settled"


class ProposalMoved(DomainError):
    """Proposals have changed since they were looked at; `items` are their texts."""

    status, code = 409, "proposal-moved"


class SheetRegistered(DomainError):
    """The items of this very file were registered before; `file` is what it was called."""

    status, code = 409, "sheet-registered"
