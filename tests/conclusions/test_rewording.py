"""New words of a conclusion whose tasks were planned from the old ones: shown, and taken over."""

from datetime import date

import pytest

from server.conclusions import assigning
from server.conclusions.models import Conclusion
from server.conclusions.proposing import MOST_TASKS
from server.tasks.models import Task
from server.tasks.words import TaskWords, words_of
from tests.conclusions.test_noting import post
from tests.conclusions.test_typing import OTHER, UNSURE, address, shown
from tests.sessions import plain, rows
from tests.world import hidden_fields, new_id

FIRST = (
    "Giao Ban Tổ chức Tỉnh ủy chủ trì, phối hợp với Văn phòng Tỉnh ủy tham mưu xây dựng Đề án sắp"
    " xếp bộ máy, trình Ban Thường vụ Tỉnh ủy trước ngày 30/6/2026."
)
LATER = FIRST.replace("30/6/2026", "31/7/2026")


@pytest.fixture
def conclusion(world, session):
    """A conclusion that was noted with its two tasks."""
    post(world, "anna", address(session), text=f"{FIRST}\n{OTHER}")
    (key,) = {row.conclusion_id for row in rows(world, Task)}
    return str(world.row(Conclusion, id=key).key)


def read(world, conclusion, text, **fields):
    answer = post(world, "anna", f"/conclusions/{conclusion}/read", text=text, **fields)
    assert answer.status_code == 200
    return answer.text


def save(world, conclusion, text, who="anna", **fields):
    client = world.client(who)
    rendered = hidden_fields(client.get(f"/conclusions/{conclusion}/edit").text)
    form = rendered | {"command_id": new_id(), "text": text} | fields
    return client.post(f"/conclusions/{conclusion}/edit", data=form)


def planned(world):
    """Return the tasks in the order they were planned."""
    return sorted(rows(world, Task), key=lambda task: task.id)


def deadlines(world):
    return [task.deadline for task in planned(world)]


def test_the_same_tasks_are_not_shown(world, conclusion):
    text = f"Kết luận như sau.\n{FIRST}\n{OTHER}"
    assert "found__task" not in read(world, conclusion, text)
    assert "found__task" not in read(world, conclusion, f"{FIRST}\n{OTHER}")
    before = rows(world, Task)
    assert save(world, conclusion, text).status_code == 200
    assert [task.version for task in rows(world, Task)] == [task.version for task in before]


def test_a_changed_deadline_is_shown_and_taken_over(world, session, conclusion):
    text = f"{LATER}\n{OTHER}"
    page = read(world, conclusion, text)
    said = plain(page)
    assert "trước ngày 30/6/2026" in said
    assert "trước ngày 31/7/2026" in said
    assert shown(page)["task"] == ["1"]
    assert planned(world)[0].deadline == date(2026, 6, 30)
    assert save(world, conclusion, text, **shown(page)).status_code == 200
    assert deadlines(world) == [date(2026, 7, 31), date(2026, 7, 31)]
    assert session.conclusion(conclusion).text == text
    first = planned(world)[0]
    assert (first.lead_body_id, first.receiver) == (
        world.bodies["commission"],
        "Ban Thường vụ Tỉnh ủy",
    )


def test_what_is_not_ticked_stays(world, conclusion):
    text = f"{LATER}\n{OTHER}"
    form = shown(read(world, conclusion, text))
    del form["1.on"]
    assert save(world, conclusion, text, **form).status_code == 200
    assert deadlines(world) == [date(2026, 6, 30), date(2026, 7, 31)]


def test_what_was_corrected_by_hand_stays_where_the_words_say_the_same(world, session, conclusion):
    first = planned(world)[0]
    words = words_of(first)
    world.run(
        "anna",
        assigning.edit_task,
        task_key=first.key,
        version=first.version,
        base=words,
        words=TaskWords(**vars(words) | {"product": "Đề án và tờ trình"}),
    )
    text = f"{LATER}\n{OTHER}"
    save(world, conclusion, text, **shown(read(world, conclusion, text)))
    row = session.task(str(first.key))
    assert (row.product, row.deadline) == ("Đề án và tờ trình", date(2026, 7, 31))


def test_a_new_task_is_planned_and_asked_like_any_other(world, conclusion):
    text = f"{FIRST}\n{OTHER}\n{UNSURE}"
    page = read(world, conclusion, text)
    assert "A new task" in page
    form = shown(page) | {"3.deadline": "2026-03-08"}
    save(world, conclusion, text, **form)
    task = max(rows(world, Task), key=lambda task: task.id)
    assert (task.work, task.deadline, task.state) == (
        "chuẩn bị báo cáo",
        date(2026, 3, 8),
        "planned",
    )


def test_a_task_that_the_words_no_longer_give_goes_only_when_ticked(world, conclusion):
    page = read(world, conclusion, FIRST)
    assert "the words no longer give it" in page
    form = shown(page)
    assert "-2.on" not in form
    save(world, conclusion, FIRST, **form)
    assert len(rows(world, Task)) == 2
    save(world, conclusion, f"{FIRST}\n{OTHER}", **form)
    save(world, conclusion, FIRST, **form | {"-2.on": "1"})
    (task,) = rows(world, Task)
    assert task.lead_text == "Ban Tổ chức Tỉnh ủy"


def test_a_task_that_was_given_is_never_changed(world, conclusion):
    for task in rows(world, Task):
        world.run("anna", assigning.act_at_once, task_key=task.key)
    page = read(world, conclusion, LATER)
    assert plain(page).count("Assigned: it stays as it is") == 2
    form = shown(page) | {"1.on": "1", "-2.on": "1"}
    assert save(world, conclusion, LATER, **form).status_code == 200
    assert deadlines(world) == [date(2026, 6, 30), date(2026, 7, 31)]


def test_a_task_planned_by_hand_and_what_is_no_task_are_left_alone(world, session):
    key = session.note("Budget", FIRST)  # the office said that this is no task
    session.assign(key, "Công bố dự toán")
    assert "found__task" not in read(world, key, f"{FIRST} Hội nghị nhất trí.")
    form = shown(read(world, key, LATER))
    assert "1.on" not in form
    save(world, key, LATER, **form)
    assert [task.work for task in rows(world, Task)] == ["Công bố dự toán"]


def test_who_saved_second_gets_both_texts_and_no_task_changes(world, conclusion):
    text = f"{LATER}\n{OTHER}"
    rendered = hidden_fields(world.client("anna").get(f"/conclusions/{conclusion}/edit").text)
    save(world, conclusion, f"{FIRST}\n{OTHER}\nHội nghị nhất trí.", who="bella")
    answer = post(
        world,
        "anna",
        f"/conclusions/{conclusion}/edit",
        **rendered | shown(read(world, conclusion, text)) | {"text": text},
    )
    assert answer.status_code == 409
    assert deadlines(world) == [date(2026, 6, 30), date(2026, 7, 31)]


def test_words_that_gave_too_many_tasks_can_be_made_shorter(world, session):
    many = "\n".join(
        f"Giao Văn phòng Tỉnh ủy rà soát quy chế số {n}." for n in range(MOST_TASKS + 1)
    )
    key = session.note("Budget", many)
    assert save(world, key, many).status_code == 200
    assert save(world, key, f"{many}\nVà thêm nữa.").headers["plenum-code"] == "too-many-tasks"
    assert save(world, key, FIRST).status_code == 200
    assert session.conclusion(key).text == FIRST
