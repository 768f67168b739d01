"""Words read while they are typed: the tasks they give, confirmed with the one button."""

import html
import re
from datetime import date

import pytest

from server.conclusions.access import SecretItem
from server.conclusions.proposing import MOST_TASKS, Answer, matched, read_words
from server.meetings.models import AgendaItem
from server.people.models import Body
from server.tasks.models import Task, TaskBody
from tests.conclusions.test_noting import OTHERS, post
from tests.sessions import plain, rows
from tests.world import new_id

ORDER = (
    "Giao Ban Tổ chức Tỉnh ủy chủ trì, phối hợp với Văn phòng Tỉnh ủy tham mưu xây dựng Đề án sắp"
    " xếp bộ máy, trình Ban Thường vụ Tỉnh ủy trước ngày 30/6/2026."
)
OTHER = "Giao Văn phòng Tỉnh ủy rà soát quy chế làm việc trong tháng 7/2026."
UNSURE = "Giao đồng chí Trưởng Ban Tổ chức Tỉnh ủy chuẩn bị báo cáo, hoàn thành vào cuối tuần."
HELD = date(2026, 3, 5)


def address(session, step=""):
    return f"/agenda-items/{session.item('Budget').key}/conclusions{step}"


def shown(page):
    """Return the fields of a fragment as a browser would send them back."""
    form = {}
    for tag in re.findall(r"<(?:input|textarea)[^>]*>(?:[^<]*</textarea>)?", page):
        name = re.search(r'name="([^"]*)"', tag)[1]
        value = re.search(r'value="([^"]*)"', tag) or re.search(r">([^<]*)</textarea>", tag)
        if 'type="checkbox"' in tag and "checked" not in tag.split("value=")[1]:
            continue
        said = html.unescape(value[1] if value else "")
        form.setdefault(name, []).append(said)
    return {name: values if name == "task" else values[0] for name, values in form.items()}


def read(world, session, text, who="anna", **fields):
    answer = post(world, who, address(session, "/read"), text=text, **fields)
    assert answer.status_code == 200
    return answer.text


def test_an_order_is_read_while_it_is_typed_and_nothing_is_stored(world, session):
    before = session.happened()
    form = shown(read(world, session, ORDER))
    assert form["task"] == ["1"]
    assert form["1.lead_text"] == "Ban Tổ chức Tỉnh ủy"
    assert form["1.coordinating_text"] == "Văn phòng Tỉnh ủy"
    assert form["1.work"] == "tham mưu xây dựng Đề án sắp xếp bộ máy"
    assert form["1.product"] == "Đề án sắp xếp bộ máy"
    assert form["1.receiver"] == "Ban Thường vụ Tỉnh ủy"
    assert form["1.deadline_text"] == "trước ngày 30/6/2026"
    assert session.happened() == before
    assert rows(world, Task) == []


def test_each_field_shows_the_words_it_came_from(world, session):
    page = read(world, session, f"Thống nhất chủ trương.\n{ORDER}")
    echo = page[page.index("found__echo") :]
    assert plain(echo[echo.index(">") + 1 : echo.index("</p>")]).startswith("Giao Ban Tổ chức")
    assert '<mark data-of="lead_text">Ban Tổ chức Tỉnh ủy</mark>' in page
    assert '<mark data-of="work product">' in page
    assert 'data-marks="deadline_text">trước ngày 30/6/2026</button>' in page


def test_one_button_notes_the_words_with_their_tasks_once(world, session):
    form = {"command_id": new_id(), "text": f"{ORDER}\n{OTHER}"}
    form |= shown(read(world, session, form["text"]))
    anna = world.client("anna")
    for _ in range(2):
        answer = anna.post(address(session), data=form)
        assert answer.status_code == 200
    first, second = rows(world, Task)
    assert (first.work, first.receiver, first.deadline_kind, first.deadline) == (
        "tham mưu xây dựng Đề án sắp xếp bộ máy",
        "Ban Thường vụ Tỉnh ủy",
        "date",
        date(2026, 6, 30),
    )
    assert first.lead_body_id == world.bodies["commission"]
    assert [row.body_id for row in rows(world, TaskBody)] == [world.bodies["office"]]
    assert (second.deadline_kind, second.deadline) == ("period", date(2026, 7, 31))
    assert {first.state, second.state} == {"planned"}
    assert session.happened().count("conclusion-changed") == 1
    (conclusion,) = {task.conclusion_id for task in (first, second)}
    assert conclusion


def test_what_was_typed_last_is_planned_though_it_was_not_read_yet(world, session):
    form = shown(read(world, session, ORDER))
    post(world, "anna", address(session), text=f"{ORDER}\n{OTHER}", **form)
    assert [task.lead_text for task in rows(world, Task)] == [
        "Ban Tổ chức Tỉnh ủy",
        "Văn phòng Tỉnh ủy",
    ]


def test_words_that_assign_nothing_are_noted_as_ever(world, session):
    text = "Ban Thường vụ ghi nhận kết quả đạt được."
    assert "found__task" not in read(world, session, text)
    assert post(world, "anna", address(session), text=text).status_code == 200
    assert rows(world, Task) == []


def test_what_is_unticked_is_no_task(world, session):
    form = shown(read(world, session, f"{ORDER}\n{OTHER}"))
    del form["1.on"]
    page = read(world, session, f"{ORDER}\n{OTHER}", **form)
    assert "1.on" not in shown(page)
    post(world, "anna", address(session), text=f"{ORDER}\n{OTHER}", **form)
    assert [task.lead_text for task in rows(world, Task)] == ["Văn phòng Tỉnh ủy"]


def test_a_correction_stays_while_the_words_go_on(world, session):
    form = shown(read(world, session, ORDER)) | {"1.product": "Đề án và dự thảo nghị quyết"}
    text = f"{OTHER}\n{ORDER.replace('30/6/2026', '15/6/2026')}"
    page = read(world, session, text, **form)
    now = shown(page)
    assert now["task"] == ["2", "1"]
    assert now["1.product"] == "Đề án và dự thảo nghị quyết"
    assert now["1.deadline_text"] == "trước ngày 15/6/2026"  # what was left alone follows the words
    post(world, "anna", address(session), text=text, **now)
    assert [task.product for task in rows(world, Task)] == ["", "Đề án và dự thảo nghị quyết"]


def test_only_what_is_not_sure_is_asked(world, session):
    assert "To be determined" not in plain(read(world, session, ORDER))
    page = read(world, session, UNSURE)
    opened = re.findall(r'<div id="note-1-(\w+)-field">', page)
    assert opened == ["lead_body", "deadline"]
    answers = shown(page) | {"1.lead_body": "ban tổ chức Tỉnh uỷ", "1.deadline": "2026-03-08"}
    page = read(world, session, UNSURE, **answers)
    assert "To be determined" not in plain(page)
    assert re.findall(r'<div id="note-1-(\w+)-field">', page) == opened  # it stays where it was
    post(world, "anna", address(session), text=UNSURE, **shown(page))
    (task,) = rows(world, Task)
    assert task.lead_text == "đồng chí Trưởng Ban Tổ chức Tỉnh ủy"
    assert task.lead_body_id == world.bodies["commission"]
    assert task.deadline == date(2026, 3, 8)


def test_what_was_not_answered_stays_to_be_determined(world, session):
    post(world, "anna", address(session), text=UNSURE)
    (task,) = rows(world, Task)
    assert (task.lead_body_id, task.deadline) == (None, None)
    page = world.client("anna").get(
        f"/meetings/{session.key}/console?item={session.item('Budget').key}"
    )
    assert "To be determined" in page.text


def test_a_day_that_is_not_sure_is_not_planned_from_its_phrase(world, session):
    """Two deadlines that are no steps: the last by itself names a day, but it must be asked."""
    text = "Giao Văn phòng Tỉnh ủy rà soát trước ngày 30/4/2026, trước ngày 30/6/2026."
    (one,) = world.read(read_words, text, HELD)
    assert "deadline" in one.asked
    post(world, "anna", address(session), text=text)
    (task,) = rows(world, Task)
    assert task.deadline is None


def test_years_follow_from_the_meeting_and_an_early_day_is_warned_of(world, session):
    (one,) = world.read(read_words, "Giao Văn phòng Tỉnh ủy rà soát trước ngày 30/6.", HELD)
    assert (one.day, one.early) == (date(2026, 6, 30), False)
    text = "Giao Văn phòng Tỉnh ủy rà soát trước ngày 01/3/2026."
    assert "before the meeting" in plain(read(world, session, text))
    post(world, "anna", address(session), text=text)
    page = world.client("anna").get(
        f"/meetings/{session.key}/console?item={session.item('Budget').key}"
    )
    assert "The deadline is before the meeting" in page.text


def test_a_corrected_phrase_is_read_anew(world, session):
    form = shown(read(world, session, ORDER)) | {"1.deadline_text": "thường xuyên"}
    post(world, "anna", address(session), text=ORDER, **form)
    (task,) = rows(world, Task)
    assert (task.deadline_text, task.deadline_kind, task.deadline) == (
        "thường xuyên",
        "ongoing",
        None,
    )


def test_names_are_those_of_the_register_and_follow_it(world, session):
    text = "Giao Ban Chuyển đổi số tham mưu kế hoạch trước ngày 30/6/2026."
    (one,) = world.read(read_words, text, HELD)
    assert "lead_body" in one.asked
    world.add(Body(name="Ban Chuyển đổi số"))
    (one,) = world.read(read_words, text, HELD)
    assert (one.lead_name, one.asked) == ("Ban Chuyển đổi số", frozenset())


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_has_words_read(world, session, who):
    status = 404 if who else 401
    assert post(world, who, address(session, "/read"), text=ORDER).status_code == status
    key = session.note("Budget", "As noted")
    status = 200 if who == "carl" else status  # the chair corrects what was noted
    assert post(world, who, f"/conclusions/{key}/read", text=ORDER).status_code == status


def test_an_item_discussed_from_paper_has_nothing_read(world, session):
    secret = world.row(AgendaItem, meeting_id=session.row.id, secret=True)
    answer = post(world, "anna", f"/agenda-items/{secret.key}/conclusions/read", text=ORDER)
    assert answer.headers["plenum-code"] == SecretItem.code


def test_what_cannot_be_read_is_refused_and_nothing_is_noted(world, session):
    anna = "anna"
    too_long = post(world, anna, address(session, "/read"), text="a" * 20_001)
    assert too_long.status_code == 422
    many = "\n".join(
        f"Giao Văn phòng Tỉnh ủy rà soát quy chế số {n}." for n in range(MOST_TASKS + 1)
    )
    answer = post(world, anna, address(session), text=many)
    assert answer.headers["plenum-code"] == "too-many-tasks"
    bad = shown(read(world, session, ORDER)) | {"1.deadline": "31/02/2026"}
    assert post(world, anna, address(session), text=ORDER, **bad).status_code == 422
    assert post(world, anna, address(session), text=ORDER, task="x").status_code == 422
    assert session.happened().count("conclusion-changed") == 0


def test_as_many_tasks_as_are_taken_are_noted_by_one_form(world, session):
    many = "\n".join(f"Giao Văn phòng Tỉnh ủy rà soát quy chế số {n}." for n in range(MOST_TASKS))
    form = shown(read(world, session, many))
    assert len(form["task"]) == MOST_TASKS
    answer = world.client("anna").post(
        address(session),
        data=form | {"text": many, "command_id": new_id()},
        files={"none": b""},  # as the page's own script sends it
    )
    assert answer.status_code == 200
    assert len(rows(world, Task)) == MOST_TASKS


def test_sentences_are_known_again():
    one, two, three = "Giao A rà soát quy chế.", "Giao B xây dựng đề án.", "Giao C báo cáo."
    assert matched([one, two], [one, two]) == [0, 1]
    assert matched([two, one], [one, two]) == [1, 0]
    assert matched([three, one, two], [one, two]) == [None, 0, 1]
    assert matched(["Giao A rà soát quy chế làm việc, trình Ban Thường vụ."], [one]) == [0]
    assert matched([two], []) == [None]


def test_an_answer_stands_for_one_task(world, session):
    (one, two) = world.read(
        read_words, f"{OTHER}\n{OTHER}", HELD, (Answer(7, OTHER.strip("."), on=False),)
    )
    assert sorted((one.on, two.on)) == [False, True]
    assert one.id != two.id
