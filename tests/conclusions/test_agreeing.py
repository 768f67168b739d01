"""The chair agrees on the own tablet, to one or to all; or the secretary records it."""

import re

import pytest

from server.conclusions import commands
from server.conclusions.access import ConclusionIssued
from server.conclusions.commands import ConclusionMoved
from server.kernel.errors import NotFound
from tests.world import new_id

OTHERS = ["anna", "mia", "stan", "clara", "greta", "adam", "zoe"]


def agree(world, who, session, *keys, act="agreed", **more):
    seen = [f"{key}:{version}" for key, version in session.seen(*keys).items()]
    form = {"command_id": new_id(), "seen": seen} | more
    return world.client(who).post(f"/meetings/{session.key}/conclusions/{act}", data=form)


def test_the_chair_agrees_to_one(world, session):
    one, other = session.note("Budget", "One"), session.note("Staff", "Two")
    assert agree(world, "carl", session, one).status_code == 200
    row = session.conclusion(one)
    assert (row.agreed_as, row.agreed_by_id) == ("chair", world.people["carl"])
    assert session.conclusion(other).agreed_as == ""


def test_the_chair_agrees_to_all(world, session):
    keys = [session.note("Budget", "One"), session.note("Staff", "Two")]
    assert agree(world, "carl", session, *keys).status_code == 200
    assert {session.conclusion(key).agreed_as for key in keys} == {"chair"}


def test_the_office_records_that_the_chair_has_concluded(world, session):
    key = session.note("Budget", "One")
    assert agree(world, "anna", session, key, act="recorded").status_code == 200
    row = session.conclusion(key)
    assert (row.agreed_as, row.agreed_by_id) == ("recorded", world.people["anna"])


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_agrees(world, session, who):
    key = session.note("Budget", "One")
    assert agree(world, who, session, key).status_code == 404
    assert session.conclusion(key).agreed_as == ""


@pytest.mark.parametrize("who", ["carl", "mia", "stan", "zoe"])
def test_only_the_office_records(world, session, who):
    key = session.note("Budget", "One")
    assert agree(world, who, session, key, act="recorded").status_code == 404


def test_nobody_who_is_not_signed_in_agrees(world, session):
    key = session.note("Budget", "One")
    for act in ("agreed", "recorded"):
        assert agree(world, None, session, key, act=act).status_code == 401
    assert session.conclusion(key).agreed_as == ""


def test_words_that_changed_since_they_were_shown_are_not_agreed_to(world, session):
    one, other = session.note("Budget", "One"), session.note("Staff", "Two")
    seen = session.seen(one, other)
    world.run("anna", commands.edit_conclusion, key=one, version=1, base_text="One", text="New")
    with pytest.raises(ConclusionMoved):
        world.run("carl", commands.agree, meeting_key=session.key, seen=seen)
    assert session.conclusion(other).agreed_as == ""  # one tap: all, or none


def test_a_task_added_since_is_seen_before_it_is_agreed_to(world, session):
    key = session.note("Budget", "One")
    seen = session.seen(key)
    session.assign(key)
    with pytest.raises(ConclusionMoved):
        world.run("carl", commands.agree, meeting_key=session.key, seen=seen)


def test_agreeing_twice_is_agreeing_once(world, session):
    key = session.note("Budget", "One")
    for _ in range(2):
        agree(world, "carl", session, key)
    assert session.happened().count("conclusion-changed") == 2  # noted, agreed


def test_a_conclusion_of_another_meeting_is_not_there(world, session):
    from tests.sessions import Session

    other = Session(world)
    key = other.note("Budget", "Elsewhere")
    with pytest.raises(NotFound):
        world.run("carl", commands.agree, meeting_key=session.key, seen=other.seen(key))


def test_what_was_issued_is_not_agreed_to_again(world, session):
    key = session.note("Budget", "One")
    session.verdict(key, "decides")
    session.agree(key)
    session.issue(key)
    with pytest.raises(ConclusionIssued):
        session.agree(key)


def test_a_form_with_a_bad_list_is_refused(world, session):
    answer = agree(world, "carl", session, seen=["nonsense"])
    assert answer.status_code == 422


def test_the_chairs_tablet_shows_the_words_and_the_button(world, session):
    key = session.note("Budget", "One")
    session.note("Staff", "Two")
    page = world.client("carl").get(f"/meetings/{session.key}/chair").text
    assert 'id="chair-conclusions"' in page
    assert "Agree to all 2" in page
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    assert f"{key}:1" in seen
    assert agree(world, "carl", session, seen=seen[:1]).status_code == 200


@pytest.mark.parametrize("who", ["mia", "greta", "zoe"])
def test_delegates_see_conclusions_only_once_issued(world, session, who):
    key = session.note("Budget", "Canary words")
    session.verdict(key, "decides")
    client = world.client(who)
    assert "Canary words" not in client.get(f"/meetings/{session.key}/tablet").text
    assert client.get(f"/meetings/{session.key}/chair").status_code == 404
