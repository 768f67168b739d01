"""The standing body's page: who is late, how long, what lacks, who must decide, how it goes."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from server.kernel.i18n import from_local
from server.kernel.types import now
from server.overview.standing.board import board, deciding
from server.overview.standing.groups import groups
from server.overview.standing.trend import drawn, months
from server.people.models import Body
from server.tasks import commands, directing
from server.tasks.access import readers_of
from server.tasks.extending import ask_extension, decide_extension
from server.tasks.followup import TaskDirective, TaskExtension
from server.tasks.models import Task, TaskSource
from tests.live.harness import SAME, live_equals_reload, opened
from tests.sessions import plain
from tests.world import today


def day(days):
    return today() + timedelta(days=days)


@pytest.fixture
def late(world, session):
    """Tasks of two bodies, of which two are late and one asks for more time."""
    return {
        "long": session.given("Nine late", deadline=day(-9), product="Đề án"),
        "short": session.given("One late", "Staff", deadline=day(-1)),
        "office": session.given(
            "Five late", "Roads", lead_text="Văn phòng Tỉnh ủy", deadline=day(-5)
        ),
        "soon": session.given("Due soon", deadline=day(2)),
    }


def ask(world, key):
    wanted = {"wanted": day(30), "reason": "Rain"}
    return world.run("clara", ask_extension, key=key, **wanted)


def test_four_sentences_and_what_must_be_decided(world, late):
    ask(world, late["short"])
    page = plain(world.client("stan").get("/tasks/board").text)
    for words in (
        "3 tasks overdue of 2 bodies, the longest by 9 days",
        "2 tasks so long overdue",
        "1 request for more time waits for the standing body",
        "lacks: Đề án",
        "Rain",
    ):
        assert words in page
    found = world.read(board, readers_of(world.viewer("stan")))
    assert [line.task.work for line in found.deciding.late] == ["Nine late", "Five late"]


def test_what_somebody_sees_to_is_not_asked_for_twice(world, late):
    readers = readers_of(world.viewer("stan"))
    world.run("stan", directing.direct, key=late["long"], kind="directive", text="Hurry")
    assert [x.task.work for x in world.read(deciding, readers).late] == ["Five late"]
    row = world.row(TaskDirective, text="Hurry")

    def older(tx):
        tx.session.get_one(TaskDirective, row.id).answer_by = day(-3)

    world.run(None, older)
    [said] = world.read(deciding, readers).unanswered
    assert (said.text, said.days) == ("Hurry", 3)


def test_each_decides_at_the_own_level(world, late):
    first = ask(world, late["soon"])  # not late, asked for the first time: the office's
    second = ask(world, late["short"])
    stan, anna = world.client("stan"), world.client("anna")
    assert f"/extensions/{second}/decide" in stan.get("/tasks/board").text.replace(
        "task-extensions", "extensions"
    )
    assert first not in decided_by(stan)
    assert second in decided_by(stan)
    assert decided_by(anna) == [first]
    version = world.row(TaskExtension, key=UUID(second)).version
    given = {"granted": day(20), "answer": "Once more"}
    world.run("stan", decide_extension, key=second, version=version, **given)
    assert decided_by(stan) == []


def decided_by(client):
    """Keys of the requests for which a page has the button that decides."""
    import re

    page = client.get("/tasks/board").text
    return re.findall(r'hx-get="[^"]*/([0-9a-f-]{36})/decide"', page)


BY = {
    "body": ["Ban Tổ chức Tỉnh ủy", "Văn phòng Tỉnh ủy"],
    "meeting": None,
    "field": ["", "Tổ chức", "Hạ tầng"],
    "leader": None,
    "programme": [""],
}


@pytest.mark.parametrize("by", BY)
def test_it_is_grouped_in_five_ways_and_each_leads_to_its_tasks(world, session, late, by):
    def tell(tx):
        task = tx.session.get_one(Task, session.task(late["long"]).id)
        task.field = "Tổ chức"
        tx.add(TaskSource(task_id=session.task(late["soon"]).id, field="Hạ tầng"))

    world.run(None, tell)
    stan = world.client("stan")
    page = stan.get(f"/tasks/board?by={by}").text
    found = world.read(groups, readers_of(world.viewer("stan")), by, today())
    assert sum(group.count for group in found) == 4
    assert sum(group.overdue for group in found) == 3
    if BY[by]:
        assert [group.name for group in found] == BY[by]
    for group in found:
        if group.key:
            assert group.asked(by).replace("&", "&amp;") in page
            listed = stan.get(f"/tasks?{group.asked(by)}").text
            assert listed.count('class="list__title"') == group.count
    assert max(group.longest for group in found) == 9


def test_a_leader_is_the_items_or_the_head_of_the_body(world, session, late):
    committee = world.row(Body, id=world.bodies["committee"])
    assert committee is not None
    found = world.read(groups, readers_of(world.viewer("stan")), "leader", today())
    assert [group.name for group in found] == [""]  # neither body has a head


def test_the_months_are_counted_from_what_became_of_each_task(world):
    first = date(2026, 1, 1)

    def moment(day):
        return from_local(datetime(day.year, day.month, day.day, 8))

    def build(tx):
        for opened_on, due, reported, state in (
            (date(2025, 11, 3), date(2025, 12, 10), date(2026, 2, 2), "done"),  # late two months
            (date(2025, 12, 1), date(2025, 12, 31), None, "open"),  # late from December on
            (date(2026, 1, 5), date(2026, 1, 20), date(2026, 1, 25), "done"),  # late within it
            (date(2026, 1, 5), date(2026, 3, 20), date(2026, 3, 10), "reported"),
            (date(2026, 1, 5), None, None, "open"),
            (date(2026, 1, 5), date(2025, 12, 1), None, "planned"),
        ):
            tx.add(
                Task(
                    work="Work",
                    lead_text="Ban",
                    state=state,
                    deadline=due,
                    opened_at=moment(opened_on),
                    reported_at=moment(reported) if reported else None,
                    done_at=moment(reported) if reported and state == "done" else None,
                    created_at=now(),
                )
            )

    world.run(None, build)
    found = {m.month: m for m in world.read(months, date(2026, 4, 15), 7)}
    assert list(found) == [f"2025-{n:02}" for n in range(4, 13)] + [
        f"2026-{n:02}" for n in range(1, 5)
    ]
    said = {name: (m.opened, m.done, m.overdue) for name, m in found.items()}
    assert said["2025-11"] == (1, 0, 0)
    assert said["2025-12"] == (1, 0, 2)
    assert said["2026-01"] == (3, 1, 2)
    assert said["2026-02"] == (0, 1, 1)
    assert said["2026-03"] == (0, 0, 1)
    assert said["2026-04"] == (0, 0, 7)
    picture = drawn(tuple(found.values()))
    for panel in picture.panels:
        for bar in panel.bars:
            assert bar.box.x >= 0
            assert bar.box.x + bar.box.width <= picture.width
    assert first


def test_a_bodys_page_has_all_that_it_owes(world, session, late):
    ask(world, late["short"])
    world.run("stan", directing.direct, key=late["long"], kind="directive", text="Hurry")
    key = world.row(Body, id=world.bodies["commission"]).key
    for who in ("anna", "stan", "clara"):
        page = plain(world.client(who).get(f"/bodies/{key}/tasks").text)
        for words in ("Nine late", "Hurry", "More time asked for", "Rain"):
            assert words in page, (who, words)
        assert "Five late" not in page
    mine = plain(world.client("clara").get("/tasks/mine").text)
    assert "Hurry" in mine
    other = world.row(Body, id=world.bodies["office"]).key
    assert world.client("clara").get(f"/bodies/{other}/tasks").status_code == 404
    for who in ("mia", "zoe", "adam"):
        assert world.client(who).get(f"/bodies/{key}/tasks").status_code == 404


ACTS = {
    "report": lambda w, t: w.run(
        "clara",
        commands.report_result,
        key=t["long"],
        text="Done",
        evidence_kind="minutes",
        evidence_text="3",
    ),
    "ask": lambda w, t: ask(w, t["short"]),
    "direct": lambda w, t: w.run(
        "stan", directing.direct, key=t["long"], kind="directive", text="Hurry"
    ),
    "of the other body": lambda w, t: w.run(
        "anna",
        commands.report_result,
        key=t["office"],
        text="Done",
        evidence_kind="minutes",
        evidence_text="3",
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_every_page_stays_right_live(world, session, late, act):
    key = world.row(Body, id=world.bodies["commission"]).key
    watched = [
        opened(world, who, f"/tasks/board?by={by}")
        for who in ("anna", "stan")
        for by in ("body", "field")
    ]
    watched += [opened(world, who, f"/bodies/{key}/tasks") for who in ("anna", "stan", "clara")]
    watched += [opened(world, "clara", url) for url in ("/tasks/mine", "/tasks/mine?part=asked")]
    assert set(live_equals_reload(world, watched, lambda: act(world, late))) == {SAME}
