"""An adopted programme of a few items, and short ways to amend it."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from server.kernel.i18n import fold
from server.kernel.types import now
from server.people.models import Body
from server.programmes import amending, deciding
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody, ProgrammeProposal

TEXTS = ["Đề án sắp xếp bộ máy", "Báo cáo thu ngân sách", "Kế hoạch kiểm tra", "Quy hoạch đất"]
REASON = "Chờ hướng dẫn của Trung ương"


def adopted(world, count=4, state="adopted", slug="committee-2026-adopted"):
    """Store the committee's programme of 2026; the commission leads its first item."""
    programme_id = world.add(
        Programme(
            slug=slug,
            body_id=world.bodies["committee"],
            level="year",
            title="Chương trình công tác năm 2026",
            period_from=date(2026, 1, 1),
            period_to=date(2026, 12, 31),
            state=state,
            number="01-CTr/TU",
            adopted_on=date(2026, 1, 5),
            created_at=now(),
        )
    )
    for n in range(1, count + 1):
        text = TEXTS[n - 1] if n <= len(TEXTS) else f"Nội dung số {n}"
        first = n == 1
        item_id = world.add(
            ProgrammeItem(
                programme_id=programme_id,
                position=n,
                section="I. QUÝ I" if n < 3 else "II. QUÝ II",
                number=str(n),
                text=text,
                folded=fold(text),
                kind="submission",
                lead="Ban Tổ chức Tỉnh ủy" if first else "Văn phòng Tỉnh ủy",
                product="Nghị quyết",
                time_text="Tháng 3",
                time_from="2026-03-01",
                time_to="2026-03-31",
            )
        )
        body = world.bodies["commission" if first else "office"]
        name = "Ban Tổ chức Tỉnh ủy" if first else "Văn phòng Tỉnh ủy"
        world.add(ProgrammeItemBody(item_id=item_id, body_id=body, name=name, role="lead"))
    return world.row(Programme, id=programme_id)


def items(world, programme):
    rows = select(ProgrammeItem).where(ProgrammeItem.programme_id == programme.id)
    return world.read(lambda db: list(db.exec(rows.order_by(col(ProgrammeItem.position)))))


def item_of(world, programme, text):
    [found] = [item for item in items(world, programme) if item.text == text]
    return found


def key_of(world, body):
    return world.row(Body, id=world.bodies[body]).key


def asked(world, programme, who, kind, item=None, body=None, **texts):
    """Ask for a change; returns the proposal."""
    key = world.run(
        who,
        amending.propose,
        programme_key=programme.key,
        item_key=item.key if item else None,
        kind=kind,
        body_key=key_of(world, body) if body else None,
        texts={"reason": REASON} | texts,
    )
    return proposal_of(world, key)


def proposal_of(world, key):
    return world.row(ProgrammeProposal, key=UUID(str(key)))


def forwarded(world, proposal, who="anna", verdict="forward", opinion="Nhất trí"):
    said = {"version": proposal.version, "verdict": verdict, "opinion": opinion}
    key = world.run(who, deciding.appraise, key=proposal.key, **said)
    return proposal_of(world, key)


def decided(world, proposal, who="carl", verdict="take", note=""):
    said = {"version": proposal.version, "verdict": verdict, "note": note}
    key = world.run(who, deciding.decide, key=proposal.key, **said)
    return proposal_of(world, key)


def taken(world, programme, kind, item=None, **texts):
    """Let a change be asked for by the office, passed on and taken."""
    return decided(world, forwarded(world, asked(world, programme, "anna", kind, item, **texts)))
