"""Why a file is no programme that can be read. The sentences stand in the catalogues by code."""

from server.kernel.errors import DomainError


class UnreadableProgramme(DomainError):
    """The file as a whole cannot be read; nothing of it was taken."""

    status, code = 422, "programme-unreadable"


class NotAWorkbook(UnreadableProgramme):
    """It is not a workbook or document at all."""

    code = "programme-not-a-workbook"


class OtherFormat(UnreadableProgramme):
    """A table in another format; `format` names it."""

    code = "programme-other-format"


class OldWordDocument(UnreadableProgramme):
    """A document of Word 97-2003 (.doc), which is to be saved as .docx."""

    code = "programme-old-word"


class LockedWorkbook(UnreadableProgramme):
    """The workbook is protected by a password."""

    code = "programme-locked"


class BrokenWorkbook(UnreadableProgramme):
    """The workbook is damaged; `part` names the part of it."""

    code = "programme-broken"


class BrokenText(UnreadableProgramme):
    """A CSV whose text or quotes are broken; `line` is where the trouble begins."""

    code = "programme-csv-broken"


class BadFile(UnreadableProgramme):
    """A TOML file of ours that is not as it should be; `problem` says where and what."""

    code = "programme-bad-file"


class WorkbookTooLarge(UnreadableProgramme):
    """More than a programme can hold; `limit` says in words how much is taken."""

    code = "programme-too-large"


class TooManyCells(UnreadableProgramme):
    """More cells, merged ranges or elements than a programme can have."""

    code = "programme-too-many-cells"


class CellTooLong(UnreadableProgramme):
    """A text longer than any programme's; `limit` is the number of letters taken."""

    code = "programme-cell-too-long"


class NoProgrammeTable(UnreadableProgramme):
    """No sheet has a row of headings with the items' column; `sheets` names those looked at."""

    code = "programme-no-table"
