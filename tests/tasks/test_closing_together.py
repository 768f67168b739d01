"""One document closes several tasks in one form, and one word confirms them all."""

import pytest

from server.kernel.errors import BadForm, NotFound
from server.tasks import commands
from server.tasks.access import WrongTaskState
from server.tasks.closing_together import report_together
from server.tasks.commands import ask_for_more
from server.tasks.models import TaskReport
from server.tasks.results import EvidenceNeeded, Result
from tests.sessions import rows
from tests.tasks.follow import DOCUMENT, refused
from tests.world import new_id

RESULT = Result(**DOCUMENT, evidence_level="Ban Tổ chức")


@pytest.fixture
def tasks(session):
    return [session.given(work, "Budget") for work in ("One", "Two", "Three")]


def versions(session, tasks):
    return {task: session.task(task).version for task in tasks}


def test_one_document_one_form_one_word(world, session, tasks):
    world.run("clara", report_together, keys=tasks, result=RESULT)
    reports = rows(world, TaskReport)
    assert len(reports) == 3
    assert len({row.together for row in reports}) == 1
    assert {row.evidence_level for row in reports} == {"Ban Tổ chức"}
    first, *others = tasks
    anna = world.client("anna")
    form = anna.get(f"/tasks/{first}/confirm").text
    assert "Two" in form
    seen = versions(session, tasks)
    answer = {"command_id": new_id(), "version": seen[first], "mark": "good"}
    answer |= {"others": [f"{key}:{seen[key]}" for key in others[:1]]}
    for _ in range(2):
        assert anna.post(f"/tasks/{first}/confirm", data=answer).status_code == 200
    assert [session.task(key).state for key in tasks] == ["done", "done", "reported"]
    assert session.task(others[0]).mark == "good"
    assert "3 tasks" in anna.get(f"/tasks/{first}").text


def test_what_moved_meanwhile_is_not_confirmed_with_the_rest(world, session, tasks):
    world.run("clara", report_together, keys=tasks, result=RESULT)
    seen = versions(session, tasks)
    first, second, _third = tasks
    world.run("bella", ask_for_more, key=second, version=seen[second], reason="More")
    given = {"key": first, "version": seen[first], "others": {second: seen[second]}}
    refused(world, commands.confirm, WrongTaskState, "anna", **given)
    assert session.task(first).state == "reported"


def test_a_task_of_another_document_is_not_closed_along(world, session, tasks):
    first, second, third = tasks
    world.run("clara", report_together, keys=[first, second], result=RESULT)
    world.run("clara", report_together, keys=[third], result=RESULT)
    seen = versions(session, tasks)
    given = {"key": first, "version": seen[first], "others": {third: seen[third]}}
    refused(world, commands.confirm, WrongTaskState, "anna", **given)


def test_none_is_reported_where_one_cannot_be(world, session, tasks):
    foreign = session.given("Theirs", lead_text="Văn phòng Tỉnh ủy")
    lacking = Result(text="x", evidence_kind="document")
    for error, keys, result in (
        (NotFound, [*tasks, foreign], RESULT),
        (EvidenceNeeded, tasks, lacking),
        (BadForm, [], RESULT),
    ):
        refused(world, report_together, error, "clara", keys=keys, result=result)
    world.run("anna", report_together, keys=[tasks[0], foreign], result=RESULT)  # of two bodies
    refused(world, report_together, WrongTaskState, "clara", keys=tasks, result=RESULT)
    assert len(rows(world, TaskReport)) == 2
    assert {row.reported_for_id for row in rows(world, TaskReport)} == {
        world.bodies["commission"],
        world.bodies["office"],
    }


@pytest.mark.parametrize("who", ["stan", "carl", "mia", "adam", "rita", "zoe"])
def test_nobody_else_does(world, tasks, who):
    refused(world, report_together, NotFound, who, keys=tasks, result=RESULT)
    assert world.client(who).get("/tasks/together").status_code == 404


def test_the_page_offers_what_is_ones_own_to_report(world, session, tasks):
    session.given("Theirs", lead_text="Văn phòng Tỉnh ủy")
    clara, anna = world.client("clara"), world.client("anna")
    assert "Theirs" not in clara.get("/tasks/together").text
    page = anna.get("/tasks/together").text
    assert "Theirs" in page
    assert "One" in page
    assert "Theirs" in anna.get("/tasks/together?words=theirs").text
    assert "Theirs" not in anna.get("/tasks/together?words=theirs+one").text
    form = {"command_id": new_id(), "text": "Done", "evidence_kind": "minutes"}
    assert clara.post("/tasks/together", data=form).status_code == 422
    form |= {"evidence_text": "Minutes 4", "task": tasks}
    for _ in range(2):
        assert clara.post("/tasks/together", data=form).status_code == 200
    assert len(rows(world, TaskReport)) == 3
