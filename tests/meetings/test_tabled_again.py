"""A matter returns to a second session: its item is taken again, and every page says so."""

from datetime import UTC, datetime

import pytest
from lxml import html

from server.kernel.errors import NotFound
from server.meetings import commands
from server.meetings.models import Meeting
from server.people.models import Body
from server.programmes.errors import ItemTaken
from server.programmes.models import ProgrammeItem
from server.room.commands import end_session
from tests.meetings.conftest import March, plan

APRIL = datetime(2027, 4, 9, 1, 0, tzinfo=UTC)


@pytest.fixture
def presented(world, march, programme_item):
    """March dealt with the item on 5 March 2027, and has ended."""
    take(march, programme_item)
    march.open()
    march.do(commands.move_to_item, programme_item.text)
    march.do(end_session)
    assert state(world, programme_item) == "presented"
    return programme_item


@pytest.fixture
def april(world):
    """A second meeting, a month later."""
    key = world.run(
        "anna",
        commands.make_meeting,
        body_key=world.row(Body, id=world.bodies["committee"]).key,
        kind="session",
        title="April meeting",
        starts_at=APRIL,
    )
    other = March.__new__(March)
    other.world, other.key = world, key
    return other


def take(meeting, item):
    chosen = {"meeting_key": meeting.key, "programme_item_keys": [item.key]}
    return meeting.world.run("anna", commands.add_programme_items, **chosen)


def state(world, item):
    return world.row(ProgrammeItem, id=item.id).state


def words(element):
    return " ".join(element.text_content().split())


def ticks(page):
    """Return (words, whether it is ticked) of the items that a page offers."""
    boxes = html.fromstring(page).xpath("//input[@name='item']")
    return [(words(box.getparent()), box.get("checked") is not None) for box in boxes]


def test_it_is_taken_again_and_its_page_shows_every_agenda(world, presented, april):
    take(april, presented)
    assert state(world, presented) == "on-agenda"
    with pytest.raises(ItemTaken):  # of two agendas at once there is still none
        take(March(world), presented)
    chain = f"/chain/programme-item/{presented.key}"
    became = html.fromstring(world.client("anna").get(chain).text).xpath("//li")
    assert [[words(part) for part in step.xpath("p")[:3]] for step in became] == [
        ["Presented", presented.text, "March meeting · 05/03/2027"],
        ["On the agenda", presented.text, "April meeting · 09/04/2027"],
    ]
    assert chain in (world.client("anna").get(f"/programme-items/{presented.key}").text)


def test_taken_off_the_second_agenda_it_stays_presented(world, presented, april):
    take(april, presented)
    april.do(commands.defer_item, presented.text)
    assert state(world, presented) == "presented"
    april.do(commands.restore_item, presented.text)
    assert state(world, presented) == "on-agenda"


def test_taken_off_the_only_agenda_that_dealt_with_it_it_waits_again(world, march, presented):
    march.do(commands.defer_item, presented.text)
    assert state(world, presented) == "planned"


def test_the_pickers_say_when_it_was_presented_and_do_not_tick_it(world, presented, april):
    plan(world, "Report on schools")
    anna = world.client("anna")
    body = world.row(Body, id=world.bodies["committee"]).key
    made = ticks(anna.get(f"/meetings/new?body={body}&month=2027-03").text)
    assert made == [
        ("Report on schools Tháng 3", True),
        ("Report on roads presented on 05/03/2027 Sở Xây dựng · Tháng 3", False),
    ]
    picked = ticks(anna.get(f"/meetings/{april.key}/programme?month=2027-03").text)
    assert [text for text, _ticked in picked] == [text for text, _ticked in made]
    assert [ticked for _text, ticked in picked] == [False, False]


def test_what_was_recorded_as_presented_by_hand_says_so_without_a_day(world, april):
    plan(world, "Report on schools", state="presented")
    picked = world.client("anna").get(f"/meetings/{april.key}/programme?month=2027-03").text
    assert ticks(picked) == [("Report on schools presented before Tháng 3", False)]


def test_what_is_completed_is_not_offered(world, april):
    done = world.row(ProgrammeItem, id=plan(world, "Report on schools", state="done"))
    picked = world.client("anna").get(f"/meetings/{april.key}/programme?month=2027-03").text
    assert ticks(picked) == []
    with pytest.raises(ItemTaken):
        take(april, done)


def test_only_the_secretariat_takes_it_again(world, presented, april):
    chosen = {"meeting_key": april.key, "programme_item_keys": [presented.key]}
    for who in ("mia", "carl", "zoe"):
        with pytest.raises(NotFound):
            world.run(who, commands.add_programme_items, **chosen)
    assert world.row(Meeting, title="April meeting") is not None
    assert state(world, presented) == "presented"
