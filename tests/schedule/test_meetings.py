"""Meetings stand in the schedule by themselves, for those alone who see them elsewhere."""

from datetime import timedelta

import pytest

from server.kernel.errors import NotFound
from server.meetings import commands as meetings
from server.schedule.commands import AlreadyScheduled
from tests.schedule.conftest import MONDAY, WEEK

OUTSIDE = ("stan", "clara", "zoe")  # they read the schedule, but sit in another body


def test_a_meeting_stands_there_for_whoever_its_list_of_meetings_shows_it(world, schedule):
    schedule.meeting("Session", sent=False)
    schedule.publish()
    assert [schedule.texts(who) for who in ("anna", "carl")] == [["Session"]] * 2
    assert schedule.texts("mia") == []  # its agenda was not sent
    schedule.meeting("Other", day=1)
    assert schedule.texts("mia") == ["Other"]
    [line] = schedule.seen("mia").lines
    assert (line.starts, line.place, line.chairs) == ("08:00", "Hall 1", ("Carl Chair",))
    for who in OUTSIDE:
        page = world.client(who).get(f"/schedule?week={WEEK}")
        assert page.status_code == 200
        file = world.client(who).get(f"/schedule/file?week={WEEK}").text
        for hidden in ("Session", "Other", "Hall 1"):
            assert hidden not in page.text
            assert hidden not in file
    for who in ("greta", "adam"):
        assert world.client(who).get(f"/schedule?week={WEEK}").status_code == 404
        assert world.client(who).get(f"/schedule/file?week={WEEK}").status_code == 404


def test_own_meetings_are_there_before_the_week_is_published_without_what_was_added(schedule):
    meeting = schedule.meeting("Session")
    schedule.add(meeting_key=meeting.key, vehicle="Car 1", note="Bring papers", ends="10:00")
    [line] = schedule.seen("mia").lines
    assert (line.vehicle, line.note, line.ends) == ("", "", "")
    schedule.publish()
    [line] = schedule.seen("mia").lines
    assert (line.vehicle, line.note, line.ends) == ("Car 1", "Bring papers", "10:00")


def test_what_is_added_to_a_meeting_leaves_the_meeting_its_own_words_and_follows_it(
    world, schedule
):
    meeting = schedule.meeting("Session")
    key = schedule.add("Nonsense", meeting_key=meeting.key, vehicle="Car 1", place="Nowhere")
    with pytest.raises(AlreadyScheduled):
        schedule.add(meeting_key=meeting.key)
    [line] = schedule.seen("anna").lines
    assert (line.text, line.place, line.vehicle) == ("Session", "Hall 1", "Car 1")
    assert str(line.entry_key) == key
    world.run(
        "anna",
        meetings.edit_meeting,
        key=meeting.key,
        version=meeting.version,
        base_title="Session",
        title="Session moved",
        base_place="Hall 1",
        place="Hall 1",
        base_starts_at=meeting.starts_at,
        starts_at=meeting.starts_at + timedelta(days=2),
    )
    [line] = schedule.seen("anna").lines
    assert (line.day, line.text) == (MONDAY + timedelta(days=2), "Session moved")
    with pytest.raises(NotFound):
        schedule.cancel("Session")  # a meeting is not cancelled from here


def test_a_clash_names_no_meeting_that_its_reader_may_not_see(schedule):
    schedule.meeting("Session")
    schedule.add("Visit", people=[("chair", "Mia Member")], place="Hall 1")
    assert schedule.clashes("Visit", "anna") == [
        ("leader", True, "Session"),
        ("room", True, "Session"),
    ]
    assert schedule.clashes("Visit", "stan") == []  # sees the draft, not the session
    schedule.publish()
    assert schedule.clashes("Visit", "mia") == []  # clashes are the office's business


def test_the_week_of_one_leader_has_his_or_her_lines_alone(world, schedule):
    schedule.meeting("Session")
    schedule.add("Of Mia", day=MONDAY + timedelta(days=1), people=[("attend", "Mia Member")])
    schedule.add("Of Stan", people=[("chair", "Stan Standing")])
    assert schedule.texts("anna", "mia") == ["Session", "Of Mia"]
    assert schedule.texts("anna", "stan") == ["Of Stan"]
    missing = f"/schedule?week={WEEK}&leader=0190c5a2-0000-7000-8000-000000000000"
    assert world.client("anna").get(missing).status_code == 404
    assert world.client("anna").get("/schedule?week=2027-W60").status_code == 404
    assert world.client("anna").get("/schedule").status_code == 200
