"""Shapes of the forms that are about conclusions."""

from datetime import date

from server.kernel.errors import BadForm
from server.kernel.web import CommandForm, EditForm, Line, LongText, OptionalLine


class NoteForm(CommandForm):
    """Words to note."""

    text: LongText


class EditNoteForm(EditForm):
    """Words to change."""

    text: LongText
    base_text: LongText


class VerdictForm(EditForm):
    """What follows from a conclusion."""

    verdict: Line


class SeenForm(CommandForm):
    """The conclusions an act is about, as they were shown: KEY:VERSION each."""

    seen: list[str]

    def versions(self) -> dict[str, int]:
        """Return key -> version. Raises BadForm."""
        try:
            return {key: int(version) for key, version in (s.split(":") for s in self.seen)}
        except ValueError:
            raise BadForm({"seen": "field-bad"}) from None


class IssueForm(SeenForm):
    """A notice's number, symbol and date."""

    number: Line
    symbol: OptionalLine = ""
    issued_on: date


class CorrectionForm(CommandForm):
    """A correction of an issued conclusion; `number` is the notice's next one as it was shown."""

    number: int
    issued_on: date
    text: LongText
    reason: LongText
