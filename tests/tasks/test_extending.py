"""A later day: only by request, at the right level, counted, with its history."""

from datetime import date, timedelta

import pytest

from server.kernel.errors import BadForm, NotFound
from server.tasks.access import WrongTaskState
from server.tasks.extending import (
    ExtensionSettled,
    ExtensionWaits,
    LetterNeeded,
    NotLater,
    ask_extension,
    decide_extension,
    withdraw_extension,
)
from server.tasks.followup import TaskExtension, TaskTerms
from tests.sessions import rows
from tests.tasks.follow import confirm, refused, report
from tests.world import new_id, today

WANTED = date(2099, 6, 30)


@pytest.fixture
def task(session):
    return session.given(deadline_text="trước ngày 30/4/2099")


def ask(world, task, who="clara", **more):
    return world.run(who, ask_extension, key=task, **{"wanted": WANTED, "reason": "Rain"} | more)


def decide(world, key, who="anna", granted=WANTED, **more):
    version = rows(world, TaskExtension)[-1].version
    return world.run(who, decide_extension, key=key, version=version, granted=granted, **more)


def test_a_first_request_is_the_offices_and_leaves_its_history(world, session, task):
    key = ask(world, task)
    assert session.task(task).deadline == date(2099, 4, 30)  # as long as it waits
    refused(world, decide_extension, NotFound, "stan", key=key, version=1, granted=WANTED)
    decide(world, key, answer="Once")
    row = session.task(task)
    assert (row.deadline, row.extensions, row.deadline_text) == (WANTED, 1, "")
    (kept,) = rows(world, TaskTerms)
    assert kept.before == {"deadline": "2099-04-30", "deadline_text": "trước ngày 30/4/2099"}
    assert (kept.after["deadline"], kept.cause, kept.reason) == ("2099-06-30", "extension", "Once")
    shown = world.client("clara").get(f"/tasks/{task}").text
    for words in ("<del>", "30/06/2099", "Anna Office"):
        assert words in shown


def test_a_second_request_is_the_standing_bodys(world, session, task):
    decide(world, ask(world, task))
    key = ask(world, task, wanted=date(2099, 9, 30))
    assert rows(world, TaskExtension)[-1].level == "standing"
    refused(world, decide_extension, NotFound, "anna", key=key, version=1, granted=WANTED)
    decide(world, key, "stan", granted=date(2099, 8, 31), answer="Not as long")
    assert (session.task(task).deadline, session.task(task).extensions) == (date(2099, 8, 31), 2)


def test_so_is_the_first_of_a_task_past_its_day(world, session):
    late = session.given(deadline_text="trước ngày 30/4/2026")
    key = ask(world, late, wanted=today() + timedelta(days=9))
    refused(world, decide_extension, NotFound, "bella", key=key, version=1, granted=WANTED)
    decide(world, key, "carl", granted=today() + timedelta(days=9))
    assert session.task(late).extensions == 1


def test_a_refusal_has_words_and_changes_nothing(world, session, task):
    key = ask(world, task)
    refused(world, decide_extension, BadForm, "anna", key=key, version=1, granted=None)
    decide(world, key, granted=None, answer="It is urgent")
    assert (session.task(task).deadline, session.task(task).extensions) == (date(2099, 4, 30), 0)
    assert rows(world, TaskTerms) == []
    assert ask(world, task)  # another may be asked for, and is the office's still
    assert rows(world, TaskExtension)[-1].level == "office"


def test_the_office_asks_for_a_body_by_its_letter(world, task):
    given = {"key": task, "wanted": WANTED, "reason": "Rain"}
    refused(world, ask_extension, LetterNeeded, "anna", **given)
    ask(world, task, "anna", letter="45-CV/BTC")
    assert rows(world, TaskExtension)[0].letter == "45-CV/BTC"


def test_one_waits_at_a_time_and_may_be_withdrawn(world, task):
    key = ask(world, task)
    refused(world, ask_extension, ExtensionWaits, "clara", key=task, wanted=WANTED, reason="Again")
    world.run("clara", withdraw_extension, key=key)
    refused(world, withdraw_extension, ExtensionSettled, "clara", key=key)
    refused(world, decide_extension, ExtensionSettled, "anna", key=key, version=2, granted=WANTED)
    assert ask(world, task)


def test_the_day_is_later_and_the_task_has_one(world, session, task):
    for wanted in (date(2099, 4, 30), today()):
        refused(world, ask_extension, NotLater, "clara", key=task, wanted=wanted, reason="x")
    key = ask(world, task)
    earlier = {"key": key, "version": 1, "granted": date(2099, 4, 1)}
    refused(world, decide_extension, NotLater, "anna", **earlier)
    endless = session.given("Always", deadline_text="thường xuyên")
    given = {"key": endless, "wanted": WANTED, "reason": "x"}
    refused(world, ask_extension, WrongTaskState, "clara", **given)


@pytest.mark.parametrize("who", ["mia", "stan", "carl", "greta", "adam", "rita", "zoe"])
def test_nobody_else_asks(world, task, who):
    refused(world, ask_extension, NotFound, who, key=task, wanted=WANTED, reason="x")


def test_what_is_done_needs_no_other_day(world, session, task):
    key = ask(world, task)
    report(world, task)
    confirm(world, session, task)
    assert rows(world, TaskExtension)[0].state == "withdrawn"
    refused(world, decide_extension, ExtensionSettled, "anna", key=key, version=2, granted=WANTED)


def test_asked_and_answered_by_forms_twice_and_stale(world, session, task):
    clara, anna = world.client("clara"), world.client("anna")
    assert clara.get(f"/tasks/{task}/extension").status_code == 200
    form = {"command_id": new_id(), "wanted": "2099-06-30", "reason": "Rain"}
    for _ in range(2):
        assert clara.post(f"/tasks/{task}/extension", data=form).status_code == 200
    (row,) = rows(world, TaskExtension)
    address = f"/task-extensions/{row.key}/decide"
    assert anna.get(address).status_code == 200
    stale = {"command_id": new_id(), "version": 9, "verdict": "granted", "granted": "2099-06-30"}
    assert anna.post(address, data=stale).status_code == 409
    answer = stale | {"command_id": new_id(), "version": row.version}
    for _ in range(2):
        assert anna.post(address, data=answer).status_code == 200
    assert session.task(task).extensions == 1
    assert anna.get(address).status_code == 409
