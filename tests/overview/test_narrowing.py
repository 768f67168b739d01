"""What lists ask of the database is what the rules say of one task: any task, any reader."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import delete, select

from server.kernel.i18n import from_local
from server.kernel.types import now
from server.meetings.models import Meeting
from server.overview import narrowing
from server.overview.queries import figures, places, seen_follow_up
from server.tasks.access import TaskReaders
from server.tasks.deadlines import DAYLESS
from server.tasks.models import Task, TaskBody
from server.tasks.queries import DAYED, task_lines
from server.tasks.rules import alert_of, follow_up_rules
from tests.world import World, today

PHRASES = (
    "",
    "thường xuyên",
    "10 ngày kể từ ngày ký ban hành",
    "kỳ họp thứ 11",
    "sau khi có ý kiến",
)
days = st.integers(-40, 40)
tasks = st.lists(
    st.fixed_dictionaries(
        {
            "state": st.sampled_from(("planned", "open", "returned", "reported", "done")),
            "deadline": st.none() | days,
            "reported": st.none() | st.tuples(days, st.integers(0, 23)),
            "lead": st.sampled_from((None, "commission", "office")),
            "helps": st.sampled_from((None, "commission", "office")),
            "deadline_text": st.sampled_from(PHRASES),
            "deadline_kind": st.sampled_from(("", "relative", *DAYED, *DAYLESS)),
            "condition": st.sampled_from(("", "Khi có vốn")),
        }
    ),
    max_size=14,
)


def store(world: World, session, drawn) -> None:
    def build(tx):
        tx.session.exec(delete(TaskBody))
        tx.session.exec(delete(Task))
        for number, words in enumerate(drawn):
            reported = None
            if words["reported"] and words["state"] in ("reported", "done", "returned"):
                day, hour = words["reported"]
                reported = from_local(
                    datetime.combine(today() + timedelta(days=day), time(hour, 30))
                )
            task = tx.add(
                Task(
                    meeting_id=session.row.id if number % 2 else None,
                    work=f"Work {number}",
                    lead_text="as written",
                    lead_body_id=world.bodies.get(words["lead"] or ""),
                    deadline=today() + timedelta(days=words["deadline"])
                    if words["deadline"] is not None
                    else None,
                    reported_at=reported,
                    created_at=now(),
                    done_at=now() if words["state"] == "done" else None,
                    **{
                        k: words[k]
                        for k in ("state", "deadline_text", "deadline_kind", "condition")
                    },
                )
            )
            if words["helps"]:
                body_id = world.bodies[words["helps"]]
                tx.add(TaskBody(task_id=task.id, body_id=body_id, name="helper"))

    world.run(None, build)


READERS = [
    TaskReaders("office", "en"),
    TaskReaders("standing", "en"),
    TaskReaders("body", "en", frozenset((4,))),
]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=tasks)
def test_counts_states_and_order_are_those_of_the_rules(world, session, drawn):
    store(world, session, drawn)

    def compare(db):
        lines = task_lines(db, list(db.exec(select(Task).order_by(Task.id))))
        kept = follow_up_rules(db)
        for readers in READERS:
            seen = [x for x in lines if readers.sees(x.state, x.lead_id, x.coordinating_ids)]
            found = figures(db, readers)
            late = [line for line in seen if line.lateness.kind == "overdue"]
            assert found.overdue == len(late)
            assert found.overdue_bodies == len({x.lead_id or x.lead_text for x in late})
            assert found.due_soon == sum(x.lateness.kind == "due-soon" for x in seen)
            assert found.waiting == sum(x.state == "reported" for x in seen)
            assert found.unclear == sum(bool(x.missing) for x in seen)
            for state in narrowing.STATES:
                expected = {
                    "overdue": lambda x: x.lateness.kind == "overdue",
                    "special": lambda x: alert_of(x, kept, today()) == "special",
                    "due-soon": lambda x: x.lateness.kind == "due-soon",
                    "waiting": lambda x: x.state == "reported",
                    "unclear": lambda x: bool(x.missing),
                }.get(state, lambda x, state=state: x.state == state)
                asked = TaskReaders(readers.tier, "en", readers.bodies, filters=(("state", state),))
                got = {task_id for task_id, _key in places(db, asked).rows}
                assert got == {x.id for x in seen if expected(x)}, state
            order = [task_id for task_id, _key in places(db, readers).rows]
            assert order == [x.id for x in sorted(seen, key=rank) if x.state != "done"]

    world.read(compare)


def rank(line):
    """The order that the office knows: as long as nothing is done, by lateness."""
    kinds = {"overdue": 0, "due-soon": 1, "on-time": 2, "no-deadline": 3}
    late = line.lateness
    first = 4 if line.state == "planned" else kinds.get(late.kind, 9)
    left = -late.days if late.kind == "overdue" else late.days
    return first, left, 0 if line.state == "reported" else 1, line.id


def fill(world, count, **more):
    """Put `count` tasks of the Commission there, each due a day later than the one before."""

    def build(tx):
        for number in range(count):
            given = {"state": "open", "lead_body_id": world.bodies["commission"]} | more
            tx.add(
                Task(
                    work=f"Work {number:03}",
                    lead_text="Ban",
                    deadline=today() + timedelta(days=number - 20),
                    created_at=now(),
                    **given,
                )
            )

    world.run(None, build)


def test_a_long_list_is_read_a_page_at_a_time(world):
    fill(world, 230)
    anna = world.client("anna")
    first, last = anna.get("/tasks").text, anna.get("/tasks?page=3").text
    assert first.count('class="list__title"') == 100
    assert last.count('class="list__title"') == 30
    assert "Work 000" in first
    assert "Work 229" in last
    assert "230 tasks in this list" in first
    assert anna.get("/tasks?page=9").text.count('class="list__title"') == 30  # the last there is
    assert anna.get("/tasks?page=x").text.count('class="list__title"') == 100


@pytest.mark.parametrize("page", ["", "?page=2", "?page=3", "?state=overdue", "?sort=actor&page=2"])
def test_a_page_stays_right_live(world, page):
    from server.tasks import commands
    from tests.live.harness import SAME, live_equals_reload, opened

    fill(world, 230)
    keys = {
        name: str(world.row(Task, work=f"Work {name}").key)
        for name in ("003", "099", "100", "150", "229")
    }
    for key in keys.values():
        watched = [opened(world, who, f"/tasks{page}") for who in ("anna", "stan")]

        def act(key=key):
            world.run(
                "clara",
                commands.report_result,
                key=key,
                text="Done",
                evidence_kind="minutes",
                evidence_text="3",
            )

        assert live_equals_reload(world, watched, act) == [SAME, SAME]


def test_what_is_offered_is_what_has_a_task_within_sight(world, session):
    session.assign(session.note("Budget", "So"), "Planned")
    assert world.read(seen_follow_up, READERS[0]).meetings[0][0] == session.key
    assert world.read(seen_follow_up, READERS[1]).meetings == ()
    assert world.row(Meeting, title="March session")
