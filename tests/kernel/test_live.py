"""The one live path, over real sockets: joining, catching up, being put out."""

import asyncio
import json
import socket as sockets
import threading
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar
from uuid import uuid4

import httpx2
import pytest
import websockets
from sqlmodel import col, select

from server.app import build_app
from server.kernel.db import SYSTEM
from server.kernel.errors import NotFound
from server.kernel.events import Event
from server.kernel.live import mailbox, missed, screens, wire
from server.kernel.live import socket as live_socket
from server.kernel.live.relay import Lane, render
from server.kernel.live.screens import Fragment, Order, Seat
from server.people.commands import end_session
from server.people.models import Body, Membership, SignInSession
from server.people.secrets import token_hash
from tests.live.transports import TRANSPORTS, Ended, opened
from tests.world import new_id, serving


@dataclass(frozen=True, kw_only=True)
class BoardEvent(Event):
    name: ClassVar[str] = "board-changed"
    body_id: int

    @property
    def stream(self) -> str:
        return "board:1"


@dataclass(frozen=True, kw_only=True)
class BoardRights(BoardEvent):
    name: ClassVar[str] = "board-rights"
    changes_rights: ClassVar[bool] = True


@dataclass(frozen=True)
class Tier:
    tier: str
    locale: str = "vi"
    priority: int = 1


class Board:
    """A list of bodies; those whose symbol is "hidden" are for the secretariat alone."""

    name = "test-board"

    def seat(self, db, viewer, subject):
        if subject != "board" or not viewer.is_("secretariat", "delegate"):
            raise NotFound
        tier = "all" if viewer.is_("secretariat") else "some"
        return Seat(("board:1", f"user:{viewer.user_id}"), Tier(tier))

    def fragments(self, happened):
        ids = {h.ids["body_id"] for h in happened if h.name == "board-changed"}
        new = tuple(sorted(ids))
        found = [Fragment("board", bodies, lambda rows, a: order(rows, a, new))]
        found += [
            Fragment(f"body-{i}", lambda db, i=i: db.get(Body, i), lambda row, a: line(row, a))
            for i in ids
        ]
        return found


def bodies(db):
    return db.execute(select(Body.id, Body.name, Body.symbol).order_by(col(Body.id))).all()


def line(row, audience):
    if audience.tier == "some" and row.symbol == "hidden":
        return None
    return f'<li id="body-{row.id}">{row.name}</li>'


def order(rows, audience, new):
    seen = [row for row in rows if line(row, audience)]
    html = {f"body-{row.id}": line(row, audience) for row in seen if row.id in new}
    return Order(tuple(f"body-{row.id}" for row in seen), html)


screens.register(Board())


def set_body(tx, *, body_id, name, symbol=""):
    body = tx.session.get_one(Body, body_id)
    body.name, body.symbol = name, symbol
    tx.emit(BoardEvent(body_id=body_id))


def drop_membership(tx, *, account_id):
    for membership in tx.session.exec(
        select(Membership).where(Membership.account_id == account_id)
    ).all():
        tx.session.delete(membership)
    tx.emit(BoardRights(body_id=0))


@pytest.fixture
def address(world):
    with serving(build_app(world.app.state.settings)) as address:
        yield address


@pytest.fixture(params=TRANSPORTS)
def travel(request):
    """Whatever a page is told is told over each of the three ways."""
    return request.param


@asynccontextmanager
async def page(world, address, who, since=None, travel="websocket", **hello):
    """Open a page as `who`; yields what its messages come from."""
    if since is None:
        since = {"board:1": 0, f"user:{world.people.get(who, 0)}": 1}
    said = {"screen": "test-board", "subject": "board", "since": since} | hello
    async with opened(travel, address, world.cookie(who) if who else None, said) as live:
        yield live


async def until(live, wanted, seconds=5.0):
    """Read messages up to the first that `wanted` likes; returns all read."""
    read = []
    async with asyncio.timeout(seconds):
        while True:
            read.append(json.loads(await live.recv()))
            if wanted(read[-1]):
                return read


async def closed(live, seconds=5.0):
    """Wait for the server to end the page; returns the code."""
    async with asyncio.timeout(seconds):
        try:
            while True:
                await live.recv()
        except Ended as end:
            return end.code


def hello(message):
    return "hello" in message


def about(target):
    return lambda message: message.get("t") == target


def user_seq(world, who):
    return len(world.happened(f"user:{world.people[who]}"))


def since(world, who, board=0):
    # The session that the socket itself signs in with is the next event of the person's stream.
    return {"board:1": board, f"user:{world.people[who]}": user_seq(world, who) + 1}


async def test_a_change_reaches_each_audience_as_it_may_see_it(world, address, travel):
    body_id = world.bodies["commission"]
    async with (
        page(world, address, "anna", since(world, "anna"), travel=travel) as anna,
        page(world, address, "mia", since(world, "mia"), travel=travel) as mia,
    ):
        await until(anna, hello)
        await until(mia, hello)
        world.run(None, set_body, body_id=body_id, name="Renamed")
        for live in (anna, mia):
            *_, message = await until(live, about(f"body-{body_id}"))
            assert message == {
                "s": "board:1", "q": 1, "t": f"body-{body_id}",
                "h": f'<li id="body-{body_id}">Renamed</li>',
            }  # fmt: skip
        world.run(None, set_body, body_id=body_id, name="Closed matter", symbol="hidden")
        *_, for_anna = await until(anna, about(f"body-{body_id}"))
        assert "Closed matter" in for_anna["h"]
        *_, for_mia = await until(mia, about("board"))
        assert f"body-{body_id}" not in for_mia["o"]
        world.run(None, set_body, body_id=world.bodies["elsewhere"], name="Last")
        later = await until(mia, about(f"body-{world.bodies['elsewhere']}"))
        assert "Closed matter" not in json.dumps([for_mia, *later])


async def test_who_was_away_gets_what_was_missed_and_no_more(world, address, travel):
    body_id = world.bodies["commission"]
    for n in range(5):
        world.run(None, set_body, body_id=body_id, name=f"Name {n}")
    async with page(world, address, "mia", since(world, "mia", board=3), travel=travel) as mia:
        read = await until(mia, hello)
    states = [m for m in read if m.get("t") == f"body-{body_id}"]
    assert [m["h"] for m in states] == [f'<li id="body-{body_id}">Name 4</li>']
    assert states[0]["q"] == 5
    assert read[-1]["seqs"]["board:1"] == 5


async def test_who_knows_the_newest_gets_nothing_twice(world, address, travel):
    world.run(None, set_body, body_id=1, name="Once")
    async with page(world, address, "mia", since(world, "mia", board=1), travel=travel) as mia:
        assert [m for m in await until(mia, hello) if "t" in m] == []


@pytest.mark.parametrize("known", [{}, {"board:1": 99}, {"board:1": -3}])
async def test_who_cannot_be_brought_up_to_date_reloads(world, address, known, travel):
    world.run(None, set_body, body_id=1, name="Once")
    async with page(world, address, "mia", dict(known), travel=travel) as mia:
        assert (await until(mia, lambda m: "reload" in m))[-1] == {"reload": "behind"}


async def test_who_says_no_number_hears_what_happens_from_now_on(world, address, travel):
    if travel == "poll":
        pytest.skip("a poll asks about what was")
    world.run(None, set_body, body_id=1, name="Before")
    async with opened(
        travel, address, world.cookie("mia"), {"screen": "test-board", "subject": "board"}
    ) as mia:
        assert (await until(mia, hello))[0]["seqs"]["board:1"] == 1
        await asyncio.to_thread(world.run, None, set_body, body_id=1, name="After")
        heard = await until(mia, about("body-1"))
        assert [m["h"] for m in heard if m.get("t") == "body-1"] == ['<li id="body-1">After</li>']


async def test_every_page_ends_in_the_newest_state_whatever_is_written_meanwhile(
    world, address, travel
):
    body_id = world.bodies["commission"]

    async def write():
        for n in range(60):
            await asyncio.to_thread(world.run, None, set_body, body_id=body_id, name=f"{n}")

    async def follow(delay):
        await asyncio.sleep(delay)
        known = await asyncio.to_thread(since, world, "mia")
        async with page(world, address, "mia", known, travel=travel) as mia:
            shown, last = {}, {}
            async with asyncio.timeout(10):
                while shown.get(f"body-{body_id}", "").find(">59<") < 0:
                    message = json.loads(await mia.recv())
                    if "t" in message:
                        assert message["q"] >= last.get(message["s"], 0)
                        last[message["s"]] = message["q"]
                        shown[message["t"]] = str(message["h"])

    await asyncio.gather(write(), *(follow(n / 20) for n in range(8)))


@pytest.mark.parametrize("travel", ["websocket", "events"])
async def test_who_joins_while_a_change_is_rendered_takes_nothing_from_the_others(
    world, address, travel, monkeypatch
):
    rendered, joined = threading.Event(), threading.Event()
    change = Lane.change

    def slow(lane, db, stream, since, followers):
        found = change(lane, db, stream, since, followers)
        if stream == "board:1" and not rendered.is_set():
            rendered.set()
            joined.wait(5)
        return found

    monkeypatch.setattr(Lane, "change", slow)
    async with page(world, address, "anna", since(world, "anna"), travel=travel) as anna:
        await until(anna, hello)
        await asyncio.to_thread(world.run, None, set_body, body_id=1, name="First")
        await asyncio.to_thread(rendered.wait, 5)
        async with page(world, address, "mia", since(world, "mia"), travel=travel) as mia:
            await until(mia, hello)
            await asyncio.to_thread(world.run, None, set_body, body_id=1, name="Second")
            joined.set()
            for live in (anna, mia):
                await until(live, lambda m: m.get("t") == "body-1" and "Second" in m["h"])


async def test_a_hall_that_returns_is_rendered_for_once_and_gets_the_newest(
    world, address, monkeypatch
):
    rendered = []

    def counted(*asked):
        rendered.append(asked)
        return render(*asked)

    monkeypatch.setattr(missed, "render", counted)
    world.run(None, set_body, body_id=1, name="First")
    cookie = world.cookie("mia")
    known = {"board:1": 0, f"user:{world.people['mia']}": user_seq(world, "mia")}
    said = {"screen": "test-board", "subject": "board", "since": known}
    async with AsyncExitStack() as hall:
        for name, times in (("First", 1), ("Second", 2)):
            for _ in range(3):
                live = await hall.enter_async_context(opened("websocket", address, cookie, said))
                read = await until(live, hello)
                assert any(name in str(m.get("h")) for m in read)
            assert len(rendered) == times
            world.run(None, set_body, body_id=1, name="Second")


async def test_signing_out_closes_that_device_only(world, address, travel):
    token = world.token("mia")
    session = world.row(SignInSession, token_hash=token_hash(token))
    async with page(world, address, "mia", since(world, "mia")) as other:
        await until(other, hello)
        known = {"board:1": 0, f"user:{world.people['mia']}": user_seq(world, "mia")}
        said = {"screen": "test-board", "subject": "board", "since": known}
        async with opened(travel, address, f"__Host-plenum={token}", said) as live:
            await until(live, hello)
            who = world.people["mia"]
            world.run("mia", end_session, account_id=who, session_key=session.key)
            assert await closed(live, 2) == 4401
        world.run(None, set_body, body_id=1, name="Still here")
        await until(other, about("body-1"))


async def test_a_right_taken_away_reaches_an_open_page_within_two_seconds(world, address, travel):
    async with page(world, address, "mia", since(world, "mia"), travel=travel) as mia:
        await until(mia, hello)
        world.run(None, drop_membership, account_id=world.people["mia"])
        assert await closed(mia, 2) == 4404


async def test_an_outsider_is_told_the_same_as_of_what_is_not_there(world, address, travel):
    async with page(world, address, "adam", {}, travel=travel) as adam:
        assert await closed(adam) == 4404
    async with page(world, address, "mia", {}, subject=str(uuid4()), travel=travel) as mia:
        assert await closed(mia) == 4404


async def test_nobody_signed_in_is_told_to_sign_in(world, address, travel):
    async with page(world, address, None, {}, travel=travel) as nobody:
        assert await closed(nobody) == 4401


@pytest.mark.parametrize("origin", [None, "https://evil.example", "http://localhost:1"])
async def test_a_foreign_origin_is_refused_at_the_handshake(world, address, origin):
    url = address.replace("http", "ws") + "/live"
    cookie = {"cookie": world.cookie("mia")}
    with pytest.raises(websockets.InvalidStatus) as refusal:
        async with websockets.connect(url, origin=origin, additional_headers=cookie):
            pass
    assert refusal.value.response.status_code == 403


async def test_a_flood_a_giant_and_nonsense_close_their_own_socket_only(world, address):
    async with page(world, address, "mia", since(world, "mia")) as good:
        await until(good, hello)
        async with page(world, address, "mia", since(world, "mia")) as flood:
            await until(flood, hello)
            for _ in range(200):
                await flood.send('{"p":1}')
            assert await closed(flood) == 1008
        async with page(world, address, "mia", since(world, "mia")) as giant:
            await until(giant, hello)
            await giant.send("x" * 70_000)
            assert await closed(giant) == 1009
        async with page(world, address, "mia", since(world, "mia")) as nonsense:
            await until(nonsense, hello)
            await nonsense.send("not json")
            assert await closed(nonsense) == 1007
        world.run(None, set_body, body_id=1, name="Unharmed")
        await until(good, about("body-1"))


@pytest.mark.parametrize("holds", [1024 * 1024, 300_000])  # the latter is soon too little
async def test_a_tablet_that_never_reads_is_let_go_and_others_are_unharmed(
    world, monkeypatch, holds
):
    monkeypatch.setattr(wire, "CLOSING_SECONDS", 1.0)
    monkeypatch.setattr(mailbox, "MAX_BYTES", holds)
    settings = world.app.state.settings.model_copy(
        update={"live_stall_seconds": 1.0, "live_heartbeat_seconds": 0.3}
    )
    app = build_app(settings)
    with serving(app) as address:
        async with page(world, address, "mia", since(world, "mia")) as good:
            await until(good, hello)
            stuck = await stalled(world, address)
            assert len(app.state.live.sockets) == 2
            read = asyncio.create_task(until(good, lambda m: "the end" in str(m), 60))
            async with asyncio.timeout(15):
                while len(app.state.live.sockets) > 1:
                    await asyncio.to_thread(
                        world.run, None, set_body, body_id=1, name=new_id() + "x" * 200_000
                    )
            world.run(None, set_body, body_id=1, name="the end")
            await read
            stuck.close()


async def test_a_tablet_that_says_nothing_is_closed(world, monkeypatch):
    monkeypatch.setattr(live_socket, "SILENT_SECONDS", 1.0)
    settings = world.app.state.settings.model_copy(update={"live_heartbeat_seconds": 0.2})
    with serving(build_app(settings)) as address:
        async with page(world, address, "mia", since(world, "mia")) as mia:
            await until(mia, hello)
            assert await closed(mia) == 1013


async def stalled(world, address):
    """Open a page by hand and never read from it."""
    port = int(address.rpartition(":")[2])
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", port))
    cookie = await asyncio.to_thread(world.cookie, "noah")
    raw.sendall(
        f"GET /live HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nOrigin: {address}\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    assert b"101" in await asyncio.to_thread(raw.recv, 4096)
    known = {"board:1": 0, f"user:{world.people['noah']}": user_seq(world, "noah")}
    text = json.dumps({"screen": "test-board", "subject": "board", "since": known}).encode()
    mask = b"\0\0\0\0"
    raw.sendall(bytes([0x81, 0x80 | len(text)]) + mask + text)
    await asyncio.sleep(0.5)
    return raw


def test_a_write_of_another_process_is_heard(world, address):
    """The second application's relay learns of writes that its own Writer did not make."""

    async def story():
        async with page(world, address, "mia", since(world, "mia")) as mia:
            await until(mia, hello)
            await asyncio.to_thread(
                world.writer.run, SYSTEM, new_id(), set_body, body_id=1, name="From outside"
            )
            *_, message = await until(mia, about("body-1"), 3)
            assert "From outside" in message["h"]

    asyncio.run(story())


@pytest.mark.parametrize("path", ["events", "poll"])
async def test_a_foreign_page_gets_no_messages(world, address, path):
    headers = {"cookie": world.cookie("mia"), "sec-fetch-site": "cross-site"}
    async with httpx2.AsyncClient(base_url=address, headers=headers) as client:
        assert (await client.get(f"/live/{path}")).status_code == 403


@pytest.mark.parametrize("query", [{}, {"screen": "no-such"}, {"since": "[1]"}, {"since": "{"}])
@pytest.mark.parametrize("path", ["events", "poll"])
async def test_what_no_page_says_is_closed(world, address, path, query):
    async with httpx2.AsyncClient(base_url=address) as client:
        asked = {"screen": "test-board", "subject": "board"} | query
        if not query:
            asked = {}
        answer = await client.get(f"/live/{path}", params=asked)
    assert "1007" in answer.text


@pytest.mark.parametrize("travel", ["websocket", "events"])
async def test_a_planned_restart_tells_pages_when_to_come_back(world, travel):
    app = build_app(world.app.state.settings)
    with serving(app) as address:
        async with page(world, address, "mia", since(world, "mia"), travel=travel) as mia:
            await until(mia, hello)
            app.state.live.restart()
            *_, hint = await until(mia, lambda m: "restart" in m)
            assert 0 < hint["restart"] <= 10
            assert await closed(mia) == 1012


async def test_the_server_ends_quickly_with_pages_open(world):
    server = serving(build_app(world.app.state.settings))
    address = server.__enter__()
    async with (
        page(world, address, "mia", since(world, "mia")) as socket,
        page(world, address, "anna", since(world, "anna"), travel="events") as stream,
    ):
        for live in (socket, stream):
            await until(live, hello)
        ends = [asyncio.create_task(closed(live, 10)) for live in (socket, stream)]
        began = asyncio.get_running_loop().time()
        await asyncio.to_thread(server.__exit__, None, None, None)
        assert asyncio.get_running_loop().time() - began < 10
        assert [await end for end in ends] == [1012, 1012]
