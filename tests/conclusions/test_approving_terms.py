"""What a notice changes of tasks given before is approved with it, shown, frozen and said in it."""

import json
from typing import Any

import pytest

from server.conclusions.drafting import NoticeMoved, approve
from server.conclusions.planning_terms import drop_terms, plan_terms
from server.conclusions.publishing import NotApproved, number_notice
from tests.conclusions.drafts import Draft
from tests.sessions import MORNING, plain
from tests.tasks.follow import refused


@pytest.fixture
def task(session):
    return session.given("Build")


@pytest.fixture
def later(session):
    key = session.note("Roads", "The work of the roads goes on")
    session.verdict(key, "decides")
    session.agree(key)
    session.draft()
    return key


@pytest.fixture
def draft(session, later):
    return Draft(session)


def plan(world: Any, later: str, task: str, **more: str) -> str:
    given = {"deadline_text": "trước ngày 30/9/2099", "goal": "trên 90%"} | more
    return world.run("anna", plan_terms, conclusion_key=later, task_key=task, **given)


def test_it_is_shown_to_the_chair_frozen_and_said_in_the_notice(world, session, task, later, draft):
    plan(world, later, task)
    draft.submit()
    page = plain(world.client("carl").get(f"/meetings/{session.key}/notice/approval").text)
    assert "Tasks given before that this notice changes" in page
    assert "Nhiệm vụ “Build” được điều chỉnh: thời hạn mới:" in page
    assert "chỉ tiêu mới: trên 90%" in page
    draft.approve()
    notice = session.notice(draft.number(number="300"))
    (conclusion,) = json.loads(notice.wording)["conclusions"]
    (said,) = conclusion["terms"]
    assert (said["task"], said["goal"]) == (task, "trên 90%")
    assert session.task(task).goal == "trên 90%"
    shown = plain(world.client("anna").get(f"/notices/{notice.key}").text)
    assert "New deadline: trước ngày 30/9/2099 · new goal: trên 90%" in shown


def test_what_the_words_say_already_is_not_said_twice(world, session, task, later, draft):
    plan(world, later, task)
    session.edit(later, "Nhiệm vụ lùi đến trước ngày 30/9/2099, đạt trên 90%.")
    html = world.client("anna").get(f"/meetings/{session.key}/notice").text
    assert "lùi đến" in html
    assert "được điều chỉnh" not in html


@pytest.mark.parametrize("how", ["planned", "changed", "dropped"])
def test_whatever_changes_it_after_the_approval_asks_for_another(
    world, session, task, later, draft, how
):
    key = "" if how == "planned" else plan(world, later, task)
    draft.submit()
    draft.approve()
    seen = draft.digest
    if how == "dropped":
        world.run("anna", drop_terms, key=key)
    else:
        plan(world, later, task, goal="trên 80%")
    assert draft.digest != seen
    given = {"number": "300", "symbol": "TB/TU", "issued_on": MORNING.date()}
    for digest in (seen, draft.digest):
        refused(
            world,
            number_notice,
            NotApproved,
            "rita",
            meeting_key=session.key,
            digest=digest,
            **given,
        )
    assert session.task(task).goal == ""


def test_nobody_approves_what_was_planned_since_the_page_was_shown(
    world, session, task, later, draft
):
    draft.submit()
    seen = draft.digest
    plan(world, later, task)
    refused(world, approve, NoticeMoved, "carl", meeting_key=session.key, digest=seen)


def test_without_changes_the_words_are_what_they_were(world, session, later, draft):
    draft.submit()
    draft.approve()
    notice = session.notice(draft.number(number="300"))
    assert "terms" not in json.loads(notice.wording)["conclusions"][0]
