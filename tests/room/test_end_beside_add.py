""" "End" beside "add item", a hundred times: the rule holds, whoever comes first.

Two people press at the same moment. An item that was added stands before the end, on the list of
what must be settled; after the end none is added. On two threads of the real Writer.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from server.kernel.db import Actor
from server.kernel.events import EventRow
from server.meetings import commands as meetings
from server.meetings.errors import SessionEnded
from server.meetings.models import AgendaItem, Meeting
from server.people.models import Body
from server.room import commands
from server.room.queries import left_to_settle
from tests.sessions import MORNING, rows
from tests.world import new_id

TIMES = 100


def test_no_item_is_added_after_the_end(world):
    start = Barrier(2, timeout=30)
    body = world.row(Body, id=world.bodies["committee"]).key
    keys = []
    for number in range(TIMES):
        keys.append(
            world.run(
                "anna",
                meetings.make_meeting,
                body_key=body,
                kind="session",
                title=f"Meeting {number}",
                starts_at=MORNING,
            )
        )
        world.run("anna", meetings.open_session, key=keys[-1])

    def end(key):
        start.wait()
        world.writer.run(Actor(world.people["carl"]), new_id(), commands.end_session, key=key)

    def add(key):
        start.wait()
        try:
            world.writer.run(
                Actor(world.people["bella"]),
                new_id(),
                meetings.add_item,
                meeting_key=key,
                title="In the last second",
            )
        except SessionEnded:
            return False
        return True

    with ThreadPoolExecutor(2) as pair:
        added = []
        for key in keys:
            ended, wrote = pair.submit(end, key), pair.submit(add, key)
            ended.result(60)
            added.append(wrote.result(60))

    assert {meeting.session_state for meeting in rows(world, Meeting)} == {"ended"}
    items = {item.meeting_id for item in rows(world, AgendaItem)}
    assert len(items) == sum(added)
    log: dict[str, list[EventRow]] = {}
    for event in sorted(rows(world, EventRow), key=lambda event: event.seq):
        log.setdefault(event.stream, []).append(event)
    for meeting in rows(world, Meeting):
        events = log[f"meeting:{meeting.id}"]
        assert [event.seq for event in events] == list(range(1, len(events) + 1))  # no gap
        ends = [e.seq for e in events if "ended" in str(e.detail.get("session_state"))]
        adds = [e.seq for e in events if e.detail.get("added")]
        assert len(ends) == 1
        assert all(seq < ends[0] for seq in adds)
        listed = world.read(left_to_settle, meeting.id)
        assert [row.kind for row in listed] == ["not-discussed"] * len(adds)
