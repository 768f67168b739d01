"""The sheets that are made for the file of a session: index, agenda, who took part, conclusions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from server.kernel.documents.document import (
    Block,
    Column,
    Document,
    Grid,
    Paragraph,
    Row,
    Run,
    heading,
    prose,
)
from server.kernel.documents.heads import head_of, written
from server.kernel.i18n import gettext as _
from server.kernel.i18n import local
from server.overview.filing.contents import Contents


@dataclass(frozen=True)
class Listed:
    """A line of the index (*Mục lục*): where a document lies in the ZIP, and what it is.

    `number` has its symbol; "" where the document bears none. `pages` is None where it has none.
    """

    path: str
    number: str
    on: date | None
    subject: str
    pages: int | None
    size_bytes: int
    sha256: str


def index(said: Contents, listed: Sequence[Listed], locale: str) -> Document:
    """Return the index of the file."""
    columns = (
        Column(_("No."), 0.75, centred=True),
        Column(_("Number and symbol"), 1.7),
        Column(_("Date"), 1.4, centred=True),
        Column(_("Subject"), 4),
        Column(_("Pages in it"), 0.9, centred=True),
        Column(_("In the file"), 2.6),
    )
    rows = tuple(
        Row(
            (
                str(number),
                line.number,
                written(line.on) if line.on else "",
                line.subject,
                str(line.pages) if line.pages else "",
                line.path,
            )
        )
        for number, line in enumerate(listed, 1)
    )
    facts = [
        prose(_("Session: %(title)s, %(day)s.") % {"title": said.title, "day": _day(said)}),
        prose(_("Kept for: %(label)s.") % {"label": said.retention or _("not said yet")}),
    ]
    return _document(
        said, locale, _("INDEX"), _("of the session's file"), (*facts, _grid(columns, rows))
    )


def agenda(said: Contents, locale: str) -> Document:
    """Return the agenda as it was followed: what was taken off it is left out."""
    columns = (
        Column(_("No."), 0.7, centred=True),
        Column(_("Time"), 1.3),
        Column(_("Subject"), 5),
        Column(_("Presented by"), 2.4),
    )
    rows = tuple(
        Row(
            (
                str(line.number),
                line.time_label,
                _("Presented in person") if line.secret else line.title,
                line.presenter,
            )
        )
        for line in said.lines
    )
    place = [prose(_("Place: %(place)s.") % {"place": said.place})] if said.place else []
    body: tuple[Block, ...] = (*place, _grid(columns, rows))
    return _document(said, locale, _("AGENDA"), f"{said.title}, {_day(said)}", body)


def attendance(said: Contents, locale: str) -> Document:
    """Return the list of who took part."""
    parts = {"chair": _("Chair"), "delegate": _("Delegate"), "guest": _("Guest")}
    columns = (
        Column(_("No."), 0.7, centred=True),
        Column(_("Name"), 3),
        Column(_("Post"), 4.4),
        Column(_("Took part as"), 1.6),
    )
    rows = tuple(
        Row((str(number), person.name, person.title, parts[person.tier]))
        for number, person in enumerate(said.present, 1)
    )
    return _document(said, locale, _("LIST"), _("of who took part"), (_grid(columns, rows),))


def conclusions(said: Contents, locale: str) -> Document:
    """Return the conclusions as they stand, those issued in the words issued, with their tasks."""
    verdicts = {
        "decides": _("Decides; no task arises."),
        "no-task": _("No task arises."),
        "": _("It was not said what follows."),
    }
    body: list[Block] = []
    for line in said.conclusions:
        body.append(heading(f"{line.number}. {line.item_title}"))
        body.append(prose(line.text))
        if line.noted != line.text:
            noted = Run(
                _("As noted at the session: %(words)s") % {"words": line.noted}, italic=True
            )
            body.append(Paragraph((noted,)))
        agreed = {"chair": _("The chair agreed."), "recorded": _("Recorded as concluded.")}
        facts = [agreed.get(line.agreed_as, _("Not agreed yet."))]
        if line.notice:
            facts.append(_("Issued as %(number)s.") % {"number": line.notice})
        if line.verdict in verdicts:
            facts.append(verdicts[line.verdict])
        body.append(prose(" ".join(facts)))
        for task in line.tasks:
            lead = task.lead_name or task.lead_text
            due = written(task.deadline) if task.deadline else task.deadline_text
            body.append(
                prose("- ", Run(lead, bold=True), f": {task.work}", f" ({due})" if due else "")
            )
        for correction in line.corrections:
            words = {"number": correction.number, "words": correction.text}
            body.append(prose(_("Correction %(number)s: %(words)s") % words))
    if not body:
        body.append(prose(_("Nothing was concluded.")))
    return _document(said, locale, _("CONCLUSIONS"), f"{said.title}, {_day(said)}", tuple(body))


def _day(said: Contents) -> str:
    return f"{local(said.starts_at):%H:%M} {written(said.held_on)}"


def _grid(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Grid:
    return Grid(columns, rows, size=11, heading_size=11)


def _document(
    said: Contents, locale: str, kind: str, subject: str, body: tuple[Block, ...]
) -> Document:
    head = head_of(
        vocabulary=said.vocabulary,
        locale=locale,
        issuer=said.body,
        kind="",
        symbol=said.symbol,
        year=said.held_on.year,
        day=said.held_on,
    )
    head = replace(head, number="")  # what is made for the file bears none
    return Document(locale=locale, head=head, kind=kind, subject=subject, body=body)
