"""A programme's item of kind meeting becomes the meeting itself, and is held when it ends."""

from datetime import datetime

import pytest
from lxml import html

from server.kernel.errors import EditConflict, NotFound
from server.kernel.i18n import from_local
from server.meetings import commands
from server.meetings.models import Meeting
from server.programmes import settling
from server.programmes.breaking_errors import MeetingThere, NoMeeting
from server.programmes.models import ProgrammeItem
from server.room.commands import end_session
from tests.live.harness import SAME, live_equals_reload, opened
from tests.programmes.test_browse import plan, put
from tests.programmes.test_items import key_of
from tests.world import new_id

STARTS = from_local(datetime(2026, 3, 27, 8))


@pytest.fixture
def item(world):
    found = put(
        world, plan(world), 1, "Hội nghị quý I", kind="meeting",
        time_from="2026-03-25", time_to="2026-03-31",
    )  # fmt: skip
    return world.row(ProgrammeItem, id=found)


def make(world, item, who="anna", **changes):
    form = {"item_key": item.key, "body_key": key_of(world, "committee"), "kind": "session"}
    form |= {"title": "Hội nghị quý I", "starts_at": STARTS}
    return world.run(who, commands.make_meeting_of_item, **form | changes)


def again(world, item):
    return world.row(ProgrammeItem, id=item.id)


def test_it_becomes_the_meeting_and_is_held_when_that_ends(world, item):
    key = make(world, item)
    now = again(world, item)
    meeting = world.row(Meeting)
    assert (now.meeting_id, now.state, str(now.session_on)) == (
        meeting.id, "on-agenda", "2026-03-27",
    )  # fmt: skip
    for step in (commands.approve_agenda, commands.send_agenda, commands.open_session):
        world.run("anna", step, key=meeting.key)
    world.run("carl", end_session, key=key)
    world.run("carl", end_session, key=key)
    now = again(world, item)
    assert (now.state, now.steps, str(now.settled_on)) == (
        "done", {"held": "2026-03-27"}, "2026-03-27",
    )  # fmt: skip
    with pytest.raises(MeetingThere):
        undo(world, now)


def undo(world, item):
    form = {"key": item.key, "version": item.version, "reason": "lập nhầm"}
    world.run("anna", settling.unsettle_item, **form)


def test_it_follows_the_day_of_its_meeting(world, item):
    key = make(world, item)
    meeting = world.row(Meeting)
    later = from_local(datetime(2026, 4, 2, 8))
    world.run(
        "anna", commands.edit_meeting, key=key, version=meeting.version, base_title=meeting.title,
        title=meeting.title, base_place="", place="", base_starts_at=STARTS, starts_at=later,
    )  # fmt: skip
    assert str(again(world, item).session_on) == "2026-04-02"


def test_a_link_made_by_mistake_is_undone_and_the_meeting_stays(world, item):
    make(world, item)
    with pytest.raises(MeetingThere):
        world.run(
            "anna", settling.settle_item, key=item.key, version=again(world, item).version,
            day=STARTS.date(), evidence="x",
        )  # fmt: skip
    with pytest.raises(EditConflict):
        undo(world, item)
    undo(world, again(world, item))
    now = again(world, item)
    assert (now.meeting_id, now.session_on, now.state) == (None, None, "planned")
    assert world.row(Meeting) is not None


@pytest.mark.parametrize("wrong", [{"kind": "activity"}, {"state": "done"}, {"state": "carried"}])
def test_only_an_open_item_of_that_kind_becomes_one(world, wrong):
    more = {"kind": "meeting"} | wrong
    item = world.row(ProgrammeItem, id=put(world, plan(world), 1, "Item", **more))
    with pytest.raises(NoMeeting):
        make(world, item)
    assert world.row(Meeting) is None


def test_two_who_make_it_make_one(world, item):
    make(world, item)
    with pytest.raises(NoMeeting):
        make(world, item, "bella")


@pytest.mark.parametrize("who", ["mia", "carl", "stan", "clara", "greta", "adam", "zoe"])
def test_only_who_makes_meetings_does(world, item, who):
    with pytest.raises(NotFound):
        make(world, item, who)
    assert world.client(who).get(f"/programme-items/{item.key}/meeting").status_code == 404


def test_over_http_the_form_is_filled_in_from_the_item(world, item):
    anna, url = world.client("anna"), f"/programme-items/{item.key}/meeting"
    assert url in anna.get(f"/programme-items/{item.key}").text
    form = next(f for f in html.fromstring(anna.get(url).text).forms if f.action == url)
    data = dict(form.form_values()) | {"command_id": new_id()}
    assert data["title"] == "Hội nghị quý I"
    assert data["starts_at"] == "2026-03-25T08:00"
    first, second = (anna.post(url, data=data) for _twice in range(2))
    assert first.headers["plenum-go"] == second.headers["plenum-go"]
    assert "Hội nghị quý I" in anna.get(f"/chain/programme-item/{item.key}").text
    assert anna.get(url).status_code == 404


def test_what_is_pushed_is_what_a_new_page_shows(world, item):
    url = f"/programme-items/{item.key}"
    pages = [opened(world, who, url) for who in ("anna", "mia")]
    assert live_equals_reload(world, pages, lambda: make(world, item)) == [SAME] * 2
