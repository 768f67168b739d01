"""Urging on the pages: live equals reload; the list by specialist; dates for a calendar."""

from datetime import timedelta

from icalendar import Calendar

from server.kernel.types import now
from server.tasks.models import Task
from server.urging.letters import draft_letter, issue_letter
from server.urging.reminding import read_reminders
from server.urging.silence import to_chase, watching
from tests.live.harness import SAME, live_equals_reload, opened
from tests.world import today


def test_reminders_and_letters_come_to_open_pages(office):
    world, key = office.world, office.task(4)
    pages = [
        ("clara", "/work"),
        ("clara", "/?stay"),
        ("carl", "/work"),
        ("clara", f"/tasks/{key}"),
        ("anna", f"/tasks/{key}"),
    ]
    watched = [opened(world, *page) for page in pages]
    letter = world.run("anna", draft_letter)
    number = {"version": 1, "number": 7, "symbol": "CV/VPTU", "issued_on": today()}
    acts = (
        office.remind,
        lambda: world.run("clara", read_reminders, until=10**6),
        lambda: world.run("rita", issue_letter, key=letter, **number),
    )
    for act in acts:
        assert live_equals_reload(world, watched, act) == [SAME] * 5


def test_the_silent_stand_first_by_specialist(office):
    anna = office.world.people["anna"]
    office.task(-90, "Spoke", watcher_id=anna, opened_at=now() - timedelta(days=60),
                last_word_at=now() - timedelta(days=2))  # fmt: skip
    office.task(-90, "Silent", watcher_id=anna, opened_at=now() - timedelta(days=40))
    office.task(2, "Late", watcher_id=anna)
    office.task(-90, "Of nobody")
    found = office.world.read(watching, office.world.viewer("anna"))
    assert [(line.work, line.silent, line.quiet) for line in found.lines] == [
        ("Silent", 40, True),
        ("Spoke", 2, False),
        ("Late", 0, False),
    ]
    assert [(w.name, w.count, w.overdue, w.quiet) for w in found.watchers] == [
        ("Anna Office", 3, 1, 1),
        ("", 1, 0, 0),
    ]
    chased = office.world.read(to_chase, office.world.viewer("anna"))
    assert [line.work for line in chased] == ["Late", "Silent"]
    assert "Silent" in office.world.client("anna", script=False).get("/work").text


def test_deadlines_go_into_a_calendar_with_an_alarm(office):
    key = office.task(-9, "Build a bridge")
    answer = office.world.client("clara").get("/tasks/deadlines.ics")
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["uid"] == f"{key}@plenum"
    assert event.decoded("dtstart") == today() + timedelta(days=9)
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-3, hours=8)
    assert office.world.client("zoe").get("/tasks/deadlines.ics").status_code == 404


def test_a_calendar_has_nothing_of_another_body(office):
    office.task(-9)
    lead = office.world.bodies["committee"]
    office.task(-9, "Of the committee", lead_body_id=lead)
    assert office.world.row(Task, lead_body_id=lead)
    shown = office.world.client("clara").get("/tasks/deadlines.ics").text
    assert "Of the committee" not in shown


def test_an_address_is_kept_by_its_person_and_a_wrong_one_is_refused(office):
    mia = office.world.client("mia")
    form = {"command_id": "a" * 20, "email": "mia@example.vn"}
    assert mia.post("/account/email", data=form).status_code == 200
    assert "mia@example.vn" in office.world.client("mia", script=False).get("/account").text
    wrong = form | {"command_id": "b" * 20, "email": "no address"}
    refused = mia.post("/account/email", data=wrong)
    assert refused.status_code == 422
    assert "not an e-mail address" in refused.text
