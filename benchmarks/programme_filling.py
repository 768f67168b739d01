"""Programmes of any size for measuring: invented items over twenty years."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.i18n import fold
from server.people.models import Body
from server.programmes.models import (
    Programme,
    ProgrammeItem,
    ProgrammeItemBody,
    ProgrammeProposal,
)

FIRST, YEARS = 2010, 20
LEADS, FIELDS = 30, 12
_STATES = (*["done"] * 12, *["presented"] * 20, *["planned"] * 26, *["deferred"] * 4)
_STATES = (*_STATES, "withdrawn", "carried")
_KINDS = (*["submission"] * 6, "activity", "activity", "meeting", "document")
_SUBJECTS = ("Báo cáo kết quả", "Đề án phát triển", "Kế hoạch thực hiện", "Quy chế phối hợp")


def fill(tx: Tx, *, body_key: UUID, items: int, seed: int) -> UUID:
    """Make a term of `items` items of a body, spread evenly over YEARS. Returns its key.

    The same `seed` gives the same programme. One item in forty was put off by an amendment.
    """
    tx.take_time()
    chance = random.Random(seed)
    body = tx.session.exec(select(Body).where(Body.key == body_key)).one()
    leads = [_lead(tx, number) for number in range(LEADS)]
    programme = tx.add(
        Programme(
            slug=f"do-tai-{items}",
            body_id=body.id,
            level="term",
            title=f"Chương trình đo tải, {items} nội dung",
            period_from=date(FIRST, 1, 1),
            period_to=date(FIRST + YEARS - 1, 12, 31),
            state="adopted",
            created_at=tx.now,
        )
    )
    rows = [_item(chance, programme.id, number, items) for number in range(items)]
    tx.session.execute(insert(ProgrammeItem), rows)
    found = tx.session.exec(
        select(ProgrammeItem.id, ProgrammeItem.key)
        .where(ProgrammeItem.programme_id == programme.id)
        .order_by(ProgrammeItem.position)  # type: ignore[arg-type]
    ).all()
    named = []
    for item_id, _key in found:
        first = chance.choice(leads)
        named.append({"item_id": item_id, "body_id": first[0], "name": first[1], "role": "lead"})
        if chance.random() < 0.4:
            other = chance.choice(leads)
            role = chance.choice(("lead", "coordinating"))
            named.append({"item_id": item_id, "body_id": other[0], "name": other[1], "role": role})
    tx.session.execute(insert(ProgrammeItemBody), named)
    put_off = [_postponed(tx, programme.id, *each) for each in found[::40]]
    tx.session.execute(insert(ProgrammeProposal), put_off)
    return programme.key


def _lead(tx: Tx, number: int) -> tuple[int, str]:
    name = f"Sở đo tải số {number + 1}"
    found = tx.session.exec(select(Body).where(Body.name == name)).first()
    body = found or tx.add(Body(name=name))
    return body.id, name


def _item(chance: random.Random, programme_id: int, number: int, items: int) -> dict[str, Any]:
    first = date(FIRST, 1, 1) + timedelta(days=YEARS * 365 * number // items)
    days = chance.choice((0, 20, 80, 300))
    state = chance.choice(_STATES)
    text = f"{chance.choice(_SUBJECTS)} số {number + 1} của cơ quan chủ trì theo chương trình"
    settled = first + timedelta(days=days) if state in ("done", "presented") else None
    return {
        "key": uuid4(),
        "version": 1,
        "programme_id": programme_id,
        "position": number + 1,
        "section": f"Năm {first.year}",
        "number": str(number + 1),
        "text": text,
        "folded": fold(text),
        "kind": chance.choice(_KINDS),
        "field": f"Lĩnh vực {chance.randrange(FIELDS) + 1}",
        "lead": "Sở đo tải",
        "time_text": f"Tháng {first.month}",
        "time_from": first.isoformat(),
        "time_to": (first + timedelta(days=days)).isoformat(),
        "origin": chance.choice(("term", "year", "superior", "unscheduled")),
        "state": state,
        "settled_on": settled,
        "moves": int(number % 40 == 0),
    }


def _postponed(tx: Tx, programme_id: int, item_id: int, key: UUID) -> dict[str, Any]:
    return {
        "key": uuid4(),
        "version": 1,
        "programme_id": programme_id,
        "item_id": item_id,
        "kind": "postpone",
        "reason": "Chờ số liệu",
        "state": "taken",
        "entered_by_id": 1,
        "entered_at": tx.now,
        "taken_at": tx.now,
        "changes": {str(key): {"time_to": ["2012-03-31", "2012-06-30"]}},
    }
