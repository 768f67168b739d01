"""The clock jumps: nobody is put out, no session lasts for ever, the log keeps its order."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlmodel import col, select

from server.kernel.db import SYSTEM
from server.kernel.events import EventRow
from server.kernel.types import now
from server.people.activity import Activity
from server.people.commands import TooManyTries, count_try, turn_day
from server.people.models import Membership, SignInSession
from server.people.secrets import token_hash
from tests.kernel.test_live import address, closed, hello, page, set_body, since, until  # noqa: F401
from tests.world import new_id

BACK, AHEAD = timedelta(hours=-2), timedelta(hours=3)
HOURS = 12  # settings.session_hours


@pytest.fixture(autouse=True)
def clock():
    """The machine's clock: `shift` moves it, and it goes on from there."""
    with time_machine.travel(datetime.now().astimezone(), tick=True) as clock:
        yield clock


def session_of(world, token):
    return world.row(SignInSession, token_hash=token_hash(token))


async def tidy(world, **settings):
    """Do the minute's round."""
    given = world.app.state.settings.model_copy(update=settings)
    activity = Activity(given, world.writer, lambda: set())
    await activity.round()
    await activity.close()


def status(world, token):
    client = world.client(None)
    client.headers["cookie"] = f"__Host-plenum={token}"
    return client.get("/account").status_code


@pytest.mark.parametrize("jump", [BACK, AHEAD, timedelta(days=-400)], ids=str)
async def test_a_jump_puts_nobody_out(world, clock, jump):
    token = world.token("mia")
    clock.shift(jump)
    await tidy(world)
    assert status(world, token) == 200


@pytest.mark.parametrize("wrong", [timedelta(hours=2), timedelta(days=4000)], ids=str)
async def test_a_session_begun_on_a_wrong_clock_ends_as_any_other(world, clock, wrong):
    clock.shift(wrong)
    token = world.token("mia")
    clock.shift(-wrong)
    assert status(world, token) == 200
    await tidy(world)
    assert status(world, token) == 200
    session = session_of(world, token)
    assert session.expires_at <= now() + timedelta(hours=HOURS)
    clock.shift(timedelta(hours=HOURS, minutes=1))
    assert status(world, token) == 401


async def test_an_idle_session_of_a_wrong_clock_falls_idle(world, clock):
    clock.shift(timedelta(days=4000))
    token = world.token("mia")
    clock.shift(timedelta(days=-4000))
    await tidy(world)
    clock.shift(timedelta(minutes=31))
    await tidy(world, session_idle_minutes=30)
    assert session_of(world, token).ended_at is not None


async def test_an_open_page_stays_and_ends_with_its_session(world, address, clock):  # noqa: F811
    clock.shift(timedelta(days=4000))
    async with page(world, address, "mia", since(world, "mia")) as mia:
        await until(mia, hello)
        clock.shift(timedelta(days=-4000))
        await tidy(world)
        await asyncio.to_thread(world.run, None, set_body, body_id=1, name="Still here")
        await until(mia, lambda m: m.get("t") == "body-1")
        clock.shift(timedelta(hours=HOURS, minutes=1))
        assert await closed(mia, seconds=8) == 4401


def test_events_keep_their_order_whatever_the_clock_says(world, clock):
    for name, jump in (("first", BACK), ("second", AHEAD), ("third", BACK)):
        world.run(None, set_body, body_id=1, name=name)
        clock.shift(jump)
    rows = world.read(
        lambda db: db.exec(
            select(EventRow.seq, EventRow.at)
            .where(EventRow.stream == "board:1")
            .order_by(col(EventRow.seq))
        ).all()
    )
    assert [seq for seq, _ in rows] == [1, 2, 3]
    assert rows[1][1] < rows[0][1] < rows[2][1] + timedelta(hours=1)


def test_a_form_sent_again_on_another_clock_counts_once(world, clock):
    command_id = new_id()
    for jump in (AHEAD, BACK, BACK):
        world.writer.run(SYSTEM, command_id, set_body, body_id=1, name="Once")
        clock.shift(jump)
    assert world.happened("board:1") == ["board-changed"]


def test_the_day_is_told_once_though_midnight_comes_twice(world, clock):
    clock.move_to(datetime(2027, 3, 5, 16, 30).astimezone())
    world.add(
        Membership(
            account_id=world.people["zoe"],
            body_id=world.bodies["committee"],
            role="delegate",
            since=date(2027, 3, 6),
        )
    )
    for jump in (BACK, AHEAD, BACK, AHEAD):
        clock.shift(jump)
        world.writer.run(SYSTEM, "turn-day-2027-03-06", turn_day, day=date(2027, 3, 6))
    assert world.happened(f"user:{world.people['zoe']}").count("rights-changed") == 1


def test_tries_counted_on_a_wrong_clock_lock_nobody_out(world, clock):
    def attempt():
        return world.run(None, count_try, login="mia", tries=3, window_seconds=900)

    clock.shift(timedelta(days=400))
    for _ in range(3):
        attempt()
    with pytest.raises(TooManyTries):
        attempt()
    clock.shift(timedelta(days=-400))
    for _ in range(3):
        attempt()
    with pytest.raises(TooManyTries):
        attempt()


async def test_heartbeats_keep_their_beat(world, address, clock):  # noqa: F811
    """Timers follow the monotonic clock: a jump neither holds them up nor hurries them."""
    async with page(world, address, "mia", since(world, "mia")) as mia:
        await until(mia, hello)
        await until(mia, lambda m: "seqs" in m and "hello" not in m, seconds=9)
        for jump in (BACK, AHEAD):
            clock.shift(jump)
            began = asyncio.get_running_loop().time()
            await until(mia, lambda m: "seqs" in m, seconds=6)
            assert asyncio.get_running_loop().time() - began > 2
