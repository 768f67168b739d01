"""A programme that is open for registration, and what bodies ask of it."""

from datetime import date, timedelta

from sqlmodel import col, select, update

from server.programmes import drafting, registering
from server.programmes.models import Programme, ProgrammeItem, ProgrammeProposal
from tests.programmes.test_items import key_of
from tests.world import today

TOMORROW = today() + timedelta(days=1)
YESTERDAY = today() - timedelta(days=1)
ASKED = {
    "text": "Đề án phát triển kinh tế số giai đoạn 2027 - 2030",
    "kind": "submission",
    "time_text": "Tháng 3",
    "product": "Nghị quyết",
    "coordinating": "Văn phòng Tỉnh ủy; Sở Lạ",
    "field": "Kinh tế",
    "considers": "Ban Thường vụ",
    "basis": "Kết luận số 12",
    "origin": "conclusion",
}


def drafted(world, state="registering", until=TOMORROW, **more):
    """Make the committee's programme of 2027 in a state of drafting; returns its row."""
    asked = {
        "body_key": key_of(world, "committee"),
        "level": "year",
        "title": "Chương trình công tác năm 2027",
        "period_from": date(2027, 1, 1),
        "period_to": date(2027, 12, 31),
    }
    key = world.run("anna", drafting.make_programme, **asked | more)
    stand(world, key, state, until)
    return world.row(Programme, key=_uuid(key))


def _uuid(key):
    from uuid import UUID

    return UUID(str(key))


def stand(world, key, state, until=TOMORROW):
    """Have a programme stand in a state, as the commands of its life would."""

    def step(tx):
        from server.programmes.events import ProgrammeStepped

        own = col(Programme.key) == _uuid(key)
        tx.session.execute(update(Programme).where(own).values(state=state, register_until=until))
        row = tx.session.exec(select(Programme).where(own)).one()
        tx.emit(ProgrammeStepped(programme_id=row.id), state=("", state))

    world.run(None, step)


def ask(world, who, programme, body="commission", **more):
    """Register an item for a body; returns the proposal's row."""
    texts = ASKED | {name: more.pop(name) for name in list(more) if name in registering.ASKED}
    key = world.run(
        who,
        registering.register_item,
        key=programme.key,
        body_key=key_of(world, body) if body else None,
        texts=texts,
        **more,
    )
    return world.row(ProgrammeProposal, key=_uuid(key))


def again(world, proposal):
    """Return a proposal's row as it is now."""
    return world.row(ProgrammeProposal, id=proposal.id)


def items(world, programme):
    """Return a programme's items in order."""
    asked = (
        select(ProgrammeItem)
        .where(ProgrammeItem.programme_id == programme.id)
        .order_by(col(ProgrammeItem.position))
    )
    return world.read(lambda db: list(db.exec(asked)))
