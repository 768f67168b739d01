"""The week as an .ics file, opened by a real parser."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from server.people.models import Account
from tests.schedule.conftest import MONDAY, WEEK


def events(world, who="anna", **more):
    answer = world.client(who).get("/schedule/file", params={"week": WEEK} | more)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert WEEK in answer.headers["content-disposition"]
    calendar = Calendar.from_ical(answer.content)
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}, calendar


def test_every_line_is_an_event_with_its_hours_in_the_offices_zone(world, schedule):
    schedule.meeting("Phiên họp, “tháng 3”; lần 1")
    schedule.add("Làm việc với xã", starts="14:00", ends="15:30", place="Xã Tân Mẫu", day=MONDAY)
    schedule.add("Cả buổi", day=MONDAY + timedelta(days=4))
    found, calendar = events(world)
    work = found["Làm việc với xã"]
    begins = work["dtstart"].dt
    assert begins.tzinfo == ZoneInfo("Asia/Ho_Chi_Minh")
    assert begins.isoformat() == "2027-03-08T14:00:00+07:00"
    assert work["dtend"].dt.isoformat() == "2027-03-08T15:30:00+07:00"
    assert str(work["location"]) == "Xã Tân Mẫu"
    session = found["Phiên họp, “tháng 3”; lần 1"]
    assert session["dtend"].dt.isoformat() == "2027-03-08T12:00:00+07:00"
    assert "Carl Chair" in session["description"]
    [half] = [event for name, event in found.items() if name.endswith("Cả buổi")]
    assert half["dtstart"].dt == date(2027, 3, 12)
    [zone] = calendar.walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Asia/Ho_Chi_Minh"


def test_the_same_line_is_the_same_event_newer_each_time(world, schedule):
    schedule.add("Visit")
    [before] = events(world)[0].values()
    schedule.edit("Visit", place="Room 2")
    [after] = events(world)[0].values()
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert str(after["status"]) == "TENTATIVE"
    schedule.publish()
    schedule.cancel("Visit")
    [gone] = events(world, "mia")[0].values()
    assert (gone["uid"], str(gone["status"])) == (after["uid"], "CANCELLED")
    assert gone["sequence"] > after["sequence"]


def test_what_is_added_to_a_meeting_makes_it_newer(world, schedule):
    meeting = schedule.meeting("Session")
    [before] = events(world)[0].values()
    schedule.add(meeting_key=meeting.key, vehicle="Car 1")
    [after] = events(world)[0].values()
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert "Car 1" in after["description"]


def test_a_secret_line_says_only_how_it_is_presented(world, schedule):
    schedule.add("Secret words", secret=True, starts="08:00", place="Room 1")
    schedule.publish()
    answer = world.client("mia").get(f"/schedule/file?week={WEEK}")
    assert "Secret words" not in answer.text
    [name] = events(world, "mia")[0]
    assert name == "Presented in person"


def test_a_person_has_a_file_of_his_or_her_own(world, schedule):
    schedule.add("Of Stan", people=[("chair", "Stan Standing")])
    schedule.add("Of Carl", people=[("attend", "Carl Chair")])
    key = str(world.row(Account, login="stan").key)
    found, calendar = events(world, leader=key)
    assert [name.split(": ")[1] for name in found] == ["Of Stan"]
    assert "Stan Standing" in str(calendar["x-wr-calname"])


def test_a_draft_gives_nobody_else_a_line(world, schedule):
    schedule.add("Visit")
    assert events(world, "mia")[0] == {}
    assert len(events(world, "stan")[0]) == 1
