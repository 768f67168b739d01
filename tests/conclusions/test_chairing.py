"""The chair corrects a conclusion on the own tablet: both texts stay, and it is agreed to."""

import pytest

from server.conclusions import chairing
from server.conclusions.access import ConclusionIssued
from server.conclusions.models import DraftWording
from server.kernel.errors import EditConflict, NotFound
from tests.conclusions.test_noting import post
from tests.live.harness import SAME, live_equals_reload, opened
from tests.sessions import rows
from tests.world import hidden_fields, new_id

ORDER = "Giao Ban Tổ chức Tỉnh ủy xây dựng Đề án sắp xếp bộ máy trước ngày 30/6/2026."
LATER = ORDER.replace("30/6/2026", "31/7/2026")


def correct(world, session, key, text, who="carl", **more):
    row = session.conclusion(key)
    words = {"version": row.version, "base_text": row.text, "text": text} | more
    return world.run(who, chairing.correct_as_chair, key=key, **words)


def test_both_texts_are_kept_and_it_is_agreed_to(world, session):
    key = session.note("Budget", "As noted")
    session.edit(key, "As edited")
    correct(world, session, key, "As the chair says")
    row = session.conclusion(key)
    assert (row.noted, row.before_chair, row.text) == ("As noted", "As edited", "As the chair says")
    assert (row.agreed_as, row.agreed_by_id) == ("chair", world.people["carl"])
    page = world.client("carl").get(f"/meetings/{session.key}/chair").text
    assert "The chair corrected the words" in page


@pytest.mark.parametrize("who", ["anna", "mia", "stan", "clara", "greta", "adam", "zoe", None])
def test_nobody_else_does_so(world, session, who):
    key = session.note("Budget", "As noted")
    refused = 404 if who else 401
    form = {"version": "1", "base_text": "As noted", "text": "Mine"}
    assert post(world, who, f"/conclusions/{key}/chair", **form).status_code == refused
    page = world.client(who, script=bool(who)).get(f"/conclusions/{key}/chair").status_code
    assert page == (refused if who else 303)
    assert session.conclusion(key).text == "As noted"
    if who:
        with pytest.raises(NotFound):
            correct(world, session, key, "Mine", who)


def test_stale_it_conflicts_with_both_texts(world, session):
    key = session.note("Budget", "As noted")
    session.edit(key, "As edited")
    with pytest.raises(EditConflict) as conflict:
        correct(world, session, key, "Mine", version=1, base_text="As noted")
    assert conflict.value.theirs == {"text": "As edited"}


def test_a_task_added_unseen_is_not_agreed_to(world, session):
    key = session.note("Budget", "As noted")
    session.assign(key)
    correct(world, session, key, "Mine", version=1, base_text="As noted")
    assert (session.conclusion(key).text, session.conclusion(key).agreed_as) == ("Mine", "")


def test_sent_twice_it_is_corrected_once(world, session):
    key = session.note("Budget", "As noted")
    carl = world.client("carl")
    form = hidden_fields(carl.get(f"/conclusions/{key}/chair").text)
    form |= {"command_id": new_id(), "text": "Mine"}
    sent = [carl.post(f"/conclusions/{key}/chair", data=form).status_code for _ in "12"]
    assert sent == [200, 200]
    assert session.conclusion(key).before_chair == "As noted"
    assert session.happened().count("conclusion-changed") == 2


def test_the_tasks_that_the_words_change_are_shown_to_the_chair_and_follow(world, session):
    address = f"/agenda-items/{session.item('Budget').key}/conclusions"
    post(world, "anna", address, text=ORDER)
    (conclusion,) = rows(world, type(session.conclusion(session.note("Staff", "x"))))[:1]
    key = str(conclusion.key)
    shown = post(world, "carl", f"/conclusions/{key}/read", text=LATER)
    assert "31/7/2026" in shown.text
    form = hidden_fields(world.client("carl").get(f"/conclusions/{key}/chair").text)
    answer = post(world, "carl", f"/conclusions/{key}/chair", **form | {"text": LATER})
    assert answer.status_code == 200
    (task,) = [t for t in world.read(_tasks) if t.conclusion_id == conclusion.id]
    assert task.deadline_text == "trước ngày 31/7/2026"
    assert session.conclusion(key).agreed_as == "chair"


def _tasks(db):
    from sqlmodel import select

    from server.tasks.models import Task

    return list(db.exec(select(Task)))


def test_in_the_draft_every_wording_is_kept_and_what_is_issued_stays(world, session):
    key = session.note("Budget", "As noted")
    session.verdict(key, "decides")
    session.agree(key)
    session.draft()
    correct(world, session, key, "As the chair says")
    assert [row.text for row in rows(world, DraftWording)] == ["As the chair says"]
    session.issue(key)
    with pytest.raises(ConclusionIssued):
        correct(world, session, key, "Later")


def test_pages_follow(world, session):
    key = session.note("Budget", "As noted")
    where = f"/meetings/{session.key}"
    asked = [
        ("anna", f"{where}/console?item={session.item('Budget').key}"),
        ("carl", f"{where}/chair"),
        ("anna", f"{where}/notice"),
    ]
    pages = [opened(world, who, url) for who, url in asked]
    act = lambda: correct(world, session, key, "As the chair says")  # noqa: E731
    assert live_equals_reload(world, pages, act) == [SAME] * 3
