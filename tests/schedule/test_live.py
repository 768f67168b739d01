"""Every act on a week, for every kind of reader: live equals reload."""

from datetime import timedelta

import pytest

from server.meetings import commands as meetings
from server.schedule import weeks
from tests.live.harness import RELOADED, SAME, live_equals_reload, opened
from tests.schedule.conftest import MONDAY, WEEK

READERS = ("anna", "stan", "carl", "mia", "clara", "zoe")


def move(schedule):
    meeting = schedule.session
    schedule.world.run(
        "anna",
        meetings.edit_meeting,
        **{"key": meeting.key, "version": meeting.version},
        **{"base_title": "Session", "title": "Session 2", "base_place": "Hall 1"},
        **{"place": "Hall 2", "base_starts_at": meeting.starts_at},
        starts_at=meeting.starts_at + timedelta(hours=3),
    )


ACTS = {
    "add": lambda s: s.add("New", starts="08:30", people=[("chair", "Carl Chair")]),
    "add secret": lambda s: s.add("", secret=True, day=MONDAY + timedelta(days=5)),
    "edit": lambda s: s.edit("Visit", place="Hall 1", text="Visit <b>& more"),
    "another day": lambda s: s.edit("Visit", day=MONDAY + timedelta(days=6), starts="19:00"),
    "another week": lambda s: s.edit("Visit", day=MONDAY + timedelta(days=9)),
    "into the week": lambda s: s.edit("Next week", day=MONDAY + timedelta(days=2)),
    "cancel": lambda s: s.cancel("Visit"),
    "complement": lambda s: s.add(meeting_key=s.session.key, vehicle="Car 1"),
    "publish": lambda s: s.publish(),
    "publish and adjust": lambda s: (s.publish(), s.edit("Visit", note="Late")),
    "publish and recall": lambda s: (s.publish(), s.recall()),
    "copy": lambda s: s.world.run(
        "anna", weeks.copy_entries, monday=MONDAY, keys=[s.row("Next week").key]
    ),
    "a meeting's head": move,
}


@pytest.fixture
def filled(schedule):
    schedule.session = schedule.meeting("Session")
    schedule.add("Visit", starts="09:00", people=[("chair", "Mia Member")])
    schedule.add("Next week", day=MONDAY + timedelta(days=8))
    return schedule


@pytest.mark.parametrize("published", [False, True])
@pytest.mark.parametrize("act", ACTS)
def test_live_equals_reload(world, filled, act, published):
    if published:
        filled.publish()
    pages = [opened(world, who, f"/schedule?week={WEEK}") for who in READERS]
    assert live_equals_reload(world, pages, lambda: ACTS[act](filled)) == [SAME] * len(pages)


def test_a_new_meeting_reaches_those_who_see_it_and_nobody_else(world, filled):
    pages = [opened(world, who, f"/schedule?week={WEEK}") for who in READERS]
    outcome = live_equals_reload(world, pages, lambda: filled.meeting("Another", day=3))
    assert dict(zip(READERS, outcome, strict=True)) == {
        **{"anna": RELOADED, "carl": RELOADED, "mia": RELOADED},
        **{"stan": SAME, "clara": SAME, "zoe": SAME},
    }


def test_the_week_of_one_leader_follows_too(world, filled):
    from server.people.models import Account

    filled.publish()
    key = world.row(Account, login="mia").key
    pages = [opened(world, who, f"/schedule?week={WEEK}&leader={key}") for who in READERS]
    acts = (
        ACTS["edit"],
        lambda s: s.edit("Visit <b>& more", base_people=[("chair", "Mia Member")]),
    )
    for act in acts:
        assert live_equals_reload(world, pages, lambda act=act: act(filled)) == [SAME] * 6
