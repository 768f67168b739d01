"""What the document of a programme says, line by line, before anybody draws it.

The letter with its head and signature, and the items' table as its annex. What is not there yet
(number, day) is left open, and the page is marked as a draft.
"""

from dataclasses import dataclass
from datetime import date

from server.kernel.documents.document import Annex, Document, Signature, lines, prose
from server.kernel.documents.heads import head_of, language_of, written
from server.kernel.i18n import gettext as _
from server.kernel.i18n import speaking
from server.programmes.definition import ProgrammeDefinition
from server.programmes.printing.grid import grid_of
from server.programmes.reading.own_table import table_of

_KIND, _SYMBOL = "chương trình", "CTr"


@dataclass(frozen=True)
class Words:
    """What the office writes around the items: models.ProgrammeDocument's texts."""

    upper: str = ""
    head: str = ""
    place: str = ""
    opening: str = ""
    closing: str = ""
    on_behalf: str = ""
    post: str = ""
    signer: str = ""
    recipients: str = ""


def letter_of(
    programme: ProgrammeDefinition,
    words: Words,
    *,
    vocabulary: str,
    symbol: str,
    number: str,
    adopted_on: date | None,
    locale: str,
) -> Document:
    """Return the document of a programme of a body of this `vocabulary` and `symbol`.

    `number` is the document's with its symbol, as written, "" while it has none.
    """
    language = language_of(vocabulary, locale)
    kind, subject = _title(programme.title)
    table = table_of(programme, language, ours=(), dated=())
    with speaking(language):
        head = head_of(
            vocabulary=vocabulary,
            locale=locale,
            issuer=words.head,
            kind=_SYMBOL,
            symbol=symbol,
            year=int(programme.period_from[:4]),
            upper=words.upper,
            number=number,
            place=words.place,
            day=adopted_on,
            draft="" if number and adopted_on else _("DRAFT"),
        )
        annex = Annex(
            word=_("ANNEX"),
            title=programme.title,
            note=_enclosed(head.number if number else "", adopted_on, programme.body),
            body=(grid_of(table, language),),
        )
        return Document(
            locale=language,
            head=head,
            kind=kind.upper(),
            subject=subject,
            body=tuple(map(prose, (*lines(words.opening), *lines(words.closing)))),
            recipients_word=_("Recipients:"),
            recipients=lines(words.recipients),
            signatures=(
                Signature(on_behalf=words.on_behalf, post=words.post.upper(), signer=words.signer),
            ),
            annexes=(annex,) if table.rows else (),
        )


def proposed(*, body: str, vocabulary: str, post: str, signer: str) -> Words:
    """Return what the document of a body that has issued none begins with."""
    party, board = vocabulary == "party", vocabulary == "board"
    behalf = "" if board else f"{'T/M' if party else 'TM.'} {body.upper()}"
    return Words(head=body.upper(), on_behalf=behalf, post=post, signer=signer)


def _title(title: str) -> tuple[str, str]:
    """Split "Chương trình công tác năm 2026" into the type of document and its subject."""
    if title.casefold().startswith(_KIND):
        return title[: len(_KIND)], title[len(_KIND) :].strip()
    return title, ""


def _enclosed(number: str, day: date | None, body: str) -> str:
    if not day or not number:
        return ""
    said = {"number": number[:1].lower() + number[1:], "day": written(day), "body": body}
    return _("(enclosed with programme %(number)s of %(day)s, %(body)s)") % said
