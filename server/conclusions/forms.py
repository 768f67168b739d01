"""Shapes of the forms that are about conclusions."""

from datetime import date
from typing import Self

from starlette.datastructures import FormData

from server.conclusions.proposing import FIELDS, Answer
from server.kernel.errors import BadForm
from server.kernel.i18n import nfc
from server.kernel.web import CommandForm, EditForm, Form, Line, LongText, OptionalLine

_MOST_LETTERS = 20_000  # of one field, as in LongText


class ReadForm(Form):
    """Words as they are being typed, and what was made of the tasks they give."""

    text: LongText = ""
    answers: tuple[Answer, ...] = ()

    @classmethod
    def of(cls, data: FormData) -> Self:
        """Check fields already read. Of task N of the form: N.words, N.on, N.open, N.FIELD."""
        form = super().of(data)
        try:
            form.answers = tuple(_answer(data, int(str(n))) for n in data.getlist("task"))
        except ValueError:
            raise BadForm({"task": "field-bad"}) from None
        return form


def _answer(data: FormData, number: int) -> Answer:
    def said(name: str) -> str:
        value = nfc(str(data.get(f"{number}.{name}", "")))
        if len(value) > _MOST_LETTERS:
            raise BadForm({name: "field-too-long"})
        return value

    return Answer(
        id=number,
        words=said("words"),
        on=bool(said("on")),
        open=bool(said("open")),
        typed={
            name: said(name).strip()
            for name in FIELDS
            if f"{number}.{name}" in data and said(name).strip() != said(f"{name}.was")
        },
    )


class NoteForm(ReadForm, CommandForm):
    """Words to note."""


class EditNoteForm(ReadForm, EditForm):
    """Words to change."""

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


class DigestForm(CommandForm):
    """A word about the whole notice; `digest` is that of what was shown."""

    digest: Line


class AnswerForm(CommandForm):
    """Words to a comment, or of a notice that is returned."""

    answer: LongText = ""


class CommentForm(CommandForm):
    """A comment on the draft; `conclusion` is the key of the one it is about, or ""."""

    text: LongText
    conclusion: OptionalLine = ""


class NumberForm(DigestForm):
    """A notice's number, symbol and day."""

    number: Line
    symbol: OptionalLine = ""
    issued_on: date


class SignedForm(CommandForm):
    """What is declared of a signed copy."""

    declared: bool = False


class WordsForm(EditForm):
    """The notice's own words, layout and marks: drafting.FIELDS, each with what was shown."""

    upper: OptionalLine = ""
    head: OptionalLine = ""
    place: OptionalLine = ""
    subject: LongText = ""
    opening: LongText = ""
    closing: LongText = ""
    on_behalf: LongText = ""
    post: OptionalLine = ""
    signer: OptionalLine = ""
    recipients: LongText = ""
    layout: OptionalLine = ""
    urgency: OptionalLine = ""
    circulation: OptionalLine = ""
    base_upper: OptionalLine = ""
    base_head: OptionalLine = ""
    base_place: OptionalLine = ""
    base_subject: LongText = ""
    base_opening: LongText = ""
    base_closing: LongText = ""
    base_on_behalf: LongText = ""
    base_post: OptionalLine = ""
    base_signer: OptionalLine = ""
    base_recipients: LongText = ""
    base_layout: OptionalLine = ""
    base_urgency: OptionalLine = ""
    base_circulation: OptionalLine = ""


class CorrectionForm(CommandForm):
    """A correction of an issued conclusion; `number` is the notice's next one as it was shown."""

    number: int
    issued_on: date
    text: LongText
    reason: LongText
