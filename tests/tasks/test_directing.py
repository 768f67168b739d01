"""Opinions and directives of the standing body, and their answers."""

from datetime import date, timedelta

import pytest

from server.kernel.errors import BadForm, NotFound
from server.kernel.types import now
from server.kernel.workdays import office_days
from server.tasks.access import WrongTaskState
from server.tasks.details import details_of
from server.tasks.directing import DirectiveAnswered, answer_directive, direct
from server.tasks.followup import FollowUpRules, TaskDirective, TaskTerms
from server.tasks.queries import task as task_of
from tests.sessions import rows
from tests.tasks.follow import confirm, refused, report
from tests.world import new_id, today


@pytest.fixture
def task(session):
    return session.given()


def say(world, task, who="stan", kind="directive", text="Hurry", **more):
    return world.run(who, direct, key=task, kind=kind, text=text, **more)


def details(world, task):
    return world.read(lambda db: details_of(db, task_of(db, world.viewer("anna"), task)[0]))


def test_a_directive_must_be_answered_in_working_days(world, task):
    say(world, task)
    (row,) = rows(world, TaskDirective)
    assert row.answer_by == world.read(lambda db: office_days().after(today(), 2))
    world.add(FollowUpRules(answer=5))
    say(world, task)
    assert rows(world, TaskDirective)[1].answer_by == world.read(
        lambda db: office_days().after(today(), 5)
    )


def test_an_opinion_asks_for_nothing(world, session, task):
    key = say(world, task, kind="opinion")
    refused(world, answer_directive, DirectiveAnswered, "clara", key=key, text="Yes")
    report(world, task)
    confirm(world, session, task)
    say(world, task, kind="opinion", text="Well done")
    refused(world, direct, WrongTaskState, "stan", key=task, kind="directive", text="More")


def test_the_lead_body_answers_once_or_the_office_for_it(world, session, task):
    first, second = say(world, task), say(world, task, text="And the rest?")
    world.run("clara", answer_directive, key=first, text="We do")
    refused(world, answer_directive, DirectiveAnswered, "anna", key=first, text="Again")
    refused(world, answer_directive, BadForm, "anna", key=second, text="")
    world.run("anna", answer_directive, key=second, text="They said so")
    assert session.task(task).last_word_at is not None
    assert "They said so" in world.client("stan").get(f"/tasks/{task}").text


def test_a_late_answer_is_seen(world, task):
    said = {"kind": "directive", "text": "Hurry", "said_by_id": world.people["stan"]}
    row = world.read(lambda db: task_of(db, world.viewer("anna"), task)[0])
    for answered in (None, now()):
        world.add(
            TaskDirective(
                task_id=row.id, said_at=now(), answer_by=today() - timedelta(days=3),
                answered_at=answered, answered_by_id=None, **said,
            )
        )  # fmt: skip
    lines = details(world, task).directives
    assert [(line.late, line.waits) for line in lines] == [(3, False), (3, True)]
    shown = world.client("stan").get(f"/tasks/{task}").text
    for words in ("answer 3 days late", "answered 3 days late"):
        assert words in shown


def test_a_directive_may_give_another_day(world, session, task):
    say(world, task, deadline=date(2099, 3, 1))
    assert session.task(task).deadline == date(2099, 3, 1)
    assert [(row.cause, row.reason) for row in rows(world, TaskTerms)] == [("directive", "Hurry")]
    assert session.task(task).extensions == 0


@pytest.mark.parametrize("who", ["anna", "clara", "mia", "greta", "adam", "rita", "zoe"])
def test_nobody_else_directs(world, task, who):
    refused(world, direct, NotFound, who, key=task, kind="opinion", text="x")


@pytest.mark.parametrize("who", ["stan", "carl", "mia", "zoe"])
def test_nobody_else_answers(world, task, who):
    refused(world, answer_directive, NotFound, who, key=say(world, task), text="x")


def test_by_forms_twice_and_stale(world, task):
    stan, clara = world.client("stan"), world.client("clara")
    assert stan.get(f"/tasks/{task}/directives").status_code == 200
    form = {"command_id": new_id(), "kind": "directive", "text": "Hurry"}
    for _ in range(2):
        assert stan.post(f"/tasks/{task}/directives", data=form).status_code == 200
    (row,) = rows(world, TaskDirective)
    address = f"/task-directives/{row.key}/answer"
    assert clara.get(address).status_code == 200
    form = {"command_id": new_id(), "text": "We do"}
    for _ in range(2):
        assert clara.post(address, data=form).status_code == 200
    assert clara.post(address, data=form | {"command_id": new_id()}).status_code == 409
    assert clara.get(address).status_code == 409
