"""Entries are written, changed by several people, cancelled; weeks are published and copied."""

from datetime import timedelta

import pytest

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.people.models import Body
from server.programmes.models import Programme, ProgrammeItem
from server.schedule import weeks
from server.schedule.commands import AlreadyScheduled
from server.schedule.models import ScheduleEntry
from tests.meetings.conftest import MORNING
from tests.schedule.conftest import EMPTY, MONDAY, WEEK
from tests.world import new_id

FORM = {"day": "2027-03-09", "part": "afternoon", "text": "Làm việc với xã"}


def test_the_office_adds_a_line_by_the_form_and_it_stands_on_its_day(world, schedule):
    form = FORM | {"command_id": new_id(), "chair": "Stan Standing; Đ/c Phó Bí thư"}
    form |= {"attend": ["Carl Chair", "Mia Member"], "others": "Lãnh đạo Sở\n\nCarl Chair"}
    for _ in range(2):  # sent twice, saved once
        assert world.client("anna").post("/schedule/entries", data=form).status_code == 200
    [line] = schedule.seen("anna").lines
    assert (line.day, line.part) == (MONDAY + timedelta(days=1), "afternoon")
    assert line.chairs == ("Stan Standing", "Đ/c Phó Bí thư")
    assert line.attends == ("Carl Chair", "Mia Member", "Lãnh đạo Sở")
    stan = ("chair", "Stan Standing", world.people["stan"])
    assert stan in schedule.names("Làm việc với xã")
    assert ("attend", "Lãnh đạo Sở", None) in schedule.names("Làm việc với xã")
    assert world.happened("schedule") == ["schedule-changed"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"starts": "25:00"}, "starts"),
        ({"starts": "09:00", "ends": "08:30"}, "ends"),
        ({"ends": "08:30"}, "starts"),
        ({"part": "night"}, "part"),
    ],
)
def test_what_is_no_line_is_refused_with_the_field(schedule, wrong, field):
    with pytest.raises(BadForm) as refused:
        schedule.add(**wrong)
    assert field in refused.value.fields


def test_the_half_day_follows_the_hour(schedule):
    schedule.add("Early", starts="11:59", part="afternoon")
    schedule.add("Late", starts="12:00", part="morning")
    assert (schedule.row("Early").part, schedule.row("Late").part) == ("morning", "afternoon")


def test_nobody_but_the_office_writes(world, schedule):
    key = schedule.row(schedule.add("Visit") and "Visit").key
    for who in ("stan", "carl", "mia", "clara", "greta", "adam", "zoe"):
        with pytest.raises(NotFound):
            schedule.add("Mine", who=who)
        with pytest.raises(NotFound):
            schedule.edit("Visit", who=who, text="Mine")
        with pytest.raises(NotFound):
            schedule.cancel("Visit", who=who)
        with pytest.raises(NotFound):
            schedule.publish(who=who)
        client = world.client(who)
        assert client.get(f"/schedule/entries/{key}/edit").status_code == 404
        assert client.get(f"/schedule/copy?week={WEEK}").status_code == 404
    assert world.happened("schedule") == ["schedule-changed"]


def test_two_who_change_different_things_both_get_their_way(schedule):
    schedule.add("Visit", people=[("attend", "Mia Member")])
    was = [("attend", "Mia Member")]
    both = {"base_people": was, "version": 1}
    schedule.edit("Visit", place="Room 1", people=[*was, ("attend", "Carl Chair")], **both)
    base = {"place": ""}
    schedule.edit(
        "Visit", "bella", base=base, note="Late", people=[("chair", "Stan"), *was], **both
    )
    row = schedule.row("Visit")
    assert (row.place, row.note) == ("Room 1", "Late")
    assert {name for _role, name, _id in schedule.names("Visit")} == {
        "Mia Member",
        "Carl Chair",
        "Stan",
    }
    with pytest.raises(EditConflict) as conflict:
        schedule.edit("Visit", "bella", version=1, base={"place": ""}, place="Room 2")
    assert conflict.value.theirs == {"place": "Room 1"}


def test_who_is_only_added_gives_the_line_another_version(schedule):
    schedule.add("Visit")
    version = schedule.row("Visit").version
    schedule.edit("Visit", people=[("attend", "Mia Member")])
    assert schedule.row("Visit").version > version


def test_a_secret_line_takes_no_words(schedule):
    schedule.add("Words that must not stay", secret=True, note="nor these", prepared_by="them")
    [line] = schedule.seen("anna").lines
    assert (line.text, line.note, line.prepared_by, line.secret) == ("", "", "", True)
    row = schedule.row("")
    base = {name: getattr(row, name) for name in EMPTY}
    schedule.edit("", base=base, text="Words again", place="Room 9")
    [line] = schedule.seen("anna").lines
    assert (line.text, line.place) == ("", "Room 9")


def test_a_draft_is_the_offices_and_the_standing_bodys_until_it_is_published(schedule):
    schedule.add("Visit")
    schedule.add("Dropped")
    schedule.cancel("Dropped")
    assert schedule.texts("anna") == ["Visit", "Dropped"]
    assert schedule.texts("stan") == ["Visit"]
    assert [schedule.texts(who) for who in ("mia", "clara", "zoe")] == [[], [], []]
    schedule.publish()
    assert [schedule.texts(who) for who in ("mia", "clara", "zoe")] == [["Visit"]] * 3
    assert not schedule.row("Visit").adjusted
    schedule.edit("Visit", place="Room 2")
    schedule.add("New")
    schedule.cancel("Visit")
    seen = {line.text: line for line in schedule.seen("mia").lines}
    assert set(seen) == {"Visit", "New"}
    assert seen["Visit"].cancelled
    assert seen["Visit"].adjusted
    assert seen["New"].adjusted
    schedule.restore("Visit")
    assert not schedule.seen("mia").lines[0].cancelled
    schedule.recall()
    assert schedule.texts("mia") == []
    schedule.publish()
    assert not any(line.adjusted for line in schedule.seen("mia").lines)


def test_published_twice_is_published_once(world, schedule):
    schedule.publish()
    schedule.publish()
    assert world.happened("schedule") == ["schedule-week-stepped"]
    with pytest.raises(NotFound):
        schedule.publish(monday=MONDAY + timedelta(days=1))


def test_lines_of_the_week_before_come_again_once(world, schedule):
    before = MONDAY - timedelta(days=7)
    schedule.add("Giao ban", day=before, starts="07:30", people=[("chair", "Stan Standing")])
    schedule.add("Once", day=before + timedelta(days=2))
    keys = [schedule.row(text).key for text in ("Giao ban", "Once")]
    made = world.run("anna", weeks.copy_entries, monday=MONDAY, keys=keys)
    assert len(made) == 2
    assert [(line.day, line.text) for line in schedule.seen("anna").lines] == [
        (MONDAY, "Giao ban"),
        (MONDAY + timedelta(days=2), "Once"),
    ]
    assert schedule.seen("anna").lines[0].chairs == ("Stan Standing",)
    assert world.run("anna", weeks.copy_entries, monday=MONDAY, keys=keys) == []
    with pytest.raises(NotFound):
        world.run("stan", weeks.copy_entries, monday=MONDAY, keys=keys)


def programme_item(world, text, time_from, state="adopted", kind="activity", **more):
    programme = world.row(Programme, slug=f"p-{state}")
    programme_id = (
        programme.id
        if programme
        else world.add(
            Programme(
                slug=f"p-{state}",
                body_id=world.bodies["committee"],
                level="year",
                title=f"Programme {state}",
                period_from=MONDAY.replace(month=1, day=1),
                period_to=MONDAY.replace(month=12, day=31),
                state=state,
                created_at=MORNING,
            )
        )
    )
    return world.add(
        ProgrammeItem(
            **{"programme_id": programme_id, "position": 1, "text": text, "kind": kind},
            **{"time_from": time_from, "time_to": time_from} | more,
        )
    )


def test_activities_with_a_day_are_offered_and_taken_in_once(world, schedule):
    programme_item(world, "Inspection", "2027-03-10T14:00", leader="Stan Standing", lead="Office")
    programme_item(world, "Sometime", "2027-03-01", time_to="2027-03-31")
    programme_item(world, "A paper", "2027-03-10", kind="submission")
    programme_item(world, "In a draft", "2027-03-10", state="draft")
    page = world.client("anna").get(f"/schedule/programme?week={WEEK}").text
    assert "Inspection" in page
    assert not any(text in page for text in ("Sometime", "A paper", "In a draft"))
    key = world.row(ProgrammeItem, text="Inspection").key
    world.run("anna", weeks.take_items, keys=[key])
    [line] = schedule.seen("anna").lines
    assert (line.starts, line.part, line.chairs) == ("14:00", "afternoon", ("Stan Standing",))
    assert line.prepared_by == "Office"
    with pytest.raises(AlreadyScheduled):
        world.run("bella", weeks.take_items, keys=[key])
    assert "Inspection" not in world.client("anna").get(f"/schedule/programme?week={WEEK}").text
    schedule.cancel("Inspection")
    world.run("anna", weeks.take_items, keys=[key])
    keys = [world.row(ProgrammeItem, text="A paper").key]
    with pytest.raises(NotFound):
        world.run("anna", weeks.take_items, keys=keys)


def test_a_draft_programmes_clashes_stand_on_the_offices_page_alone(world):
    day = {"leader": "Stan Standing", "state": "draft"}
    programme_item(
        world, "One thing", "2027-03-10", **{k: day[k] for k in ("leader",)}, state="draft"
    )
    programme_item(world, "Another thing", "2027-03-10", **day)
    url = f"/schedule?week={WEEK}"
    assert "One thing" in world.client("anna").get(url).text
    for who in ("stan", "mia", "clara"):
        assert "One thing" not in world.client(who).get(url).text


def test_a_body_and_a_meeting_clash_is_said_on_both_lines(world, schedule):
    body_key = world.row(Body, id=world.bodies["committee"]).key
    schedule.meeting("Session", place="Hall 1")
    schedule.add("Visit", place="hall  1", body_key=body_key, people=[("chair", "Mia Member")])
    assert schedule.clashes("Visit") == [
        ("body", True, "Session"),
        ("leader", True, "Session"),
        ("room", True, "Session"),
    ]
    assert [c[0] for c in schedule.clashes("Session")] == ["body", "leader", "room"]
    schedule.cancel("Visit")
    assert schedule.clashes("Session") == []
    assert world.row(ScheduleEntry, text="Visit").cancelled
