"""The report that is drafted from a review, in the layout of the office's documents.

*Báo cáo kết quả thực hiện Chương trình công tác …*: the results with their tables, shortcomings and
causes, directions, and as an annex the items of each outcome. Number, day and signature are left
open: the office goes on with it in its word processor. What nobody has written yet is marked.
"""

from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from server.kernel.i18n import gettext as _
from server.kernel.i18n import speaking
from server.overview.reviews.words import outcome_word, part_word, period_word
from server.programmes.outcomes import OUTCOMES, TABLED, WORK
from server.programmes.printing.letter import PARTY, STATE, Letter, Words
from server.programmes.printing.word import line_in, prose, write_docx
from server.programmes.reading.own_table import Column, Row, Table
from server.programmes.review_views import Compared, Line, Part, ReviewView
from server.programmes.views import ItemLine

_GAP = "\u00a0" * 7
_FIRST, _REST = 45, 15  # mm of the columns of a table of figures
_CENTRE, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True)
class Report:
    """What a report is drafted from: the review, its items by outcome, the document's words."""

    view: ReviewView
    lists: dict[str, tuple[ItemLine, ...]]
    words: Words
    symbol: str


def draw(report: Report, *, locale: str) -> bytes:
    """Return the report as DOCX; a board's in `locale`, others in Vietnamese. CPU-bound."""
    head = report.view.head
    language = locale if head.vocabulary == "board" else "vi"
    with speaking(language):
        return write_docx(_letter(report, language), lambda document: _body(document, report))


def _letter(report: Report, language: str) -> Letter:
    head, words = report.view.head, report.words
    party, board = head.vocabulary == "party", head.vocabulary == "board"
    if language != "vi":
        number, dated = "", words.place
    else:
        number = f"Số {_GAP}-BC/{report.symbol}" if party else f"Số: {_GAP}/BC-{report.symbol}"
        at = f"{words.place}, " if words.place else ""
        dated = f"{at}ngày{_GAP}tháng{_GAP}năm {_year(report)}"
    behalf = "" if board else f"{'T/L' if party else 'TL.'} {head.body.upper()}"
    subject = _("on carrying out the work programme, %(period)s") % {"period": _period(report)}
    return Letter(
        locale=language,
        upper=words.upper,
        head=words.head or head.body.upper(),
        star=party,
        number=number,
        national=PARTY if party else STATE if language == "vi" else (),
        dated=dated,
        draft=_("DRAFT"),
        kind=_("REPORT"),
        subject=subject,
        opening=(),
        closing=(),
        recipients_word=_("Recipients:"),
        recipients=() if board else (f"- {head.body},", f"- {_('File of the office')}."),
        on_behalf=behalf,
        post=_("HEAD OF THE OFFICE"),
        signer="",
        annex_word=_("ANNEX"),
        annex=_("The items of the review by outcome"),
        enclosed="",
        table=_annex(report),
    )


def _period(report: Report) -> str:
    """The period within a sentence."""
    word = period_word(report.view.compared.period)
    return word[:1].lower() + word[1:]


def _year(report: Report) -> int:
    span, head = report.view.compared.span, report.view.head
    return min(span.last, head.period_to).year


# --- the text ------------------------------------------------------------------------------------


def _body(document: Any, report: Report) -> None:
    compared, texts = report.view.compared, report.view.texts
    _heading(document, f"I- {_('RESULTS')}")
    parts = [part for part in map(compared.figures.part, (TABLED, WORK)) if part]
    for number, part in enumerate(parts, 1):
        _heading(document, f"{number}. {part_word(part.name)}")
        prose(document, _said(part.name, part.total))
        if compared.before and (was := compared.before.part(part.name)):
            prose(document, _beside(compared, part, was))
        _figures(document, part)
    if not parts:
        prose(document, _("No item of the programme falls in this period."))
    _written(document, texts.assessment)
    _heading(document, f"II- {_('SHORTCOMINGS AND CAUSES')}")
    _written(document, texts.causes)
    _heading(document, f"III- {_('DIRECTIONS')}")
    _written(document, texts.directions)


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


def _written(document: Any, text: str) -> None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines or ["[…]"]:
        prose(document, line)


def _heading(document: Any, text: str) -> None:
    paragraph = line_in(document, text, bold=True, align=_LEFT)
    shape = paragraph.paragraph_format
    shape.first_line_indent, shape.space_after, shape.space_before = Mm(10), Pt(6), Pt(6)
    shape.keep_with_next = True


# --- tables --------------------------------------------------------------------------------------


def _figures(document: Any, part: Part) -> None:
    """The figures of a part: all, then by who considers, then by who leads."""
    heads = [_("Body"), _("Total"), *(outcome_word(outcome, part.name) for outcome in OUTCOMES)]
    rows: list[tuple[str, Line | None]] = [(_("All"), part.total)]
    for word, lines in (
        (_("By the body that considers"), part.by_considers),
        (_("By lead body"), part.by_lead),
    ):
        rows.append((word, None))
        rows += [(line.who.name if line.who else "", line) for line in lines]
    table = document.add_table(0, 2 + len(OUTCOMES))
    table.style, table.autofit = "Table Grid", False
    for place, column in enumerate(table.columns):
        column.width = Mm(_REST if place else _FIRST)
    _row(table, heads, bold=True, repeated=True)
    for name, line in rows:
        if line is None:
            cells = _row(table, [name], italic=True)
            cells[0].merge(cells[-1])
        else:
            counts = [line.total, *(line.counts[outcome] for outcome in OUTCOMES)]
            texts = [name or _("No lead said"), *map(str, counts)]
            _row(table, texts, bold=line is part.total)
    line_in(document, "", size=8)


def _row(
    table: Any,
    texts: list[str],
    *,
    bold: bool = False,
    italic: bool = False,
    repeated: bool = False,
) -> Any:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *["w:tblHeader"] * repeated):
        properties.append(properties.makeelement(qn(name), {}))
    cells = row.cells
    for place, cell in enumerate(cells):
        cell.width = Mm(_REST if place else _FIRST)
        if place < len(texts):
            align = _CENTRE if place or repeated else _LEFT
            size = 10 if repeated else 12
            line_in(cell, texts[place], size=size, bold=bold, italic=italic, align=align)
    return cells


def _annex(report: Report) -> Table:
    """The items of each outcome, under its name; each part of it in the programme's order."""
    headings = {
        "number": _("No."),
        "text": _("Subject"),
        "lead": _("Lead body"),
        "time_text": _("Time of submission"),
    }
    rows: list[Row] = []
    for outcome in OUTCOMES:
        items = report.lists[outcome]
        if not items:
            continue
        rows.append(Row(1, (f"{outcome_word(outcome)} ({len(items)})", "", "", "")))
        for number, item in enumerate(items, 1):
            lead = item.lead or "; ".join(named.body or named.written for named in item.leads)
            when = item.time_text or item.dates
            rows.append(Row(None, (str(number), item.text, lead, when)))
    columns = tuple(Column(field, word) for field, word in headings.items())
    return Table(report.view.head.title, columns, tuple(rows))
