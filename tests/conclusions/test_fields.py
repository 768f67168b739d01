"""A task gets the field of the programme item behind its agenda item; tasks are found unmarked."""

from typing import Any

import pytest

from server.conclusions import aside, commands
from server.meetings.models import AgendaItem
from server.programmes.rulebook import FieldWatch
from server.tasks.access import readers_of
from server.tasks.choosing import open_tasks
from server.tasks.models import Task
from tests.programmes.test_browse import plan, put
from tests.sessions import plain, rows

FIELD = "Tổ chức  xây dựng Đảng"


def from_programme(world: Any, session: Any, title: str, field: str) -> None:
    """Let the agenda item come from a programme item with this field."""
    item = put(world, plan(world), 1, title, field=field)

    def tie(tx: Any) -> None:
        tx.session.get_one(AgendaItem, session.item(title).id).programme_item_id = item

    world.run(None, tie)


@pytest.fixture
def tabled(world, session):
    from_programme(world, session, "Budget", FIELD)
    return session


def test_a_planned_task_gets_it_and_its_follower_is_proposed(world, tabled):
    anna = world.people["anna"]
    world.add(FieldWatch(account_id=anna, field=FIELD, folded="to chuc xay dung dang"))
    key = tabled.given("Build")
    assert tabled.task(key).field == "Tổ chức xây dựng Đảng"
    assert "proposed: Anna Office" in plain(world.client("anna").get(f"/tasks/{key}").text)
    other = tabled.given("Roads", "Roads")
    assert tabled.task(other).field == ""


def test_tasks_read_from_the_words_get_it_too(world, tabled):
    text = "Giao Ban Tổ chức Tỉnh ủy tham mưu đề án, hoàn thành trước ngày 30/4/2099."
    item = tabled.item("Budget").key
    world.run("anna", commands.note_conclusion, item_key=item, text=text, answers=[])
    assert [row.field for row in rows(world, Task)] == ["Tổ chức xây dựng Đảng"]


def test_it_follows_the_conclusion_to_its_item_unless_it_was_said(world, tabled):
    aside_key = world.run("anna", aside.open_aside, meeting_key=tabled.key, title="Khác")
    concluded = world.run("anna", commands.note_conclusion, item_key=aside_key, text="So")
    task, said = tabled.assign(concluded), tabled.assign(concluded, "Other")

    def say(tx: Any) -> None:
        tx.session.get_one(Task, tabled.task(said).id).field = "Kinh tế"

    world.run(None, say)
    assert tabled.task(task).field == ""
    version = tabled.conclusion(concluded).version
    to = {"version": version, "item_key": tabled.item("Budget").key}
    world.run("anna", aside.move_conclusion, key=concluded, **to)
    assert tabled.task(task).field == "Tổ chức xây dựng Đảng"
    assert tabled.task(said).field == "Kinh tế"


@pytest.mark.parametrize(
    "words", ["xay dung de an", "XÂY dựng", "đề án", "de  an", "TIN DUNG", "dung xay"]
)
def test_tasks_are_found_without_marks(world, session, words):
    key = session.given("Xây dựng Đề án tín dụng")
    readers = readers_of(world.viewer("anna"))
    found = world.read(open_tasks, readers, words=words)
    assert [line.key for line in found.lines] == [key]
    assert world.read(open_tasks, readers, words=words + " khac").lines == ()


def test_what_was_corrected_is_found_by_its_new_words(world, session):
    key = session.given("Xây dựng đề án")

    def correct(tx: Any) -> None:
        tx.session.get_one(Task, session.task(key).id).work = "Củng cố tổ chức"

    world.run(None, correct)
    readers = readers_of(world.viewer("anna"))
    assert world.read(open_tasks, readers, words="xay dung").lines == ()
    assert len(world.read(open_tasks, readers, words="to chuc").lines) == 1
