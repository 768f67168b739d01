"""What was given is put right by the office, with its history; by two people where it says so."""

from datetime import date

import pytest

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.people.models import Body
from server.tasks.access import WrongTaskState
from server.tasks.correcting import (
    CorrectionSettled,
    CorrectionWaits,
    SecondPersonNeeded,
    Terms,
    agree_correction,
    correct_task,
    refuse_correction,
    terms_of,
)
from server.tasks.events import TaskTakenBack
from server.tasks.followup import FollowUpRules, TaskCorrection, TaskTerms
from server.tasks.models import Task
from tests.sessions import rows
from tests.tasks.follow import confirm, refused, report
from tests.world import hidden_fields, new_id


@pytest.fixture
def task(session):
    return session.given(product="Báo cáo")


def terms(world, task):
    def read(db):
        from uuid import UUID

        from sqlmodel import select

        return terms_of(db, db.exec(select(Task).where(Task.key == UUID(task))).one())

    return world.read(read)


def correct(world, task, who="anna", base=None, **changes):
    base = base or terms(world, task)
    to = Terms(**{**base.__dict__, **changes})
    return world.run(who, correct_task, key=task, base=base, to=to, reason="A slip of the notice")


def test_a_correction_keeps_what_it_was(world, session, task):
    assert correct(world, task, goal="trên 95%", deadline=date(2099, 5, 31)) == "done"
    row = session.task(task)
    assert (row.goal, row.deadline, row.product) == ("trên 95%", date(2099, 5, 31), "Báo cáo")
    (kept,) = rows(world, TaskTerms)
    assert (kept.cause, kept.reason) == ("correction", "A slip of the notice")
    assert kept.before["deadline"] == "2099-04-30"
    assert kept.after["goal"] == "trên 95%"
    assert correct(world, task) == "same"


def test_words_bring_their_day_and_keep_it_where_they_name_none(world, session, task):
    correct(world, task, deadline_text="chậm nhất ngày 15/6/2099")
    assert session.task(task).deadline == date(2099, 6, 15)
    correct(world, task, deadline_text="theo kỳ họp")
    assert session.task(task).deadline == date(2099, 6, 15)
    correct(world, task, deadline_text="thường xuyên")
    assert (session.task(task).deadline, session.task(task).deadline_kind) == (None, "ongoing")


def test_another_lead_has_it_and_the_one_before_no_longer(world, session, task):
    assert world.client("clara").get(f"/tasks/{task}").status_code == 200
    office = world.row(Body, id=world.bodies["office"])
    correct(world, task, lead_body=str(office.key))
    row = session.task(task)
    assert (row.lead_body_id, row.lead_text) == (office.id, office.name)
    assert rows(world, TaskTerms)[0].before == {"lead_text": "Ban Tổ chức Tỉnh ủy"}
    assert world.client("clara").get(f"/tasks/{task}").status_code == 404
    assert TaskTakenBack.name in session.happened("tasks")
    with pytest.raises(BadForm):
        correct(world, task, lead_body="")


def test_two_who_change_the_same_are_shown_both(world, session, task):
    seen = terms(world, task)
    correct(world, task, goal="95%")
    correct(world, task, "bella", base=seen, product="Đề án")
    with pytest.raises(EditConflict) as conflict:
        correct(world, task, "bella", base=seen, goal="90%")
    assert conflict.value.theirs == {"goal": "95%"}
    assert (session.task(task).goal, session.task(task).product) == ("95%", "Đề án")


def test_where_the_office_says_so_another_person_agrees(world, session, task):
    world.add(FollowUpRules(second_person=True))
    assert correct(world, task, goal="90%", deadline=date(2099, 8, 1)) == "waiting"
    assert session.task(task).goal == ""
    with pytest.raises(CorrectionWaits):
        correct(world, task, "bella", goal="91%")
    (asked,) = rows(world, TaskCorrection)
    refused(world, agree_correction, SecondPersonNeeded, "anna", key=asked.key)
    refused(world, agree_correction, NotFound, "clara", key=asked.key)
    assert "90%" in world.client("bella").get(f"/tasks/{task}").text
    assert "90%" not in world.client("clara").get(f"/tasks/{task}").text
    world.run("bella", agree_correction, key=asked.key)
    assert (session.task(task).goal, session.task(task).deadline) == ("90%", date(2099, 8, 1))
    refused(world, agree_correction, CorrectionSettled, "bella", key=asked.key)


def test_it_is_refused_taken_back_or_overtaken(world, session, task):
    world.add(FollowUpRules(second_person=True))
    correct(world, task, goal="90%")
    world.run("bella", refuse_correction, key=rows(world, TaskCorrection)[0].key, answer="No")
    correct(world, task, goal="91%")
    world.run("anna", refuse_correction, key=rows(world, TaskCorrection)[1].key)
    assert [row.state for row in rows(world, TaskCorrection)] == ["refused", "withdrawn"]
    correct(world, task, goal="92%")

    def other_goal(tx):
        tx.session.get_one(Task, session.task(task).id).goal = "1%"

    world.run(None, other_goal)
    key = rows(world, TaskCorrection)[2].key
    refused(world, agree_correction, CorrectionSettled, "bella", key=key)


@pytest.mark.parametrize("who", ["clara", "stan", "carl", "mia", "adam", "rita", "zoe"])
def test_nobody_else_does(world, task, who):
    with pytest.raises(NotFound):
        correct(world, task, who, goal="1%")


def test_what_is_done_is_not_put_right(world, session, task):
    report(world, task)
    confirm(world, session, task)
    with pytest.raises(WrongTaskState):
        correct(world, task, goal="1%")


def test_by_its_form_twice(world, session, task):
    anna = world.client("anna")
    form = hidden_fields(anna.get(f"/tasks/{task}/correct").text)
    form |= {name.removeprefix("base_"): value for name, value in form.items()}
    form |= {"command_id": new_id(), "goal": "80%", "reason": "So said"}
    for _ in range(2):
        assert anna.post(f"/tasks/{task}/correct", data=form).status_code == 200
    assert session.task(task).goal == "80%"
    assert len(rows(world, TaskTerms)) == 1
    stale = form | {"command_id": new_id(), "goal": "70%"}
    assert anna.post(f"/tasks/{task}/correct", data=stale).status_code == 409
