"""What stands beside a task: who helps, watches, confirms, how often one reports; its parts."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kernel.errors import EditConflict, NotFound
from server.people.models import Account, Body
from server.programmes.rulebook import FieldWatch
from server.tasks import commands
from server.tasks.access import WrongTaskState
from server.tasks.facts import Facts, PartOfItself, add_part, facts_of, set_facts
from server.tasks.models import Task
from server.tasks.results import MarkFails, PartsOpen
from server.tasks.rhythms import next_report
from server.tasks.words import TaskWords
from tests.sessions import plain, rows
from tests.tasks.follow import confirm, refused, report
from tests.world import hidden_fields, new_id


@pytest.fixture
def task(session):
    return session.given("Whole")


def facts(world, task):
    def read(db):
        from sqlmodel import select

        return facts_of(db, db.exec(select(Task).where(Task.key == UUID(task))).one())

    return world.read(read)


def put(world, session, task, who="anna", base=None, version=None, **changes):
    base = base or facts(world, task)
    to = Facts(**{**base.__dict__, **changes})
    version = version or session.task(task).version
    return world.run(who, set_facts, key=task, version=version, base=base, to=to)


def key_of(world, table, **where):
    return str(world.row(table, **where).key)


def test_the_office_says_who_watches_helps_and_how_often(world, session, task):
    bella = key_of(world, Account, login="bella")
    put(
        world, session, task,
        watcher=bella, rhythm="monthly", field="Tổ chức", coordinating_text="Văn phòng Tỉnh ủy",
    )  # fmt: skip
    row = session.task(task)
    assert (row.watcher_id, row.rhythm, row.field) == (world.people["bella"], "monthly", "Tổ chức")
    shown = plain(world.client("anna").get(f"/tasks/{task}").text)
    for words in ("Bella Office", "each month", "Văn phòng Tỉnh ủy"):
        assert words in shown


def test_whoever_follows_the_field_is_proposed_and_not_set(world, session, task):
    anna = world.people["anna"]
    world.add(FieldWatch(account_id=anna, field="Tổ chức", folded="to chuc"))
    put(world, session, task, field="Tổ chức")
    assert session.task(task).watcher_id is None
    client = world.client("anna")
    assert "nobody yet; proposed: Anna Office" in plain(client.get(f"/tasks/{task}").text)
    assert "Anna Office (proposed" in client.get(f"/tasks/{task}/facts").text
    assert "proposed" not in world.client("clara").get(f"/tasks/{task}").text


def test_the_body_named_confirms_instead_of_the_office(world, session, task):
    committee = key_of(world, Body, id=world.bodies["committee"])
    report(world, task)
    version = session.task(task).version
    for who in ("carl", "stan"):
        refused(world, commands.confirm, NotFound, who, key=task, version=version)
    put(world, session, task, confirmer=committee)
    version = session.task(task).version
    refused(world, commands.confirm, NotFound, "stan", key=task, version=version)
    assert world.client("carl").get(f"/tasks/{task}/confirm").status_code == 200
    confirm(world, session, task, "carl", mark="good")
    assert (session.task(task).state, session.task(task).mark) == ("done", "good")


def test_so_does_a_member_of_the_standing_body(world, session, task):
    put(world, session, task, confirmer=key_of(world, Body, id=world.bodies["standing"]))
    report(world, task)
    confirm(world, session, task, "stan")
    assert session.task(task).mark == "passed"


def test_a_failed_result_closes_nothing(world, session, task):
    report(world, task)
    with pytest.raises(MarkFails):
        confirm(world, session, task, mark="failed")
    version = session.task(task).version
    more = {"reason": "Nothing in it", "mark": "failed"}
    world.run("anna", commands.ask_for_more, key=task, version=version, **more)
    assert "Result not passed" in world.client("clara").get(f"/tasks/{task}").text


def test_changes_of_different_facts_merge(world, session, task):
    seen, version = facts(world, task), session.task(task).version
    put(world, session, task, field="A")
    put(world, session, task, "bella", base=seen, version=version, rhythm="weekly")
    with pytest.raises(EditConflict):
        put(world, session, task, "bella", base=seen, version=version, field="B")
    assert (session.task(task).field, session.task(task).rhythm) == ("A", "weekly")


@pytest.mark.parametrize("who", ["clara", "stan", "carl", "mia", "adam", "rita", "zoe"])
def test_nobody_else_keeps_them(world, session, task, who):
    with pytest.raises(NotFound):
        put(world, session, task, who, field="A")
    words = TaskWords(work="Part", lead_text="Ban Tổ chức Tỉnh ủy")
    refused(world, add_part, NotFound, who, key=task, words=words)


def part(world, task, deadline=date(2099, 3, 1), who="anna"):
    words = TaskWords(work="Part", lead_text="Ban Tổ chức Tỉnh ủy", deadline=deadline)
    return world.run(who, add_part, key=task, words=words)


def test_a_whole_is_done_when_its_parts_are(world, session, task):
    key = part(world, task)
    child = session.task(key)
    assert (child.state, child.opened_as, child.parent_id) == (
        "open",
        "part",
        session.task(task).id,
    )
    report(world, task)
    with pytest.raises(PartsOpen) as left:
        confirm(world, session, task)
    assert left.value.params == {"names": "Part", "count": 1}
    report(world, key)
    confirm(world, session, key)
    confirm(world, session, task)
    assert session.task(task).state == "done"
    refused(
        world, add_part, WrongTaskState, "anna", key=task, words=TaskWords(work="x", lead_text="y")
    )


def test_parent_and_parts_show_each_other_and_a_later_day_is_warned_of(world, session, task):
    key = part(world, task, date(2099, 12, 31))
    clara = world.client("clara")
    for address in (f"/tasks/{task}", f"/tasks/{key}"):
        assert "Due after the whole task" in clara.get(address).text
    assert f"/tasks/{task}" in clara.get(f"/tasks/{key}").text


def test_no_task_is_a_part_of_itself(world, session, task):
    key = part(world, task)
    for whole in (task, key):
        with pytest.raises(PartOfItself):
            put(world, session, task, parent=whole)
    other = session.given("Other")
    with pytest.raises(WrongTaskState):
        put(world, session, key, parent=other)  # it was given as a part of the first
    put(world, session, other, parent=task)
    assert session.task(other).parent_id == session.task(task).id


def test_by_their_forms_twice(world, session, task):
    anna = world.client("anna")
    form = hidden_fields(anna.get(f"/tasks/{task}/facts?part_of=Whole").text)
    form |= {name.removeprefix("base_"): value for name, value in form.items() if value}
    form |= {"command_id": new_id(), "rhythm": "yearly"}
    for _ in range(2):
        assert anna.post(f"/tasks/{task}/facts", data=form).status_code == 200
    assert session.task(task).rhythm == "yearly"
    assert anna.get(f"/tasks/{task}/parts").status_code == 200
    form = {"command_id": new_id(), "work": "A part", "lead_text": "Ban Tổ chức Tỉnh ủy"}
    for _ in range(2):
        assert anna.post(f"/tasks/{task}/parts", data=form).status_code == 200
    assert [row.work for row in rows(world, Task)].count("A part") == 1


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
RHYTHMS = st.sampled_from(["weekly", "monthly", "quarterly", "half-yearly", "yearly"])


@given(RHYTHMS, DAYS, DAYS)
def test_the_next_report_comes_after_the_last_word(rhythm, given_on, told_on):
    due = next_report(rhythm, given_on, told_on)
    assert due is not None
    assert due > max(given_on, told_on) or due > given_on
    assert next_report(rhythm, given_on, due) > due
    longest = {"weekly": 7, "monthly": 31, "quarterly": 92, "half-yearly": 184, "yearly": 366}
    assert (due - max(given_on, told_on)).days <= longest[rhythm]


def test_a_month_counts_from_the_day_it_was_given():
    assert next_report("monthly", date(2026, 1, 31), None) == date(2026, 2, 28)
    assert next_report("monthly", date(2026, 1, 31), date(2026, 2, 28)) == date(2026, 3, 31)
    assert next_report("", date(2026, 1, 31), None) is None
