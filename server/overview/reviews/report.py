"""The report that is drafted from a review, in the layout of the office's documents.

*Báo cáo kết quả thực hiện Chương trình công tác …*: the results with their tables, shortcomings and
causes, directions, and as an annex the items of each outcome. Number, day and signature are left
open: the office goes on with it in its word processor. What nobody has written yet is marked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from server.kernel.documents.document import (
    Annex,
    Block,
    Column,
    Document,
    Grid,
    Paragraph,
    Row,
    Signature,
    heading,
    lines,
    prose,
)
from server.kernel.documents.heads import head_of, language_of
from server.kernel.documents.word import write_docx
from server.kernel.i18n import gettext as _
from server.kernel.i18n import speaking
from server.overview.reviews.words import outcome_word, part_word, period_word
from server.programmes.outcomes import OUTCOMES, TABLED, WORK
from server.programmes.printing.grid import grid_of
from server.programmes.printing.letter import Words
from server.programmes.reading import own_table
from server.programmes.review_views import Compared, Line, Part, ReviewView
from server.programmes.views import ItemLine

_FIRST, _REST = 3, 1  # shares of the columns of a table of figures


@dataclass(frozen=True)
class Report:
    """What a report is drafted from: the review, its items by outcome, the document's words."""

    view: ReviewView
    lists: dict[str, tuple[ItemLine, ...]]
    words: Words
    symbol: str


def draw(report: Report, *, locale: str) -> bytes:
    """Return the report as DOCX; a board's in `locale`, others in Vietnamese. CPU-bound."""
    language = language_of(report.view.head.vocabulary, locale)
    with speaking(language):
        return write_docx(_document(report, language))


def _document(report: Report, language: str) -> Document:
    view, words = report.view, report.words
    party, board = view.head.vocabulary == "party", view.head.vocabulary == "board"
    issuer = words.head or view.head.body
    head = head_of(
        vocabulary=view.head.vocabulary,
        locale=language,
        issuer=issuer,
        kind="BC",
        symbol=report.symbol,
        year=_year(report),
        upper=words.upper,
        place=words.place,
        draft=_("DRAFT"),
    )
    behalf = "" if board else f"{'T/L' if party else 'TL.'} {view.head.body.upper()}"
    annex = _annex(report)
    return Document(
        locale=language,
        head=head,
        kind=_("REPORT"),
        subject=_("on carrying out the work programme, %(period)s") % {"period": _period(report)},
        body=tuple(_body(report)),
        recipients_word=_("Recipients:"),
        recipients=() if board else (f"- {view.head.body},", f"- {_('File of the office')}."),
        signatures=(Signature(on_behalf=behalf, post=_("HEAD OF THE OFFICE")),),
        annexes=(
            Annex(
                word=_("ANNEX"),
                title=_("The items of the review by outcome"),
                body=(grid_of(annex, language),),
            ),
        )
        if annex.rows
        else (),
    )


def _period(report: Report) -> str:
    """The period within a sentence."""
    word = period_word(report.view.compared.period)
    return word[:1].lower() + word[1:]


def _year(report: Report) -> int:
    span, head = report.view.compared.span, report.view.head
    return min(span.last, head.period_to).year


# --- the text ------------------------------------------------------------------------------------


def _body(report: Report) -> Iterator[Block]:
    compared, texts = report.view.compared, report.view.texts
    yield heading(f"I- {_('RESULTS')}")
    parts = [part for part in map(compared.figures.part, (TABLED, WORK)) if part]
    for number, part in enumerate(parts, 1):
        yield heading(f"{number}. {part_word(part.name)}")
        yield prose(_said(part.name, part.total))
        if compared.before and (was := compared.before.part(part.name)):
            yield prose(_beside(compared, part, was))
        yield _figures(part)
    if not parts:
        yield prose(_("No item of the programme falls in this period."))
    yield from _written(texts.assessment)
    yield heading(f"II- {_('SHORTCOMINGS AND CAUSES')}")
    yield from _written(texts.causes)
    yield heading(f"III- {_('DIRECTIONS')}")
    yield from _written(texts.directions)


def _said(name: str, line: Line) -> str:
    """One part's figures in a sentence, the denominator said."""
    counts = [
        f"{outcome_word(outcome, name).lower()}: {line.counts[outcome]}"
        for outcome in OUTCOMES
        if outcome != "presented"
    ]
    said = {
        "planned": line.planned,
        "done": line.counts["presented"],
        "word": outcome_word("presented", name).lower(),
        "share": f" ({line.share}%)" if line.share is not None else "",
        "rest": "; ".join(counts),
    }
    return (
        _("Of %(planned)s in the programme of the period, %(word)s: %(done)s%(share)s; %(rest)s.")
        % said
    )


def _beside(compared: Compared, part: Part, was: Part) -> str:
    """The share of the period before, beside this one's."""
    said = {
        "period": period_word(compared.before_period or ""),
        "word": outcome_word("presented", part.name).lower(),
        "done": was.total.counts["presented"],
        "planned": was.total.planned,
        "share": f" ({was.total.share}%)" if was.total.share is not None else "",
    }
    return _("The period before (%(period)s): %(word)s %(done)s of %(planned)s%(share)s.") % said


def _written(text: str) -> Iterator[Paragraph]:
    yield from map(prose, lines(text) or ("[…]",))


# --- tables --------------------------------------------------------------------------------------


def _figures(part: Part) -> Grid:
    """The figures of a part: all, then by who considers, then by who leads."""
    heads = (_("Body"), _("Total"), *(outcome_word(outcome, part.name) for outcome in OUTCOMES))
    columns = (
        Column(head, share=_REST if place else _FIRST, centred=bool(place))
        for place, head in enumerate(heads)
    )
    rows = [_figure_row(_("All"), part.total, bold=True)]
    for word, said in (
        (_("By the body that considers"), part.by_considers),
        (_("By lead body"), part.by_lead),
    ):
        rows.append(Row((word, *[""] * (1 + len(OUTCOMES))), across=len(heads), italic=True))
        rows += [
            _figure_row(line.who.name if line.who else _("No lead said"), line) for line in said
        ]
    return Grid(tuple(columns), tuple(rows), heading_size=10)


def _figure_row(name: str, line: Line, *, bold: bool = False) -> Row:
    counts = (line.total, *(line.counts[outcome] for outcome in OUTCOMES))
    return Row((name, *map(str, counts)), bold=bold)


def _annex(report: Report) -> own_table.Table:
    """The items of each outcome, under its name; each part of it in the programme's order."""
    headings = {
        "number": _("No."),
        "text": _("Subject"),
        "lead": _("Lead body"),
        "time_text": _("Time of submission"),
    }
    rows: list[own_table.Row] = []
    for outcome in OUTCOMES:
        items = report.lists[outcome]
        if not items:
            continue
        rows.append(own_table.Row(1, (f"{outcome_word(outcome)} ({len(items)})", "", "", "")))
        for number, item in enumerate(items, 1):
            lead = item.lead or "; ".join(named.body or named.written for named in item.leads)
            when = item.time_text or item.dates
            rows.append(own_table.Row(None, (str(number), item.text, lead, when)))
    columns = tuple(own_table.Column(field, word) for field, word in headings.items())
    return own_table.Table(report.view.head.title, columns, tuple(rows))
