"""A task on an open desk: what is pushed when it changes."""

from server.conclusions import assigning
from server.conclusions.desk_task import load_desk_task
from tests.sessions import COMMISSION


def test_a_task_is_pushed_as_its_desk_shows_it(world, session):
    key = session.assign(session.note("Budget", "So concluded"), receiver="Thường trực Tỉnh ủy")
    world.run("carl", assigning.act_at_once, task_key=key)
    shown = world.read(load_desk_task, session.task(key).id)
    assert (shown.meeting_id, shown.desk.item_id) == (session.row.id, session.item("Budget").id)
    assert (shown.task.lead_name, shown.task.receiver) == (COMMISSION, "Thường trực Tỉnh ủy")
