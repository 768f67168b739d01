"""From noting to task, cut off at random points: an issued conclusion has its tasks, each once.

First at the command level: the transaction is torn at a random statement, or its answer is lost,
and the same form comes again, as a browser sends it. Then with a server that is killed.
"""

import asyncio
import random
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import date

import httpx2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import select

from server.conclusions import aside, chairing, commands, drafting, publishing
from server.conclusions.models import Conclusion, Notice
from server.conclusions.verdicts import ASSIGNING
from server.kernel.db import Actor
from server.tasks.models import Task
from tests.conclusions.drafts import Draft
from tests.live.processes import served
from tests.sessions import MORNING, Session
from tests.world import new_id

BOTH = (
    "Thống nhất chủ trương sắp xếp bộ máy; giao Ban Tổ chức Tỉnh ủy xây dựng Đề án"
    " trước ngày 30/6/2026.\nGiao Văn phòng Tỉnh ủy rà soát quy chế trong tháng 7/2026."
)
WORKS = {"xây dựng Đề án", "rà soát quy chế"}


class Torn(Exception):
    """The process is gone in the middle of its transaction."""


@contextmanager
def torn(world, at):
    """Tear the transaction at its statement number `at`."""
    count = 0

    def tear(*_):
        nonlocal count
        count += 1
        if count == at:
            raise Torn

    event.listen(world.writer.engine, "before_cursor_execute", tear)
    try:
        yield
    finally:
        event.remove(world.writer.engine, "before_cursor_execute", tear)


def sent(world, at, who, command, **form):
    """Send a form until it is answered: its first try is torn, or its answer lost."""
    actor, command_id = Actor(world.people[who]), new_id()
    with torn(world, at), suppress(Torn):
        world.writer.run(actor, command_id, command, **form)
    sound(world)
    return world.writer.run(actor, command_id, command, **form)


def sound(world):
    """Fail where an issued conclusion lacks its tasks, or a task is there twice or too early."""

    def read(db):
        return [list(db.exec(select(table))) for table in (Conclusion, Task, Notice)]

    conclusions, tasks, notices = world.read(read)
    of = {row.id: [task for task in tasks if task.conclusion_id == row.id] for row in conclusions}
    for row in conclusions:
        its = of[row.id]
        twice = [work for work, n in Counter(task.work for task in its).items() if n > 1]
        assert not twice, f"twice: {twice}"
        if row.notice_id is None:
            assert {task.state for task in its} <= {"planned"}
            continue
        assert row.notice_id in {notice.id for notice in notices}
        assert its or row.verdict not in ASSIGNING, "issued, and its tasks are not there"
        assert {task.state for task in its} <= {"open"}
        assert row.text in next(n for n in notices if n.id == row.notice_id).wording.replace(
            "\\n", "\n"
        )


@given(
    cuts=st.lists(st.integers(1, 90), min_size=9, max_size=9),
    moved=st.booleans(),
    corrected=st.booleans(),
)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_torn_nothing_is_lost_or_doubled(world, cuts, moved, corrected):
    session = Session(world)
    cut = iter(cuts)
    where = session.item("Budget").key
    if moved:
        at = {"meeting_key": session.key, "title": "Other matters"}
        where = sent(world, next(cut), "anna", aside.open_aside, **at)
    words = {"item_key": where, "text": BOTH, "answers": ()}
    key = sent(world, next(cut), "anna", commands.note_conclusion, **words)
    if moved:
        version = session.conclusion(key).version
        new = {"key": key, "version": version, "title": "New matter"}
        sent(world, next(cut), "anna", aside.give_item, **new)
    seen = {"meeting_key": session.key, "seen": session.seen(key)}
    if corrected:
        row = session.conclusion(key)
        base = {"key": key, "version": row.version, "base_text": row.text, "answers": ()}
        said = {"text": BOTH.replace("30/6", "31/7")}
        sent(world, next(cut), "carl", chairing.correct_as_chair, **base, **said)
    else:
        sent(world, next(cut), "carl", commands.agree, **seen)
    sent(world, next(cut), "anna", commands.open_draft, meeting_key=session.key)
    shown = {"meeting_key": session.key, "digest": Draft(session).digest}
    sent(world, next(cut), "anna", drafting.submit, **shown)
    sent(world, next(cut), "carl", drafting.approve, **shown)
    number = {"number": str(session.row.id), "symbol": "TB/TU", "issued_on": MORNING.date()}
    sent(world, next(cut), "rita", publishing.number_notice, **shown, **number)
    sound(world)
    conclusion = session.conclusion(key)
    assert (conclusion.verdict, bool(conclusion.notice_id)) == ("decides-assigns", True)
    tasks = world.read(
        lambda db: db.exec(select(Task).where(Task.conclusion_id == conclusion.id)).all()
    )
    assert {task.work for task in tasks} == WORKS
    assert {task.deadline for task in tasks} == {
        date(2026, 7, 31) if corrected else date(2026, 6, 30),
        date(2026, 7, 31),
    }


async def test_a_killed_server_gives_each_task_once(world):
    """kill -9 while a form is on its way, at a random moment; it is sent again afterwards."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    people = {who: await asyncio.to_thread(world.cookie, who) for who in ("anna", "carl", "rita")}
    session = await asyncio.to_thread(Session, world)
    async with served(world.app.state.settings) as server, httpx2.AsyncClient() as http:

        async def post(who, path, **form):
            headers = {"origin": server.address, "plenum-script": "1", "cookie": people[who]}
            return await http.post(
                f"{server.address}{path}", data=form, headers=headers, timeout=30
            )

        async def through(who, path, **form):
            """Send a form, kill the server meanwhile, and send it again."""
            form["command_id"] = new_id()
            sending = asyncio.create_task(post(who, path, **form))
            await asyncio.sleep(chance.uniform(0, 0.08))
            server.kill()
            with suppress(httpx2.HTTPError):
                await sending
            await asyncio.to_thread(sound, world)
            await server.start()
            answer = await post(who, path, **form)
            assert answer.status_code == 200, f"seed {seed}: {answer.text}"
            await asyncio.to_thread(sound, world)

        budget = session.item("Budget").key
        meeting = f"/meetings/{session.key}"
        await through("anna", f"/agenda-items/{budget}/conclusions", text=BOTH)
        (row,) = world.read(lambda db: list(db.exec(select(Conclusion))))
        seen = f"{row.key}:{row.version}"
        await through("carl", f"{meeting}/conclusions/agreed", seen=seen)
        await through("anna", f"{meeting}/draft")
        shown = {"digest": await asyncio.to_thread(lambda: Draft(session).digest)}
        await through("anna", f"{meeting}/notice/submit", **shown)
        await through("carl", f"{meeting}/notice/approve", **shown)
        number = {"number": "12", "symbol": "TB/TU", "issued_on": MORNING.date().isoformat()}
        await through("rita", f"{meeting}/notice/number", **shown, **number)
    tasks = world.read(lambda db: list(db.exec(select(Task))))
    assert {task.work for task in tasks} == WORKS, f"seed {seed}"
    assert len(tasks) == 2
    assert {task.state for task in tasks} == {"open"}
