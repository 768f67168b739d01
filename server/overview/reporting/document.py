"""The monthly report for the weekly briefing (*giao ban*) and the quarterly review, as DOCX.

One table, body by body, the figures on top; a quarter's has the tables by body and by field and
the quarter before beside. Number, day and signature are left open: the office goes on with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from server.kernel.documents.document import (
    Block,
    Column,
    Document,
    Grid,
    Row,
    Signature,
    heading,
    lines,
    prose,
)
from server.kernel.documents.heads import head_of, language_of, written
from server.kernel.i18n import gettext as _
from server.kernel.i18n import speaking
from server.overview.reporting import words
from server.overview.reporting.figures import STANDINGS, Figures, Group, Sums, figures
from server.overview.reporting.rows import MOST, Rows, rows
from server.people.documents import DocumentSettings, settings_of
from server.people.models import Body, Instance

KIND = "BC"  # báo cáo


@dataclass(frozen=True)
class Report:
    """What a report is drawn from."""

    figures: Figures
    rows: Rows
    settings: DocumentSettings


def report_of(db: Session, period: str) -> Report:
    """Return a period's report, for a caller that follows all tasks. Raises NotFound."""
    office = db.exec(select(Body).where(Body.kind == "office").order_by(col(Body.id))).first()
    settings = (
        settings_of(db, office.id, KIND)
        if office
        else DocumentSettings(0, db.get_one(Instance, 1).name, "", "party", KIND)
    )
    return Report(figures(db, period), rows(db, period, size=MOST), settings)


def document_of(report: Report, locale: str) -> Document:
    """Return the document; a board's in `locale`, others in Vietnamese."""
    found, own = report.figures, report.settings
    language = language_of(own.vocabulary, locale)
    with speaking(language):
        period = words.period_word(found.period)
        subject = _("on carrying out the tasks given in conclusions, %(period)s")
        return Document(
            locale=language,
            head=head_of(
                vocabulary=own.vocabulary,
                locale=language,
                issuer=own.head or own.body,
                kind=KIND,
                symbol=own.symbol,
                year=found.until.year,
                upper=own.upper,
                place=own.place,
                draft=_("DRAFT"),
            ),
            kind=_("REPORT"),
            subject=subject % {"period": period[:1].lower() + period[1:]},
            body=tuple(_body(report)),
            recipients_word=_("Recipients:"),
            recipients=lines(own.recipients),
            signatures=(Signature(on_behalf=own.on_behalf, post=own.post, signer=own.signer),),
            landscape=True,
        )


def _body(report: Report) -> Iterator[Block]:
    found = report.figures
    yield prose(_("Figures as of %(day)s.") % {"day": written(found.until)})
    yield prose(words.figures_said(found))
    if found.quarterly:
        period = words.period_word(found.before_period)
        yield heading(_("1. Beside the quarter before"))
        yield _sums(
            _("Period"),
            (Group(words.period_word(found.period), found.sums), Group(period, found.before)),
        )
        yield heading(_("2. By lead body"))
        yield _sums(_("Lead body"), found.bodies, found.sums)
        yield heading(_("3. By field"))
        yield _sums(_("Field"), found.fields, found.sums)
        yield heading(_("4. The tasks"))
    yield _tasks(report.rows)
    if left := report.rows.found - len(report.rows.rows):
        yield prose(_("%(count)s more tasks are not in this table.") % {"count": left})


def _sums(head: str, groups: tuple[Group, ...], total: Sums | None = None) -> Grid:
    names = (_("Total"), _("Given in the period"), *map(words.standing_word, STANDINGS))
    columns = (Column(head, 3), *(Column(name, 1, centred=True) for name in names))
    shown = [_sum_row(group.name or _("Nobody has said"), group.sums) for group in groups]
    if total is not None:
        shown.append(_sum_row(_("All"), total, bold=True))
    return Grid(columns, tuple(shown), heading_size=11)


def _sum_row(name: str, sums: Sums, *, bold: bool = False) -> Row:
    counts = (sums.total, sums.new, *map(sums.of, STANDINGS))
    return Row((name, *map(str, counts)), bold=bold)


def _tasks(found: Rows) -> Grid:
    shares = (0.7, 3.2, 1.6, 1.8, 1.3, 2.8, 1.8)
    columns = tuple(
        Column(head, share, centred=place in (0, 4))
        for place, (head, share) in enumerate(zip(words.heads(), shares, strict=True))
    )
    shown: list[Row] = []
    body = None
    for number, row in enumerate(found.rows, 1):
        task = row.task
        lead = task.lead_name or _("Lead body not determined")
        if lead != body:
            body = lead
            shown.append(Row((lead, *[""] * 6), across=7, bold=True))
        due = written(task.deadline) if task.deadline else task.deadline_text or task.condition
        due = due or _("no deadline")
        result = "\n".join(filter(None, (f"{words.stood_word(row)}.", row.result)))
        given = (task.lead_text, task.coordinating_text)
        who = "\n".join(filter(None, (given[0], given[1] and f"({given[1]})")))
        cells = (str(number), task.work, row.given_by, who, due, result, row.proposal)
        shown.append(Row(cells))
    if not shown:
        shown.append(Row((_("No task was to be done in this period."), *[""] * 6), across=7))
    return Grid(columns, tuple(shown), size=11, heading_size=11)
