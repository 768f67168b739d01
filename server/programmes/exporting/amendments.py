"""What was amended of a programme, as a Word document: *Bảng tổng hợp điều chỉnh chương trình*.

One table across: as adopted, as amended, why, who asked and who decided; drawn by word.py.
"""

from collections.abc import Iterator, Sequence

from server.kernel.documents.heads import language_of
from server.kernel.i18n import gettext as _
from server.kernel.i18n import show_date, speaking
from server.programmes.amended_queries import Beside, BesideView
from server.programmes.amendments import Amendment, called
from server.programmes.exporting.word import draw
from server.programmes.reading.own_table import Column, Row, Table
from server.programmes.views import Heading, annex

_KINDS = {
    "postpone": "Put off", "bring-forward": "Brought forward", "split": "Split in parts",
    "merge": "Merged into one", "add": "Item added", "withdraw": "Item withdrawn",
    "change-lead": "Another lead body", "change-product": "Another product",
    "change-words": "Other words", "correction": "Corrected file",
}  # fmt: skip
_OUT = {
    "withdrawn": "Withdrawn from the programme",
    "split": "Split",
    "merged": "Merged with another item",
}
_PARTS = {
    "section": "Section", "kind_text": "Kind of work", "lead": "Lead body",
    "coordinating": "Coordinating bodies", "participants": "Participants", "product": "Product",
    "time_text": "Time of submission", "time_from": "From", "field": "Field of work",
    "leader": "Leader in charge", "watcher": "Specialist who follows it",
    "considers": "Body that considers it", "issuer": "Issuing body", "basis": "Basis",
    "note": "Notes",
}  # fmt: skip


def write_amendments(view: BesideView, locale: str) -> bytes:
    """Return the document of a programme's amendments until the view's day.

    CPU-bound: about a second for 1,000 items that changed.
    """
    head = view.head
    language = language_of(head.vocabulary, locale)
    with speaking(language):
        issued = ", ".join(filter(None, (head.number, show_date(head.adopted_on))))
        until = _("as of %(day)s") % {"day": show_date(view.on)}
        columns = (
            Column("number", _("No.")),
            Column("text", _("As adopted")),
            Column("text", _("As amended")),
            Column("participants", _("Reason")),
            Column("participants", _("Proposed and decided")),
        )
        rows = tuple(_rows(view.rows)) or (
            Row(1, _alone(_("Nothing was amended until this day."))),
        )
        title = f"{_('Table of amendments')}\n{head.title}"
        return draw(
            Table(title, columns, rows),
            body=head.body,
            vocabulary=head.vocabulary,
            locale=language,
            note=f"({'; '.join(filter(None, (issued, until)))})",
        )


def _alone(text: str) -> tuple[str, ...]:
    return (text, "", "", "", "")


def _rows(items: Sequence[Beside]) -> Iterator[Row]:
    count = 0
    for item in annex(items):
        if isinstance(item, Heading):
            yield Row(item.depth, _alone(item.text))
            continue
        count += 1
        now = _side(item, ("same", "new"), item.number)
        if not item.now:
            into = f": {item.into.called}" if item.into else ""
            now = _(_OUT[item.state]) + into
        yield Row(
            None,
            (
                str(count),
                _side(item, ("same", "gone"), item.number_was) if item.was else "–",
                now,
                "\n".join(_why(each) for each in item.why),
                "\n".join(_who(each) for each in item.why),
            ),
        )


def _side(item: Beside, kinds: tuple[str, str], number: str) -> str:
    """An item's subject and whatever of it is another, as it was or is."""
    lines = []
    for part in item.parts:
        words = "".join(piece.text for piece in part.pieces if piece.kind in kinds) or "–"
        if part.field == "text":
            lines.append(called(number, words))
        elif part.changed:
            name = _PARTS.get(part.field)
            lines.append(f"{_(name) if name else part.field.partition(':')[2]}: {words}")
    return "\n".join(lines)


def _why(amendment: Amendment) -> str:
    return ": ".join(filter(None, (_(_KINDS[amendment.kind]), amendment.reason)))


def _who(amendment: Amendment) -> str:
    letter = ", ".join(filter(None, (amendment.letter, show_date(amendment.letter_on))))
    asked = f"{amendment.body or _('The office')}{f' ({letter})' if letter else ''}"
    if amendment.source:
        asked = amendment.source
    day = show_date(amendment.taken_at)
    return "; ".join(filter(None, (asked, amendment.decided_by, day)))
