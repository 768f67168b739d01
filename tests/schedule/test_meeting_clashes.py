"""Where a meeting is made or changed, its form says what it clashes with, and forbids nothing."""

from datetime import timedelta

from server.people.models import Body
from tests.programmes.conftest import said
from tests.schedule.conftest import MONDAY


def ask(world, who="anna", **form):
    return world.client(who).post("/schedule/clashes", data=form)


def test_a_new_meeting_meets_the_room_and_the_people_who_would_come(world, schedule):
    schedule.meeting("Session")
    body = world.client("anna").get("/meetings/new")
    assert "/schedule/clashes" in body.text
    key = str(world.row(Body, id=world.bodies["committee"]).key)
    found = said(ask(world, body=key, starts_at=f"{MONDAY}T08:30", place="Hall 1"))
    for word in ("room", "body", "leader", "Session"):
        assert word in found
    apart = ask(world, body=key, starts_at=f"{MONDAY + timedelta(days=1)}T08:30", place="Hall 1")
    assert apart.text.strip() == ""
    assert ask(world, body=key, starts_at="", place="Hall 1").text.strip() == ""


def test_a_meeting_that_is_changed_does_not_meet_itself(world, schedule):
    first = schedule.meeting("First")
    second = schedule.meeting("Second", day=1)
    assert (
        ask(world, meeting=first.key, starts_at=f"{MONDAY}T08:00", place="Hall 1").text.strip()
        == ""
    )
    moved = said(ask(world, meeting=second.key, starts_at=f"{MONDAY}T08:00", place="Hall 2"))
    assert "First" in moved
    assert "room" not in moved
    drawer = world.client("anna").get(f"/meetings/{first.key}/edit").text
    assert f'value="{first.key}"' in drawer


def test_nobody_else_is_told(world, schedule):
    meeting = schedule.meeting("Session")
    form = {"meeting": meeting.key, "starts_at": f"{MONDAY}T08:00", "place": "Hall 1"}
    for who in ("carl", "mia", "stan", "zoe"):
        assert ask(world, who, **form).status_code == 404
    assert ask(world, meeting="none", starts_at=f"{MONDAY}T08:00").status_code == 404
