"""A letter that urges as a document: addressed, with the table of what is due and overdue."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from server.kernel.documents.document import (
    Column,
    Document,
    Grid,
    Row,
    Signature,
    lines,
    prose,
)
from server.kernel.documents.heads import head_of, language_of, written
from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext, speaking
from server.urging.letter_queries import KIND, LetterView


def document_of(letter: LetterView, locale: str) -> Document:
    """Return the letter, in its body's language (a board's: `locale`), ready to be drawn."""
    settings, words = letter.settings, letter.words
    language = language_of(settings.vocabulary, locale)
    with speaking(language):
        head = head_of(
            vocabulary=settings.vocabulary,
            locale=language,
            issuer=settings.head,
            kind=KIND,
            symbol=settings.symbol,
            year=letter.year,
            upper=settings.upper,
            number=letter.full_number,
            place=words["place"],
            day=letter.issued_on,
            draft="" if letter.state == "issued" else _("DRAFT"),
        )
        return Document(
            locale=language,
            head=head,
            subject=words["subject"],
            addressed=lines(words["addressed"]),
            body=(
                *map(prose, lines(words["opening"])),
                Grid(_columns(), tuple(_rows(letter))),
                *map(prose, lines(words["closing"])),
            ),
            recipients_word=_("Recipients:"),
            recipients=lines(words["recipients"]),
            signatures=(
                Signature(on_behalf=words["on_behalf"], post=words["post"], signer=words["signer"]),
            ),
        )


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("No."), 0.9, centred=True),
        Column(_("Task"), 3.9),
        Column(_("Given by (number, day)"), 2, centred=True),
        Column(_("Deadline"), 1.7, centred=True),
        Column(_("Days overdue"), 1.4, centred=True),
        Column(_("Where it stands"), 2.1),
    )


def _rows(letter: LetterView) -> Iterator[Row]:
    lead, count = "", 0
    for line in letter.lines:
        if not letter.body and line["lead"] != lead:
            lead, count = line["lead"], 0
            yield Row((lead, *[""] * 5), across=6, bold=True)
        count += 1
        day = written(date.fromisoformat(line["deadline"]))
        late = str(line["days"]) if line["days"] > 0 else ""
        yield Row((str(count), line["work"], line["document"], day, late, stands(line)))


def stands(line: Mapping[str, Any]) -> str:
    """Say where a line's task stands: how its day is, and what its body last said."""
    days, parts = line["days"], []
    if line["state"] == "returned":
        parts.append(_("More was asked for"))
    elif days > 0:
        parts.append(_("No result yet"))
    elif days == 0:
        parts.append(_("Due today"))
    else:
        parts.append(ngettext("%(num)s day left", "%(num)s days left", -days) % {"num": -days})
    if line["said"]:
        parts.append(line["said"].rstrip(" ."))
    return ". ".join(parts) + "."


def draw(document: Document, form: str) -> bytes:
    """Return a document as "docx" or "pdf". CPU-bound."""
    # The libraries are loaded when first asked for: they double the time a server takes to start.
    if form == "docx":
        from server.kernel.documents.word import write_docx

        return write_docx(document)
    from server.kernel.documents.pdf import write_pdf

    return write_pdf(document)
