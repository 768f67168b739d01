"""What the document of a programme says, line by line, before anybody draws it.

A party committee's has the party's heading and "Số 05-CTr/TU"; a people's council's the state's and
"Số: 05/CTr-HĐND"; an English board's neither. What is not there yet (number, day) is left open, and
the page is marked as a draft.
"""

from dataclasses import dataclass
from datetime import date

from server.kernel.i18n import gettext as _
from server.kernel.i18n import speaking
from server.programmes.definition import ProgrammeDefinition
from server.programmes.reading.own_table import Table, table_of

PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_KIND = "chương trình"
_GAP = "\u00a0" * 7  # where a day is still to be written


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


@dataclass(frozen=True)
class Letter:
    """A document, ready to be drawn.

    `national` are the lines at the top right, `star` stands below the issuing body. `kind` is the
    document's type in capitals, `subject` what it is about; `annex` names the items' table, which
    follows on a page of its own. `draft` is the mark of what is not issued yet, or "".
    """

    locale: str
    upper: str
    head: str
    star: bool
    number: str
    national: tuple[str, ...]
    dated: str
    draft: str
    kind: str
    subject: str
    opening: tuple[str, ...]
    closing: tuple[str, ...]
    recipients_word: str
    recipients: tuple[str, ...]
    on_behalf: str
    post: str
    signer: str
    annex_word: str
    annex: str
    enclosed: str
    table: Table


def letter_of(
    programme: ProgrammeDefinition,
    words: Words,
    *,
    vocabulary: str,
    symbol: str,
    number: str,
    adopted_on: date | None,
    locale: str,
) -> Letter:
    """Return the document of a programme of a body of this `vocabulary` and `symbol`.

    `number` is the document's with its symbol, as written, "" while it has none.
    """
    language = locale if vocabulary == "board" else "vi"
    kind, subject = _title(programme.title)
    with speaking(language):
        own = _number(number, vocabulary, symbol, language)
        said = {
            "draft": "" if number and adopted_on else _("DRAFT"),
            "recipients_word": _("Recipients:"),
            "annex_word": _("ANNEX"),
            "enclosed": _enclosed(own, adopted_on, programme.body),
        }
    return Letter(
        **said,
        locale=language,
        upper=words.upper,
        head=words.head,
        star=vocabulary == "party",
        number=own,
        national=PARTY if vocabulary == "party" else STATE if language == "vi" else (),
        dated=_dated(words.place, adopted_on, programme, language),
        kind=kind.upper(),
        subject=subject,
        opening=_lines(words.opening),
        closing=_lines(words.closing),
        recipients=_lines(words.recipients),
        on_behalf=words.on_behalf,
        post=words.post.upper(),
        signer=words.signer,
        annex=programme.title,
        table=table_of(programme, language, ours=(), dated=()),
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


def _number(number: str, vocabulary: str, symbol: str, locale: str) -> str:
    if locale != "vi":
        return _("No. %(number)s") % {"number": number} if number else ""
    if vocabulary == "party":
        return f"Số {number or f'{_GAP}-CTr/{symbol}'}"
    return f"Số: {number or f'{_GAP}/CTr-{symbol}'}"


def _dated(place: str, day: date | None, programme: ProgrammeDefinition, locale: str) -> str:
    at = f"{place}, " if place else ""
    if locale != "vi":
        return f"{at}{day.day} {day:%B %Y}" if day else place
    if day is None:
        return f"{at}ngày{_GAP}tháng{_GAP}năm {programme.period_from[:4]}"
    return f"{at}ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def _enclosed(number: str, day: date | None, body: str) -> str:
    if not day or not number:
        return ""
    said = {"number": number[:1].lower() + number[1:], "day": written(day), "body": body}
    return _("(enclosed with programme %(number)s of %(day)s, %(body)s)") % said


def written(day: date) -> str:
    """Return a day as documents write it: a zero before days below ten, January and February."""
    return f"{day.day:02d}/{_month(day)}/{day.year}"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
