"""Two processes, one meeting: what one does the other shows, and the database fails under both."""

import asyncio
import json
import os
import time
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from types import SimpleNamespace

import httpx2
import psycopg
import pytest

from server import worker
from server.kernel import db, jobs
from server.kernel.db import Reader, Writer
from server.kernel.engine import libpq_url
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.meetings import commands
from server.migrations import migrate
from tests.engines import ENGINE, OwnServer
from tests.live.processes import LATER, Page, Process, proxy, until
from tests.live.transports import TRANSPORTS, Ended, opened
from tests.meetings.conftest import March
from tests.world import World, hidden_fields, new_id, people

pytestmark = pytest.mark.skipif(ENGINE != "postgresql", reason="several processes: PostgreSQL")
PROMPT_SECONDS = 2.0
RECOVERED_SECONDS = 5.0


@pytest.fixture(scope="module")
def database():
    """A database server that belongs to this file's tests, which stop it."""
    server = OwnServer()
    yield server
    server.end()


@pytest.fixture(scope="module")
def instance(database, tmp_path_factory):
    """Settings of an instance on it."""
    folder = tmp_path_factory.mktemp("processes")
    settings = Settings(data_dir=folder / "var", database_url=database.url)
    migrate(settings)
    people(settings)
    settings.upload_dir.mkdir(parents=True, exist_ok=True)
    return settings


@pytest.fixture(scope="module")
def world(instance):
    """The office, as a third process sees it."""
    writer, reader = Writer(instance, instance_secret(instance)), Reader(instance)
    yield World(SimpleNamespace(state=SimpleNamespace(writer=writer, reader=reader)))
    writer.close()
    reader.close()


@pytest.fixture
def meeting(world):
    """A sent meeting, open, at its first line."""
    march = March(world, "Budget", "Staff", "Roads")
    march.open()
    return march


@pytest.fixture(scope="module")
def processes(instance, world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    both = [Process(instance, "serve", folder) for _ in range(2)]
    for process in both:
        process.wait()
    yield both
    for process in both:
        process.end()


class Hall:
    """The meeting's people, reaching it through the proxy."""

    def __init__(self, world, meeting, address, client, tasks):
        self.world, self.meeting, self.address = world, meeting, address
        self._client, self._tasks = client, tasks

    async def page(self, who, at, travel="websocket", cookie=None):
        """Open the tablet of `who` at a process; returns it once it is up to date."""
        cookie = cookie or await asyncio.to_thread(self.world.cookie, who)
        page = Page(self._client, cookie, f"/meetings/{self.meeting.key}/tablet", travel)
        self._tasks.append(asyncio.create_task(page.follow(at)))
        await until(lambda: any("hello" in m for m in page.heard), 5, "hello")
        return page

    async def ask(self, method, path, cookie, address=None, **more):
        """Send a request as our script does; returns the answer and the seconds it took."""
        began = time.monotonic()
        base = address or self.address
        headers = {"cookie": cookie, "origin": base, "plenum-script": "1"}
        answer = await self._client.request(method, base + path, headers=headers, **more)
        return answer, time.monotonic() - began

    async def form(self, cookie, line, title):
        """Fetch a line's form and fill in a title: what to send, and where."""
        path = f"/agenda-items/{self.meeting.item(line).key}/edit"
        shown, _ = await self.ask("GET", path, cookie)
        fields = hidden_fields(shown.text)
        fields |= {f: fields[f"base_{f}"] for f in ("presenter", "time_label")}
        return {"path": path, "data": fields | {"title": title, "command_id": new_id()}}


@pytest.fixture
def hall(world, meeting, processes):
    """How a test enters the hall."""

    @asynccontextmanager
    async def enter():
        async with AsyncExitStack() as stack:
            address = await stack.enter_async_context(proxy(*(p.port for p in processes)))
            # A connection a request: each goes to the next process.
            limits = httpx2.Limits(max_keepalive_connections=0)
            client = httpx2.AsyncClient(base_url=address, limits=limits, timeout=20)
            await stack.enter_async_context(client)
            tasks = []
            try:
                yield Hall(world, meeting, address, client, tasks)
            finally:
                for task in tasks:
                    task.cancel()
                ended = await asyncio.gather(*tasks, return_exceptions=True)
                for end in ended:
                    if end is not None and not isinstance(end, asyncio.CancelledError):
                        raise end

    return enter


async def test_what_one_process_does_the_other_shows(world, hall, processes):
    async with hall() as room:
        anna = await asyncio.to_thread(world.cookie, "anna")
        pages = [await room.page("mia", p.address, t) for p in processes for t in TRANSPORTS]
        titles = ["Budget"]
        for n in range(4):
            form = await room.form(anna, titles[-1], f"Budget {n}")
            answer, _ = await room.ask("POST", cookie=anna, **form)
            assert answer.status_code == 200
            titles.append(f"Budget {n}")
            wanted = titles[-1]
            for page in pages:
                await until(lambda p=page, w=wanted: shows(p, w), PROMPT_SECONDS, wanted)
        assert all([await page.right() for page in pages])


def shows(page, words):
    return any(words in str(m.get("h")) for m in page.heard)


async def test_signing_out_in_one_closes_the_device_in_the_other(world, hall, processes):
    first, second = processes
    async with hall() as room:
        cookie = await asyncio.to_thread(world.cookie, "mia")
        here = await room.page("mia", second.address, cookie=cookie)
        elsewhere = await room.page("mia", second.address)
        await room.ask("POST", "/sign-out", cookie, address=first.address)
        await until(lambda: here.code == 4401, PROMPT_SECONDS, "signed out")
        assert elsewhere.code is None


async def test_a_right_taken_away_ends_pages_in_every_process(world, meeting, hall, processes):
    meeting.do(commands.set_guests, "Roads", names=meeting.people("greta"))
    async with hall() as room:
        pages = [await room.page("greta", p.address, t) for p in processes for t in TRANSPORTS]
        base = meeting.people("greta")
        await asyncio.to_thread(meeting.do, commands.set_guests, "Roads", names=[], base=base)
        for page in pages:
            await until(lambda p=page: p.code == 4404, PROMPT_SECONDS, "put out")


async def test_a_lost_notification_is_made_up_for(world, hall, processes, monkeypatch):
    async with hall() as room:
        pages = [await room.page("mia", p.address) for p in processes]
        monkeypatch.setattr(db, "DOORBELL", "nobody_listens")
        await asyncio.to_thread(rename, room.meeting, "Staff", "Nobody rang")
        for page in pages:
            await until(lambda p=page: shows(p, "Nobody rang"), 2 * PROMPT_SECONDS, "the poll")


def rename(march, line, title):
    fields = {f"{b}{f}": "" for b in ("base_", "") for f in ("presenter", "time_label")}
    fields |= {"version": march.item(line).version, "base_title": line, "title": title}
    march.do(commands.edit_item, line, **fields)


@pytest.mark.parametrize("fault", ["stopped", "hung"])
async def test_the_database_fails_under_both(world, hall, database, processes, fault):
    fail = {"stopped": database.stop, "hung": database.freeze}[fault]
    mend = {"stopped": database.start, "hung": database.thaw}[fault]
    before = [len(process.said("doorbell lost")) for process in processes]
    async with hall() as room:
        anna = await asyncio.to_thread(world.cookie, "anna")
        pages = [await room.page("mia", p.address, t) for p in processes for t in TRANSPORTS]
        form = await room.form(anna, "Budget", "Budget 2027")
        path = f"/meetings/{room.meeting.key}/tablet"
        await asyncio.to_thread(fail)
        try:
            asked = [asyncio.create_task(room.ask("POST", cookie=anna, **form))]
            for n in range(30):
                way = path if n % 2 else form["path"]
                language = ";plenum-locale=en" if n % 3 else ""
                asked.append(asyncio.create_task(room.ask("GET", way, anna + language)))
                await asyncio.sleep(0.1)
            for n, (answer, seconds) in enumerate(await asyncio.gather(*asked)):
                assert (answer.status_code, seconds < PROMPT_SECONDS) == (503, True), (n, seconds)
                assert answer.headers["retry-after"]
                assert answer.headers["plenum-code"] == "database-down"
                english = n and (n - 1) % 3
                said = "The server has paused." if english else "Máy chủ tạm dừng."
                assert said in answer.text
            for page in pages:
                await until(lambda p=page: p.paused, 5, f"paused by {page.travel}")
                assert page.code is None
            for process in processes:
                await refused_for_now(room, anna, process)
                assert httpx2.get(f"{process.address}/healthz").status_code == 200
                assert httpx2.get(f"{process.address}/readyz").status_code == 503
        finally:
            await asyncio.to_thread(mend)
        back = time.monotonic()

        await until(partial(served, room, processes, anna), RECOVERED_SECONDS, "served again")
        for page in pages:
            await until(lambda p=page: not p.paused, RECOVERED_SECONDS, f"going on, {page.travel}")
        answer, _ = await room.ask("POST", cookie=anna, **form)
        assert answer.status_code == 200
        for page in pages:
            await until(lambda p=page: shows(p, "Budget 2027"), RECOVERED_SECONDS, page.travel)
        assert time.monotonic() - back < RECOVERED_SECONDS + PROMPT_SECONDS
        assert all([await page.right() for page in pages])
        assert [page.code for page in pages] == [None] * len(pages)
    assert room.meeting.happened().count("agenda-item-changed") == 1
    for process, lost in zip(processes, before, strict=True):
        assert len(process.said("doorbell lost")) == lost + 1
        assert not process.errors()


async def refused_for_now(room, cookie, process):
    """A page that comes while the database is away is told so, and to come back."""
    said = {"screen": "tablet", "subject": room.meeting.key, "since": {}}
    for travel in TRANSPORTS:
        async with opened(travel, process.address, cookie, said) as live:
            assert json.loads(await live.recv()) == {"paused": True}
            with pytest.raises(Ended) as end:
                await live.recv()
            assert end.value.code == LATER


async def served(room, processes, cookie):
    """Whether every process shows the page."""
    path = f"/meetings/{room.meeting.key}/tablet"
    answers = [await room.ask("GET", path, cookie, address=p.address) for p in processes]
    return all(answer.status_code == 200 for answer, _ in answers)


async def test_backends_that_hang_are_let_go_of_and_never_waited_for(
    world, hall, database, instance, processes
):
    async with hall() as room:
        anna = await asyncio.to_thread(world.cookie, "anna")
        path = f"/meetings/{room.meeting.key}/tablet"
        page = await room.page("mia", processes[0].address)
        form = await room.form(anna, "Roads", "Roads 2027")
        for own in (world.app.state.reader, world.app.state.writer):
            own.engine.dispose()
        with psycopg.connect(libpq_url(instance)) as asking:
            # Readers, writers and listeners of both processes.
            rows = asking.execute(
                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            ).fetchall()
        database.freeze(*(pid for (pid,) in rows))
        try:
            for _ in range(4):
                answer, seconds = await room.ask("GET", path, anna)
                assert answer.status_code in (200, 503)
                assert seconds < PROMPT_SECONDS
            over_new_ones = partial(served, room, processes, anna)
            await until(over_new_ones, RECOVERED_SECONDS, "new connections")

            async def saved():
                answer, seconds = await room.ask("POST", cookie=anna, **form)
                assert seconds < PROMPT_SECONDS
                return answer.status_code == 200

            await until(saved, RECOVERED_SECONDS, "written over a new connection")
            await until(lambda: shows(page, "Roads 2027"), RECOVERED_SECONDS, "heard")
        finally:
            database.thaw()


def test_the_worker_survives(instance, world, database, tmp_path):
    process = Process(instance, "work", tmp_path)
    try:
        old = instance.upload_dir / "cut-off"
        for fault in (nothing, restart, hang):
            fault(database)
            old.touch()
            os.utime(old, (0, 0))
            end = time.monotonic() + 15
            jobs.enqueue(instance, worker.sweep)
            while old.exists():
                assert time.monotonic() < end, "the job was not done"
                time.sleep(0.1)
        assert process.alive
    finally:
        process.end()


def nothing(database):
    pass


def restart(database):
    database.stop()
    time.sleep(1)
    database.start()


def hang(database):
    database.freeze()
    time.sleep(3)
    database.thaw()
