"""A database held up by somebody: whoever writes is told so within two seconds, and reads go on."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlmodel import select

from server.kernel.db import SYSTEM
from server.kernel.errors import Busy
from server.people.models import Body
from tests.engines import ENGINE
from tests.world import new_id

sqlite = pytest.mark.skipif(ENGINE != "sqlite", reason="tests/live/test_two_processes.py")
postgresql = pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite has no time limit")
ANSWER_SECONDS = 2.0

HOLD = """
import sys, pysqlite3
db = pysqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(world):
    """Another process begins to write and does not end; yields when it has."""
    file = world.app.state.settings.data_dir / "plenum.db"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout.readline() == b"held\n"
        yield
    finally:
        other.communicate()


@sqlite
def test_a_form_is_answered_in_time_with_a_sentence(world):
    client = world.client("anna")
    with held(world):
        began = time.monotonic()
        answer = client.post("/preferences", data={"command_id": new_id(), "theme": "dark"})
        assert time.monotonic() - began < ANSWER_SECONDS
    assert (answer.status_code, answer.headers["plenum-code"]) == (503, "busy")
    assert answer.headers["retry-after"]
    assert "The server is busy." in answer.text


@sqlite
def test_all_who_write_are_told_in_time_and_reads_go_on(world):
    def write(n):
        began = time.monotonic()
        with pytest.raises(Busy):
            world.writer.run(SYSTEM, new_id(), found, name=f"Body {n}")
        return time.monotonic() - began

    with held(world), ThreadPoolExecutor(8) as threads:
        first = threads.submit(write, 0)
        time.sleep(0.2)
        read = threads.submit(world.client(None).get, "/readyz").result(1)
        assert read.status_code == 200
        assert first.result() < ANSWER_SECONDS
        assert world.writer.pulse.stopped
        assert max(threads.map(write, range(20))) < 0.2


def found(tx, *, name):
    return tx.add(Body(name=name)).id


@sqlite
def test_it_goes_on_by_itself_and_the_same_form_counts_once(world):
    command_id = new_id()
    with held(world), pytest.raises(Busy):
        world.writer.run(SYSTEM, command_id, found, name="Kept")
    end = time.monotonic() + 5
    while world.writer.pulse.stopped:
        assert time.monotonic() < end
        time.sleep(0.05)
    first = world.writer.run(SYSTEM, command_id, found, name="Kept")
    assert world.writer.run(SYSTEM, command_id, found, name="Kept") == first
    assert len(world.read(lambda db: db.exec(select(Body).where(Body.name == "Kept")).all())) == 1


def think(tx, *, long):
    if long:
        tx.take_time()
    tx.session.execute(text("SELECT pg_sleep(2.5)"))


@postgresql
def test_a_slow_statement_is_busy_unless_it_was_announced_and_is_no_outage(world):
    began = time.monotonic()
    with pytest.raises(Busy):
        world.run(None, think, long=False)
    assert time.monotonic() - began < ANSWER_SECONDS
    assert not world.writer.pulse.stopped
    world.run(None, think, long=True)
    with pytest.raises(Busy):  # the connection hurries again
        world.run(None, think, long=False)


@postgresql
def test_who_waits_for_a_meeting_that_somebody_holds_is_told_in_time(world):
    def hold(tx):
        tx.lock("test:held")
        entered.set()
        leave.wait(10)

    def enter(tx):
        tx.lock("test:held")

    entered, leave = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as threads:
        holder = threads.submit(world.run, None, hold)
        assert entered.wait(5)
        began = time.monotonic()
        with pytest.raises(Busy):
            world.run(None, enter)
        assert time.monotonic() - began < ANSWER_SECONDS
        assert not world.writer.pulse.stopped
        leave.set()
        holder.result()
    world.run(None, enter)
