"""A later notice changes a task given before: planned at the desk, done when it is issued."""

from datetime import date

import pytest

from server.conclusions.access import ConclusionIssued
from server.conclusions.commands import ConclusionMoved
from server.conclusions.models import PlannedTerms
from server.conclusions.planning_terms import drop_terms, plan_terms
from server.kernel.errors import BadForm, NotFound
from server.tasks.access import WrongTaskState
from server.tasks.followup import TaskTerms
from tests.live.harness import SAME, live_equals_reload, opened
from tests.sessions import rows
from tests.tasks.follow import confirm, refused, report
from tests.world import new_id


@pytest.fixture
def task(session):
    return session.given("Build")


@pytest.fixture
def later(session):
    conclusion = session.note("Roads", "The deadline is put off to 30/9/2099, the goal is 90%.")
    session.verdict(conclusion, "decides")
    return conclusion


def plan(world, later, task, who="anna", **more):
    given = {"deadline_text": "trước ngày 30/9/2099", "goal": "trên 90%"} | more
    return world.run(who, plan_terms, conclusion_key=later, task_key=task, **given)


def test_it_takes_effect_with_the_notice_and_is_history(world, session, task, later):
    plan(world, later, task)
    assert session.task(task).deadline == date(2099, 4, 30)
    session.agree(later)
    session.issue(later, number="200")
    row = session.task(task)
    assert (row.deadline, row.goal) == (date(2099, 9, 30), "trên 90%")
    assert (row.deadline_text, row.extensions) == ("trước ngày 30/9/2099", 0)
    (kept,) = rows(world, TaskTerms)
    assert (kept.cause, kept.reference) == ("notice", "200-TB/TU")
    assert kept.conclusion_id == session.conclusion(later).id
    assert kept.before["deadline"] == "2099-04-30"
    shown = world.client("clara").get(f"/tasks/{task}").text
    for words in ("<del>", "200-TB/TU", "trên 90%"):
        assert words in shown
    assert rows(world, PlannedTerms)[0].applied_at is not None


def test_the_same_task_is_said_anew_or_dropped(world, session, task, later):
    plan(world, later, task)
    key = plan(world, later, task, goal="trên 80%")
    assert [row.goal for row in rows(world, PlannedTerms)] == ["trên 80%"]
    world.run("bella", drop_terms, key=key)
    refused(world, drop_terms, NotFound, "bella", key=key)
    session.agree(later)
    session.issue(later, number="201")
    assert session.task(task).deadline == date(2099, 4, 30)


def test_who_issues_has_seen_what_is_planned(world, session, task, later):
    session.agree(later)
    session.draft()
    seen = session.seen(later)
    plan(world, later, task)
    from server.conclusions.issuing import issue
    from tests.sessions import MORNING

    given = {"number": "9", "symbol": "TB/TU", "issued_on": MORNING.date(), "seen": seen}
    refused(world, issue, ConclusionMoved, "anna", meeting_key=session.key, **given)


def test_what_was_done_meanwhile_stays(world, session, task, later):
    plan(world, later, task)
    report(world, task)
    confirm(world, session, task)
    session.agree(later)
    session.issue(later, number="202")
    assert session.task(task).deadline == date(2099, 4, 30)
    assert rows(world, TaskTerms) == []


def test_only_what_is_under_way_changes_and_something_does(world, session, task, later):
    planned = session.assign(session.note("Budget", "So"))
    terms = {"conclusion_key": later, "deadline": date(2099, 9, 1)}
    refused(world, plan_terms, WrongTaskState, "anna", task_key=planned, **terms)
    nothing = {"conclusion_key": later, "task_key": task}
    refused(world, plan_terms, BadForm, "anna", **nothing)
    session.agree(later)
    session.issue(later, number="203")
    refused(world, plan_terms, ConclusionIssued, "anna", task_key=task, **terms)


@pytest.mark.parametrize("who", ["carl", "stan", "clara", "mia", "adam", "rita", "zoe"])
def test_nobody_else_plans(world, task, later, who):
    key = plan(world, later, task)
    refused(world, drop_terms, NotFound, who, key=key)
    with pytest.raises(NotFound):
        plan(world, later, task, who)


def test_by_its_form_twice_live(world, session, task, later):
    anna = world.client("anna")
    assert "Build" in anna.get(f"/conclusions/{later}/terms?words=build").text
    assert "Build" not in anna.get(f"/conclusions/{later}/terms?words=nothing").text
    meeting, item = f"/meetings/{session.key}", session.item("Roads").key
    pages = [("anna", f"{meeting}/console?item={item}"), ("carl", f"{meeting}/chair")]
    watched = [opened(world, who, url) for who, url in (*pages, ("anna", f"{meeting}/notice"))]
    form = {"command_id": new_id(), "task": task, "deadline": "2099-10-01"}

    def act():
        for _ in range(2):
            assert anna.post(f"/conclusions/{later}/terms", data=form).status_code == 200
        session.agree(later)
        session.draft()

    assert set(live_equals_reload(world, watched, act)) == {SAME}
    assert len(rows(world, PlannedTerms)) == 1
    assert "01/10/2099" in world.client("carl").get(f"{meeting}/chair").text
