"""Draft, approved, sent; planned, open: each step once, in this order."""

import pytest

from server.kernel.errors import NotFound
from server.meetings import commands, errors
from server.meetings.lists import meetings


def test_an_agenda_goes_from_draft_to_approved_to_sent(march, announced):
    with pytest.raises(errors.WrongOrder):
        march.do(commands.send_agenda)
    march.do(commands.approve_agenda)
    with pytest.raises(errors.WrongOrder):
        march.do(commands.approve_agenda)
    with pytest.raises(NotFound):
        march.sees("mia")
    march.do(commands.send_agenda)
    assert march.sees("mia") == ["Budget", "Staff", "Roads"]
    with pytest.raises(errors.WrongOrder):
        march.do(commands.send_agenda)
    assert announced() == ["meeting-changed", "meeting-changed", "attendance-changed"]


def test_a_session_opens_once_and_the_chair_may_open_it(march):
    march.send()
    march.do(commands.open_session, who="carl")
    assert march.row.opened_at
    with pytest.raises(errors.WrongOrder):
        march.do(commands.open_session)


def test_nobody_else_leads(march):
    march.open()
    for who in ("mia", "stan", "greta", "adam", "zoe"):
        with pytest.raises(NotFound):
            march.do(commands.move_to_item, "Budget", who=who)
        with pytest.raises(NotFound):
            march.do(commands.open_session, who=who)
    assert march.row.current_item_id is None


def test_the_chair_of_another_body_does_not_lead(world, march):
    march.open()
    for command in (commands.approve_agenda, commands.send_agenda, commands.send_adjusted):
        with pytest.raises(NotFound):
            march.do(command, who="carl")


def test_the_room_moves_on_and_back(march, announced):
    with pytest.raises(errors.SessionNotOpen):
        march.do(commands.move_to_item, "Budget")
    march.open()
    said = len(announced())

    def states():
        return {t: march.item(t).state for t in ("Budget", "Staff", "Roads")}

    march.do(commands.move_to_item, "Budget")
    march.do(commands.move_to_item, "Staff", who="carl")
    assert states() == {"Budget": "done", "Staff": "current", "Roads": "planned"}
    assert march.row.current_item_id == march.item("Staff").id
    march.do(commands.move_to_item, "Budget")
    assert states() == {"Budget": "current", "Staff": "planned", "Roads": "planned"}
    march.do(commands.move_to_item, "Budget")  # is there already
    assert announced()[said:] == ["current-item-moved"] * 3


def test_taking_off_the_current_line_leaves_the_room_on_none(march):
    march.open()
    march.do(commands.move_to_item, "Budget")
    march.do(commands.defer_item, "Budget")
    assert march.row.current_item_id is None
    with pytest.raises(errors.ItemDeferred):
        march.do(commands.move_to_item, "Budget")


def test_the_list_shows_everybody_what_is_theirs(world, march):
    def titles(who):
        found = world.read(meetings, world.viewer(who))
        return [line.title for line in (*found.now, *found.coming, *found.past)]

    assert titles("anna") == titles("carl") == ["March meeting"]
    assert titles("mia") == titles("greta") == titles("zoe") == []
    march.do(commands.set_guests, "Roads", names=march.people("greta"))
    assert titles("greta") == []
    march.send()
    assert titles("mia") == titles("greta") == ["March meeting"]
    assert titles("zoe") == titles("adam") == titles("stan") == titles("clara") == []
    march.do(commands.open_session)
    assert [line.title for line in world.read(meetings, world.viewer("mia")).now]
