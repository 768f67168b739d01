"""Tasks while their conclusion may still change."""

from datetime import date

import pytest

from server.conclusions import assigning, commands
from server.conclusions.commands import ConclusionMoved
from server.conclusions.models import Conclusion
from server.kernel.errors import NotFound
from server.people.models import Body, BodyAlias
from server.tasks.access import WrongTaskState
from server.tasks.commands import report_result
from server.tasks.models import TaskBody
from tests.sessions import COMMISSION, rows
from tests.world import hidden_fields, new_id


@pytest.fixture
def conclusion(session):
    return session.note("Budget", "So concluded")


def test_a_task_is_planned_with_all_that_was_written(world, session, conclusion):
    address = f"/conclusions/{conclusion}/tasks"
    form = {
        "command_id": new_id(),
        "work": "Publish the budget",
        "lead_text": "ban  tổ chức tỉnh uỷ",
        "coordinating_text": "Văn phòng Tỉnh ủy, các sở",
        "product": "Báo cáo",
        "receiver": "Ban Thường vụ Tỉnh ủy",
        "deadline_text": "trước ngày 30/4/2026",
    }
    anna = world.client("anna")
    for _ in range(2):
        assert anna.post(address, data=form).status_code == 200
    (task,) = rows(world, type(session.task(session.assign(conclusion))))[:1]
    assert (task.work, task.state, task.product) == ("Publish the budget", "planned", "Báo cáo")
    assert (task.receiver, task.deadline_kind) == ("Ban Thường vụ Tỉnh ủy", "date")
    assert (task.lead_text, task.lead_body_id) == (
        "ban  tổ chức tỉnh uỷ",
        world.bodies["commission"],
    )
    assert (task.deadline_text, task.deadline) == ("trước ngày 30/4/2026", date(2026, 4, 30))
    helpers = {row.name: row.body_id for row in rows(world, TaskBody)}
    assert helpers == {"Văn phòng Tỉnh ủy": world.bodies["office"], "các sở": None}
    assert session.conclusion(conclusion).verdict == "assigns"


def test_a_lead_nobody_knows_stays_as_written(session, conclusion):
    task = session.task(session.assign(conclusion, lead_text="các cơ quan khối Đảng"))
    assert (task.lead_text, task.lead_body_id) == ("các cơ quan khối Đảng", None)


def test_an_old_name_and_a_body_that_ended_lead_to_who_exists_today(world, session, conclusion):
    commission = world.bodies["commission"]
    world.add(BodyAlias(body_id=commission, name="Ban TC", folded="ban tc"))
    old = world.add(Body(name="Ban Tuyên huấn", valid_to=date(2025, 1, 1), successor_id=commission))
    world.add(Body(name="Ban không còn", valid_to=date(2025, 1, 1)))
    assert old
    for name, body in (("Ban TC", commission), ("Ban Tuyên huấn", commission)):
        assert session.task(session.assign(conclusion, lead_text=name)).lead_body_id == body
    assert session.task(session.assign(conclusion, lead_text="Ban không còn")).lead_body_id is None


def test_a_name_two_bodies_share_is_nobody(world, session, conclusion):
    world.add(Body(name="Ban khác", short_name=COMMISSION))
    assert session.task(session.assign(conclusion)).lead_body_id is None


def test_a_body_picked_by_hand_and_a_typed_date_win(world, session, conclusion):
    office = world.row(Body, id=world.bodies["office"])
    key = session.assign(
        conclusion,
        lead_text="đồng chí Chánh Văn phòng",
        lead_body=str(office.key),
        deadline=date(2026, 5, 2),
    )
    task = session.task(key)
    assert task.lead_body_id == office.id
    assert task.deadline == date(2026, 5, 2)


def edit(world, who, task, **fields):
    client = world.client(who)
    rendered = hidden_fields(client.get(f"/tasks/{task}/edit").text)
    form = {name.removeprefix("base_"): value for name, value in rendered.items()}
    form |= rendered | {"command_id": new_id()}
    return form, lambda **more: client.post(f"/tasks/{task}/edit", data=form | fields | more)


def test_a_task_is_edited_while_planned_and_what_follows_follows(world, session, conclusion):
    task = session.assign(conclusion)
    _form, send = edit(world, "anna", task)
    answer = send(lead_text="Văn phòng Tỉnh ủy", deadline_text="trong tháng 7/2026")
    assert answer.status_code == 200
    row = session.task(task)
    assert (row.lead_body_id, row.deadline) == (world.bodies["office"], date(2026, 7, 31))


def test_level_and_kind_of_deadline_are_edited_and_follow_the_phrase(world, session, conclusion):
    task = session.assign(conclusion)
    _form, send = edit(world, "anna", task)
    assert send(receiver="Thường trực Tỉnh ủy", deadline_text="hằng quý").status_code == 200
    row = session.task(task)
    assert (row.receiver, row.deadline_kind, row.deadline) == (
        "Thường trực Tỉnh ủy",
        "recurring",
        None,
    )
    form, send = edit(world, "anna", task)
    assert form["base_deadline_kind"] == ""
    assert send(deadline_kind="ongoing").status_code == 200
    assert session.task(task).deadline_kind == "ongoing"
    form, send = edit(world, "anna", task)
    assert form["base_deadline_kind"] == "ongoing"
    assert send(deadline_kind="whatever").status_code == 422
    world.run("carl", assigning.act_at_once, task_key=task)
    page = world.client("anna").get(f"/tasks/{task}").text
    assert "Thường trực Tỉnh ủy" in page
    assert "always" in page


def test_two_secretaries_change_different_fields_of_a_task(world, session, conclusion):
    task = session.assign(conclusion)
    _form, anna = edit(world, "anna", task)
    _form, bella = edit(world, "bella", task)
    assert anna(product="Report").status_code == 200
    assert bella(work="Build more").status_code == 200
    row = session.task(task)
    assert (row.product, row.work) == ("Report", "Build more")


def test_two_who_change_the_same_words_get_both(world, session, conclusion):
    task = session.assign(conclusion)
    _form, anna = edit(world, "anna", task)
    _form, bella = edit(world, "bella", task)
    assert anna(work="Annas words").status_code == 200
    answer = bella(work="Bellas words")
    assert answer.status_code == 409
    assert "Annas words" in answer.text
    assert "Bellas words" in answer.text
    assert session.task(task).work == "Annas words"


def test_a_planned_task_is_removed(world, session, conclusion):
    task = session.assign(conclusion, coordinating_text="Văn phòng Tỉnh ủy")
    world.run("anna", assigning.remove_task, task_key=task)
    assert session.task(task) is None
    assert session.happened("tasks") == ["task-changed"] * 2


@pytest.mark.parametrize(("who", "opened_as"), [("carl", "chair"), ("anna", "recorded")])
def test_the_chair_says_at_once_or_it_is_recorded(world, session, conclusion, who, opened_as):
    task = session.assign(conclusion)
    answer = world.client(who).post(f"/tasks/{task}/at-once", data={"command_id": new_id()})
    assert answer.status_code == 200
    row = session.task(task)
    assert (row.state, row.opened_as) == ("open", opened_as)
    assert world.client("clara").get(f"/tasks/{task}").status_code == 200
    with pytest.raises(WrongTaskState):
        world.run("anna", assigning.act_at_once, task_key=task)
    with pytest.raises(WrongTaskState):
        world.run("anna", assigning.remove_task, task_key=task)


@pytest.mark.parametrize("who", ["mia", "stan", "clara", "greta", "adam", "zoe", None])
def test_for_everybody_else_a_planned_task_is_not_there(world, session, conclusion, who):
    task = session.assign(conclusion)
    status = 404 if who else 401
    client = world.client(who)
    for act in ("edit", "remove", "at-once", "stop"):
        form = {"command_id": new_id(), "version": 1, "work": "w", "lead_text": "l"}
        assert client.post(f"/tasks/{task}/{act}", data=form).status_code == status
    assert client.get(f"/tasks/{task}/edit").status_code == status
    if who:
        assert client.get(f"/tasks/{task}").status_code == 404
    assert session.task(task).state == "planned"


def test_the_chair_assigns_nothing_by_hand(world, session, conclusion):
    with pytest.raises(NotFound):
        session.assign(conclusion, who="carl")


# --- Dừng triển khai ----------------------------------------------------------------------------


@pytest.fixture
def at_once(world, session, conclusion):
    """A task that the chair had act at once."""
    task = session.assign(conclusion)
    world.run("carl", assigning.act_at_once, task_key=task)
    return task


def stop(world, who, task, **form):
    return world.client(who).post(f"/tasks/{task}/stop", data={"command_id": new_id()} | form)


@pytest.mark.parametrize("who", ["carl", "anna"])
def test_what_was_given_at_once_is_stopped_and_planned_again(world, session, at_once, who):
    assert world.client("clara").get(f"/tasks/{at_once}").status_code == 200
    assert stop(world, who, at_once).status_code == 200
    row = session.task(at_once)
    assert (row.state, row.opened_as, row.opened_at) == ("planned", "", None)
    assert world.client("clara").get(f"/tasks/{at_once}").status_code == 404
    assert session.happened("tasks")[-2:] == ["task-changed", "task-taken-back"]
    world.run("anna", assigning.remove_task, task_key=at_once)  # planned, like any other


@pytest.mark.parametrize("who", ["mia", "stan", "clara", "greta", "adam", "zoe", None])
def test_nobody_else_stops_a_task(world, session, at_once, who):
    assert stop(world, who, at_once).status_code == (404 if who else 401)
    assert session.task(at_once).state == "open"


def test_stopped_twice_it_is_stopped_once(world, session, at_once):
    one = {"command_id": new_id()}
    assert [stop(world, "anna", at_once, **one).status_code for _ in range(2)] == [200, 200]
    assert stop(world, "bella", at_once).headers["plenum-code"] == WrongTaskState.code
    assert session.happened("tasks").count("task-taken-back") == 1


def test_who_saw_the_words_before_the_stop_does_not_agree_to_them(world, session, at_once):
    row = session.task(at_once)
    (key,) = [c.key for c in rows(world, Conclusion) if c.id == row.conclusion_id]
    seen = session.seen(str(key))
    stop(world, "anna", at_once)
    with pytest.raises(ConclusionMoved):
        world.run("carl", commands.agree, meeting_key=session.key, seen=seen)


def test_once_reported_on_it_is_not_stopped(world, session, at_once):
    report = {"text": "Done", "evidence_kind": "minutes", "evidence_text": "3"}
    world.run("clara", report_result, key=at_once, **report)
    answer = stop(world, "carl", at_once)
    assert (answer.status_code, answer.headers["plenum-code"]) == (409, WrongTaskState.code)
    assert session.task(at_once).state == "reported"


def test_once_issued_it_is_not_stopped(world, session, conclusion, at_once):
    session.agree(conclusion)
    session.issue(conclusion)
    assert stop(world, "carl", at_once).headers["plenum-code"] == "conclusion-issued"
    assert session.task(at_once).state == "open"
