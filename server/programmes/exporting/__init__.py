"""A programme as it leaves: what it says (here), and the formats it is written in (formats.py)."""

from dataclasses import replace

from sqlmodel import Session, col, select

from server.people.models import Body
from server.programmes.definition import FURTHER, ItemDefinition, Milestone, ProgrammeDefinition
from server.programmes.models import LEFT, Programme, ProgrammeItem


def definition_of(db: Session, programme: Programme) -> ProgrammeDefinition:
    """Return a programme with its items as they are now, those that left it apart.

    Whoever asks must be allowed to.
    """
    body = db.get_one(Body, programme.body_id)
    items = db.exec(
        select(ProgrammeItem)
        .where(ProgrammeItem.programme_id == programme.id)
        .where(col(ProgrammeItem.state).not_in(LEFT))
        .order_by(col(ProgrammeItem.position))
    )
    head = head_of_definition(programme, body)
    return replace(head, items=tuple(_item(item) for item in items))


def head_of_definition(programme: Programme, body: Body) -> ProgrammeDefinition:
    """Return what a programme says before its items."""
    return ProgrammeDefinition(
        key=programme.slug,
        title=programme.title,
        level=programme.level,
        body=body.name,
        period_from=programme.period_from.isoformat(),
        period_to=programme.period_to.isoformat(),
        source=programme.source_name or None,
        parent=programme.parent_ref or None,
    )


def _item(item: ProgrammeItem) -> ItemDefinition:
    return ItemDefinition(
        key=item.slug or None,
        section=item.section or None,
        number=item.number or None,
        level=item.level,
        text=item.text,
        kind=item.kind or None,
        kind_text=item.kind_text or None,
        lead=item.lead or None,
        coordinating=item.coordinating or None,
        participants=item.participants or None,
        product=item.product or None,
        time_text=item.time_text or None,
        time_from=item.time_from,
        time_to=item.time_to,
        origin=item.origin or None,
        parent=item.parent_ref or None,
        milestones=tuple(
            Milestone(text=m["text"], time_from=m["from"], time_to=m["to"]) for m in item.milestones
        ),
        extra=item.extra,
        **{name: getattr(item, name) or None for name in FURTHER},
    )
