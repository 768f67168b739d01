"""Words on the way: they are kept, and never stop the clock."""

import pytest

from server.kernel.errors import BadForm, NotFound
from server.tasks.access import WrongTaskState
from server.tasks.deadlines import lateness
from server.tasks.followup import WORD_KINDS, TaskWord
from server.tasks.telling import tell
from tests.sessions import rows
from tests.tasks.follow import confirm, refused, report
from tests.world import new_id, today


@pytest.fixture
def task(session):
    return session.given(deadline_text="trước ngày 30/4/2026")


@pytest.mark.parametrize("kind", WORD_KINDS)
def test_no_word_stops_the_clock(world, session, task, kind):
    before = session.task(task)
    world.run("clara", tell, key=task, kind=kind, text="We are at it")
    after = session.task(task)
    assert (
        (after.state, after.deadline) == (before.state, before.deadline) == ("open", after.deadline)
    )
    assert lateness(after.state, after.deadline, None, today()).kind == "overdue"
    assert after.last_word_at is not None
    (word,) = rows(world, TaskWord)
    assert (word.kind, word.body_id) == (kind, world.bodies["commission"])


def test_the_office_notes_its_own_and_what_a_body_told_it(world, session, task):
    world.run("anna", tell, key=task, kind="progress", text="We telephoned")
    assert session.task(task).last_word_at is None  # the body has said nothing
    world.run("anna", tell, key=task, kind="progress", text="They said so", for_lead=True)
    assert session.task(task).last_word_at is not None
    assert [row.body_id for row in rows(world, TaskWord)] == [None, world.bodies["commission"]]


def test_who_helps_may_speak_too(world, session):
    helping = session.given(
        "With us", lead_text="Văn phòng Tỉnh ủy", coordinating_text="Ban Tổ chức Tỉnh ủy"
    )
    world.run("clara", tell, key=helping, kind="forwarded")
    assert rows(world, TaskWord)[0].body_id == world.bodies["commission"]


@pytest.mark.parametrize("who", ["mia", "stan", "carl", "greta", "adam", "rita", "zoe"])
def test_nobody_else_does(world, task, who):
    refused(world, tell, NotFound, who, key=task, kind="read")


def test_progress_needs_words_and_a_done_task_takes_none(world, session, task):
    refused(world, tell, BadForm, "clara", key=task, kind="progress")
    refused(world, tell, BadForm, "clara", key=task, kind="finished", text="x")
    report(world, task)
    confirm(world, session, task)
    refused(world, tell, WrongTaskState, "clara", key=task, kind="read")


def test_sent_twice_it_is_said_once_and_shown(world, task):
    clara = world.client("clara")
    assert clara.get(f"/tasks/{task}/words").status_code == 200
    form = {"command_id": new_id(), "kind": "progress", "text": "Half of it"}
    for _ in range(2):
        assert clara.post(f"/tasks/{task}/words", data=form).status_code == 200
    assert len(rows(world, TaskWord)) == 1
    assert "Half of it" in world.client("stan").get(f"/tasks/{task}").text
