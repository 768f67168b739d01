"""The open session that these tests ask about."""

import pytest

from server.meetings import commands as meetings
from server.programmes.models import Programme, ProgrammeItem
from server.room.commands import end_session
from server.tasks import commands
from tests.sessions import MORNING, Session
from tests.world import World


@pytest.fixture
def session(world: World) -> Session:
    """An open session of the Standing Committee."""
    return Session(world)


@pytest.fixture
def source(world):
    """A programme's item, not yet tabled."""
    programme = world.add(
        Programme(
            slug="committee-2026",
            body_id=world.bodies["committee"],
            level="year",
            state="adopted",
            title="Programme of 2026",
            period_from=MORNING.date(),
            period_to=MORNING.date(),
            created_at=MORNING,
        )
    )
    item = world.add(
        ProgrammeItem(programme_id=programme, position=1, number="7", text="Report on roads")
    )
    return world.row(ProgrammeItem, id=item)


@pytest.fixture
def told(world, source):
    """The item tabled, concluded on, assigned, issued, reported and confirmed."""
    session = Session(world, programme_item_keys=[source.key])
    world.run("anna", meetings.show_item, key=session.item("Report on roads").key)
    world.run("anna", meetings.move_to_item, key=session.item("Report on roads").key)
    task = session.given("Mend the road", "Report on roads")
    world.run(
        "clara",
        commands.report_result,
        key=task,
        text="Mended from end to end",
        evidence_kind="figure",
        evidence_text="12 km",
        evidence_date=MORNING.date(),
    )
    version = session.task(task).version
    world.run("anna", commands.confirm, key=task, version=version)
    world.run("anna", end_session, key=session.key)
    return session, task
