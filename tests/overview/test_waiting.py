"""What waits for whom."""

import pytest

from server.overview.waiting import waiting_for
from server.people.models import Body
from server.room.commands import complete_file, end_session
from server.tasks import commands
from tests.room.test_ending import settle
from tests.tasks.test_facts import key_of, put


def waiting(world, who):
    return [(row.kind, row.count) for row in world.read(waiting_for, world.viewer(who))]


def test_the_chair_has_conclusions_to_agree_to(world, session):
    session.note("Budget", "One")
    session.note("Staff", "Two")
    assert waiting(world, "carl") == [("agree", 2)]
    assert waiting(world, "mia") == []


def test_the_office_settles_what_is_left_and_confirms_results(world, session):
    task = session.given("Ask", lead_text="các cơ quan", deadline_text="")
    world.run("anna", end_session, key=session.key)
    kinds = dict(waiting(world, "anna"))
    assert kinds == {"settle": 4, "unclear": 1, "signed-notice": 1}
    world.run(
        "anna",
        commands.report_result,
        key=task,
        text="Done",
        evidence_kind="minutes",
        evidence_text="3",
    )
    assert dict(waiting(world, "bella"))["confirm"] == 1


def test_a_complete_file_waits_for_nobody(world, session):
    world.run("anna", end_session, key=session.key)
    settle(world, session)
    assert waiting(world, "anna") == [("settle", 0)]
    world.run("anna", complete_file, key=session.key)
    assert waiting(world, "anna") == []


def test_a_clerk_has_what_is_asked_and_what_came_back(world, session):
    task = session.given("Build")
    session.given("Other", "Staff", lead_text="Văn phòng Tỉnh ủy")
    assert waiting(world, "clara") == [("due", 1)]
    world.run(
        "clara",
        commands.report_result,
        key=task,
        text="Done",
        evidence_kind="minutes",
        evidence_text="3",
    )
    assert waiting(world, "clara") == []
    version = session.task(task).version
    world.run("anna", commands.ask_for_more, key=task, version=version, reason="More")
    assert waiting(world, "clara") == [("returned", 1)]


def test_the_standing_body_follows_what_is_overdue(world, session):
    assert waiting(world, "stan") == []
    session.given("Late", deadline_text="trước ngày 30/4/2020")
    assert waiting(world, "stan") == [("overdue", 1)]


def test_an_outsider_waits_for_nothing(world, session):
    session.given("Build")
    for who in ("zoe", "adam", "greta"):
        assert waiting(world, who) == []


@pytest.mark.parametrize(("body", "who"), [("committee", "carl"), ("standing", "stan")])
def test_who_confirms_for_a_body_has_its_results(world, session, body, who):
    task = session.given("Build")
    fact = {"evidence_kind": "minutes", "evidence_text": "3"}
    world.run("clara", commands.report_result, key=task, text="Done", **fact)
    before = waiting(world, who)
    put(world, session, task, confirmer=key_of(world, Body, id=world.bodies[body]))
    assert waiting(world, who) == [*before, ("confirm-task", 1)]
    version = session.task(task).version
    world.run(who, commands.confirm, key=task, version=version)
    assert waiting(world, who) == before
